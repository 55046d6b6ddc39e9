/* Checks of ids of industries; weighted sums with one set of weights are rows of grammar/checks/industry.def. */
#include "detect/check/check.h"

int nw_check_imei(const nw_compact *c) {
  unsigned body = nw_compact_number(c, 0, 2);
  return body == 1 || body == 10 || body == 30 || body == 33 || body == 35 || body == 44 || body == 45 || body == 86 ||
         body == 91 || body >= 98 || (body >= 49 && body <= 54);
}

int nw_check_cusip(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 8; i++) {
    unsigned value = c->value[i] * (i % 2 + 1);
    sum += value / 10 + value % 10;
  }
  return (sum + c->value[8]) % 10 == 0;
}

/* A = 10, B = 12, … : 11, 22 and 33 are left out. */
int nw_check_iso6346(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 0; i < 10; i++) {
    unsigned value = c->value[i];
    sum += (value + (value > 10 ? 1u : 0u) + (value > 20 ? 1u : 0u) + (value > 30 ? 1u : 0u)) << i;
  }
  return sum % 11 % 10 == c->value[10];
}

/* Behind 1Z; A = 2, B = 3, … modulo 10. */
int nw_check_ups(const nw_compact *c) {
  unsigned sum = 0;
  for (unsigned i = 2; i < 17; i++) {
    unsigned value = c->value[i] > 9 ? (c->value[i] - 8u) % 10 : c->value[i];
    sum += value * (i % 2 + 1);
  }
  return (sum + c->value[17]) % 10 == 0;
}
