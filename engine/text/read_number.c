/* text/read_number.c - numbers that are spelt out.
 *
 *   four one one one, double five, oh     4111550            five words and more; signs and digits between them stay
 *   4 one 1 one, 5 five                   411155             words and digits by turns
 *
 * What a number is (a card, a phone) the detectors say: by check digit or context. Words: read_spelt.h.
 */
#include <string.h>

#include "text/calm.h"
#include "text/fold.h"
#include "text/read_part.h"
#include "text/read_spelt.h"

static int is_digit_word(int value) { return value >= 0 && value < 100; }

/* What stands between two words of a number: at most three blanks and signs. */
static size_t word_gap(nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, 2);
  size_t len = 0;
  if (p != NULL && p[0] == ' ' && nw_is_alnum(p[1])) return 1;  /* most are one */
  for (int c; len < 3 && (c = nw_look_at(look, at + len)) > 0 && c < 0x80 && !nw_is_alnum((unsigned)c) && c > 8; len++) continue;
  return len;
}

/* A sign that says something, without blanks around. */
static int kept_sign(nw_look *look, size_t at, size_t len) {
  int blanks = len == 3 && nw_look_at(look, at) == ' ' && nw_look_at(look, at + 2) == ' ', c = nw_look_at(look, at + (size_t)blanks);
  return (len == 1 || blanks) && (c == '.' || c == ':' || c == '@') ? c : 0;
}

/* ---- a number ---- */

typedef struct dictation {
  nw_look  *look;
  nw_passage *place;
  unsigned  may_mix; /* digits as such count: NW_CALM_DIGITS promises them */
  size_t    first;   /* it begins here, but for what stands in front */
  size_t    pos;     /* read so far; the place ends at or before it */
  size_t    from;    /* the next piece begins here */
  unsigned  words;   /* that are digits */
  unsigned  times;   /* "double": the next digit counts so often */
  unsigned  streak;  /* digits without another word between */
  unsigned  digits;  /* that are written as such */
  unsigned  steps;   /* words that are one more than the word before */
  int       last;    /* the value of that word */
  unsigned  signs;   /* that are spelt out or kept */
  int       early;   /* five words, or four such digits, soon: calm.h promises no more */
} dictation;

static void dictate(dictation *d, const char *text, size_t len, size_t end) {
  nw_passage_add(d->place, text, len, end - d->from);
  d->from = d->pos = end;
}

static void dictate_digits(dictation *d, int value, size_t end) {
  char text[4];
  size_t len = 0;
  d->steps += d->words > 0 && value == d->last + 1;
  d->last = value;
  if (value >= 10) text[len++] = (char)('0' + value / 10);
  do text[len++] = (char)('0' + value % 10);
  while (value < 10 && len < d->times && len < sizeof text);
  d->times = 1;
  d->words++;
  dictate(d, text, len, end);
  d->early |= ++d->streak >= NW_CALM_WORDS && end - d->place->start <= NW_CALM_REACH_BYTES;
}

/* Twenty and what follows it, at `end`. */
static size_t add_unit(nw_look *look, size_t end, int *value) {
  nw_spelt unit;
  size_t gap = word_gap(look, end);
  if (*value < 20 || *value % 10 != 0 || gap != 1 || !nw_spelt_read(look, end + gap, &unit)) return end;
  int more = nw_spelt_value(&unit);
  if (more < 1 || more > 9) return end;
  *value += more;
  return unit.end;
}

/* The next word at `at` is a number, or doubles one. */
static int is_number_at(nw_look *look, size_t at) {
  nw_spelt word;
  if (!nw_spelt_read(look, at, &word)) return 0;
  int value = nw_spelt_value(&word);
  return is_digit_word(value) || value == NW_SPELT_LOOSE_ZERO || value == NW_SPELT_DOUBLE || value == NW_SPELT_TRIPLE;
}

/* Digits as such, at most four. */
static size_t digits_at(nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, 1);
  size_t len = 0;
  if (p != NULL && !nw_is_digit(*p)) return 0;
  for (int c; len <= 4 && (c = nw_look_at(look, at + len)) >= 0 && nw_is_digit((unsigned)c); len++) continue;
  return len <= 4 && !nw_look_is_alnum(look, at + len) ? len : 0;
}

static void dictate_as_is(dictation *d, size_t at, size_t end) {
  dictate(d, (const char *)d->look->data + (at - d->look->base), end - at, end);
}

static void dictate_group(dictation *d, size_t at, size_t len) {
  dictate_as_is(d, at, at + len);
  d->digits += (unsigned)len;
  d->early |= d->may_mix && d->digits >= NW_CALM_DIGITS_FEW && at + len - d->place->start <= NW_CALM_REACH_BYTES;
}

/* Letters of a number: capitals, or hexadecimal ones. */
static int is_letters(const nw_spelt *word) {
  if (word->len > 4) return 0;
  for (size_t i = 0; !word->capitals && i < word->len; i++)
    if (!nw_is_hex((unsigned char)word->text[i])) return 0;
  return 1;
}

/* What goes on with a number at `at`. */
static int goes_on(nw_look *look, size_t at) {
  nw_spelt word;
  if (digits_at(look, at) > 0) return 1;
  return nw_spelt_read(look, at, &word) && (nw_spelt_value(&word) != NW_SPELT_NONE || is_letters(&word));
}

/* A word that is no digit inside a number: a sign, capital letters. */
static int dictate_other(dictation *d, const nw_spelt *word, int value, size_t at) {
  size_t gap = word_gap(d->look, word->end);
  int more = gap > 0 && goes_on(d->look, word->end + gap);
  if (value >= NW_SPELT_SIGN) {
    char sign = (char)(value - NW_SPELT_SIGN);
    d->signs++;
    if (more) dictate(d, &sign, sign != ' ', word->end);
    return more;
  }
  if (value == NW_SPELT_DOUBLE || value == NW_SPELT_TRIPLE) {
    if (d->times > 1) return 0;
    d->times = value == NW_SPELT_DOUBLE ? 2 : 3;
    d->streak++;
    d->pos = word->end;
    return more;
  }
  if (!is_letters(word) || d->words < 1 || (!more && (!word->capitals || word->len > 1 || word->text[0] == 'i'))) return 0;
  dictate_as_is(d, at, word->end);
  return more;
}

/* Words that calm.h takes for numbers, too: "dash", "dot". */
static int keeps_streak(const nw_spelt *word, int value) {
  return is_digit_word(value) || value == NW_SPELT_DOUBLE || value == NW_SPELT_TRIPLE ||
         (value >= NW_SPELT_SIGN &&
          (strcmp(word->text, "dash") == 0 || strcmp(word->text, "colon") == 0 || strcmp(word->text, "dot") == 0));
}

/* One step of a number; 0 at its end. */
static int dictate_next(dictation *d) {
  nw_spelt word;
  size_t gap = d->pos > d->first ? word_gap(d->look, d->pos) : 0, at = d->pos + gap, len;
  int sign = d->words > 0 ? kept_sign(d->look, d->pos, gap) : 0;
  char kept = (char)sign;
  if (d->words > 0 && (len = digits_at(d->look, at)) > 0) {
    if (sign) dictate(d, &kept, 1, at);
    dictate_group(d, at, len);
    return 1;
  }
  if (!nw_spelt_read(d->look, at, &word) || (gap == 0 && d->words > 0 && !word.single)) return 0;
  int value = nw_spelt_value(&word);
  if (value == NW_SPELT_LOOSE_ZERO && (d->words > 0 || is_number_at(d->look, word.end + word_gap(d->look, word.end)))) value = 0;
  if (!keeps_streak(&word, value)) d->streak = 0;
  if (!is_digit_word(value)) return dictate_other(d, &word, value, at);
  if (!word.single && nw_look_is_alnum(d->look, word.end)) return 0;
  if (sign) dictate(d, &kept, 1, at);
  dictate_digits(d, value, add_unit(d->look, word.end, &value));
  return 1;
}

/* What was not told soon is not told any more. */
static int is_hopeless(const dictation *d) { return !d->early && d->pos > d->place->start + NW_CALM_REACH_BYTES; }

static void dictate_all(dictation *d) {
  unsigned count = 0;
  while (count < NW_LIMIT_NUMBER_WORDS && !is_hopeless(d) && dictate_next(d)) count++;
  if (count < NW_LIMIT_NUMBER_WORDS) return;
  size_t gap = word_gap(d->look, d->pos);
  if (gap > 0 && goes_on(d->look, d->pos + gap)) nw_look_limit(d->look, NW_LIMIT_ID_NUMBER_WORDS);
}

/* What stands in front of a number and belongs to it: "GB eight two", "+ four", "BK - one". */
typedef struct lead { size_t letters, start; char sign; } lead;

/* Capital letters that end at `end`: how many, 0 none or too many. */
static size_t capitals_before(nw_look *look, size_t end) {
  size_t count = 0;
  while (count < 5 && nw_is_upper(nw_look_before(look, end - count))) count++;
  unsigned before = nw_look_before(look, end - count);
  if (count == 0 || count > 4 || before >= 0x80 || nw_is_alnum(before)) return 0;
  return count == 1 && nw_look_before(look, end) == 'I' ? 0 : count;
}

static lead lead_of(nw_look *look, size_t at) {
  size_t pos = at;
  lead it = { 0, at, 0 };
  if (pos > look->floor && nw_look_before(look, pos) == ' ') pos--;
  unsigned sign = pos > look->floor ? nw_look_before(look, pos) : 0;
  if (sign == '+' || sign == '-') {
    it.sign = (char)sign;
    it.start = --pos;
    if (sign == '+') return it;
    if (pos > look->floor && nw_look_before(look, pos) == ' ') pos--;
  }
  it.letters = pos < at ? capitals_before(look, pos) : 0;
  it.start = it.letters > 0 ? pos : at;
  if (it.letters == 0) it.sign = 0;
  return it;
}

/* Adds what stands in front, the letters where a place may begin so far back; forgets them then. */
static void dictate_lead(dictation *d, lead *it, size_t at) {
  size_t start = it->letters > 0 && it->start >= d->look->floor + it->letters ? it->start - it->letters : it->start;
  nw_passage_begin(d->place, start);
  if (start < it->start) {
    nw_passage_add(d->place, (const char *)d->look->data + (start - d->look->base), it->letters, it->letters);
    it->letters = 0;
  }
  if (it->start < at) nw_passage_add(d->place, &it->sign, it->sign != 0, at - it->start);
}

static void read_both_ways(nw_look *look, nw_passage *place, const lead *front) {
  nw_passage_both_ways(place, (const char *)look->data + (front->start - front->letters - look->base), front->letters);
}

/* "one two three … seven", with another number in front or from the beginning again when it is longer: somebody counts. Not behind
 * letters: "BK one two three …" is a number of something. */
static int is_counting(const dictation *d, int led) {
  enum { COUNTED_LEAST = 7, LONG_LEAST = 9 };
  return !led && d->words >= COUNTED_LEAST && d->steps + 1 + (d->words >= LONG_LEAST) >= d->words && d->signs == 0;
}

static int read_number(nw_look *look, size_t at, nw_passage *place) {
  dictation d = { .look = look, .place = place, .first = at, .pos = at, .from = at, .times = 1 };
  nw_spelt word;
  int first = nw_look_at(look, at);
  if (first < 0x80 && !nw_may_be_number(first, nw_look_at(look, at + 1)) && first != 'p' && first != 'P') return 0;
  if (!nw_spelt_read(look, at, &word)) return 0;
  place->refused = word.ascii ? word.end : 0;
  int value = nw_spelt_value(&word);
  lead front = lead_of(look, at);
  int led = front.letters > 0;
  if (value == NW_SPELT_NONE) return 0;
  if (value >= NW_SPELT_SIGN && value != NW_SPELT_SIGN + '+' && !(value == NW_SPELT_SIGN + '-' && led)) return 0;
  dictate_lead(&d, &front, at);
  dictate_all(&d);
  if (d.early && is_counting(&d, led)) {  /* it reads as it is, as a whole: the end of it would be no counting */
    size_t len = place->end - place->start;
    nw_passage_begin(place, place->start);
    nw_passage_add(place, (const char *)look->data + (place->start - look->base), len, len);
    return 1;
  }
  read_both_ways(look, place, &front);
  return d.early;
}

/* Behind letters of ASCII stands no mark: no number has one there. */
static int number_may(const unsigned char *p, const unsigned char *from) {
  uint32_t cp;
  unsigned len = 0;
  (void)from;
  while (len < NW_SPELT_BYTES && nw_is_alpha(p[len])) len++;
  return len == 0 || p[len] < 0x80 || nw_utf8_next(p + len, NW_SPOT_BYTES - len, &cp) == 0 || cp == NW_UTF8_BAD ||
         nw_word_class_of(cp) != NW_WORD_MARK;
}

/* Of `spots`, those with four more words that may be numbers soon behind: fewer than five are not read (dictation.early). */
static uint64_t with_streak(uint64_t spots, uint64_t words, uint64_t words_next) {
  uint64_t kept = 0;
  for (; spots != 0; spots &= spots - 1) {
    unsigned i = (unsigned)__builtin_ctzll(spots);
    uint64_t near = (words >> i | (words_next << 1) << (63 - i)) & (((uint64_t)1 << NW_CALM_REACH_BYTES) - 2);
    for (unsigned n = 2; n < NW_CALM_WORDS; n++) near &= near - 1;
    if (near != 0) kept |= spots & -spots;
  }
  return kept;
}

/* A word that may be a number with others soon behind; of scripts without blanks, a character. */
static uint64_t number_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t words = here->number | here->word, words_next = next->number | next->word, soon, soon_next;
  uint64_t number = words, number_next = words_next;
  uint64_t begin = here->number & ~nw_behind(here->letter, nw_is_alpha(before) ? 1 : 0);
  if ((begin | here->spelt) == 0 || __builtin_popcountll(words) + __builtin_popcountll(words_next) < NW_CALM_WORDS - 1) return 0;
  for (int word = 0; word < 2; word++) {  /* another one, and one more */
    soon = nw_ahead(number, number_next, 3), soon_next = number_next >> 3;
    for (unsigned n = 1; n <= 8; n *= 2) soon |= nw_ahead(soon, soon_next, n), soon_next |= soon_next >> n;
    number &= soon, number_next &= soon_next | ~(uint64_t)0 << 32;
  }
  /* "plus one …" */
  uint64_t plus = here->letter & ~nw_behind(here->letter, nw_is_alpha(before) ? 1 : 0) & nw_ahead(here->blank, next->blank, 4);
  uint64_t unseen = here->letter & here->digit;  /* behind the end of a text that goes on all classes are set (glance.h) */
  return with_streak(((begin & number) | (plus & nw_ahead(number, number_next, 5)) | here->spelt) & ~unseen, words, words_next);
}

enum { FOR_NUMBERS = NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX };
const nw_rewrite nw_rewrite_number = {
  "number", "number", FOR_NUMBERS, number_spots, read_number, number_may,
  NW_CALM_STREAK | NW_CALM_HIGH, NW_ASKED_SPELT, NW_TOLD_NUMBERS
};

/* ---- words and digits by turns ---- */

enum { MIXED_WORDS_LEAST = 3 };

/* May a word of numbers begin at `at`, by its first letters? Most words are none. */
static int may_be_word(nw_look *look, size_t at) {
  int first = nw_look_at(look, at), second = nw_look_at(look, at + 1);
  if (first < 0 || !nw_may_be_number(first, second)) return first < 0;
  const unsigned char *p = look->data + (at - look->base);
  unsigned len = 0;
  if (look->end - at < 8) return 1;
  while (len < 8 && nw_is_alpha(p[len])) len++;
  return len == 0 || p[len < 8 ? len : 0] >= 0x80 || nw_may_be_spelt(p, len);
}

/* "4 one 1 one, 5 five": begins with either. */
static int read_mixed(nw_look *look, size_t at, nw_passage *place) {
  dictation d = { .look = look, .place = place, .may_mix = 1, .first = at, .pos = at, .from = at, .times = 1 };
  size_t len = digits_at(look, at), word = len > 0 ? at + len + word_gap(look, at + len) : at;
  unsigned before = nw_look_before(look, at);
  if (before >= 0x80 || nw_is_alnum(before) || !may_be_word(look, word) || !is_number_at(look, word)) return 0;
  lead front = lead_of(look, at);
  dictate_lead(&d, &front, at);
  if (len > 0) dictate_group(&d, at, len);
  d.words = len > 0;
  dictate_all(&d);
  read_both_ways(look, place, &front);
  return d.early && d.words >= MIXED_WORDS_LEAST;
}

/* A group of digits, or none, and a word that may be a number. */
static int mixed_may(const unsigned char *p, const unsigned char *from) {
  const unsigned char *word = p;
  unsigned digits = 0, len = 0;
  if (p > from && (p[-1] >= 0x80 || nw_is_alnum(p[-1]))) return 0;
  while (digits <= 4 && nw_is_digit(word[0])) word++, digits++;
  if (digits > 4 || (digits > 0 && nw_is_alnum(*word))) return 0;
  for (unsigned n = 0; digits > 0 && n < 3 && *word < 0x80 && !nw_is_alnum(*word); n++) word++;
  if (!nw_may_be_number(word[0], word[1])) return 0;
  while (len < 8 && nw_is_alpha(word[len])) len++;
  return len == 0 || word[len] >= 0x80 || nw_may_be_spelt(word, len);
}

/* Where something begins with a digit, a blank and a letter soon behind, and the other way round. */
static uint64_t mixed_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t letter = here->letter | here->high, letter_next = next->letter | next->high, alnum = letter | here->digit;
  uint64_t begin = alnum & ~nw_behind(alnum, before >= 0x80 || nw_is_alnum(before) ? 1 : 0);
  uint64_t gap = ~alnum | (here->letter & here->digit), gap_next = ~(letter_next | next->digit) | (next->letter & next->digit);
  uint64_t up = here->digit & nw_ahead(gap, gap_next, 1) & nw_ahead(letter, letter_next, 2);
  uint64_t down = letter & nw_ahead(gap, gap_next, 1) & nw_ahead(here->digit, next->digit, 2);
  uint64_t up_next = next->digit & gap_next >> 1 & letter_next >> 2, down_next = letter_next & gap_next >> 1 & next->digit >> 2;
  if ((up | up_next) == 0 || (down | down_next) == 0) return 0;
  uint64_t near = up;
  for (unsigned n = 1; n <= 3; n++) near |= nw_ahead(up, up_next, n);
  for (unsigned n = 1; n <= 8; n *= 2) {  /* in the 16 bytes from here */
    up |= nw_ahead(up, up_next, n), up_next |= up_next >> n;
    down |= nw_ahead(down, down_next, n), down_next |= down_next >> n;
  }
  return begin & down & up & (near | ~here->digit);
}

const nw_rewrite nw_rewrite_mixed = {
  "mixed", "number", FOR_NUMBERS, mixed_spots, read_mixed, mixed_may,
  NW_CALM_DIGITS | NW_CALM_STREAK | NW_CALM_HIGH, NW_ASKED_SPELT, 0
};
