/* policy/scalar.c - what a scalar of a policy means. Plain scalars follow YAML 1.2's core schema (YAML 1.2.2, 10.3.2):
 *
 *   null ~ (nothing)   NULL      12 0x1f 0o17   INTEGER      yes no on off   TEXT (booleans of YAML 1.1, not of 1.2)
 *   true True TRUE     BOOL      0.75 1e3 .inf  FLOAT        "12" 'true'     TEXT
 *
 * No locale, no floating point. Linear in the scalar. */
#include <string.h>

#include "base/slice.h"
#include "json/tree.h"
#include "policy/fields.h"

static int one_of(newel_slice text, const char *const *names) {
  for (; *names != NULL; names++) {
    if (nw_slice_is(text, *names)) return 1;
  }
  return 0;
}

static size_t digits(newel_slice text, size_t from) {
  size_t at = from;
  while (at < text.len && nw_is_digit((unsigned char)text.data[at])) at++;
  return at - from;
}

static size_t sign(newel_slice text) {
  return text.len > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
}

/* [-+]? [0-9]+, 0x[0-9a-fA-F]+ or 0o[0-7]+ */
static int is_integer(newel_slice text) {
  size_t from = sign(text);
  if (digits(text, from) > 0 && from + digits(text, from) == text.len) return 1;
  if (text.len < 3 || text.data[0] != '0' || (text.data[1] != 'x' && text.data[1] != 'o')) return 0;
  for (size_t i = 2; i < text.len; i++) {
    unsigned c = (unsigned char)text.data[i];
    if (text.data[1] == 'x' ? !nw_is_hex(c) : c - '0' >= 8u) return 0;
  }
  return 1;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, .inf and .nan */
static int is_float(newel_slice text) {
  static const char *const named[] = { ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN", NULL };
  size_t at = sign(text);
  if (one_of(nw_slice(text.data + at, text.len - at), named)) return 1;
  size_t whole = digits(text, at), part = 0;
  at += whole;
  if (at < text.len && text.data[at] == '.') {
    part = digits(text, at + 1);
    at += 1 + part;
  }
  if (whole + part == 0) return 0;
  if (at < text.len && (text.data[at] | 32) == 'e') {
    at++;
    if (at < text.len && (text.data[at] == '-' || text.data[at] == '+')) at++;
    size_t power = digits(text, at);
    if (power == 0) return 0;
    at += power;
  }
  return at == text.len;
}

nw_core nw_core_of(const nw_node *node) {
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char *const bools[] = { "true", "True", "TRUE", "false", "False", "FALSE", NULL };
  /* Most texts say so by their first letter: one of no name above, and of no number. */
  if (!node->plain || (node->text.len > 0 && nw_is_alpha((unsigned char)node->text.data[0]) &&
                       strchr("nNtTfF", node->text.data[0]) == NULL)) return NW_CORE_TEXT;
  if (one_of(node->text, nulls)) return NW_CORE_NULL;
  if (one_of(node->text, bools)) return NW_CORE_BOOL;
  if (is_integer(node->text)) return NW_CORE_INTEGER;
  return is_float(node->text) ? NW_CORE_FLOAT : NW_CORE_TEXT;
}

static int is_scalar(const nw_node *node) {
  return node != NULL && node->type == NW_NODE_SCALAR;
}

int nw_read_word(const nw_node *node, const nw_choice *choices, unsigned *out) {
  return is_scalar(node) && nw_choice_find(choices, node->text, out);
}

int nw_read_bool(const nw_node *node, uint8_t *out) {
  if (!is_scalar(node) || nw_core_of(node) != NW_CORE_BOOL) return 0;
  *out = (node->text.data[0] | 32) == 't';
  return 1;
}

int nw_read_ppm(const nw_node *node, int64_t *out) {
  if (!is_scalar(node)) return 0;
  nw_core core = nw_core_of(node);
  return (core == NW_CORE_INTEGER || core == NW_CORE_FLOAT) && nw_decimal_ppm(node->text, out);
}

int nw_read_text(const nw_node *node, newel_slice *out) {
  if (!is_scalar(node) || nw_core_of(node) != NW_CORE_TEXT) return 0;
  *out = node->text;
  return 1;
}

int nw_read_duration_ms(const nw_node *node, uint32_t *out) {
  if (!is_scalar(node)) return 0;
  size_t len = digits(node->text, 0);
  newel_slice unit = nw_slice(node->text.data + len, node->text.len - len);
  uint32_t scale = nw_slice_is(unit, "ms") ? 1 : nw_slice_is(unit, "s") ? 1000 : 0, value = 0;
  if (len == 0 || len > 6 || scale == 0) return 0;
  for (size_t i = 0; i < len; i++) value = value * 10 + (uint32_t)(node->text.data[i] - '0');
  *out = value * scale;
  return 1;
}

int nw_is_version(newel_slice text) {
  if (nw_slice_is(text, "DRAFT")) return 1;
  return text.len >= 1 && text.len <= 8 && text.data[0] != '0' && digits(text, 0) == text.len;
}
