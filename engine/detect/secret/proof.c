/* detect/secret/proof.c - what a token is proven by, or refused for.
 *
 *   ghp_ 30 places + 6     the last six are the CRC-32 of the thirty in base 62 (GitHub's token format of 2021; npm took it over)
 *   eyJ….eyJ….…            the first part decodes to a JSON object with "alg" (RFC 7515)
 *   sk-…T3BlbkFJ…          OpenAI's mark ("OpenAI" in base64); sk-ant-…AA: Anthropic's padding
 *
 * A second half of few different characters ("ghp_xxxxxxxx…") is a placeholder, and so is a text with EXAMPLE.
 *
 * Cost: reads the token once; a header HEADER_BYTES at most.
 */
#include <string.h>

#include "detect/secret/row.h"
#include "text/utf8.h"

enum { CHECKED_BYTES = 30, CHECK_BYTES = 6, HEADER_BYTES = 512, DISTINCT_LEAST = 5 };

/* ---- placeholders ---- */

static int has_text(const nw_probe *probe, size_t from, size_t to, const char *text) {
  const unsigned char *at = nw_secret_text(probe, from), *end = at + (to - from);
  size_t len = strlen(text);
  for (; (size_t)(end - at) >= len && (at = memchr(at, text[0], (size_t)(end - at) - len + 1)) != NULL; at++)
    if (memcmp(at, text, len) == 0) return 1;
  return 0;
}

int nw_secret_is_dull(const nw_probe *probe, size_t from, size_t to) {
  const unsigned char *text = nw_secret_text(probe, from), *end = text + (to - from);
  uint64_t seen[2] = { 0, 0 };
  for (unsigned distinct = 0; text < end; text++) {
    uint64_t bit = (uint64_t)1 << *text % 64, *half = &seen[*text / 64 % 2];
    distinct += (*half & bit) == 0;
    if (distinct == DISTINCT_LEAST) return 0;
    *half |= bit;
  }
  return 1;
}

static const struct { const char *text; size_t len; } examples[] = {
#define EXAMPLE(value) { value, sizeof value - 1 },
#include "secret_examples.def"
#undef EXAMPLE
};

/* AWS_ACCESS_KEY is Bedrock's: AKIA…EXAMPLE of the manuals is one there. */
int nw_secret_is_example(const nw_probe *probe, const nw_secret_row *row, size_t start, size_t end) {
  for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
    if (examples[i].len == end - start && memcmp(nw_secret_text(probe, start), examples[i].text, end - start) == 0) return 1;
  return row->entity != NW_ENTITY_AWS_ACCESS_KEY && has_text(probe, start, end, "EXAMPLE");
}

/* ---- what a kind is proven by ---- */

/* CRC-32 (ISO 3309), four bits a step. */
static uint32_t crc32_of(const unsigned char *text, size_t len) {
  static const uint32_t step[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c
  };
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < len; i++) {
    crc ^= text[i];
    for (int half = 0; half < 2; half++) crc = crc >> 4 ^ step[crc & 15u];
  }
  return ~crc;
}

/* The body at `pos`: thirty places and six of check, most significant first. */
static int checksum_holds(nw_probe *probe, size_t pos) {
  static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  uint32_t crc = crc32_of(nw_secret_text(probe, pos), CHECKED_BYTES);
  for (size_t i = CHECK_BYTES; i > 0; i--, crc /= 62)
    if (nw_probe_at(probe, pos + CHECKED_BYTES + i - 1) != base62[crc % 62]) return 0;
  return 1;
}

unsigned nw_secret_sextet(int c) {
  if (c < 0) return 64;
  unsigned u = (unsigned)c;
  if (nw_is_upper(u)) return u - 'A';
  if (nw_is_lower(u)) return u - 'a' + 26;
  if (nw_is_digit(u)) return u - '0' + 52;
  return u == '-' || u == '+' ? 62 : u == '_' || u == '/' ? 63 : 64;
}

/* What base64 up to a dot or its padding stands for, HEADER_BYTES at most. */
static size_t decoded(nw_probe *probe, size_t from, size_t to, char text[HEADER_BYTES]) {
  size_t len = 0;
  unsigned held = 0, held_bits = 0;
  for (size_t pos = from; pos < to && len < HEADER_BYTES; pos++) {
    int c = nw_probe_at(probe, pos);
    if (c == '.' || c == '=') break;
    held = (held << 6 | nw_secret_sextet(c)) & 0xFFFFu;
    if ((held_bits += 6) < 8) continue;
    held_bits -= 8;
    text[len++] = (char)(held >> held_bits & 0xFFu);
  }
  return len;
}

/* Random bytes are no UTF-8: who finds text in base64 looks at a text, not at a key. */
static int stands_for_text(nw_probe *probe, size_t from, size_t to) {
  char text[HEADER_BYTES];
  size_t len = decoded(probe, from, to, text);
  return nw_utf8_valid_len(text, len) == len;
}

/* The header is the text in front of the first dot: base64url of a JSON object that holds "alg". A longer one is judged by its
 * beginning. */
static int header_has_alg(nw_probe *probe, size_t from, size_t to) {
  char text[HEADER_BYTES];
  size_t len = decoded(probe, from, to, text);
  if (len < 2 || text[0] != '{') return 0;
  for (size_t i = 0; i + 5 <= len; i++)
    if (memcmp(text + i, "\"alg\"", 5) == 0) return 1;
  return 0;
}
static void prove(nw_hit *hit, const char *validator) {
  hit->validator = validator;
  hit->score_ppm = NW_SCORE_PROVEN;
}

/* Two digits and two letters at least: what a word or a number is not. */
static int is_mixed(const nw_probe *probe, size_t from, size_t to) {
  const unsigned char *text = nw_secret_text(probe, from);
  unsigned digits = 0, letters = 0;
  for (size_t i = 0; i < to - from; i++) {
    digits += nw_is_digit(text[i]) ? 1u : 0u;
    letters += nw_is_alpha(text[i]) ? 1u : 0u;
  }
  return digits >= 2 && letters >= 2;
}

int nw_secret_prove(nw_probe *probe, nw_hit *hit, nw_proof check, size_t body) {
  size_t start = hit->start, end = hit->end;
  switch (check) {
    case SHAPE: return 1;
    case MIXED: return is_mixed(probe, body, end);
    case MARK:
      prove(hit, "");
      return 1;
    case CRC32:
      if (end - body == CHECKED_BYTES + CHECK_BYTES && checksum_holds(probe, body)) prove(hit, "crc32");
      return 1;
    case OPENAI:
      if (!has_text(probe, body, end, "T3BlbkFJ")) return 0;
      prove(hit, "");
      return 1;
    case PADDING:
      if (nw_probe_at(probe, end - 1) == 'A' && nw_probe_at(probe, end - 2) == 'A') prove(hit, "");
      return 1;
    case BYTES: return !stands_for_text(probe, body, end);
    case HEADER:
      if (!header_has_alg(probe, start, end)) return 0;
      prove(hit, "header");
      return 1;
  }
  return 0;
}
