/* The checks that are data: weighted sums and prefixes. */
#include "detect/check/check.h"

#include <string.h>

typedef enum check_kind { NONE, CALL, WEIGHTED, PREFIXED } check_kind;
typedef enum weight_mode { ZERO, SUM, DIFF, DIGITS_SUM, DIGITS_DIFF } weight_mode;

typedef struct check_row {
  check_kind    kind;
  int           proof;
  int         (*call)(const nw_compact *compact);
  unsigned      modulus;
  weight_mode   mode;
  int           place;
  const char   *text;  /* the table of check characters, or the list of prefixes */
  int16_t       weights[NW_COMPACT_MAX];
} check_row;

static const check_row rows[] = {
  { .kind = NONE },
#define FUNCTION(name, is_proof) { .kind = CALL, .proof = is_proof, .call = nw_check_##name },
#define WEIGHTS(name, mod, how, at, table, ...) \
  { .kind = WEIGHTED, .proof = 1, .modulus = mod, .mode = how, .place = at, .text = table, .weights = { __VA_ARGS__ } },
#define PREFIX(name, list) { .kind = PREFIXED, .text = list },
#include "checks.def"
#undef FUNCTION
#undef WEIGHTS
#undef PREFIX
};

static char char_of(unsigned value) { return (char)(value < 10 ? '0' + value : 'A' + value - 10); }

static int weights_hold(const check_row *row, const nw_compact *compact) {
  int sum = 0, modulus = (int)row->modulus;
  for (unsigned i = 0; i < compact->len; i++) {
    int product = row->weights[i] * compact->value[i];
    sum += row->mode >= DIGITS_SUM && product > 9 ? product / 10 + product % 10 : product;
  }
  int rest = (sum % modulus + modulus) % modulus;
  if (row->mode == ZERO) return rest == 0;
  if (row->mode == DIFF || row->mode == DIGITS_DIFF) rest = modulus - rest;
  unsigned place = row->place < 0 ? compact->len - 1 : (unsigned)row->place;
  return row->text[rest] == char_of(compact->value[place]);
}

static int has_prefix(const check_row *row, const nw_compact *compact) {
  for (const char *word = row->text; *word != '\0';) {
    size_t len = strcspn(word, " "), n = 0;
    while (n < len && n < compact->len && word[n] == char_of(compact->value[n])) n++;
    if (n == len) return 1;
    word += len + (word[len] == ' ');
  }
  return 0;
}

int nw_check_holds(nw_check_id check, const nw_compact *compact) {
  const check_row *row = &rows[check];
  switch (row->kind) {
    case CALL: return row->call(compact);
    case WEIGHTED: return weights_hold(row, compact);
    case PREFIXED: return has_prefix(row, compact);
    default: return 1;
  }
}

const char *nw_check_name(nw_check_id check) {
  static const char *const names[] = {
    "none",
#define FUNCTION(name, proof) #name,
#define WEIGHTS(name, ...) #name,
#define PREFIX(name, list) #name,
#include "checks.def"
#undef FUNCTION
#undef WEIGHTS
#undef PREFIX
  };
  return check < NW_CHECK_COUNT ? names[check] : "?";
}

int nw_check_proves(nw_check_id check) { return rows[check].proof; }
