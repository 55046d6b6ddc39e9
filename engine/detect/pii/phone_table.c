#include "detect/pii/phone_table.h"

#include "tables/phone.h"

/* ---- the automaton ---- */

unsigned nw_phone_next(unsigned state, const unsigned char *digits, size_t count) {
  for (size_t i = 0; i < count && state != 0; i++) state = phone_next[state][digits[i]];
  return state;
}

/* State 0 is dead. States are in order of what they accept, so the grade is a comparison. */
nw_phone_grade nw_phone_grade_of(unsigned state) {
  return state >= PHONE_VALID_FROM ? NW_PHONE_VALID : state >= PHONE_POSSIBLE_FROM ? NW_PHONE_POSSIBLE : NW_PHONE_UNKNOWN;
}

static nw_phone_grade walk(unsigned state, const unsigned char *digits, size_t count) {
  return count > NW_PHONE_DIGITS + 2 ? NW_PHONE_UNKNOWN : nw_phone_grade_of(nw_phone_next(state, digits, count));
}

/* ---- calling codes ---- */

/* The row of a code, or PHONE_CODES. */
static unsigned code_row(unsigned code) {
  unsigned low = 0, high = PHONE_CODES;
  while (low < high) {
    unsigned middle = (low + high) / 2;
    if (phone_codes[middle].code < code) low = middle + 1;
    else high = middle;
  }
  return low < PHONE_CODES && phone_codes[low].code == code ? low : PHONE_CODES;
}

/* No code is the beginning of another (E.164), so the first that fits is the one. */
unsigned nw_phone_code(const unsigned char *digits, size_t count, unsigned *code_digits) {
  unsigned code = 0;
  for (unsigned n = 0; n < 3 && n < count; n++) {
    code = code * 10 + digits[n];
    if (code == 0 || code_row(code) == PHONE_CODES) continue;
    *code_digits = n + 1;
    return code;
  }
  return 0;
}

unsigned nw_phone_begin(unsigned code) {
  unsigned row = code_row(code);
  return row == PHONE_CODES ? 0 : phone_codes[row].own;
}

nw_phone_grade nw_phone_valid(unsigned code, const unsigned char *digits, size_t count) {
  return walk(nw_phone_begin(code), digits, count);
}

nw_phone_grade nw_phone_national(unsigned code, const unsigned char *digits, size_t count) {
  unsigned row = code_row(code);
  return row == PHONE_CODES ? NW_PHONE_UNKNOWN : walk(phone_codes[row].trunk, digits, count);
}

nw_phone_grade nw_phone_dialled(const unsigned char *digits, size_t count) {
  nw_phone_grade best = NW_PHONE_UNKNOWN;
  for (unsigned row = 0; row < PHONE_CODES && best < NW_PHONE_VALID; row++) {
    nw_phone_grade grade = walk(phone_codes[row].trunk, digits, count);
    if (grade > best) best = grade;
  }
  return best;
}

/* ---- printed layouts ---- */

unsigned nw_phone_groups_begin(uint32_t groups) {
  unsigned low = 0, high = PHONE_LAYOUTS;
  while (low < high) {
    unsigned middle = (low + high) / 2;
    if (phone_layouts[middle].groups < groups) low = middle + 1;
    else high = middle;
  }
  return low == PHONE_LAYOUTS || phone_layouts[low].groups != groups ? 0 : phone_layouts[low].start;
}

const char *nw_phone_source(void) { return PHONE_SOURCE; }
const char *nw_phone_digest(void) { return PHONE_DIGEST; }
