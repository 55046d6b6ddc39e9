/* Checks that belong to one id. */
#include <string.h>

#include "detect/check/check.h"

enum { A = 10, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z };

/* The character of a value. */
static char letter(unsigned value) { return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value]; }

/* ---- United States ---- */

/* Area 001..899 without 666, group 01..99, serial 0001..9999; two numbers that stood on sample cards are void. */
int nw_check_us_ssn(const nw_compact *c) {
  unsigned area = nw_compact_number(c, 0, 3), group = nw_compact_number(c, 3, 2), serial = nw_compact_number(c, 5, 4);
  if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0) return 0;
  return !(area == 78 && group == 5 && serial == 1120) && !(area == 219 && group == 9 && serial == 9999);
}

int nw_check_us_itin(const nw_compact *c) {
  unsigned group = nw_compact_number(c, 3, 2);
  return c->value[0] == 9 && ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93));
}

int nw_check_us_npi(const nw_compact *c) {
  return (c->value[0] == 1 || c->value[0] == 2) && nw_check_luhn_from(c, 0, 24);  /* 24: what 80840 adds */
}

/* ---- United Kingdom ---- */

int nw_check_uk_nino(const nw_compact *c) {
  char head[3] = { letter(c->value[0]), letter(c->value[1]), '\0' };
  static const char *const unused[] = { "BG", "GB", "KN", "NK", "NT", "TN", "ZZ" };
  if (strchr("DFIQUV", head[0]) != NULL || strchr("DFIQUVO", head[1]) != NULL) return 0;
  for (size_t i = 0; i < sizeof unused / sizeof unused[0]; i++)
    if (strcmp(head, unused[i]) == 0) return 0;
  return c->len == 8 || c->value[8] <= D;
}

/* ---- vehicles, banks ---- */

/* No I, O, Q (the pattern); the year is no U, Z, 0; the last three are digits. North America (1..5) has a check at place 9. */
int nw_check_vin(const nw_compact *c) {
  static const unsigned char values[26] = { 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9 };
  static const unsigned char weights[17] = { 8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2 };
  unsigned sum = 0, letters = 0;
  for (unsigned i = 0; i < 17; i++) {
    letters += c->value[i] > 9;
    sum += weights[i] * (unsigned)(c->value[i] > 9 ? values[c->value[i] - A] : c->value[i]);
  }
  if (letters == 0 || letters > 14 || c->value[9] == U || c->value[9] == Z || c->value[9] == 0) return 0;
  unsigned check = sum % 11, at = c->value[8];
  return (check == 10 ? (unsigned)X : check) == at || (c->value[0] > 5 && c->value[13] < 10);
}

int nw_check_bic(const nw_compact *c) {
  static const char countries[] =
    "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH "
    "CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG "
    "GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX "
    "MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD "
    "SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC "
    "VE VG VI VN VU WF WS XK YE YT ZA ZM ZW ";
  char country[3] = { letter(c->value[4]), letter(c->value[5]), '\0' };
  for (const char *row = countries; *row != '\0'; row += 3)
    if (memcmp(row, country, 2) == 0) return 1;
  return 0;
}

/* ---- Germany, Spain, Poland ---- */

/* Of the first ten digits one stands twice or three times, never three in a row, and the others once at most. */
int nw_check_de_tax_id(const nw_compact *c) {
  unsigned count[10] = { 0 }, doubled = 0;
  for (unsigned i = 0; i < 10; i++) count[c->value[i]]++;
  for (unsigned i = 0; i < 10; i++) {
    if (count[i] > 3) return 0;
    doubled += count[i] > 1;
  }
  for (unsigned i = 2; i < 10; i++)
    if (c->value[i] == c->value[i - 1] && c->value[i] == c->value[i - 2]) return 0;
  return c->value[0] != 0 && doubled == 1;
}

static int letter_of_23(unsigned number, unsigned value) { return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == letter(value); }

int nw_check_es_nif(const nw_compact *c) { return letter_of_23(nw_compact_number(c, 0, 8), c->value[8]); }
int nw_check_es_nie(const nw_compact *c) {
  return letter_of_23((c->value[0] - (unsigned)X) * 10000000u + nw_compact_number(c, 1, 7), c->value[8]);
}

/* 80..92: 1800s, 1..12: 1900s, 21..32: 2000s, 41..52: 2100s, 61..72: 2200s. */
int nw_check_pl_pesel_date(const nw_compact *c) {
  unsigned month = nw_compact_number(c, 2, 2);
  return nw_check_day(nw_compact_number(c, 0, 2), month % 20, nw_compact_number(c, 4, 2));
}
