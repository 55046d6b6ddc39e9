/* Event token: a value that looks random behind words that say it is a secret, without an operator. Prose, attributes, headers, lists.
 *
 *   my sumo token is hn9ybejhj…      words ← fillers ← the value
 *   keys: hn9y…, k2jb…               another value of a list is a filler, too
 */
#include <string.h>

#include "detect/secret/assign.h"

enum { PROSE_WORDS = 7 };

static int is_value(int c) { return nw_is_word(c) || nw_any_of(c, "-.+/=~:"); }

static int goes_before(int c) { return is_value(c) && !nw_any_of(c, ":=/~"); }

static int word_in(const char *word, size_t len, const char *list) {
  for (const char *p = list; p != NULL && *p != '\0'; p = strchr(p, ' '), p = p == NULL ? p : p + 1)
    if (strncmp(p, word, len) == 0 && (p[len] == ' ' || p[len] == '\0')) return 1;
  return 0;
}

/* Another value of a list: letters and digits, long. */
static int is_sibling(const nw_name *name) {
  unsigned digits = 0;
  for (size_t i = 0; i < name->len; i++) digits += nw_is_digit((unsigned char)name->text[i]) ? 1u : 0u;
  return name->len >= 12 && digits >= 2;
}

static const char fillers[] = "is are was be my the this here value of for with it following u user as use new and data text x h "
                              "header basic token string content name add set to env ist war lautet est es la le";

/* Goes back over fillers to a name that tells a secret. */
static nw_name_class named_before(nw_probe *probe, size_t start, size_t *from, size_t *to) {
  size_t pos = start, low = start > NW_ASSIGN_LINE_BYTES ? start - NW_ASSIGN_LINE_BYTES : 0;
  for (unsigned words = 0; words < PROSE_WORDS; words++) {
    while (pos > low && !nw_is_word(nw_probe_context(probe, pos, 1))) {
      int c = nw_probe_context(probe, pos, 1);
      if (c < ' ' || c >= 0x80 || nw_any_of(c, ";{}*")) return NW_NAME_NONE;  /* braces and masks: a placeholder names nothing */
      pos--;
    }
    *to = pos;
    while (pos > low && nw_byte_is_name(nw_probe_context(probe, pos, 1))) pos--;
    if (pos <= low || pos == *to) return NW_NAME_NONE;
    *from = pos;
    nw_name name;
    nw_name_read(probe, *from, *to, &name);
    nw_name_class class = nw_name_classify(&name);
    if (class >= NW_NAME_JWK) return NW_NAME_NONE;
    if (class != NW_NAME_NONE) return class;
    if (is_sibling(&name)) continue;
    if (!word_in(name.text, name.len, fillers)) return NW_NAME_NONE;
  }
  return NW_NAME_NONE;
}

int nw_prose_verify(nw_probe *probe, nw_hit *hit) {
  size_t start = probe->at, from, to;
  for (unsigned n = 0; goes_before(nw_probe_before(probe, start, 1)); n++, start--)
    if (n == NW_SECRET_BACK_BYTES - 2) return 0;
  if (nw_any_of(nw_probe_before(probe, start, 1), "/~@#\\")) return 0;
  nw_value v;
  v.start = start;
  v.quoted = v.to_line_end = v.ends_line = 0;
  for (v.len = 0; is_value(nw_probe_at(probe, start + v.len)); v.len++) {
    if (v.len == NW_VALUE_BYTES) return 0;
    v.text[v.len] = (char)nw_probe_at(probe, start + v.len);
  }
  while (v.len > 0 && nw_any_of(v.text[v.len - 1], ".:~")) v.len--;
  v.text[v.len] = '\0';
  nw_value_count(&v);
  if (!nw_value_is_random(&v) || nw_value_is_placeholder(&v) || nw_value_is_path(&v)) return 0;
  if (named_before(probe, start, &from, &to) == NW_NAME_NONE) return 0;
  nw_assign_fill(probe, &v, start > NW_ASSIGN_LINE_BYTES / 2 ? start - NW_ASSIGN_LINE_BYTES / 2 : 0, start, hit);
  hit->context_start = from;
  hit->context_end = to;
  return 1;
}
