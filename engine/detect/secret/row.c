/* detect/secret/row.c - the rows of grammar/secrets.def: the index of their prefixes and words, and the reader of their patterns.
 *
 *   "ghp_"    prefix   found by its first two bytes, behind a filter of three
 *   "x36"     pattern  36 letters and digits; "'sk-'u20-40": a text, then 20 to 40 of another class; '|' sets patterns apart
 *   "sumo"    word     in front of the value: "SUMO_KEY=hn9y…"
 *
 * Cost: an event looks up two bytes in the index; few rows share them. A pattern reads a byte once.
 */
#include "detect/secret/row.h"

#include <string.h>

enum { WORD_BYTES = 32 };

const nw_secret_row nw_secret_rows[] = {
  { "AKIA|ASIA|ABIA|ACCA", "c16", NULL, NW_ENTITY_AWS_ACCESS_KEY, SHAPE },
#define TOKEN(NAME, prefixes, patterns, check, source, meaning) { prefixes, patterns, NULL, NW_ENTITY_##NAME, check },
#define KEYED(NAME, words, patterns, source, meaning) { NULL, patterns, words, NW_ENTITY_##NAME, SHAPE },
#define SPECIAL(NAME, lookahead, source, meaning)
#include "secrets.def"
#undef TOKEN
#undef KEYED
#undef SPECIAL
};
enum { ROW_COUNT = sizeof nw_secret_rows / sizeof nw_secret_rows[0] };

/* ---- classes of bytes ---- */

static int in_class(char class, unsigned u) {
  int digit = nw_is_digit(u), lower = nw_is_lower(u), upper = nw_is_upper(u);
  switch (class) {
    case 'd': return digit;
    case 'h': return digit || (u >= 'a' && u <= 'f');
    case 'H': return digit || (u >= 'A' && u <= 'F');
    case 'g': return digit || (u >= 'a' && u <= 'f') || (u >= 'A' && u <= 'F');
    case 'l': return digit || lower;
    case 'L': return digit || upper;
    case 'c': return upper || (u >= '2' && u <= '7');
    case 'a': return lower || upper;
    case 'x': return digit || lower || upper;
    case 'w': return digit || lower || upper || u == '_';
    case 'u': return digit || lower || upper || u == '_' || u == '-';
    case 'e': return digit || lower || upper || u == '_' || u == '-' || u == '=';
    case 'b': return digit || lower || upper || u == '+' || u == '/';
    case 'z': return digit || lower || upper || u == '_' || u == '-' || u == '.' || u == '~';
    default:  return digit || lower || upper || nw_any_of((int)u, "_-+/=");
  }
}

/* The last one is every other letter of a pattern. */
static const char class_names[] = "dhHglLcaxwuebzo";
enum { CLASS_COUNT = sizeof class_names - 1 };

static uint16_t class_bit(char class) {
  unsigned i = 0;
  while (i < CLASS_COUNT - 1 && class_names[i] != class) i++;
  return (uint16_t)(1u << i);
}

static void fill_classes(nw_secret_index *index) {
  for (unsigned c = 0; c < 256; c++)
    for (unsigned i = 0; i < CLASS_COUNT; i++)
      index->classes[c] = (uint16_t)(index->classes[c] | (unsigned)in_class(class_names[i], c) << i);
  for (unsigned c = 0; c < NW_CLASS_LETTERS; c++) index->class_bit[c] = class_bit((char)c);
}

/* ---- the index ---- */

static uint32_t mix(uint32_t hash, unsigned c) { return (hash ^ c) * 0x9E3779B1u; }

static unsigned number(const char **p) {
  unsigned n = 0;
  for (; nw_is_digit((unsigned char)**p); (*p)++) n = n * 10 + (unsigned)(**p - '0');
  return n;
}

/* The fewest bytes that one of the patterns covers. */
static size_t least_of(const char *patterns) {
  size_t least = SIZE_MAX, bytes = 0;
  for (const char *p = patterns; least == SIZE_MAX || p[-1] != '\0'; p++) {
    if (*p == '|' || *p == '\0') {
      if (bytes < least) least = bytes;
      bytes = 0;
    } else if (*p == '\'') {
      while (*++p != '\'') bytes++;
    } else {
      p++;
      bytes += number(&p);
      if (*p == '-') p++, (void)number(&p);
      p--;
    }
  }
  return least;
}

static void put(nw_secret_index *index, uint16_t *slot, unsigned row, size_t at, size_t len) {
  if (index->count == NW_SECRET_ENTRIES) return;  /* the unit test counts the entries */
  nw_secret_entry *entry = &index->entry[index->count++];
  const size_t least = len + least_of(nw_secret_rows[row].patterns);
  *entry = (nw_secret_entry){ *slot, (uint16_t)row, (uint16_t)at, (uint16_t)len, (uint16_t)least };
  *slot = (uint16_t)index->count;
}

static void put_begin(nw_secret_index *index, const char *prefix, size_t len) {
  const unsigned char *text = (const unsigned char *)prefix;
  if (len == 2) index->pairs[nw_secret_pair_bit(text) / 64] |= (uint64_t)1 << nw_secret_pair_bit(text) % 64;
  else index->begins[nw_secret_begin_bit(text) / 64] |= (uint64_t)1 << nw_secret_begin_bit(text) % 64;
}

static void put_text(nw_secret_index *index, unsigned row, const char *text, int is_word) {
  for (size_t at = 0;; at++) {
    size_t len = strcspn(text + at, "|");
    uint32_t hash = 1;
    for (size_t i = 0; i < len; i++) hash = mix(hash, (unsigned char)text[at + i]);
    uint16_t *slot = is_word ? &index->word[hash >> 16 & (NW_SECRET_SLOTS - 1)] : len < 2 ? &index->bare
        : &index->prefix[nw_secret_slot((unsigned char)text[at], (unsigned char)text[at + 1])];
    put(index, slot, row, at, len);
    if (!is_word && len >= 2) put_begin(index, text + at, len);
    at += len;
    if (text[at] == '\0') return;
  }
}

void nw_secret_index_build(nw_secret_index *index) {
  memset(index, 0, sizeof *index);
  for (unsigned row = ROW_COUNT; row-- > 0;)
    if (nw_secret_rows[row].words != NULL) put_text(index, row, nw_secret_rows[row].words, 1);
    else put_text(index, row, nw_secret_rows[row].prefixes, 0);
  nw_name_tails(index->tails);
  nw_assign_letters(index->letter);
  fill_classes(index);
}
/* ---- patterns ---- */

/* Where the text behind `pos` that one pattern covers ends, 0 when it does not. No way back: each run is as long as it can. */
static size_t match_one(nw_probe *probe, size_t pos, size_t limit, const char *pattern) {
  const nw_scan *scan = probe->scan;
  const uint16_t *classes = probe->secrets->classes, *class_bits = probe->secrets->class_bit;
  char last = 'x';
  for (const char *p = pattern; *p != '\0' && *p != '|';) {
    if (*p == '\'') {
      for (p++; *p != '\''; p++, pos++)
        if (nw_probe_at(probe, pos) != (unsigned char)*p) return 0;
      p++;
      continue;
    }
    last = *p++;
    unsigned least = number(&p), most = least, n = 0;
    if (*p == '-') p++, most = number(&p);
    uint16_t bit = class_bits[last % NW_CLASS_LETTERS];
    size_t stop = limit < scan->end ? limit : scan->end;
    const unsigned char *text = nw_secret_text(probe, pos);
    unsigned room = stop <= pos ? 0 : stop - pos < most ? (unsigned)(stop - pos) : most;
    if (least > 0 && least <= room && !(classes[text[least - 1]] & bit)) return 0;  /* too short, as most are */
    while (n < room && (classes[text[n]] & bit)) n++;
    pos += n;
    probe->work += n;
    if (n < most && pos == limit) probe->tried->cut = 1;
    if (n < most && pos < limit && pos == scan->end && !scan->final) probe->touched = 1;
    if (n < least) return 0;
    if (pos == limit) return pos;
  }
  int next = nw_probe_at(probe, pos);
  return nw_is_word(next) || (last != 'o' && last != 'e' && next != '=' && next != '/' && next != '.' &&
      next >= 0 && (classes[next] & class_bits[last % NW_CLASS_LETTERS])) ? 0 : pos;
}

size_t nw_secret_match(nw_probe *probe, size_t pos, size_t limit, const char *patterns) {
  size_t best = 0;
  for (const char *p = patterns; p != NULL; p = strchr(p, '|'), p = p == NULL ? p : p + 1) {
    size_t end = match_one(probe, pos, limit, p);
    if (end > best) best = end;
  }
  return best;
}
/* ---- by word ---- */

static int word_is(const nw_secret_index *index, const nw_secret_entry *entry, const char *word, size_t len) {
  (void)index;
  return entry->len == len && memcmp(nw_secret_rows[entry->row].words + entry->at, word, len) == 0;
}

static unsigned keyed_by(nw_probe *probe, const char *word, size_t len, uint32_t hash, size_t start, size_t end) {
  const nw_secret_index *index = probe->secrets;
  for (unsigned i = index->word[hash >> 16 & (NW_SECRET_SLOTS - 1)]; i != 0; i = index->entry[i - 1].next) {
    const nw_secret_entry *entry = &index->entry[i - 1];
    if (word_is(index, entry, word, len) && nw_secret_match(probe, start, end + 1,
        nw_secret_rows[entry->row].patterns) == end) return nw_secret_rows[entry->row].entity;
  }
  return NW_ENTITY_COUNT;
}

unsigned nw_secret_keyed(nw_probe *probe, size_t from, size_t to, size_t start, size_t end) {
  char word[WORD_BYTES];
  size_t len = 0;
  uint32_t hash = 1;
  int last = -1;
  for (size_t pos = from; pos <= to; pos++) {
    int c = pos < to ? nw_probe_context(probe, pos + 1, 1) : -1;
    int letter = c >= 0 && nw_is_alnum((unsigned)c), hump = letter && nw_is_upper((unsigned)c) && last >= 0
        && nw_is_lower((unsigned)last);
    if ((!letter || hump) && len > 0) {
      unsigned entity = keyed_by(probe, word, len, hash, start, end);
      if (entity != NW_ENTITY_COUNT) return entity;
      len = 0, hash = 1;
    }
    if (letter && len < sizeof word) word[len++] = (char)nw_to_lower((unsigned)c), hash = mix(hash, nw_to_lower((unsigned)c));
    last = c;
  }
  return NW_ENTITY_COUNT;
}
