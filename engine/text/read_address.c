/* text/read_address.c - addresses whose signs are spelt out.
 *
 *   bob at example dot org                bob@example.org    where an address results; (at), [dot], [.] and the like
 *   192[.]168 dot 10[.]24                 192.168.10.24      and between digits
 */
#include <string.h>

#include "text/calm.h"
#include "text/read_part.h"
#include "text/read_spelt.h"

enum { LABEL_BYTES = 40 };

/* What '@' and '.' are called. `sure` is a word that says nothing else next to a label; others need a domain that people know. */
typedef struct sign_name { const char *name; char reads; uint8_t sure; } sign_name;
static const sign_name sign_names[] = {
  { "at", '@', 1 }, { "ät", '@', 1 }, { "arroba", '@', 1 }, { "arobase", '@', 1 },
  { "собака", '@', 1 }, { "собачка", '@', 1 },
  { "dot", '.', 1 }, { "punkt", '.', 0 }, { "punto", '.', 0 }, { "point", '.', 0 }, { "ponto", '.', 0 }, { "punt", '.', 0 },
  { "точка", '.', 0 },
};
static const char *const known_domains[] = { "com", "org", "net", "edu", "gov", "info", "io", "ru", "pl", "ch", "eu", "uk", "co" };

static int is_label(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '-' || c == '_' || c >= 0x80); }

/* `around`: the sign on both sides of the name, 0 none, or brackets. */
typedef struct spelt_sign { char reads; uint8_t sure, bracketed; char around; size_t end; } spelt_sign;

static size_t skip_blanks(nw_look *look, size_t at, size_t most) {
  size_t pos = at;
  while (pos < at + most && nw_look_at(look, pos) == ' ') pos++;
  return pos;
}

/* The first letter of a name that is not ASCII: ä, с, т; small or capital. */
static int may_begin_sign(int a, int b) {
  return (a == 0xC3 && (b == 0xA4 || b == 0x84)) || (a == 0xD1 && (b == 0x81 || b == 0x82)) || (a == 0xD0 && (b == 0xA1 || b == 0xA2));
}

/* By its first two letters: "at", "ar", "do", "po", "pu"; "ät", "со", "то". `which`: '@', or 0 any. */
static int may_be_sign(nw_look *look, size_t at, char which) {
  int a = nw_look_at(look, at), b = nw_look_at(look, at + 1);
  if (a < 0x80) {
    a |= 32, b |= 32;
    if (which != 0 && a != 'a') return 0;
    return a == 'a' ? b == 't' || b == 'r' : a == 'd' ? b == 'o' : a == 'p' && (b == 'o' || b == 'u');
  }
  if (!may_begin_sign(a, b)) return 0;
  if (a == 0xC3) return (nw_look_at(look, at + 2) | 32) == 't';
  return nw_look_at(look, at + 2) == 0xD0 && ((b = nw_look_at(look, at + 3)) == 0xBE || b == 0x9E);
}

/* What closes behind what opens; a sign closes itself. 0: neither. */
static int closing(int open) {
  static const char pairs[] = "()[]{}<>--__**~~||";
  const char *at = open > 0 ? strchr(pairs, open) : NULL;
  return at != NULL && (at - pairs) % 2 == 0 ? at[1] : 0;
}

/* What stands in brackets is the sign itself, or "a" for '@': how it reads, 0: neither. `sure`: see sign_names. */
static char bare_sign(nw_look *look, size_t at, int close, char which, uint8_t *sure) {
  int c = nw_look_at(look, at);
  *sure = c != 'a';
  if ((c != 'a' && c != '@' && (c != '.' || which != 0)) || nw_look_at(look, skip_blanks(look, at + 1, 1)) != close) return 0;
  return c == '.' ? '.' : '@';
}

/* " at sign", "-symbol" behind the name of '@' that ends at `at`: where that ends. */
static size_t sign_end(nw_look *look, size_t at) {
  nw_spelt word;
  int c = nw_look_at(look, at);
  if ((c != ' ' && c != '-') || (nw_look_at(look, at + 1) | 32) != 's' || !nw_spelt_read(look, at + 1, &word)) return at;
  return strcmp(word.text, "sign") == 0 || strcmp(word.text, "symbol") == 0 ? word.end : at;
}

/* " at ", "(at)", " at sign ", " [ dot ] ", "[.]", "-at-" at `at`: behind a label, before one. `which`: see may_be_sign. */
static int read_sign(nw_look *look, size_t at, char which, spelt_sign *out) {
  size_t pos = skip_blanks(look, at, 2);
  int open = nw_look_at(look, pos), close = closing(open), bracketed = close != open;
  nw_spelt word;
  if (close != 0) pos = skip_blanks(look, pos + 1, 1);
  else if (pos == at) return 0;
  if (close != 0 && bracketed && (out->reads = bare_sign(look, pos, close, which, &out->sure)) != 0) {
    out->bracketed = 1, out->around = 0;
    out->end = skip_blanks(look, pos + 1, 1) + 1;
    return is_label(nw_look_at(look, out->end));
  }
  if (!may_be_sign(look, pos, which) || !nw_spelt_read(look, pos, &word)) return 0;
  for (size_t i = 0; i < sizeof sign_names / sizeof *sign_names; i++) {
    if (sign_names[i].name[0] != word.text[0] || strcmp(sign_names[i].name, word.text) != 0) continue;
    pos = sign_names[i].reads == '@' ? sign_end(look, word.end) : word.end;
    if (close != 0 && nw_look_at(look, pos = skip_blanks(look, pos, 1)) != close) return 0;
    size_t end = skip_blanks(look, pos + (close != 0), 2);
    *out = (spelt_sign){ sign_names[i].reads, sign_names[i].sure || close != 0, close != 0 && bracketed,
                         bracketed ? 0 : (char)close, end };
    return (close != 0 || end > pos) && is_label(nw_look_at(look, end));
  }
  return 0;
}

/* Is the word at `at` one of these? */
static int is_one_of(nw_look *look, size_t at, const char *const *words, size_t count) {
  nw_spelt word;
  if (!nw_spelt_read(look, at, &word)) return 0;
  for (size_t i = 0; i < count; i++)
    if (words[i][0] == word.text[0] && strcmp(words[i], word.text) == 0) return 1;
  return 0;
}

int nw_is_known_domain(nw_look *look, size_t at) {
  return is_one_of(look, at, known_domains, sizeof known_domains / sizeof *known_domains);
}

/* What stands in front of a noun, but for no domain: "at the dot", "at a dot". */
static int is_article(nw_look *look, size_t at) {
  static const char *const articles[] = { "the", "a", "an", "this", "that", "each", "every", "my", "your", "his", "her", "our", "their" };
  return is_one_of(look, at, articles, sizeof articles / sizeof *articles);
}

/* `around`: a sign that is none of the label's, 0 any. */
static size_t label_end(nw_look *look, size_t at, char around) {
  size_t pos = at;
  for (int c; pos < at + LABEL_BYTES && is_label(c = nw_look_at(look, pos)) && c != around; pos++) continue;
  return pos;
}

/* Does a dot, spelt out or not, come behind the label at `at`? */
static int is_domain(nw_look *look, const spelt_sign *sign) {
  spelt_sign dot;
  size_t at = sign->end, from = at;
  for (unsigned labels = 0; labels < 4; labels++) {
    size_t end = label_end(look, at, sign->around);
    if (end == at) return 0;
    if (nw_look_at(look, end) == '.' && is_label(nw_look_at(look, end + 1))) {
      if (sign->bracketed && (sign->sure || nw_is_known_domain(look, end + 1))) return 1;
      at = end + 1;
      continue;
    }
    return end - from <= NW_CALM_REACH_BYTES && read_sign(look, end, 0, &dot) && dot.reads == '.' &&
           (dot.bracketed || !is_article(look, from)) && (dot.sure || nw_is_known_domain(look, dot.end));
  }
  return 0;
}

/* May "at" or its like stand at `p`, behind blanks and what opens? By its first letter. */
static int may_be_at(const unsigned char *p, const unsigned char *end) {
  enum { FRONT_BYTES = 4 };
  for (unsigned n = 0; n < FRONT_BYTES && p < end && *p < 0x80 && !nw_is_alpha(*p); n++) p++;
  return p == end || *p >= 0x80 || (*p | 32) == 'a';
}

/* A first look: is there an '@', or a letter that "at" or its like begin with? */
static int may_have_at(const unsigned char *p, const unsigned char *end) {
  unsigned some = 0;
  for (; p < end; p++) some |= (unsigned)((*p | 32) == 'a') | (unsigned)(*p == '@') | (unsigned)(*p >= 0x80);
  return some != 0;
}

/* "192 dot 168": a digit on both sides. */
static int is_in_number(nw_look *look, size_t at, const spelt_sign *sign) {
  int c = nw_look_at(look, sign->end);
  return sign->sure && nw_is_digit(nw_look_before(look, at)) && c >= 0 && nw_is_digit((unsigned)c);
}

/* Is there an '@' behind the sign that ends at `pos`, with labels and dots between? */
static int is_before_at(nw_look *look, size_t pos, const spelt_sign *sign) {
  enum { LABELS = 4, REACH_BYTES = LABELS * (LABEL_BYTES + 16) };
  spelt_sign other;
  const unsigned char *behind = nw_look_bytes(look, pos, REACH_BYTES);
  if (behind != NULL && !may_have_at(behind, behind + REACH_BYTES)) return 0;
  for (unsigned n = 0; n < LABELS; n++) {
    pos = label_end(look, pos, sign->around);
    if (nw_look_at(look, pos) == '@') return 1;
    if (nw_look_at(look, pos) == '.') pos++;
    else if (!read_sign(look, pos, 0, &other)) break;
    else if (other.reads == '@') return 1;
    else pos = other.end;
  }
  return 0;
}

/* Is there one near, before or behind: what makes " dot " a part of an address? */
static int is_near_at(nw_look *look, size_t at, const spelt_sign *sign) {
  spelt_sign other;
  if (is_before_at(look, sign->end, sign)) return 1;
  size_t room = at - look->base < LABEL_BYTES ? at - look->base : LABEL_BYTES;
  const unsigned char *here = look->data + (at - look->base);
  for (size_t back = may_have_at(here - room, here) ? at : look->base; back + LABEL_BYTES > at && back > look->base; back--) {
    const unsigned char *p = look->data + (back - 1 - look->base);
    if (*p == '@') return 1;
    if (*p == '\n') return 0;
    if (*p < 0x80 && !nw_is_alnum(*p) && may_be_at(p, look->data + (look->end - look->base)) && (*p == ' ' || closing(*p) != 0) &&
        read_sign(look, back - 1, '@', &other) && other.reads == '@') return 1;
  }
  return 0;
}

static int read_address(nw_look *look, size_t at, nw_passage *place) {
  spelt_sign it;
  if (!is_label((int)nw_look_before(look, at)) || !read_sign(look, at, 0, &it)) return 0;
  if (it.reads == '@') {
    if (!is_domain(look, &it)) return 0;
  } else if (!it.bracketed && !is_in_number(look, at, &it) && !nw_is_known_domain(look, it.end) &&
             !(it.sure && is_near_at(look, at, &it))) {
    return 0;
  }
  nw_passage_add(place, &it.reads, 1, it.end - at);
  return 1;
}

/* Of `open`, what a sign stands behind that is one byte in brackets: "[.]", "(@)", "(a)". */
static uint64_t bracketed_byte(const nw_glance *here, const nw_glance *next, uint64_t open) {
  uint64_t inside = here->beat | here->mail | here->letter, inside_next = next->beat | next->mail | next->letter;
  return open & nw_ahead(inside, inside_next, 1) & nw_ahead(nw_glance_sign(here), nw_glance_sign(next) | next->unknown, 2);
}

/* A blank or sign behind what labels are made of, and the name of a sign soon behind it. */
static uint64_t address_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t label = here->letter | here->digit | here->high | (here->token & here->wrap) | (here->beat & here->token);
  uint64_t open = ~(here->letter | here->digit | here->high | here->odd), name = here->sign | here->name,
      name_next = next->sign | next->name;
  uint64_t soon = nw_ahead(name, name_next, 1) | nw_ahead(name, name_next, 2) | nw_ahead(name, name_next,
      3) | nw_ahead(name, name_next, 4);
  return (soon | bracketed_byte(here, next, ~here->blank)) & open & nw_behind(label, is_label((int)before) ? 1 : 0);
}

const nw_rewrite nw_rewrite_address = {
  "address", "number", NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX, address_spots, read_address, NULL, NW_CALM_DOT | NW_CALM_HIGH,
  NW_ASKED_NAME, NW_TOLD_SIGNS
};
