/* detect/regex/alternatives.c - one reader of levels: what stands between "(" and ")" that belong together, and its `|`. */
#include "detect/regex/alternatives.h"

#include <string.h>

#include "base/slice.h"

/* One place of a pattern behind which a `|` may stand: the pattern itself, or a group of it. */
typedef struct scope { size_t open, start, end; } scope;

static int at_is(newel_slice p, size_t at, const char *text) {
  size_t len = strlen(text);
  return at + len <= p.len && memcmp(p.data + at, text, len) == 0;
}

/* Behind the class that begins at `at`. A `]` that comes first, perhaps behind `^`, is one of its characters. */
static size_t class_end(newel_slice p, size_t at) {
  at++;
  if (at < p.len && p.data[at] == '^') at++;
  if (at < p.len && p.data[at] == ']') at++;
  while (at < p.len && p.data[at] != ']') {
    if (at_is(p, at, "[:")) {
      size_t close = at + 2;
      while (close < p.len && !at_is(p, close, ":]")) close++;
      if (close < p.len) at = close + 1;
    } else if (p.data[at] == '\\') {
      at++;
    }
    at++;
  }
  return at < p.len ? at + 1 : p.len;
}

/* Behind one item that is no group and no `|`: an escape, a quotation, a class, a character. */
static size_t item_end(newel_slice p, size_t at) {
  if (p.data[at] == '[') return class_end(p, at);
  if (p.data[at] != '\\') return at + 1;
  if (!at_is(p, at, "\\Q")) return at + 2 < p.len ? at + 2 : p.len;
  while (at < p.len && !at_is(p, at, "\\E")) at++;
  return at < p.len ? at + 2 : p.len;
}

/* Behind what opens a group: "(?:", "(?<name>", "(". 0: the group only looks, is a condition, or sets options. */
static size_t opening_end(newel_slice p, size_t at) {
  static const char *const others[] = { "(?=", "(?!", "(?<=", "(?<!", "(?(", "(?#", "(*" };
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (at_is(p, at, others[i])) return 0;
  if (!at_is(p, at, "(?")) return at + 1;
  size_t end = at + 2;
  char close = at_is(p, at, "(?'") ? '\'' : at_is(p, at, "(?<") || at_is(p, at, "(?P<") ? '>' : ':';
  if (at_is(p, at, "(?>") || at_is(p, at, "(?|")) return at + 3;
  for (end += close == '\''; end < p.len && p.data[end] != close && p.data[end] != ')'; end++) {}
  return end < p.len && p.data[end] == close ? end + 1 : 0;
}

/* Reads up to the `)` or the end that closes `from`; appends the `|` of this level to `bars`. */
static size_t read_level(newel_slice p, size_t from, size_t *bars, size_t *count) {
  size_t at = from, depth = 0;
  while (at < p.len) {
    char c = p.data[at];
    if (c == ')' && depth-- == 0) return at;
    if (at_is(p, at, "(?#")) {
      while (at < p.len && p.data[at] != ')') at++;
    } else {
      if (c == '(') depth++;
      if (c == '|' && depth == 0) bars[(*count)++] = at;
      if (c != '(' && c != ')' && c != '|') {
        at = item_end(p, at);
        continue;
      }
    }
    at++;
  }
  return at;
}

static int may_repeat(newel_slice p, size_t at) {
  return at < p.len && (p.data[at] == '*' || p.data[at] == '+' || p.data[at] == '{');
}

/* The first group with a `|` of its own; its bars are in `bars`. */
static int find_group(newel_slice p, scope *group, size_t *bars, size_t *count) {
  for (size_t at = 0; at < p.len;) {
    if (p.data[at] != '(') {
      at = p.data[at] == ')' || p.data[at] == '|' ? at + 1 : item_end(p, at);
      continue;
    }
    size_t inside = opening_end(p, at), close;
    if (inside == 0) {
      *count = 0;
      at = read_level(p, at + 1, bars, count) + 1;
      continue;
    }
    *count = 0;
    close = read_level(p, inside, bars, count);
    if (*count > 0 && !may_repeat(p, close + 1)) {
      *group = (scope){ at, inside, close };
      return 1;
    }
    at = *count == 0 && !may_repeat(p, close + 1) ? inside : close + 1;
  }
  *count = 0;
  return 0;
}

static newel_slice joined(nw_arena *arena, newel_slice a, newel_slice b, newel_slice c) {
  char *text = nw_arena_alloc(arena, a.len + b.len + c.len + 1);
  if (text == NULL) return nw_slice(NULL, 0);
  if (a.len > 0) memcpy(text, a.data, a.len);
  if (b.len > 0) memcpy(text + a.len, b.data, b.len);
  if (c.len > 0) memcpy(text + a.len + b.len, c.data, c.len);
  text[a.len + b.len + c.len] = '\0';
  return nw_slice(text, a.len + b.len + c.len);
}

static int is_extended(newel_slice p) {
  for (size_t i = 0; i + 2 < p.len; i++) {
    if (p.data[i] != '(' || p.data[i + 1] != '?') continue;
    for (size_t k = i + 2; k < p.len && ((p.data[k] >= 'a' && p.data[k] <= 'z') || p.data[k] == '-' || p.data[k] == '^'); k++)
      if (p.data[k] == 'x') return 1;
  }
  return 0;
}

int nw_pattern_alternatives(nw_arena *arena, newel_slice pattern, newel_slice **out, size_t *count) {
  size_t bar_count = 0;
  scope whole = { 0, 0, pattern.len };
  *out = NULL;
  *count = 0;
  if (is_extended(pattern)) return 1;
  size_t *bars = nw_arena_alloc(arena, (pattern.len + 1) * sizeof *bars);
  if (bars == NULL) return 0;
  (void)read_level(pattern, 0, bars, &bar_count);
  if (bar_count == 0 && !find_group(pattern, &whole, bars, &bar_count)) return 1;
  *out = nw_arena_alloc(arena, (bar_count + 1) * sizeof **out);
  if (*out == NULL) return 0;
  size_t from = whole.start;
  for (size_t i = 0; i <= bar_count; i++) {
    size_t to = i < bar_count ? bars[i] : whole.end;
    newel_slice part = joined(arena, nw_slice(pattern.data, whole.start), nw_slice(pattern.data + from, to - from),
                              nw_slice(pattern.data + whole.end, pattern.len - whole.end));
    if (part.data == NULL) return 0;
    (*out)[(*count)++] = part;
    from = to + 1;
  }
  return 1;
}
