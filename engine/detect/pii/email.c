/* E-mail addresses (RFC 5321, RFC 5322). The event is the '@': the local part stands behind it, the domain in front.
 *
 *   "<bob.o'neil+x@mail.example.org>."    back over the local part, forward over labels, to the last label of letters
 *   "logo@2x.png", "pkg@1.2.3", "@user@host.example", "git@github.com:a/b"   no addresses of a person
 *   "postgres://app:s3cr3t@db.example.com/x"   nor is the password of a URL with the host behind it
 */
#include "detect/pii/email.h"

#include <string.h>

#include "detect/miss.h"
#include "detect/placeholder.h"

/* A name and a password of a URL in front of the local part, together with it less than a detector may look back (LOOKBACK_BYTES). */
enum { USERINFO_BYTES = 180 };

/* Letters, digits and the marks that addresses have in practice; '=', '/', '{', '*' and quotes belong to what is
 * around. Two-byte
 * UTF-8 letters count; C2 (NBSP, «) does not begin one. */
int nw_email_is_local(int c) {
  static const uint64_t local[4] = { 0x03FF68E000000000U, 0x07FFFFFE87FFFFFEU, 0xFFFFFFFFFFFFFFFFU, 0x00000000FFFFFFFBU };
  return c >= 0 && (local[c >> 6 & 3] >> (c & 63) & 1u);
}

static int may_begin(int c) { return nw_is_word(c) || c >= 0xC0; }

/* "@user@host" names an account of a server. The user has no other signs than '.' and '-': "@o'neil@x.org" is an address. What was edited
 * is a part of the name: "@{WORD}n@x.org". */
static int is_account(nw_probe *probe, size_t start) {
  if (nw_probe_before(probe, nw_placeholder_before(probe, start), 1) != '@') return 0;
  for (; start < probe->at; start++) {
    int c = nw_probe_at(probe, start);
    if (c == '\'' || c == '+' || c == '&' || c == '%') return 0;
  }
  return 1;
}

/* Of the bytes in front of `end` that are too many for a local part: those behind a quote, which is then none of its signs. */
static size_t quoted_bytes(const unsigned char *end) {
  const unsigned char *from = end - NW_EMAIL_LOCAL_BYTES - 1;
  while (from < end && *from != '\'') from++;
  return from < end ? (size_t)(end - from) - 1 : 0;
}

/* The bytes of the local part in front of the '@' at `at`; the first one is a letter, a digit or '_'. 0: there is none.
 * "a@x.org-b@y.org": what the last address took, which ends at `own_from`, is no part of this one. */
static size_t local_bytes(const nw_scan *scan, size_t at, size_t own_from) {
  const unsigned char *text = scan->data + (at - scan->base);
  size_t len = 0, low = scan->from > scan->base ? scan->from : scan->base, room = at - own_from;
  if (room > NW_EMAIL_LOCAL_BYTES + 1) room = NW_EMAIL_LOCAL_BYTES + 1;
  if (room > at - low) room = at - low;
  if (room == 0 || text[-1] == '.') return 0;
  while (len < room && nw_email_is_local(*(text - len - 1))) len++;
  if (len > NW_EMAIL_LOCAL_BYTES) len = quoted_bytes(text);
  while (len > 0 && !may_begin(*(text - len))) len--;
  return len;
}

int nw_email_may(const nw_scan *scan, size_t pos) {
  return pos > scan->base && nw_email_is_local(scan->data[pos - 1 - scan->base]);
}

static int has_double_dot(const nw_probe *probe, size_t from, size_t to) {
  const unsigned char *text = probe->scan->data + (from - probe->scan->base), *end = text + (to - from);
  for (; text + 1 < end; text++)
    if (text[0] == '.' && text[1] == '.') return 1;
  return 0;
}

/* Names of files look like domains: "logo@2x.png". */
static int is_file_name(const nw_probe *probe, size_t end) {
  static const char *const endings[] = { "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "html", "json", "tgz", "yaml" };
  enum { LONGEST = 4, LETTERS = 1 << ('p' & 31) | 1 << ('j' & 31) | 1 << ('g' & 31) | 1 << ('s' & 31) | 1 << ('w' & 31) |
         1 << ('c' & 31) | 1 << ('h' & 31) | 1 << ('t' & 31) | 1 << ('y' & 31) };
  const unsigned char *behind = probe->scan->data + (end - probe->scan->base);
  size_t len = 0;
  while (len <= LONGEST && *(behind - len - 1) != '.') len++;  /* a dot stands in front of the last label */
  if (len > LONGEST || !(LETTERS >> (*(behind - len) & 31) & 1)) return 0;
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t n = 0;
    while (n < len && nw_to_lower(*(behind - len + n)) == (unsigned char)endings[i][n]) n++;
    if (n == len && endings[i][n] == '\0') return 1;
  }
  return 0;
}

/* "git@github.com:owner/name" is an address of a service. */
static int is_repository(nw_probe *probe, size_t start, size_t end) {
  return probe->at - start == 3 && nw_probe_at(probe, start) == 'g' && nw_probe_at(probe, start + 1) == 'i' &&
         nw_probe_at(probe, start + 2) == 't' && nw_probe_at(probe, end) == ':';
}

/* "scheme://name:password@host": what stands in front of the '@' is the password, or ends it. A mail address has a blank or a bracket
 * in front, so most are told by one byte. */
static int is_userinfo(nw_probe *probe, size_t start) {
  size_t colons = 0;
  for (size_t n = 1; n < USERINFO_BYTES; n++) {
    int c = nw_probe_before(probe, start, n);
    if (c == '/') return colons > 0 && nw_probe_before(probe, start, n + 1) == '/' && nw_probe_before(probe, start, n + 2) == ':';
    if (c <= ' ' || strchr("<>\"'(){}[],;@", c) != NULL) return 0;
    colons += c == ':';
  }
  return 0;
}

/* No last label holds a digit, so "ann@example.com7" ends in front of it; "pkg@1.0.beta2" is a version. */
static int domain_ends(nw_probe *probe, size_t end) {
  int c = nw_probe_at(probe, end), labels = 0, letters = 0;
  if (!nw_is_digit_at(c)) return !nw_is_word(c);
  for (size_t n = 1; labels < 2 && (c = nw_probe_before(probe, end, n)) >= 0 && c != '@'; n++) {
    if (c == '.') labels++;
    else if (labels == 1 && !nw_is_digit_at(c)) letters = 1;
  }
  return letters;
}

/* No finding between two places: tells what was missing. */
static inline int refuse(nw_probe *probe, size_t start, size_t end, uint32_t missing, const char *what) {
  nw_probe_miss(probe, .start = start, .end = end, .entity = NW_ENTITY_EMAIL, .missing = missing, .what = what);
  return 0;
}

/* The local part begins at `start`, and no domain follows. */
NW_MISS_COLD static int refuse_domain(nw_probe *probe, size_t start) {
  size_t end = probe->at + 1;
  for (int c; end - probe->at < NW_EMAIL_DOMAIN_BYTES; end++)
    if ((c = nw_probe_at(probe, end)) != '.' && c != '-' && !nw_is_word(c)) break;
  if (end == probe->at + 1) return 0;
  return refuse(probe, start, end, NW_MISS_BIT(FORM), "the domain has no top-level domain of letters");
}

int nw_email_verify(nw_probe *probe, nw_hit *hit) {
  size_t len = local_bytes(probe->scan, probe->at, probe->own_from), start = probe->at - len;
  probe->work += len;
  if (len == 0 || is_account(probe, start)) return 0;
  nw_cursor cursor = nw_cursor_at(probe, probe->at + 1, NW_ENTITY_EMAIL);
  if (!nw_email_domain(&cursor) || cursor.pos - probe->at > NW_EMAIL_DOMAIN_BYTES)
    return nw_refuse(probe, refuse_domain(probe, start));
  size_t end = cursor.pos;
  if (!domain_ends(probe, end)) return refuse(probe, start, end, NW_MISS_BIT(GLUED), "the domain goes on with a letter or digit");
  if (has_double_dot(probe, start, probe->at)) return refuse(probe, start, end, NW_MISS_BIT(FORM), "two dots in a row");
  if (is_file_name(probe, end)) return refuse(probe, start, end, NW_MISS_BIT(VETO), "the name of a file");
  if (is_repository(probe, start, end)) return refuse(probe, start, end, NW_MISS_BIT(VETO), "the address of a repository");
  if (is_userinfo(probe, start)) return refuse(probe, start, end, NW_MISS_BIT(VETO), "the password of a URL");
  hit->start = start;
  hit->end = end;
  hit->score_ppm = NW_SCORE_PROVEN;
  return 1;
}
