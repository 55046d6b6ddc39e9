/* Check digits that serve many ids, and dates. */
#include "detect/check/check.h"

/* ---- decimal and alphanumeric schemes ---- */

int nw_check_luhn_from(const nw_compact *compact, unsigned from, unsigned sum) {
  for (unsigned i = from; i < compact->len; i++) {
    unsigned d = compact->value[i];
    if ((compact->len - i) % 2 == 0 && (d *= 2) > 9) d -= 9;
    sum += d;
  }
  return sum % 10 == 0;
}

/* A letter counts as its two digits (ISIN: A = 10), so the places behind it shift: read from the right. */
int nw_check_luhn(const nw_compact *compact) {
  unsigned sum = 0, twice = 0;
  for (unsigned i = compact->len; i-- > 0;) {
    for (unsigned value = compact->value[i], digits = value > 9 ? 2 : 1; digits > 0; digits--, value /= 10, twice ^= 1) {
      unsigned d = value % 10 << twice;
      sum += d > 9 ? d - 9 : d;
    }
  }
  return sum % 10 == 0;
}

static unsigned rest97(const nw_compact *compact, unsigned shift) {
  unsigned rest = 0;
  for (unsigned i = 0; i < compact->len; i++) {
    unsigned value = compact->value[(i + shift) % compact->len];
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

int nw_check_mod97(const nw_compact *compact) { return rest97(compact, 0) == 1; }
int nw_check_mod97_front(const nw_compact *compact) { return rest97(compact, 4) == 1; }

/* The hybrid systems of ISO/IEC 7064: mod m+1,m. */
static int hybrid_holds(const nw_compact *compact, unsigned m) {
  unsigned p = m;
  for (unsigned i = 0; i + 1 < compact->len; i++) {
    p = (p + compact->value[i]) % m;
    p = (p == 0 ? m : p) * 2 % (m + 1);
  }
  return (p + compact->value[compact->len - 1]) % m == 1;
}

int nw_check_mod11_10(const nw_compact *compact) { return hybrid_holds(compact, 10); }
int nw_check_mod37_36(const nw_compact *compact) { return hybrid_holds(compact, 36); }

int nw_check_mod11_2(const nw_compact *compact) {
  unsigned p = 0, last = compact->value[compact->len - 1];
  for (unsigned i = 0; i + 1 < compact->len; i++) p = (p + compact->value[i]) * 2 % 11;
  return (p + (last == 33 ? 10 : last)) % 11 == 1;  /* 33: X */
}

int nw_check_luhn36(const nw_compact *compact) {
  unsigned sum = 0;
  for (unsigned i = 0; i < compact->len; i++) {
    unsigned value = compact->value[i] * ((compact->len - i) % 2 == 0 ? 2u : 1u);
    sum += value / 36 + value % 36;
  }
  return sum % 36 == 0;
}

/* J. Verhoeff, Error detecting decimal codes, 1969: the dihedral group of ten elements and a permutation of order eight. */
int nw_check_verhoeff(const nw_compact *compact) {
  static const unsigned char power[8][10] = {
    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 }, { 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 },
    { 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 }, { 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 }, { 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 },
    { 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 }, { 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 } };
  unsigned c = 0;
  for (unsigned i = 0; i < compact->len; i++) {
    unsigned d = power[i % 8][compact->value[compact->len - 1 - i]];
    /* Rotations are 0..4, reflections 5..9. */
    if (c < 5) c = d < 5 ? (c + d) % 5 : (c + d) % 5 + 5;
    else c = d < 5 ? (c - d) % 5 + 5 : (c + 5 - d) % 5;
  }
  return c == 0;
}

int nw_check_icao731(const nw_compact *compact) {
  static const unsigned weights[3] = { 7, 3, 1 };
  unsigned sum = 0;
  for (unsigned i = 0; i + 1 < compact->len; i++) sum += compact->value[i] * weights[i % 3];
  return sum % 10 == compact->value[compact->len - 1];
}

int nw_check_not_equal(const nw_compact *compact) {
  for (unsigned i = 1; i < compact->len; i++)
    if (compact->value[i] != compact->value[0]) return 1;
  return 0;
}

/* ---- dates ---- */

int nw_check_day(unsigned year, unsigned month, unsigned day) {
  static const unsigned char days[12] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return 0;
  return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

int nw_check_yymmdd(const nw_compact *c) {
  return nw_check_day(nw_compact_number(c, 0, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 4, 2));
}

int nw_check_ddmmyy(const nw_compact *c) {
  return nw_check_day(nw_compact_number(c, 4, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 0, 2));
}

int nw_check_yyyymmdd(const nw_compact *c) {
  unsigned year = nw_compact_number(c, 0, 4);
  return year >= 1850 && year < 2100 && nw_check_day(year, nw_compact_number(c, 4, 2), nw_compact_number(c, 6, 2));
}
