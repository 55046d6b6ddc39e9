/* The grammar of JSON as one state, `expect`, and a stack of one byte a level.
 *
 *   state         a lexeme that fits moves it to
 *   VALUE         scalar, string -> after_value; '{' -> FIRST_NAME; '[' -> FIRST_ITEM
 *   FIRST_NAME    string -> COLON; '}' -> after_value
 *   COLON         ':' -> VALUE
 *   MEMBER_END    ',' -> NAME; '}' -> after_value
 *   ITEM_END      ',' -> ITEM; ']' -> after_value
 *   DOCUMENT_END  white space only
 * after_value is MEMBER_END, ITEM_END or DOCUMENT_END, as the stack says.
 */
#include "json/reader.h"

#include <string.h>

#include "base/slice.h"
#include "json/scan.h"

enum { NUMBER_MAX_BYTES = 1024 };
enum { OUTSIDE = 0, IN_NAME = 1, IN_VALUE = 2 };

typedef enum expect {
  VALUE, AFTER_COLON, ITEM, FIRST_ITEM, FIRST_NAME, NAME, COLON, MEMBER_END, ITEM_END, DOCUMENT_END
} expect;

static const char *const expected[] = {
  [VALUE] = "expected a value",
  [AFTER_COLON] = "expected a value after ':'",
  [ITEM] = "expected a value after ','",
  [FIRST_ITEM] = "expected a value or ']'",
  [FIRST_NAME] = "expected a member name in double quotes or '}'",
  [NAME] = "expected a member name in double quotes after ','",
  [COLON] = "expected ':' after a member name",
  [MEMBER_END] = "expected ',' or '}' after a member",
  [ITEM_END] = "expected ',' or ']' after an item",
  [DOCUMENT_END] = "expected nothing after the document",
};

void nw_json_begin(nw_json_reader *reader, unsigned flags) {
  memset(reader, 0, sizeof *reader);
  reader->flags = flags;
  reader->expect = VALUE;
}

/* ---- results ---- */

static nw_json_kind give(nw_json_reader *reader, nw_json_token *token, nw_json_kind kind, size_t end) {
  token->kind = kind;
  token->start = reader->pos;
  token->end = reader->pos = end;
  return kind;
}

static nw_json_kind fail(nw_json_reader *reader, nw_json_token *token, const char *message) {
  reader->error = message;
  token->error = message;
  token->limit = reader->limit;
  return give(reader, token, NW_JSON_ERROR, reader->pos);
}

static nw_json_kind fail_limit(nw_json_reader *reader, nw_json_token *token, unsigned limit, const char *message) {
  reader->limit = (unsigned char)(1 + limit);
  return fail(reader, token, message);
}

/* ---- inside strings ---- */

static unsigned hex4(const unsigned char *p) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) value = value << 4 | (nw_is_digit(p[i]) ? p[i] - (unsigned)'0' : (p[i] | 32u) - 'a' + 10u);
  return value;
}

static void set_code_point(nw_json_token *token, uint32_t cp) {
  static const unsigned char lead[] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
  unsigned len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  token->decoded_len = (unsigned char)len;
  for (unsigned i = len - 1; i > 0; i--, cp >>= 6) token->decoded[i] = (char)(0x80 | (cp & 0x3F));
  token->decoded[0] = (char)(lead[len] | cp);
}

static uint32_t short_escape(unsigned char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;  /* '"', '\\', '/' */
  }
}

/* `p` is at the backslash. */
static uint32_t escape_code_point(nw_json_lexeme lexeme, const unsigned char *p) {
  switch (lexeme) {
    case NW_LEX_UNICODE: return hex4(p + 2);
    case NW_LEX_PAIR: return 0x10000 + ((hex4(p + 2) & 0x3FF) << 10) + (hex4(p + 8) & 0x3FF);
    case NW_LEX_LONE: return 0xFFFD;
    default: return short_escape(p[1]);
  }
}

static void after_value(nw_json_reader *reader) {
  if (reader->depth == 0) reader->expect = DOCUMENT_END;
  else reader->expect = reader->stack[reader->depth - 1] ? MEMBER_END : ITEM_END;
}

static nw_json_kind end_string(nw_json_reader *reader, nw_json_token *token) {
  if (reader->in_string == IN_NAME) reader->expect = COLON;
  else after_value(reader);
  reader->in_string = OUTSIDE;
  return give(reader, token, NW_JSON_STRING_END, reader->pos + 1);
}

static nw_json_kind next_in_string(nw_json_reader *reader, nw_json_scan *scan, size_t base, int final, nw_json_token *token) {
  const unsigned char *begin = scan->data + scan->at;
  int at_end = scan->at >= scan->len;
  nw_json_lexeme lexeme = nw_json_scan_string(scan);
  if (lexeme == NW_LEX_CHARS) return give(reader, token, NW_JSON_CHARS, base + scan->at);
  if (scan->touched && !final) return give(reader, token, NW_JSON_MORE, reader->pos);
  switch (lexeme) {
    case NW_LEX_QUOTE: return end_string(reader, token);
    case NW_LEX_ESCAPE: case NW_LEX_UNICODE: case NW_LEX_PAIR: case NW_LEX_LONE:
      set_code_point(token, escape_code_point(lexeme, begin));
      return give(reader, token, NW_JSON_ESCAPE, base + scan->at);
    case NW_LEX_BAD_ESCAPE:
      return fail(reader, token, "invalid escape in a string: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    case NW_LEX_CONTROL: return fail(reader, token, "control character in a string: expected an escape");
    default: break;
  }
  if (at_end) return fail(reader, token, "the document ends inside a string");
  if (reader->flags & NW_JSON_LENIENT_UTF8) return give(reader, token, NW_JSON_CHARS, reader->pos + 1);
  return fail(reader, token, "a byte that is no UTF-8 in a string");
}

/* ---- between strings ---- */

static int wants_value(const nw_json_reader *reader) { return reader->expect <= FIRST_ITEM; }
static int wants_name(const nw_json_reader *reader) { return reader->expect == FIRST_NAME || reader->expect == NAME; }

static nw_json_kind open_level(nw_json_reader *reader, nw_json_token *token, int is_object) {
  if (!wants_value(reader)) return fail(reader, token, expected[reader->expect]);
  if (reader->depth == sizeof reader->stack) return fail_limit(reader, token, NW_LIMIT_ID_JSON_DEPTH, "nested deeper than 128 levels");
  reader->stack[reader->depth++] = (unsigned char)is_object;
  reader->expect = is_object ? FIRST_NAME : FIRST_ITEM;
  return give(reader, token, is_object ? NW_JSON_OBJECT_BEGIN : NW_JSON_ARRAY_BEGIN, reader->pos + 1);
}

static nw_json_kind close_level(nw_json_reader *reader, nw_json_token *token, int is_object) {
  int fits = is_object ? reader->expect == FIRST_NAME || reader->expect == MEMBER_END
                       : reader->expect == FIRST_ITEM || reader->expect == ITEM_END;
  if (!fits) return fail(reader, token, expected[reader->expect]);
  reader->depth--;
  after_value(reader);
  return give(reader, token, is_object ? NW_JSON_OBJECT_END : NW_JSON_ARRAY_END, reader->pos + 1);
}

static nw_json_kind open_string(nw_json_reader *reader, nw_json_token *token) {
  if (!wants_value(reader) && !wants_name(reader)) return fail(reader, token, expected[reader->expect]);
  reader->in_string = wants_name(reader) ? IN_NAME : IN_VALUE;
  return give(reader, token, reader->in_string == IN_NAME ? NW_JSON_KEY_BEGIN : NW_JSON_STRING_BEGIN, reader->pos + 1);
}

static nw_json_kind scalar(nw_json_reader *reader, nw_json_token *token, nw_json_kind kind, size_t end) {
  if (!wants_value(reader)) return fail(reader, token, expected[reader->expect]);
  if (kind == NW_JSON_NUMBER && end - reader->pos > NUMBER_MAX_BYTES)
    return fail_limit(reader, token, NW_LIMIT_ID_JSON_NUMBER_BYTES, "a number of more than 1,024 bytes");
  after_value(reader);
  return give(reader, token, kind, end);
}

/* The token that a lexeme other than white space, ':' and ',' is, if it may stand here. */
static nw_json_kind take(nw_json_reader *reader, nw_json_lexeme lexeme, size_t end, nw_json_token *token) {
  switch (lexeme) {
    case NW_LEX_OBJECT_BEGIN: return open_level(reader, token, 1);
    case NW_LEX_ARRAY_BEGIN: return open_level(reader, token, 0);
    case NW_LEX_OBJECT_END: return close_level(reader, token, 1);
    case NW_LEX_ARRAY_END: return close_level(reader, token, 0);
    case NW_LEX_QUOTE: return open_string(reader, token);
    case NW_LEX_NUMBER: return scalar(reader, token, NW_JSON_NUMBER, end);
    case NW_LEX_TRUE: return scalar(reader, token, NW_JSON_TRUE, end);
    case NW_LEX_FALSE: return scalar(reader, token, NW_JSON_FALSE, end);
    case NW_LEX_NULL: return scalar(reader, token, NW_JSON_NULL, end);
    case NW_LEX_BAD_NUMBER:
      return fail(reader, token, wants_value(reader) ? "malformed number" : expected[reader->expect]);
    case NW_LEX_BYTE_ORDER_MARK:
      return fail(reader, token, reader->pos == 0 ? "a byte-order mark before the document" : expected[reader->expect]);
    default: return fail(reader, token, expected[reader->expect]);
  }
}

/* 1 when the lexeme gives no token and may stand here: white space, ':' and ','. */
static int skips(nw_json_reader *reader, nw_json_lexeme lexeme) {
  switch (lexeme) {
    case NW_LEX_SPACE: return 1;
    case NW_LEX_COLON:
      if (reader->expect != COLON) return 0;
      reader->expect = AFTER_COLON;
      return 1;
    case NW_LEX_COMMA:
      if (reader->expect != MEMBER_END && reader->expect != ITEM_END) return 0;
      reader->expect = reader->expect == MEMBER_END ? NAME : ITEM;
      return 1;
    default: return 0;
  }
}

static nw_json_kind at_end(nw_json_reader *reader, int final, nw_json_token *token) {
  if (!final) return give(reader, token, NW_JSON_MORE, reader->pos);
  if (reader->expect == DOCUMENT_END) return give(reader, token, NW_JSON_END, reader->pos);
  return fail(reader, token, reader->expect == VALUE ? "expected a value, found nothing" : "the document ends too early");
}

nw_json_kind nw_json_next(nw_json_reader *reader, const char *data, size_t base, size_t len, int final, nw_json_token *token) {
  memset(token, 0, sizeof *token);
  if (reader->error != NULL) return fail(reader, token, reader->error);
  for (;;) {
    nw_json_scan scan = { (const unsigned char *)data, len, reader->pos - base, 0 };
    if (reader->in_string != OUTSIDE) return next_in_string(reader, &scan, base, final, token);
    if (scan.at >= len) return at_end(reader, final, token);
    /* One byte more than the longest number tells that a number is too long, without waiting for its end. */
    int cut = len - scan.at > NUMBER_MAX_BYTES;
    if (cut) scan.len = scan.at + NUMBER_MAX_BYTES + 1;
    nw_json_lexeme lexeme = nw_json_scan_value(&scan);
    if (skips(reader, lexeme)) {
      reader->pos = base + scan.at;
      continue;
    }
    if (scan.touched && !cut && !final) return give(reader, token, NW_JSON_MORE, reader->pos);
    return take(reader, lexeme, base + scan.at, token);
  }
}
