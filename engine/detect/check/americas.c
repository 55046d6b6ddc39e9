/* Checks that belong to one id of the Americas; weighted sums with one set of weights are rows of grammar/checks/americas.def. */
#include <string.h>

#include "detect/check/check.h"

enum { K = 20 };  /* the value of the letter */

/* The sum of places [from, from + count) where the last weighs weights[0], the one before weights[1], … and around again after
 * `cycle`. */
static unsigned sum_backwards(const nw_compact *c, unsigned from, unsigned count, const unsigned char *weights, unsigned cycle) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++) sum += c->value[from + count - 1 - i] * weights[i % cycle];
  return sum;
}

/* ---- United States, Canada ---- */

int nw_check_us_atin(const nw_compact *c) { return c->value[0] == 9 && nw_compact_number(c, 3, 2) == 93; }

int nw_check_us_dea(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 1, 2, 1, 2, 1 };
  return sum_backwards(c, 2, 6, weights, 6) % 10 == c->value[8];
}

int nw_check_ca_bn(const nw_compact *c) {
  nw_compact number = { c->value, 9 };
  return nw_check_luhn(&number);
}

/* ---- Brazil, Argentina ---- */

/* A letter counts 7 more than in base 36: its ASCII code less that of '0'. */
int nw_check_br_cnpj(const nw_compact *c) {
  for (unsigned body = 12; body <= 13; body++) {
    unsigned sum = 0;
    for (unsigned i = 0; i < body; i++) {
      unsigned value = c->value[i];
      sum += (value > 9 ? value + 7 : value) * (2 + (body - 1 - i) % 8);
    }
    unsigned rest = sum % 11;
    if (c->value[body] != (rest < 2 ? 0 : 11 - rest)) return 0;
  }
  return 1;
}

int nw_check_ar_cbu(const nw_compact *c) {
  static const unsigned char weights[] = { 3, 1, 7, 9 };
  return (sum_backwards(c, 0, 7, weights, 4) + c->value[7]) % 10 == 0 &&
         (sum_backwards(c, 8, 13, weights, 4) + c->value[21]) % 10 == 0;
}

/* ---- Chile, Colombia ---- */

int nw_check_cl_rut(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 4, 5, 6, 7 };
  unsigned check = 11 - sum_backwards(c, 0, c->len - 1, weights, 6) % 11;
  return c->value[c->len - 1] == (check == 11 ? 0 : check == 10 ? K : check);
}

int nw_check_co_nit(const nw_compact *c) {
  static const unsigned char weights[] = { 3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71 };
  unsigned rest = sum_backwards(c, 0, c->len - 1, weights, 15) % 11;
  return c->value[c->len - 1] == (rest < 2 ? rest : 11 - rest);
}

/* ---- Mexico ---- */

static int curp_state(const nw_compact *c) {
  static const char states[] =
    "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS ";
  for (const char *row = states; *row != '\0'; row += 3)
    if ((unsigned)(row[0] - 'A' + 10) == c->value[11] && (unsigned)(row[1] - 'A' + 10) == c->value[12]) return 1;
  return 0;
}

/* The alphabet has an Ñ behind N (23), so letters from O on count one more. */
int nw_check_mx_curp(const nw_compact *c) {
  unsigned sum = 0, century = c->value[16] > 9 ? 2000 : 1900;
  for (unsigned i = 0; i < 17; i++) sum += (c->value[i] + (c->value[i] > 23 ? 1u : 0u)) * (18 - i);
  unsigned day = nw_compact_number(c, 8, 2), month = nw_compact_number(c, 6, 2), year = century + nw_compact_number(c, 4, 2);
  return nw_check_day(year, month, day) && curp_state(c) && (sum + c->value[17]) % 10 == 0;
}

/* Three letters for a company, four for a person. The check digit is by published lists often not the official one: not asked. */
int nw_check_mx_rfc(const nw_compact *c) {
  unsigned at = c->len - 9;
  return nw_check_day(nw_compact_number(c, at, 2), nw_compact_number(c, at + 2, 2), nw_compact_number(c, at + 4, 2));
}

/* ---- Peru, Ecuador ---- */

int nw_check_pe_cui(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 4, 5, 6, 7, 2, 3 };
  static const unsigned char digits[] = { 6, 5, 4, 3, 2, 1, 1, 0, 9, 8, 7 };
  unsigned rest = sum_backwards(c, 0, 8, weights, 8) % 11;
  return c->value[8] == digits[rest] || c->value[8] == K - rest;
}

static int ec_province(const nw_compact *c) {
  unsigned province = nw_compact_number(c, 0, 2);
  return (province >= 1 && province <= 24) || province == 30 || province == 50;
}

int nw_check_ec_ci(const nw_compact *c) { return ec_province(c) && c->value[2] < 6; }

/* Persons have their identity number in front; it is found in front of a third digit of 6 and 9, too. */
int nw_check_ec_ruc(const nw_compact *c) {
  static const unsigned char public_body[] = { 1, 2, 3, 4, 5, 6, 7, 2, 3 }, company[] = { 1, 2, 3, 4, 5, 6, 7, 2, 3, 4 };
  nw_compact person = { c->value, 10 };
  if (!ec_province(c) || nw_compact_number(c, 10, 3) == 0) return 0;
  if (nw_check_luhn(&person)) return 1;
  if (c->value[2] == 6) return sum_backwards(c, 0, 9, public_body, 9) % 11 == 0;
  return c->value[2] == 9 && sum_backwards(c, 0, 10, company, 10) % 11 == 0;
}

/* ---- Uruguay, Paraguay, Venezuela ---- */

int nw_check_uy_rut(const nw_compact *c) {
  unsigned office = nw_compact_number(c, 0, 2);
  return office >= 1 && office <= 22 && nw_compact_number(c, 2, 6) != 0 && nw_compact_number(c, 8, 3) == 1;
}

int nw_check_py_ruc(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 4, 5, 6, 7, 8, 9 };
  unsigned check = (11 - sum_backwards(c, 0, c->len - 1, weights, 8) % 11) % 11;
  return c->value[c->len - 1] == check % 10;
}

/* V 4, E 8, J 12, P 16, G 20. */
int nw_check_ve_rif(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 4, 5, 6, 7, 2, 3 };
  static const char letters[] = "VEJPG";
  const char *letter = strchr(letters, 'A' + c->value[0] - 10);
  unsigned sum = letter == NULL ? 0 : 4u * (unsigned)(letter - letters + 1) + sum_backwards(c, 1, 8, weights, 8);
  unsigned rest = sum % 11;
  return letter != NULL && c->value[9] == (rest < 2 ? 0 : 11 - rest);
}

/* ---- Central America, the Caribbean ---- */

int nw_check_gt_nit(const nw_compact *c) {
  static const unsigned char weights[] = { 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  unsigned check = (11 - sum_backwards(c, 0, c->len - 1, weights, 11) % 11) % 11;
  return c->value[c->len - 1] == (check == 10 ? K : check);
}

int nw_check_sv_nit(const nw_compact *c) {
  static const unsigned char old[] = { 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
  static const unsigned char young[] = { 2, 3, 4, 5, 6, 7 };
  unsigned is_old = nw_compact_number(c, 10, 3) <= 100;
  unsigned rest = is_old ? sum_backwards(c, 0, 13, old, 13) % 11 : (11 - sum_backwards(c, 0, 13, young, 6) % 11) % 11;
  return c->value[13] == rest % 10;
}

/* The seventh digit: 9 the 19th century, 0..5 the 20th, 6..8 the 21st. */
int nw_check_cu_ni(const nw_compact *c) {
  unsigned century = c->value[6] == 9 ? 1800 : c->value[6] <= 5 ? 1900 : 2000;
  return nw_check_day(century + nw_compact_number(c, 0, 2), nw_compact_number(c, 2, 2), nw_compact_number(c, 4, 2));
}
