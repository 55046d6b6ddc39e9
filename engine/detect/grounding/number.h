/* detect/grounding/number.h - what numbers, units and months say, however they are written.
 *
 *      "1,234.50"  1,234,500        "2.7bn", "2.7 billion"  2,700,000,000,000        "twenty-five"  25,000        "11th", "eleventh"  11,000
 *      "km", "kilometres": one unit          "Sept", "September": one month
 *
 * Values are thousandths: integers, the same on every machine. English. Nothing is allocated. */
#ifndef NW_DETECT_GROUNDING_NUMBER_H
#define NW_DETECT_GROUNDING_NUMBER_H

#include "detect/lex/term.h"

#define NW_NO_VALUE UINT64_MAX
enum { NW_VALUE_ONE = 1000 };

/* The value of a term that begins with a digit, or of a number in words; NW_NO_VALUE of any other, and beyond a quadrillion. */
uint64_t nw_value_of(const nw_term *term);
/* 1 for "two", "eleventh", "hundred": a number in words. */
int nw_is_number_word(const nw_term *term);
/* How many zeroes a word adds to the number before it ("million": 6), 0 when it is no such word. */
uint8_t nw_scale_of(const nw_term *term);
/* `value` with so many zeroes more; NW_NO_VALUE where that is too much. */
uint64_t nw_value_scaled(uint64_t value, unsigned zeroes);
/* Which unit or month a word is, the same for its spellings: 1 and up, 0 none. */
uint8_t nw_unit_of(const nw_term *term);
uint8_t nw_month_of(const nw_term *term);
/* The name of month 1 to 12. */
const char *nw_month_name(unsigned month);
/* The unit of a sign beside a number: "$", "€", "£", "¥" before it, "%" and "°" behind it; 0 none. `before`, `after`: of the number. */
uint8_t nw_unit_sign(newel_slice before, newel_slice after);
/* 1 when `said` can be `meant` rounded: 3,000,000 for 3,012,455. At most half of its last digit that is not 0 apart, and 5 %. */
int nw_is_rounded(uint64_t said, uint64_t meant);

#endif
