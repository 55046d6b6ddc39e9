/* text/read_spelt.c - see read_spelt.h. Words of ASCII are looked up by eight letters at once, others in order. */
#include "text/read_spelt.h"

#include <string.h>

#include "base/hash.h"
#include "text/fold.h"
#include "text/read_part.h"

enum { LOOSE_ZERO = NW_SPELT_LOOSE_ZERO, DOUBLE = NW_SPELT_DOUBLE, TRIPLE = NW_SPELT_TRIPLE, SIGN = NW_SPELT_SIGN };

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

/* ---- a word ---- */


static int is_letter(uint32_t cp) { return cp < 0x80 ? nw_is_alpha(cp) : nw_word_class_of(cp) != NW_WORD_NONE; }

/* The same for most words, eight letters at once: their length, 0 where a closer look is needed, or there is none. */
static size_t read_plain(const nw_look *look, size_t at, nw_spelt *word) {
  const uint64_t high = 0x8080808080808080u, each = 0x0101010101010101u;
  const unsigned char *p = nw_look_bytes(look, at, NW_SPELT_PLAIN + 1);
  if (p == NULL) return 0;
  uint64_t bytes = nw_load_le(p, NW_SPELT_PLAIN), small = bytes | 0x20 * each;
  uint64_t others = ~((small + (0x80 - 'a') * each) & ~(small + (0x7F - 'z') * each)) & high;  /* at each byte that is no letter */
  if ((bytes & high) != 0 || (others == 0 && (p[NW_SPELT_PLAIN] >= 0x80 || nw_is_alpha(p[NW_SPELT_PLAIN])))) return 0;
  size_t len = others == 0 ? NW_SPELT_PLAIN : (size_t)__builtin_ctzll(others) / 8;
  uint64_t all = len < NW_SPELT_PLAIN ? ((uint64_t)1 << 8 * len) - 1 : ~(uint64_t)0;
  word->key = small & all;
  word->capitals = (bytes & 0x20 * each & all) == 0;
  for (size_t i = 0; i < NW_SPELT_PLAIN; i++) word->text[i] = (char)(word->key >> 8 * i);
  word->text[NW_SPELT_PLAIN] = '\0';
  return len;
}

int nw_spelt_read(nw_look *look, size_t at, nw_spelt *word) {
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
    if (word->len + len >= NW_SPELT_BYTES) return 0;
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

int nw_spelt_value(const nw_spelt *word) {
  enum { NO_WORD = 255 };
  if (word->key != 0) {
    unsigned plain = spelt_slot[SPELT_PLAIN_HASH(word->key)];
    return plain != NO_WORD && spelt_plain[plain].key == word->key ? spelt_plain[plain].value : NW_SPELT_NONE;
  }
  size_t low = 0, high = sizeof number_words / sizeof *number_words;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const char *other = number_words[middle].word;
    int order = (unsigned char)other[0] - (unsigned char)word->text[0];  /* mostly told by that */
    if (order == 0) order = strcmp(other, word->text);
    if (order == 0) return number_words[middle].value;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NW_SPELT_NONE;
}
