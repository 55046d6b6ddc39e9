/* The shape family: PII entities and secret tokens.
 *
 *   text       "Mail bob@x.org, call +1 202 555 0143"
 *   masks      64 bytes at a time: digits, letters, '@', ':', …           masks.c
 *   events              ^at              ^digits                          trigger.c; most of code's are dropped by sift.c
 *   verifiers       EMAIL [5,14)        PHONE [21,36)                     pii/, secret/ with the scanners of grammar/; id.c
 *
 * Every event is put to the verifiers of its kind, in order of place. A verifier that looked at the end of a window
 * that is not final
 * has not answered: the scan stops at its event (`pos`), and the next call begins there. Putting an event twice is harmless: a
 * finding begins at or behind the end of the last one of its entity (`end`), so what was reported is not reported again.
 *
 * `live`: an event to come is at `pos` or later, and a finding begins at most at its event, less what a verifier goes
 * back over: the
 * local part of an e-mail (every other way back is over the same bytes), or "(+" before a number; back_bytes.
 *
 * Invariants   pos never goes back; findings of an entity are in order and disjoint; events before `pos` are answered for good.
 * Owner        nw_shape is immutable after build; the state belongs to one unit.
 * Cost         the pass, plus work of verifiers that is bounded per byte of text (tests/unit/detect_shape.c).
 */
#include "detect/shape.h"

#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "detect/context.h"
#include "detect/id.h"
#include "detect/miss.h"
#include "detect/pii/card.h"
#include "detect/pii/crypto.h"
#include "detect/pii/date.h"
#include "detect/pii/email.h"
#include "detect/pii/iban.h"
#include "detect/pii/ip.h"
#include "detect/pii/mac.h"
#include "detect/pii/phone.h"
#include "detect/pii/url.h"
#include "detect/secret/token.h"
#include "detect/sift.h"
#include "detect/trigger.h"

/* ---- the table: who verifies which events ---- */

/* `entity` is what the verifier finds; a verifier of several kinds (the tokens) sets it in its hit, and has `last`
 * behind the last. */
typedef struct nw_detector {
  nw_trigger   trigger;
  nw_verify_fn verify;
  unsigned     entity, last;
} nw_detector;

static const nw_detector detectors[] = {
  { NW_TRIGGER_AT,      nw_email_verify,      NW_ENTITY_EMAIL,                             0 },
  { NW_TRIGGER_DIGITS,  nw_card_verify,       NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER,          0 },
  { NW_TRIGGER_DIGITS,  nw_phone_verify,      NW_ENTITY_PHONE,                             0 },
  { NW_TRIGGER_DIGITS,  nw_ipv4_verify,       NW_ENTITY_IP_ADDRESS,                        0 },
  { NW_TRIGGER_COLONS,  nw_ipv6_verify,       NW_ENTITY_IP_ADDRESS,                        0 },
  { NW_TRIGGER_COLONS,  nw_mac_colon_verify,  NW_ENTITY_MAC_ADDRESS,                       0 },
  { NW_TRIGGER_TOKEN,   nw_mac_hyphen_verify, NW_ENTITY_MAC_ADDRESS,                       0 },
  { NW_TRIGGER_TOKEN,   nw_crypto_verify,     NW_ENTITY_CRYPTO,                            0 },
  { NW_TRIGGER_SCHEME,  nw_url_scheme_verify, NW_ENTITY_URL,                               0 },
  { NW_TRIGGER_DOT,     nw_url_host_verify,   NW_ENTITY_URL,                               0 },
  { NW_TRIGGER_COUNTRY, nw_iban_verify,       NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER, 0 },
  { NW_TRIGGER_TOKEN,   nw_token_verify,      NW_ENTITY_AWS_ACCESS_KEY,                    NW_SECRET_END },
  { NW_TRIGGER_ASSIGN,  nw_assign_verify,     NW_SECRET_FIRST,                             NW_SECRET_END },
  { NW_TRIGGER_DASHES,  nw_pem_verify,        NW_ENTITY_PRIVATE_KEY,                       0 },
  { NW_TRIGGER_NUMBER,  nw_date_verify,       NW_ENTITY_DATE_TIME,                         0 },
  { NW_TRIGGER_SCHEME,  nw_userinfo_verify,   NW_ENTITY_URL_CREDENTIALS,                   0 },
};
enum { DETECTOR_COUNT = sizeof detectors / sizeof detectors[0] };

/* ---- build ---- */

/* Who is asked about which events. */
typedef struct nw_choice {
  uint32_t on[NW_TRIGGER_COUNT];      /* detectors, by kind of event; bits of `detectors` */
  uint64_t wanted[NW_TRIGGER_COUNT];  /* kinds that somebody is asked about: all ones, or 0 */
  uint8_t  kind[NW_TRIGGER_COUNT];    /* these kinds, those that are sifted first */
  unsigned kinds, sifted;
  uint8_t  ids;                       /* some id is judged */
  size_t   back_bytes;                /* how far a finding may begin in front of its event */
} nw_choice;

/* One allocation: this struct, then the tables that the pointers point to. */
struct nw_shape {
  nw_alloc alloc;
  size_t   bytes;
  unsigned first[NW_ENTITY_COUNT + 1];  /* rules of entity e: rules[first[e]] … rules[first[e + 1] - 1] */
  uint8_t  bare[NW_ENTITY_COUNT + 1];   /* some rule of the entity takes bare shapes; behind the last: of any */
  uint8_t  is_id[NW_ENTITY_COUNT];      /* found by a row of grammar/ids */
  uint8_t  letters;                     /* some id that is on has letters */
  const nw_machine *machine;
  nw_choice all;                        /* what is asked when every rule is judged */
  nw_shape_rule    *rules;
  nw_ids           *ids;
  nw_secret_index  *secrets;
  nw_context_table *contexts;
};

static size_t aligned(size_t bytes) { return (bytes + 15) / 16 * 16; }

static int check_rules(const nw_shape_rule *rules, size_t count, newel_error *err) {
  for (size_t i = 0; i < count; i++) {
    const nw_entity *entity = nw_entity_at(rules[i].entity);
    if (entity == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "rule %u: no entity %u", (unsigned)rules[i].rule,
        rules[i].entity);
    if (!entity->local) return nw_fail(err, NEWEL_E_UNSUPPORTED, "entity '%s' has no local detector", entity->name);
    if (nw_cue_finds(rules[i].entity))
      return nw_fail(err, NEWEL_E_UNSUPPORTED, "entity '%s' is not found by its shape", entity->name);
  }
  return NEWEL_OK;
}

/* Rules by entity; what the ids need to know of them. */
static void sort_rules(nw_shape *shape, const nw_shape_rule *rules, size_t count) {
  uint8_t on[NW_ENTITY_COUNT] = { 0 };
  unsigned used = 0;
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) {
    shape->first[entity] = used;
    for (size_t i = 0; i < count; i++) {
      if (rules[i].entity != entity) continue;
      shape->rules[used++] = rules[i];
      on[entity] = 1;
      shape->is_id[entity] = (uint8_t)nw_id_has(entity);
      if (rules[i].strictness == NW_STRICT_ANY) shape->bare[entity] = shape->bare[NW_ENTITY_COUNT] = 1;
    }
  }
  shape->first[NW_ENTITY_COUNT] = used;
  nw_ids_build(shape->ids, shape->contexts, on);
  shape->letters = (uint8_t)nw_ids_take_letters(shape->ids);
}

/* `active` by rule; NULL: all are. */
static int entity_is_active(const nw_shape *shape, const uint8_t *active, unsigned entity) {
  for (unsigned i = shape->first[entity]; i < shape->first[entity + 1]; i++)
    if (active == NULL || active[shape->rules[i].rule]) return 1;
  return 0;
}

/* How far a finding may begin in front of its event: the local part of an e-mail, the name of a login; the first group of an
 * IPv6 or MAC address; "(+". */
static size_t back_bytes(const uint32_t on[NW_TRIGGER_COUNT]) {
  enum { GROUP_BYTES = 4, SIGN_BYTES = 2 };
  uint32_t far = 0;
  for (unsigned d = 0; d < DETECTOR_COUNT; d++)
    if (detectors[d].verify == nw_token_verify) far = on[NW_TRIGGER_TOKEN] & 1u << d;
  far |= on[NW_TRIGGER_AT] | on[NW_TRIGGER_SCHEME] | on[NW_TRIGGER_DOT] | on[NW_TRIGGER_ASSIGN];
  if (far != 0) return NW_EMAIL_LOCAL_BYTES;
  return on[NW_TRIGGER_COLONS] ? GROUP_BYTES : SIGN_BYTES;
}

/* Lists the kinds that are wanted. */
static void list_kinds(nw_choice *out) {
  for (int first = 1; first >= 0; first--) {
    for (unsigned t = 0; t < NW_TRIGGER_COUNT; t++)
      if (out->wanted[t] != 0 && nw_sift_knows((nw_trigger)t) == first) out->kind[out->kinds++] = (uint8_t)t;
    if (first) out->sifted = out->kinds;
  }
}

/* Which detectors have a rule that is judged: the same for the whole unit. */
static void choose(const nw_shape *shape, const uint8_t *active, nw_choice *out) {
  memset(out, 0, sizeof *out);
  for (unsigned d = 0; d < DETECTOR_COUNT; d++) {
    const nw_detector *detector = &detectors[d];
    unsigned last = detector->last == 0 ? detector->entity + 1 : detector->last;
    int on = 0;
    for (unsigned entity = detector->entity; entity < last && !on; entity++) on = entity_is_active(shape, active, entity);
    if (!on) continue;
    out->on[detector->trigger] |= 1u << d;
    out->wanted[detector->trigger] = UINT64_MAX;
  }
  for (unsigned i = 0; i < shape->first[NW_ENTITY_COUNT] && !out->ids; i++)
    out->ids = shape->is_id[shape->rules[i].entity] && (active == NULL || active[shape->rules[i].rule]);
  if (out->ids) out->wanted[NW_TRIGGER_DIGITS] = UINT64_MAX;
  if (out->ids && shape->letters) out->wanted[NW_TRIGGER_ID] = UINT64_MAX;
  out->back_bytes = back_bytes(out->on);
  list_kinds(out);
}

int nw_shape_build(nw_shape **out, const nw_alloc *alloc, const nw_shape_rule *rules, size_t count, newel_error *err) {
  *out = NULL;
  int code = check_rules(rules, count, err);
  if (code != NEWEL_OK) return code;
  size_t rules_at = aligned(sizeof(nw_shape)), ids_at = rules_at + aligned(count * sizeof *rules);
  size_t secrets_at = ids_at + aligned(nw_ids_bytes()), contexts_at = secrets_at + aligned(sizeof(nw_secret_index));
  size_t bytes = contexts_at + nw_context_table_bytes();
  nw_shape *shape = nw_zalloc(alloc, bytes);
  if (shape == NULL) return nw_fail_nomem(err);
  shape->alloc = *alloc;
  shape->bytes = bytes;
  shape->machine = nw_machine_best();
  shape->rules = (void *)((char *)shape + rules_at);
  shape->ids = (void *)((char *)shape + ids_at);
  shape->secrets = (void *)((char *)shape + secrets_at);
  shape->contexts = (void *)((char *)shape + contexts_at);
  nw_context_table_build(shape->contexts);
  sort_rules(shape, rules, count);
  nw_secret_index_build(shape->secrets);
  choose(shape, NULL, &shape->all);
  *out = shape;
  return NEWEL_OK;
}

void nw_shape_free(nw_shape *shape, const nw_alloc *alloc) {
  if (shape != NULL) nw_free(alloc, shape, shape->bytes);
}

/* Dates begin at their month. */
int nw_shape_is_quiet(const nw_shape *shape) { return shape->all.wanted[NW_TRIGGER_NUMBER] == 0; }

void nw_shape_run_on(nw_shape *shape, const nw_machine *machine) { shape->machine = machine; }

/* ---- state ---- */

enum { ENTITY_WORDS = (NW_ENTITY_COUNT + 63) / 64 };

typedef struct nw_shape_state {
  size_t   pos;                   /* events before it are answered */
  size_t   passed;                /* skip_words saw nothing up to here */
  size_t   word;                  /* the word begins here that ends one blank in front of `word_end`, if skip_words came so far */
  size_t   word_end;
  size_t   glued;                 /* a finding ends here and a digit follows at once: a number may begin there */
  size_t   free_from, free_before;  /* the furthest end of a finding; that of the findings which it left behind it */
  size_t   proven_from, proven_to;  /* the last number that its check digits prove: nothing begins inside of it */
  uint64_t work;
  uint8_t  chosen;                /* `choice` is filled */
  uint64_t has[ENTITY_WORDS];     /* by entity: something was found */
  /* From here on nothing is cleared: */
  nw_choice choice;
  size_t   end[NW_ENTITY_COUNT];  /* of the last finding of an entity that `has` one */
} nw_shape_state;

/* 0: nothing of it was found. Without a branch, for it is asked at every place. */
static size_t end_of(const nw_shape_state *state, unsigned entity) {
  return state->end[entity] & (0 - (state->has[entity / 64] >> entity % 64 & 1));
}

static void set_end(nw_shape_state *state, unsigned entity, size_t end) {
  state->has[entity / 64] |= (uint64_t)1 << entity % 64;
  state->end[entity] = end;
}

static size_t state_bytes(const void *compiled) {
  (void)compiled;
  return sizeof(nw_shape_state);
}

static void begin(const void *compiled, void *state) {
  (void)compiled;
  memset(state, 0, offsetof(nw_shape_state, choice));
}

uint64_t nw_shape_work(const void *state) { return ((const nw_shape_state *)state)->work; }

/* ---- one event ---- */

enum { ID_HITS = 32 };  /* ids that are found at one place; a second one is rare */

/* One call of the scanner. */
typedef struct nw_pass {
  const nw_shape *shape;
  nw_shape_state *state;
  nw_scan        *scan;
  nw_chain        chain;    /* caches: see pii/digits.h, id.h, context.h */
  nw_groups       groups;
  nw_context      context;
  nw_stretch      stretch, bare;
  nw_named        named;
  nw_tried        tried;
  nw_probe        probe;    /* for one event after the other */
  nw_events       events;   /* of the batch */
  uint8_t         kind[NW_TRIGGER_COUNT];  /* kinds of which the block has events */
  unsigned        kinds;
  nw_sift         sift;
} nw_pass;

static int is_enough(const nw_shape_rule *rule, const nw_hit *hit) { return nw_hit_is_enough(hit, rule->strictness); }

/* Several findings at one event leave the same place behind them, in whatever order they are told. */
static void note_end(nw_shape_state *state, const nw_hit *hit) {
  if (hit->end <= state->free_from) return;
  if (state->free_from <= hit->start) state->free_before = state->free_from;
  state->free_from = hit->end;
}

/* A card or an account with its check digits, a telephone number of a plan behind '+': no group of it is a number of its own. */
static int is_proven_number(const nw_scan *scan, const nw_hit *hit) {
  switch (hit->entity) {
    case NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER:
    case NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER: return hit->score_ppm >= NW_SCORE_PROVEN;
    case NW_ENTITY_PHONE: return hit->score_ppm >= NW_SCORE_SHAPE && scan->data[hit->start - scan->base] == '+';
    default: return 0;
  }
}

static void report(nw_pass *pass, const nw_hit *hit) {
  const nw_shape *shape = pass->shape;
  nw_found found = { .start = hit->start, .end = hit->end, .context_start = hit->context_start, .context_end = hit->context_end,
                     .type = nw_entity_at(hit->entity)->name, .validator = hit->validator, .score_ppm = hit->score_ppm };
  int reported = 0;
  for (unsigned i = shape->first[hit->entity]; i < shape->first[hit->entity + 1]; i++) {
    found.rule = shape->rules[i].rule;
    if (!pass->scan->active[found.rule] || !is_enough(&shape->rules[i], hit)) continue;
    nw_sink_add(pass->scan->sink, &found);
    reported = 1;
    if (hit->limit >= 0) nw_sink_limit(pass->scan->sink, (uint32_t)hit->limit, found.rule);
  }
  if (!reported) return;
  int touched = 0;
  if (nw_is_digit_at(nw_text_at(pass->scan, hit->end, &touched))) pass->state->glued = hit->end;
  set_end(pass->state, hit->entity, hit->end);
  note_end(pass->state, hit);
  if (is_proven_number(pass->scan, hit)) pass->state->proven_from = hit->start, pass->state->proven_to = hit->end;
}

/* "{PHONE:01234567}": the inside of a placeholder of our own edits. "4:https://x.org/}" has no name in braces. */
static int is_placeholder(nw_probe *probe, const nw_hit *hit) {
  enum { NAME_BYTES = 64 };
  if (nw_probe_before(probe, hit->start, 1) != ':' || nw_probe_at(probe, hit->end) != '}') return 0;
  for (size_t n = 2; n < NAME_BYTES; n++) {
    int c = nw_probe_before(probe, hit->start, n);
    if (c == '{') return n > 2;
    if (c < 0 || (c != '_' && !nw_is_upper((unsigned)c) && !nw_is_digit((unsigned)c))) return 0;
  }
  return 0;
}

/* Where the last finding ends that stands before `pos`. */
static size_t free_from(const nw_shape_state *state, size_t pos) {
  return state->free_from <= pos ? state->free_from : state->free_before;
}

/* The probe of a pass, before its first event. */
static void open_probe(nw_pass *pass) {
  const nw_shape *shape = pass->shape;
  pass->probe = (nw_probe){ .scan = pass->scan, .chain = &pass->chain, .context = &pass->context, .contexts = shape->contexts,
                            .secrets = shape->secrets, .stretch = &pass->stretch, .bare = &pass->bare, .named = &pass->named,
                            .tried = &pass->tried };
}

/* The same at an event. */
static nw_probe *probe_at(nw_pass *pass, size_t pos) {
  nw_probe *probe = &pass->probe;
  probe->at = pos;
  probe->free_from = free_from(pass->state, pos);
  return probe;
}

/* An id was found at the event of `probe`. */
typedef struct id_sink { nw_probe *probe; nw_hit hits[ID_HITS]; unsigned count; } id_sink;

static void keep_id(void *to, const nw_hit *hit) {
  id_sink *sink = to;
  if (sink->count < ID_HITS && !is_placeholder(sink->probe, hit)) sink->hits[sink->count++] = *hit;
}

/* The evidence of `a` is better than that of `b`: a context word, the nearer one, the longer phrase ("passport" yields to
 * "Estonian passport"), then proof and form. Ids with the same evidence are all reported: a Czech birth number is a Slovak
 * one, too. */
static int beats(const nw_hit *a, const nw_hit *b) {
  int named_a = a->context_end > a->context_start, named_b = b->context_end > b->context_start;
  if (named_a != named_b) return named_a;
  if (a->context_end != b->context_end) return a->context_end > b->context_end;
  if (a->context_start != b->context_start) return a->context_start < b->context_start;
  return a->score_ppm > b->score_ppm;
}

static int is_wanted(const nw_pass *pass, const nw_hit *hit) {
  const nw_shape *shape = pass->shape;
  if (hit->start < pass->scan->from) return 0;
  for (unsigned i = shape->first[hit->entity]; i < shape->first[hit->entity + 1]; i++)
    if (pass->scan->active[shape->rules[i].rule] && is_enough(&shape->rules[i], hit)) return 1;
  return 0;
}

/* One place, one id: what better evidence names otherwise is not reported. An event may be put twice, so what was reported before
 * still beats others. */
static void report_best(nw_pass *pass, id_sink *sink) {
  unsigned count = 0;
  for (unsigned i = 0; i < sink->count; i++)
    if (is_wanted(pass, &sink->hits[i])) sink->hits[count++] = sink->hits[i];
  for (unsigned i = 0; i < count; i++) {
    int beaten = 0;
    for (unsigned j = 0; j < count && !beaten; j++) beaten = beats(&sink->hits[j], &sink->hits[i]);
    if (!beaten && sink->hits[i].start >= end_of(pass->state, sink->hits[i].entity)) report(pass, &sink->hits[i]);
  }
}

/* Puts the event of `probe` to all ids. Returns 0 when there is no answer yet. */
static int ask_ids(nw_pass *pass, nw_probe *probe) {
  id_sink sink;  /* its hits are written before they are read */
  sink.probe = probe;
  sink.count = 0;
  probe->own_from = 0;
  nw_ids_verify(pass->shape->ids, &pass->groups, probe, pass->shape->bare, keep_id, &sink);
  if (probe->touched) return 0;
  if (sink.count > 0) report_best(pass, &sink);
  return 1;
}

/* Puts the event of `probe` to one detector. Returns 0 when it has no answer yet. */
static int ask(nw_pass *pass, nw_probe *probe, const nw_detector *detector) {
  nw_shape_state *state = pass->state;
  probe->own_from = detector->last == 0 ? end_of(state, detector->entity) : 0;
  if (probe->at < probe->own_from) return 1;
  nw_hit hit = { .entity = detector->entity, .validator = "", .limit = -1 };
  int found = detector->verify(probe, &hit) && !is_placeholder(probe, &hit);
  if (probe->touched) return 0;
  if (!found || hit.start < end_of(state, hit.entity) || hit.start < pass->scan->from) return 1;
  report(pass, &hit);
  probe->free_from = free_from(state, probe->at);
  return 1;
}

static int ask_all(nw_pass *pass, nw_probe *probe, uint32_t which) {
  for (; which != 0; which &= which - 1)
    if (!ask(pass, probe, &detectors[__builtin_ctz(which)])) return 0;
  return 1;
}

/* '-' or '.' when a digit and that stand in front, and no finding ends there: the inside of a number. */
static int joint_before(const nw_pass *pass, size_t pos) {
  const nw_scan *scan = pass->scan;
  if (pos < scan->from + 2 || (pass->state->free_from > 0 && pos - pass->state->free_from <= 1)) return 0;
  const unsigned char *p = scan->data + (pos - scan->base);
  return (p[-1] == '-' || p[-1] == '.') && nw_is_digit(p[-2]) ? p[-1] : 0;
}

/* "123 123 |123 12": behind a number and a blank, and with nothing but blanks inside, no telephone number begins. */
static int is_in_row(nw_pass *pass, const nw_probe *probe) {
  const nw_scan *scan = pass->scan;
  const unsigned char *p = scan->data + (probe->at - scan->base);
  if (probe->at < scan->from + 2 || p[-1] != ' ' || !nw_is_digit(p[-2]) || nw_probe_is_free(probe, probe->at)) return 0;
  return !nw_chain_has_other(&pass->chain);
}

/* 0: the first symbols say that the detector does not take the layout. */
static int may_take(nw_pass *pass, const nw_probe *probe, const nw_detector *detector, const unsigned char *layout) {
  if (detector->verify == nw_ipv4_verify) return layout[1] == '.';
  if (detector->verify == nw_phone_verify) return !is_in_row(pass, probe);
  return detector->verify != nw_card_verify || layout[0] == '4' || nw_group_digits(layout[0]) >= 12;
}

/* The detectors of numbers to ask at `pos`: no finding of theirs covers it. Inside of a number nothing begins but the end of a range
 * of addresses, behind '-'. */
static uint32_t ask_whom(const nw_pass *pass, size_t pos, int joint) {
  uint32_t which = pass->state->choice.on[NW_TRIGGER_DIGITS];
  if (joint == 0 && !nw_chain_may(pass->scan, pos)) return 0;
  if (joint == 0 && pos >= pass->state->free_from) return which;
  for (uint32_t rest = which; rest != 0; rest &= rest - 1) {
    const nw_detector *detector = &detectors[__builtin_ctz(rest)];
    if ((joint != 0 && detector->verify != nw_ipv4_verify) || pos < end_of(pass->state, detector->entity))
      which &= ~(rest & (0 - rest));
  }
  return which;
}

/* Puts a group of digits to all. */
static int ask_digits(nw_pass *pass, nw_probe *probe) {
  int joint = joint_before(pass, probe->at);  /* no '.': see may_be */
  uint32_t which = ask_whom(pass, probe->at, joint);
  if (which != 0) nw_chain_seek(&pass->chain, probe);
  if (probe->touched) return 0;
  const unsigned char *layout = nw_chain_layout(&pass->chain);
  for (; which != 0; which &= which - 1) {
    const nw_detector *detector = &detectors[__builtin_ctz(which)];
    if (!may_take(pass, probe, detector, layout) && !nw_miss_wanted(probe)) continue;
    if (!ask(pass, probe, detector)) return 0;
  }
  return joint != 0 || !pass->state->choice.ids || ask_ids(pass, probe);
}

/* ---- the pass ---- */

static int is_cut(const nw_scan *scan, size_t pos, size_t bytes) { return !scan->final && scan->end - pos < bytes; }

/* Puts an event to all who are asked about its kind. */
static int ask_kind(nw_pass *pass, nw_trigger kind, nw_probe *probe) {
  const nw_choice *choice = &pass->state->choice;
  switch (kind) {
    case NW_TRIGGER_DIGITS: return ask_digits(pass, probe);
    case NW_TRIGGER_ID: return ask_ids(pass, probe);
    /* Where the window ends first nobody knows yet whether it is an event: no verifier need be asked to say so. */
    case NW_TRIGGER_COUNTRY: return !is_cut(pass->scan, probe->at, NW_COUNTRY_BYTES) && ask_all(pass, probe, choice->on[kind]);
    case NW_TRIGGER_TOKEN: return !is_cut(pass->scan, probe->at, NW_TOKEN_BYTES) && ask_all(pass, probe, choice->on[kind]);
    default: return ask_all(pass, probe, choice->on[kind]);
  }
}

/* "://", as far as the window shows it. */
static int is_scheme(const nw_scan *scan, size_t pos) {
  const unsigned char *data = scan->data + (pos - scan->base);
  size_t left = scan->end - pos;
  return (left < 2 || data[1] == '/') && (left < 3 || data[2] == '/');
}

/* 0: the bytes around say that nobody finds anything at the event. */
static int may_be(nw_pass *pass, nw_trigger kind, size_t pos) {
  const nw_scan *scan = pass->scan;
  switch (kind) {
    case NW_TRIGGER_AT: return nw_email_may(scan, pos, end_of(pass->state, NW_ENTITY_EMAIL));
    case NW_TRIGGER_DIGITS: {
      int joint = joint_before(pass, pos);
      return joint == 0 || (joint == '-' && nw_ipv4_may(scan, pos));  /* the end of a range of addresses */
    }
    case NW_TRIGGER_COLONS: return nw_ipv6_may(scan, pos, free_from(pass->state, pos)) || nw_mac_colon_may(scan, pos);
    case NW_TRIGGER_SCHEME: return is_scheme(scan, pos);
    case NW_TRIGGER_DOT: return pos >= end_of(pass->state, NW_ENTITY_EMAIL);  /* its domain is no host */
    default: return 1;
  }
}

/* The kinds of which block `b` has events: one or two of a dozen. */
static void list_present(nw_pass *pass, size_t b) {
  const nw_choice *choice = &pass->state->choice;
  unsigned kinds = 0;
  for (unsigned k = 0; k < choice->kinds; k++) {
    pass->kind[kinds] = choice->kind[k];
    kinds += pass->events.of[choice->kind[k]][b] != 0;
  }
  pass->kinds = kinds;
}

/* Puts what begins at bit `bit` of block `b`. Returns 0 when there is no answer yet. */
static int ask_place(nw_pass *pass, size_t b, unsigned bit, size_t pos) {
  nw_probe *probe = NULL;
  if (pos > pass->state->proven_from && pos < pass->state->proven_to) return 1;
  for (unsigned k = 0; k < pass->kinds; k++) {
    nw_trigger kind = (nw_trigger)pass->kind[k];
    if (!(pass->events.of[kind][b] >> bit & 1u) || !may_be(pass, kind, pos)) continue;
    if (probe == NULL) probe = probe_at(pass, pos);
    if (!ask_kind(pass, kind, probe)) return 0;
  }
  return 1;
}

static void choose_once(const nw_shape *shape, nw_shape_state *state, const nw_scan *scan) {
  if (scan->all_active) state->choice = shape->all;
  else choose(shape, scan->active, &state->choice);
  state->chosen = 1;
}

/* "ann@example.com4111111111111111": the number is no word of its own, but the finding in front is none of its letters. Its place, or
 * 64 when it is none of this block. */
static unsigned glued_at(const nw_pass *pass, size_t pos) {
  size_t glued = pass->state->glued, at = glued - pos;
  if (glued < pos || glued == 0 || at >= NW_BLOCK_BYTES || glued >= pass->scan->end) return NW_BLOCK_BYTES;
  return pass->state->choice.wanted[NW_TRIGGER_DIGITS] ? (unsigned)at : NW_BLOCK_BYTES;
}

/* Puts the events of block `b` in order, at `any` of its places. Returns the place of the first one without an answer, or the end of the
 * block. */
static size_t scan_block(nw_pass *pass, size_t pos, size_t b, uint64_t any) {
  size_t left = pass->scan->end - pos;
  if (left < NW_BLOCK_BYTES) any &= ((uint64_t)1 << left) - 1;
  list_present(pass, b);
  for (;; any &= any - 1) {
    unsigned glued = glued_at(pass, pos);
    if (glued < NW_BLOCK_BYTES) {
      any |= (uint64_t)1 << glued;
      pass->events.of[NW_TRIGGER_DIGITS][b] |= (uint64_t)1 << glued;
      list_present(pass, b);
    }
    if (any == 0) break;
    unsigned bit = (unsigned)__builtin_ctzll(any);
    if (!ask_place(pass, b, bit, pos + bit)) return pos + bit;
    if (pass->state->glued == pos + bit) pass->state->glued = 0;
  }
  return pos + NW_BLOCK_BYTES;
}

/* ---- what nearly was an event: asked only where misses are wanted ---- */

/* The number that begins at `pos`, up to the letter that it is glued to; `pos` when it is glued to none. */
static size_t glued_end(const nw_scan *scan, size_t pos) {
  enum { MOST = 48 };
  int touched = 0, digits = 0;
  for (size_t end = pos; end < pos + MOST; end++) {
    int c = nw_text_at(scan, end, &touched);
    if (nw_is_digit_at(c)) digits++;
    else if (nw_is_word(c)) return digits > 5 && nw_is_digit_at(nw_text_at(scan, end - 1, &touched)) ? end : pos;
    else if (c < 0 || strchr(" -./()+", c) == NULL) return pos;
  }
  return pos;
}

/* Asks the detectors of numbers what they would find if the text were cut to [pos, end): a finding there is a near miss. */
NW_MISS_COLD static void ask_cut(nw_pass *pass, size_t pos, size_t end, uint32_t missing, const char *what) {
  nw_shape_state state = *pass->state;
  nw_sink sink = { .alloc = pass->scan->sink->alloc };
  nw_scan cut = *pass->scan;
  nw_pass aside = { .shape = pass->shape, .state = &state, .scan = &cut };
  unsigned entity;
  cut.from = pos, cut.end = end, cut.final = 1, cut.sink = &sink, cut.misses = NULL;
  nw_chain_clear(&aside.chain);
  aside.context.start = aside.context.plain_at = SIZE_MAX;
  open_probe(&aside);
  nw_probe *inside = probe_at(&aside, pos), *probe = probe_at(pass, pos);
  nw_chain_seek(&aside.chain, inside);
  (void)ask_all(&aside, inside, state.choice.on[NW_TRIGGER_DIGITS]);
  if (state.choice.ids) (void)ask_ids(&aside, inside);
  for (size_t i = 0; i < sink.found.count; i++)
    if (nw_entity_find(newel_slice_of(sink.found.at[i].type), &entity))
      nw_probe_miss(probe, .start = sink.found.at[i].start, .end = sink.found.at[i].end, .entity = entity, .missing = missing,
                    .what = what);
  if (sink.failed) pass->scan->misses->failed = 1;
  nw_sink_free(&sink);
}

/* Numbers of the block that stand in a word or a longer number: "no4111…", "-123-45-6789". */
NW_MISS_COLD static void look_closer(nw_pass *pass, size_t pos, size_t end) {
  const nw_scan *scan = pass->scan;
  int touched = 0;
  for (; pos < end && pos < scan->end; pos++) {
    int before = pos > scan->from ? nw_text_at(scan, pos - 1, &touched) : -1;
    if (!nw_is_digit_at(nw_text_at(scan, pos, &touched)) || nw_is_digit_at(before)) continue;
    size_t stop = glued_end(scan, pos);
    int left = nw_is_word(before), joined = !left && before > ' ' && before < 0x80;
    if (left)
      ask_cut(pass, pos, stop > pos ? stop : scan->end, NW_MISS_BIT(GLUED), "a letter, digit or '_' stands directly in front");
    else if (stop > pos) ask_cut(pass, pos, stop, NW_MISS_BIT(GLUED), "a letter or '_' follows directly");
    else if (joined) ask_cut(pass, pos, scan->end, NW_MISS_BIT(JOINED), "a sign or a joint stands directly in front");
  }
}

/* The masks of the batch at `pos`: those that are known already, or `own`. Behind the last block they say that the text ends. */
static const nw_masks *batch_at(const nw_scan *scan, nw_masks_fn classes, size_t pos, nw_masks *own, size_t *blocks) {
  enum { NEEDED_BYTES = NW_BATCH_BYTES + NW_BLOCK_BYTES };
  const unsigned char *data = scan->data + (pos - scan->base);
  const nw_masked *known = &scan->masked;
  size_t left = scan->end - pos;
  int before = pos > scan->from ? data[-1] : -1, ends = scan->final && known->end == scan->end;
  if (known->masks == NULL || known->at != pos || (!ends && left < NEEDED_BYTES)) {
    *blocks = nw_masks_batch(classes, own, data, left, !scan->final, before);
    return own;
  }
  nw_masks_before(known->masks, before);
  *blocks = left < NW_BATCH_BYTES ? (left + NW_BLOCK_BYTES - 1) / NW_BLOCK_BYTES : NW_BATCH_BLOCKS;
  return known->masks;
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
  const nw_choice *choice = &pass->state->choice;
  for (size_t b = next_block(pass, pos, 1, blocks); b <= blocks; b = next_block(pass, pos, b + 1, blocks)) {
    size_t at = pos + (b - 1) * NW_BLOCK_BYTES;
    if (pass->scan->misses != NULL) look_closer(pass, at, at + NW_BLOCK_BYTES);
    uint64_t any = pass->events.any[b];
    if (pass->events.sifted >> b & 1) any |= nw_sift_block(&pass->sift, &pass->events, choice->kind, choice->sifted, b);
    if (any == 0 && pass->state->glued < at) continue;
    size_t done = scan_block(pass, at, b, any);
    if (done != at + NW_BLOCK_BYTES) return done;
  }
  return pos + blocks * NW_BLOCK_BYTES;
}

static size_t run(nw_pass *pass, size_t pos) {
  const nw_scan *scan = pass->scan;
  const nw_machine *machine = pass->shape->machine;
  const nw_choice *choice = &pass->state->choice;
  const nw_masks_fn classes = nw_masks_of(machine->width);
  nw_masks own;
  while (pos < scan->end) {
    size_t blocks;
    const nw_masks *masks = batch_at(scan, classes, pos, &own, &blocks);
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
  size_t room = pos - scan->from, back = state->choice.back_bytes, local = 0, sign = 0;
  if (room > back) room = back;
  const unsigned char *data = scan->data + (pos - scan->base);
  const int dated = state->choice.on[NW_TRIGGER_NUMBER] != 0, logins = state->choice.on[NW_TRIGGER_ASSIGN] != 0;
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
  nw_chain_clear(&pass.chain);
  pass.groups.head = pass.groups.count = 0;
  pass.groups.closed = pass.groups.open = 0;
  pass.context.start = pass.context.plain_at = SIZE_MAX;
  pass.context.silent_from = pass.context.silent_to = 0;
  pass.stretch = pass.bare = (nw_stretch){ 0 };
  pass.named.len = 0;
  pass.tried = (nw_tried){ 0 };
  pass.sift = (nw_sift){ .scan = scan, .secrets = shape->secrets, .stretch = &pass.stretch };
  open_probe(&pass);
  state->pos = run(&pass, state->pos);
  state->work += pass.probe.work;
}

static void scan_window(const void *compiled, void *state_, nw_scan *scan) {
  const nw_shape *shape = compiled;
  nw_shape_state *state = state_;
  if (!state->chosen) choose_once(shape, state, scan);
  if (state->pos < scan->from) state->pos = scan->from < scan->end ? scan->from : scan->end;
  if (state->pos < scan->end && !skip_words(state, scan)) scan_events(shape, state, scan);
  scan->live = scan->final || state->pos < scan->from ? state->pos : live_from(state, scan, state->pos);
}

const nw_family nw_shape_family = { "shape", state_bytes, begin, scan_window, NULL, NULL };
