#include "aws/redact.h"

#include "base/slice.h"
#include "json/tree.h"

enum { NODES = 20000, RUN_LEAST = 12, WORD_LEAST = 4, MESSAGE_MOST = 1024 };

/* ---- what a request said: its values, one behind the other ---- */

static void add_values(nw_buf *out, const nw_json_node *node) {
  if (node->type == NW_JSON_T_STRING || node->type == NW_JSON_T_NUMBER) {
    nw_buf_add_slice(out, node->text);
    nw_buf_add_char(out, '\0');
  }
  if (node->type != NW_JSON_T_OBJECT && node->type != NW_JSON_T_ARRAY) return;
  for (const nw_json_node *child = node->first; child != NULL; child = child->next) add_values(out, child);
}

static void values_of(nw_buf *out, newel_slice body) {
  nw_arena arena;
  nw_json_node *root = NULL;
  nw_arena_init(&arena, out->alloc);
  if (nw_json_parse(&root, &arena, body, NODES, NULL) == NEWEL_OK) add_values(out, root);
  else nw_buf_add_slice(out, body);
  nw_arena_free(&arena);
}

/* 1 when `piece` stands somewhere in `in`. */
static int stands_in(newel_slice in, newel_slice piece) {
  const char *at = in.data, *end = in.data == NULL ? NULL : in.data + in.len;
  while (piece.len > 0 && (size_t)(end - at) >= piece.len) {
    at = memchr(at, piece.data[0], (size_t)(end - at) - piece.len + 1);
    if (at == NULL) return 0;
    if (memcmp(at, piece.data, piece.len) == 0) return 1;
    at++;
  }
  return 0;
}

/* ---- what of the message goes: each returns the bytes from `at` that do, 0 for none ---- */

static int is_word(char c) { return nw_is_alnum((unsigned char)c) || (unsigned char)c >= 0x80 || strchr("@._-+", c) != NULL; }

static size_t quoted(newel_slice message, size_t at, newel_slice values) {
  if (at == 0) return 0;
  char quote = message.data[at - 1];
  if (quote != '\'' && quote != '"' && quote != '`') return 0;
  const char *end = memchr(message.data + at, quote, message.len - at);
  size_t len = end == NULL ? message.len - at : (size_t)(end - message.data) - at;
  return stands_in(values, nw_slice(message.data + at, len)) ? len : 0;
}

static size_t telling_word(newel_slice message, size_t at, newel_slice values) {
  size_t len = 0;
  int tells = 0;
  if (at > 0 && is_word(message.data[at - 1])) return 0;
  for (; at + len < message.len && is_word(message.data[at + len]); len++)
    tells |= nw_is_digit((unsigned char)message.data[at + len]) || message.data[at + len] == '@';
  while (len > 0 && message.data[at + len - 1] == '.') len--;
  return tells && len >= WORD_LEAST && stands_in(values, nw_slice(message.data + at, len)) ? len : 0;
}

/* Begins with a word, or anywhere in a script without blanks; ends with a whole character. */
static size_t long_run(newel_slice message, size_t at, newel_slice values) {
  size_t len = RUN_LEAST;
  unsigned char first = (unsigned char)message.data[at];
  if (!is_word(message.data[at]) || (at > 0 && is_word(message.data[at - 1]) && first < 0xC0)) return 0;
  if (at + len > message.len || !stands_in(values, nw_slice(message.data + at, len))) return 0;
  while (at + len < message.len && stands_in(values, nw_slice(message.data + at, len + 1))) len++;
  while (at + len < message.len && ((unsigned char)message.data[at + len] & 0xC0) == 0x80) len++;
  return len;
}

void nw_redact(nw_buf *out, newel_slice message, newel_slice body) {
  nw_buf kept;
  nw_buf_init_secret(&kept, out->alloc);
  values_of(&kept, body);
  newel_slice values = nw_buf_slice(&kept);
  if (message.len > MESSAGE_MOST) message.len = MESSAGE_MOST;
  for (size_t at = 0; at < message.len && !kept.failed;) {
    size_t len = quoted(message, at, values);
    if (len == 0) len = telling_word(message, at, values);
    if (len == 0) len = long_run(message, at, values);
    if (len > 0) nw_buf_add_text(out, "\xE2\x80\xA6");
    else nw_buf_add_char(out, (unsigned char)message.data[at] < 0x20 || message.data[at] == 0x7F ? ' ' : message.data[at]);
    at += len > 0 ? len : 1;
  }
  if (kept.failed) out->failed = 1;
  nw_buf_free(&kept);
}
