/* Bad input has a defined result: every case of the table is judged whole and as a stream in chunks of 1, 7 and 65,536 bytes with empty
 * ones between. Asked each time:
 *
 *   the trace is JSON, and the same for every way of cutting; what comes out is the text with its edits
 *   what the case says: how many findings, the limit that is hit (and none else), whether the bytes are UTF-8
 *
 * Texts of more than 256 KB go in chunks of 61 bytes instead of 1, for time.
 *
 *   bad_input      closes with "N passed, N failed"; the sanitizer builds run it, too
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/slice.h"
#include "guarded.h"
#include "json/tree.h"

static const char rules[] =
  "newel: 1\nname: bad\non_incomplete: allow\n"
  "pii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, URL: ANONYMIZE}\n"
  "words: {managed: [PROFANITY], w: {list: [acme corp], action: ANONYMIZE}}\nsecrets: ANONYMIZE\n"
  "regexes: {booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE}}\n";

enum { MANY = 1000000, MEGABYTE = 1 << 20, FINDINGS = 100000, LONG_BYTES = 256 << 10, ANY = -1 };

/* ---- texts ---- */

static void repeat(nw_buf *out, const char *piece, size_t len, size_t count) {
  while (count-- > 0) nw_buf_add(out, piece, len);
}

static const char mail[] = "ann.lee@example.com";
static const char card[] = "4111 1111 1111 1111";

/* The bytes between an address and a card number, in front, behind, and between the letters of a word. */
static void around(nw_buf *out, const char *bytes, size_t len) {
  nw_buf_add(out, bytes, len);
  nw_buf_addf(out, "%s ", mail);
  nw_buf_add(out, bytes, len);
  nw_buf_addf(out, " %s ", card);
  for (const char *c = "nothing"; *c != '\0'; c++) nw_buf_add_char(out, *c), nw_buf_add(out, bytes, len);
}

/* A run of `count` times `piece` behind a letter, an address in front and behind. */
static void run_of(nw_buf *out, const char *piece, size_t count) {
  nw_buf_addf(out, "%s e", mail);
  repeat(out, piece, strlen(piece), count);
  nw_buf_addf(out, " %s", mail);
}

static void base64_of(nw_buf *out, newel_slice text) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < text.len; i += 3) {
    unsigned bytes = 0, count = text.len - i < 3 ? (unsigned)(text.len - i) : 3;
    for (unsigned n = 0; n < 3; n++) bytes = bytes << 8 | (n < count ? (unsigned char)text.data[i + n] : 0);
    for (unsigned n = 0; n <= count; n++) nw_buf_add_char(out, letters[bytes >> (18 - 6 * n) & 63]);
  }
}

static void nested(nw_buf *out, unsigned depth) {
  nw_buf inner;
  nw_buf_init(&inner, nw_alloc_of(NULL));
  nw_buf_addf(out, "write to %s today", mail);
  for (; depth > 0; depth--) {
    nw_buf_clear(&inner);
    nw_buf_add_slice(&inner, nw_buf_slice(out));
    nw_buf_clear(out);
    base64_of(out, nw_buf_slice(&inner));
  }
  nw_buf_free(&inner);
}

static void levels_of(nw_buf *out, const char *open, const char *close, unsigned depth) {
  repeat(out, open, strlen(open), depth);
  nw_buf_addf(out, "\"%s\"", mail);
  repeat(out, close, strlen(close), depth);
}

/* ---- cases ---- */

/* How a text is made: `bytes` alone, around() them, run_of() them, or by what stands in make(). */
typedef enum how { PLAIN, AROUND, RUN, FLOOD, NEST, PERCENT, LEVELS } how;

typedef struct bad {
  const char *name;
  how         how;
  const char *bytes;
  size_t      len;       /* 0: of a string */
  size_t      count;     /* times, levels, bytes */
  int         json;
  long        findings;  /* ANY: not asked */
  const char *limit;     /* that is hit, NULL none */
  int         invalid;   /* the bytes are no UTF-8; ANY: not asked */
} bad;

static const bad cases[] = {
  { "nothing", PLAIN, "", 0, 0, 0, 0, NULL, 0 },
  /* bytes that are no UTF-8 (Unicode, table 3-7): each kind, cut at each byte */
  { "overlong, 2 bytes", AROUND, "\xC0\xAF", 0, 0, 0, 2, NULL, 1 },
  { "overlong NUL", AROUND, "\xC0\x80", 0, 0, 0, 2, NULL, 1 },
  { "overlong, 3 bytes", AROUND, "\xE0\x80\xAF", 0, 0, 0, 2, NULL, 1 },
  { "overlong, 4 bytes", AROUND, "\xF0\x80\x80\xAF", 0, 0, 0, 2, NULL, 1 },
  { "first surrogate", AROUND, "\xED\xA0\x80", 0, 0, 0, 2, NULL, 1 },
  { "last surrogate", AROUND, "\xED\xBF\xBF", 0, 0, 0, 2, NULL, 1 },
  { "two surrogates for one", AROUND, "\xED\xA0\xBD\xED\xB8\x80", 0, 0, 0, 2, NULL, 1 },
  { "above 10FFFF", AROUND, "\xF4\x90\x80\x80", 0, 0, 0, 2, NULL, 1 },
  { "five bytes", AROUND, "\xF8\x88\x80\x80\x80", 0, 0, 0, 2, NULL, 1 },
  { "six bytes", AROUND, "\xFC\x84\x80\x80\x80\x80", 0, 0, 0, 2, NULL, 1 },
  { "FE, FF", AROUND, "\xFE\xFF", 0, 0, 0, 2, NULL, 1 },
  { "a byte that goes on", AROUND, "\x80", 0, 0, 0, 2, NULL, 1 },
  { "2 bytes, cut behind 1", AROUND, "\xC3", 0, 0, 0, 2, NULL, 1 },
  { "3 bytes, cut behind 1", AROUND, "\xE2", 0, 0, 0, 2, NULL, 1 },
  { "3 bytes, cut behind 2", AROUND, "\xE2\x82", 0, 0, 0, 2, NULL, 1 },
  { "4 bytes, cut behind 1", AROUND, "\xF0", 0, 0, 0, 2, NULL, 1 },
  { "4 bytes, cut behind 2", AROUND, "\xF0\x9F", 0, 0, 0, 2, NULL, 1 },
  { "4 bytes, cut behind 3", AROUND, "\xF0\x9F\x98", 0, 0, 0, 2, NULL, 1 },
  { "not a character", AROUND, "\xEF\xBF\xBF", 0, 0, 0, 2, NULL, 0 },
  { "the end is cut", PLAIN, "ann.lee@example.com \xF0\x9F\x98", 0, 0, 0, 1, NULL, 1 },
  { "a flood of FF", FLOOD, "\xFF", 0, MEGABYTE, 0, 0, NULL, 1 },
  { "a flood of bytes that go on", FLOOD, "\xBF", 0, MEGABYTE, 0, 0, NULL, 1 },
  { "a flood of first bytes", FLOOD, "\xF4", 0, MEGABYTE, 0, 0, NULL, 1 },
  /* NUL and other controls */
  { "NUL", AROUND, "\0", 1, 0, 0, 2, NULL, 0 },
  { "a flood of NUL", FLOOD, "\0", 1, MEGABYTE, 0, 0, NULL, 0 },
  { "a flood of backspaces", FLOOD, "\b", 0, 100000, 0, ANY, "PLACE_BACK_BYTES", 0 },
  { "a flood of escapes", FLOOD, "\x1b[", 0, 100000, 0, ANY, NULL, 0 },
  { "byte order marks", AROUND, "\xEF\xBB\xBF", 0, 0, 0, 2, NULL, 0 },
  /* strings of JSON */
  { "lone surrogate, high", PLAIN, "{\"a\": \"\\ud800 ann.lee@example.com\"}", 0, 0, 1, ANY, NULL, ANY },
  { "lone surrogate, low", PLAIN, "{\"a\": \"ann.lee@example.com \\udc00\"}", 0, 0, 1, ANY, NULL, ANY },
  { "lone surrogate in a key", PLAIN, "{\"\\udfff\": \"ann.lee@example.com\"}", 0, 0, 1, ANY, NULL, ANY },
  { "surrogates the wrong way round", PLAIN, "[\"\\ude00\\ud83d ann.lee@example.com\"]", 0, 0, 1, ANY, NULL, ANY },
  { "a high one twice", PLAIN, "[\"\\ud83d\\ud83d\\ude00 ann.lee@example.com\"]", 0, 0, 1, ANY, NULL, ANY },
  { "an escape that is cut", PLAIN, "[\"ann.lee@example.com \\ud8", 0, 0, 1, ANY, NULL, ANY },
  { "NUL in a string", PLAIN, "[\"ann.lee\\u0000 ann.lee@example.com\"]", 0, 0, 1, 1, NULL, 0 },
  { "bytes that are no UTF-8 in a string", PLAIN, "[\"ann.lee@example.com \xFF\"]", 0, 0, 1, 1, NULL, 1 },
  { "the deepest document", LEVELS, "[", 0, 128, 1, 1, NULL, 0 },
  { "one level deeper", LEVELS, "[", 0, 129, 1, 1, "JSON_DEPTH", 0 },
  { "a document of brackets", FLOOD, "[", 0, MEGABYTE, 1, 0, "JSON_DEPTH", 0 },
  { "a document of nothing", PLAIN, "", 0, 0, 1, 0, NULL, 0 },
  /* length */
  { "letters without a blank", FLOOD, "abcdefghij", 0, MEGABYTE, 0, 0, NULL, 0 },
  { "digits without a blank", FLOOD, "1234567890", 0, MEGABYTE, 0, ANY, NULL, 0 },
  { "ideographs without a blank", FLOOD, "\xE4\xB8\xAD\xE6\x96\x87", 0, MEGABYTE, 0, 0, NULL, 0 },
  { "signs without a blank", FLOOD, "@.:/-_%&=", 0, MEGABYTE, 0, 0, NULL, 0 },
  { "blanks", FLOOD, " ", 0, MEGABYTE, 0, 0, NULL, 0 },
  { "many findings", FLOOD, "a@b.co ", 0, (size_t)FINDINGS * 7, 0, FINDINGS, NULL, 0 },
  { "many findings in a reading", FLOOD, "a&#64;b.co ", 0, (size_t)FINDINGS / 10 * 11, 0, FINDINGS / 10, NULL, 0 },
  /* characters on and between characters */
  { "combining marks on one base", RUN, "\xCC\x81", 0, MANY, 0, ANY, NULL, 0 },
  { "enclosing marks on one base", RUN, "\xE2\x83\xA0", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "zero-width spaces", RUN, "\xE2\x80\x8B", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "joiners", RUN, "\xE2\x80\x8D", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "selectors", RUN, "\xEF\xB8\x8F", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "bits that are all one", RUN, "\u2062", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "bits of a letter", RUN, "\u2062\u2064\u2062\u2062\u2062\u2062\u2062\u2064", 0, MANY / 64, 0, ANY, NULL, 0 },
  { "tags", RUN, "\xF3\xA0\x81\xA1", 0, MANY / 8, 0, ANY, NULL, 0 },
  { "overrides", RUN, "\xE2\x80\xAE", 0, 1000, 0, ANY, "OVERRIDE_LEVELS", 0 },
  /* encodings in encodings */
  { "base64 in base64", NEST, "", 0, 2, 0, 1, NULL, 0 },
  { "base64 in base64 in base64", NEST, "", 0, 3, 0, 0, "DECODE_DEPTH", 0 },
  { "base64, six times", NEST, "", 0, 6, 0, 0, "DECODE_DEPTH", 0 },
  { "a percent sign, eight times over", PERCENT, "", 0, 8, 0, 1, NULL, 0 },
  { "a percent sign, a hundred times over", PERCENT, "", 0, 100, 0, 0, "DECODE_DEPTH", 0 },
};

static void make(nw_buf *out, const bad *it) {
  size_t len = it->len > 0 ? it->len : strlen(it->bytes);
  nw_buf_clear(out);
  switch (it->how) {
    case PLAIN: nw_buf_add(out, it->bytes, len); return;
    case AROUND: around(out, it->bytes, len); return;
    case RUN: run_of(out, it->bytes, it->count); return;
    case FLOOD: repeat(out, it->bytes, len, it->count / len); return;
    case NEST: nested(out, (unsigned)it->count); return;
    case LEVELS: levels_of(out, "[", "]", (unsigned)it->count); return;
    case PERCENT:
      nw_buf_add_text(out, "ann.lee%");
      repeat(out, "25", 2, it->count);
      nw_buf_add_text(out, "40example.com");
  }
}

/* ---- what is asked ---- */

static unsigned long passed, failed;
static const char *what_case;

static void check(int holds, const char *what, size_t chunk) {
  if (holds) passed++;
  else if (failed++ < 40) printf("FAILED %s: %s (chunks of %zu bytes)\n", what_case, what, chunk);
}

static int is_json(newel_slice text) {
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  int code = nw_json_parse(&root, &arena, text, 100000000, NULL);
  nw_arena_free(&arena);
  return code == NEWEL_OK;
}

static void check_limits(const nw_buf *trace, const bad *it) {
  for (unsigned id = 0; id < NW_LIMIT_COUNT; id++) {
    int named = guarded_names_limit(trace, nw_limit_name(id)), expected = it->limit != NULL && strcmp(it->limit, nw_limit_name(id)) == 0;
    if (named != expected) printf("%s: %s %s\n", what_case, nw_limit_name(id), named ? "is hit" : "is not hit");
    check(named == expected, "limits", 0);
  }
}

/* The text with its edits is what came out. */
static void check_edits(const newel_result *result, newel_slice text, newel_slice output) {
  nw_buf edited;
  size_t at = 0;
  nw_buf_init(&edited, nw_alloc_of(NULL));
  for (size_t i = 0; i < newel_result_edit_count(result, 0); i++) {
    newel_edit edit = newel_result_edit(result, 0, i);
    check(edit.start >= at && edit.end > edit.start && edit.end <= text.len, "edits are in order", 0);
    nw_buf_add(&edited, text.data + at, edit.start - at);
    nw_buf_add_slice(&edited, edit.replacement);
    at = edit.end;
  }
  nw_buf_add(&edited, text.data + at, text.len - at);
  check(nw_slice_eq(nw_buf_slice(&edited), output), "output", 0);
  nw_buf_free(&edited);
}

static void run_case(const guarded *it, const bad *row) {
  static const size_t chunks[] = { 1, 7, 65536 };
  newel_format format = row->json ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT;
  nw_alloc heap = nw_alloc_of(NULL);
  nw_buf text, trace, streamed, released, output;
  nw_buf_init(&text, heap), nw_buf_init(&trace, heap), nw_buf_init(&streamed, heap), nw_buf_init(&released, heap), nw_buf_init(&output, heap);
  what_case = row->name;
  make(&text, row);
  newel_slice slice = text.len > 0 ? nw_buf_slice(&text) : NW_LIT("");
  const newel_result *result = guarded_whole(it, slice, format);
  newel_segment_result segment = newel_result_segment(result, 0);
  guarded_trace(it, result, &trace);
  nw_buf_add_slice(&output, segment.output);
  check(is_json(nw_buf_slice(&trace)), "the trace is JSON", 0);
  check(row->findings == ANY || segment.finding_count == (size_t)row->findings, "findings", segment.finding_count);
  check(row->invalid == ANY || (strstr(trace.data, "\"invalid_utf8\":true") != NULL) == row->invalid, "UTF-8", 0);
  check_limits(&trace, row);
  check_edits(result, slice, segment.output);
  for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
    size_t chunk = chunks[i] == 1 && text.len > LONG_BYTES ? 61 : chunks[i];
    newel_stream *stream = guarded_stream(it, slice, format, chunk, &released, &result);
    guarded_trace(it, result, &streamed);
    check(nw_slice_eq(nw_buf_slice(&streamed), nw_buf_slice(&trace)), "the trace is the same", chunk);
    check(nw_slice_eq(nw_buf_slice(&released), nw_buf_slice(&output)), "what came out is the same", chunk);
    newel_stream_free(stream);
  }
  nw_buf_free(&text), nw_buf_free(&trace), nw_buf_free(&streamed), nw_buf_free(&released), nw_buf_free(&output);
}

/* Calls in the wrong order are errors and change nothing. */
static void wrong_order(const guarded *it) {
  newel_stream *stream;
  newel_slice out = NW_LIT("x");
  const newel_result *result = NULL, *again = NULL;
  newel_error err;
  what_case = "calls in the wrong order";
  if (newel_stream_open(&stream, it->guard, NULL, NULL) != NEWEL_OK) {
    check(0, "open", 0);
    return;
  }
  check(newel_stream_push(stream, nw_slice(NULL, 0), &out, &err) == NEWEL_OK && out.len == 0, "an empty chunk", 0);
  check(newel_stream_push(stream, nw_slice(NULL, 1), &out, &err) == NEWEL_E_ARGUMENT, "a chunk without data", 0);
  check(newel_stream_push(stream, NW_LIT("to ann.lee@example.com"), &out, &err) == NEWEL_OK, "a chunk", 0);
  check(newel_stream_finish(stream, &out, &result, &err) == NEWEL_OK && nw_slice_is(out, "{EMAIL}"), "finish", 0);
  check(newel_stream_push(stream, NW_LIT("more"), &out, &err) == NEWEL_E_STATE && out.len == 0 && err.message[0] != '\0', "push behind", 0);
  check(newel_stream_finish(stream, &out, &again, &err) == NEWEL_E_STATE && again == NULL && out.len == 0, "finish twice", 0);
  check(newel_stream_verdict(stream) == NEWEL_VERDICT_MODIFY && newel_result_verdict(result) == NEWEL_VERDICT_MODIFY, "the verdict stays", 0);
  newel_stream_free(stream);
  if (newel_stream_open(&stream, it->guard, NULL, NULL) != NEWEL_OK) {
    check(0, "open", 0);
    return;
  }
  check(newel_stream_finish(stream, &out, &result, &err) == NEWEL_OK && out.len == 0, "finish at once", 0);
  check(newel_result_verdict(result) == NEWEL_VERDICT_ALLOW && newel_result_complete(result), "nothing is allowed", 0);
  newel_stream_free(stream);
}

int main(void) {
  guarded it;
  guarded_open(&it, rules);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) run_case(&it, &cases[i]);
  wrong_order(&it);
  guarded_close(&it);
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
