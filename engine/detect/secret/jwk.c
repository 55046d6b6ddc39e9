/* JSON Web Keys: "d" or "k" beside "kty" (RFC 7517).
 *
 *   {"kty": "RSA", "n": "0vx7ago…", "e": "AQAB", "d": "X4cTteJY…", "p": "83i-7IvM…", …}
 *                                                     ^ private: up to the last private member ("p", "q", "dp", "dq", "qi")
 */
#include <string.h>

#include "detect/secret/assign.h"

enum { NEAR_BYTES = 200, LEAST_BYTES = 20 };

static int has_key_type(nw_probe *probe, size_t from, size_t to) {
  for (size_t pos = from; pos < to; pos++) {
    int c = nw_probe_at(probe, pos);
    if (c < 0) return 0;
    if (c == 'k' && nw_probe_is_text(probe, pos, "kty")) return 1;
    if (c == 'c' && nw_probe_is_text(probe, pos, "crv")) return 1;
  }
  return 0;
}

static int is_base64url(const nw_value *v) {
  for (size_t i = 0; i < v->len; i++)
    if (!nw_is_word((unsigned char)v->text[i]) && v->text[i] != '-' && v->text[i] != '=') return 0;
  return 1;
}

/* The next member behind `pos`: p, q, dp, dq, qi (RFC 7518, section 6.3.2). Returns where its value ends, 0 for another one. */
static size_t next_private(nw_probe *probe, size_t pos) {
  static const char *const names[] = { "p", "q", "dp", "dq", "qi", "d" };
  nw_value v;
  for (unsigned n = 0; n < NW_ASSIGN_BLANKS && (nw_probe_at(probe, pos) <= ' ' || nw_any_of(nw_probe_at(probe, pos), ",\"'")); n++)
    if (nw_probe_at(probe, pos++) < 0) return 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (!nw_probe_is_text(probe, pos, names[i])) continue;
    size_t at = pos + strlen(names[i]);
    if (nw_byte_is_quote(nw_probe_at(probe, at))) at++;
    if (nw_probe_at(probe, at) != ':') continue;
    for (at++; nw_byte_is_blank(nw_probe_at(probe, at)); at++) continue;
    return nw_value_read(probe, at, &v) && v.quoted && is_base64url(&v) ? v.start + v.len : 0;
  }
  return 0;
}

/* The members of an RSA key are long, so "kty" is far away; what follows "d" tells. */
static int is_rsa(nw_probe *probe, size_t end) { return next_private(probe, end + 1) != 0; }

int nw_jwk_verify(nw_probe *probe, const nw_value *v, nw_hit *hit) {
  if (!v->quoted || v->len < LEAST_BYTES || v->digits == 0 || !is_base64url(v) || !nw_value_is_random(v)) return 0;
  size_t from = probe->at > probe->scan->from + NEAR_BYTES ? probe->at - NEAR_BYTES : probe->scan->from;
  size_t end = v->start + v->len;
  int typed = has_key_type(probe, from, probe->at) || has_key_type(probe, end, end + NEAR_BYTES) || is_rsa(probe, end);
  if (!typed) return 0;
  for (size_t next = next_private(probe, end + 1); next != 0 && next < v->start + NW_JWK_BYTES;) {
    end = next;
    next = next_private(probe, end + 1);
  }
  return nw_assign_fill_as(NW_ENTITY_JWK_PRIVATE_KEY, NW_SCORE_PROVEN, v->start, end, hit);
}
