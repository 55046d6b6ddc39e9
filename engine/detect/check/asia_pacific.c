/* Checks that belong to one id of Asia and the Pacific; weighted sums with one set of weights are rows of
 * grammar/checks/asia_pacific.def. */
#include <string.h>

#include "detect/check/check.h"

enum { A = 10 };  /* the value of the first letter */

/* The character of a value. */
static char letter(unsigned value) { return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value]; }

/* The sum of places [from, from + count) by their weights. */
static unsigned weigh(const nw_compact *c, unsigned from, unsigned count, const unsigned char *weights) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++) sum += c->value[from + i] * (unsigned)weights[i];
  return sum;
}

/* ---- China, Japan ---- */

/* Provinces of GB/T 2260 by their first digit: 11..15, 21..23, 31..37, 41..46, 50..54, 61..65, 71, 81..83. */
int nw_check_cn_ric(const nw_compact *c) {
  static const unsigned char last[10] = { 0, 5, 3, 7, 6, 4, 5, 1, 3, 0 };
  unsigned area = c->value[0], province = c->value[1], year = nw_compact_number(c, 6, 4);
  if (province > last[area] || (province == 0 && area != 5) || area == 0) return 0;
  return year >= 1850 && year < 2100 && nw_check_day(year, nw_compact_number(c, 10, 2), nw_compact_number(c, 12, 2));
}

/* An alphabet without I, O, S, V, Z; the powers of 3 as weights. */
int nw_check_cn_uscc(const nw_compact *c) {
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  unsigned sum = 0, weight = 1;
  for (unsigned i = 0; i < 18; i++) {
    const char *place = strchr(alphabet, letter(c->value[i]));
    if (place == NULL) return 0;
    sum += (unsigned)(place - alphabet) * (i < 17 ? weight : 1);
    weight = weight * 3 % 31;
  }
  return sum % 31 == 0;
}

int nw_check_jp_cn(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 1; i < 13; i++) sum += c->value[i] * (i % 2 == 0 ? 1u : 2u);
  return c->value[0] == 9 - sum % 9;
}

/* ---- Korea, Taiwan, Hong Kong ---- */

static int korean_birth(const nw_compact *c, unsigned century) {
  return nw_check_day(century + nw_compact_number(c, 0, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 4, 2));
}

/* 9 and 0 are the 19th century: nobody lives who had one, but lists have them. */
int nw_check_kr_rrn(const nw_compact *c) {
  unsigned sex = c->value[6];
  if (sex >= 5 && sex != 9) return 0;
  return sex != 0 && korean_birth(c, sex == 9 ? 1800 : sex < 3 ? 1900 : 2000);
}

int nw_check_kr_frn(const nw_compact *c) {
  unsigned sex = c->value[6];
  return sex >= 5 && sex <= 8 && korean_birth(c, sex < 7 ? 1900 : 2000);
}

int nw_check_kr_brn(const nw_compact *c) {
  static const unsigned char weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
  return nw_compact_number(c, 0, 3) > 100 && (weigh(c, 0, 9, weights) + c->value[8] / 2u + c->value[9]) % 10 == 0;
}

int nw_check_tw_id(const nw_compact *c) {
  static const unsigned char counties[26] = {
    10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33 };
  static const unsigned char weights[] = { 8, 7, 6, 5, 4, 3, 2, 1, 1 };
  unsigned county = counties[c->value[0] - A];
  return (county / 10 + county % 10 * 9 + weigh(c, 1, 9, weights)) % 10 == 0;
}

/* Products add up by their digits; a 7 at the seventh place may count 10 as 1 or 0. */
int nw_check_tw_ubn(const nw_compact *c) {
  static const unsigned char weights[] = { 1, 2, 1, 2, 1, 2, 4, 1 };
  unsigned sum = 0;
  for (unsigned i = 0; i < 8; i++) {
    unsigned product = c->value[i] * (unsigned)weights[i];
    sum += product / 10 + product % 10;
  }
  return sum % 5 == 0 || (c->value[6] == 7 && (sum + 1) % 5 == 0);
}

/* One letter or two; without the second one a blank of value 36 stands in front. A check of 10 is written A. */
int nw_check_hk_id(const nw_compact *c) {
  static const unsigned char weights[] = { 9, 8, 7, 6, 5, 4, 3, 2, 1 };
  unsigned blank = c->len == 8;
  return ((blank ? 36 * 9 : 0) + weigh(c, 0, c->len, weights + blank)) % 11 == 0;
}

/* ---- Singapore ---- */

int nw_check_sg_nric(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 7, 6, 5, 4, 3, 2 };
  unsigned rest = weigh(c, 1, 7, weights);
  switch (letter(c->value[0])) {
    case 'S': return letter(c->value[8]) == "JZIHGFEDCBA"[rest % 11];
    case 'T': return letter(c->value[8]) == "JZIHGFEDCBA"[(rest + 4) % 11];
    case 'F': return letter(c->value[8]) == "XWUTRQPNMLK"[rest % 11];
    case 'G': return letter(c->value[8]) == "XWUTRQPNMLK"[(rest + 4) % 11];
    case 'M': return letter(c->value[8]) == "KLJNPQRTUWX"[(rest + 3) % 11];
    default: return 0;
  }
}

/* T08LL0001A: the year, a type of entity, a number; its alphabet leaves out I, O, Y, Z. */
static int uen_other(const nw_compact *c) {
  static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
  static const char types[] =
    "CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB PF RF RP SM SS TC TU VH XL ";
  static const unsigned char weights[] = { 4, 3, 5, 3, 10, 2, 2, 5, 7 };
  char type[] = { letter(c->value[3]), letter(c->value[4]), ' ', '\0' };
  unsigned sum = 0;
  if (strstr(types, type) == NULL) return 0;
  for (unsigned i = 0; i < 9; i++) {
    const char *place = strchr(alphabet, letter(c->value[i]));
    if (place == NULL) return 0;
    sum += (unsigned)(place - alphabet) * weights[i];
  }
  return letter(c->value[9]) == alphabet[(sum + 6) % 11];  /* less 5 */
}

int nw_check_sg_uen(const nw_compact *c) {
  static const unsigned char business[] = { 10, 4, 9, 3, 8, 2, 7, 1 }, company[] = { 10, 8, 6, 4, 9, 7, 5, 3, 1 };
  if (c->value[0] >= A) return uen_other(c);
  if (c->len == 9) return letter(c->value[8]) == "XMKECAWLJDB"[weigh(c, 0, 8, business) % 11];
  unsigned year = nw_compact_number(c, 0, 4);
  return year >= 1900 && year < 2100 && letter(c->value[9]) == "ZKCMDNERGWH"[weigh(c, 0, 9, company) % 11];
}

/* ---- Indonesia, Malaysia, Thailand ---- */

/* Provinces of Permendagri 58/2021 by their first digit: 11..19, 21, 31..36, 51..53, 61..65, 71..76, 81, 82, 91..97. */
int nw_check_id_nik(const nw_compact *c) {
  static const unsigned char last[10] = { 0, 9, 1, 6, 0, 3, 5, 6, 2, 7 };
  unsigned day = nw_compact_number(c, 6, 2);
  if (c->value[1] == 0 || c->value[1] > last[c->value[0]] || nw_compact_number(c, 12, 4) == 0) return 0;
  return nw_check_day(nw_compact_number(c, 10, 2), nw_compact_number(c, 8, 2), day > 40 ? day - 40 : day);
}

int nw_check_id_npwp(const nw_compact *c) {
  nw_compact number = { c->value + (c->len == 16), 9 };
  return nw_check_luhn(&number);
}

int nw_check_my_nric(const nw_compact *c) {
  unsigned place = nw_compact_number(c, 6, 2);
  if (place == 0 || (place >= 17 && place <= 20) || place == 69 || place == 70 || place == 73 || place == 80 || place == 81 ||
      (place >= 94 && place <= 97)) return 0;
  return nw_check_day(nw_compact_number(c, 0, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 4, 2));
}

/* Provinces of ISO 3166-2:TH by their first digit: 10..19, 20..27, 30..39, 40..49, 50..58, 60..67, 70..77, 80..86, 90..96. */
int nw_check_th_province(const nw_compact *c) {
  static const unsigned char last[10] = { 0, 9, 7, 9, 9, 8, 7, 7, 6, 6 };
  return c->value[1] > 0 && c->value[2] <= last[c->value[1]];
}

/* ---- India, Sri Lanka ---- */

int nw_check_in_aadhaar(const nw_compact *c) {
  for (unsigned i = 0; i < 6; i++)
    if (c->value[i] != c->value[11 - i]) return 1;
  return 0;
}

int nw_check_in_voter(const nw_compact *c) { return nw_check_luhn_from(c, 3, 0); }

int nw_check_in_gstin(const nw_compact *c) {
  unsigned state = nw_compact_number(c, 0, 2);
  return (state >= 1 && state <= 37) || state == 97 || state == 99;
}

int nw_check_lk_nic(const nw_compact *c) {
  unsigned at = c->len == 12 ? 4 : 2, day = nw_compact_number(c, at, 3) % 500, year = nw_compact_number(c, 0, 4);
  return nw_compact_number(c, at, 3) < 900 && day >= 1 && day <= 366 && (c->len == 10 || (year >= 1900 && year < 2100));
}

/* ---- Australia, New Zealand ---- */

int nw_check_au_abn(const nw_compact *c) {
  static const unsigned char weights[] = { 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 };
  return c->value[0] > 0 && (weigh(c, 0, 11, weights) - weights[0]) % 89 == 0;
}

int nw_check_au_abn_country(const nw_compact *c) {
  nw_compact number = { c->value + 2, 11 };
  return nw_check_au_abn(&number);
}

/* Eight digits are nine with a 0 in front. */
int nw_check_nz_ird(const nw_compact *c) {
  static const unsigned char first[] = { 3, 2, 7, 6, 5, 4, 3, 2 }, second[] = { 7, 4, 3, 2, 5, 2, 7, 6 };
  unsigned skip = c->len == 8, number = nw_compact_number(c, 0, c->len), body = c->len - 1;
  unsigned check = (11 - weigh(c, 0, body, first + skip) % 11) % 11;
  if (check == 10) check = (11 - weigh(c, 0, body, second + skip) % 11) % 11;
  return number > 10000000 && number < 200000000 && check == c->value[body];
}

/* Banks of the register, and the scheme of most: branch and base number, or the base number alone from 990000 on. */
int nw_check_nz_bank(const nw_compact *c) {
  static const unsigned char low[] = { 0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1 };
  static const unsigned char high[] = { 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1 };
  static const unsigned char eight[] = { 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1 };
  static const unsigned char saving[] = { 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1 };
  unsigned bank = nw_compact_number(c, 0, 2), base = nw_compact_number(c, 6, 7);
  switch (bank) {
    case 8: return weigh(c, 0, 13, eight) % 11 == 0;
    case 25: case 33: return weigh(c, 0, 13, saving) % 10 == 0;
    case 9: case 26: case 28: case 29: case 31: return 1;  /* schemes over the suffix: not asked */
    case 4: case 5: case 7: case 32: case 34: case 36: case 37: return 0;
    default: return bank >= 1 && bank <= 38 && weigh(c, 0, 13, base < 990000 ? low : high) % 11 == 0;
  }
}

/* Letters count from A = 1, without I and O. The form of 2022 ends in a letter, which is not asked. */
int nw_check_nz_nhi(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 6; i++) {
    unsigned value = c->value[i];
    if (value >= A) value -= A - 1u + (value > 18 ? 1u : 0u) + (value > 24 ? 1u : 0u);  /* 18: I, 24: O */
    sum += value * (7 - i);
  }
  unsigned rest = sum % 11;
  if (c->value[6] >= A) return 1;
  return rest != 0 && c->value[6] == (11 - rest) % 10;
}

/* ---- Kazakhstan ---- */

int nw_check_kz_iin(const nw_compact *c) {
  static const unsigned char first[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, second[] = { 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2 };
  unsigned check = weigh(c, 0, 11, first) % 11;
  if (check == 10) check = weigh(c, 0, 11, second) % 11;
  return check == c->value[11];
}
