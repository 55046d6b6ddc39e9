/* The shape family: PII entities and secret tokens. Here: the pass over a window; what is asked at an event is in shape_ask.c.
 *
 *   text       "Mail bob@x.org, call +1 202 555 0143"
 *   masks      64 bytes at a time: digits, letters, '@', ':', …           masks.c
 *   events              ^at              ^digits                          trigger.c; most of code's are dropped by sift.c
 *   verifiers       EMAIL [5,14)        PHONE [21,36)                     pii/, secret/ with the scanners of grammar/; id.c
 *
 * Every event is put to the verifiers of its kind, in order of place. A verifier that looked at the end of a window that is not final
 * has not answered: the scan stops at its event (`pos`), and the next call begins there. Putting an event twice is harmless: a finding
 * begins at or behind the end of the last one of its entity (`end`), so what was reported is not reported again.
 *
 * `live`: an event to come is at `pos` or later, and a finding begins at most at its event, less what a verifier goes back over: the
 * local part of an e-mail (every other way back is over the same bytes), or "(+" before a number; back_bytes.
 *
 * Invariants   pos never goes back; findings of an entity are in order and disjoint; events before `pos` are answered for good.
 * Owner        nw_shape is immutable after build; the state belongs to one unit.
 * Cost         the pass, plus work of verifiers that is bounded per byte of text (tests/unit/detect_shape.c).
 */
#include "detect/shape_pass.h"

#include <stddef.h>
#include <string.h>

#include "detect/context.h"
#include "detect/pii/date.h"
#include "detect/pii/email.h"
#include "detect/secret/value.h"

static size_t state_bytes(const void *compiled) {
  (void)compiled;
  return sizeof(nw_shape_state);
}

static void begin(const void *compiled, void *state) {
  (void)compiled;
  memset(state, 0, offsetof(nw_shape_state, own));
}

uint64_t nw_shape_work(const void *state) { return ((const nw_shape_state *)state)->work; }

void nw_pass_open(nw_pass *pass) {
  const nw_shape *shape = pass->shape;
  nw_chain_clear(&pass->chain);
  pass->groups.head = pass->groups.count = 0;
  pass->groups.closed = pass->groups.open = 0;
  pass->context.start = pass->context.plain_at = SIZE_MAX;
  pass->context.silent_from = pass->context.silent_to = 0;
  pass->stretch = pass->bare = (nw_stretch){ 0 };
  pass->named.len = 0;
  pass->tried = (nw_tried){ 0 };
  pass->sift = (nw_sift){ .scan = pass->scan, .secrets = shape->secrets, .stretch = &pass->stretch };
  pass->probe = (nw_probe){ .scan = pass->scan, .chain = &pass->chain, .context = &pass->context, .contexts = shape->contexts,
                            .secrets = shape->secrets, .stretch = &pass->stretch, .bare = &pass->bare, .named = &pass->named,
                            .tried = &pass->tried };
}

/* ---- the pass ---- */

/* The kinds of which block `b` has events, a bit each: one or two of a dozen. What is not wanted was not written. */
static uint32_t present_in(const nw_pass *pass, size_t b) {
  const uint64_t *wanted = pass->state->choice->wanted;
  uint32_t present = 0;
  for (unsigned kind = 0; kind < NW_TRIGGER_COUNT; kind++) present |= (uint32_t)((pass->events.of[kind][b] & wanted[kind]) != 0) << kind;
  return present;
}

/* Puts what begins at bit `bit` of block `b`, of the kinds that are present. Returns 0 when there is no answer yet. */
static int ask_place(nw_pass *pass, size_t b, uint32_t present, unsigned bit, size_t pos) {
  if (pos > pass->state->proven_from && pos < pass->state->proven_to) return 1;
  for (; present != 0; present &= present - 1) {
    nw_trigger kind = (nw_trigger)__builtin_ctz(present);
    if ((pass->events.of[kind][b] >> bit & 1) && !nw_pass_ask(pass, kind, pos)) return 0;
  }
  return 1;
}

static void choose_once(const nw_shape *shape, nw_shape_state *state, const nw_scan *scan) {
  state->choice = scan->all_active ? &shape->all : &state->own;
  if (!scan->all_active) nw_shape_choose(shape, scan->active, &state->own);
}

/* "ann@example.com4111111111111111": the number is no word of its own, but the finding in front is none of its letters. Its place, or
 * 64 when it is none of this block. */
static unsigned glued_at(const nw_pass *pass, size_t pos) {
  size_t glued = pass->state->glued, at = glued - pos;
  if (glued < pos || at >= NW_BLOCK_BYTES || glued >= pass->scan->end) return NW_BLOCK_BYTES;
  return pass->state->choice->wanted[NW_TRIGGER_DIGITS] ? (unsigned)at : NW_BLOCK_BYTES;
}

/* Puts the events of block `b` in order, at `any` of its places. Returns the place of the first one without an answer, or the end of the
 * block. */
static size_t scan_block(nw_pass *pass, size_t pos, size_t b, uint64_t any) {
  size_t left = pass->scan->end - pos;
  if (left < NW_BLOCK_BYTES) any &= ((uint64_t)1 << left) - 1;
  uint32_t present = present_in(pass, b);
  for (;; any &= any - 1) {
    unsigned glued = pass->state->glued == 0 ? NW_BLOCK_BYTES : glued_at(pass, pos);
    if (glued < NW_BLOCK_BYTES) {
      any |= (uint64_t)1 << glued;
      pass->events.of[NW_TRIGGER_DIGITS][b] |= (uint64_t)1 << glued;
      present = present_in(pass, b);
    }
    if (any == 0) break;
    unsigned bit = (unsigned)__builtin_ctzll(any);
    if (!ask_place(pass, b, present, bit, pos + bit)) return pos + bit;
    if (pass->state->glued == pos + bit) pass->state->glued = 0;
  }
  return pos + NW_BLOCK_BYTES;
}

/* The next block at or behind `b` of a batch at `pos` that has events or in which a number is glued to a finding. */
static size_t next_block(const nw_pass *pass, size_t pos, size_t b, size_t blocks) {
  uint64_t some = (pass->events.some | pass->events.sifted) >> b;
  size_t next = some == 0 ? blocks + 1 : b + (size_t)__builtin_ctzll(some), glued = pass->state->glued;
  if (pass->scan->misses != NULL) return b;
  if (glued == 0 || glued < pos + (b - 1) * NW_BLOCK_BYTES) return next;
  size_t with = 1 + (glued - pos) / NW_BLOCK_BYTES;
  return with < next ? with : next;
}

/* Puts the events of a batch in order. Returns the place of the first one without an answer, or the end of the batch. */
static size_t run_batch(nw_pass *pass, size_t pos, size_t blocks) {
  const nw_choice *choice = pass->state->choice;
  for (size_t b = next_block(pass, pos, 1, blocks); b <= blocks; b = next_block(pass, pos, b + 1, blocks)) {
    size_t at = pos + (b - 1) * NW_BLOCK_BYTES;
    if (pass->scan->misses != NULL) nw_pass_look_closer(pass, at, at + NW_BLOCK_BYTES);
    uint64_t any = pass->events.any[b];
    if (pass->events.sifted >> b & 1) any |= nw_sift_block(&pass->sift, &pass->events, choice->wanted, b);
    if (any == 0 && pass->state->glued < at) continue;
    size_t done = scan_block(pass, at, b, any);
    if (done != at + NW_BLOCK_BYTES) return done;
  }
  return pos + blocks * NW_BLOCK_BYTES;
}

static size_t run(nw_pass *pass, size_t pos) {
  const nw_scan *scan = pass->scan;
  const nw_machine *machine = pass->shape->machine;
  const nw_choice *choice = pass->state->choice;
  const nw_masks_fn classes = nw_masks_of(machine->width);
  nw_masks own;
  while (pos < scan->end) {
    size_t blocks;
    const nw_masks *masks = nw_masks_at(scan, classes, pos, !scan->final, &own, &blocks);
    pass->probe.masks = pass->sift.masks = masks;
    pass->probe.masks_at = pass->sift.masks_at = pos;
    nw_events_of(machine, &pass->events, choice->wanted, masks, blocks);
    size_t done = run_batch(pass, pos, blocks);
    pos += blocks * NW_BLOCK_BYTES;
    if (done != pos) return done;
  }
  return scan->end;
}

/* A few bytes of a stream that are short words and plain punctuation hold no event; only the last word may become one: they are looked
 * at once. Returns 1 when that is all there is; `pos` is moved on. */
static int skip_words(nw_shape_state *state, const nw_scan *scan) {
  enum { FEW_BYTES = 32, SHORT_WORD = 8 };  /* eight capitals are an event */
  size_t word = state->pos, at = state->passed > word ? state->passed : word;
  if (scan->final || scan->end - at > FEW_BYTES || state->glued >= word) return 0;
  for (const unsigned char *data = scan->data - scan->base; at < scan->end; at++) {
    unsigned c = data[at];
    if (nw_is_alpha(c)) {
      if (at - word + 1 >= SHORT_WORD) return 0;
      continue;
    }
    if (nw_is_digit(c) || c == '@' || c == ':' || c == '/' || c == '.' || c == '=' || c == '_' || c == '-') return 0;
    if (at + 1 == scan->end && at > word && nw_is_upper(data[at - 1])) break;  /* "AB |12 34 56 C" */
    state->word = word;
    state->word_end = word = at + 1;
  }
  state->pos = word;
  state->passed = at;
  return 1;
}

/* The word in front of `pos`, at data[0], is known and no month. */
static int is_no_month(const nw_shape_state *state, const unsigned char *data, size_t pos) {
  if (state->word_end != pos || pos - state->word < 2) return 0;
  const unsigned char *word = data - (pos - state->word);
  return state->word > 0 && word[-1] < 0x80 && !nw_is_alpha(word[-1]) && !nw_date_may_end(word, pos - state->word - 1);
}

/* May a finding have this byte in front of its event: the local part of an e-mail, a token, the name of a login? */
static int may_begin_with(unsigned char c, int logins) {
  return nw_email_is_local(c) || nw_secret_is_inside(c) || (logins && c == '@');
}

/* The earliest place in an unfinished text where a finding of an event at `pos` or later could begin. */
static size_t live_from(const nw_shape_state *state, const nw_scan *scan, size_t pos) {
  size_t room = pos - scan->from, back = state->choice->back_bytes, local = 0, sign = 0;
  if (room > back) room = back;
  const unsigned char *data = scan->data + (pos - scan->base);
  const int dated = state->choice->on[NW_TRIGGER_NUMBER] != 0, logins = state->choice->on[NW_TRIGGER_ASSIGN] != 0;
  const int behind_word = room > 1 && data[-1] == ' ' && nw_is_alpha(data[-2]);
  if (behind_word && (!dated || is_no_month(state, data, pos))) return pos;  /* most of a stream */
  while (local < room && may_begin_with(*(data - local - 1), logins)) local++;
  while (sign < room && sign < 2 && (*(data - sign - 1) == '(' || *(data - sign - 1) == '+')) sign++;
  size_t far = pos - scan->from < NW_LIMIT_LOOKBACK_BYTES ? pos - scan->from : NW_LIMIT_LOOKBACK_BYTES;
  size_t compared = logins ? nw_assign_back(data, far) : 0;
  if (sign < compared) sign = compared;
  size_t month = dated ? nw_date_back(data, far) : 0;
  if (sign < month) sign = month;
  return pos - (local > sign ? local : sign);
}

/* The events from `pos` on. */
static void scan_events(const nw_shape *shape, nw_shape_state *state, nw_scan *scan) {
  nw_pass pass;
  pass.shape = shape;
  pass.state = state;
  pass.scan = scan;
  nw_pass_open(&pass);
  state->pos = run(&pass, state->pos);
  state->work += pass.probe.work;
}

static void scan_window(const void *compiled, void *state_, nw_scan *scan) {
  const nw_shape *shape = compiled;
  nw_shape_state *state = state_;
  if (state->choice == NULL) choose_once(shape, state, scan);
  if (state->pos < scan->from) state->pos = scan->from < scan->end ? scan->from : scan->end;
  if (state->pos < scan->end && !skip_words(state, scan)) scan_events(shape, state, scan);
  scan->live = scan->final || state->pos < scan->from ? state->pos : live_from(state, scan, state->pos);
}

int nw_shape_leads(const nw_shape *shape, const nw_scan *scan) {
  enum { SIGN_BYTES = 2 };  /* ": " */
  nw_context context = { .start = SIZE_MAX, .plain_at = SIZE_MAX };
  nw_probe probe = { .scan = scan, .context = &context, .contexts = shape->contexts, .secrets = shape->secrets };
  nw_name name;
  const nw_context_mask *nearest = &nw_context_at(&probe, scan->from)->nearest;
  if (nw_context_meet(nearest, nearest)) return 1;
  if (shape->all.on[NW_TRIGGER_ASSIGN] == 0 || !nw_assign_named(&probe, scan->from - SIGN_BYTES)) return 0;
  nw_name_read(&probe, scan->base, scan->from - SIGN_BYTES, &name);
  return nw_name_classify(&name) != NW_NAME_NONE;
}

const nw_family nw_shape_family = { "shape", state_bytes, begin, scan_window, NULL, NULL };
