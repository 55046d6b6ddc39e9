/* curl -u name:password.
 *
 *   curl -s -u bob:hunter2! https://…       the event is the ':'; the word in front of it stands behind an option
 */
#include <string.h>

#include "detect/secret/assign.h"

/* Where the word in front of the event begins. In "1:2:3:" every colon has the same word: what was read stays known. */
static inline size_t login_start(const nw_secret_index *index, const nw_scan *scan, nw_stretch *word, size_t at) {
  const unsigned char *text = scan->data;
  size_t from = scan->from, base = scan->base, pos = at, most = from + NW_NAME_BYTES < pos ? pos - NW_NAME_BYTES : from;
  size_t known = word->end > most && word->end <= pos ? word->end : most;
  while (pos > known && (index->letter[text[pos - base - 1]] & NW_BYTE_LOGIN)) pos--;
  if (pos == known && pos > most) pos = word->start > most ? word->start : most;
  *word = (nw_stretch){ pos, at, 0 };
  return pos;
}

/* "a:b:c:": the word goes on over the colon that was asked before, and is none for the same reason. */
static int is_refused(const nw_secret_index *index, const nw_scan *scan, nw_stretch *word, size_t pos) {
  enum { NEAR_BYTES = 8 };
  const unsigned char *text = scan->data;
  size_t at = word->end, base = scan->base, most = pos > scan->from + NW_NAME_BYTES ? pos - NW_NAME_BYTES : scan->from;
  if (at == 0 || at > pos || pos - at > NEAR_BYTES) return 0;
  while (at < pos && (index->letter[text[at - base]] & NW_BYTE_LOGIN)) at++;
  int inside = most > word->start;  /* the word is longer than is looked at: a byte of it stands in front */
  if (at < pos || (inside ? text[most - 1 - base] == '=' : !word->refused)) return 0;
  word->end = pos;
  return 1;
}

int nw_login_may(const nw_secret_index *index, const nw_scan *scan, nw_stretch *word, size_t pos) {
  if (is_refused(index, scan, word, pos)) return 0;
  const unsigned char *text = scan->data;
  size_t start = login_start(index, scan, word, pos), base = scan->base;
  if (start > scan->from && (text[start - base - 1] == '"' || text[start - base - 1] == '\'')) start--;
  int gap = start < scan->from + 3 ? -1 : text[start - base - 1];
  int may = (gap == ' ' || gap == '=') && (text[start - base - 2] == 'u' || text[start - base - 2] == 'r');  /* "-u", "--user" */
  word->refused = !may;
  return may;
}

/* The option in front of `pos`: "-u", "--user", "--proxy-user". */
static int login_option(nw_probe *probe, size_t pos) {
  static const char *const flags[] = { "-u", "--user", "--proxy-user" };
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    size_t len = strlen(flags[i]), n = 0;
    while (n < len && nw_probe_before(probe, pos, n + 1) == flags[i][len - n - 1]) n++;
    if (n == len && nw_byte_is_blank(nw_probe_before(probe, pos, n + 1))) return 1;
  }
  return 0;
}

int nw_login_verify(nw_probe *probe, nw_hit *hit) {
  int next = nw_probe_at(probe, probe->at + 1);
  if (next <= ' ' || !nw_is_word(nw_probe_before(probe, probe->at, 1))) return 0;
  size_t start = login_start(probe->secrets, probe->scan, probe->stretch, probe->at), pos = start;
  if (nw_any_of(nw_probe_before(probe, pos, 1), "\"'")) pos--;
  int gap = nw_probe_before(probe, pos, 1);
  if (start == probe->at || (gap != ' ' && gap != '=') || !login_option(probe, pos - 1)) return 0;
  nw_value v;
  if (!nw_value_read(probe, probe->at + 1, &v) || v.len < 3 || nw_value_is_template(&v)) return 0;
  if (nw_value_is_placeholder(&v)) return nw_assign_fill_placeholder(start, v.start + v.len, hit);
  return nw_assign_fill_as(NW_ENTITY_GENERIC_SECRET, NW_SCORE_CONTEXT, start, v.start + v.len, hit);
}
