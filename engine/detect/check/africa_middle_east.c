/* Checks that belong to one id of Africa or the Middle East; weighted sums with one set of weights are rows of
 * grammar/checks/africa_middle_east.def. */
#include "detect/check/check.h"

static int is_year(unsigned year) { return year >= 1900 && year < 2100; }

/* ---- South Africa, Mauritius, Senegal ---- */

/* 8 and 9 stood in front of the check digit until 1986 and still mostly do: any digit is taken. */
int nw_check_za_id(const nw_compact *c) {
  return c->value[10] <= 2 && nw_check_day(nw_compact_number(c, 0, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 4, 2));
}

int nw_check_mu_nid(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 13; i++) sum += c->value[i] * (14 - i);
  return (sum + c->value[13]) % 17 == 0 && c->value[13] < 17 &&
         nw_check_day(nw_compact_number(c, 5, 2), nw_compact_number(c, 3, 2), nw_compact_number(c, 1, 2));
}

/* Seven or nine digits, with or without the three places of the tax office behind them. */
int nw_check_sn_ninea(const nw_compact *c) {
  unsigned digits = c->len >= 3 && c->value[c->len - 2] > 9 ? c->len - 3 : c->len, sum = 0;
  for (unsigned i = 0; i < digits; i++) sum += c->value[digits - 1 - i] * (i % 2 == 0 ? 1u : 2u);
  return sum % 10 == 0;
}

/* ---- North Africa ---- */

/* The first digit is the century: 2 the 20th, 3 the 21st; the governorate 1..35, 88 born abroad. */
int nw_check_eg_id(const nw_compact *c) {
  unsigned century = c->value[0] == 2 ? 1900 : 2000, governorate = nw_compact_number(c, 7, 2);
  if ((governorate < 1 || governorate > 35) && governorate != 88) return 0;
  return nw_check_day(century + nw_compact_number(c, 1, 2), nw_compact_number(c, 3, 2), nw_compact_number(c, 5, 2));
}

int nw_check_ma_ice(const nw_compact *c) {
  unsigned rest = 0;
  for (unsigned i = 0; i < c->len; i++) rest = (rest * 10 + c->value[i]) % 97;
  return rest == 0;
}

int nw_check_ly_id(const nw_compact *c) { return is_year(nw_compact_number(c, 1, 4)); }

/* ---- the Gulf ---- */

int nw_check_kw_id(const nw_compact *c) {
  unsigned century = 1700 + 100u * c->value[0];
  return nw_check_day(century + nw_compact_number(c, 1, 2), nw_compact_number(c, 3, 2), nw_compact_number(c, 5, 2));
}

int nw_check_ae_id(const nw_compact *c) { return is_year(nw_compact_number(c, 3, 4)); }
