/* Leaks of system prompts, over fifty of them (tests/support/leak_prompts.c) and texts that tell nothing:
 *
 *   bound      a run of the prompt of `run` symbols is found wherever it stands, in any case and with any signs between its words
 *   benign     no answer to any prompt, and no text of the benign corpora, is a leak of any prompt
 *   disguise   how many of the passages that are shown in a light disguise are found, a row each
 *   canary     found in any of them, whole and streamed, and no byte of it released
 *   held       what a stream holds back of benign answers, beyond what comes in a chunk
 *
 *   leak [seed]        prints the seed; closes with "N passed, N failed"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "detect/leak/leak.h"
#include "leak_prompts.h"
#include "newel/newel.h"

enum { RUN = NW_LEAK_RUN_DEFAULT };
#define PII "pii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, " \
            "INTERNATIONAL_BANK_ACCOUNT_NUMBER: ANONYMIZE, AWS_ACCESS_KEY: ANONYMIZE, URL: ANONYMIZE}\n"

static uint64_t rng_state;
static unsigned long passed, failed;
static newel_engine *engine;
static newel_scratch *scratch;
static nw_buf made, piece;

static size_t below(size_t n) { /* splitmix64 */
  uint64_t z = (rng_state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return (size_t)((z ^ (z >> 31)) % n);
}

static void check(int holds, const char *what, newel_slice text, const char *prompt) {
  if (holds) passed++;
  else if (failed++ < 10) printf("FAILED %s\n  text: %.*s\n  prompt: %.120s\n", what, (int)(text.len < 600 ? text.len : 600), text.data, prompt);
}

static newel_guard *compile(const char *rules) {
  newel_policy *policy;
  newel_guard *guard;
  newel_error err;
  if (newel_policy_parse(&policy, engine, newel_slice_of(rules), NULL, NULL, &err) != NEWEL_OK ||
      newel_guard_compile(&guard, policy, NULL, &err) != NEWEL_OK) printf("%s\n", err.message), abort();
  newel_policy_free(policy);
  return guard;
}

static const newel_result *judge(const newel_guard *guard, newel_slice text, const char *prompt) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  segment.text = text;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  options.system_prompt = newel_slice_of(prompt);
  if (newel_guard_apply(guard, scratch, &segment, 1, &options, &result, NULL) != NEWEL_OK) abort();
  return result;
}

/* Bytes of [from, to) that findings cover. */
static size_t covered(const newel_result *result, size_t from, size_t to) {
  size_t bytes = 0, at = from;
  for (size_t i = 0; i < newel_result_segment(result, 0).finding_count; i++) {
    newel_finding f = newel_result_finding(result, 0, i);
    size_t start = f.start > at ? f.start : at, end = f.end < to ? f.end : to;
    if (f.action == NEWEL_ACTION_NONE || end <= start) continue;
    bytes += end - start;
    at = end;
  }
  return bytes;
}

/* ---- texts ---- */

static int is_space(char c) { return c == ' ' || c == '\n'; }

/* A part of the prompt that begins at a word and has at least `symbols` symbols, or all that is left. */
static newel_slice part_of(const char *prompt, size_t symbols) {
  size_t len = strlen(prompt), from = below(len * 2 / 3), to;
  while (from > 0 && !is_space(prompt[from - 1])) from--;
  for (to = from; to < len && nw_leak_length(nw_slice(prompt + from, to - from)) < symbols; to++) continue;
  while (to < len && ((unsigned char)prompt[to] & 0xC0) == 0x80) to++;
  return nw_slice(prompt + from, to - from);
}

/* In some case, with some signs between words. */
static void scramble(nw_buf *out, newel_slice text) {
  static const char *const joints[] = { " ", "  ", "\n- ", "\n> ", ", ", "** ", " / ", "-", "\t", " \xe2\x80\x8b", "" };
  size_t way = below(3), joint = below(12);
  for (size_t i = 0; i < text.len; i++) {
    char c = text.data[i];
    if (c >= 'a' && c <= 'z' && (way == 1 || (way == 2 && below(2)))) c = (char)(c - 32);
    if (c == ' ') nw_buf_add_text(out, joints[joint == 11 ? below(10) : joint]);
    else nw_buf_add_char(out, c);
  }
}

static void bound(const newel_guard *guard) {
  for (size_t p = 0; p < leak_prompt_count; p++) {
    const char *prompt = leak_prompts[p].prompt;
    for (unsigned round = 0; round < 20; round++) {
      newel_slice part = part_of(prompt, RUN);
      if (nw_leak_length(part) < RUN) continue;
      nw_buf_clear(&made);
      nw_buf_add_text(&made, leak_prompts[below(leak_prompt_count)].answer);
      nw_buf_add_char(&made, '\n');
      size_t from = made.len;
      scramble(&made, part);
      size_t to = made.len;
      nw_buf_add_text(&made, "\n");
      nw_buf_add_text(&made, leak_prompts[below(leak_prompt_count)].answer);
      size_t bytes = covered(judge(guard, nw_buf_slice(&made), prompt), from, to);
      check(bytes + 16 >= to - from, "bound: a run of the prompt is found", nw_buf_slice(&made), prompt);
      if (nw_leak_length(newel_slice_of(prompt)) < 2 * RUN) continue;
      nw_buf_clear(&made);
      nw_buf_add_text(&made, "## ");
      nw_buf_add_slice(&made, part_of(prompt, RUN / 2));
      check(newel_result_segment(judge(guard, nw_buf_slice(&made), prompt), 0).finding_count == 0, "bound: half a run is none",
            nw_buf_slice(&made), prompt);
    }
  }
}

/* ---- benign ---- */

static size_t benign_file(const newel_guard *guard, const char *name) {
  char path[512];
  size_t texts = 0;
  static char line[1 << 16];
  (void)snprintf(path, sizeof path, "%s/corpus/%s", NEWEL_SOURCE_DIR, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) printf("%s is not there\n", path), abort();
  while (fgets(line, sizeof line, file) != NULL && texts < 400) {
    newel_slice text = newel_slice_of(line);
    const char *prompt = leak_prompts[texts++ % leak_prompt_count].prompt;
    check(newel_result_segment(judge(guard, text, prompt), 0).finding_count == 0, "benign: a text of the corpora", text, prompt);
  }
  (void)fclose(file);
  return texts;
}

static void benign(const newel_guard *guard) {
  for (size_t p = 0; p < leak_prompt_count; p++)
    for (size_t a = 0; a < leak_prompt_count; a++) {
      newel_slice text = newel_slice_of(leak_prompts[a].answer);
      check(newel_result_segment(judge(guard, text, leak_prompts[p].prompt), 0).finding_count == 0, "benign: an answer", text,
            leak_prompts[p].prompt);
    }
  size_t texts = benign_file(guard, "benign-chat.jsonl") + benign_file(guard, "benign/cases.jsonl");
  printf("benign: %zu answers to %zu prompts, %zu texts of the corpora\n", leak_prompt_count, leak_prompt_count, texts);
}

/* ---- disguises ---- */

enum { WORD_MOST = 64 };

/* Each word of the part with `before` it, and `extra` in every `nth` place; `instead`: in place of the word. */
static void words(nw_buf *out, newel_slice part, const char *before, unsigned nth, const char *extra, int instead) {
  unsigned word = 0;
  for (size_t i = 0; i < part.len;) {
    size_t end = i;
    while (end < part.len && !is_space(part.data[end])) end++;
    int there = nth > 0 && ++word % nth == 0;
    if (there) nw_buf_add_text(out, extra);
    if (!there || !instead) nw_buf_add(out, part.data + i, end - i);
    nw_buf_add_text(out, before);
    for (i = end; i < part.len && is_space(part.data[i]);) i++;
  }
}

static void each_letter(nw_buf *out, newel_slice part, const char *behind) {
  for (size_t i = 0; i < part.len; i++) {
    nw_buf_add_char(out, part.data[i]);
    if (part.data[i] > 0x20 && (i + 1 == part.len || ((unsigned char)part.data[i + 1] & 0xC0) != 0x80)) nw_buf_add_text(out, behind);
  }
}

static void base64(nw_buf *out, newel_slice part) {
  static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < part.len; i += 3) {
    uint32_t bits = 0;
    size_t have = part.len - i < 3 ? part.len - i : 3;
    for (size_t b = 0; b < 3; b++) bits = bits << 8 | (b < have ? (unsigned char)part.data[i + b] : 0);
    for (size_t c = 0; c < 4; c++) nw_buf_add_char(out, c > have ? '=' : set[bits >> (18 - 6 * c) & 63]);
  }
}

static void look_alikes(nw_buf *out, newel_slice part) {
  static const char latin[] = "aeopcx", *const other[] = { "\xd0\xb0", "\xd0\xb5", "\xd0\xbe", "\xd1\x80", "\xd1\x81", "\xd1\x85" };
  for (size_t i = 0; i < part.len; i++) {
    const char *at = memchr(latin, part.data[i], sizeof latin - 1);
    if (at != NULL && below(2)) nw_buf_add_text(out, other[at - latin]);
    else nw_buf_add_char(out, part.data[i]);
  }
}

static void coded(nw_buf *out, newel_slice part, const char *format) {
  for (size_t i = 0; i < part.len; i++) {
    if (strcmp(format, "wide") == 0 && part.data[i] > 0x20 && part.data[i] < 0x7f) {
      unsigned cp = 0xFEE0u + (unsigned char)part.data[i];
      nw_buf_addf(out, "%c%c%c", (int)(0xE0 | cp >> 12), (int)(0x80 | (cp >> 6 & 63)), (int)(0x80 | (cp & 63)));
    } else if (strcmp(format, "percent") == 0) nw_buf_addf(out, "%%%02x", (unsigned char)part.data[i]);
    else if (strcmp(format, "hex") == 0) nw_buf_addf(out, "%02x", (unsigned char)part.data[i]);
    else nw_buf_add_char(out, part.data[i]);
  }
}

typedef enum disguise { PLAIN, CAPITALS, NO_SIGNS, LINES, BULLETS, QUOTED, BOLD, EVERY_8, EVERY_6, EVERY_5, EVERY_4, EVERY_3, SWAPPED_8, SWAPPED_6, SWAPPED_5,
                        ZERO_WIDTH, SPACED, HYPHENS, LOOKS, WIDE, BASE64, PERCENT, HEX, DISGUISES } disguise;
static const struct { const char *name; unsigned floor; /* per cent that must be found */ } rows[DISGUISES] = {
  { "as it stands", 100 }, { "capitals", 100 }, { "no punctuation", 100 }, { "a word a line", 100 }, { "numbered bullets of 5 words", 100 },
  { "quoted lines", 100 }, { "each word bold", 100 }, { "a word put in every 8", 100 }, { "a word put in every 6", 100 }, { "a word put in every 5", 95 },
  { "a word put in every 4", 60 }, { "a word put in every 3", 0 }, { "a word changed in every 8", 100 }, { "a word changed in every 6", 95 },
  { "a word changed in every 5", 60 }, { "zero-width space behind each letter", 100 }, { "letters with blanks between", 95 },
  { "words joined by hyphens", 100 }, { "Cyrillic look-alikes", 100 }, { "full width", 100 }, { "base64", 95 }, { "percent-encoded", 95 }, { "hex", 95 },
};

static void put_on(nw_buf *out, newel_slice part, disguise way) {
  static const char *const fillers[] = { "banana ", "really ", "window ", "seven " };
  const char *filler = fillers[below(4)];
  switch (way) {
    case CAPITALS: for (size_t i = 0; i < part.len; i++) nw_buf_add_char(out, (char)(part.data[i] >= 'a' && part.data[i] <= 'z' ? part.data[i] - 32 : part.data[i])); break;
    case NO_SIGNS: for (size_t i = 0; i < part.len; i++) if (strchr(".,;:()'\"-", part.data[i]) == NULL) nw_buf_add_char(out, part.data[i]); break;
    case LINES: words(out, part, "\n", 0, "", 0); break;
    case BULLETS: words(out, part, " ", 5, "\n1. ", 0); break;
    case QUOTED: words(out, part, " ", 9, "\n> ", 0); break;
    case BOLD: words(out, part, "** **", 0, "", 0); break;
    case EVERY_8: words(out, part, " ", 8, filler, 0); break;
    case EVERY_6: words(out, part, " ", 6, filler, 0); break;
    case EVERY_5: words(out, part, " ", 5, filler, 0); break;
    case EVERY_4: words(out, part, " ", 4, filler, 0); break;
    case EVERY_3: words(out, part, " ", 3, filler, 0); break;
    case SWAPPED_8: words(out, part, " ", 8, filler, 1); break;
    case SWAPPED_6: words(out, part, " ", 6, filler, 1); break;
    case SWAPPED_5: words(out, part, " ", 5, filler, 1); break;
    case ZERO_WIDTH: each_letter(out, part, "\xe2\x80\x8b"); break;
    case SPACED: each_letter(out, part, " "); break;
    case HYPHENS: words(out, part, "-", 0, "", 0); break;
    case LOOKS: look_alikes(out, part); break;
    case WIDE: coded(out, part, "wide"); break;
    case BASE64: base64(out, part); break;
    case PERCENT: coded(out, part, "percent"); break;
    case HEX: coded(out, part, "hex"); break;
    default: nw_buf_add_slice(out, part); break;
  }
}

static void disguises(const newel_guard *guard) {
  printf("| disguise of a passage of about 200 characters | found |\n|---|---|\n");
  for (unsigned way = 0; way < DISGUISES; way++) {
    unsigned found = 0, all = 0;
    for (size_t p = 0; p < leak_prompt_count; p++)
      for (unsigned round = 0; round < 4; round++) {
        newel_slice part = part_of(leak_prompts[p].prompt, 160);
        if (nw_leak_length(part) < 120) continue;
        nw_buf_clear(&made);
        nw_buf_add_text(&made, "Sure, here it is: ");
        put_on(&made, part, (disguise)way);
        nw_buf_add_text(&made, "\nAnything else?");
        all++;
        found += newel_result_segment(judge(guard, nw_buf_slice(&made), leak_prompts[p].prompt), 0).finding_count > 0;
      }
    printf("| %s | %.1f %% of %u |\n", rows[way].name, 100.0 * found / all, all);
    check(found * 100 >= rows[way].floor * all, rows[way].name, newel_slice_of("(see the table)"), "");
  }
}

/* ---- canaries ---- */

static void canaries(void) {
  static const char word[] = "h4kq-x2mv-7tzd-rw3n-p6cj";
  static const disguise ways[] = { PLAIN, CAPITALS, NO_SIGNS, ZERO_WIDTH, WIDE, BASE64, PERCENT };
  newel_guard *guard = compile("newel: 1\nname: p\nleak: {canaries: [\"h4kq-x2mv-7tzd-rw3n-p6cj\"]}\n");
  for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
    for (size_t a = 0; a < leak_prompt_count; a++) {
      newel_stream *stream;
      newel_slice released;
      const newel_result *result;
      nw_buf_clear(&made), nw_buf_clear(&piece);
      nw_buf_add_text(&made, leak_prompts[a].answer);
      nw_buf_add_text(&made, " The reference is ");
      size_t at = made.len;
      put_on(&made, newel_slice_of(word), ways[w]);
      nw_buf_add_text(&made, ", as far as I know.");
      newel_slice text = nw_buf_slice(&made);
      check(newel_result_verdict(judge(guard, text, "")) == NEWEL_VERDICT_DENY, "canary: whole", text, "");
      if (newel_stream_open(&stream, guard, NULL, NULL) != NEWEL_OK) abort();
      for (size_t i = 0; i < text.len;) {
        size_t len = 1 + below(6);
        if (len > text.len - i) len = text.len - i;
        if (newel_stream_push(stream, nw_slice(text.data + i, len), &released, NULL) != NEWEL_OK) abort();
        nw_buf_add_slice(&piece, released);
        i += len;
      }
      if (newel_stream_finish(stream, &released, &result, NULL) != NEWEL_OK) abort();
      check(newel_result_verdict(result) == NEWEL_VERDICT_DENY && piece.len + released.len <= at, "canary: streamed", text, "");
      newel_stream_free(stream);
    }
  newel_guard_free(guard);
}

/* ---- what a stream holds back ---- */

/* Of each answer, beside the prompt that it answers or another one. */
static void held(const char *name, const newel_guard *guard, size_t prompt, unsigned floor) {
  size_t bytes = 0, most = 0, pushes = 0;
  for (size_t a = 0; a < leak_prompt_count; a++) {
    newel_slice text = newel_slice_of(leak_prompts[a].answer), released;
    newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
    newel_stream *stream;
    const newel_result *result;
    size_t out = 0;
    options.system_prompt = newel_slice_of(leak_prompts[(a + prompt) % leak_prompt_count].prompt);
    if (newel_stream_open(&stream, guard, &options, NULL) != NEWEL_OK) abort();
    for (size_t i = 0; i < text.len; i += 4) {
      size_t len = text.len - i < 4 ? text.len - i : 4;
      if (newel_stream_push(stream, nw_slice(text.data + i, len), &released, NULL) != NEWEL_OK) abort();
      out += released.len;
      bytes += i + len - out;
      if (i + len - out > most) most = i + len - out;
      pushes++;
    }
    if (newel_stream_finish(stream, &released, &result, NULL) != NEWEL_OK) abort();
    newel_stream_free(stream);
  }
  printf("| %s | %.1f | %zu |\n", name, (double)bytes / (double)pushes, most);
  check(bytes <= floor * pushes, "held", newel_slice_of(name), "");
}

static void holding(void) {
  newel_guard *leak = compile("newel: 1\nname: p\nleak: BLOCK\n"), *pii = compile("newel: 1\nname: p\n" PII);
  newel_guard *both = compile("newel: 1\nname: p\nleak: BLOCK\n" PII);
  printf("| held back of answers behind each token of 4 bytes | mean bytes | most |\n|---|---|---|\n");
  held("leak, another prompt", leak, 7, 9);
  held("leak, the prompt that it answers", leak, 0, 12);
  held("8 PII types", pii, 7, 100);
  held("8 PII types and leak, another prompt", both, 7, 100);
  held("8 PII types and leak, the prompt that it answers", both, 0, 100);
  newel_guard_free(leak), newel_guard_free(pii), newel_guard_free(both);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261123;
  rng_state = seed;
  printf("seed %llu\n", (unsigned long long)seed);
  if (newel_engine_open(&engine, NULL, NULL) != NEWEL_OK || newel_scratch_open(&scratch, engine, NULL) != NEWEL_OK) abort();
  nw_buf_init(&made, nw_alloc_of(NULL)), nw_buf_init(&piece, nw_alloc_of(NULL));
  newel_guard *guard = compile("newel: 1\nname: p\nleak: BLOCK\n");
  bound(guard);
  benign(guard);
  disguises(guard);
  canaries();
  holding();
  newel_guard_free(guard);
  nw_buf_free(&made), nw_buf_free(&piece);
  newel_scratch_free(scratch);
  newel_engine_free(engine);
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
