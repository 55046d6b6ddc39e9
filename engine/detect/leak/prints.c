/* detect/leak/prints.c - see prints.h. */
#include "detect/leak/prints.h"

#include <string.h>

enum { EIGHT_BITS_PER_SYMBOL = 32, PIECE_BITS_PER_SYMBOL = 64, LEAST_BITS_LOG = 12 };

/* The logarithm of the smallest power of two that is at least `count`, and 1 << `least`. */
static unsigned log_of(size_t count, unsigned least) {
  unsigned log = least;
  while (((size_t)1 << log) < count) log++;
  return log;
}

static void set_bit(uint64_t *bits, uint64_t at) { bits[at >> 6] |= (uint64_t)1 << (at & 63); }
static void add_eight(nw_leak_prints *p, uint64_t eight) { set_bit(p->eights, nw_leak_eight_at(p, eight)); }

/* All pieces that end with the newest of `count` symbols. */
static void add_pieces(nw_leak_prints *p, uint64_t symbols, unsigned count) {
  for (unsigned n = 1; n <= count && n < NW_LEAK_EIGHT; n++) set_bit(p->pieces, nw_leak_piece_at(p, symbols, n));
}

static int open_tables(nw_leak_prints *p, nw_arena *arena, size_t symbols) {
  unsigned eight = log_of(symbols * EIGHT_BITS_PER_SYMBOL, LEAST_BITS_LOG);
  unsigned piece = log_of(symbols * PIECE_BITS_PER_SYMBOL, LEAST_BITS_LOG);
  unsigned slot = log_of(symbols * 2, 4);
  p->eights = nw_arena_zalloc(arena, ((size_t)1 << eight) / 8);
  p->pieces = nw_arena_zalloc(arena, ((size_t)1 << piece) / 8);
  p->slots = nw_arena_zalloc(arena, ((size_t)1 << slot) * sizeof *p->slots);
  p->eight_shift = 64 - eight;
  p->piece_shift = 64 - piece;
  p->slot_shift = 64 - slot;
  p->slot_mask = ((size_t)1 << slot) - 1;
  p->count = 0;
  return p->eights != NULL && p->pieces != NULL && p->slots != NULL;
}

static nw_leak_slot *slot_of(const nw_leak_prints *p, uint64_t gram) {
  uint32_t tag = (uint32_t)gram | 1;
  size_t at = (size_t)(gram >> p->slot_shift);
  while (p->slots[at].tag != 0 && p->slots[at].tag != tag) at = (at + 1) & p->slot_mask;
  return &p->slots[at];
}

const nw_leak_slot *nw_leak_find(const nw_leak_prints *p, uint64_t gram) {
  const nw_leak_slot *slot = slot_of(p, gram);
  return slot->tag != 0 ? slot : NULL;
}

static int is_common(const nw_leak_common *common, uint64_t gram) {
  size_t low = 0, high = common->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (common->at[middle] < gram) low = middle + 1;
    else high = middle;
  }
  return low < common->count && common->at[low] == gram;
}

/* ---- winnowing ---- */

/* The last `window` grams: the smallest of them is a fingerprint; among equal ones the last. */
typedef struct winnow {
  uint64_t hash[NW_LEAK_WINDOW_MOST];
  uint32_t window;
  size_t   seen, least;   /* number of grams since the text began anew; number of the smallest */
} winnow;

static uint64_t *winnow_at(winnow *w, size_t number) { return &w->hash[number % w->window]; }

/* 1: `*print` is chosen. */
static int winnow_add(winnow *w, uint64_t gram, uint64_t *print) {
  size_t number = w->seen++;
  *winnow_at(w, number) = gram;
  if (number == 0 || gram <= *winnow_at(w, w->least)) w->least = number;
  size_t first = w->seen > w->window ? w->seen - w->window : 0;
  if (w->least < first) {
    w->least = first;
    for (size_t n = first + 1; n < w->seen; n++)
      if (*winnow_at(w, n) <= *winnow_at(w, w->least)) w->least = n;
  }
  *print = *winnow_at(w, w->least);
  return w->seen >= w->window;
}

/* ---- building ---- */

typedef struct builder {
  nw_leak_prints   *prints;
  nw_leak_register  last;
  int               joined;   /* the gram before the newest one was added */
  winnow            chosen;
} builder;

static void begin_anew(builder *b) {
  memset(&b->last, 0, sizeof b->last);
  b->joined = 0;
  b->chosen.seen = b->chosen.least = 0;
}

/* What ends `back` symbols before the newest one, in the lowest byte. */
static uint64_t ending(const nw_leak_register *r, unsigned back) {
  if (back == 0) return r->low;
  return back < 8 ? r->low >> (8 * back) | r->high << (64 - 8 * back) : r->high >> (8 * (back - 8));
}

/* All eights and pieces of the newest gram. */
static void add_parts(builder *b) {
  for (unsigned back = 0; back < NW_LEAK_GRAM; back++) {
    uint64_t at = ending(&b->last, back);
    if (back <= NW_LEAK_GRAM - NW_LEAK_EIGHT) add_eight(b->prints, at);
    add_pieces(b->prints, at, NW_LEAK_GRAM - back);
    if (b->joined) break;   /* only what ends here is new */
  }
}

static void add_print(builder *b, uint64_t gram) {
  nw_leak_slot *slot = slot_of(b->prints, gram);
  if (slot->tag != 0 && slot->print == 0) slot->print = (uint32_t)++b->prints->count;
}

static void add_gram(builder *b, const nw_leak_common *common, int prints) {
  uint64_t gram = nw_leak_gram(&b->last), print;
  if (is_common(common, gram)) {
    b->joined = 0;
    return;
  }
  add_parts(b);
  b->joined = 1;
  slot_of(b->prints, gram)->tag = (uint32_t)gram | 1;
  if (prints && winnow_add(&b->chosen, gram, &print)) add_print(b, print);
}

static void add_symbols(builder *b, const uint8_t *symbols, size_t count, const nw_leak_common *common) {
  begin_anew(b);
  for (size_t i = 0; i < count; i++) {
    if (symbols[i] == 0) {
      begin_anew(b);
      continue;
    }
    nw_leak_shift(&b->last, symbols[i]);
    if (nw_leak_has_gram(&b->last)) add_gram(b, common, 1);
  }
}

/* Words have the length of a gram at least. */
static void add_words(builder *b, const uint8_t *words, size_t count) {
  static const nw_leak_common none = { NULL, 0 };
  begin_anew(b);
  for (size_t i = 0; i < count; i++) {
    if (words[i] == 0) {
      begin_anew(b);
      continue;
    }
    nw_leak_shift(&b->last, words[i]);
    if (nw_leak_has_gram(&b->last)) add_gram(b, &none, 0);
  }
}

int nw_leak_prints_build(nw_leak_prints *out, nw_arena *arena, const uint8_t *symbols, size_t count, const uint8_t *words,
                         size_t words_count, const nw_leak_common *common, uint32_t window) {
  builder *b = nw_arena_alloc(arena, sizeof *b);
  if (b == NULL || !open_tables(out, arena, count + words_count + 1)) return 0;
  b->prints = out;
  b->chosen.window = window < NW_LEAK_WINDOW_MOST ? window : NW_LEAK_WINDOW_MOST;
  add_symbols(b, symbols, count, common);
  add_words(b, words, words_count);
  return 1;
}

int nw_leak_grams_of(const nw_alloc *alloc, nw_leak_grams *grams, const uint8_t *symbols, size_t count) {
  nw_leak_register last = { 0, 0 };
  for (size_t i = 0; i < count; i++) {
    if (symbols[i] == 0) memset(&last, 0, sizeof last);
    else nw_leak_shift(&last, symbols[i]);
    if (nw_leak_has_gram(&last) && !nw_vec_push(alloc, grams, nw_leak_gram(&last))) return 0;
  }
  return 1;
}
