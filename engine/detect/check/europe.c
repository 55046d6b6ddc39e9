/* Checks of European ids that are more than a weighted sum. grammar/checks/europe.def names them and their sources.
 *
 *   PESEL 44051401359   born 1944-05-14, serial 0135, check 9: 1 in 50 random numbers of eleven digits has such a day and check
 *
 * The pattern of the row has seen to the count of places and to where letters are. Years have two digits: any century.
 */
#include <string.h>

#include "detect/check/check.h"

enum { A = 10, D = 13, W = 32 };

static char place(const nw_compact *c, unsigned i) { return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c->value[i]]; }

static nw_compact part(const nw_compact *c, unsigned from, unsigned len) {
  nw_compact rest = { c->value + from, len };
  return rest;
}

/* Places [from, from + count) modulo `modulus`, which may be more digits than a number holds. */
static unsigned rest_of(const nw_compact *c, unsigned from, unsigned count, unsigned modulus) {
  unsigned rest = 0;
  for (unsigned i = from; i < from + count; i++) rest = (rest * 10 + c->value[i]) % modulus;
  return rest;
}

/* Weights that go up (or down) by one from `first`, and around from 9 to 1 where `wrap`. */
static unsigned weigh(const nw_compact *c, unsigned count, unsigned first, int wrap) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++) sum += c->value[i] * (wrap ? (first - 1 + i) % 9 + 1 : first + i);
  return sum;
}

/* The remainder modulo 11 of weights from 1; where that is 10, of weights from 3, and then 10 is 0. */
static unsigned twice_modulo_11(const nw_compact *c, unsigned count, int wrap) {
  unsigned rest = weigh(c, count, 1, wrap) % 11;
  return rest < 10 ? rest : weigh(c, count, 3, wrap) % 11 % 10;
}

static unsigned digit_sum(unsigned value) { return value / 10 + value % 10; }
static unsigned number(const nw_compact *c, unsigned from, unsigned count) { return nw_compact_number(c, from, count); }

/* YYMMDD from `from`, the month less `month_off`. */
static int yymmdd(const nw_compact *c, unsigned from, unsigned month_off) {
  return nw_check_day(number(c, from, 2), number(c, from + 2, 2) - month_off, number(c, from + 4, 2));
}

/* DDMMYY in front, the day less `day_off`. */
static int ddmmyy(const nw_compact *c, unsigned day_off) {
  return nw_check_day(number(c, 4, 2), number(c, 2, 2), number(c, 0, 2) - day_off);
}

/* ---- Germany and Austria ---- */

int nw_check_at_svnr_day(const nw_compact *c) {
  unsigned day = number(c, 4, 2), month = number(c, 6, 2);
  return c->value[0] != 0 && day >= 1 && day <= 31 && month >= 1 && month <= 15;
}

/* Behind "ATU": digit sums of 1,2 alternating, and 4. */
int nw_check_at_vat(const nw_compact *c) {
  unsigned sum = 4;
  for (unsigned i = 3; i < 10; i++) sum += digit_sum(c->value[i] * (i % 2 == 1 ? 1u : 2u));
  return (10 - sum % 10) % 10 == c->value[10];
}

/* Digit sums of weighted digits; a letter is its place in the alphabet in two digits. */
static unsigned sum_with_letter(const nw_compact *c, unsigned count, const unsigned char *weights) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++) {
    unsigned value = c->value[i];
    if (value >= A) sum += digit_sum((value - A + 1) / 10 * *weights++), value = (value - A + 1) % 10;
    sum += digit_sum(value * *weights++);
  }
  return sum;
}

int nw_check_de_health(const nw_compact *c) {
  static const unsigned char weights[] = { 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 };
  return sum_with_letter(c, 9, weights) % 10 == c->value[9];
}

/* Area of the insurer, day of birth (32 more where a day ran out of serials), first letter of the name at birth, serial. */
int nw_check_de_insurance(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 };
  unsigned area = number(c, 0, 2);
  if (area < 2 || (area > 29 && area < 38) || area > 89) return 0;
  unsigned day = number(c, 2, 2);
  if (!nw_check_day(number(c, 6, 2), number(c, 4, 2), day > 32 ? day - 32 : day)) return 0;
  return sum_with_letter(c, 11, weights) % 10 == c->value[11];
}

/* FF(F) of the Land, two of the office, 0, and the rest: Länder begin with 1…4 two-digit codes or 5, 9, and place 5 is 0. */
int nw_check_de_tax_number(const nw_compact *c) {
  static const char lands[] = "10 11 21 22 23 24 26 27 28 30 31 32 40 41 5 9 02 03 16";
  char head[3] = { place(c, 0), place(c, 1), '\0' };
  if (c->value[4] != 0 && c->value[4] != 8) return 0;
  return head[0] == '5' || head[0] == '9' || strstr(lands, head) != NULL;
}

/* ---- Belgium, the Netherlands, Luxembourg ---- */

static int be_day_holds(const nw_compact *c, unsigned month) {
  unsigned day = number(c, 4, 2);
  if (number(c, 6, 3) == 0 || month > 12) return 0;
  return month == 0 || day == 0 ? day <= 31 : nw_check_day(number(c, 0, 2), month, day);
}

int nw_check_be_day(const nw_compact *c) { return be_day_holds(c, number(c, 2, 2)); }

int nw_check_be_bis_day(const nw_compact *c) {
  unsigned month = number(c, 2, 2);
  return month >= 20 && month < 60 && be_day_holds(c, month % 20);
}

int nw_check_be_check(const nw_compact *c) {
  unsigned rest = rest_of(c, 0, 9, 97), check = number(c, 9, 2);
  return check == 97 - rest || check == 97 - (2000000000u % 97 + rest) % 97;
}

int nw_check_be_vat(const nw_compact *c) {
  return c->value[0] <= 1 && number(c, 1, 7) != 0 && number(c, 8, 2) == 97 - rest_of(c, 0, 8, 97);
}

/* The number of the owner with its check until 2019; since then the letters as numbers, modulo 97. 12 places: no "NL". */
int nw_check_nl_vat(const nw_compact *c) {
  unsigned rest = 2321;  /* N, L */
  nw_compact owner = part(c, 0, 9);
  for (unsigned i = 0; i < c->len; i++) rest = (rest * (c->value[i] >= A ? 100 : 10) + c->value[i]) % 97;
  return number(c, 10, 2) != 0 && (rest == 1 || nw_check_holds(NW_CHECK_nl_bsn, &owner));
}

int nw_check_lu_person(const nw_compact *c) {
  unsigned char value[12];
  nw_compact luhn = part(c, 0, 12), verhoeff = { value, 12 };
  memcpy(value, c->value, 11);
  value[11] = c->value[12];
  return nw_check_luhn(&luhn) && nw_check_verhoeff(&verhoeff);
}

int nw_check_lu_vat(const nw_compact *c) { return number(c, 0, 6) % 89 == number(c, 6, 2); }

/* ---- France ---- */

/* Sex, year, month (20 and more: not known), département (2A and 2B are Corsica), commune, serial, key. */
int nw_check_fr_nir(const nw_compact *c) {
  unsigned char value[15];
  nw_compact digits = { value, 15 };
  memcpy(value, c->value, 15);
  if (value[6] >= A) {
    if (value[5] != 2 || value[6] > A + 1) return 0;
    value[5] = 1;
    value[6] = value[6] == A ? 9 : 8;
  }
  unsigned month = number(&digits, 3, 2);
  if (month == 0 || (month > 12 && month < 20) || (month > 42 && month < 50) || number(&digits, 5, 2) == 0) return 0;
  return number(&digits, 13, 2) == 97 - rest_of(&digits, 0, 13, 97);
}

int nw_check_fr_nif(const nw_compact *c) { return c->value[0] <= 3 && number(c, 10, 3) == rest_of(c, 0, 10, 511); }

int nw_check_fr_siren(const nw_compact *c) { return number(c, 0, 9) != 0 && nw_check_luhn_from(c, 0, 0); }

int nw_check_fr_siret(const nw_compact *c) {
  nw_compact siren = part(c, 0, 9);
  unsigned sum = 0;
  for (unsigned i = 0; i < 14; i++) sum += c->value[i];
  if (!nw_check_fr_siren(&siren)) return 0;
  return nw_check_luhn_from(c, 0, 0) || (number(c, 0, 9) == 356000000 && sum % 5 == 0);
}

/* Eleven places: the key and the SIREN. A key with letters is of another scheme, whose check is the SIREN's alone. */
int nw_check_fr_vat(const nw_compact *c) {
  nw_compact siren = part(c, 2, 9);
  if (!nw_check_fr_siren(&siren)) return 0;
  return c->value[0] >= A || c->value[1] >= A || number(c, 0, 2) == (12 + 3 * rest_of(c, 2, 9, 97)) % 97;
}

/* ---- Spain, Portugal, Italy, Cyprus, Malta ---- */

static char es_letter(unsigned value) { return "TRWAGMYFPDXBNJZSQVHLCKE"[value % 23]; }

int nw_check_es_short_nif(const nw_compact *c) { return number(c, 0, 7) != 0 && es_letter(number(c, 0, 7)) == place(c, 7); }
int nw_check_es_klm(const nw_compact *c) { return es_letter(number(c, 1, 7)) == place(c, 8); }

/* The kind of company says whether the check is a digit (A B E H), a letter (P Q R S N W) or either. */
int nw_check_es_cif(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 1; i < 8; i++) sum += i % 2 == 1 ? digit_sum(c->value[i] * 2u) : c->value[i];
  unsigned check = (10 - sum % 10) % 10;
  char kind = place(c, 0), last = place(c, 8);
  if (last == (char)('0' + check)) return strchr("PQRSNW", kind) == NULL;
  return last == "JABCDEFGHI"[check] && strchr("ABEH", kind) == NULL;
}

/* Luhn's scheme with letters as 10…35; what is doubled and exceeds 9 loses 9. */
int nw_check_pt_cc(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 12; i++) {
    unsigned value = c->value[i] * (i % 2 == 0 ? 2u : 1u);
    sum += i % 2 == 0 && value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

/* Where two people would share a code, digits become letters ("omocodia"). More than 9: no such digit. */
static unsigned it_digit(const nw_compact *c, unsigned i) {
  static const char letters[] = "LMNPQRSTUV";
  const char *at = strchr(letters, place(c, i));
  return c->value[i] < A ? c->value[i] : at != NULL ? (unsigned)(at - letters) : 10;
}

static int it_day_holds(const nw_compact *c) {
  static const char months[] = "ABCDEHLMPRST";
  static const unsigned char digit_at[] = { 6, 7, 9, 10, 12, 13, 14 };
  for (unsigned i = 0; i < sizeof digit_at; i++)
    if (it_digit(c, digit_at[i]) > 9) return 0;
  const char *month = strchr(months, place(c, 8));
  unsigned day = it_digit(c, 9) * 10 + it_digit(c, 10);
  if (month == NULL) return 0;
  return nw_check_day(it_digit(c, 6) * 10 + it_digit(c, 7), (unsigned)(month - months) + 1, day > 40 ? day - 40 : day);
}

int nw_check_it_fiscal_code(const nw_compact *c) {
  static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
                                       23 };
  unsigned sum = 0;
  if (!it_day_holds(c)) return 0;
  for (unsigned i = 0; i < 15; i++) {
    unsigned value = c->value[i] >= A ? c->value[i] - (unsigned)A : c->value[i];
    sum += i % 2 == 0 ? odd[value] : value;
  }
  return c->value[15] == A + sum % 26;
}

int nw_check_cy_tic(const nw_compact *c) {
  static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21 };
  unsigned sum = 0;
  for (unsigned i = 0; i < 8; i++) sum += i % 2 == 0 ? odd[c->value[i]] : c->value[i];
  return number(c, 0, 2) != 12 && c->value[8] == A + sum % 26;
}

/* ---- the north and the Baltic states ---- */

int nw_check_dk_cpr(const nw_compact *c) { return ddmmyy(c, 0) && number(c, 6, 4) != 0; }

/* The sign between day and serial tells the century: '-' and '+' are gone from the compact form, letters are not. */
int nw_check_fi_person(const nw_compact *c) {
  unsigned serial = number(c, c->len - 4, 3), all = number(c, 0, 6) * 1000 + serial;
  return ddmmyy(c, 0) && serial >= 2 && "0123456789ABCDEFHJKLMNPRSTUVWXY"[all % 31] == place(c, c->len - 1);
}

/* Companies have 40 more in the day; the last digit is the century. */
int nw_check_is_day(const nw_compact *c) {
  return (c->value[9] == 9 || c->value[9] == 0 || c->value[9] == 8) && ddmmyy(c, number(c, 0, 2) > 40 ? 40 : 0);
}

int nw_check_no_day(const nw_compact *c) {
  unsigned month = number(c, 2, 2), day = number(c, 0, 2);
  month -= month > 80 ? 80 : month > 40 ? 40 : 0;  /* test numbers, help numbers */
  return nw_check_day(number(c, 4, 2), month, day > 40 ? day - 40 : day);
}

int nw_check_se_day(const nw_compact *c) {
  unsigned from = c->len - 10, day = number(c, from + 4, 2);
  if (from == 2 && (number(c, 0, 2) < 18 || number(c, 0, 2) > 20)) return 0;
  return nw_check_day(number(c, from, 2), number(c, from + 2, 2), day > 60 ? day - 60 : day);
}

int nw_check_se_luhn(const nw_compact *c) { return nw_check_luhn_from(c, c->len - 10, 0); }
int nw_check_se_org(const nw_compact *c) { return c->value[2] >= 2; }

/* "SE", ten digits, 01. */
int nw_check_se_vat(const nw_compact *c) {
  nw_compact company = part(c, 2, 10);
  return nw_check_luhn(&company);
}

/* The first digit is century and sex; Lithuania's 9 is a number without a day. */
int nw_check_ee_lt_day(const nw_compact *c) { return c->value[0] == 9 || (c->value[0] != 0 && yymmdd(c, 1, 0)); }
int nw_check_ee_lt_person(const nw_compact *c) { return twice_modulo_11(c, 10, 1) == c->value[10]; }

/* Nine digits or twelve; the last but one is 1. */
int nw_check_lt_vat(const nw_compact *c) {
  return c->value[c->len - 2] == 1 && twice_modulo_11(c, c->len - 1, 1) == c->value[c->len - 1];
}

int nw_check_lv_day(const nw_compact *c) {
  unsigned day = number(c, 0, 2);
  return (day >= 32 && day <= 39) || (ddmmyy(c, 0) && c->value[6] <= 2);
}

int nw_check_lv_company(const nw_compact *c) {
  static const unsigned char weights[] = { 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1 };
  unsigned sum = 0;
  for (unsigned i = 0; i < 11; i++) sum += weights[i] * c->value[i];
  return c->value[0] > 3 && sum % 11 == 3;
}

/* ---- the middle and the south-east ---- */

/* Fourteen digits: a unit of a company, whose nine digits stand in front. */
int nw_check_pl_regon_head(const nw_compact *c) {
  nw_compact company = part(c, 0, 9);
  return nw_check_holds(NW_CHECK_pl_regon, &company);
}

/* Women have 50 more in the month, and 20 more where the serials of a day ran out (since 2004). */
static int cz_day_holds(const nw_compact *c) {
  unsigned month = number(c, 2, 2) % 50;
  return nw_check_day(number(c, 0, 2), month > 20 ? month - 20 : month, number(c, 4, 2));
}

int nw_check_cz_birth(const nw_compact *c) { return cz_day_holds(c) && rest_of(c, 0, 9, 11) % 10 == c->value[9]; }
int nw_check_cz_birth_old(const nw_compact *c) { return cz_day_holds(c) && number(c, 0, 2) < 54 && number(c, 6, 3) != 0; }

int nw_check_sk_vat(const nw_compact *c) {
  return c->value[0] != 0 && strchr("234789", place(c, 2)) != NULL && rest_of(c, 0, 10, 11) == 0;
}

/* 20 more in the month: the 1800s, 40 more: the 2000s. */
int nw_check_bg_day(const nw_compact *c) { return number(c, 2, 2) < 60 && yymmdd(c, 0, number(c, 2, 2) / 20 * 20); }

int nw_check_bg_eik(const nw_compact *c) { return twice_modulo_11(c, 8, 0) == c->value[8]; }

int nw_check_ro_day(const nw_compact *c) {
  unsigned county = number(c, 7, 2);
  if (c->value[0] == 0 || !yymmdd(c, 1, 0)) return 0;
  return (county >= 1 && county <= 48) || county == 51 || county == 52 || county == 70 || (county >= 80 && county <= 83);
}

/* 7,5,3,2,1,7,5,3,2 end at the last digit but one, however long the number. */
int nw_check_ro_cui(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 5, 7, 1, 2, 3, 5, 7 };
  unsigned sum = 0;
  for (unsigned i = 0; i + 1 < c->len; i++) sum += weights[i] * c->value[c->len - 2 - i];
  return c->value[0] != 0 && sum * 10 % 11 % 10 == c->value[c->len - 1];
}

/* DDMMYYY: three digits of the year. */
int nw_check_jmbg_day(const nw_compact *c) {
  unsigned year = number(c, 4, 3);
  return (year < 100 || year >= 850) && nw_check_day(year + (year < 100 ? 2000 : 1000), number(c, 2, 2), number(c, 0, 2));
}

/* ---- Turkey, Russia, Ukraine ---- */

int nw_check_tr_person(const nw_compact *c) {
  unsigned odd = 0, even = 0;
  for (unsigned i = 0; i < 9; i++) *(i % 2 == 0 ? &odd : &even) += c->value[i];
  unsigned tenth = (odd * 7 + 90 - even) % 10;
  return c->value[0] != 0 && c->value[9] == tenth && c->value[10] == (odd + even + tenth) % 10;
}

/* Each digit and its distance from the end, modulo 10, times a power of two, modulo 9 where 0 is 9. */
int nw_check_tr_vkn(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 9; i++) {
    unsigned value = (c->value[i] + 9 - i) % 10, scaled = (value << (9 - i)) % 9;
    sum += value != 0 && scaled == 0 ? 9 : scaled;
  }
  return (10 - sum % 10) % 10 == c->value[9];
}

int nw_check_ru_ogrn(const nw_compact *c) {
  return c->value[0] != 0 && rest_of(c, 0, c->len - 1, c->len == 13 ? 11 : 13) % 10 == c->value[c->len - 1];
}

/* Pension fund: numbers above 001-001-998 have a check. */
int nw_check_ru_snils(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 9; i++) sum += (9 - i) * c->value[i];
  return number(c, 0, 9) > 1001998 && sum % 101 % 100 == number(c, 9, 2);
}

/* The second letter counts as its place in the list. */
int nw_check_by_unp_person(const nw_compact *c) {
  static const char letters[] = "ABCEHKMOPT";
  const char *at = strchr(letters, place(c, 1));
  unsigned char value[9];
  nw_compact digits = { value, 9 };
  if (at == NULL) return 0;
  memcpy(value, c->value, sizeof value);
  value[1] = (unsigned char)(at - letters);
  return nw_check_holds(NW_CHECK_by_unp, &digits);
}

/* Numbers from 30000000 to 60000000 begin with 7, then 1…6. */
int nw_check_ua_edrpou(const nw_compact *c) {
  unsigned all = number(c, 0, 8), middle = all >= 30000000 && all <= 60000000, rest = 10;
  for (unsigned more = 0; more <= 2 && rest > 9; more += 2) {
    unsigned sum = 0;
    for (unsigned i = 0; i < 7; i++) sum += c->value[i] * ((middle ? (i + 6) % 7 + 1 : i + 1) + more);
    rest = sum % 11;
  }
  return rest % 10 == c->value[7];
}

/* ---- the United Kingdom and Ireland ---- */

/* Nine digits, or twelve with a branch. */
int nw_check_uk_vat(const nw_compact *c) {
  unsigned sum = number(c, 7, 2);
  for (unsigned i = 0; i < 7; i++) sum += (8 - i) * c->value[i];
  return number(c, 0, 7) != 0 && (sum % 97 == 0 || (sum + 55) % 97 == 0);
}

int nw_check_uk_vat_public(const nw_compact *c) {
  unsigned from = c->len > 5 ? 6 : 2, body = number(c, from, 3);
  if (c->len > 5 && (number(c, 2, 4) != 8888 || number(c, 9, 2) != body % 97)) return 0;
  return c->value[1] == D ? body < 500 : body >= 500;
}

/* Seven digits and the check; since 2013 a second letter counts as well (W: wives, of old). */
int nw_check_ie_pps(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 7; i++) sum += (8 - i) * c->value[i];
  if (c->len == 9 && c->value[8] != W) sum += 9 * (c->value[8] - A + 1u);
  return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == place(c, 7);
}

/* ---- forms with letters in front of or behind the number ---- */

int nw_check_ch_uid_vat(const nw_compact *c) {
  nw_compact company = part(c, 0, 12);
  return nw_check_holds(NW_CHECK_ch_uid, &company);
}

/* Numbers of before 2008 have no leading 0. */
int nw_check_be_vat_old(const nw_compact *c) { return number(c, 2, 7) != 0 && number(c, 9, 2) == 97 - rest_of(c, 2, 7, 97); }

int nw_check_es_cif_prefixed(const nw_compact *c) {
  nw_compact company = part(c, 2, 9);
  return nw_check_es_cif(&company);
}

int nw_check_no_vat(const nw_compact *c) {
  nw_compact company = part(c, 2, 9);
  return nw_check_holds(NW_CHECK_no_orgnr, &company);
}

int nw_check_no_mva(const nw_compact *c) {
  nw_compact company = part(c, 0, 9);
  return nw_check_holds(NW_CHECK_no_orgnr, &company);
}

/* A document number of letters and digits has two digits at least: words have none. */
int nw_check_has_digit(const nw_compact *c) {
  unsigned digits = 0;
  for (unsigned i = 0; i < c->len; i++) digits += c->value[i] < A;
  return digits >= 2;
}

/* ---- value added tax: two letters and the country's number ---- */

int nw_check_eu_vat(const nw_compact *c) {
  static const struct { const char *country; nw_check_id check; } rows[] = {
    { "BE", NW_CHECK_be_vat },   { "BG", NW_CHECK_bg_eik },    { "CY", NW_CHECK_cy_tic },   { "CZ", NW_CHECK_cz_ico },
    { "DE", NW_CHECK_mod11_10 }, { "DK", NW_CHECK_dk_cvr },    { "EE", NW_CHECK_ee_vat },   { "EL", NW_CHECK_gr_afm },
    { "FI", NW_CHECK_fi_ytunnus }, { "FR", NW_CHECK_fr_vat },  { "GB", NW_CHECK_uk_vat },   { "HR", NW_CHECK_mod11_10 },
    { "HU", NW_CHECK_hu_vat },   { "IE", NW_CHECK_ie_pps },    { "IT", NW_CHECK_luhn },     { "LT", NW_CHECK_lt_vat },
    { "LU", NW_CHECK_lu_vat },   { "LV", NW_CHECK_lv_company }, { "MT", NW_CHECK_mt_vat },  { "NL", NW_CHECK_nl_vat },
    { "NO", NW_CHECK_no_orgnr }, { "PL", NW_CHECK_pl_nip },    { "PT", NW_CHECK_pt_nif },   { "RO", NW_CHECK_ro_cui },
    { "RS", NW_CHECK_mod11_10 }, { "SI", NW_CHECK_si_ddv },    { "SK", NW_CHECK_sk_vat },   { "XI", NW_CHECK_uk_vat },
    { "RU", NW_CHECK_ru_inn10 }, { "MK", NW_CHECK_jmbg },
  };
  nw_compact rest = part(c, 2, c->len - 2);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].country[0] == place(c, 0) && rows[i].country[1] == place(c, 1)) return nw_check_holds(rows[i].check, &rest);
  return 0;
}
