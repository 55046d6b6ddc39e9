/* Work is linear: a text that is twice as long takes at most 2.2 times the time, whatever it is made of. Every flood of support/floods.h,
 * and random mixes of them, judged by a guard with every local detector, whole and as a stream, and as strings of a JSON document by
 * one with words and patterns of its own.
 *
 *   time    CPU time of the thread, the least of several runs: what else the machine does adds to a run and never takes away. A text
 *           that seems to grow too fast is measured again, up to TRIES times, and so in ROUNDS some seconds apart, as a neighbour may
 *           hold the caches for longer than all tries take; what is not linear stays so. Memory stays with the
 *           process from run to run: a page that the system gives again counts as work, and longer texts get more of them. 20 us are
 *           left to caches that others share (0.3 ns a byte): floods that cost a nanosecond a byte differ by that.
 *
 *   linear [--table]      --table: ns a byte and the ratios; closes with "N passed, N failed"
 */
#if defined(__GLIBC__) || defined(__linux__)
#  include <malloc.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/slice.h"
#include "floods.h"
#include "guarded.h"

enum { SMALL = 32 << 10, LARGE = 64 << 10, TRIES = 60, ROUNDS = 4, ROUND_SECONDS = 3, MIXES = 12, CHUNK = 64 };
#if defined(__SANITIZE_ADDRESS__)
static const double most = 2.5;  /* what is freed is kept aside there, so memory that grows is new each time; quadratic is 4 */
#else
static const double most = 2.2;
#endif
static const double slack_seconds = 20e-6;

static const char own_rules[] =
  "newel: 1\nname: own\non_incomplete: allow\n"
  "words:\n  managed: [PROFANITY]\n  w: {list: [acme corp, ignore previous instructions, project bluebird], action: ANONYMIZE}\n"
  "regexes: {booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE}, run: {pattern: 'a+b', action: NONE}, line: {pattern: '(?m)^the\\b', action: NONE}}\n";

typedef enum way { WHOLE, STREAM, DOCUMENT, WAYS } way;
static const char *const way_names[WAYS] = { "whole", "stream", "document" };

static unsigned passed, failed;
static int table;

static double seconds(void) {
  struct timespec at;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at) != 0) abort();
  return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static double run(const guarded *it, newel_slice text, way how, nw_buf *released) {
  const newel_result *result;
  double started = seconds();
  if (how == STREAM) newel_stream_free(guarded_stream(it, text, NEWEL_FORMAT_TEXT, CHUNK, released, &result));
  else (void)guarded_whole(it, text, how == DOCUMENT ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT);
  return seconds() - started;
}

static void keep_least(double *least, double value) {
  if (value < *least) *least = value;
}

typedef struct least { double small, large; } least;

static int is_linear(least l) { return l.large <= most * l.small + slack_seconds; }

static least measure(const guarded *it, newel_slice small, newel_slice large, way how, nw_buf *released) {
  least l = {1e9, 1e9};
  for (int n = 0; n < TRIES && (n < 2 || !is_linear(l)); n++) {
    keep_least(&l.small, run(it, small, how, released));
    keep_least(&l.large, run(it, large, how, released));
  }
  return l;
}

static void compare(const guarded *it, newel_slice small, newel_slice large, way how, const char *name, nw_buf *released) {
  least l = measure(it, small, large, how, released);
  for (int n = 1; n < ROUNDS && !is_linear(l); n++) {
    nanosleep(&(struct timespec){.tv_sec = ROUND_SECONDS}, NULL);
    l = measure(it, small, large, how, released);
  }
  const int holds = is_linear(l);
  if (holds) passed++;
  else failed++;
  if (holds && !table) return;
  printf("%s%-8s %7.1f ns a byte, x %.2f  ", holds ? "" : "FAILED ", way_names[how], 1e9 * l.large / (double)large.len, l.large / l.small);
  for (const char *c = name; *c != '\0'; c++)
    if (*c >= ' ' && *c < 0x7F) putchar(*c);
    else printf("\\x%02x", (unsigned)(unsigned char)*c);
  putchar('\n');
}

/* An array of strings, each some of the text. */
static void document_of(nw_buf *out, newel_slice text) {
  enum { ITEM_BYTES = 200 };
  nw_buf_clear(out);
  nw_buf_add_text(out, "[\"");
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c == '"' || c == '\\') nw_buf_addf(out, "\\%c", c);
    else if (c < 0x20) nw_buf_addf(out, "\\u%04x", c);
    else nw_buf_add_char(out, (char)c);
    if (i % ITEM_BYTES == ITEM_BYTES - 1) nw_buf_add_text(out, "\", \"");
  }
  nw_buf_add_text(out, "\"]");
}

/* The text of LARGE bytes, which is its first half twice. */
static void check(const guarded *all, const guarded *own, const char *text, const char *name) {
  newel_slice small = { text, SMALL }, large = { text, LARGE };
  nw_buf small_json, large_json, released;
  nw_buf_init(&small_json, nw_alloc_of(NULL)), nw_buf_init(&large_json, nw_alloc_of(NULL)), nw_buf_init(&released, nw_alloc_of(NULL));
  compare(all, small, large, WHOLE, name, &released);
  compare(all, small, large, STREAM, name, &released);
  document_of(&small_json, small), document_of(&large_json, large);
  compare(own, nw_buf_slice(&small_json), nw_buf_slice(&large_json), DOCUMENT, name, &released);
  nw_buf_free(&small_json), nw_buf_free(&large_json), nw_buf_free(&released);
}

int main(int argc, char **argv) {
  static char text[LARGE];
  guarded all, own;
  uint64_t seed = 4;
#if defined(M_MMAP_THRESHOLD)
  (void)mallopt(M_MMAP_THRESHOLD, 1 << 30), (void)mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  table = argc > 1 && strcmp(argv[1], "--table") == 0;
  guarded_open(&all, NULL);
  guarded_open(&own, own_rules);
  for (size_t f = 0; f < flood_count; f++) {
    flood_fill(text, sizeof text, floods[f]);
    check(&all, &own, text, floods[f]);
  }
  for (unsigned n = 0; n < MIXES; n++) {
    flood_mix(text, SMALL, &seed);
    memcpy(text + SMALL, text, SMALL);
    check(&all, &own, text, "mix");
  }
  guarded_close(&all);
  guarded_close(&own);
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
