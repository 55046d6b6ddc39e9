/* text/read_number.c - numbers and addresses that are spelt out.
 *
 *   four one one one, double five, oh     4111550            five words and more; signs and digits between them stay
 *   bob at example dot org                bob@example.org    where an address results; (at), [dot], [.] and the like
 *   192[.]168 dot 10[.]24                 192.168.10.24      and between digits
 *
 * What a number is (a card, a phone) the detectors say: by check digit or context. Words: the digits of 29 languages
 * (calm.h knows how those in ASCII begin).
 */
#include <string.h>

#include "base/hash.h"
#include "text/calm.h"
#include "text/fold.h"
#include "text/read_part.h"

enum { WORD_BYTES = 16 };
enum { LOOSE_ZERO = 200, DOUBLE, TRIPLE, SIGN = 256, NOT_A_NUMBER = -1 };

/* In order of bytes. 0 to 99, a zero that is one between digits only, "double", "triple", and signs. */
typedef struct number_word { const char *word; int value; } number_word;
static const number_word number_words[] = {
  { "acht", 8 }, { "bindestrich", SIGN + '-' }, { "cero", 0 }, { "cinci", 5 }, { "cinco", 5 }, { "cinq", 5 },
  { "cinque", 5 }, { "colon", SIGN + ':' }, { "ctyri", 4 }, { "cuatro", 4 }, { "cztery", 4 }, { "dash", SIGN + '-' },
  { "deux", 2 }, { "devat", 9 }, { "devet", 9 }, { "deväť", 9 }, { "devět", 9 }, { "doble", DOUBLE }, { "doi", 2 },
  { "dois", 2 }, { "dos", 2 }, { "dot", SIGN + '.' }, { "double", DOUBLE }, { "drei", 3 }, { "drie", 3 },
  { "duas", 2 }, { "dubbel", DOUBLE }, { "due", 2 }, { "dva", 2 }, { "dve", 2 }, { "dvě", 2 }, { "dwa", 2 },
  { "dziewiec", 9 }, { "dziewięć", 9 }, { "een", 1 }, { "eight", 8 }, { "eighteen", 18 }, { "eighty", 80 },
  { "ein", 1 }, { "eine", 1 }, { "eins", 1 }, { "eleven", 11 }, { "ena", 1 }, { "fifteen", 15 }, { "fifty", 50 },
  { "five", 5 }, { "forty", 40 }, { "four", 4 }, { "fourteen", 14 }, { "fuenf", 5 }, { "fünf", 5 },
  { "guion", SIGN + '-' }, { "guión", SIGN + '-' }, { "huit", 8 }, { "hyphen", SIGN + '-' }, { "hífen", SIGN + '-' },
  { "jedan", 1 }, { "jeden", 1 }, { "jedna", 1 }, { "kropka", SIGN + '.' }, { "minus", SIGN + '-' }, { "negen", 9 },
  { "neuf", 9 }, { "neun", 9 }, { "nine", 9 }, { "niner", 9 }, { "nineteen", 19 }, { "ninety", 90 }, { "nič", 0 },
  { "nought", LOOSE_ZERO }, { "nouă", 9 }, { "nove", 9 }, { "nueve", 9 }, { "nul", 0 }, { "nula", 0 }, { "null", 0 },
  { "o", LOOSE_ZERO }, { "ocho", 8 }, { "oh", LOOSE_ZERO }, { "oito", 8 }, { "one", 1 }, { "opt", 8 }, { "osam", 8 },
  { "osem", 8 }, { "osiem", 8 }, { "osm", 8 }, { "otto", 8 }, { "patru", 4 }, { "pet", 5 }, { "piec", 5 },
  { "pięć", 5 }, { "plus", SIGN + '+' }, { "point", SIGN + '.' }, { "ponto", SIGN + '.' }, { "punkt", SIGN + '.' },
  { "punt", SIGN + '.' }, { "punto", SIGN + '.' }, { "päť", 5 }, { "pět", 5 }, { "quatre", 4 }, { "quatro", 4 },
  { "quattro", 4 }, { "sechs", 6 }, { "sedam", 7 }, { "sedem", 7 }, { "sedm", 7 }, { "sei", 6 }, { "seis", 6 },
  { "sept", 7 }, { "sest", 6 }, { "sete", 7 }, { "sette", 7 }, { "seven", 7 }, { "seventeen", 17 }, { "seventy", 70 },
  { "sieben", 7 }, { "siedem", 7 }, { "siete", 7 }, { "six", 6 }, { "sixteen", 16 }, { "sixty", 60 },
  { "slash", SIGN + '/' }, { "space", SIGN + ' ' }, { "streepje", SIGN + '-' }, { "strich", SIGN + '-' },
  { "szesc", 6 }, { "sześć", 6 }, { "ten", 10 }, { "thirteen", 13 }, { "thirty", 30 }, { "three", 3 },
  { "tiret", SIGN + '-' }, { "trattino", SIGN + '-' }, { "tre", 3 }, { "treble", TRIPLE }, { "trei", 3 },
  { "tres", 3 }, { "tri", 3 }, { "triple", TRIPLE }, { "trois", 3 }, { "trzy", 3 }, { "três", 3 }, { "twee", 2 },
  { "twelve", 12 }, { "twenty", 20 }, { "two", 2 }, { "tři", 3 }, { "um", 1 }, { "uma", 1 }, { "un", 1 },
  { "una", 1 }, { "une", 1 }, { "uno", 1 }, { "unu", 1 }, { "vier", 4 }, { "vijf", 5 }, { "zero", 0 },
  { "zeroes", 0 }, { "zerø", 0 }, { "zes", 6 }, { "zeven", 7 }, { "zwei", 2 }, { "zwo", 2 }, { "zéro", 0 },
  { "zéros", 0 }, { "één", 1 }, { "četiri", 4 }, { "čtyři", 4 }, { "šest", 6 }, { "šesť", 6 }, { "štiri", 4 },
  { "štyri", 4 }, { "șapte", 7 }, { "șase", 6 }, { "ένα", 1 }, { "έξι", 6 }, { "δύο", 2 }, { "εννέα", 9 },
  { "επτά", 7 }, { "μηδέν", 0 }, { "οκτώ", 8 }, { "πέντε", 5 }, { "τέσσερα", 4 }, { "τρία", 3 }, { "восемь", 8 },
  { "вісім", 8 }, { "два", 2 }, { "две", 2 }, { "дев'ять", 9 }, { "девет", 9 }, { "девять", 9 }, { "едно", 1 },
  { "ноль", 0 }, { "нула", 0 }, { "нуль", 0 }, { "один", 1 }, { "одна", 1 }, { "осам", 8 }, { "осем", 8 },
  { "п'ять", 5 }, { "пет", 5 }, { "пять", 5 }, { "седам", 7 }, { "седем", 7 }, { "семь", 7 }, { "сім", 7 },
  { "три", 3 }, { "четири", 4 }, { "четыре", 4 }, { "чотири", 4 }, { "шест", 6 }, { "шесть", 6 }, { "шість", 6 },
  { "један", 1 }, { "երեք", 3 }, { "երկու", 2 }, { "զրո", 0 }, { "ինը", 9 }, { "հինգ", 5 }, { "մեկ", 1 },
  { "յոթ", 7 }, { "ութ", 8 }, { "չորս", 4 }, { "վեց", 6 }, { "אחת", 1 }, { "אפס", 0 }, { "ארבע", 4 }, { "חמש", 5 },
  { "שבע", 7 }, { "שלוש", 3 }, { "שמונה", 8 }, { "שש", 6 }, { "שתיים", 2 }, { "תשע", 9 }, { "آٹھ", 8 },
  { "أربعة", 4 }, { "اثنان", 2 }, { "ایک", 1 }, { "تسعة", 9 }, { "تین", 3 }, { "ثلاثة", 3 }, { "ثمانية", 8 },
  { "خمسة", 5 }, { "دو", 2 }, { "سات", 7 }, { "سبعة", 7 }, { "ستة", 6 }, { "سه", 3 }, { "شش", 6 }, { "صفر", 0 },
  { "نه", 9 }, { "نو", 9 }, { "هشت", 8 }, { "هفت", 7 }, { "واحد", 1 }, { "پانچ", 5 }, { "پنج", 5 }, { "چار", 4 },
  { "چهار", 4 }, { "چھ", 6 }, { "یک", 1 }, { "आठ", 8 }, { "एक", 1 }, { "चार", 4 }, { "छह", 6 }, { "तीन", 3 },
  { "दो", 2 }, { "दोन", 2 }, { "नऊ", 9 }, { "नौ", 9 }, { "पाँच", 5 }, { "पाच", 5 }, { "शून्य", 0 }, { "सहा", 6 },
  { "सात", 7 }, { "আট", 8 }, { "এক", 1 }, { "চার", 4 }, { "ছয়", 6 }, { "তিন", 3 }, { "দুই", 2 }, { "নয়", 9 },
  { "পাঁচ", 5 }, { "শূন্য", 0 }, { "সাত", 7 }, { "આઠ", 8 }, { "એક", 1 }, { "ચાર", 4 }, { "છ", 6 }, { "ત્રણ", 3 },
  { "નવ", 9 }, { "પાંચ", 5 }, { "બે", 2 }, { "શૂન્ય", 0 }, { "સાત", 7 }, { "ศูนย์", 0 }, { "สอง", 2 }, { "สาม", 3 },
  { "สี่", 4 }, { "หก", 6 }, { "หนึ่ง", 1 }, { "ห้า", 5 }, { "เก้า", 9 }, { "เจ็ด", 7 }, { "แปด", 8 }, { "〇", 0 },
  { "一", 1 }, { "七", 7 }, { "三", 3 }, { "九", 9 }, { "二", 2 }, { "五", 5 }, { "伍", 5 }, { "八", 8 }, { "六", 6 },
  { "叁", 3 }, { "四", 4 }, { "壹", 1 }, { "捌", 8 }, { "柒", 7 }, { "玖", 9 }, { "肆", 4 }, { "贰", 2 }, { "陆", 6 },
  { "零", 0 }, { "구", 9 }, { "사", 4 }, { "삼", 3 }, { "영", 0 }, { "오", 5 }, { "육", 6 }, { "이", 2 }, { "일", 1 },
  { "칠", 7 }, { "팔", 8 },
};

#include "tables/spelt_words.h"

/* ---- words ---- */

enum { PLAIN_LETTERS = 8 };

/* A word of the text, folded. Han and Hangul numbers stand side by side: a character each. `key`: of up to PLAIN_LETTERS letters of ASCII,
 * the first one lowest; else 0. */
typedef struct spelt { uint64_t key; char text[WORD_BYTES]; size_t len, end; uint8_t single, capitals, ascii; } spelt;

static int is_letter(uint32_t cp) { return cp < 0x80 ? nw_is_alpha(cp) : nw_word_class_of(cp) != NW_WORD_NONE; }

/* The same for most words, eight letters at once: their length, 0 where a closer look is needed, or there is none. */
static size_t read_plain(const nw_look *look, size_t at, spelt *word) {
  const uint64_t high = 0x8080808080808080u, each = 0x0101010101010101u;
  const unsigned char *p = nw_look_bytes(look, at, PLAIN_LETTERS + 1);
  if (p == NULL) return 0;
  uint64_t bytes = nw_load_le(p, PLAIN_LETTERS), small = bytes | 0x20 * each;
  uint64_t others = ~((small + (0x80 - 'a') * each) & ~(small + (0x7F - 'z') * each)) & high;  /* at each byte that is no letter */
  if ((bytes & high) != 0 || (others == 0 && (p[PLAIN_LETTERS] >= 0x80 || nw_is_alpha(p[PLAIN_LETTERS])))) return 0;
  size_t len = others == 0 ? PLAIN_LETTERS : (size_t)__builtin_ctzll(others) / 8;
  uint64_t all = len < PLAIN_LETTERS ? ((uint64_t)1 << 8 * len) - 1 : ~(uint64_t)0;
  word->key = small & all;
  word->capitals = (bytes & 0x20 * each & all) == 0;
  for (size_t i = 0; i < PLAIN_LETTERS; i++) word->text[i] = (char)(word->key >> 8 * i);
  word->text[PLAIN_LETTERS] = '\0';
  return len;
}

/* 1 and `word` filled when a word of at most WORD_BYTES begins at `at`. */
static int read_word(nw_look *look, size_t at, spelt *word) {
  uint32_t cp, folded[3];
  unsigned step;
  word->key = word->single = 0;
  word->ascii = 1;
  if ((word->len = read_plain(look, at, word)) > 0) {
    word->end = at + word->len;
    return 1;
  }
  word->key = 0;
  word->capitals = word->ascii = 1;
  word->end = at;
  while ((step = nw_look_char(look, word->end, &cp)) > 0 && cp != NW_UTF8_BAD && is_letter(cp)) {
    if (cp >= 0x3000 && word->len > 0) break;
    if (!nw_is_upper(cp)) word->capitals = 0;
    if (cp >= 0x80) word->ascii = 0;
    if (cp < 0x80) folded[0] = nw_to_lower(cp), folded[1] = 0;
    else if (nw_fold_case(cp, folded) != 1) return 0;
    char bytes[4];
    unsigned len = nw_utf8_encode(folded[0], bytes);
    if (word->len + len >= WORD_BYTES) return 0;
    memcpy(word->text + word->len, bytes, len);
    word->len += len;
    word->end += step;
    if (cp >= 0x3000) {
      word->single = 1;
      break;
    }
  }
  word->text[word->len] = '\0';
  return word->len > 0;
}

static int value_of(const spelt *word) {
  enum { NO_WORD = 255 };
  if (word->key != 0) {
    unsigned plain = spelt_slot[SPELT_PLAIN_HASH(word->key)];
    return plain != NO_WORD && spelt_plain[plain].key == word->key ? spelt_plain[plain].value : NOT_A_NUMBER;
  }
  size_t low = 0, high = sizeof number_words / sizeof *number_words;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(number_words[middle].word, word->text);
    if (order == 0) return number_words[middle].value;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NOT_A_NUMBER;
}

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
  spelt unit;
  size_t gap = word_gap(look, end);
  if (*value < 20 || *value % 10 != 0 || gap != 1 || !read_word(look, end + gap, &unit)) return end;
  int more = value_of(&unit);
  if (more < 1 || more > 9) return end;
  *value += more;
  return unit.end;
}

/* The next word at `at` is a number, or doubles one. */
static int is_number_at(nw_look *look, size_t at) {
  spelt word;
  if (!read_word(look, at, &word)) return 0;
  int value = value_of(&word);
  return is_digit_word(value) || value == LOOSE_ZERO || value == DOUBLE || value == TRIPLE;
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
static int is_letters(const spelt *word) {
  if (word->len > 4) return 0;
  for (size_t i = 0; !word->capitals && i < word->len; i++)
    if (!nw_is_hex((unsigned char)word->text[i])) return 0;
  return 1;
}

/* What goes on with a number at `at`. */
static int goes_on(nw_look *look, size_t at) {
  spelt word;
  if (digits_at(look, at) > 0) return 1;
  return read_word(look, at, &word) && (value_of(&word) != NOT_A_NUMBER || is_letters(&word));
}

/* A word that is no digit inside a number: a sign, capital letters. */
static int dictate_other(dictation *d, const spelt *word, int value, size_t at) {
  size_t gap = word_gap(d->look, word->end);
  int more = gap > 0 && goes_on(d->look, word->end + gap);
  if (value >= SIGN) {
    char sign = (char)(value - SIGN);
    d->signs++;
    if (more) dictate(d, &sign, sign != ' ', word->end);
    return more;
  }
  if (value == DOUBLE || value == TRIPLE) {
    if (d->times > 1) return 0;
    d->times = value == DOUBLE ? 2 : 3;
    d->streak++;
    d->pos = word->end;
    return more;
  }
  if (!is_letters(word) || d->words < 1 || (!more && (!word->capitals || word->len > 1 || word->text[0] == 'i'))) return 0;
  dictate_as_is(d, at, word->end);
  return more;
}

/* Words that calm.h takes for numbers, too: "dash", "dot". */
static int keeps_streak(const spelt *word, int value) {
  return is_digit_word(value) || value == DOUBLE || value == TRIPLE ||
         (value >= SIGN && (strcmp(word->text, "dash") == 0 || strcmp(word->text, "colon") == 0 || strcmp(word->text, "dot") == 0));
}

/* One step of a number; 0 at its end. */
static int dictate_next(dictation *d) {
  spelt word;
  size_t gap = d->pos > d->first ? word_gap(d->look, d->pos) : 0, at = d->pos + gap, len;
  int sign = d->words > 0 ? kept_sign(d->look, d->pos, gap) : 0;
  char kept = (char)sign;
  if (d->words > 0 && (len = digits_at(d->look, at)) > 0) {
    if (sign) dictate(d, &kept, 1, at);
    dictate_group(d, at, len);
    return 1;
  }
  if (!read_word(d->look, at, &word) || (gap == 0 && d->words > 0 && !word.single)) return 0;
  int value = value_of(&word);
  if (value == LOOSE_ZERO && (d->words > 0 || is_number_at(d->look, word.end + word_gap(d->look, word.end)))) value = 0;
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

/* "one two three … seven", with another number in front or from the beginning again when it is longer: somebody counts. Not behind letters:
 * "BK one two three …" is a number of something. */
static int is_counting(const dictation *d, int led) {
  enum { COUNTED_LEAST = 7, LONG_LEAST = 9 };
  return !led && d->words >= COUNTED_LEAST && d->steps + 1 + (d->words >= LONG_LEAST) >= d->words && d->signs == 0;
}

static int read_number(nw_look *look, size_t at, nw_passage *place) {
  dictation d = { .look = look, .place = place, .first = at, .pos = at, .from = at, .times = 1 };
  spelt word;
  int first = nw_look_at(look, at);
  if (first < 0x80 && !nw_may_be_number(first, nw_look_at(look, at + 1)) && first != 'p' && first != 'P') return 0;
  if (!read_word(look, at, &word)) return 0;
  place->refused = word.ascii ? word.end : 0;
  int value = value_of(&word);
  lead front = lead_of(look, at);
  int led = front.letters > 0;
  if (value == NOT_A_NUMBER || (value >= SIGN && value != SIGN + '+' && !(value == SIGN + '-' && led))) return 0;
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
  while (len < WORD_BYTES && nw_is_alpha(p[len])) len++;
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

/* ---- addresses ---- */

enum { LABEL_BYTES = 40 };

/* What '@' and '.' are called. `sure` is a word that says nothing else next to a label; others need a domain that people know. */
typedef struct sign_name { const char *name; char reads; uint8_t sure; } sign_name;
static const sign_name sign_names[] = {
  { "at", '@', 1 }, { "ät", '@', 1 }, { "arroba", '@', 1 }, { "arobase", '@', 1 },
  { "собака", '@', 1 }, { "собачка", '@', 1 },
  { "dot", '.', 1 }, { "punkt", '.', 0 }, { "punto", '.', 0 }, { "point", '.', 0 }, { "ponto", '.', 0 }, { "punt", '.', 0 },
  { "точка", '.', 0 },
};
static const char *const known_domains[] = { "com", "org", "net", "edu", "gov", "info", "io", "ru", "pl", "ch", "eu", "uk", "co" };

static int is_label(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '-' || c == '_' || c >= 0x80); }

/* `around`: the sign on both sides of the name, 0 none, or brackets. */
typedef struct spelt_sign { char reads; uint8_t sure, bracketed; char around; size_t end; } spelt_sign;

static size_t skip_blanks(nw_look *look, size_t at, size_t most) {
  size_t pos = at;
  while (pos < at + most && nw_look_at(look, pos) == ' ') pos++;
  return pos;
}

/* The first letter of a name that is not ASCII: ä, с, т; small or capital. */
static int may_begin_sign(int a, int b) {
  return (a == 0xC3 && (b == 0xA4 || b == 0x84)) || (a == 0xD1 && (b == 0x81 || b == 0x82)) || (a == 0xD0 && (b == 0xA1 || b == 0xA2));
}

/* By its first two letters: "at", "ar", "do", "po", "pu"; "ät", "со", "то". `which`: '@', or 0 any. */
static int may_be_sign(nw_look *look, size_t at, char which) {
  int a = nw_look_at(look, at), b = nw_look_at(look, at + 1);
  if (a < 0x80) {
    a |= 32, b |= 32;
    if (which != 0 && a != 'a') return 0;
    return a == 'a' ? b == 't' || b == 'r' : a == 'd' ? b == 'o' : a == 'p' && (b == 'o' || b == 'u');
  }
  if (!may_begin_sign(a, b)) return 0;
  if (a == 0xC3) return (nw_look_at(look, at + 2) | 32) == 't';
  return nw_look_at(look, at + 2) == 0xD0 && ((b = nw_look_at(look, at + 3)) == 0xBE || b == 0x9E);
}

/* What closes behind what opens; a sign closes itself. 0: neither. */
static int closing(int open) {
  static const char pairs[] = "()[]{}<>--__**~~||";
  const char *at = open > 0 ? strchr(pairs, open) : NULL;
  return at != NULL && (at - pairs) % 2 == 0 ? at[1] : 0;
}

/* What stands in brackets is the sign itself, or "a" for '@': how it reads, 0: neither. `sure`: see sign_names. */
static char bare_sign(nw_look *look, size_t at, int close, char which, uint8_t *sure) {
  int c = nw_look_at(look, at);
  *sure = c != 'a';
  if ((c != 'a' && c != '@' && (c != '.' || which != 0)) || nw_look_at(look, skip_blanks(look, at + 1, 1)) != close) return 0;
  return c == '.' ? '.' : '@';
}

/* " at sign", "-symbol" behind the name of '@' that ends at `at`: where that ends. */
static size_t sign_end(nw_look *look, size_t at) {
  spelt word;
  int c = nw_look_at(look, at);
  if ((c != ' ' && c != '-') || (nw_look_at(look, at + 1) | 32) != 's' || !read_word(look, at + 1, &word)) return at;
  return strcmp(word.text, "sign") == 0 || strcmp(word.text, "symbol") == 0 ? word.end : at;
}

/* " at ", "(at)", " at sign ", " [ dot ] ", "[.]", "-at-" at `at`: behind a label, before one. `which`: see may_be_sign. */
static int read_sign(nw_look *look, size_t at, char which, spelt_sign *out) {
  size_t pos = skip_blanks(look, at, 2);
  int open = nw_look_at(look, pos), close = closing(open), bracketed = close != open;
  spelt word;
  if (close != 0) pos = skip_blanks(look, pos + 1, 1);
  else if (pos == at) return 0;
  if (close != 0 && bracketed && (out->reads = bare_sign(look, pos, close, which, &out->sure)) != 0) {
    out->bracketed = 1, out->around = 0;
    out->end = skip_blanks(look, pos + 1, 1) + 1;
    return is_label(nw_look_at(look, out->end));
  }
  if (!may_be_sign(look, pos, which) || !read_word(look, pos, &word)) return 0;
  for (size_t i = 0; i < sizeof sign_names / sizeof *sign_names; i++) {
    if (sign_names[i].name[0] != word.text[0] || strcmp(sign_names[i].name, word.text) != 0) continue;
    pos = sign_names[i].reads == '@' ? sign_end(look, word.end) : word.end;
    if (close != 0 && nw_look_at(look, pos = skip_blanks(look, pos, 1)) != close) return 0;
    size_t end = skip_blanks(look, pos + (close != 0), 2);
    *out = (spelt_sign){ sign_names[i].reads, sign_names[i].sure || close != 0, close != 0 && bracketed,
                         bracketed ? 0 : (char)close, end };
    return (close != 0 || end > pos) && is_label(nw_look_at(look, end));
  }
  return 0;
}

int nw_is_known_domain(nw_look *look, size_t at) {
  spelt word;
  if (!read_word(look, at, &word)) return 0;
  for (size_t i = 0; i < sizeof known_domains / sizeof *known_domains; i++)
    if (strcmp(known_domains[i], word.text) == 0) return 1;
  return 0;
}

/* What stands in front of a noun, but for no domain: "at the dot", "at a dot". */
static int is_article(nw_look *look, size_t at) {
  static const char *const articles[] = { "the", "a", "an", "this", "that", "each", "every", "my", "your", "his", "her", "our", "their" };
  spelt word;
  if (!read_word(look, at, &word)) return 0;
  for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
    if (strcmp(articles[i], word.text) == 0) return 1;
  return 0;
}

/* `around`: a sign that is none of the label's, 0 any. */
static size_t label_end(nw_look *look, size_t at, char around) {
  size_t pos = at;
  for (int c; pos < at + LABEL_BYTES && is_label(c = nw_look_at(look, pos)) && c != around; pos++) continue;
  return pos;
}

/* Does a dot, spelt out or not, come behind the label at `at`? */
static int is_domain(nw_look *look, const spelt_sign *sign) {
  spelt_sign dot;
  size_t at = sign->end, from = at;
  for (unsigned labels = 0; labels < 4; labels++) {
    size_t end = label_end(look, at, sign->around);
    if (end == at) return 0;
    if (nw_look_at(look, end) == '.' && is_label(nw_look_at(look, end + 1))) {
      if (sign->bracketed && (sign->sure || nw_is_known_domain(look, end + 1))) return 1;
      at = end + 1;
      continue;
    }
    return end - from <= NW_CALM_REACH_BYTES && read_sign(look, end, 0, &dot) && dot.reads == '.' &&
           (dot.bracketed || !is_article(look, from)) && (dot.sure || nw_is_known_domain(look, dot.end));
  }
  return 0;
}

/* May "at" or its like stand at `p`, behind blanks and what opens? By its first letter. */
static int may_be_at(const unsigned char *p, const unsigned char *end) {
  enum { FRONT_BYTES = 4 };
  for (unsigned n = 0; n < FRONT_BYTES && p < end && *p < 0x80 && !nw_is_alpha(*p); n++) p++;
  return p == end || *p >= 0x80 || (*p | 32) == 'a';
}

/* A first look: is there an '@', or a letter that "at" or its like begin with? */
static int may_have_at(const unsigned char *p, const unsigned char *end) {
  unsigned some = 0;
  for (; p < end; p++) some |= (unsigned)((*p | 32) == 'a') | (unsigned)(*p == '@') | (unsigned)(*p >= 0x80);
  return some != 0;
}

/* "192 dot 168": a digit on both sides. */
static int is_in_number(nw_look *look, size_t at, const spelt_sign *sign) {
  int c = nw_look_at(look, sign->end);
  return sign->sure && nw_is_digit(nw_look_before(look, at)) && c >= 0 && nw_is_digit((unsigned)c);
}

/* Is there an '@' near, before or behind: what makes " dot " a part of an address? */
static int is_near_at(nw_look *look, size_t at, const spelt_sign *sign) {
  spelt_sign other;
  size_t pos = sign->end;
  for (unsigned n = 0; n < 4; n++) {
    pos = label_end(look, pos, sign->around);
    if (nw_look_at(look, pos) == '@') return 1;
    if (nw_look_at(look, pos) == '.') pos++;
    else if (!read_sign(look, pos, 0, &other)) break;
    else if (other.reads == '@') return 1;
    else pos = other.end;
  }
  size_t room = at - look->base < LABEL_BYTES ? at - look->base : LABEL_BYTES;
  const unsigned char *here = look->data + (at - look->base);
  for (size_t back = may_have_at(here - room, here) ? at : look->base; back + LABEL_BYTES > at && back > look->base; back--) {
    const unsigned char *p = look->data + (back - 1 - look->base);
    if (*p == '@') return 1;
    if (*p == '\n') return 0;
    if (*p < 0x80 && !nw_is_alnum(*p) && may_be_at(p, look->data + (look->end - look->base)) && (*p == ' ' || closing(*p) != 0) &&
        read_sign(look, back - 1, '@', &other) && other.reads == '@') return 1;
  }
  return 0;
}

static int read_address(nw_look *look, size_t at, nw_passage *place) {
  spelt_sign it;
  if (!is_label((int)nw_look_before(look, at)) || !read_sign(look, at, 0, &it)) return 0;
  if (it.reads == '@') {
    if (!is_domain(look, &it)) return 0;
  } else if (!it.bracketed && !is_in_number(look, at, &it) && !nw_is_known_domain(look, it.end) &&
             !(it.sure && is_near_at(look, at, &it))) {
    return 0;
  }
  nw_passage_add(place, &it.reads, 1, it.end - at);
  return 1;
}

/* Of `open`, what a sign stands behind that is one byte in brackets: "[.]", "(@)", "(a)". */
static uint64_t bracketed_byte(const nw_glance *here, const nw_glance *next, uint64_t open) {
  uint64_t inside = here->beat | here->mail | here->letter, inside_next = next->beat | next->mail | next->letter;
  return open & nw_ahead(inside, inside_next, 1) & nw_ahead(nw_glance_sign(here), nw_glance_sign(next) | next->unknown, 2);
}

/* A blank or sign behind what labels are made of, and the name of a sign soon behind it. */
static uint64_t address_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t label = here->letter | here->digit | here->high | (here->token & here->wrap) | (here->beat & here->token);
  uint64_t open = ~(here->letter | here->digit | here->high | here->odd), name = here->sign | here->name,
      name_next = next->sign | next->name;
  uint64_t soon = nw_ahead(name, name_next, 1) | nw_ahead(name, name_next, 2) | nw_ahead(name, name_next,
      3) | nw_ahead(name, name_next, 4);
  return (soon | bracketed_byte(here, next, ~here->blank)) & open & nw_behind(label, is_label((int)before) ? 1 : 0);
}

const nw_rewrite nw_rewrite_address = {
  "address", "number", NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX, address_spots, read_address, NULL, NW_CALM_DOT | NW_CALM_HIGH,
  NW_ASKED_NAME, NW_TOLD_SIGNS
};
