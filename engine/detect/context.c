#include "detect/context.h"

#include <string.h>

#include "base/hash.h"
#include "text/fold.h"
#include "text/utf8.h"

static const struct { uint16_t set; const char *texts; } sources[] = {
#define SET(NAME)
#define USES(NAME, CONCEPT)
#define WORD(NAME, text) { NW_CONTEXT_##NAME, text },
#define WORDS(NAME, language, texts) { NW_CONTEXT_##NAME, texts },
#include "context.def"
#undef USES
#undef WORD
#undef WORDS
};

static const struct { uint16_t set, concept; } uses[] = {
#define USES(NAME, CONCEPT) { NW_CONTEXT_##NAME, NW_CONTEXT_##CONCEPT },
#define WORD(NAME, text)
#define WORDS(NAME, language, texts)
#include "context.def"
#undef SET
#undef USES
#undef WORD
#undef WORDS
};
enum { SOURCE_COUNT = sizeof sources / sizeof sources[0], USE_COUNT = sizeof uses / sizeof uses[0] };

/* ---- letters ---- */

/* Bytes of UTF-8 beyond ASCII count as letters; F5..FF are in no text. */
static int is_letter(int c) { return (c >= 0x80 && c < 0xF5) || (c >= 0 && nw_is_alpha((unsigned)c)); }

/* A word changes to the next between two bytes: "phone|Number". */
static int is_hump(int left, int right) {
  return left >= 0 && nw_is_lower((unsigned)left) && right >= 0 && nw_is_upper((unsigned)right);
}

static uint32_t fold(uint32_t cp) {
  uint32_t folded[3];
  if (cp < 0x80) return nw_to_lower(cp);
  (void)nw_fold_case(cp, folded);
  return folded[0];
}

/* Scripts that write no blanks between words, or glue particles to them: Thai, Lao, Burmese, Khmer, Hangul, kana, Han. */
static int is_dense(uint32_t cp) {
  static const struct { uint32_t low, high; } scripts[] = {
    { 0x0E00, 0x0EFF }, { 0x1000, 0x109F }, { 0x1100, 0x11FF }, { 0x1780, 0x17FF }, { 0x3005, 0x3007 }, { 0x3040, 0x318F },
    { 0x31F0, 0x31FF }, { 0x3400, 0x9FFF }, { 0xAC00, 0xD7AF }, { 0xF900, 0xFAFF }, { 0x20000, 0x3FFFF }
  };
  if (cp < scripts[0].low || cp == NW_UTF8_BAD) return 0;
  for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
    if (cp >= scripts[i].low && cp <= scripts[i].high) return 1;
  return 0;
}

/* ---- the table ---- */

/* A word is looked up by its last eight letters, folded, a byte each: for ASCII that is one load. */
static uint64_t push_letter(uint64_t key, uint32_t cp) { return key >> 8 | (uint64_t)(cp & 0xFF) << 56; }
static uint64_t key_of_dense(uint32_t cp) { return (uint64_t)1 << 40 | cp; }
static uint64_t hash_of(uint64_t key) { return key * 0x9E3779B97F4A7C15u; }
static unsigned slot_of(uint64_t key) { return (unsigned)(hash_of(key) >> 52) % NW_CONTEXT_SLOTS; }
/* Two places of a word in the filter. */
static unsigned filter_bit(uint64_t hash) { return (unsigned)(hash >> 48) % NW_CONTEXT_FILTER; }
static unsigned second_bit(uint64_t hash) { return (unsigned)(hash >> 32) % NW_CONTEXT_FILTER; }

/* 0: the key is that of no word that the filter was made of, as most are. */
static inline int is_among(const uint64_t filter[NW_CONTEXT_FILTER / 64], uint64_t key) {
  uint64_t hash = hash_of(key);
  unsigned first = filter_bit(hash), second = second_bit(hash);
  return (filter[first / 64] >> first % 64 & 1) && (filter[second / 64] >> second % 64 & 1);
}

/* The key of [p, end), one word. */
static uint64_t key_of_word(const unsigned char *p, const unsigned char *end) {
  uint64_t key = 0;
  unsigned count = 0;
  for (uint32_t cp; p < end; count++) {
    unsigned len = 1;
    if (*p < 0x80) cp = nw_to_lower(*p);
    else if ((len = nw_utf8_decode(p, (size_t)(end - p), &cp)) == 0) cp = *p;  /* cut: decodes to nothing */
    else cp = fold(cp);
    key = push_letter(key, cp);
    p += len > 0 ? len : 1;
  }
  return count < 8 && count > 0 ? key >> 8 * (8 - count) : key;
}

/* By the last word; by the last character where words are not set apart. */
static uint64_t key_of_entry(const char *text, size_t len) {
  const unsigned char *first = (const unsigned char *)text, *end = first + len, *p = end;
  uint32_t cp;
  (void)nw_utf8_decode_back(first, end, &cp);
  if (is_dense(cp)) return key_of_dense(cp);
  while (p > first && is_letter(p[-1])) p--;
  return key_of_word(p, end);
}

/* One word whose key has every letter of it. */
static int is_plain(const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (!nw_is_lower((unsigned char)text[i])) return 0;
  return len > 0 && len <= 8;
}

/* What stands on both sides of the last blank: words like "number" end hundreds of phrases. */
static void read_tail(nw_context_word *word) {
  unsigned beyond = 0;
  for (unsigned i = 0; i < word->len; i++) {
    unsigned c = (unsigned char)word->text[i];
    beyond |= c;
    if (c != ' ' || i == 0) continue;
    word->tail = (uint8_t)(word->len - i - 1);
    word->before = (uint8_t)nw_to_lower((unsigned char)word->text[i - 1]);
  }
  if (beyond >= 0x80) word->before = 0;
}

/* The words of all sources, into `table` or, without one, only counted. */
static unsigned each_word(nw_context_table *table) {
  unsigned count = 0;
  for (unsigned i = 0; i < SOURCE_COUNT; i++) {
    size_t len;
    for (const char *text = sources[i].texts; *text != '\0'; text += len + (text[len] == '|'), count++) {
      len = strcspn(text, "|");
      if (table != NULL) table->word[count] = (nw_context_word){ .text = text, .set = sources[i].set, .len = (uint8_t)len };
    }
  }
  return count;
}

size_t nw_context_table_bytes(void) { return sizeof(nw_context_table) + each_word(NULL) * sizeof(nw_context_word); }

void nw_context_table_build(nw_context_table *table) {
  memset(table, 0, sizeof *table);
  table->machine = nw_machine_best();
  for (unsigned i = each_word(table); i-- > 0;) {
    nw_context_word *word = &table->word[i];
    uint64_t key = key_of_entry(word->text, word->len);
    unsigned slot = slot_of(key), first = filter_bit(hash_of(key)), second = second_bit(hash_of(key));
    uint64_t *filter = word->set == NW_CONTEXT_FILLER ? table->fillers : table->any;
    filter[first / 64] |= (uint64_t)1 << first % 64;
    filter[second / 64] |= (uint64_t)1 << second % 64;
    word->key = key;
    word->plain = (uint8_t)is_plain(word->text, word->len);
    read_tail(word);
    word->next = table->slot[slot];
    table->slot[slot] = (uint16_t)(i + 1);
  }
  for (unsigned i = 0; i < USE_COUNT; i++) {
    table->concepts[uses[i].set] |= (uint64_t)1 << uses[i].concept;
    table->all |= (uint64_t)1 << uses[i].concept;
  }
}

/* ---- one place ---- */

/* A walk backwards over [low, …); `base` is where the text begins. */
typedef struct walk {
  const nw_context_table *table;
  const unsigned char    *base, *low;
  size_t                  base_at;  /* the place of `base` in the unit */
  nw_context             *context;
  const unsigned char    *item_end;             /* the last finding in front ends here; `low`: none */
  int                     direct, near;         /* only fillers so far; no word of a set so far */
  int                     ascii;                /* [low, …) is */
  const nw_masks         *masks;                /* of the batch that begins at `masks_at`, or NULL */
  size_t                  masks_at;
  const unsigned char    *end;                  /* of the window */
  size_t                  spare;                /* so many more could stand in front, where the text begins */
} walk;

/* The entry ends at `end`: returns its start, or NULL. */
static const unsigned char *entry_before(const walk *w, const unsigned char *end, const nw_context_word *word, int dense) {
  const unsigned char *first = (const unsigned char *)word->text, *e = first + word->len, *p = end;
  while (e > first) {
    uint32_t want = e[-1], cp;
    unsigned len = 1;
    e -= want < 0x80 ? 1 : nw_utf8_decode_back(first, e, &want);
    if (p <= w->low) return NULL;
    if ((cp = p[-1]) >= 0x80) len = nw_utf8_decode_back(w->base, p, &cp);
    if (want == ' ' && (cp == ' ' || cp == '_' || cp == '-')) p -= len;
    else if (want == ' ' && is_letter(p[-1])) continue;  /* "socialSecurity" */
    else if (fold(cp) == fold(want)) p -= len;
    else return NULL;
  }
  if (dense) return p;
  return p == w->base || !is_letter(p[-1]) || is_hump(p[-1], p[0]) ? p : NULL;
}

enum { HUMP_BYTES = 3 };  /* words of fewer bytes behind a hump are no words: "SeCuRiTy" */

/* The entry is as long as the word that ends at `end`, whose key it has: returns the word's start, or NULL. */
static const unsigned char *plain_before(const walk *w, const unsigned char *end, const nw_context_word *word) {
  const unsigned char *p = end - word->len;
  return p == w->base || !is_letter(p[-1]) || is_hump(p[-1], p[0]) ? p : NULL;
}

/* "number" of "order number" is not that of "passport number": the byte in front of the last blank tells. For windows of ASCII. */
static int is_other(const walk *w, const unsigned char *end, const nw_context_word *word) {
  if (word->before == 0 || !w->ascii) return 0;
  const unsigned char *p = end - word->tail;
  if (p > w->low && (p[-1] == ' ' || p[-1] == '_' || p[-1] == '-')) p--;
  return p <= w->low || nw_to_lower(p[-1]) != word->before;
}

/* The word of `size` bytes that ends at `end` may be in a set; 0: a character of a dense script. Returns 1 when it is a filler. */
static int look_closer(walk *w, const unsigned char *end, uint64_t key, size_t size) {
  nw_context *context = w->context;
  nw_context_mask found = { { 0 } };
  int any = 0, fillers = 0;
  const nw_context_word *word;
  for (unsigned i = w->table->slot[slot_of(key)]; i != 0; i = word->next) {
    word = &w->table->word[i - 1];
    if (word->key != key || is_other(w, end, word)) continue;
    int same = word->plain && size == word->len;
    const unsigned char *start = same ? plain_before(w, end, word) : entry_before(w, end, word, size == 0);
    if (start == NULL) continue;
    unsigned set = word->set;
    if (set == NW_CONTEXT_FILLER) {
      fillers = 1;
      continue;
    }
    any = 1;
    nw_context_put(&found, set);
    if (nw_context_in(&context->has, set) || context->hits == NW_CONTEXT_HITS) continue;
    context->hit[context->hits].start = w->base_at + (size_t)(start - w->base);
    context->hit[context->hits].end = w->base_at + (size_t)(end - w->base);
    context->hit[context->hits++].set = set;
  }
  if (!any) return fillers;
  context->empty = 0;
  for (unsigned i = 0; i < NW_CONTEXT_LANES; i++) {
    context->has.lane[i] |= found.lane[i];
    if (w->direct) context->adjacent.lane[i] |= found.lane[i];
    if (w->near) context->nearest.lane[i] |= found.lane[i];
  }
  if (!fillers) w->near = 0;  /* "passport number" does not hide "passport" */
  return fillers;
}

/* The same for any word: most are in no set. */
static inline int look_up(walk *w, const unsigned char *end, uint64_t key, size_t size) {
  return (is_among(w->table->any, key) || is_among(w->table->fillers, key)) && look_closer(w, end, key, size);
}

/* "phoneNumber" is two words; "LiCeNsE" may be one: where a letter stands in front of the hump the whole is looked up as well. */
static void word_end(walk *w, const unsigned char *end) {
  const unsigned char *p = end - 1;
  while (p > w->low && is_letter(p[-1]) && !is_hump(p[-1], p[0])) p--;
  const unsigned char *whole = p;
  while (end - p < HUMP_BYTES && whole > w->low && is_letter(whole[-1])) whole--;
  int filler = look_up(w, end, key_of_word(p, end), (size_t)(end - p));
  if (whole < p && !filler) (void)look_up(w, end, key_of_word(whole, end), (size_t)(end - whole));
  w->direct &= filler;
}

/* Is the name at `p` that of an item which is never long? */
static int is_brief(const unsigned char *p, const unsigned char *end) {
  static const char *const names[] = { "NAME", "PHONE", "AGE", "PIN", "DATE_TIME" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t len = strlen(names[i]);
    if ((size_t)(end - p) > len && memcmp(p, names[i], len) == 0 && !is_letter(p[len])) return 1;
  }
  return 0;
}

/* Behind a placeholder, which ends at `end`: it counts as long as the item that it stands for may have been, so that words do not come
 * nearer by an edit. In front of an address or a token, which fill the window, no word is looked for. */
static void count_placeholder(walk *w, const unsigned char *end) {
  enum { ITEM_BYTES = 20 };
  const unsigned char *p = end - 1;
  while (p > w->low && (nw_is_word(p[-1]) || p[-1] == ':')) p--;
  if (p == w->low || p[-1] != '{') return;
  size_t bytes = (size_t)(end - p) + 1, room = (size_t)(p - 1 - w->low), more = bytes < ITEM_BYTES ? ITEM_BYTES - bytes : 0;
  size_t spared = more < w->spare ? more : w->spare;
  w->spare -= spared;
  more -= spared;
  w->low += is_brief(p, end) && more < room ? more : room;
}

/* Any text, byte by byte. */
static void walk_back(walk *w, const unsigned char *from) {
  int after = -1, inert = 0;
  for (const unsigned char *p = from; p > w->low; p--) {
    int c = p[-1];
    if (c == '}') count_placeholder(w, p);
    inert = c == '}' || (inert && (nw_is_word(c) || c == ':'));
    if (inert || c == '*' || p == w->item_end) w->direct = 0;  /* an item stands between */
    if (is_letter(c)) {
      if (!inert && (!is_letter(after) || is_hump(c, after))) word_end(w, p);
      if (!inert && c >= 0x80 && (after < 0x80 || after >= 0xC0)) {
        uint32_t cp;
        (void)nw_utf8_decode_back(w->base, p, &cp);
        if (is_dense(cp)) (void)look_up(w, p, key_of_dense(cp), 0);
      }
    }
    after = c;
  }
}

/* How many letters stand in a row up to bit `at`. */
static unsigned run_of(uint64_t letter, unsigned at) {
  uint64_t others = ~letter & (UINT64_MAX >> (63 - at));
  return others == 0 ? at + 1 : at - (63 - (unsigned)__builtin_clzll(others));
}

/* Letters, capitals and bytes beyond ASCII of up to 64 bytes, a bit each. */
typedef struct letters { uint64_t alpha, upper, high; } letters;

/* The masks of a batch have the window, unless it begins in front of the batch. */
static int is_in_batch(const walk *w) {
  size_t low = w->base_at + (size_t)(w->low - w->base);
  return w->masks != NULL && low >= w->masks_at && low - w->masks_at < NW_BATCH_BYTES;
}

static letters letters_of(const walk *w, const unsigned char *text, size_t len) {
  uint64_t all = len < NW_BLOCK_BYTES ? ((uint64_t)1 << len) - 1 : UINT64_MAX;
  if (text == w->low) {
    size_t bit = w->base_at + (size_t)(w->low - w->base) - w->masks_at;
    const nw_masks *m = w->masks;
    return (letters){ nw_mask_bits(m->alpha, bit) & all, nw_mask_bits(m->upper, bit) & all, nw_mask_bits(m->high, bit) & all };
  }
  nw_masks own;
  nw_masks_of(w->table->machine->width)(&own, 0, text, 1);
  return (letters){ own.alpha[0], own.upper[0], own.high[0] };
}

/* The key of a word of `size` letters whose last eight bytes are there. */
static uint64_t last_letters(uint64_t bytes, unsigned size) { return size < 8 ? bytes >> 8 * (8 - size) : bytes; }

/* A word, or the last part of one like "LiCeNsE": at bits [begin, at] of the window. `bytes`: the eight that
 * end it. */
static void look_at_word(walk *w, uint64_t letter, unsigned begin, unsigned at, uint64_t bytes) {
  unsigned size = at + 1 - begin;
  const unsigned char *end = w->low + at + 1;
  if (end <= w->item_end) w->direct = 0;  /* an item stands between */
  int filler = look_up(w, end, last_letters(bytes, size), size);
  if (size < HUMP_BYTES && !filler && begin > 0 && (letter >> (begin - 1) & 1)) {
    unsigned whole = run_of(letter, at);
    (void)look_up(w, end, last_letters(bytes, whole), whole);
  }
  w->direct &= filler;
}

static int has_none(const unsigned char *low, const unsigned char *end) {
  return memchr(low, '}', (size_t)(end - low)) == NULL && memchr(low, '*', (size_t)(end - low)) == NULL;
}

/* Neither '}' nor '*' stands in [low, from). Most batches have none at all, which is asked once. */
static int is_plain_text(const walk *w, const unsigned char *from) {
  nw_context *context = w->context;
  const unsigned char *batch = w->base + (w->masks_at - w->base_at), *end = batch + NW_BATCH_BYTES;
  if (end > w->end) end = w->end;
  if (!is_in_batch(w) || from > end) return has_none(w->low, from);
  if (context->plain_at != w->masks_at) context->plain_at = w->masks_at, context->plain = has_none(batch, end);
  return context->plain || has_none(w->low, from);
}

/* An item stands where the last '}' or '*' is. 0: the '}' may end a placeholder, for a word stands in front of it. */
static int find_items(walk *w, const unsigned char *from) {
  for (const unsigned char *p = w->low; p < from; p++) {
    if (*p != '}' && *p != '*') continue;
    if (*p == '}' && p > w->low && (nw_is_word(p[-1]) || p[-1] == ':')) return 0;
    if (p > w->item_end) w->item_end = p;
  }
  return 1;
}

/* A window of ASCII: bits [begin, at] are the word that ends at bit `at`. */
enum { ENDING_BYTES = 8 };  /* can be read in front of the end of any word */
typedef struct ascii {
  const unsigned char *text;  /* of the window, or in `copy`, where the bytes in front of it and behind are there */
  uint64_t letter, humps, starts, ends;
  unsigned char copy[ENDING_BYTES + NW_BLOCK_BYTES];
} ascii;

static unsigned begin_of(const ascii *a, unsigned at) { return 63 - (unsigned)__builtin_clzll(a->starts << (63 - at)) - (63 - at); }
static uint64_t bytes_of(const ascii *a, unsigned at) { return nw_load_le(a->text + at + 1 - ENDING_BYTES, 8) | 0x2020202020202020u; }

/* 0: the window is no ASCII, or may have a placeholder. */
static int read_ascii(walk *w, const unsigned char *from, ascii *a) {
  size_t len = (size_t)(from - w->low);
  if (len > NW_BLOCK_BYTES || !(is_plain_text(w, from) || find_items(w, from))) return 0;  /* window_of: not ASCII */
  a->text = w->low;
  if (!is_in_batch(w) || w->low - w->base < ENDING_BYTES) {
    memset(a->copy, 0, sizeof a->copy);
    memcpy(a->copy + ENDING_BYTES, w->low, len);
    a->text = a->copy + ENDING_BYTES;
  }
  letters m = letters_of(w, a->text, len);
  uint64_t letter = m.alpha, upper = m.upper, small = letter & ~upper;
  a->letter = letter;
  a->humps = upper & small << 1;
  a->starts = letter & (~(letter << 1) | a->humps);
  a->ends = letter & (~(letter >> 1) | (small & upper >> 1));
  return m.high == 0;
}

/* The ends of words of the window that may be in a set; 0 for most places. Where none was, nobody asks again at the next place. */
static uint64_t known_words(walk *w, const ascii *a, size_t low, size_t start) {
  nw_context *context = w->context;
  int goes_on = low >= context->silent_from && start >= context->silent_to && context->silent_to > low;
  uint64_t starts = a->starts, known = 0;
  for (uint64_t ends = a->ends; ends != 0; ends &= ends - 1, starts &= starts - 1) {
    unsigned at = (unsigned)__builtin_ctzll(ends), begin = (unsigned)__builtin_ctzll(starts);
    if (goes_on && low + at < context->silent_to) continue;
    if ((a->humps >> begin & 1) || is_among(w->table->any, last_letters(bytes_of(a, at), at + 1 - begin))) known |= ends & (0 - ends);
  }
  if (known != 0) return known;
  if (!goes_on) context->silent_from = low;
  context->silent_to = start;
  return 0;
}

/* The known words, the nearest one first; of the others only whether they are fillers, up to the first that is none. */
static void walk_ascii(walk *w, const ascii *a, uint64_t known) {
  w->ascii = 1;
  for (uint64_t ends = a->ends; known != 0;) {
    unsigned at = 63 - (unsigned)__builtin_clzll(w->direct ? ends : known);
    look_at_word(w, a->letter, begin_of(a, at), at, bytes_of(a, at));
    ends &= ~(UINT64_MAX << at);
    known &= ends;
  }
}

/* Where the words before `start` are looked for: so many characters in front, for "Удостоверение личности" is 43 bytes long. */
static size_t window_of(const nw_scan *scan, size_t start) {
  const unsigned char *data = scan->data + (start - scan->base);
  size_t room = start - scan->base, bytes = 0;
  uint64_t high = 0;
  if (room >= NW_CONTEXT_CHARS) {
    for (size_t i = NW_CONTEXT_CHARS; i > 0; i -= 8) high |= nw_load_le(data - i, 8);
    if (!(high & 0x8080808080808080ULL)) return start - NW_CONTEXT_CHARS;
  }
  for (unsigned chars = 0; chars < NW_CONTEXT_CHARS && bytes < room && bytes < NW_CONTEXT_BYTES;) {
    bytes++;
    chars += (*(data - bytes) & 0xC0) != 0x80;
  }
  return start - bytes;
}

__attribute__((noinline)) static void read_context(nw_probe *probe, size_t start) {
  const nw_scan *scan = probe->scan;
  nw_context *context = probe->context;
  size_t low = window_of(scan, start);
  if (context->start == SIZE_MAX || !context->empty) memset(&context->has, 0, 3 * sizeof context->has);
  context->start = start;
  context->empty = 1;
  context->hits = 0;
  int cut = probe->free_from > low && probe->free_from <= start;
  const unsigned char *from = scan->data + (start - scan->base), *item_end = scan->data + ((cut ? probe->free_from : low) - scan->base);
  walk w = { probe->contexts, scan->data, scan->data + (low - scan->base), scan->base, context, item_end, 1, 1, 0, probe->masks,
             probe->masks_at, scan->data + (scan->end - scan->base),
             start - low < NW_CONTEXT_CHARS ? NW_CONTEXT_CHARS - (start - low) : 0 };
  ascii a;
  if (read_ascii(&w, from, &a)) walk_ascii(&w, &a, known_words(&w, &a, low, start));
  else walk_back(&w, from);
  probe->work += start - low;
}

const nw_context *nw_context_at(nw_probe *probe, size_t start) {
  if (probe->context->start != start) read_context(probe, start);
  return probe->context;
}

int nw_context_find(nw_probe *probe, size_t start, unsigned set, nw_hit *hit) {
  const nw_context *context = nw_context_at(probe, start);
  for (unsigned i = 0; i < context->hits; i++) {
    if (context->hit[i].set != set) continue;
    hit->context_start = context->hit[i].start;
    hit->context_end = context->hit[i].end;
    return 1;
  }
  return 0;
}

const char *nw_context_texts(unsigned index, unsigned *set) {
  if (index >= SOURCE_COUNT) return NULL;
  *set = sources[index].set;
  return sources[index].texts;
}

int nw_context_next(nw_probe *probe, size_t start, unsigned set) {
  const nw_context_mask *adjacent = &nw_context_at(probe, start)->adjacent;
  return nw_context_in(adjacent, set) || (adjacent->lane[0] & probe->contexts->concepts[set]) != 0;
}

int nw_context_conceptual(nw_probe *probe, size_t start) {
  return (nw_context_at(probe, start)->nearest.lane[0] & probe->contexts->all) != 0;
}

int nw_context_concept(nw_probe *probe, size_t start, unsigned set, uint64_t among, nw_hit *hit) {
  uint64_t both = nw_context_at(probe, start)->nearest.lane[0] & probe->contexts->concepts[set] & among;
  for (unsigned concept = 0; both != 0; concept++, both >>= 1)
    if (both & 1u) return nw_context_find(probe, start, concept, hit);
  return 0;
}
