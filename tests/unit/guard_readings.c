/* The bounds of readings (grammar/limits.def), at L and beyond: a disguise of any length is read; what no reading reaches is in the
 * trace as a limit. Whole texts and streams agree. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "guarded.h"
#include "newel/newel.h"
#include "text/utf8.h"

static const char rules[] =
  "newel: 1\nname: n\non_incomplete: allow\npii: {EMAIL: ANONYMIZE, URL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE}\n"
  "words: {w: {list: [purple otter], action: ANONYMIZE}}\n";

static guarded all;

static void setup(void) { guarded_open(&all, rules); }
static void teardown(void) { guarded_close(&all); }

TestSuite(guard_readings, .init = setup, .fini = teardown, .timeout = 120);

/* ---- disguises ---- */

typedef void (*disguise_fn)(nw_buf *out, newel_slice text);

/* `bits` of the text a letter, most significant first. */
static void in_base(nw_buf *out, newel_slice text, unsigned bits, const char *letters) {
  uint32_t sum = 0;
  unsigned have = 0;
  for (size_t i = 0; i < text.len; i++) {
    sum = sum << 8 | (unsigned char)text.data[i];
    for (have += 8; have >= bits; have -= bits) nw_buf_add_char(out, letters[sum >> (have - bits) & ((1u << bits) - 1)]);
  }
  if (have > 0) nw_buf_add_char(out, letters[sum << (bits - have) & ((1u << bits) - 1)]);
}

static void base64(nw_buf *out, newel_slice text) {
  in_base(out, text, 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

static void base64_lines(nw_buf *out, newel_slice text) {
  enum { LINE = 57 };  /* bytes: 76 letters */
  for (size_t at = 0; at < text.len; at += LINE) {
    if (at > 0) nw_buf_add_text(out, "\r\n");
    base64(out, nw_slice(text.data + at, text.len - at < LINE ? text.len - at : LINE));
  }
}

static void base64_wide(nw_buf *out, newel_slice text) {  /* UTF-16; ASCII texts only */
  nw_buf wide;
  nw_buf_init(&wide, nw_alloc_of(NULL));
  for (size_t i = 0; i < text.len; i++) nw_buf_add_char(&wide, text.data[i]), nw_buf_add_char(&wide, '\0');
  base64(out, nw_buf_slice(&wide));
  nw_buf_free(&wide);
}

static void base32(nw_buf *out, newel_slice text) { in_base(out, text, 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"); }
static void base16(nw_buf *out, newel_slice text) { in_base(out, text, 4, "0123456789abcdef"); }
static void base2(nw_buf *out, newel_slice text) { in_base(out, text, 1, "01"); }

#define BYTES_AS(name, format) \
  static void name(nw_buf *out, newel_slice text) { \
    for (size_t i = 0; i < text.len; i++) nw_buf_addf(out, format, (unsigned)(unsigned char)text.data[i]); \
  }
BYTES_AS(percent, "%%%02x")
BYTES_AS(octal, "\\%03o")
BYTES_AS(quoted, "=%02X")
BYTES_AS(row_hex, "%02x ")
BYTES_AS(row_decimal, "%u, ")

#define CHARS_AS(name, format) \
  static void name(nw_buf *out, newel_slice text) { \
    uint32_t cp; \
    for (size_t i = 0; i < text.len;) { \
      i += nw_utf8_decode((const unsigned char *)text.data + i, text.len - i, &cp); \
      nw_buf_addf(out, format, cp); \
    } \
  }
CHARS_AS(escapes, "\\u%04x")
CHARS_AS(entities, "&#%u;")
CHARS_AS(code_points, "U+%04X ")

static void add_cp(nw_buf *out, uint32_t cp) {
  char bytes[4];
  nw_buf_add(out, bytes, nw_utf8_encode(cp, bytes));
}

static void selectors(nw_buf *out, newel_slice text) {
  add_cp(out, 0x1F600);
  for (size_t i = 0; i < text.len; i++) {
    unsigned c = (unsigned char)text.data[i];
    add_cp(out, c < 16 ? 0xFE00 + c : 0xE0100 + c - 16);
  }
}

static void tags(nw_buf *out, newel_slice text) {
  for (size_t i = 0; i < text.len; i++) add_cp(out, 0xE0000 + (unsigned char)text.data[i]);
}

/* A bit each, of two things that show nothing. */
static void invisible_bits(nw_buf *out, newel_slice text, uint32_t zero, uint32_t one) {
  for (size_t i = 0; i < text.len; i++)
    for (unsigned bit = 8; bit-- > 0;) add_cp(out, (unsigned char)text.data[i] >> bit & 1 ? one : zero);
}
static void operator_bits(nw_buf *out, newel_slice text) { invisible_bits(out, text, 0x2062, 0x2064); }
static void joiner_bits(nw_buf *out, newel_slice text) { invisible_bits(out, text, 0x200C, 0x200B); }

static void full_width(nw_buf *out, newel_slice text) {
  for (size_t i = 0; i < text.len; i++) add_cp(out, text.data[i] == ' ' ? 0x3000 : 0xFEE0 + (unsigned char)text.data[i]);
}

static void spaced(nw_buf *out, newel_slice text) {
  for (size_t i = 0; i < text.len; i++) nw_buf_add_char(out, text.data[i]), nw_buf_add_text(out, " ");
}

static void starred(nw_buf *out, newel_slice text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.data[i] == ' ') nw_buf_add_text(out, " ");
    else nw_buf_add_char(out, text.data[i]);
    if (text.data[i] != ' ' && i + 1 < text.len && text.data[i + 1] != ' ') nw_buf_add_text(out, "★");
  }
}

static const char latin[] = "we walked along the river and talked about the weather until it was late ";
static const char mixed[] = "a我们沿着河边走聊着天气直到很晚天黑了 ";

/* The disguise of a text of `len` bytes and more with something to find in its middle and at its end. */
static void make(nw_buf *out, disguise_fn disguise, const char *filler, size_t len) {
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  while (text.len < len / 2) nw_buf_add_text(&text, filler);
  nw_buf_add_text(&text, "mail ann.lee@example.com ");
  while (text.len < len) nw_buf_add_text(&text, filler);
  nw_buf_add_text(&text, "see the purple otter");
  disguise(out, nw_buf_slice(&text));
  nw_buf_free(&text);
}

/* ---- what is asked ---- */

typedef struct answer { nw_buf trace; int email, phrase, card, complete; } answer;

static void read_answer(answer *to, const newel_result *result) {
  nw_buf_clear(&to->trace);
  to->email = to->phrase = to->card = 0;
  cr_assert_eq(newel_trace_write(all.guard, result, NULL, nw_buf_write, &to->trace, NULL), NEWEL_OK);
  nw_buf_add_char(&to->trace, '\0');
  for (size_t i = 0; i < newel_result_segment(result, 0).finding_count; i++) {
    newel_slice type = newel_result_finding(result, 0, i).type;
    to->email |= nw_slice_is(type, "EMAIL");
    to->phrase |= nw_slice_is(type, "w");
    to->card |= nw_slice_is(type, "CREDIT_DEBIT_CARD_NUMBER");
  }
  to->complete = newel_result_complete(result);
}

/* The text in chunks, of a byte or ever longer ones: the same trace. */
static void ask_stream(const answer *to, newel_slice text, int longer) {
  newel_stream *stream;
  newel_slice released;
  const newel_result *result;
  answer streamed = { .complete = 0 };
  nw_buf_init(&streamed.trace, nw_alloc_of(NULL));
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  options.surface = NEWEL_SURFACE_USER;
  cr_assert_eq(newel_stream_open(&stream, all.guard, &options, NULL), NEWEL_OK);
  for (size_t at = 0, len = 1; at < text.len; at += len, len = longer ? len % 97 * 3 + 1 : 1) {
    if (len > text.len - at) len = text.len - at;
    cr_assert_eq(newel_stream_push(stream, nw_slice(text.data + at, len), &released, NULL), NEWEL_OK);
  }
  cr_assert_eq(newel_stream_finish(stream, &released, &result, NULL), NEWEL_OK);
  read_answer(&streamed, result);
  cr_expect_str_eq(streamed.trace.data, to->trace.data);
  newel_stream_free(stream);
  nw_buf_free(&streamed.trace);
}

/* The text as a whole, and in chunks. */
static void ask(answer *to, newel_slice text) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  segment.text = text;
  cr_assert_eq(newel_guard_apply(all.guard, all.scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
  read_answer(to, result);
  ask_stream(to, text, 1);
}

static int names(const answer *it, const char *limit) {
  char member[64];
  (void)snprintf(member, sizeof member, "\"limit\":\"%s\"", limit);
  return strstr(it->trace.data, member) != NULL;
}

Test(guard_readings, any_length) {
  static const struct { const char *name; disguise_fn disguise; const char *filler; } rows[] = {
    { "base64", base64, latin }, { "base64", base64, mixed }, { "base64 in lines", base64_lines, latin },
    { "base64 in lines", base64_lines, mixed }, { "base64 of UTF-16", base64_wide, latin }, { "base32", base32, latin },
    { "base32", base32, mixed }, { "hex", base16, latin }, { "hex", base16, mixed }, { "binary", base2, latin },
    { "binary", base2, mixed }, { "percent", percent, latin }, { "percent", percent, mixed }, { "octal", octal, latin },
    { "quoted-printable", quoted, mixed }, { "rows", row_hex, latin }, { "rows", row_hex, mixed }, { "rows", row_decimal, mixed },
    { "escapes", escapes, mixed }, { "entities", entities, mixed }, { "code points", code_points, mixed },
    { "selectors", selectors, latin }, { "selectors", selectors, mixed }, { "tags", tags, latin }, { "full width", full_width, latin },
    { "spaced", spaced, latin }, { "starred", starred, latin }, { "bits", operator_bits, latin }, { "bits", joiner_bits, mixed },
  };
  static const size_t lens[] = { 100, 400, NW_LIMIT_PLACE_BYTES / 4, NW_LIMIT_PLACE_BYTES, 5 * NW_LIMIT_PLACE_BYTES, 64 << 10 };
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
    for (size_t l = 0; l < sizeof lens / sizeof *lens; l++) {
      nw_buf_clear(&text);
      make(&text, rows[r].disguise, rows[r].filler, lens[l]);
      ask(&it, nw_buf_slice(&text));
      cr_expect(it.email && it.phrase && it.complete, "%s of %zu bytes: EMAIL %d, phrase %d, complete %d", rows[r].name, lens[l],
                it.email, it.phrase, it.complete);
    }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* Wherever the seam of two places lies in what is to be found. */
Test(guard_readings, any_seam) {
  enum { ROUND_BYTES = 90 };
  static const struct { const char *name; disguise_fn disguise; const char *filler; size_t place; /* bytes that one place holds */ } rows[] = {
    { "base64", base64, mixed, 3048 }, { "base64 in lines", base64_lines, latin, 2970 }, { "base64 of UTF-16", base64_wide, latin, 1524 },
    { "base32", base32, mixed, 2540 }, { "hex", base16, mixed, 2032 }, { "binary", base2, mixed, 508 }, { "rows", row_decimal, latin, 880 },
    { "octal", octal, latin, 960 }, { "spaced", spaced, latin, 512 }, { "selectors", selectors, mixed, 511 },
    { "bits", joiner_bits, mixed, 169 },
  };
  answer it;
  nw_buf text, clear;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&clear, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
    for (size_t front = rows[r].place - ROUND_BYTES; front < rows[r].place + ROUND_BYTES; front++) {
      nw_buf_clear(&text), nw_buf_clear(&clear);
      while (clear.len + strlen(rows[r].filler) < front) nw_buf_add_text(&clear, rows[r].filler);
      while (clear.len < front) nw_buf_add_text(&clear, "x");
      nw_buf_add_text(&clear, " ann.lee@example.com purple otter, and so we went");
      rows[r].disguise(&text, nw_buf_slice(&clear));
      ask(&it, nw_buf_slice(&text));
      cr_expect(it.email && it.phrase && it.complete, "%s, %zu in front: %d %d %d", rows[r].name, front, it.email, it.phrase, it.complete);
    }
  nw_buf_free(&text), nw_buf_free(&clear), nw_buf_free(&it.trace);
}

/* ---- limits ---- */

Test(guard_readings, decode_depth) {
  static const disguise_fn coats[] = { base64, percent, row_hex, entities };
  enum { COATS = sizeof coats / sizeof *coats };
  answer it;
  nw_buf text, next;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&next, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t first = 0; first < COATS; first++) {
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "write to ann.lee@example.com today");
    for (unsigned depth = 1; depth <= NW_LIMIT_DECODE_DEPTH + 2; depth++) {
      nw_buf_clear(&next);
      coats[depth % 2 ? 0 : first](&next, nw_buf_slice(&text));
      nw_buf_clear(&text);
      nw_buf_add_slice(&text, nw_buf_slice(&next));
      ask(&it, nw_buf_slice(&text));
      int within = depth <= NW_LIMIT_DECODE_DEPTH;
      cr_expect_eq(it.email, within, "%zu, depth %u", first, depth);
      cr_expect_eq(it.complete, within, "%zu, depth %u", first, depth);
      cr_expect_eq(names(&it, "DECODE_DEPTH"), !within, "%zu, depth %u", first, depth);
    }
  }
  nw_buf_free(&text), nw_buf_free(&next), nw_buf_free(&it.trace);
}

/* What is deleted stands at most PLACE_BACK_BYTES in front. */
Test(guard_readings, deletions) {
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t count = 1; count <= NW_LIMIT_PLACE_BACK_BYTES + 6; count++) {
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "write to ann.lee");
    for (size_t i = 0; i < count; i++) nw_buf_add_text(&text, "x");
    for (size_t i = 0; i < count; i++) nw_buf_add_text(&text, "\b");
    nw_buf_add_text(&text, "@example.com");
    ask(&it, nw_buf_slice(&text));
    int within = count <= NW_LIMIT_PLACE_BACK_BYTES;
    cr_expect(!within || it.email, "%zu deletions", count);
    cr_expect_eq(it.complete, within, "%zu deletions", count);
    cr_expect_eq(names(&it, "PLACE_BACK_BYTES"), !within, "%zu deletions", count);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* … and not over the blank in front of a word of two letters or more: what is in front of a word may have been given out. */
Test(guard_readings, deletions_of_words) {
  static const struct { const char *text; int email, complete; } cases[] = {
    { "write to ann.lee \b@example.com", 1, 1 },      { "write to ann.lee x\b\b@example.com", 1, 1 },
    { "write to ann.lee1 \b\b@example.com", 1, 1 },    { "write to ann.lee 12\b\b\b@example.com", 1, 1 },
    { "write to ann.lee xy\b\b\b@example.com", 0, 0 }, { "write to ann.lee xyz\b\b\b\b@example.com", 0, 0 },
    { "write to xyz\b\b\bann.lee@example.com", 1, 1 },
  };
  answer it;
  nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ask(&it, newel_slice_of(cases[i].text));
    cr_expect_eq(it.email, cases[i].email, "%s", cases[i].text);
    cr_expect_eq(it.complete, cases[i].complete, "%s", cases[i].text);
    cr_expect_eq(names(&it, "PLACE_BACK_BYTES"), !cases[i].complete, "%s", cases[i].text);
    ask_stream(&it, newel_slice_of(cases[i].text), 0);
  }
  nw_buf_free(&it.trace);
}

/* A tag with an attribute in quotes, and a comment, of `len` bytes inside a word. */
Test(guard_readings, tags) {
  static const struct { const char *open, *close; } coats[] = { { "<b title=\"", "\">" }, { "<!-- ", " -->" } };
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t c = 0; c < sizeof coats / sizeof *coats; c++)
    for (size_t len = NW_LIMIT_TAG_BYTES - 2; len <= NW_LIMIT_TAG_BYTES + 2; len++) {
      nw_buf_clear(&text);
      nw_buf_add_text(&text, "the purp");
      nw_buf_add_text(&text, coats[c].open);
      for (size_t i = strlen(coats[c].open) + strlen(coats[c].close); i < len; i++) nw_buf_add_text(&text, "t");
      nw_buf_add_text(&text, coats[c].close);
      nw_buf_add_text(&text, "le otter");
      ask(&it, nw_buf_slice(&text));
      int within = len <= NW_LIMIT_TAG_BYTES;
      cr_expect_eq(it.phrase, within, "%s of %zu bytes", coats[c].open, len);
      cr_expect_eq(it.complete, within, "%s of %zu bytes", coats[c].open, len);
      cr_expect_eq(names(&it, "TAG_BYTES"), !within, "%s of %zu bytes", coats[c].open, len);
    }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* Zeros in front of a code point say nothing, however many. */
Test(guard_readings, zeros_of_an_entity) {
  static const char *const fronts[] = { "&#", "&#x" }, *const letters[] = { "97;", "61;" };
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t f = 0; f < 2; f++)
    for (size_t zeros = 0; zeros < 300; zeros += 7) {
      nw_buf_clear(&text);
      nw_buf_add_text(&text, "write to ");
      nw_buf_add_text(&text, fronts[f]);
      for (size_t i = 0; i < zeros; i++) nw_buf_add_text(&text, "0");
      nw_buf_add_text(&text, letters[f]);
      nw_buf_add_text(&text, "nn.lee@example.com");
      ask(&it, nw_buf_slice(&text));
      cr_expect(it.email && it.complete, "%s and %zu zeros", fronts[f], zeros);
    }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* An IBAN that is one when it is turned, too, is turned and turned back: nothing is encoded in it. */
Test(guard_readings, turned_twice) {
  answer it;
  nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (unsigned n = 0; n < 2000; n++) {
    char text[64];
    (void)snprintf(text, sizeof text, "iban: DE%02u 3704 0044 0532 01%02u 00", n % 100, n / 20);
    ask(&it, newel_slice_of(text));
    cr_expect(it.complete, "%s", text);
  }
  nw_buf_free(&it.trace);
}

/* What hangs on a finding goes with it; what begins behind it stays. */
Test(guard_readings, marks_behind) {
  static const char *const hanging[] = { "\u200b", "\u0301", "\u0301\u0302\u0303", "\u200d", "\ufe0f", "\u20e3", "\u2060", "\u00ad", "\u093c",
                                         "\u200b\u0301\ufe0f\u200b", "\u034f" };
  static const char *const items[] = { "ann.lee@example.com", "4111 1111 1111 1111", "https://example.org/a" };
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof items / sizeof *items; i++)
    for (size_t h = 0; h < sizeof hanging / sizeof *hanging; h++) {
      char want[64];
      nw_buf_clear(&text);
      nw_buf_addf(&text, "see %s%s", items[i], hanging[h]);
      (void)snprintf(want, sizeof want, "\"edits\":[{\"start\":4,\"end\":%zu", text.len);
      nw_buf_add_text(&text, " now");
      ask(&it, nw_buf_slice(&text));
      cr_expect(strstr(it.trace.data, want) != NULL, "%s, %zu", items[i], h);
    }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* Marks behind a match inside of a word go with it, also where the match says nothing of what stands behind it and the marks come late. */
Test(guard_readings, marks_behind_a_match) {
  enum { MARKS_MOST = 24 };
  static const char *const marks[] = { "~", "**", "<b>", "\b" };
  guarded_close(&all);
  guarded_open(&all, "newel: 1\nname: r\non_incomplete: allow\nregexes: {run: {pattern: 'a+b', action: ANONYMIZE}}\n");
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
    for (size_t count = 1; count <= MARKS_MOST; count++) {
      nw_buf_clear(&text);
      nw_buf_add_text(&text, "x1 aab");
      for (size_t i = 0; i < count; i++) nw_buf_add_text(&text, marks[m]);
      nw_buf_add_text(&text, "cdef ghi");
      ask(&it, nw_buf_slice(&text));
      ask_stream(&it, nw_buf_slice(&text), 0);
    }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* An override that begins behind a finding belongs to what is behind it. */
Test(guard_readings, overrides_behind) {
  static const uint32_t overrides[] = { 0x202D, 0x202E };
  static const char want[] = "\"edits\":[{\"start\":4,\"end\":23,\"replacement\"";
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof overrides / sizeof *overrides; i++) {
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "see ann.lee@example.com");
    add_cp(&text, overrides[i]);
    nw_buf_add_text(&text, ", now ,");
    ask(&it, nw_buf_slice(&text));
    cr_expect(strstr(it.trace.data, want) != NULL, "U+%04X", (unsigned)overrides[i]);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* An override that holds `len` bytes, from the last to the first. */
static void override(nw_buf *out, size_t len) {
  static const char word[] = " rettO elprup";
  nw_buf_clear(out);
  add_cp(out, 0x202E);
  nw_buf_add_text(out, word + 1);
  while (out->len < len - 3) nw_buf_add_text(out, "x");
  add_cp(out, 0x202C);
}

Test(guard_readings, place_bytes) {
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t len = NW_LIMIT_PLACE_BYTES - 1; len <= NW_LIMIT_PLACE_BYTES + 1; len++) {
    override(&text, len);
    cr_assert_eq(text.len, len);
    ask(&it, nw_buf_slice(&text));
    cr_expect_eq(it.complete, len <= NW_LIMIT_PLACE_BYTES, "%zu bytes", len);
    cr_expect_eq(names(&it, "PLACE_BYTES"), len > NW_LIMIT_PLACE_BYTES, "%zu bytes", len);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

Test(guard_readings, override_levels) {
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (unsigned levels = NW_LIMIT_OVERRIDE_LEVELS - 1; levels <= NW_LIMIT_OVERRIDE_LEVELS + 1; levels++) {
    int within = levels <= NW_LIMIT_OVERRIDE_LEVELS;
    nw_buf_clear(&text);
    for (unsigned i = 0; i < levels; i++) add_cp(&text, 0x202E);
    nw_buf_add_text(&text, "retto elprup");
    for (unsigned i = 0; i < levels; i++) add_cp(&text, 0x202C);
    ask(&it, nw_buf_slice(&text));
    cr_expect_eq(it.complete, within, "%u levels", levels);
    cr_expect(!within || it.phrase, "%u levels", levels);
    cr_expect_eq(names(&it, "OVERRIDE_LEVELS"), !within, "%u levels", levels);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

Test(guard_readings, number_words) {
  static const char card[] = "four one one one one one one one one one one one one one one one";
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (unsigned words = NW_LIMIT_NUMBER_WORDS - 1; words <= NW_LIMIT_NUMBER_WORDS + 1; words++) {
    int within = words <= NW_LIMIT_NUMBER_WORDS;
    nw_buf_clear(&text);
    for (unsigned i = 0; i < words; i++) nw_buf_add_text(&text, i == 0 ? "two" : " seven");
    nw_buf_addf(&text, " dogs; card %s", card);
    ask(&it, nw_buf_slice(&text));
    cr_expect_eq(it.complete, within, "%u words", words);
    cr_expect(it.card, "%u words", words);
    cr_expect_eq(names(&it, "NUMBER_WORDS"), !within, "%u words", words);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}

/* A token is not cut where an island would end: all of an address is masked, however far its disguise is from its end. */
Test(guard_readings, a_token_is_whole) {
  answer it;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&it.trace, nw_alloc_of(NULL));
  for (size_t len = 100; len < 1900; len += 100) {
    char want[64];
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "see https://exam\xE2\x80\x8B" "ple.org/");
    while (text.len < len) nw_buf_add_text(&text, "ab3");
    (void)snprintf(want, sizeof want, "\"start\":4,\"end\":%zu", text.len);
    nw_buf_add_text(&text, " now");
    ask(&it, nw_buf_slice(&text));
    cr_expect(strstr(it.trace.data, want) != NULL, "%zu bytes", len);
  }
  nw_buf_free(&text), nw_buf_free(&it.trace);
}
