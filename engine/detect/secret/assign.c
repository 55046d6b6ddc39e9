/* GENERIC_SECRET and the kinds by word: a value behind a name that says it is a secret.
 *
 *   "db_password": "hunter2!"      event assign: name ← quotes ← operator → quotes → value
 *   if ("hunter2!" == password)    event assign: value ← quotes ← operator → name
 *
 * The name tells the class (name.c), the class tells what a value must look like (judge.c). The operators are two bytes, '=' and ':',
 * with others beside them. A file for each of the other parts: values (read.c), options of a command line (login.c), keys (jwk.c).
 *
 * Cost: at nearly every '=' and ':' the three letters in front are all that is read.
 */
#include <string.h>

#include "detect/miss.h"
#include "detect/secret/assign.h"

enum { TAIL_LETTERS = 3, TAIL_BYTES = 8, COMPARE_BLANKS = 4 };

/* ---- bytes around an operator ---- */

static int ends_bare(int c) { return c <= ' ' || nw_any_of(c, ",;&\"'`<>)}]|"); }

/* Another sign in front makes an operator of '=' and ':' that assigns nothing. */
static int is_operator(int c) {
  return c == ':' || c == '=' || c == '<' || c == '>' || c == '+' || c == '*' || c == '/' || c == '%' || c == '^' || c == '|'
      || c == '&' || c == '~';
}

void nw_assign_letters(uint16_t letter[256]) {
  for (unsigned c = 0; c < 256; c++) {
    unsigned kind = nw_is_alnum(c) ? nw_name_letter(c) : NW_NAME_NO_LETTER;
    if (c == '_' || c == '-' || c == '.') kind = NW_BYTE_JOINT;
    if (is_operator((int)c)) kind |= NW_BYTE_OPERATOR;
    if (nw_byte_is_blank((int)c)) kind |= NW_BYTE_BLANK;
    if (nw_byte_is_quote((int)c)) kind |= NW_BYTE_QUOTE;
    if (ends_bare((int)c)) kind |= NW_BYTE_ENDS_BARE;
    if (nw_any_of((int)c, "=>~")) kind |= NW_BYTE_POINTS;
    if (nw_secret_is_inside((int)c) || c == '@') kind |= NW_BYTE_LOGIN;
    if (nw_any_of((int)c, "bru@[")) kind |= NW_BYTE_PREFIX;
    letter[c] = (uint16_t)kind;
  }
}

static unsigned mark_at(nw_probe *probe, size_t pos) {
  int c = nw_probe_at(probe, pos);
  return c < 0 ? 0 : probe->secrets->letter[c];
}

/* ---- the name in front ---- */

static int closes_name(int c) { return nw_byte_is_quote(c) || c == '\\' || c == ']' || c == ')' || c == '['; }

/* Where the name in front of the operator ends. */
static size_t name_end(nw_probe *probe, size_t pos) {
  for (unsigned n = 0; n < NW_ASSIGN_BLANKS && nw_byte_is_blank(nw_probe_context(probe, pos, 1)); n++) pos--;
  for (unsigned n = 0; n < 3 && closes_name(nw_probe_context(probe, pos, 1)); n++) pos--;
  return pos;
}

/* 1 when a name may end at `end`, `room` bytes behind the first one: its last letters are those of one of ours. */
static int may_be_named(const nw_secret_index *index, const unsigned char *end, size_t room) {
  unsigned letter[TAIL_LETTERS] = { NW_NAME_NO_LETTER, NW_NAME_NO_LETTER, NW_NAME_NO_LETTER }, have = 0;
  if (room > TAIL_BYTES) room = TAIL_BYTES;
  for (unsigned n = 1; n <= room && have < TAIL_LETTERS; n++) {
    unsigned c = *(end - n);
    if (nw_is_alpha(c)) letter[have++] = nw_to_lower(c) - 'a';
    else if (nw_is_digit(c)) have = have == 0 ? 0 : (letter[have] = NW_NAME_DIGIT, have + 1);
    else if (c != '_' && c != '-' && c != '.') break;
  }
  unsigned bit = letter[2] << 10 | letter[1] << 5 | letter[0];
  return (int)(index->tails[bit / 64] >> bit % 64 & 1u);
}

int nw_assign_named(nw_probe *probe, size_t pos) {
  const size_t end = name_end(probe, pos), base = probe->scan->base;
  return may_be_named(probe->secrets, probe->scan->data + (end - base), end - base);
}

static size_t name_start(nw_probe *probe, size_t end) {
  const nw_scan *scan = probe->scan;
  const unsigned char *text = scan->data + (end - scan->base);
  size_t room = end - scan->base, n = 0;
  if (room > NW_NAME_BYTES) room = NW_NAME_BYTES;
  while (n < room && (probe->secrets->letter[*(text - n - 1)] & NW_NAME_NO_LETTER) != NW_NAME_NO_LETTER) n++;
  probe->work += n;
  return end - n;
}

/* ---- findings ---- */

int nw_assign_fill(nw_probe *probe, const nw_value *v, size_t from, size_t to, nw_hit *hit) {
  hit->entity = nw_secret_keyed(probe, from, to, v->start, v->start + v->len);
  hit->score_ppm = NW_SCORE_CONTEXT;
  if (hit->entity == NW_ENTITY_COUNT) hit->entity = NW_ENTITY_GENERIC_SECRET;
  hit->start = v->start;
  hit->end = v->start + v->len;
  hit->context_start = from;
  hit->context_end = to;
  return 1;
}

int nw_assign_fill_as(unsigned entity, uint32_t score, size_t start, size_t end, nw_hit *hit) {
  hit->entity = entity;
  hit->score_ppm = score;
  hit->start = start;
  hit->end = end;
  return 1;
}

int nw_assign_fill_placeholder(size_t start, size_t end, nw_hit *hit) {
  hit->bare = 1;
  return nw_assign_fill_as(NW_ENTITY_SECRET_PLACEHOLDER, NW_SCORE_WEAK, start, end, hit);
}

/* A token of an issuer is found at its own event. */
static int is_issued(nw_probe *probe, size_t start) {
  nw_hit other = { .limit = -1 };
  nw_probe there = *probe;
  there.at = start;
  int found = nw_secret_prefixed(&there, start, 1, &other);
  probe->touched |= there.touched;
  probe->work = there.work;
  return found;
}

/* ---- name:password in base64 ---- */

/* "Basic dXNlcjpwYXNz" (RFC 7617), "auth": "dXNlcjpwYXNz" (config.json of Docker): printable text with a colon inside. */
static int is_basic_auth(const nw_value *v) {
  unsigned held = 0, bits = 0, colons = 0, count = 0, last = 0;
  for (size_t i = 0; i < v->len && v->text[i] != '='; i++) {
    unsigned six = nw_secret_sextet((unsigned char)v->text[i]);
    if (six > 63) return 0;
    held = (held << 6 | six) & 0xFFFFu;
    if ((bits += 6) < 8) continue;
    bits -= 8;
    last = held >> bits & 0xFFu;
    if (last < 0x20 || last > 0x7E) return 0;
    colons += last == ':' && count > 0;
    count++;
  }
  return colons > 0 && last != ':' && count >= 5;
}

/* ---- what stands behind and in front of the operator ---- */

/* How far behind `end` the first quote of the word that ends `skip` bytes behind it stands, 0 without one. */
static size_t quote_back(const unsigned char *end, size_t skip, size_t room) {
  size_t most = skip + NW_ASSIGN_LINE_BYTES + 2, first = 0;
  for (size_t back = skip + 1; back <= room && back <= most && *(end - back) > ' '; back++)
    if (nw_byte_is_quote(*(end - back))) first = back;
  return first;
}

static int is_before_equal(unsigned c) { return c == ' ' || c == '\t' || c == '!'; }

/* How many bytes in front of `end` a value could have whose comparison is still to come: that of compared_verify. Its quotes are open
 * (`"hunt|`), or closed a few blanks ago (`"hunter2" |`); a word without quotes is none. */
size_t nw_assign_back(const unsigned char *end, size_t room) {
  size_t skip = 0, open = quote_back(end, 0, room), closed = 0;
  while (skip < room && skip <= COMPARE_BLANKS && is_before_equal(*(end - skip - 1))) skip++;
  if (skip > 0 && skip < room && nw_byte_is_quote(*(end - skip - 1))) closed = quote_back(end, skip, room);
  size_t first = open > closed ? open : closed;
  return first > 0 ? first - 1 : 0;  /* the value begins behind its quote */
}

/* "…" == name, name in a comparison: the value stands in front. */
static int compared_verify(nw_probe *probe, size_t pos, nw_hit *hit) {
  nw_value v;
  nw_name name;
  while (nw_byte_is_blank(nw_probe_before(probe, pos, 1)) && pos + COMPARE_BLANKS > probe->at) pos--;
  if (!nw_value_read_back(probe, pos, &v)) return 0;
  for (pos = probe->at + 1; nw_probe_at(probe, pos) == '='; pos++)
    if (pos > probe->at + 2) return 0;
  while (nw_byte_is_blank(nw_probe_at(probe, pos)) && pos < probe->at + NW_ASSIGN_BLANKS) pos++;
  size_t from = pos;
  while (pos < from + NW_NAME_BYTES && nw_byte_is_name(nw_probe_at(probe, pos))) pos++;
  nw_name_read(probe, from, pos, &name);
  nw_name_class class = nw_name_classify(&name);
  if (class == NW_NAME_NONE || class >= NW_NAME_JWK || nw_value_judge(&v, class, &name, 0) != NW_A_SECRET) return 0;
  return nw_assign_fill(probe, &v, from, pos, hit);
}

/* "Bearer ", "Token ", "Basic " in front of the value. */
static size_t skip_scheme(nw_probe *probe, size_t pos) {
  static const char *const schemes[] = { "bearer ", "basic ", "token " };
  int first = nw_probe_at(probe, pos) | 0x20;
  if (first != 'b' && first != 't') return pos;
  for (size_t i = 0; i < 3; i++) {
    size_t n = 0;
    for (; schemes[i][n] != '\0'; n++) {
      int c = nw_probe_at(probe, pos + n);
      if (c < 0 || nw_to_lower((unsigned)c) != (unsigned char)schemes[i][n]) break;
    }
    if (schemes[i][n] == '\0') return pos + n;
  }
  return pos;
}

/* Behind the operator and what may stand in front of a value; 0 when no value follows. */
static size_t value_start(nw_probe *probe, int *tight) {
  size_t pos = probe->at + 1;
  for (; mark_at(probe, pos) & NW_BYTE_POINTS; pos++)
    if (pos > probe->at + 3) return 0;
  *tight = pos == probe->at + 1 && !nw_byte_is_blank(nw_probe_at(probe, pos));
  for (unsigned blanks = 0; nw_byte_is_blank(nw_probe_at(probe, pos)) && blanks < NW_ASSIGN_BLANKS; blanks++) pos++;
  if ((mark_at(probe, pos) & NW_BYTE_PREFIX) && nw_any_of(nw_probe_at(probe, pos + 1), "\"'")) pos++;
  return pos;
}

static int named_verify(nw_probe *probe, size_t to, nw_hit *hit) {
  nw_value v;
  size_t from = name_start(probe, to);
  if (from == to) return 0;
  const nw_named *named = nw_name_ask(probe, from, to);
  const nw_name *name = &named->name;
  nw_name_class class = named->class;
  if (class == NW_NAME_NONE) return 0;
  if (class == NW_NAME_PPK) return nw_putty_verify(probe, hit);
  int tight = 0;
  size_t pos = value_start(probe, &tight);
  tight = tight && to == probe->at && nw_probe_at(probe, probe->at) == '=';
  if (pos == 0) return 0;
  size_t value_at = skip_scheme(probe, pos);
  if (!nw_value_read(probe, value_at, &v)) return 0;
  if (class == NW_NAME_JWK) return nw_jwk_verify(probe, &v, hit);
  if (v.len >= 8 && (value_at > pos || name->len == 4) && is_basic_auth(&v) && !nw_value_is_placeholder(&v))
    return nw_assign_fill_as(NW_ENTITY_BASIC_AUTH, NW_SCORE_PROVEN, v.start, v.start + v.len, hit);
  if (class == NW_NAME_PASS || class == NW_NAME_SECRET || class == NW_NAME_TOKEN) nw_value_widen(probe, &v);
  nw_verdict answer = nw_value_judge(&v, class, name, tight);
  if (answer == NW_NO_SECRET) return nw_refuse(probe, nw_value_refuse(probe, &v, class, name));
  if (is_issued(probe, v.start)) return nw_assign_fill(probe, &v, from, to, hit) && hit->entity != NW_ENTITY_GENERIC_SECRET;
  if (answer == NW_A_SECRET) return nw_assign_fill(probe, &v, from, to, hit);
  return nw_assign_fill_placeholder(v.start, v.start + v.len, hit);
}

int nw_assign_verify(nw_probe *probe, nw_hit *hit) {
  size_t pos = probe->at, base = probe->scan->base;
  int op = nw_probe_at(probe, pos), before = nw_probe_before(probe, pos, 1);
  if (op == ':') {
    int next = nw_probe_at(probe, pos + 1);
    if (next == ':' || next == '/') return 0;
    if (nw_login_verify(probe, hit)) return 1;
  }
  if (is_operator(before)) return 0;
  if (before == '!') pos--;
  size_t end = name_end(probe, pos);
  if (may_be_named(probe->secrets, probe->scan->data + (end - base), end - base)) return named_verify(probe, end, hit);
  return op == '=' && (before == '!' || nw_probe_at(probe, probe->at + 1) == '=') && compared_verify(probe, pos, hit);
}

enum { TAIL_NONE = 0, TAIL_FITS = 1, TAIL_UNKNOWN };

/* may_be_named for a name that ends at `end` in a letter and up to two digits: three bytes tell, but where there are joints. */
static inline int tail_at(const nw_secret_index *index, const unsigned char *end) {
  enum { NAME = NW_BYTE_JOINT | NW_NAME_NO_LETTER };
  unsigned last = index->letter[end[-1]] & NAME, digits = 0;
  for (; digits < 2 && last == NW_NAME_DIGIT; digits++) last = index->letter[*(--end - 1)] & NAME;
  if (last >= NW_NAME_DIGIT) return digits > 0 && last == NW_NAME_NO_LETTER ? TAIL_NONE : TAIL_UNKNOWN;
  unsigned second = index->letter[end[-2]] & NAME, third = index->letter[end[-3]] & NAME;
  if ((second | third) & NW_BYTE_JOINT) return TAIL_UNKNOWN;
  if (second == NW_NAME_NO_LETTER) third = NW_NAME_NO_LETTER;
  unsigned bit = third << 10 | second << 5 | last;
  return index->tails[bit / 64] >> bit % 64 & 1u ? TAIL_FITS : TAIL_NONE;
}

/* What nw_assign_may says, of any name and place. */
__attribute__((noinline)) static int may_assign(const nw_secret_index *index, const nw_scan *scan, nw_stretch *stretch,
                                                size_t pos) {
  const unsigned char *at = scan->data + (pos - scan->base), *end = at;
  size_t room = pos - scan->base;
  if (pos + 1 >= scan->end || pos <= scan->from) return 1;
  unsigned before = at[-1], next = at[1];
  if (at[0] == ':') {
    if (next == ':' || next == '/') return 0;
    if (next > ' ' && nw_is_word((int)before) && nw_login_may(index, scan, stretch, pos)) return 1;
  }
  if (index->letter[before] & NW_BYTE_OPERATOR) return 0;
  int compares = at[0] == '=' && (before == '!' || next == '=');
  if (before == '!') end--, room--;
  int tail = room > TAIL_BYTES ? tail_at(index, end) : TAIL_UNKNOWN;
  if (tail != TAIL_UNKNOWN) return tail == TAIL_FITS;
  for (unsigned n = 0; n < NW_ASSIGN_BLANKS && room > 0 && nw_byte_is_blank(*(end - 1)); n++) end--, room--;
  if (compares && room > 0 && nw_byte_is_quote(*(end - 1))) return 1;
  for (unsigned n = 0; n < 3 && room > 0 && closes_name(*(end - 1)); n++) end--, room--;
  return may_be_named(index, end, room);
}

/* Without a probe, for most '=' and ':' of a text are none of ours: "name =", "\"name\":", where nobody logs in. Where it is not
 * sure, or looks at an end, it says 1. */
int nw_assign_may(const nw_secret_index *index, const nw_scan *scan, nw_stretch *stretch, size_t pos) {
  enum { ROOM_LEAST = 16 };
  const unsigned char *at = scan->data + (pos - scan->base), *end = at;
  if (pos + 1 >= scan->end || pos < scan->from + ROOM_LEAST) return may_assign(index, scan, stretch, pos);
  unsigned before = index->letter[at[-1]], next = at[1];
  if (at[0] == ':' && next > ' ' && (next == ':' || next == '/')) return 0;
  if (at[0] == ':' && next > ' ' && !(before & NW_BYTE_QUOTE)) return may_assign(index, scan, stretch, pos);
  if (before & NW_BYTE_OPERATOR) return 0;
  int compares = at[0] == '=' && (next == '=' || at[-1] == '!');
  if (at[-1] == '!') before = index->letter[*(--end - 1)];
  if (before & NW_BYTE_BLANK) before = index->letter[*(--end - 1)];
  if ((before & NW_BYTE_QUOTE) && compares) return 1;
  int tail = tail_at(index, end - ((before & NW_BYTE_QUOTE) != 0));
  return tail == TAIL_UNKNOWN ? may_assign(index, scan, stretch, pos) : tail == TAIL_FITS;
}
