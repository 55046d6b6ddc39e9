/* guard/edit.c - what stands in the text instead of a finding.
 *
 *   type      {EMAIL}                      Bedrock's form
 *   numbered  {EMAIL_1}                    the same value has the same number within a scope
 *   mask      ****************  or  ************1111 with keep_last
 *   hash      {EMAIL:9f86d081884c7d65}     HMAC-SHA-256 under the engine's key, first 8 bytes
 */
#include "base/slice.h"
#include "crypto/digest.h"
#include "guard/scratch.h"
#include "json/writer.h"

static void add_mask(nw_buf *out, newel_slice value, unsigned keep_last) {
  size_t chars = 0, kept_from = value.len;
  const unsigned char *p = (const unsigned char *)value.data;
  for (unsigned kept = 0; kept < keep_last && kept_from > 0; kept++) {
    uint32_t cp;
    kept_from -= nw_utf8_decode_back(p, p + kept_from, &cp);
  }
  for (size_t i = 0; i < kept_from; chars++) {
    uint32_t cp;
    unsigned len = nw_utf8_decode(p + i, value.len - i, &cp);
    i += len == 0 ? 1 : len;
  }
  while (chars-- > 0) nw_buf_add_char(out, '*');
  nw_buf_add(out, value.data + kept_from, value.len - kept_from);
}

static int add_hash(nw_eval *eval, nw_buf *out, const char *type, newel_slice value) {
  newel_scratch *scratch = eval->scratch;
  unsigned char digest[NW_SHA256_BYTES];
  char hex[17];
  nw_buf_clear(&scratch->value);
  nw_buf_add_text(&scratch->value, type);
  nw_buf_add_char(&scratch->value, '\0');
  nw_buf_add_slice(&scratch->value, value);
  if (scratch->value.failed || !nw_hmac_sha256(scratch->engine->key, nw_buf_slice(&scratch->value), digest)) return 0;
  nw_hex(hex, digest, 8);
  nw_buf_addf(out, "{%s:%s}", type, hex);
  return 1;
}

static void add_type(nw_buf *out, const char *type) {
  size_t len = strlen(type);
  if (!nw_buf_reserve(out, len + 2)) return;
  char *to = out->data + out->len;
  *to = '{';
  memcpy(to + 1, type, len);
  to[len + 1] = '}';
  out->len += len + 2;
}

int nw_edit_render(nw_eval *eval, const nw_guard_rule *rule, const char *type, newel_slice value, int json, int quoted,
                   int *unnumbered) {
  nw_buf *out = &eval->scratch->replacements, *plain = json ? &eval->scratch->plain : out;
  int64_t number = 0;
  int ok = 1;
  if (json) nw_buf_clear(plain);
  if (rule->family_kind == NW_KIND_HIDDEN) {  /* stripped: nothing takes its place */
    if (quoted) nw_buf_add_text(out, "\"\"");
    return !out->failed;
  }
  if (quoted) nw_buf_add_char(out, '"');
  switch ((nw_style)rule->style) {
    case NW_STYLE_NUMBERED:
      number = nw_scope_number(eval->scope, type, value);
      if (number > 0) nw_buf_addf(plain, "{%s_%lld}", type, (long long)number);
      else add_type(plain, type), *unnumbered = number == 0;
      ok = number >= 0;
      break;
    case NW_STYLE_MASK: add_mask(plain, value, rule->keep_last); break;
    case NW_STYLE_HASH: ok = add_hash(eval, plain, type, value); break;
    case NW_STYLE_TYPE:
    default: add_type(plain, type); break;
  }
  if (json) nw_json_escape(out, nw_buf_slice(plain));
  if (quoted) nw_buf_add_char(out, '"');
  return ok && !plain->failed && !out->failed;
}
