/* number.c - see number.h. */
#include "detect/grounding/number.h"

#include <string.h>

#include "base/slice.h"

enum { VALUE_DIGITS = 15 };

/* ---- words ----------------------------------------------------------------------------------------------------------------- */

static const struct { char word[12]; uint8_t value; } number_words[] = {
  {"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9},
  {"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16},
  {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60},
  {"seventy", 70}, {"eighty", 80}, {"ninety", 90}, {"hundred", 100}, {"dozen", 12},
  {"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"fifth", 5}, {"sixth", 6}, {"seventh", 7}, {"eighth", 8}, {"ninth", 9},
  {"tenth", 10}, {"eleventh", 11}, {"twelfth", 12}, {"thirteenth", 13}, {"fourteenth", 14}, {"fifteenth", 15}, {"sixteenth", 16},
  {"seventeenth", 17}, {"eighteenth", 18}, {"nineteenth", 19}, {"twentieth", 20}, {"once", 1}, {"twice", 2},
};

/* Spellings of one thing, a line each. */
static const char *const units[] = {
  " percent percentage percents ", " dollar dollars usd ", " euro euros eur ", " pound pounds gbp lb lbs ", " yen jpy ", " degree degrees ",
  " km kms kilometer kilometers kilometre kilometres ", " mile miles mi ", " metre metres meter meters m ",
  " cm centimetre centimetres centimeter centimeters ", " mm millimetre millimetres millimeter millimeters ", " foot feet ft ",
  " inch inches ", " yard yards yd ", " acre acres ", " hectare hectares ", " kg kgs kilo kilos kilogram kilograms ", " gram grams ",
  " ounce ounces oz ", " tonne tonnes ton tons ", " litre litres liter liters ", " gallon gallons ", " ml millilitre milliliter ",
  " mg milligram milligrams ", " second seconds sec secs ", " minute minutes min mins ", " hour hours hr hrs ", " day days ",
  " week weeks ", " month months ", " year years yr yrs ", " decade decades ", " century centuries ", " cent cents ",
  " celsius ", " fahrenheit ", " watt watts ", " volt volts ", " mph ", " kmh kph ", " mb megabyte megabytes ", " gb gigabyte gigabytes ",
  " tb terabyte terabytes ",
};
enum { PERCENT = 1, DOLLAR, EURO, POUND, YEN, DEGREE };

static const char *const months[] = {
  " january jan ", " february feb ", " march mar ", " april apr ", " may ", " june jun ", " july jul ", " august aug ",
  " september sep sept ", " october oct ", " november nov ", " december dec ",
};

static const char *const scales[] = {" thousand ", " million millions mn ", " billion billions bn ", " trillion trillions tn "};

static uint8_t line_of(const char *const *lines, size_t count, const nw_term *t) {
  char key[NW_TERM_BYTES + 3] = " ";
  if (t->len > 12) return 0;
  memcpy(key + 1, t->text, t->len);
  key[t->len + 1] = ' ';
  for (size_t i = 0; i < count; i++)
    if (strstr(lines[i], key) != NULL) return (uint8_t)(i + 1);
  return 0;
}

uint8_t nw_unit_of(const nw_term *term) { return line_of(units, sizeof units / sizeof units[0], term); }

uint8_t nw_month_of(const nw_term *term) { return line_of(months, sizeof months / sizeof months[0], term); }

const char *nw_month_name(unsigned month) {
  static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                                      "november", "december"};
  return names[(month - 1) % 12];
}

uint8_t nw_scale_of(const nw_term *term) { return (uint8_t)(3 * line_of(scales, sizeof scales / sizeof scales[0], term)); }

static int ends_with(newel_slice text, const char *sign) {
  size_t len = strlen(sign);
  return text.len >= len && memcmp(text.data + text.len - len, sign, len) == 0;
}

static int begins_with(newel_slice text, const char *sign) {
  size_t len = strlen(sign);
  return text.len >= len && memcmp(text.data, sign, len) == 0;
}

uint8_t nw_unit_sign(newel_slice before, newel_slice after) {
  if (begins_with(after, "%") || begins_with(after, " %")) return PERCENT;
  if (begins_with(after, "\xC2\xB0")) return DEGREE;
  if (ends_with(before, "$")) return DOLLAR;
  if (ends_with(before, "\xE2\x82\xAC") || begins_with(after, "\xE2\x82\xAC") || begins_with(after, " \xE2\x82\xAC")) return EURO;
  if (ends_with(before, "\xC2\xA3")) return POUND;
  return ends_with(before, "\xC2\xA5") ? YEN : 0;
}

/* ---- values ---------------------------------------------------------------------------------------------------------------- */

static int word_at(const nw_term *t) {
  if (t->len < 3 || t->len > 11) return -1;
  for (size_t i = 0; i < sizeof number_words / sizeof number_words[0]; i++)
    if (nw_slice_is(nw_slice(t->text, t->len), number_words[i].word)) return (int)i;
  return -1;
}

int nw_is_number_word(const nw_term *term) { return (term->flags & NW_TERM_NUMBER) == 0 && word_at(term) >= 0; }

uint64_t nw_value_scaled(uint64_t value, unsigned zeroes) {
  for (; zeroes > 0 && value != NW_NO_VALUE; zeroes--) value = value > NW_NO_VALUE / 16 ? NW_NO_VALUE : value * 10;
  return value;
}

/* Zeroes for what stands behind the digits: "k", "mn", "bn", "tn"; anything else ("th", "s", "km") adds none. */
static unsigned suffix_scale(const char *text, size_t len) {
  if (len == 1 && text[0] == 'k') return 3;
  if (len != 2 || text[1] != 'n') return 0;
  return text[0] == 'm' ? 6 : text[0] == 'b' ? 9 : text[0] == 't' ? 12 : 0;
}

static uint64_t value_of_digits(const nw_term *t) {
  uint64_t value = 0;
  unsigned digits = 0, decimals = 0;
  size_t i = 0;
  int point = 0;
  for (; i < t->len && (nw_is_digit((unsigned char)t->text[i]) || (t->text[i] == '.' && !point)); i++) {
    if (t->text[i] == '.') point = 1;
    else if (point && decimals == 3) continue;
    else if (++digits > VALUE_DIGITS) return NW_NO_VALUE;
    else value = value * 10 + (uint64_t)(t->text[i] - '0'), decimals += (unsigned)point;
  }
  if (t->len - i > 2) return NW_NO_VALUE;  /* "3x4y" */
  for (; decimals < 3; decimals++) value *= 10;
  return nw_value_scaled(value, suffix_scale(t->text + i, t->len - i));
}

uint64_t nw_value_of(const nw_term *term) {
  if (term->flags & NW_TERM_NUMBER) return value_of_digits(term);
  int at = word_at(term);
  return at < 0 ? NW_NO_VALUE : (uint64_t)number_words[at].value * NW_VALUE_ONE;
}

int nw_is_rounded(uint64_t said, uint64_t meant) {
  uint64_t last = 1, apart = said > meant ? said - meant : meant - said;
  if (said == 0 || said == NW_NO_VALUE || meant == NW_NO_VALUE) return 0;
  while (said % (last * 10) == 0) last *= 10;
  return apart <= last / 2 && apart <= said / 20;
}
