/* Secret tokens: the grammar (token.re) knows prefix and form, this file proves.
 *
 *   ghp_ 30 places + 6     the last six are the CRC-32 of the thirty in base 62 (GitHub's token format of 2021; npm
 * took it over)
 *   eyJ….eyJ….…            the first part decodes to a JSON object with "alg" (RFC 7515)
 *   sk-…T3BlbkFJ…          OpenAI's mark ("OpenAI" in base64); sk-ant-…AA: Anthropic's padding
 *
 * A second half of few different characters ("ghp_xxxxxxxx…") is a placeholder.
 */
#include "detect/secret/token.h"

#include <string.h>

enum { CHECKED_BYTES = 30, CHECK_BYTES = 6, HEADER_BYTES = 512, DISTINCT_LEAST = 5 };

/* ---- checks ---- */

/* CRC-32 (ISO 3309), bit by bit: thirty bytes need no table. */
static uint32_t crc32_of(nw_probe *probe, size_t pos, size_t len) {
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < len; i++) {
    crc ^= (uint32_t)nw_probe_at(probe, pos + i);
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

/* The body at `pos`: thirty places and six of check, most significant first. */
static int checksum_holds(nw_probe *probe, size_t pos) {
  static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  uint32_t crc = crc32_of(probe, pos, CHECKED_BYTES);
  for (size_t i = CHECK_BYTES; i > 0; i--, crc /= 62)
    if (nw_probe_at(probe, pos + CHECKED_BYTES + i - 1) != base62[crc % 62]) return 0;
  return 1;
}

static int has_text(nw_probe *probe, size_t from, size_t to, const char *text) {
  size_t len = strlen(text);
  for (size_t pos = from; pos + len <= to; pos++) {
    size_t n = 0;
    while (n < len && nw_probe_at(probe, pos + n) == text[n]) n++;
    if (n == len) return 1;
  }
  return 0;
}

static int is_placeholder(nw_probe *probe, size_t from, size_t to) {
  uint64_t seen[2] = { 0, 0 };
  unsigned distinct = 0;
  for (size_t pos = from; pos < to; pos++) {
    unsigned c = (unsigned)nw_probe_at(probe, pos) & 127u;
    distinct += !(seen[c / 64] >> c % 64 & 1u);
    seen[c / 64] |= (uint64_t)1 << c % 64;
  }
  return distinct < DISTINCT_LEAST;
}

/* The value of a base64url byte, 64 for others. */
static unsigned sextet(int c) {
  if (c < 0) return 64;
  unsigned u = (unsigned)c;
  if (nw_is_upper(u)) return u - 'A';
  if (nw_is_lower(u)) return u - 'a' + 26;
  if (nw_is_digit(u)) return u - '0' + 52;
  return u == '-' ? 62 : u == '_' ? 63 : 64;
}

/* The header is the text in front of the first dot: base64url of a JSON object that holds "alg". A header of more than
 * 512 bytes is
 * judged by its beginning. */
static int header_has_alg(nw_probe *probe, size_t from, size_t to) {
  char text[HEADER_BYTES];
  size_t len = 0;
  unsigned held = 0, held_bits = 0;
  for (size_t pos = from; pos < to && len < sizeof text; pos++) {
    int c = nw_probe_at(probe, pos);
    if (c == '.') break;
    held = (held << 6 | sextet(c)) & 0xFFFFu;
    if ((held_bits += 6) < 8) continue;
    held_bits -= 8;
    text[len++] = (char)(held >> held_bits & 0xFFu);
  }
  if (len < 2 || text[0] != '{') return 0;
  for (size_t i = 0; i + 5 <= len; i++)
    if (memcmp(text + i, "\"alg\"", 5) == 0) return 1;
  return 0;
}

/* ---- kinds ---- */

/* Lengths in bytes, prefix included. */
static const struct { unsigned entity; uint16_t least, most; } lengths[] = {
  { NW_ENTITY_AWS_ACCESS_KEY, 20, 20 },
  { NW_ENTITY_GITHUB_TOKEN, 40, 40 },      /* ghp_ and its kin */
  { NW_ENTITY_GITHUB_TOKEN, 93, 93 },      /* github_pat_ and 82 */
  { NW_ENTITY_GITLAB_TOKEN, 26, 26 },
  { NW_ENTITY_GITLAB_TOKEN, 43, 43 },      /* routable: 27 . 9 */
  { NW_ENTITY_SLACK_TOKEN, 24, 290 },
  { NW_ENTITY_STRIPE_KEY, 24, 290 },
  { NW_ENTITY_GOOGLE_API_KEY, 39, 39 },
  { NW_ENTITY_OPENAI_API_KEY, 48, 290 },
  { NW_ENTITY_ANTHROPIC_API_KEY, 88, 200 },
  { NW_ENTITY_NPM_TOKEN, 40, 40 },
  { NW_ENTITY_SENDGRID_API_KEY, 69, 69 },
  { NW_ENTITY_JWT, 40, UINT16_MAX },
};

static int length_holds(unsigned entity, size_t len) {
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
    if (lengths[i].entity == entity && len >= lengths[i].least && len <= lengths[i].most) return 1;
  return 0;
}

static void prove(nw_hit *hit, const char *validator) {
  hit->validator = validator;
  hit->score_ppm = NW_SCORE_PROVEN;
}

/* Raises the score where the kind has a proof; 0 when the token is none after all. */
static int judge(nw_probe *probe, nw_hit *hit) {
  size_t start = hit->start, end = hit->end;
  switch (hit->entity) {
    case NW_ENTITY_GITHUB_TOKEN:
      if (end - start == 40 && checksum_holds(probe, start + 4)) prove(hit, "crc32");
      return 1;
    case NW_ENTITY_NPM_TOKEN:
      if (checksum_holds(probe, start + 4)) prove(hit, "crc32");
      return 1;
    case NW_ENTITY_OPENAI_API_KEY:
      if (has_text(probe, start, end, "T3BlbkFJ")) prove(hit, "");
      else return has_text(probe, start + 3, start + 11, "-");  /* sk-proj-…; "sk-" alone is anything */
      return 1;
    case NW_ENTITY_ANTHROPIC_API_KEY:
      if (nw_probe_at(probe, end - 1) == 'A' && nw_probe_at(probe, end - 2) == 'A') prove(hit, "");
      return 1;
    case NW_ENTITY_JWT:
      if (!header_has_alg(probe, start, end)) return 0;
      prove(hit, "header");
      return 1;
    default: return 1;
  }
}

/* The event is the first byte of a run of token bytes; SendGrid's run comes behind "SG.". */
static size_t token_start(nw_probe *probe) {
  size_t at = probe->at;
  int dotted = nw_probe_before(probe, at, 1) == '.' && nw_probe_before(probe, at, 2) == 'G' && nw_probe_before(probe, at,
      3) == 'S';
  return dotted ? at - 3 : at;
}

/* The first byte of a token: most words end here. */
static int may_begin(int c) { return c > 0 && strchr("AegnrSswx", c) != NULL; }

int nw_token_verify(nw_probe *probe, nw_hit *hit) {
  size_t start = token_start(probe);
  int before = nw_probe_before(probe, start, 1);
  if (!may_begin(nw_probe_at(probe, start)) || nw_is_word(before) || before == '-') return 0;
  nw_cursor cursor = nw_cursor_at(probe, start, nw_probe_at(probe, start) == 'e' ? NW_ENTITY_JWT : NW_ENTITY_STRIPE_KEY);
  hit->entity = nw_token_scan(&cursor);
  if (hit->entity == NW_ENTITY_COUNT) return 0;
  /* The end is no cut through a longer run; only a web token of more than its bound is covered up to there. */
  int cut = hit->entity == NW_ENTITY_JWT && cursor.pos == cursor.limit;
  if (!cut && nw_is_word(nw_probe_at(probe, cursor.pos))) return 0;
  hit->start = start;
  hit->end = cursor.pos;
  hit->score_ppm = NW_SCORE_SHAPE;
  return length_holds(hit->entity, cursor.pos - start) && !is_placeholder(probe, start + (cursor.pos - start) / 2,
      cursor.pos) && judge(probe, hit);
}
