/* Web addresses (RFC 3986).
 *
 *   "(see https://en.wikipedia.org/wiki/C_(language))."   the inner parentheses balance, the outer one and the dot are text
 *   "www.example.org", "docs.example.co.uk/a"             no scheme: a label www, or a name that bare hosts are believed by
 *   "main.rs", "e.g.this", "bob@example.org", "list.in"   no addresses (the domain of an e-mail is its own finding)
 *
 * An address longer than NW_LIMIT_URL_BYTES ends there and sets the limit.
 */
#include "detect/pii/url.h"

#include <string.h>

#include "detect/placeholder.h"

enum { LABEL_BYTES = 63 };

/* ---- the end ---- */

/* Punctuation that ends a sentence, and brackets that were not opened inside, are no part of the address. */
static size_t trim(nw_probe *probe, size_t start, size_t end) {
  int round = 0, square = 0, last = nw_probe_at(probe, end - 1);
  if (last == 0 || strchr(".,;:!?'()[]", last) == NULL) return end;  /* as most do */
  for (size_t pos = start; pos < end; pos++) {
    int c = nw_probe_at(probe, pos);
    round += (c == '(') - (c == ')');
    square += (c == '[') - (c == ']');
  }
  for (; end > start; end--) {
    int c = nw_probe_at(probe, end - 1);
    if (c == ')' && round < 0) round++;
    else if (c == ']' && square < 0) square++;
    else if (c == '(' && round > 0) round--;
    else if (c == '[' && square > 0) square--;
    else if (c == 0 || strchr(".,;:!?'", c) == NULL) break;
  }
  return end;
}

/* Path and query behind the host, the bound, the trimming. `host_end`: the cursor stands there. */
static int finish(nw_probe *probe, nw_hit *hit, nw_cursor *cursor, size_t start, uint32_t score_ppm) {
  size_t host_end = cursor->pos;
  cursor->limit = start + NW_LIMIT_URL_BYTES;
  if (!nw_url_tail(cursor)) cursor->pos = host_end;
  if (cursor->pos == cursor->limit) hit->limit = NW_LIMIT_ID_URL_BYTES;
  hit->start = start;
  hit->end = cursor->pos > host_end ? trim(probe, start, cursor->pos) : host_end;
  hit->score_ppm = score_ppm;
  return 1;
}

/* ---- with a scheme ---- */

/* The scheme stands behind the event. Returns its length, 0 when it is none of ours. */
static size_t scheme_before(nw_probe *probe) {
  static const char *const schemes[] = { "https", "http", "ftps", "ftp", NULL };
  for (size_t i = 0; schemes[i] != NULL; i++) {
    size_t len = strlen(schemes[i]), n = 0;
    while (n < len && (nw_probe_before(probe, probe->at, n + 1) | 0x20) == schemes[i][len - 1 - n]) n++;
    if (n < len) continue;
    int before = nw_probe_before(probe, probe->at, len + 1);
    return before >= 0 && nw_is_alnum((unsigned)before) ? 0 : len;
  }
  return 0;
}

int nw_url_scheme_verify(nw_probe *probe, nw_hit *hit) {
  size_t len = scheme_before(probe);
  if (len == 0 || nw_probe_at(probe, probe->at + 1) != '/' || nw_probe_at(probe, probe->at + 2) != '/') return 0;
  nw_cursor cursor = nw_cursor_at(probe, probe->at + 3, NW_ENTITY_URL);
  cursor.limit = probe->at - len + NW_LIMIT_URL_BYTES;
  return nw_url_authority(&cursor) && finish(probe, hit, &cursor, probe->at - len, NW_SCORE_PROVEN);
}

/* ---- without ---- */

/* The label in front of the event must be the first of its host and stand free. */
static int first_label(nw_probe *probe, size_t *start) {
  size_t n = 0;
  int c;
  while ((c = nw_probe_before(probe, probe->at, n + 1)) >= 0 && (nw_is_alnum((unsigned)c) || c == '-') && n <= LABEL_BYTES) n++;
  if (n == 0 || n > LABEL_BYTES) return 0;
  *start = probe->at - n;
  if (c >= 0x80) return c == 0x80 || c > 0xBF;
  return c < 0 || c == 0 || strchr("._@/\\%&=+~#$*}", c) == NULL;
}

static int is_www(nw_probe *probe, size_t start) {
  return probe->at - start == 3 && (nw_probe_at(probe, start) | 0x20) == 'w' && (nw_probe_at(probe, start + 1) | 0x20) == 'w' &&
         (nw_probe_at(probe, start + 2) | 0x20) == 'w';
}

/* What may not follow a bare host: more of a name, a call, an assignment, also of what was edited. */
static int host_ends(nw_probe *probe, size_t end) {
  int c = nw_probe_at(probe, end), next;
  if (nw_is_word(c) || c == '@' || c == '(' || c == '[' || c == '\\' || (c >= 0x80 && c < 0xF5)) return 0;
  if (c != '.' && c != '-' && c != '=') return 1;
  next = nw_probe_at(probe, end + 1);
  return !nw_is_word(next) && next != '=' && !nw_placeholder_at(probe, end + 1);
}

static unsigned count_dots(nw_probe *probe, size_t from, size_t to) {
  unsigned dots = 0;
  for (size_t pos = from; pos < to; pos++) dots += nw_probe_at(probe, pos) == '.';
  return dots;
}

/* "www.microsoft" names a site but no host: behind www stand a name and a domain, or "www.de/a" a path. */
static int is_whole_host(nw_probe *probe, size_t start, size_t end) {
  size_t label = end - (start + 4);
  return label <= 3 || nw_probe_at(probe, end) == '/' || count_dots(probe, start, end) > 1;
}

/* "list.append(x)": the label behind the first dot is the last one, and no name that bare hosts are believed by. Where it is not sure,
 * or comes to the end of the window, it says 1. */
int nw_url_host_may(const nw_scan *scan, size_t pos) {
  enum { TOP_BYTES = 8 };  /* longer labels are left to the scanner */
  const unsigned char *dot = scan->data + (pos - scan->base), *label = dot + 1;
  size_t len = 0;
  if (scan->end - pos <= TOP_BYTES + 1 || pos == scan->base) return 1;
  while (len < TOP_BYTES && nw_is_alnum(label[len])) len++;
  unsigned next = label[len];
  if (len == TOP_BYTES || next == '.' || next == '-' || (dot[-1] | 0x20) == 'w') return 1;  /* "www." */
  return next != '_' && nw_url_top(label) == len;
}

int nw_url_host_verify(nw_probe *probe, nw_hit *hit) {
  size_t start;
  if (!first_label(probe, &start)) return 0;
  nw_cursor cursor = nw_cursor_at(probe, start, NW_ENTITY_URL);
  cursor.limit = start + 256;
  if (is_www(probe, start)) {
    if (!nw_url_authority(&cursor) || cursor.pos <= probe->at) return 0;
    if (!is_whole_host(probe, start, cursor.pos)) return 0;
    return finish(probe, hit, &cursor, start, NW_SCORE_PROVEN);
  }
  nw_url_host host = nw_url_bare_host(&cursor);
  if (host == NW_URL_HOST_NONE || !host_ends(probe, cursor.pos)) return 0;
  /* "list.in" and "user.info" are words of programs; "docs.list.in" and "list.in/a" are addresses. */
  int after = nw_probe_at(probe, cursor.pos);
  if (host == NW_URL_HOST_MAYBE && after != '/' && (probe->at - start < 2 || count_dots(probe, start, cursor.pos) < 2))
      return 0;
  if (after == ':' && nw_is_digit_at(nw_probe_at(probe, cursor.pos + 1))) {
    size_t n = 1;
    while (n < 6 && nw_is_digit_at(nw_probe_at(probe, cursor.pos + n))) n++;
    cursor.pos += n;
  }
  return finish(probe, hit, &cursor, start, NW_SCORE_SHAPE);
}
