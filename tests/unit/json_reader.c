/* json/reader.h: what is accepted, what is refused and where, and that no cut of a document changes its tokens. */
#include "json/reader.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"

#define DOC(text) { (text), sizeof(text) - 1 }

static const char *const kind_names[] = { "{", "}", "[", "]", "key", "str", "chars", "esc", "end-str", "num", "true", "false",
                                          "null", "end", "more", "error" };

/* One line of tokens; neighbouring CHARS are one. */
static void print_token(nw_buf *out, const nw_json_token *t, size_t *chars_end) {
  if (t->kind == NW_JSON_CHARS && *chars_end == t->start && out->len > 0) {
    while (out->data[out->len - 1] != '-') out->len--;
    nw_buf_addf(out, "%zu", t->end);
  } else {
    nw_buf_addf(out, " %s:%zu-%zu", kind_names[t->kind], t->start, t->end);
  }
  *chars_end = t->kind == NW_JSON_CHARS ? t->end : SIZE_MAX;
  for (unsigned i = 0; i < t->decoded_len; i++) nw_buf_addf(out, "%02x", (unsigned char)t->decoded[i]);
  if (t->error != NULL) nw_buf_addf(out, " %s", t->error);
}

typedef struct run { nw_json_reader reader; nw_buf out; size_t chars_end; } run;

/* Reads until the window [base, end) gives no more. The bytes are a copy of exact size, so a sanitizer sees a step too far. */
static nw_json_kind feed(run *r, newel_slice doc, size_t base, size_t end) {
  char *window = end > base ? malloc(end - base) : NULL;
  nw_json_token token;
  if (window != NULL) memcpy(window, doc.data + base, end - base);
  nw_json_kind kind;
  while ((kind = nw_json_next(&r->reader, window, base, end - base, end == doc.len, &token)) != NW_JSON_MORE) {
    print_token(&r->out, &token, &r->chars_end);
    if (kind == NW_JSON_END || kind == NW_JSON_ERROR) break;
  }
  free(window);
  return kind;
}

static void begin(run *r, unsigned flags) {
  nw_json_begin(&r->reader, flags);
  nw_buf_init(&r->out, nw_alloc_of(NULL));
  r->chars_end = SIZE_MAX;
}

static nw_json_kind read_whole(newel_slice doc, unsigned flags, nw_buf *out) {
  run r;
  begin(&r, flags);
  nw_json_kind kind = feed(&r, doc, 0, doc.len);
  *out = r.out;
  return kind;
}

static int same(const nw_buf *a, const nw_buf *b) { return nw_slice_eq(nw_buf_slice(a), nw_buf_slice(b)); }

/* Windows that begin where the reader stands; first two pieces at every cut, then byte by byte. */
static void check_cuts(newel_slice doc, unsigned flags) {
  nw_buf whole;
  (void)read_whole(doc, flags, &whole);
  for (size_t cut = 0; cut <= doc.len; cut++) {
    run r;
    begin(&r, flags);
    if (cut == doc.len || feed(&r, doc, 0, cut) == NW_JSON_MORE) (void)feed(&r, doc, r.reader.pos, doc.len);
    cr_assert(same(&whole, &r.out), "cut %zu of %.*s:\n%.*s\n%.*s", cut, (int)doc.len, doc.data, (int)whole.len, whole.data,
              (int)r.out.len, r.out.data);
    nw_buf_free(&r.out);
  }
  run r;
  begin(&r, flags);
  for (size_t end = 0; end <= doc.len; end++)
    if (feed(&r, doc, r.reader.pos, end) != NW_JSON_MORE) break;
  cr_assert(same(&whole, &r.out), "byte by byte: %.*s", (int)doc.len, doc.data);
  nw_buf_free(&r.out);
  nw_buf_free(&whole);
}

static const newel_slice accepted[] = {
  DOC("{}"), DOC("[]"), DOC("0"), DOC("-0"), DOC("\"\""), DOC("true"), DOC("false"), DOC("null"), DOC(" \t\r\n1 \n"),
  DOC("1.5"), DOC("-12.25e+10"), DOC("1E5"), DOC("1e-2"), DOC("0.0"), DOC("0e0"), DOC("123456789012345678901234567890"),
  DOC("[1,2]"), DOC("[[],[[]],{}]"), DOC("{\"\":0}"), DOC("{\"a\":{\"b\":[true,null]}}"), DOC("[\"a\",1,\"b\"]"),
  DOC("[ 1 , 2 ]"),
  DOC("{ \"a\" : 1 , \"b\" : 2 }"), DOC("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), DOC("\"\\u0000\""), DOC("\"\\u00e9\\u20AC\\uFFFF\""),
  DOC("\"\\ud83d\\ude00\""), DOC("\"\\ud83d\""), DOC("\"\\ude00\""), DOC("\"\\ud83d\\ud83d\\ude00\""), DOC("\"\\ud83dx\""),
  DOC("\"\\ud83d\\u0041\""), DOC("\"\\ud83d\\n\""), DOC("\"\x7f\""), DOC("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""),
  DOC("\"\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf\""), DOC("\"\xe2\x80\xa8\""), DOC("\"\xef\xbb\xbf\""),
  DOC("{\"a\":1,\"a\":2}"), DOC("\"a\xc3\xa9 long run of characters\\nand another\xe2\x82\xac\""),
};

static const struct { newel_slice doc; size_t offset; const char *error; } refused[] = {
  { DOC(""), 0, "expected a value, found nothing" }, { DOC("  "), 2, "expected a value, found nothing" },
  { DOC("["), 1, "the document ends too early" }, { DOC("{\"a\":"), 5, "the document ends too early" },
  { DOC("[1,]"), 3, "expected a value after ','" }, { DOC("[,1]"), 1, "expected a value or ']'" },
  { DOC("[1 2]"), 3, "expected ',' or ']' after an item" }, { DOC("[1}"), 2, "expected ',' or ']' after an item" },
  { DOC("{\"a\" 1}"), 5, "expected ':' after a member name" }, { DOC("{\"a\"}"), 4, "expected ':' after a member name" },
  { DOC("{\"a\":}"), 5, "expected a value after ':'" },
  { DOC("{\"a\":1,}"), 7, "expected a member name in double quotes after ','" },
  { DOC("{a:1}"), 1, "expected a member name in double quotes or '}'" },
  { DOC("{1:1}"), 1, "expected a member name in double quotes or '}'" },
  { DOC("{\"a\":1]"), 6, "expected ',' or '}' after a member" },
  { DOC("{\"a\":1 \"b\":2}"), 7, "expected ',' or '}' after a member" },
  { DOC("]"), 0, "expected a value" }, { DOC("1 2"), 2, "expected nothing after the document" },
  { DOC("{}}"), 2, "expected nothing after the document" }, { DOC("[]\0"), 2, "expected nothing after the document" },
  { DOC("\0"), 0, "expected a value" }, { DOC("[\0]"), 1, "expected a value or ']'" }, { DOC("tru"), 0, "expected a value" },
  { DOC("True"), 0, "expected a value" },
  { DOC("nul"), 0, "expected a value" },
  { DOC("truefalse"), 4, "expected nothing after the document" },
  { DOC("NaN"), 0, "expected a value" }, { DOC("'a'"), 0, "expected a value" }, { DOC("/**/1"), 0, "expected a value" },
  { DOC("01"), 0, "malformed number" }, { DOC("-"), 0, "malformed number" }, { DOC("-01"), 0, "malformed number" },
  { DOC("1."), 0, "malformed number" }, { DOC("1.e1"), 0, "malformed number" }, { DOC("1e"), 0, "malformed number" },
  { DOC("1e+"), 0, "malformed number" }, { DOC("[1.2.3]"), 1, "malformed number" }, { DOC("+1"), 0, "expected a value" },
  { DOC(".5"), 0, "expected a value" },
  { DOC("0x1"), 1, "expected nothing after the document" },
  { DOC("1-2"), 0, "malformed number" },
  { DOC("\""), 1, "the document ends inside a string" }, { DOC("\"abc"), 4, "the document ends inside a string" },
  { DOC("\"\\\""), 3, "the document ends inside a string" },
  { DOC("\"\\x\""), 1, "invalid escape in a string: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX" },
  { DOC("\"\\u12g4\""), 1, "invalid escape in a string: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX" },
  { DOC("\"\\"), 1, "invalid escape in a string: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX" },
  { DOC("\"a\0b\""), 2, "control character in a string: expected an escape" },
  { DOC("\"a\nb\""), 2, "control character in a string: expected an escape" },
  { DOC("\"\x1f\""), 1, "control character in a string: expected an escape" },
  { DOC("\"\x80\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xc0\x80\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xc3(\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xe0\x9f\xbf\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xed\xa0\x80\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xf0\x8f\xbf\xbf\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xf4\x90\x80\x80\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"\xf5\""), 1, "a byte that is no UTF-8 in a string" },
  { DOC("\"ab\xe2\x82"), 3, "a byte that is no UTF-8 in a string" },
  { DOC("\xef\xbb\xbf{}"), 0, "a byte-order mark before the document" }, { DOC("[\xef\xbb\xbf]"), 1, "expected a value or ']'" },
  { DOC("\xc3\xa9"), 0, "expected a value" }, { DOC("{\"a\":1,\"b\"\x00:2}"), 10, "expected ':' after a member name" },
};

Test(json_reader, accepts) {
  for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
    nw_buf out;
    cr_assert(read_whole(accepted[i], 0, &out) == NW_JSON_END, "row %zu:%.*s", i, (int)out.len, out.data);
    nw_buf_free(&out);
  }
}

Test(json_reader, refuses_at_the_place) {
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    nw_json_reader reader;
    nw_json_token token;
    nw_json_kind kind;
    nw_json_begin(&reader, 0);
    do kind = nw_json_next(&reader, refused[i].doc.data, 0, refused[i].doc.len, 1, &token);
    while (kind != NW_JSON_END && kind != NW_JSON_ERROR);
    cr_assert(kind == NW_JSON_ERROR, "row %zu is accepted", i);
    cr_assert_str_eq(token.error, refused[i].error, "row %zu: %s", i, token.error);
    cr_assert(token.start == refused[i].offset, "row %zu: offset %zu", i, token.start);
    cr_assert(nw_json_next(&reader, "{}", token.start, 2, 1, &token) == NW_JSON_ERROR, "row %zu: the error does not stick", i);
    cr_assert_str_eq(token.error, refused[i].error);
  }
}

Test(json_reader, cuts_change_nothing) {
  for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) check_cuts(accepted[i], 0);
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    check_cuts(refused[i].doc, 0);
    check_cuts(refused[i].doc, NW_JSON_LENIENT_UTF8);
  }
}

Test(json_reader, tokens) {
  static const struct { newel_slice doc; unsigned flags; const char *tokens; } cases[] = {
    { DOC("{\"a\":\"x\\u00e9\"}"), 0,
      " {:0-1 key:1-2 chars:2-3 end-str:3-4 str:5-6 chars:6-7 esc:7-13c3a9 end-str:13-14 }:14-15 end:15-15" },
    { DOC("[1, true]"), 0, " [:0-1 num:1-2 true:4-8 ]:8-9 end:9-9" },
    { DOC("\"\\u0000\\ud83d\\ude00\\ud83d\""), 0, " str:0-1 esc:1-700 esc:7-19f09f9880 esc:19-25efbfbd end-str:25-26 end:26-26" },
    { DOC("\"a\x80\xe2\x82z\""), NW_JSON_LENIENT_UTF8, " str:0-1 chars:1-6 end-str:6-7 end:7-7" },
    { DOC("\"\xe2\x82"), NW_JSON_LENIENT_UTF8, " str:0-1 chars:1-3 error:3-3 the document ends inside a string" },
    { DOC("\"\x80\x01\""), NW_JSON_LENIENT_UTF8,
      " str:0-1 chars:1-2 error:2-2 control character in a string: expected an escape" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_buf out;
    (void)read_whole(cases[i].doc, cases[i].flags, &out);
    cr_assert(nw_slice_is(nw_buf_slice(&out), cases[i].tokens), "row %zu:%.*s", i, (int)out.len, out.data);
    nw_buf_free(&out);
  }
}

Test(json_reader, chars_are_cut_between_characters_only) {
  static const char text[] = "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"";
  for (size_t end = 1; end < sizeof text - 1; end++) {
    nw_json_reader reader;
    nw_json_token token;
    nw_json_begin(&reader, NW_JSON_LENIENT_UTF8);
    while (nw_json_next(&reader, text, 0, end, 0, &token) != NW_JSON_MORE)
      if (token.kind == NW_JSON_CHARS) cr_assert(((unsigned char)text[token.end] & 0xC0) != 0x80, "window %zu", end);
  }
}

static void check_depth(const char *open, const char *close, size_t levels, int ok) {
  nw_buf doc, out;
  nw_buf_init(&doc, nw_alloc_of(NULL));
  for (size_t i = 0; i < levels; i++) nw_buf_add_text(&doc, open);
  nw_buf_add_text(&doc, "0");
  for (size_t i = 0; i < levels; i++) nw_buf_add_text(&doc, close);
  nw_json_kind kind = read_whole(nw_buf_slice(&doc), 0, &out);
  cr_assert(kind == (ok ? NW_JSON_END : NW_JSON_ERROR), "%s %zu levels", open, levels);
  nw_buf_free(&out);
  nw_buf_free(&doc);
}

Test(json_reader, depth_limit) {
  cr_assert(sizeof((nw_json_reader *)0)->stack == NW_LIMIT_JSON_DEPTH);
  for (size_t levels = NW_LIMIT_JSON_DEPTH - 1; levels <= NW_LIMIT_JSON_DEPTH + 1; levels++) {
    check_depth("[", "]", levels, levels <= NW_LIMIT_JSON_DEPTH);
    check_depth("{\"a\":", "}", levels, levels <= NW_LIMIT_JSON_DEPTH);
  }
  check_depth("[", "", 100000, 0);
}

Test(json_reader, number_limit) {
  char text[1400];
  memset(text, '7', sizeof text);
  text[0] = '[';
  for (size_t digits = 1023; digits <= 1026; digits++) {
    nw_buf out;
    text[digits + 1] = ']';
    nw_json_kind kind = read_whole(nw_slice(text, digits + 2), 0, &out);
    cr_assert(kind == (digits <= 1024 ? NW_JSON_END : NW_JSON_ERROR), "%zu digits", digits);
    nw_buf_free(&out);
    check_cuts(nw_slice(text, digits + 2), 0);
    text[digits + 1] = '7';
  }
  /* Too long is known without its end. */
  nw_json_reader reader;
  nw_json_token token;
  nw_json_begin(&reader, 0);
  cr_assert(nw_json_next(&reader, text, 0, sizeof text, 0, &token) == NW_JSON_ARRAY_BEGIN);
  cr_assert(nw_json_next(&reader, text, 0, sizeof text, 0, &token) == NW_JSON_ERROR && token.limit == 1 + NW_LIMIT_ID_JSON_NUMBER_BYTES);
}

/* One byte at a time, each byte pushed as its own window: the reader never asks for more than a token back. */
Test(json_reader, waits_for_little) {
  size_t len = 200000, most = 0;
  char *text = malloc(len);
  nw_json_reader reader;
  nw_json_token token;
  memset(text, 'a', len);
  memset(text + 1, ' ', 1000);
  text[0] = '[';
  text[1001] = '"';
  nw_json_begin(&reader, 0);
  for (size_t end = 1; end < len; end++) {
    while (nw_json_next(&reader, text + reader.pos, reader.pos, end - reader.pos, 0, &token) != NW_JSON_MORE) {}
    if (end - reader.pos > most) most = end - reader.pos;
  }
  cr_assert(most == 0, "%zu bytes held back", most);
  free(text);
}
