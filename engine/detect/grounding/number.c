/* number.c - see number.h. */
#include "detect/grounding/number.h"

#include <string.h>

#include "base/slice.h"

enum { VALUE_DIGITS = 15, LONGEST = 13 };
/* Units that have a sign; the others have a number alone, the same for all spellings. */
enum { PERCENT = 1, DOLLAR, EURO, POUND, YEN, DEGREE };

/* ---- words ----------------------------------------------------------------------------------------------------------------- */

#define NUMBER(value) {NW_MARK_WORD, 0, 0, value}
#define SCALE(zeroes) {NW_MARK_WORD, 0, zeroes, NW_SENSE_NO_VALUE}
#define UNIT(which) {NW_MARK_UNIT, which, 0, NW_SENSE_NO_VALUE}
#define MONTH(which) {NW_MARK_MONTH, which, 0, NW_SENSE_NO_VALUE}
#define OTHER(kind) {NW_MARK_##kind, 0, 0, NW_SENSE_NO_VALUE}

/* Sorted by bytes. */
static const struct { char word[LONGEST + 1]; nw_sense sense; } senses[] = {
  {"about", OTHER(ABOUT)}, {"acre", UNIT(15)}, {"acres", UNIT(15)}, {"almost", OTHER(ABOUT)}, {"approx", OTHER(ABOUT)},
  {"approximately", OTHER(ABOUT)}, {"apr", MONTH(4)}, {"april", MONTH(4)}, {"arent", OTHER(NOT)}, {"around", OTHER(ABOUT)},
  {"aug", MONTH(8)}, {"august", MONTH(8)}, {"billion", SCALE(9)}, {"billions", SCALE(9)}, {"bn", SCALE(9)},
  {"cannot", OTHER(NOT)}, {"cant", OTHER(NOT)}, {"celsius", UNIT(35)}, {"cent", UNIT(34)}, {"centimeter", UNIT(10)},
  {"centimeters", UNIT(10)}, {"centimetre", UNIT(10)}, {"centimetres", UNIT(10)}, {"cents", UNIT(34)},
  {"centuries", UNIT(33)}, {"century", UNIT(33)}, {"circa", OTHER(ABOUT)}, {"cm", UNIT(10)}, {"couldnt", OTHER(NOT)},
  {"day", UNIT(28)}, {"days", UNIT(28)}, {"dec", MONTH(12)}, {"decade", UNIT(32)}, {"decades", UNIT(32)},
  {"december", MONTH(12)}, {"degree", UNIT(DEGREE)}, {"degrees", UNIT(DEGREE)}, {"didnt", OTHER(NOT)},
  {"doesnt", OTHER(NOT)}, {"dollar", UNIT(DOLLAR)}, {"dollars", UNIT(DOLLAR)}, {"dont", OTHER(NOT)}, {"dozen", NUMBER(12)},
  {"eight", NUMBER(8)}, {"eighteen", NUMBER(18)}, {"eighteenth", NUMBER(18)}, {"eighth", NUMBER(8)}, {"eighty", NUMBER(80)},
  {"eleven", NUMBER(11)}, {"eleventh", NUMBER(11)}, {"eur", UNIT(EURO)}, {"euro", UNIT(EURO)}, {"euros", UNIT(EURO)},
  {"fahrenheit", UNIT(36)}, {"feb", MONTH(2)}, {"february", MONTH(2)}, {"feet", UNIT(12)}, {"fifteen", NUMBER(15)},
  {"fifteenth", NUMBER(15)}, {"fifth", NUMBER(5)}, {"fifty", NUMBER(50)}, {"first", NUMBER(1)}, {"five", NUMBER(5)},
  {"foot", UNIT(12)}, {"forty", NUMBER(40)}, {"four", NUMBER(4)}, {"fourteen", NUMBER(14)}, {"fourteenth", NUMBER(14)},
  {"fourth", NUMBER(4)}, {"ft", UNIT(12)}, {"gallon", UNIT(22)}, {"gallons", UNIT(22)}, {"gb", UNIT(42)},
  {"gbp", UNIT(POUND)}, {"gigabyte", UNIT(42)}, {"gigabytes", UNIT(42)}, {"gram", UNIT(18)}, {"grams", UNIT(18)},
  {"hadnt", OTHER(NOT)}, {"hasnt", OTHER(NOT)}, {"havent", OTHER(NOT)}, {"hectare", UNIT(16)}, {"hectares", UNIT(16)},
  {"hour", UNIT(27)}, {"hours", UNIT(27)}, {"hr", UNIT(27)}, {"hrs", UNIT(27)}, {"hundred", NUMBER(100)},
  {"i", OTHER(PERSON)}, {"id", OTHER(PERSON)}, {"ill", OTHER(PERSON)}, {"im", OTHER(PERSON)}, {"inch", UNIT(13)},
  {"inches", UNIT(13)}, {"isnt", OTHER(NOT)}, {"ive", OTHER(PERSON)}, {"jan", MONTH(1)}, {"january", MONTH(1)},
  {"jpy", UNIT(YEN)}, {"jul", MONTH(7)}, {"july", MONTH(7)}, {"jun", MONTH(6)}, {"june", MONTH(6)}, {"kg", UNIT(17)},
  {"kgs", UNIT(17)}, {"kilo", UNIT(17)}, {"kilogram", UNIT(17)}, {"kilograms", UNIT(17)}, {"kilometer", UNIT(7)},
  {"kilometers", UNIT(7)}, {"kilometre", UNIT(7)}, {"kilometres", UNIT(7)}, {"kilos", UNIT(17)}, {"km", UNIT(7)},
  {"kmh", UNIT(40)}, {"kms", UNIT(7)}, {"kph", UNIT(40)}, {"lb", UNIT(POUND)}, {"lbs", UNIT(POUND)}, {"least", OTHER(ABOUT)},
  {"liter", UNIT(21)}, {"liters", UNIT(21)}, {"litre", UNIT(21)}, {"litres", UNIT(21)}, {"m", UNIT(9)}, {"mar", MONTH(3)},
  {"march", MONTH(3)}, {"may", MONTH(5)}, {"mb", UNIT(41)}, {"me", OTHER(PERSON)}, {"megabyte", UNIT(41)},
  {"megabytes", UNIT(41)}, {"meter", UNIT(9)}, {"meters", UNIT(9)}, {"metre", UNIT(9)}, {"metres", UNIT(9)},
  {"mg", UNIT(24)}, {"mi", UNIT(8)}, {"mile", UNIT(8)}, {"miles", UNIT(8)}, {"milligram", UNIT(24)},
  {"milligrams", UNIT(24)}, {"milliliter", UNIT(23)}, {"millilitre", UNIT(23)}, {"millimeter", UNIT(11)},
  {"millimeters", UNIT(11)}, {"millimetre", UNIT(11)}, {"millimetres", UNIT(11)}, {"million", SCALE(6)},
  {"millions", SCALE(6)}, {"min", UNIT(26)}, {"mine", OTHER(PERSON)}, {"mins", UNIT(26)}, {"minute", UNIT(26)},
  {"minutes", UNIT(26)}, {"ml", UNIT(23)}, {"mm", UNIT(11)}, {"mn", SCALE(6)}, {"month", UNIT(30)}, {"months", UNIT(30)},
  {"most", OTHER(ABOUT)}, {"mph", UNIT(39)}, {"my", OTHER(PERSON)}, {"myself", OTHER(PERSON)}, {"nearly", OTHER(ABOUT)},
  {"neither", OTHER(NOT)}, {"never", OTHER(NOT)}, {"nine", NUMBER(9)}, {"nineteen", NUMBER(19)}, {"nineteenth", NUMBER(19)},
  {"ninety", NUMBER(90)}, {"ninth", NUMBER(9)}, {"no", OTHER(NOT)}, {"nobody", OTHER(NOT)}, {"none", OTHER(NOT)},
  {"nor", OTHER(NOT)}, {"not", OTHER(NOT)}, {"nothing", OTHER(NOT)}, {"nov", MONTH(11)}, {"november", MONTH(11)},
  {"oct", MONTH(10)}, {"october", MONTH(10)}, {"once", NUMBER(1)}, {"one", NUMBER(1)}, {"ounce", UNIT(19)},
  {"ounces", UNIT(19)}, {"our", OTHER(PERSON)}, {"ours", OTHER(PERSON)}, {"over", OTHER(ABOUT)}, {"oz", UNIT(19)},
  {"percent", UNIT(PERCENT)}, {"percentage", UNIT(PERCENT)}, {"percents", UNIT(PERCENT)}, {"pound", UNIT(POUND)},
  {"pounds", UNIT(POUND)}, {"roughly", OTHER(ABOUT)}, {"sec", UNIT(25)}, {"second", {NW_MARK_UNIT, 25, 0, 2}},
  {"seconds", UNIT(25)}, {"secs", UNIT(25)}, {"sep", MONTH(9)}, {"sept", MONTH(9)}, {"september", MONTH(9)},
  {"seven", NUMBER(7)}, {"seventeen", NUMBER(17)}, {"seventeenth", NUMBER(17)}, {"seventh", NUMBER(7)},
  {"seventy", NUMBER(70)}, {"shouldnt", OTHER(NOT)}, {"six", NUMBER(6)}, {"sixteen", NUMBER(16)}, {"sixteenth", NUMBER(16)},
  {"sixth", NUMBER(6)}, {"sixty", NUMBER(60)}, {"some", OTHER(ABOUT)}, {"tb", UNIT(43)}, {"ten", NUMBER(10)},
  {"tenth", NUMBER(10)}, {"terabyte", UNIT(43)}, {"terabytes", UNIT(43)}, {"than", OTHER(ABOUT)}, {"third", NUMBER(3)},
  {"thirteen", NUMBER(13)}, {"thirteenth", NUMBER(13)}, {"thirty", NUMBER(30)}, {"thousand", SCALE(3)},
  {"thousands", SCALE(3)}, {"three", NUMBER(3)}, {"tn", SCALE(12)}, {"ton", UNIT(20)}, {"tonne", UNIT(20)},
  {"tonnes", UNIT(20)}, {"tons", UNIT(20)}, {"trillion", SCALE(12)}, {"trillions", SCALE(12)}, {"twelfth", NUMBER(12)},
  {"twelve", NUMBER(12)}, {"twentieth", NUMBER(20)}, {"twenty", NUMBER(20)}, {"twice", NUMBER(2)}, {"two", NUMBER(2)},
  {"us", OTHER(PERSON)}, {"usd", UNIT(DOLLAR)}, {"volt", UNIT(38)}, {"volts", UNIT(38)}, {"wasnt", OTHER(NOT)},
  {"watt", UNIT(37)}, {"watts", UNIT(37)}, {"we", OTHER(PERSON)}, {"week", UNIT(29)}, {"weeks", UNIT(29)},
  {"werent", OTHER(NOT)}, {"weve", OTHER(PERSON)}, {"without", OTHER(NOT)}, {"wont", OTHER(NOT)}, {"wouldnt", OTHER(NOT)},
  {"yard", UNIT(14)}, {"yards", UNIT(14)}, {"yd", UNIT(14)}, {"year", UNIT(31)}, {"years", UNIT(31)}, {"yen", UNIT(YEN)},
  {"yr", UNIT(31)}, {"yrs", UNIT(31)}, {"zero", NUMBER(0)},
};

nw_sense nw_sense_of(const nw_term *term) {
  static const nw_sense none = OTHER(WORD);
  char key[LONGEST + 1] = {0};
  size_t low = 0, high = sizeof senses / sizeof senses[0];
  if (term->flags & NW_TERM_NUMBER || term->len > LONGEST) return none;
  memcpy(key, term->text, term->len);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = memcmp(key, senses[middle].word, sizeof key);
    if (order == 0) return senses[middle].sense;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return none;
}

const char *nw_month_name(unsigned month) {
  static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                                      "november", "december"};
  return names[(month - 1) % 12];
}

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

uint64_t nw_value_of_digits(const nw_term *t) {
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

int nw_is_rounded(uint64_t said, uint64_t meant) {
  uint64_t last = 1, apart = said > meant ? said - meant : meant - said;
  if (said == 0 || said == NW_NO_VALUE || meant == NW_NO_VALUE) return 0;
  while (said % (last * 10) == 0) last *= 10;
  return apart <= last / 2 && apart <= said / 20;
}
