/* The cue family: what is known by the words around it.
 *
 *   text     "my PIN is 4711, call Mrs Jones"
 *   masks    letters, capitals, digits, 64 bytes at a time                   words.c
 *   words        PIN     [4711]      Mrs Jones                               filters, one table: fronts_body.h, table.c
 *   cues         ^PIN                ^Mrs
 *   values             PIN [10,14)       NAME [25,30)                         gap.c, number.c, secret.c, name.c, address.c
 *
 * Plain words whose letters begin no phrase leave in fronts_body.h; all others, and numbers, are events, put in order of place
 * (put.c, ask.c; pass.h tells who does what). A verifier that looked at the end of a window that is not final has not answered: the
 * scan stops at its event, `live` is that event, and the next call begins there. A finding begins at its event or behind it, so nothing
 * before `live` can be found any more. The key of a JSON value stands before `from`: its words are events too, but no finding begins
 * there.
 *
 * Invariants   pos never goes back; findings of an entity are in order and disjoint; a name inside an address is not reported.
 * Owner        nw_cues is immutable after build; the state belongs to one unit.
 * Cost         about 7 instructions a byte of plain text (fronts_body.h), 100 to 200 a word that is put, 80 a number; verifiers read
 *              at most their look-ahead for an event, and an event that is inside the last finding of its entity is not put.
 */
#include <stddef.h>
#include <string.h>

#include "detect/cue/pass.h"
#include "detect/field.h"

static size_t state_bytes(const void *compiled) {
  (void)compiled;
  return sizeof(nw_cue_state);
}

static void begin(const void *compiled, void *state) {
  (void)compiled;
  memset(state, 0, offsetof(nw_cue_state, end));
}

uint64_t nw_cue_work(const void *state) { return ((const nw_cue_state *)state)->work; }

/* Bits of the block at `pos` for the places [from, to). */
static uint64_t places(size_t pos, size_t from, size_t to) {
  if (to <= pos || from >= pos + NW_BLOCK_BYTES) return 0;
  uint64_t bits = from > pos ? UINT64_MAX << (from - pos) : UINT64_MAX;
  return to - pos >= NW_BLOCK_BYTES ? bits : bits & (((uint64_t)1 << (to - pos)) - 1);
}

/* Where a text begins, or close behind a plate: there some things are told by their place. */
static uint64_t telling_places(const nw_cue_pass *p, size_t pos) {
  size_t from = p->scan->from, plate_end = nw_cue_end_of(p->state, NW_ENTITY_LICENSE_PLATE);
  if (pos > from + NW_FIELD_MARGIN && (plate_end == 0 || pos > plate_end + NW_CUE_JOIN_BYTES)) return 0;
  uint64_t bits = places(pos, from, from + NW_FIELD_MARGIN + 1);
  return plate_end > 0 ? bits | places(pos, plate_end, plate_end + NW_CUE_JOIN_BYTES + 1) : bits;
}

/* ---- the pass ---- */

/* Bytes of the word at bit `at` of place `b`; words of the table are shorter than a block. */
static unsigned word_len(const nw_words *words, size_t b, unsigned at) {
  uint64_t here = words->inside[b], next = words->inside[b + 1];
  uint64_t inside = at == 63 ? next : here >> (at + 1) | next << (63 - at);
  return inside == UINT64_MAX ? 65 : 1 + (unsigned)__builtin_ctzll(~inside);
}

/* In front of the end of an unfinished text every word is an event: it may go on. */
static uint64_t open_places(const nw_scan *scan, size_t pos) {
  size_t from = scan->end > NW_CUE_WORD_BYTES ? scan->end - NW_CUE_WORD_BYTES : 0;
  return scan->final ? 0 : places(pos, from, scan->end);
}

/* Does a number begin in the block's length behind `pos`, which is bit `at`? */
static nw_tag_far far_at(const nw_scan *scan, size_t pos, const nw_words *words, size_t b, unsigned at) {
  uint64_t next = at == 0 ? 0 : words->number[b + 1] << (64 - at);
  if ((words->number[b] >> at | next) != 0) return NW_TAG_NEAR;
  return scan->final || scan->end - pos >= NW_BLOCK_BYTES ? NW_TAG_FAR : NW_TAG_UNKNOWN;
}

/* Puts the word at `pos`, bit `at` of block `b`. */
static int put_word_at(nw_cue_pass *p, size_t pos, const nw_words *words, size_t b, unsigned at) {
  nw_cue_word w = { .pos = pos, .len = word_len(words, b, at), .is_capital = (int)(words->capital[b] >> at & 1) };
  w.alone = !(words->behind[b] >> at & 1);
  w.far = w.is_capital ? far_at(p->scan, pos, words, b, at) : NW_TAG_NEAR;
  return nw_cue_put(p, &w);
}

/* Where an address may begin besides: behind another one, and where more may come that decides. */
static uint64_t address_places(const nw_cue_pass *p, size_t pos) {
  const nw_scan *scan = p->scan;
  size_t end = nw_cue_end_of(p->state, NW_ENTITY_ADDRESS), from = scan->end > NW_BLOCK_BYTES ? scan->end - NW_BLOCK_BYTES : 0;
  uint64_t bits = scan->final ? 0 : places(pos, from, scan->end);
  return end == 0 ? bits : bits | places(pos, end, end + NW_CUE_NEAR_BYTES + 1);
}

/* Where neither the begin of the text nor a finding tells anything, nor the end of an unfinished one is near. */
static void find_plain(nw_cue_pass *p) {
  enum { OPEN_BYTES = 2 * NW_BLOCK_BYTES };
  size_t plate_end = nw_cue_end_of(p->state, NW_ENTITY_LICENSE_PLATE), address_end = nw_cue_end_of(p->state, NW_ENTITY_ADDRESS);
  size_t from = p->scan->from + NW_FIELD_MARGIN;
  if (plate_end > 0 && from < plate_end + NW_CUE_JOIN_BYTES) from = plate_end + NW_CUE_JOIN_BYTES;
  if (address_end > 0 && from < address_end + NW_CUE_NEAR_BYTES) from = address_end + NW_CUE_NEAR_BYTES;
  p->plain_from = from + 1;
  p->plain_to = p->scan->final ? SIZE_MAX : p->scan->end > OPEN_BYTES ? p->scan->end - OPEN_BYTES : 0;
}

/* ---- a batch ---- */

/* Events of the batch at `pos`: what is asked about by its letters, numbers, and what the findings so far tell. */
typedef struct events {
  size_t    pos, blocks;
  nw_words  words;
  nw_mask   asked, telling, any;
  nw_places list;
  size_t    count;
} events;

/* Adds to the words that are asked about what its place makes one. `numbers`: all ones where numbers are events, or 0. */
static void tell(const nw_cue_pass *p, events *e, size_t pos, size_t b, uint64_t numbers) {
  e->telling[b] = ((e->words.number[b] & numbers) | e->words.word[b]) & telling_places(p, pos);
  e->asked[b] |= e->words.word[b] & open_places(p->scan, pos);
  if (!p->table->tags) return;
  uint64_t capital = e->words.word[b] & e->words.upper[b] & address_places(p, pos);
  e->words.capital[b] |= capital;
  e->asked[b] |= capital;
}

/* Lists the events from block `first` on. */
static void list_events(const nw_cue_pass *p, events *e, size_t first) {
  const uint64_t numbers = p->table->numbers ? UINT64_MAX : 0;
  size_t pos = e->pos + (first - 1) * NW_BLOCK_BYTES;
  memset(e->telling + first, 0, (e->blocks + 1 - first) * sizeof e->telling[0]);
  for (size_t b = first; b <= e->blocks; b++, pos += NW_BLOCK_BYTES)
    if (pos < p->plain_from || pos >= p->plain_to) tell(p, e, pos, b, numbers);
  for (size_t b = first; b <= e->blocks; b++) e->any[b] = e->asked[b] | e->telling[b] | (e->words.number[b] & numbers);
  for (size_t b = first; e->words.signs != 0 && b <= e->blocks; b++) e->any[b] |= e->words.sign[b];
  e->count = p->table->machine->list(e->list, e->any, first, e->blocks);
}

/* 0: there is no answer yet. */
static int put_event(nw_cue_pass *p, const events *e, size_t place) {
  size_t b = place / NW_BLOCK_BYTES + 1, pos = e->pos + place;
  unsigned at = place % NW_BLOCK_BYTES;
  if (e->telling[b] >> at & 1 && !nw_cue_ask_place(p, pos)) return 0;
  if (e->words.signs != 0 && e->words.sign[b] >> at & 1 && !nw_cue_ask_sign(p, pos)) return 0;
  if (e->asked[b] >> at & 1) return put_word_at(p, pos, &e->words, b, at);
  return !(p->table->numbers && e->words.number[b] >> at & 1) || nw_cue_ask_number(p, pos);
}

/* Puts the events of the batch in order. The place of the first one without an answer, or the end of the batch. What is found may make
 * others behind it events. */
static size_t put_events(nw_cue_pass *p, events *e) {
  list_events(p, e, 1);
  for (size_t i = 0; i < e->count;) {
    size_t place = e->list[i++];
    unsigned found = p->telling;
    if (!put_event(p, e, place)) return e->pos + place;
    if (p->telling == found) continue;
    find_plain(p);
    list_events(p, e, place / NW_BLOCK_BYTES + 1);
    for (i = 0; i < e->count && e->list[i] <= place;) i++;
  }
  size_t end = e->pos + e->blocks * NW_BLOCK_BYTES;
  return end < p->scan->end ? end : p->scan->end;
}

/* The place to go on from in an unfinished text: a digit run may be cut, but its begin was put. */
static size_t run(nw_cue_pass *p, size_t pos) {
  events e;
  find_plain(p);
  while (pos < p->scan->end) {
    e.pos = pos;
    e.blocks = nw_words_batch(p->table->machine, p->scan, pos, &e.words);
    p->table->machine->asked(e.asked, &e.words, &p->table->fronts, e.blocks);
    pos = put_events(p, &e);
    if (pos != e.pos + e.blocks * NW_BLOCK_BYTES) return pos;
  }
  return pos;
}

/* Is [from, end) one word so far, in small letters behind the first? */
static int is_open_word(const unsigned char *from, const unsigned char *end) {
  if (!nw_is_alpha(*from)) return 0;
  for (from++; from < end && nw_is_lower(*from); from++) continue;
  return from == end;
}

/* A few bytes of a stream that are small words and plain punctuation hold no event, nor does a word that goes on: 1 when that is all
 * there is. Moves `*pos` over what is settled. */
static int skip_words(const nw_cue_pass *p, size_t *pos) {
  enum { FEW_BYTES = 32 };
  const nw_scan *scan = p->scan;
  const unsigned char *at = scan->data + (*pos - scan->base), *end = scan->data + (scan->end - scan->base), *word = at;
  size_t plate_end = nw_cue_end_of(p->state, NW_ENTITY_LICENSE_PLATE);
  if (scan->final || end - at > FEW_BYTES || *pos <= scan->from + NW_FIELD_MARGIN || *pos == scan->base) return 0;
  if (plate_end > 0 && *pos <= plate_end + NW_CUE_JOIN_BYTES) return 0;
  if (at[-1] >= 0x80 || nw_is_alnum(at[-1])) return 0;
  if (is_open_word(at, end)) return 1;
  for (uint32_t front = 0; at < end; at++) {
    unsigned c = *at;
    if (nw_is_lower(c)) {
      if (at - word < 4) front |= (c & 31) << 8 * (unsigned)(at - word);
      continue;
    }
    if (c >= 0x80 || nw_is_alnum(c) || (at > word && p->table->fronts.four[nw_front_place(front)])) break;
    front = 0;
    word = at + 1;
  }
  *pos = scan->base + (size_t)(word - scan->data);
  return at == end;
}

static void scan_window(const void *compiled, void *state, nw_scan *scan) {
  nw_cue_pass p = { .table = compiled, .state = state, .scan = scan };
  size_t context = scan->from > NW_LIMIT_LOOKBACK_BYTES ? scan->from - NW_LIMIT_LOOKBACK_BYTES : 0;
  if (p.state->pos < context) p.state->pos = context < scan->end ? context : scan->end;
  if (p.state->pos < scan->end && !skip_words(&p, &p.state->pos)) p.state->pos = run(&p, p.state->pos);
  scan->live = p.state->pos;
}

const nw_family nw_cue_family = { "cue", state_bytes, begin, scan_window, NULL, NULL };
