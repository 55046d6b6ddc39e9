/* detect/word/dress.c - what the words of a phrase are dressed in.
 *
 *   ignore **all** <b>prior</b> rules      1. ignore\n2. all      "ignore\\nall"       ignore all prior rules
 *
 * Signs of emphasis, tags, numbers of a list, line ends as strings of programs write them: each counts as one separator, whatever its
 * bytes are. Blanks alone are none of it: columns of a table are no phrase. token.h has the gaps that plain text has.
 */
#include <string.h>

#include "base/slice.h"
#include "detect/word/token.h"

enum { UNITS_MOST = 6, RUN_MOST = 3, NUMBER_MOST = 2 };

/* A piece of a gap: its bytes, 0: there is none. `wait`: it depends on what follows the end of what can be seen. */
typedef struct dress { size_t len; int wait, is_blank; } dress;

static int byte_at(const nw_reader *reader, size_t at) { return at < reader->len ? reader->data[at] : -1; }
static dress piece(size_t len) { return (dress){ len, 0, 0 }; }
static dress nothing(const nw_reader *reader, size_t at) { return (dress){ 0, at >= reader->len && !reader->final, 0 }; }

/* "<b>", "</b>", "<br/>", "<!-- … -->". */
static dress tag_at(const nw_reader *reader, size_t at, size_t most) {
  int c = byte_at(reader, at + 1);
  if (c < 0) return nothing(reader, at + 1);
  if (!nw_is_alpha((unsigned)c) && c != '/' && c != '!') return piece(0);
  for (size_t len = 2; len < most; len++) {
    if ((c = byte_at(reader, at + len)) < 0) return nothing(reader, at + len);
    if (c == '>') return piece(len + 1);
    if (c == '<' || c == '{' || c == '}') break;
  }
  return piece(0);
}

/* Blanks and line ends in a row. */
static dress blanks_at(const nw_reader *reader, size_t at) {
  dress it = { 0, 0, 1 };
  while (it.len < NW_DRESS_BYTES && nw_is_space((unsigned)byte_at(reader, at + it.len))) it.len++;
  it.wait = nothing(reader, at + it.len).wait;
  return it;
}

/* "2. ", "2) ", "2: ": the number of a line, behind the end of another one. */
static dress number_at(const nw_reader *reader, size_t at) {
  size_t len = 1, line = at;
  while (line > 0 && (reader->data[line - 1] == ' ' || reader->data[line - 1] == '\t')) line--;
  if (line == 0 || reader->data[line - 1] != '\n') return piece(0);
  while (len <= NUMBER_MOST && nw_is_digit((unsigned)byte_at(reader, at + len))) len++;
  int c = byte_at(reader, at + len), next = byte_at(reader, at + len + 1);
  if (c < 0 || next < 0) return nothing(reader, at + len + (c >= 0));
  return piece(len <= NUMBER_MOST && (c == '.' || c == ')' || c == ':') && next == ' ' ? len + 1 : 0);
}

/* "\n", "\r", "\t" as a string of a program has them. */
static dress escape_at(const nw_reader *reader, size_t at) {
  int c = byte_at(reader, at + 1);
  if (c < 0) return nothing(reader, at + 1);
  return piece(c == 'n' || c == 'r' || c == 't' ? 2 : 1);
}

/* The same sign up to three times: more of them are a line, or what stands for something that was taken out. */
static dress run_at(const nw_reader *reader, size_t at, int c) {
  size_t len = 1;
  while (len <= RUN_MOST && byte_at(reader, at + len) == c) len++;
  if (at + len >= reader->len && !reader->final) return nothing(reader, at + len);
  return piece(len <= RUN_MOST ? len : 0);
}

static dress dress_at(const nw_reader *reader, size_t at, size_t most) {
  int c = byte_at(reader, at);
  if (c < 0) return nothing(reader, at);
  if (c == '<') return tag_at(reader, at, most);
  if (c == '\\') return escape_at(reader, at);
  if (nw_is_digit((unsigned)c)) return number_at(reader, at);
  if (nw_is_space((unsigned)c)) return blanks_at(reader, at);
  if (c >= 0x80 || nw_is_alpha((unsigned)c) || c == '{' || c == '}') return piece(0);
  return run_at(reader, at, c);
}

nw_token_is nw_token_dressed_gap(const nw_reader *reader, size_t *at) {
  const size_t start = *at;
  int dressed = 0;
  for (unsigned units = 0; units < UNITS_MOST && *at - start < NW_DRESS_BYTES; units++) {
    dress it = dress_at(reader, *at, start + NW_DRESS_BYTES - *at);
    if (it.wait) return NW_TOKEN_WAIT;
    if (it.len == 0) break;
    dressed |= !it.is_blank;
    *at += it.len;
  }
  uint32_t cp;
  nw_word_class klass;
  if (!dressed || *at - start > NW_DRESS_BYTES) return NW_TOKEN_NONE;
  if (nw_reader_peek(reader, *at, &cp, &klass) == 0) return reader->final ? NW_TOKEN_NONE : NW_TOKEN_WAIT;
  return klass == NW_WORD_PART || klass == NW_WORD_SINGLE ? NW_TOKEN_OK : NW_TOKEN_NONE;
}
