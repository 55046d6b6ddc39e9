/* policy/import_regex.c - patterns of other engines in PCRE2's words.
 *
 * The three agree on nearly everything that rule files use: (?i), (?P<name>…), classes, \b, lazy and counted repetition. What differs:
 *
 *   Python \Z            the very end of the text; PCRE2's \Z also stands before a last line feed    ──►  \z
 *   Python x{,3}         at most three; PCRE2 10.42 reads it letter by letter                        ──►  x{0,3}
 *   RE2 $ without (?m)   the very end of the text; PCRE2's $ also stands before a last line feed     kept: it finds no less
 *   RE2 \C               one byte; PCRE2 refuses it in UTF-8                                         kept: the check says so
 *
 * Everything else is kept, and whether it compiles is the regex engine's word. */
#include "base/slice.h"
#include "policy/import.h"

/* Is this '{' the begin of "{,n}"? */
static int is_open_count(newel_slice text, size_t pos) {
  size_t end = pos + 2;
  if (end >= text.len || text.data[pos + 1] != ',') return 0;
  while (end < text.len && nw_is_digit((unsigned char)text.data[end])) end++;
  return end > pos + 2 && end < text.len && text.data[end] == '}';
}

newel_slice nw_import_pattern(nw_import *im, nw_dialect dialect, newel_slice flags, newel_slice pattern) {
  nw_buf out;
  int in_class = 0;
  nw_buf_init(&out, im->alloc);
  if (flags.len > 0) nw_buf_addf(&out, "(?%.*s)", (int)flags.len, flags.data);
  for (size_t i = 0; i < pattern.len; i++) {
    char c = pattern.data[i];
    if (c == '\\' && i + 1 < pattern.len) {
      char next = pattern.data[++i];
      nw_buf_add_char(&out, '\\');
      nw_buf_add_char(&out, !in_class && dialect == NW_DIALECT_PYTHON && next == 'Z' ? 'z' : next);
      continue;
    }
    nw_buf_add_char(&out, c);
    if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = 1;
      if (i + 1 < pattern.len && pattern.data[i + 1] == '^') nw_buf_add_char(&out, pattern.data[++i]);
      if (i + 1 < pattern.len && pattern.data[i + 1] == ']') nw_buf_add_char(&out, pattern.data[++i]);
    } else if (c == '{' && dialect == NW_DIALECT_PYTHON && is_open_count(pattern, i)) {
      nw_buf_add_char(&out, '0');
    }
  }
  newel_slice made = nw_arena_copy(im->arena, nw_buf_slice(&out));
  if (out.failed || made.data == NULL) im->no_memory = 1;
  nw_buf_free(&out);
  return made.data == NULL ? nw_slice("", 0) : made;
}
