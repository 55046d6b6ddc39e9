/* PRIVATE_KEY and URL_CREDENTIALS.
 *
 *   -----BEGIN EC PRIVATE KEY-----⏎ body ⏎-----END EC PRIVATE KEY-----   the whole block; at most 4 KiB
 *   LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t…                                the same in base64: client-key-data of a kubeconfig
 *   Private-Lines: 8⏎ 8 lines of base64                                  a key file of PuTTY (its manual, appendix C)
 *   https://name:password@host                                             name:password, where it is no template
 */
#include <string.h>

#include "detect/miss.h"

#include "detect/secret/token.h"

enum { HEADER_BYTES = 48, BODY_LEAST = 16, NAME_BYTES = 128, PASSWORD_BYTES = 128, LINES_MOST = 100 };

static int text_is(nw_probe *probe, size_t pos, const char *text) {
  for (; *text != '\0'; text++, pos++)
    if (nw_probe_at(probe, pos) != (unsigned char)*text) return 0;
  return 1;
}

/* Behind "-----BEGIN … PRIVATE KEY…-----", 0 when that does not stand at `pos`. */
static size_t header_end(nw_probe *probe, size_t pos, const char *begin) {
  if (!text_is(probe, pos, begin)) return 0;
  size_t at = pos + strlen(begin), end = at + HEADER_BYTES;
  int private = 0;
  for (; at < end; at++) {
    int c = nw_probe_at(probe, at);
    if (c == '-') return private && text_is(probe, at, "-----") ? at + 5 : 0;
    if (c != ' ' && !(c >= 0 && (nw_is_upper((unsigned)c) || nw_is_digit((unsigned)c)))) return 0;
    if (c == 'P' && text_is(probe, at, "PRIVATE KEY")) private = 1;
  }
  return 0;
}

int nw_pem_verify(nw_probe *probe, nw_hit *hit) {
  size_t pos = header_end(probe, probe->at, "-----BEGIN "), body = 0, end;
  size_t limit = probe->at + nw_entity_at(NW_ENTITY_PRIVATE_KEY)->lookahead_bytes - HEADER_BYTES - 32;
  if (pos == 0) return 0;
  size_t last = pos;
  for (;; pos++) {
    int c = nw_probe_at(probe, pos);
    if (c < 0 || pos >= limit) break;
    if (c == '-' && (end = header_end(probe, pos, "-----END ")) != 0) {
      last = end;
      break;
    }
    if (c == '.' && text_is(probe, pos, "...")) {
      nw_probe_miss(probe, .start = probe->at, .end = pos + 3, .entity = NW_ENTITY_PRIVATE_KEY, .missing = NW_MISS_BIT(DUMMY),
                    .what = "dots stand for the key");
      return 0;
    }
    if (c == '<' || c == '{' || (c < ' ' && c != '\n' && c != '\r' && c != '\t')) break;
    if (nw_is_word(c) || c == '+' || c == '/' || c == '=') body++, last = pos + 1;
  }
  if (body < BODY_LEAST) {
    nw_probe_miss(probe, .start = probe->at, .end = last, .entity = NW_ENTITY_PRIVATE_KEY, .missing = NW_MISS_BIT(LENGTH),
                  .want = BODY_LEAST, .got = (unsigned)body);
    return 0;
  }
  hit->start = probe->at;
  hit->end = last;
  hit->score_ppm = NW_SCORE_PROVEN;
  return 1;
}

static int is_base64(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '+' || c == '/' || c == '='); }

/* 1 when the base64 text at `pos` decodes to "-----BEGIN … PRIVATE KEY". */
static int encodes_header(nw_probe *probe, size_t pos) {
  char text[HEADER_BYTES + 1];
  unsigned held = 0, bits = 0;
  size_t len = 0;
  while (len < HEADER_BYTES) {
    unsigned six = nw_secret_sextet(nw_probe_at(probe, pos++));
    if (six > 63) return 0;
    held = (held << 6 | six) & 0xFFFFu;
    if ((bits += 6) < 8) continue;
    bits -= 8;
    text[len++] = (char)(held >> bits & 0xFFu);
  }
  text[len] = '\0';
  return strstr(text, "PRIVATE KEY") != NULL;
}

int nw_encoded_verify(nw_probe *probe, nw_hit *hit) {
  size_t start = probe->at, end = start, limit = start + nw_entity_at(NW_ENTITY_PRIVATE_KEY)->lookahead_bytes - 1;
  if (!text_is(probe, start, "LS0tLS1CRUdJTi") || !encodes_header(probe, start)) return 0;
  while (end < limit && is_base64(nw_probe_at(probe, end))) end++;
  *hit = (nw_hit){ .entity = NW_ENTITY_PRIVATE_KEY, .start = start, .end = end, .validator = "", .limit = -1,
                   .score_ppm = NW_SCORE_PROVEN };
  return 1;
}

int nw_putty_verify(nw_probe *probe, nw_hit *hit) {
  size_t pos = probe->at + 1, limit = probe->at + nw_entity_at(NW_ENTITY_PRIVATE_KEY)->lookahead_bytes - 1, body = 0;
  unsigned lines = 0;
  if (nw_probe_at(probe, pos) == ' ') pos++;
  for (int c; nw_is_digit_at(c = nw_probe_at(probe, pos)) && lines < LINES_MOST; pos++) lines = lines * 10 + (unsigned)(c - '0');
  for (; lines > 0 && pos < limit; lines--) {
    while (pos < limit && (nw_probe_at(probe, pos) == '\r' || nw_probe_at(probe, pos) == '\n')) pos++;
    if (body == 0) body = pos;
    while (pos < limit && is_base64(nw_probe_at(probe, pos))) pos++;
  }
  if (body == 0 || pos < body + BODY_LEAST) return 0;
  *hit = (nw_hit){ .entity = NW_ENTITY_PRIVATE_KEY, .start = body, .end = pos, .validator = "", .limit = -1,
                   .score_ppm = NW_SCORE_PROVEN };
  return 1;
}

/* No bytes of a name or a password in an address: blanks and controls, " # $ ' * / < > ? [ { } */
static int ends_userinfo(unsigned c) {
  static const uint64_t signs[4] = { 0xD000849DFFFFFFFFu, 0x2800000008000000u, 0, 0 };
  return (int)(signs[c >> 6] >> (c & 63) & 1u);
}

/* The bytes at `start` that may be a name and a password, one more than both may have at most. */
static size_t userinfo_bytes(const nw_scan *scan, size_t start) {
  const unsigned char *text = scan->data + (start - scan->base);
  size_t left = start < scan->end ? scan->end - start : 0, len = 0;
  while (len < left && len <= NAME_BYTES + PASSWORD_BYTES && text[len] != '@' && !ends_userinfo(text[len])) len++;
  return len;
}

int nw_userinfo_verify(nw_probe *probe, nw_hit *hit) {
  size_t start = probe->at + 3, bytes = userinfo_bytes(probe->scan, start), pos = start + bytes, colon = start;
  probe->work += bytes;
  if (bytes > NAME_BYTES + PASSWORD_BYTES || nw_probe_at(probe, pos) != '@') return 0;
  while (colon < pos && nw_probe_at(probe, colon) != ':') colon++;
  if (colon == pos) return 0;
  size_t len = pos - colon - 1;
  if (len < 3 || colon - start > NAME_BYTES) return 0;
  if (text_is(probe, colon + 1, "password@") || text_is(probe, colon + 1, "pass@") || text_is(probe, colon + 1, "pwd@")) {
    nw_probe_miss(probe, .start = start, .end = pos, .entity = NW_ENTITY_URL_CREDENTIALS, .missing = NW_MISS_BIT(DUMMY),
                  .what = "a word that stands for a password");
    return 0;
  }
  hit->start = start;
  hit->end = pos;
  hit->score_ppm = NW_SCORE_SHAPE;
  return 1;
}
