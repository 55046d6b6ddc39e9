/* corpus.c - texts to measure on, made from what the project has itself: no download, the same bytes in every run.
 *
 *   chat   messages of 200 to 3,000 bytes, sentences drawn from a grammar of support, travel, cooking and programming talk, one
 *          sentence in 25 from corpus/benign-chat.jsonl (ten languages)
 *   chat-quotes   the same without foreign sentences, but typed as people type: curly quotes, dashes, names with accents, emoji; 0.5 %
 *          of the bytes are not ASCII
 *   multi  messages of one language each: nineteen of foreign.txt, one message in twelve of tests/evasion/honest.txt (sixty languages,
 *          signs, formulas); "multi-el": Greek alone
 *   code   the project's C sources and pages, one file after another
 *   file:PATH  that file
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static uint64_t state;
static size_t below(size_t n) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (size_t)((state >> 33) % n);
}

typedef struct growing { char *data; size_t len, capacity; } growing;

static void add(growing *to, const char *data, size_t len) {
  if (to->capacity - to->len < len) {
    to->capacity = 2 * (to->len + len) + 4096;
    to->data = realloc(to->data, to->capacity);
    if (to->data == NULL) abort();
  }
  memcpy(to->data + to->len, data, len);
  to->len += len;
}

static void add_text(growing *to, const char *data) { add(to, data, strlen(data)); }

static char *read_file(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  growing all = { NULL, 0, 0 };
  char part[4096];
  if (file == NULL) return NULL;
  for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) add(&all, part, got);
  (void)fclose(file);
  *len = all.len;
  return all.data;
}

static const char *const openers[] = { "Sure, ", "Thanks for asking. ", "In general, ", "To be honest, ", "As a first step, ", "Good question! ", "Yes, ", "However, ", "For example, ", "Finally, ", "", "", "", "" };
static const char *const subjects[] = { "the parcel", "your order", "our team", "the new version", "a small restaurant", "the second chapter", "this function", "the train to the coast", "a cup of rice", "the weather in spring", "my neighbour", "the garden", "the library", "every user", "the committee", "an old recipe", "the database", "a good habit" };
static const char *const verbs[] = { "should arrive", "was updated", "can be changed", "usually takes longer", "depends on the season", "returns an error", "needs a little salt", "is worth a visit", "looks different", "has been discussed", "works best", "must be checked", "will be refunded", "explains the idea", "keeps its value" };
static const char *const tails[] = { "before the weekend", "within 5 business days", "when the cache is empty", "because the deadline moved", "if you have time", "in most European cities", "after about 20 minutes", "without any warning", "as far as we know", "on the third floor", "at the end of the list", "with 2 or 3 friends", "according to the manual", "in the 19th century", "for a fair price", "once it has cooled down" };
static const char *const closers[] = { ". ", ". ", ". ", "! ", "? ", ", and ", "; ", ".\n", ".\n\n", " (see below). ", " - " };
#define PICK(list) (list)[below(sizeof(list) / sizeof(list)[0])]

static const char *const items[] = { "ann.lee@example.com", "4111 1111 1111 1111", "415-555-0132", "+44 20 7946 0958", "123-45-6789", "192.168.10.24", "https://shop.example.com/order?id=7", "DE89 3704 0044 0532 0130 00", "AKIAQYLPMN5HFIQR7XYZ", "ghp_0123456789abcdefghijABCDEFGHIJ012345" };

/* The "text" members of a JSONL file without escapes to undo: good enough for filler. */
static void add_foreign(growing *to, const char *lines, size_t len) {
  const char *at = lines + below(len > 400 ? len - 400 : 1);
  const char *key = strstr(at, "\"text\"");
  const char *open = key == NULL ? NULL : strchr(key + 6, '"');
  const char *close = open == NULL ? NULL : strchr(open + 1, '"');
  if (close != NULL) add(to, open + 1, (size_t)(close - open - 1)), add_text(to, " ");
}

static void sprinkle(growing *to, size_t *words, size_t every) {
  if (every == 0 || ++*words < every) return;  /* only where a part ends in a space */
  *words = 0;
  add_text(to, PICK(items));
  add_text(to, " ");
}

static const char *const quirks[] = { "“Sure” is what they said. ", "It’s fine: ", "Don’t worry, ", "Well… ", "👍 ", "Thanks 😊 ", "José thinks ", "The Café – ", "I’ve heard that ", "So — " };

/* `quirky`: one sentence in nine with what keyboards and editors make of it. */
static void chat_message(growing *to, size_t bytes, const char *lines, size_t lines_len, size_t *words, size_t every, int quirky) {
  for (size_t begin = to->len; to->len - begin < bytes;) {
    if (lines != NULL && below(25) == 0) add_foreign(to, lines, lines_len);
    if (quirky && below(9) == 0) add_text(to, PICK(quirks));
    const char *const parts[] = { PICK(openers), PICK(subjects), " ", PICK(verbs), " ", PICK(tails), PICK(closers) };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
      add_text(to, parts[i]);
      for (const char *p = parts[i]; *p != '\0'; p++)
        if (*p == ' ' && p[1] == '\0') sprinkle(to, words, every);
        else if (*p == ' ') ++*words;
    }
  }
}

static void end_message(bench_text *out, size_t at) {
  out->message_end = realloc(out->message_end, (out->messages + 1) * sizeof *out->message_end);
  if (out->message_end == NULL) abort();
  out->message_end[out->messages++] = at;
}

static void make_chat(bench_text *out, growing *to, size_t bytes, size_t every, int quirky) {
  size_t lines_len = 0, words = 0;
  char *lines = quirky ? NULL : read_file(NEWEL_SOURCE_DIR "/corpus/benign-chat.jsonl", &lines_len);
  while (to->len < bytes) {
    chat_message(to, 200 + below(below(4) ? 1400 : 2800), lines, lines_len, &words, every, quirky);
    end_message(out, to->len);
  }
  free(lines);
}

/* ---- foreign text ---- */

/* A line of foreign.txt: the name of its language, a tab, a sentence; `lang_len` 0: of a file without names. */
typedef struct line { const char *text; size_t len; const char *lang; size_t lang_len; } line;
typedef struct line_list { line at[256]; size_t count; } line_list;

static void add_lines(line_list *list, const char *data, size_t len, int named) {
  const char *end;
  for (const char *at = data; at < data + len; at = end + 1) {
    const char *text = at;
    if ((end = memchr(at, '\n', (size_t)(data + len - at))) == NULL) end = data + len;
    const char *tab = named ? memchr(at, '\t', (size_t)(end - at)) : NULL;
    if (tab != NULL) text = tab + 1;
    if (text == end || list->count == sizeof list->at / sizeof *list->at) continue;
    list->at[list->count++] = (line){ text, (size_t)(end - text), at, tab != NULL ? (size_t)(tab - at) : 0 };
  }
}

static int is_of(const line *it, const char *lang, size_t len) { return it->lang_len == len && memcmp(it->lang, lang, len) == 0; }

static void add_message(growing *to, size_t bytes, const line_list *lines, const char *lang, size_t lang_len) {
  for (size_t begin = to->len; to->len - begin < bytes;) {
    const line *it = &lines->at[below(lines->count)];
    if (!is_of(it, lang, lang_len)) continue;
    add(to, it->text, it->len);
    add_text(to, below(5) ? " " : "\n");
  }
}

/* `lang`: the only one, "" all of them. */
static void make_foreign(bench_text *out, growing *to, size_t bytes, const char *lang) {
  static line_list lines;
  size_t len = 0, honest_len = 0, named;
  char *text = read_file(NEWEL_SOURCE_DIR "/tests/bench/foreign.txt", &len);
  char *honest = read_file(NEWEL_SOURCE_DIR "/tests/evasion/honest.txt", &honest_len);
  if (text == NULL || honest == NULL) abort();
  lines.count = 0;
  add_lines(&lines, text, len, 1);
  named = lines.count;
  add_lines(&lines, honest, honest_len, 0);
  size_t of_lang = 0;
  for (size_t i = 0; i < named; i++) of_lang += *lang == '\0' || is_of(&lines.at[i], lang, strlen(lang));
  if (of_lang == 0) {
    fprintf(stderr, "tests/bench/foreign.txt has no line of '%s'\n", lang);
    exit(1);
  }
  while (to->len < bytes) {
    const line *it = &lines.at[below(named)];
    if (*lang != '\0' && !is_of(it, lang, strlen(lang))) continue;
    int odd = *lang == '\0' && below(12) == 0;
    add_message(to, 200 + below(1400), &lines, it->lang, odd ? 0 : it->lang_len);
    end_message(out, to->len);
  }
  free(text);
  free(honest);
}

/* ---- code ---- */

static void make_code(bench_text *out, growing *to, size_t bytes, size_t every) {
  static const char *const folders[] = { "/engine/*/*.c", "/engine/detect/*/*.c", "/engine/*/*.h", "/grammar/*.re", "/docs/*.md", "/tests/*/*.c" };
  size_t words = 0;
  while (to->len < bytes) {
    size_t before = to->len;
    for (size_t f = 0; f < sizeof folders / sizeof folders[0] && to->len < bytes; f++) {
      char pattern[512];
      glob_t found;
      (void)snprintf(pattern, sizeof pattern, NEWEL_SOURCE_DIR "%s", folders[f]);
      if (glob(pattern, 0, NULL, &found) != 0) continue;
      for (size_t i = 0; i < found.gl_pathc && to->len < bytes; i++) {
        size_t len;
        char *file = read_file(found.gl_pathv[i], &len);
        for (size_t at = 0; file != NULL && at < len; at++) {
          add(to, file + at, 1);
          if (file[at] == ' ') sprinkle(to, &words, every);
          if (file[at] == '\n' && to->len - (out->messages ? out->message_end[out->messages - 1] : 0) > 1000) end_message(out, to->len);
        }
        free(file);
      }
      globfree(&found);
    }
    if (to->len == before) abort();
  }
}

bench_text bench_corpus(const char *kind, size_t bytes, size_t words_per_item) {
  bench_text out = { NULL, 0, NULL, 0 };
  growing to = { NULL, 0, 0 };
  state = 20261122;
  if (strncmp(kind, "file:", 5) == 0) out.data = read_file(kind + 5, &out.len);
  if (out.data != NULL) return out;
  if (strcmp(kind, "code") == 0) make_code(&out, &to, bytes, words_per_item);
  else if (strncmp(kind, "multi", 5) == 0) make_foreign(&out, &to, bytes, kind[5] == '-' ? kind + 6 : "");
  else make_chat(&out, &to, bytes, words_per_item, strcmp(kind, "chat-quotes") == 0);
  out.data = to.data;
  out.len = to.len;
  return out;
}

void bench_corpus_free(bench_text *text) {
  free(text->data);
  free(text->message_end);
}
