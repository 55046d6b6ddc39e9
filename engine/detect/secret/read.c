/* Values as they stand behind and in front of an operator.
 *
 *   key = hunter2!; …      bare: up to a blank, a quote, a bracket
 *   key = "hunter2!"       quoted: up to the same quote, in one word and one line
 *   key = \"hunter2!\"     the same inside of a text in quotes
 *   "hunter2!" == key      back to the quote that opened it
 */
#include <string.h>

#include "detect/secret/assign.h"

/* What ends a bare value without a blank in the line behind: brackets and quotes are a part of it. */
static int ends_wild(int c) { return c <= ' ' || nw_any_of(c, ",;&"); }

static void close_value(nw_value *v, int next) {
  v->ends_line = next < ' ';
  v->to_line_end = next < ' ' || nw_byte_is_blank(next);
  if (!v->quoted)
    while (v->len > 0 && nw_any_of(v->text[v->len - 1], ".,:")) v->len--;
  v->text[v->len] = '\0';
  nw_value_count(v);
}

/* Where the bare value at `pos` ends; further than NW_VALUE_BYTES when it does not end by then. In "password=password=" every value
 * goes on over the next ones: what was read stays known. */
static size_t bare_end(nw_probe *probe, size_t pos) {
  const uint16_t *letter = probe->secrets->letter;
  const nw_scan *scan = probe->scan;
  nw_stretch *known = probe->bare;
  if (pos < known->start || pos >= known->end) *known = (nw_stretch){ pos, pos, 0 };
  size_t end = known->end, stop = pos + NW_VALUE_BYTES + 1;
  if (stop > scan->end) stop = scan->end;
  while (end < stop && !(letter[scan->data[end - scan->base]] & NW_BYTE_ENDS_BARE)) end++;
  if (end == scan->end && end - pos <= NW_VALUE_BYTES && !scan->final) probe->touched = 1;
  probe->work += end - known->end;
  known->end = end;
  return end;
}

static int read_bare(nw_probe *probe, nw_value *v) {
  size_t end = bare_end(probe, v->start);
  v->len = end - v->start;
  if (v->len > NW_VALUE_BYTES) return 0;
  memcpy(v->text, probe->scan->data + (v->start - probe->scan->base), v->len);
  close_value(v, nw_probe_at(probe, end));
  return v->len > 0;
}

int nw_value_read(nw_probe *probe, size_t pos, nw_value *v) {
  int c = nw_probe_at(probe, pos), slash = c == '\\';
  if (slash) c = nw_probe_at(probe, ++pos);
  int quote = nw_byte_is_quote(c) ? c : 0;
  v->quoted = quote != 0;
  v->start = quote ? pos + 1 : pos;
  if (!quote) return !slash && c >= 0 && read_bare(probe, v);
  for (v->len = 0;; v->len++) {
    c = nw_probe_at(probe, v->start + v->len);
    if (c == quote || (slash && c == '\\') || c < ' ') break;
    if (v->len == NW_VALUE_BYTES || c == ' ') return 0;
    v->text[v->len] = (char)c;
  }
  if (c != quote && c != '\\') return 0;
  close_value(v, c);
  return v->len > 0;
}

void nw_value_widen(nw_probe *probe, nw_value *v) {
  int next = nw_probe_at(probe, v->start + v->len), open = 0;
  if (v->quoted || v->len < 3 || ends_wild(next) || nw_byte_is_quote(next) || nw_value_is_code(v)) return;
  nw_value wide = *v;
  for (;; wide.len++) {
    int c = nw_probe_at(probe, wide.start + wide.len);
    if (ends_wild(c) || nw_byte_is_quote(c)) break;
    if (wide.len == NW_VALUE_BYTES) return;
    wide.text[wide.len] = (char)c;
  }
  for (size_t i = 0; i < wide.len && open >= 0; i++)
    open += nw_any_of(wide.text[i], "([{<") ? 1 : nw_any_of(wide.text[i], ")]}>") ? -1 : 0;
  size_t marks = 0;
  for (size_t i = 0; i < wide.len; i++) marks += !nw_is_word((unsigned char)wide.text[i]);
  if (open >= 0 && marks < 8) return;
  close_value(&wide, nw_probe_at(probe, wide.start + wide.len));
  if (wide.letters >= 4 && wide.others >= 6 && strpbrk(wide.text, "\\=") == NULL) *v = wide;
}

int nw_value_read_back(nw_probe *probe, size_t end, nw_value *v) {
  int quote = nw_probe_before(probe, end, 1);
  size_t start = end - 1;
  if (!nw_byte_is_quote(quote)) return 0;
  for (unsigned n = 0; n < NW_ASSIGN_LINE_BYTES; n++, start--) {
    int c = nw_probe_before(probe, start, 1);
    if (c <= ' ') return 0;
    if (c == quote) break;
  }
  if (nw_probe_before(probe, start, 1) != quote) return 0;
  v->start = start;
  v->quoted = 1;
  for (v->len = 0; start + v->len < end - 1; v->len++) v->text[v->len] = (char)nw_probe_at(probe, start + v->len);
  close_value(v, quote);
  return v->len > 0;
}

int nw_probe_is_text(nw_probe *probe, size_t pos, const char *text) {
  for (; *text != '\0'; text++, pos++)
    if (nw_probe_at(probe, pos) != (unsigned char)*text) return 0;
  return 1;
}
