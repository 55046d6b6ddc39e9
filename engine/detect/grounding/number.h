/* detect/grounding/number.h - what numbers, units and months say, however they are written.
 *
 *      "1,234.50"  1,234,500      "2.7bn", "2.7 billion"  2,700,000,000,000      "twenty-five"  25,000      "11th", "eleventh"  11,000
 *      "km", "kilometres": one unit          "Sept", "September": one month
 *
 * Values are thousandths: integers, the same on every machine. English. Nothing is allocated. */
#ifndef NW_DETECT_GROUNDING_NUMBER_H
#define NW_DETECT_GROUNDING_NUMBER_H

#include "detect/lex/term.h"

#define NW_NO_VALUE UINT64_MAX
enum { NW_VALUE_ONE = 1000 };

/* What a word is for the exact checks. */
enum nw_mark_kind { NW_MARK_WORD, NW_MARK_MONTH, NW_MARK_UNIT, NW_MARK_NOT, NW_MARK_PERSON, NW_MARK_ABOUT };

/* which: unit or month, the same for its spellings, 1 and up; 0 none. zeroes: how many it adds to the number before it ("million": 6).
 * value: of a number in words, NW_SENSE_NO_VALUE none. */
typedef struct nw_sense { uint8_t kind, which, zeroes, value; } nw_sense;
#define NW_SENSE_NO_VALUE 255
/* "two", "eleventh", "km", "Sept", "million", "not", "about"; of other words a plain one. */
nw_sense nw_sense_of(const nw_term *term);
/* The value of a term that begins with a digit; NW_NO_VALUE when it is no number ("3x4y") or beyond a quadrillion. */
uint64_t nw_value_of_digits(const nw_term *term);
/* `value` with so many zeroes more; NW_NO_VALUE where that is too much. */
uint64_t nw_value_scaled(uint64_t value, unsigned zeroes);
/* The name of month 1 to 12. */
const char *nw_month_name(unsigned month);
/* The unit of a sign beside a number: "$", "€", "£", "¥" before it, "%" and "°" behind it; 0 none. `before`, `after`: of the number. */
uint8_t nw_unit_sign(newel_slice before, newel_slice after);
/* 1 when `said` can be `meant` rounded: 3,000,000 for 3,012,455. At most half of its last digit that is not 0 apart, and 5 %. */
int nw_is_rounded(uint64_t said, uint64_t meant);

#endif
