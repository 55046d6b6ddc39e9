/* detect/regex/nfa.c - the reader: recursive descent that emits code as it goes. A repetition copies the code of its item, whose jumps are
 * relative to where it stands, so a copy is a copy. */
#include "detect/regex/nfa.h"

#include <string.h>

#include "base/slice.h"

enum { DEPTH_MOST = 60, UNBOUNDED = -1 };

typedef struct reader {
  nw_nfa         *nfa;
  const nw_alloc *alloc;
  newel_slice     p;
  size_t          at;
  int             caseless, dot_all, lines;
  int             refused, no_memory;
  unsigned        depth;
} reader;

typedef struct set { uint64_t bits[2]; } set;

/* ---- sets ---- */

static void set_add(set *s, unsigned from, unsigned to) {
  for (unsigned c = from; c <= to && c < 128; c++) s->bits[c >> 6] |= UINT64_C(1) << (c & 63);
}

static set set_not(set s) {
  s.bits[0] = ~s.bits[0];
  s.bits[1] = ~s.bits[1];
  return s;
}

static void set_join(set *s, set other) {
  s->bits[0] |= other.bits[0];
  s->bits[1] |= other.bits[1];
}

static void set_fold(set *s) {
  for (unsigned c = 'a'; c <= 'z'; c++) {
    unsigned upper = c - 32;
    if ((s->bits[c >> 6] >> (c & 63) | s->bits[upper >> 6] >> (upper & 63)) & 1) set_add(s, c, c), set_add(s, upper, upper);
  }
}

/* \d \w \s \h \v \N, lower case; 0 when `c` is none. */
static int set_of_escape(char c, set *s) {
  *s = (set){ { 0, 0 } };
  switch (c) {
    case 'd': set_add(s, '0', '9'); return 1;
    case 'w': set_add(s, '0', '9'), set_add(s, 'A', 'Z'), set_add(s, 'a', 'z'), set_add(s, '_', '_'); return 1;
    case 's': set_add(s, '\t', '\r'), set_add(s, ' ', ' '); return 1;
    case 'h': set_add(s, '\t', '\t'), set_add(s, ' ', ' '); return 1;
    case 'v': set_add(s, '\n', '\r'); return 1;
    default: return 0;
  }
}

static int set_of_posix(newel_slice name, set *s) {
  static const struct { const char *name, *ranges; } classes[] = {
    { "alpha", "AZaz" }, { "digit", "09" }, { "alnum", "09AZaz" }, { "upper", "AZ" }, { "lower", "az" }, { "xdigit", "09AFaf" },
    { "space", "\t\r  " }, { "blank", "\t\t  " }, { "word", "09AZ__az" }, { "punct", "!/:@[`{~" }, { "graph", "!~" }, { "print", " ~" } };
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    if (!nw_slice_is(name, classes[i].name)) continue;
    for (const char *r = classes[i].ranges; *r != '\0'; r += 2) set_add(s, (unsigned char)r[0], (unsigned char)r[1]);
    return 1;
  }
  return 0;
}

/* ---- code ---- */

static void emit(reader *r, nw_nfa_code code) {
  if (r->refused || r->no_memory) return;
  if (r->nfa->code.count >= NW_NFA_MOST) r->refused = 1;
  else if (!nw_vec_push(r->alloc, &r->nfa->code, code)) r->no_memory = 1;
}

static void emit_set(reader *r, set s) {
  if (r->caseless) set_fold(&s);
  emit(r, (nw_nfa_code){ .op = NW_NFA_SET, .set = { s.bits[0], s.bits[1] } });
}

static void emit_check(reader *r, nw_nfa_assert check) { emit(r, (nw_nfa_code){ .op = NW_NFA_ASSERT, .check = check }); }

static uint32_t here(const reader *r) { return (uint32_t)r->nfa->code.count; }

/* Room for one instruction at `at`: what stands behind moves, jumps inside it with it. */
static void insert(reader *r, uint32_t at, nw_nfa_code code) {
  emit(r, code);
  if (r->refused || r->no_memory) return;
  nw_nfa_code *c = r->nfa->code.at;
  memmove(c + at + 1, c + at, (here(r) - 1 - at) * sizeof *c);
  c[at] = code;
  for (uint32_t i = at + 1; i < here(r); i++) {
    if (c[i].op == NW_NFA_SPLIT || c[i].op == NW_NFA_JUMP) c[i].x++;
    if (c[i].op == NW_NFA_SPLIT) c[i].y++;
  }
}

/* The code from..to once more, at the end. */
static void copy(reader *r, uint32_t from, uint32_t to) {
  uint32_t shift = here(r) - from;
  for (uint32_t i = from; i < to && !r->refused && !r->no_memory; i++) {
    nw_nfa_code code = r->nfa->code.at[i];
    code.x += shift;
    code.y += shift;
    emit(r, code);
  }
}

static void repeat(reader *r, uint32_t from, int least, int most) {
  uint32_t to = here(r);
  if (least == 0 && most == UNBOUNDED) {
    insert(r, from, (nw_nfa_code){ .op = NW_NFA_SPLIT, .x = from + 1, .y = to + 2 });
    emit(r, (nw_nfa_code){ .op = NW_NFA_JUMP, .x = from });
    return;
  }
  for (int i = 1; i < least; i++) copy(r, from, to);
  if (most == UNBOUNDED) {
    uint32_t last = here(r) - (to - from);
    emit(r, (nw_nfa_code){ .op = NW_NFA_SPLIT, .x = last, .y = here(r) + 1 });
    return;
  }
  if (least == 0 && most == 0) {
    r->nfa->code.count = from;
    return;
  }
  uint32_t optional = least == 0 ? (uint32_t)most - 1 : (uint32_t)(most - least), body = to - from;
  for (uint32_t i = 0; i < optional && !r->refused; i++) {
    uint32_t at = here(r);
    emit(r, (nw_nfa_code){ .op = NW_NFA_SPLIT, .x = at + 1, .y = at + 1 + body + (optional - 1 - i) * (body + 1) });
    copy(r, from, to);
  }
  if (least == 0) insert(r, from, (nw_nfa_code){ .op = NW_NFA_SPLIT, .x = from + 1, .y = here(r) + 1 });
}

/* ---- reading ---- */

static int peek(const reader *r) { return r->at < r->p.len ? (unsigned char)r->p.data[r->at] : -1; }
static int next_is(const reader *r, const char *text) {
  size_t len = strlen(text);
  return r->at + len <= r->p.len && memcmp(r->p.data + r->at, text, len) == 0;
}
static int take(reader *r, const char *text) {
  if (!next_is(r, text)) return 0;
  r->at += strlen(text);
  return 1;
}

static void widen(reader *r) { r->nfa->exact = 0; }

/* Every character; `line`: but a line feed. */
static set any(int line) {
  set s = { { 0, 0 } };
  if (line) set_add(&s, '\n', '\n');
  return set_not(s);
}

static unsigned hex(reader *r, unsigned most) {
  unsigned value = 0;
  for (unsigned i = 0; i < most && r->at < r->p.len; i++, r->at++) {
    int c = peek(r);
    if (!nw_is_digit((unsigned)c) && !((c | 32) >= 'a' && (c | 32) <= 'f')) break;
    value = value * 16 + (unsigned)(nw_is_digit((unsigned)c) ? c - '0' : (c | 32) - 'a' + 10);
    if (value > 0x10FFFF) value = 0x110000;
  }
  return value;
}

/* The character of an escape that is one, behind the backslash. A character beyond ASCII is 128: in no set. */
static unsigned escaped(reader *r) {
  static const char names[] = "tnrfae", values[] = "\t\n\r\f\a\033";
  int c = peek(r);
  r->at++;
  if (c == 'x') {
    if (!take(r, "{")) return hex(r, 2) & 0xFF;
    unsigned value = hex(r, 8);
    (void)take(r, "}");
    return value;
  }
  const char *known = c > 0 ? strchr(names, c) : NULL;
  if (known != NULL) return (unsigned char)values[known - names];
  if (nw_is_digit((unsigned)c) || nw_is_upper((unsigned)c) || nw_is_lower((unsigned)c)) r->refused = 1;
  return (unsigned)c;
}

/* Behind "\p": skips the property; what it holds of ASCII is not known here. */
static void skip_property(reader *r) {
  if (take(r, "{")) while (peek(r) >= 0 && !take(r, "}")) r->at++;
  else r->at++;
  widen(r);
}

static set read_class(reader *r) {
  set s = { { 0, 0 } };
  int negated = take(r, "^"), first = 1;
  for (; peek(r) >= 0 && (first || peek(r) != ']') && !r->refused; first = 0) {
    set part;
    if (take(r, "[:")) {
      size_t from = r->at;
      while (peek(r) >= 0 && !next_is(r, ":]")) r->at++;
      int inverse = from < r->at && r->p.data[from] == '^';
      part = (set){ { 0, 0 } };
      if (!set_of_posix(nw_slice(r->p.data + from + inverse, r->at - from - (size_t)inverse), &part)) r->refused = 1;
      set_join(&s, inverse ? set_not(part) : part);
      (void)take(r, ":]");
      continue;
    }
    unsigned low = (unsigned)peek(r), high;
    if (take(r, "\\")) {
      int c = peek(r), lower = c | 32;
      if (c == 'p' || c == 'P') {
        r->at++;
        skip_property(r);
        set_join(&s, set_not((set){ { 0, 0 } }));
        continue;
      }
      if (set_of_escape((char)lower, &part) && c != 'a') {
        r->at++;
        set_join(&s, c == lower ? part : set_not(part));
        continue;
      }
      low = c == 'b' ? (r->at++, 8u) : escaped(r);
    } else {
      r->at++;
    }
    high = low;
    if (next_is(r, "-") && r->at + 1 < r->p.len && r->p.data[r->at + 1] != ']') {
      r->at++;
      high = take(r, "\\") ? escaped(r) : (unsigned char)r->p.data[r->at++];
    }
    if (low < 128) set_add(&s, low, high);
  }
  (void)take(r, "]");
  return negated ? set_not(s) : s;
}

static void read_pattern(reader *r);

/* Behind "(?": options, for the group or what follows. 1: a group with its own ")" follows. */
static int read_options(reader *r) {
  int on = 1, inside;
  for (; peek(r) >= 0 && peek(r) != ')' && peek(r) != ':'; r->at++) {
    switch (peek(r)) {
      case '-': on = 0; break;
      case 'i': r->caseless = on; break;
      case 's': r->dot_all = on; break;
      case 'm': r->lines = on; break;
      case 'U': case 'J': case 'n': break;
      default: r->refused = 1; return 0;
    }
  }
  inside = peek(r) == ':';
  r->at++;
  return inside;
}

static void read_group(reader *r) {
  static const char *const looks[] = { "?=", "?!", "?<=", "?<!" }, *const refused[] = { "?(", "?R", "?&", "?P>", "?P=", "*", "?0", "?1" };
  reader outer = *r;
  uint32_t from = here(r);
  int looking = 0;
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
    if (next_is(r, refused[i])) r->refused = 1;
  if (r->refused) return;
  for (size_t i = 0; i < 4 && !looking; i++) looking = take(r, looks[i]);
  if (take(r, "?#")) {
    while (peek(r) >= 0 && !take(r, ")")) r->at++;
    return;
  }
  if (!looking && take(r, "?>")) widen(r);
  else if (!looking && take(r, "?|")) {}
  else if (!looking && (take(r, "?P<") || take(r, "?<") || take(r, "?'"))) while (peek(r) >= 0 && !take(r, ">") && !take(r, "'")) r->at++;
  else if (!looking && take(r, "?") && !read_options(r)) return;
  read_pattern(r);
  (void)take(r, ")");
  r->caseless = outer.caseless, r->dot_all = outer.dot_all, r->lines = outer.lines;
  if (!looking) return;
  widen(r);
  if (!r->no_memory && !r->refused) r->nfa->code.count = from;
}

/* Behind a backslash, outside of classes. */
static void read_escape(reader *r) {
  set s;
  int c = peek(r), lower = c | 32;
  if (c == 'Q') {
    r->at++;
    while (peek(r) >= 0 && !take(r, "\\E")) {
      s = (set){ { 0, 0 } };
      set_add(&s, (unsigned)peek(r), (unsigned)peek(r));
      r->at++;
      emit_set(r, s);
    }
    return;
  }
  r->at++;
  switch (c) {
    case 'b': emit_check(r, NW_NFA_WORD_EDGE); return;
    case 'B': emit_check(r, NW_NFA_NO_WORD_EDGE); return;
    case 'A': case 'G': emit_check(r, NW_NFA_BEGIN); return;
    case 'z': emit_check(r, NW_NFA_END); return;
    case 'Z': emit_check(r, NW_NFA_END); widen(r); return;
    case 'E': return;
    case 'K': widen(r); return;
    case 'N': emit_set(r, any(1)); return;
    case 'p': case 'P': skip_property(r); emit_set(r, set_not((set){ { 0, 0 } })); return;
    case 'R': s = (set){ { 0, 0 } }; set_add(&s, '\n', '\r'); widen(r); emit_set(r, s); return;
    case 'X': widen(r); emit_set(r, any(0)); return;
    default: break;
  }
  if (set_of_escape((char)lower, &s)) {
    emit_set(r, c == lower ? s : set_not(s));
  } else if (c >= '1' && c <= '9') {  /* a back-reference takes something: leave it out */
    while (nw_is_digit((unsigned)peek(r))) r->at++;
    widen(r);
  } else if (c == 'k' || c == 'g') {
    while (peek(r) >= 0 && !take(r, "}") && !take(r, ">") && !take(r, "'")) r->at++;
    widen(r);
  } else {
    r->at--;
    unsigned one = escaped(r);
    s = (set){ { 0, 0 } };
    set_add(&s, one, one);
    if (one >= 128) widen(r);
    emit_set(r, s);
  }
}

/* {2}, {2,}, {2,5}; anything else is a character. */
static int read_counts(reader *r, int *least, int *most) {
  size_t at = r->at + 1;
  int n[2] = { 0, UNBOUNDED }, digits = 0;
  for (; at < r->p.len && nw_is_digit((unsigned char)r->p.data[at]); at++, digits++) n[0] = n[0] * 10 + (r->p.data[at] - '0');
  if (digits == 0 || digits > 5 || at >= r->p.len) return 0;
  if (r->p.data[at] == ',') {
    at++;
    for (digits = 0; at < r->p.len && nw_is_digit((unsigned char)r->p.data[at]); at++, digits++)
      n[1] = (n[1] == UNBOUNDED ? 0 : n[1]) * 10 + (r->p.data[at] - '0');
    if (digits > 5) return 0;
  } else {
    n[1] = n[0];
  }
  if (at >= r->p.len || r->p.data[at] != '}') return 0;
  r->at = at + 1;
  *least = n[0], *most = n[1];
  return 1;
}

static void read_quantifier(reader *r, uint32_t from) {
  for (;;) {
    int least = 0, most = UNBOUNDED;
    if (take(r, "*")) {}
    else if (take(r, "+")) least = 1;
    else if (take(r, "?")) most = 1;
    else if (peek(r) != '{' || !read_counts(r, &least, &most)) return;
    if (take(r, "+")) widen(r);
    else (void)take(r, "?");
    if (here(r) > from) repeat(r, from, least, most);
  }
}

static void read_item(reader *r) {
  uint32_t from = here(r);
  int c = peek(r);
  r->at++;
  switch (c) {
    case '(': read_group(r); break;
    case '[': emit_set(r, read_class(r)); break;
    case '.': emit_set(r, any(!r->dot_all)); break;
    case '^': emit_check(r, NW_NFA_BEGIN); if (r->lines) widen(r); break;
    case '$': emit_check(r, NW_NFA_END); widen(r); break;  /* before a last line feed, too */
    case '\\': read_escape(r); break;
    default: {
      set s = { { 0, 0 } };
      set_add(&s, (unsigned)c, (unsigned)c);
      if (c >= 128) widen(r);
      emit_set(r, s);
    }
  }
  read_quantifier(r, from);
}

static void read_pattern(reader *r) {
  uint32_t from = here(r);
  if (++r->depth > DEPTH_MOST) r->refused = 1;
  while (peek(r) >= 0 && peek(r) != ')' && peek(r) != '|' && !r->refused && !r->no_memory) read_item(r);
  if (peek(r) == '|' && !r->refused && !r->no_memory) {
    r->at++;
    insert(r, from, (nw_nfa_code){ .op = NW_NFA_SPLIT, .x = from + 1, .y = here(r) + 2 });
    uint32_t jump = here(r);
    emit(r, (nw_nfa_code){ .op = NW_NFA_JUMP });
    read_pattern(r);
    if (!r->refused && !r->no_memory) r->nfa->code.at[jump].x = here(r);
  }
  r->depth--;
}

int nw_nfa_build(nw_nfa *out, const nw_alloc *alloc, newel_slice pattern) {
  reader r = { .nfa = out, .alloc = alloc, .p = pattern };
  *out = (nw_nfa){ .exact = 1 };
  read_pattern(&r);
  if (r.at < r.p.len) r.refused = 1;
  emit(&r, (nw_nfa_code){ .op = NW_NFA_MATCH });
  return r.no_memory ? -1 : !r.refused;
}

void nw_nfa_free(nw_nfa *nfa, const nw_alloc *alloc) { nw_vec_free(alloc, &nfa->code); }
