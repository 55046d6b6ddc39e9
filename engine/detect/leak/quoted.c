/* detect/leak/quoted.c - what a prompt tells the model to say is no secret: an output that says it does as it was told.
 *
 *   Never discuss fees. If asked, reply with "I can only help with questions about your account, I'm afraid."
 *                                             |--------------------------------------------------------| no grams
 *
 * A text in double quotes (or their like) on one line, with a word of saying on the same line in front of it. Not the other
 * quotes of a prompt: those are names and examples of what users say. */
#include <string.h>

#include "base/slice.h"
#include "detect/leak/work.h"

enum { QUOTE_BYTES_MOST = 400, LOOK_BACK_BYTES = 64, WORD_BYTES_MOST = 12 };

typedef struct mark { const char *open, *close; } mark;
static const mark marks[] = { { "\"", "\"" }, { "\u201c", "\u201d" }, { "\u201e", "\u201c" }, { "\u00ab", "\u00bb" } };

static const char *const saying[] = {
  "say", "says", "saying", "reply", "replies", "respond", "answer", "tell", "greet", "write", "state", "output", "ask",
  "start", "begin", "end", "close", "open", "finish", "sign", "introduce", "message", "phrase", "sentence", "sage",
  "antworte", "schreibe", "antwort", "beginne", "ende", "dis", "reponds", "commence", "termine", "di", "responde",
  "contesta", "empieza", "diga", "responda", "rispondi"
};

static int is_saying(const char *word, size_t len) {
  for (size_t i = 0; i < sizeof saying / sizeof saying[0]; i++)
    if (strlen(saying[i]) == len && memcmp(saying[i], word, len) == 0) return 1;
  return 0;
}

/* A word of saying in the text, which ends where a quote opens? */
static int has_saying(newel_slice text) {
  char word[WORD_BYTES_MOST];
  size_t len = 0;
  for (size_t i = 0; i <= text.len; i++) {
    uint8_t c = i < text.len ? nw_symbol_of_byte[(unsigned char)text.data[i]].value : 0;
    if (c == 0) {
      if (len > 0 && len <= sizeof word && is_saying(word, len)) return 1;
      len = 0;
    } else {
      if (len < sizeof word) word[len] = (char)c;
      len++;
    }
  }
  return 0;
}

/* The part of the line in front of `at` that is looked at. */
static newel_slice before(newel_slice text, size_t at) {
  size_t from = at > LOOK_BACK_BYTES ? at - LOOK_BACK_BYTES : 0;
  for (size_t i = at; i > from; i--)
    if (text.data[i - 1] == '\n') from = i;
  return nw_slice(text.data + from, at - from);
}

static int stands_at(newel_slice text, size_t at, const char *sign) {
  size_t len = strlen(sign);
  return text.len - at >= len && memcmp(text.data + at, sign, len) == 0;
}

/* Behind the quote's last byte, or 0: it has no end. */
static size_t end_of_quote(newel_slice text, size_t at, const char *close) {
  size_t most = text.len - at > QUOTE_BYTES_MOST ? at + QUOTE_BYTES_MOST : text.len;
  for (; at < most && text.data[at] != '\n'; at++)
    if (stands_at(text, at, close)) return at + strlen(close);
  return 0;
}

/* The end of what is said from `at` on, or 0. */
static size_t end_of_said(newel_slice text, size_t at) {
  for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
    if (!stands_at(text, at, marks[m].open)) continue;
    size_t end = end_of_quote(text, at + strlen(marks[m].open), marks[m].close);
    return end > 0 && has_saying(before(text, at)) ? end : 0;
  }
  return 0;
}

int nw_leak_add_prompt(const nw_alloc *alloc, nw_leak_symbols *out, newel_slice prompt) {
  size_t from = 0;
  for (size_t at = 0; at < prompt.len; at++) {
    size_t end = end_of_said(prompt, at);
    if (end == 0) continue;
    if (!nw_leak_add_symbols(alloc, out, nw_slice(prompt.data + from, at - from))) return 0;
    from = end;
    at = end - 1;
  }
  return nw_leak_add_symbols(alloc, out, nw_slice(prompt.data + from, prompt.len - from));
}
