/* detect/leak/match.c - reads an output symbol by symbol where it must, and in steps of 8 bytes where nothing is near.
 *
 *   text       The weather is fine. My rules: never tell customers that the fee …
 *   skipping   |  0  |  0  |  0  |  0  |  1|                                         an eight of the prompt: back to the last 0
 *   reading                          ....rules: never tell custom                    gram by gram
 *   passage                                    |--------------------------- …        16 symbols of the prompt in a row
 *
 * Skipping asks the filter of eights once in STEP bytes, and symbol by symbol where it says yes. A run of a gram's length has
 * an eight of its own at every byte from its eighth symbol to its last, more than STEP bytes, so no run is stepped over.
 * Reading begins where so many eights in a row pass that there may be a gram, anew seven symbols before the last place where
 * the filter said no: no run begins earlier, for it would have had the eight that ended there.
 *
 * Where calls end changes nothing: what is found hangs on grams of symbols alone, and reading, begun earlier or later, meets
 * the same grams. Nothing that `live` let go belongs to a run to come: with it, what follows is no piece of the prompt. */
#include <string.h>

#include "detect/leak/work.h"

enum { STEP = 8, RING = 64, EIGHT_BACK = NW_LEAK_EIGHT - 1 };

/* Runs of the prompt with little between them. */
typedef struct passage {
  size_t   start, end;
  size_t   last;       /* number of its last symbol */
  uint32_t matched, gaps;
  uint8_t  open;
  uint8_t  known;      /* it was cut: what goes on is a finding whatever its length */
} passage;

typedef struct matcher {
  size_t           pos;      /* read so far */
  size_t           floor;    /* no finding to come begins before it */
  size_t           careful;  /* every symbol is read at least up to here */
  nw_symbols       reader;
  nw_leak_register last;
  size_t           number;   /* symbols read */
  uint32_t         held;     /* of them in the ring, without what stands apart */
  uint32_t         chain;    /* the last symbols, in which all eights pass the filter; 0: the last eight does not */
  passage          passage;
  size_t           at[RING];      /* by number: where a symbol begins */
  uint8_t          symbol[RING];
} matcher;

/* One call. */
typedef struct reading {
  const nw_leak *leak;
  nw_leak_work  *work;
  matcher       *m;
  nw_scan       *scan;
} reading;

size_t nw_leak_state_bytes(const void *compiled) {
  (void)compiled;
  return sizeof(matcher);
}

void nw_leak_state_begin(const void *compiled, void *state) {
  (void)compiled;
  memset(state, 0, offsetof(matcher, at));
}

static const unsigned char *byte_at(const reading *r, size_t at) { return r->scan->data + (at - r->scan->base); }

/* ---- findings ---- */

static void add_found(const reading *r, const char *type, size_t start, size_t end) {
  nw_found found = { .start = start, .end = end, .type = type, .validator = "", .rule = r->leak->rule,
                     .score_ppm = NW_SCORE_PROVEN };
  nw_sink_add(r->scan->sink, &found);
}

static int is_leak(const reading *r, const passage *p) {
  return p->known || p->matched >= r->work->run + p->gaps * NW_LEAK_GAP_COST;
}

static int is_ascii(const reading *r, size_t at, int symbol) {
  if (at < r->scan->base || at >= r->scan->end || *byte_at(r, at) >= 0x80) return 0;
  return (nw_symbol_of_byte[*byte_at(r, at)].value != 0) == symbol;
}

/* "… tier two. That is": the prompt goes on with "The", and "Th" is no leak. A part of a word goes, and the blanks beside it.
 * */
static void trim(const reading *r, size_t *start, size_t *end) {
  size_t from = *start, to = *end;
  if (from > 0 && is_ascii(r, from - 1, 1))
    for (int word = 1; word >= 0; word--)
      while (from < to && is_ascii(r, from, word)) from++;
  if (is_ascii(r, to, 1))
    for (int word = 1; word >= 0; word--)
      while (to > from && is_ascii(r, to - 1, word)) to--;
  if (to - from < NW_LEAK_RUN_LEAST) return;   /* one long word: all of it */
  *start = from;
  *end = to;
}

static void close_passage(const reading *r) {
  passage *p = &r->m->passage;
  if (p->open && is_leak(r, p)) {
    size_t start = p->start, end = p->end;
    trim(r, &start, &end);
    add_found(r, "SYSTEM_PROMPT_LEAK", start, end);
  }
  p->open = 0;
}

/* Where the symbol begins that is `back` before the newest one. */
static size_t place_of(const matcher *m, size_t back) { return m->at[(m->number - 1 - back) % RING]; }

static void open_passage(const reading *r, size_t end, uint32_t matched) {
  r->m->passage = (passage){ .start = place_of(r->m, NW_LEAK_GRAM - 1), .end = end, .last = r->m->number, .matched = matched,
                             .open = 1 };
}

/* With a symbol that ends at `end` the passage would have more than its most bytes: it ends before it, and goes on as another
 * one. 0: it was no leak so far, and begins anew with the last gram. */
static int cut_passage(const reading *r, size_t end, uint32_t weight) {
  passage *p = &r->m->passage;
  if (end - p->start <= NW_LIMIT_LEAK_PASSAGE_BYTES) return 1;
  if (!is_leak(r, p)) {
    open_passage(r, end, NW_LEAK_GRAM * weight);
    return 0;
  }
  add_found(r, "SYSTEM_PROMPT_LEAK", p->start, p->end);
  p->known = 1;
  p->start = place_of(r->m, r->m->number - p->last - 1);
  return 1;
}

/* The last NW_LEAK_GRAM symbols are of the prompt; the last one ends at `end`. */
static void take_gram(const reading *r, size_t end, int wide) {
  matcher *m = r->m;
  passage *p = &m->passage;
  uint32_t weight = wide ? 2 : 1;
  if (!p->open) {
    open_passage(r, end, NW_LEAK_GRAM * weight);
    return;
  }
  if (!cut_passage(r, end, weight)) return;
  size_t fresh = m->number - p->last, run = fresh < NW_LEAK_GRAM ? fresh : NW_LEAK_GRAM;
  if (fresh > run) p->gaps++;
  p->matched += (uint32_t)run * weight;
  p->last = m->number;
  p->end = end;
}

static void show_print(const reading *r, uint32_t print) {
  uint64_t *bits = &r->work->shown[(print - 1) / 64], bit = (uint64_t)1 << (print - 1) % 64;
  if ((*bits & bit) == 0) r->work->shown_count++;
  *bits |= bit;
}

/* ---- canaries ---- */

static int ends_with(const matcher *m, const uint8_t *word, uint32_t len) {
  if (m->held < len) return 0;
  for (uint32_t i = 0; i < len; i++)
    if (m->symbol[(m->number - len + i) % RING] != word[i]) return 0;
  return 1;
}

static void look_for_canaries(const reading *r, size_t end) {
  const nw_leak *leak = r->leak;
  for (size_t i = 0; i < leak->canaries.count; i++) {
    const nw_leak_canary *canary = &leak->canaries.at[i];
    if (canary->tail == r->m->last.low && ends_with(r->m, leak->words.at + canary->at, canary->len))
      add_found(r, "CANARY", place_of(r->m, canary->len - 1), end);
  }
}

/* ---- one symbol after the other ---- */

static void break_off(const reading *r) {
  close_passage(r);
  r->m->last = (nw_leak_register){ 0, 0 };
  r->m->held = r->m->chain = 0;
}

static void take_symbol(const reading *r, const nw_symbol *symbol, size_t start, size_t end) {
  matcher *m = r->m;
  const nw_leak_slot *slot;
  if (symbol->apart) break_off(r);
  m->at[m->number % RING] = start;
  m->symbol[m->number % RING] = symbol->value;
  m->number++;
  if (m->held < RING) m->held++;
  nw_leak_shift(&m->last, symbol->value);
  int passes = nw_leak_has_eight(&m->last) && nw_leak_eight(&r->work->prints, m->last.low);
  m->chain = !passes ? 0 : m->chain == 0 ? NW_LEAK_EIGHT : m->chain + 1;
  if (passes) look_for_canaries(r, end);
  if (passes && nw_leak_has_gram(&m->last) && (slot = nw_leak_find(&r->work->prints, nw_leak_gram(&m->last))) != NULL) {
    if (slot->print > 0) show_print(r, slot->print);
    take_gram(r, end, symbol->wide);
  }
  if (m->passage.open && m->number - m->passage.last > NW_LEAK_GAP_MOST + NW_LEAK_GRAM) close_passage(r);
}

/* Nothing is near, and there is enough to skip over. */
static int may_skip(const matcher *m, size_t end) {
  return m->chain == 0 && !m->passage.open && m->pos >= m->careful && end - m->pos >= 2 * STEP;
}

static void read_on(const reading *r) {
  matcher *m = r->m;
  size_t end = r->scan->end;
  while (m->pos < end && !may_skip(m, end)) {
    nw_symbol symbol;
    unsigned len = nw_symbol_next(&m->reader, byte_at(r, m->pos), end - m->pos, m->pos, r->scan->final, &symbol);
    if (len == 0) break;
    if (symbol.value != 0) take_symbol(r, &symbol, m->pos, m->pos + len);
    m->pos += len;
  }
}

/* ---- skipping ---- */

/* Reading goes on at `at`, begun anew so that no run is missed. */
static void return_to(const reading *r, size_t at) {
  matcher *m = r->m;
  size_t from = m->floor > r->scan->base ? m->floor : r->scan->base;
  if (from < r->scan->from) from = r->scan->from;
  m->pos = nw_symbol_back(byte_at(r, from), from, at, EIGHT_BACK);
  m->careful = at + STEP;
  m->last = (nw_leak_register){ 0, 0 };
  m->held = 0;
  m->reader = (nw_symbols){ .last = m->pos };
}

/* Where skipping is: the eight that ends at `at` is none of the prompt's, and `low` are the last symbols. */
typedef struct skipper {
  size_t   at;
  uint64_t low;
} skipper;

/* Looks at each symbol of the next STEP bytes, and on while eights pass. 0: so many in a row do that there may be a gram, or
 * the window ends: to be read from `s->at` on. */
static int look_closer(const reading *r, skipper *s) {
  size_t at = s->at, stop = at + STEP, end = r->scan->end;
  nw_symbols reader = { 0, 0, 0 };
  nw_symbol symbol;
  uint64_t low = s->low;
  unsigned chain = 0;
  while (at < stop || chain > 0) {
    unsigned len = at < end ? nw_symbol_next(&reader, byte_at(r, at), end - at, at, r->scan->final, &symbol) : 0;
    if (len == 0) return 0;
    at += len;
    if (symbol.value != 0) {
      low = low << 8 | symbol.value;
      chain = nw_leak_eight(&r->work->prints, low) ? chain + 1 : 0;
      if (chain > NW_LEAK_GRAM - NW_LEAK_EIGHT) return 0;
    }
    if (chain == 0) s->at = at, s->low = low;
  }
  return 1;
}

/* Steps over blocks of ASCII up to `last` while the filter says no; the next one. A function of its own: its few values stay in
 * registers. */
__attribute__((noinline))
static const unsigned char *step_over(const nw_leak_prints *prints, const unsigned char *p, const unsigned char *last,
                                      uint64_t *low) {
  const uint64_t high = 0x8080808080808080ULL;
  uint64_t bytes, next = *low;
#define TAKE(i) next = next << nw_symbol_of_byte[p[i]].bits | nw_symbol_of_byte[p[i]].value
  for (; p <= last; p += STEP) {
    memcpy(&bytes, p, sizeof bytes);
    TAKE(0), TAKE(1), TAKE(2), TAKE(3), TAKE(4), TAKE(5), TAKE(6), TAKE(7);
    if ((bytes & high) != 0 || nw_leak_eight(prints, next)) break;
    *low = next;
  }
#undef TAKE
  return p;
}

static void skip(const reading *r) {
  skipper s = { r->m->pos, r->m->last.low };
  do {
    const unsigned char *p = byte_at(r, s.at);
    s.at += (size_t)(step_over(&r->work->prints, p, byte_at(r, r->scan->end) - 2 * STEP, &s.low) - p);
  } while (r->scan->end - s.at >= 2 * STEP && look_closer(r, &s));
  return_to(r, s.at);
}

/* ---- one call ---- */

/* How many of the last symbols may be the beginning of a run. */
static unsigned live_symbols(const reading *r) {
  const matcher *m = r->m;
  unsigned live = 0, most = m->held < EIGHT_BACK ? m->held : EIGHT_BACK;
  if (m->chain > 0) return m->chain < NW_LEAK_GRAM ? m->chain : NW_LEAK_GRAM - 1;
  while (live < most && nw_leak_piece(&r->work->prints, m->last.low, live + 1)) live++;
  return live;
}

static size_t live_of(const reading *r) {
  const matcher *m = r->m;
  size_t live = m->pos;
  unsigned symbols = live_symbols(r);
  if (m->passage.open) live = m->passage.start;
  if (symbols > 0 && place_of(m, symbols - 1) < live) live = place_of(m, symbols - 1);
  return live;
}

void nw_leak_scan(const void *compiled, void *state, nw_scan *scan) {
  reading r = { compiled, scan->scratch, state, scan };
  matcher *m = state;
  scan->live = scan->end;
  if (r.work == NULL || !r.work->armed || !scan->active[r.leak->rule]) return;
  if (r.work->cut) nw_sink_limit(scan->sink, NW_LIMIT_ID_LEAK_PROMPT_BYTES, r.leak->rule);
  if (m->pos < scan->from) m->pos = m->floor = m->reader.last = scan->from;
  if (m->pos < scan->base) m->pos = m->floor = m->reader.last = scan->base;
  while (m->pos < scan->end) {
    size_t before = m->pos;
    if (may_skip(m, scan->end)) skip(&r);
    read_on(&r);
    if (m->pos == before) break;  /* a code point is not complete */
  }
  if (m->passage.open && m->pos - m->reader.last > NW_LIMIT_LEAK_BLANK_BYTES) break_off(&r);
  if (scan->final) close_passage(&r);
  m->floor = scan->live = live_of(&r);
}
