/* The rest of a cue, and what stands between it and its value.
 *
 *   driver's license number is: "I858-2530-9333"
 *   ^ first word                                    the table found it
 *         ^^^^^^^^^^ rest of the phrase             nw_cue_phrase_end
 *                   ^ number  ^ is : "  -> value    nw_cue_gap_scan
 */
#include "detect/cue/cue.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { GAP_TOKENS = 9, GAP_BYTES = 64 };

/* A blank of a phrase: one or two of " _-." or a line end, or nothing at the hump of camelCase. Returns the next place, or 0. */
static size_t over_blank(nw_probe *probe, size_t pos) {
  size_t at = pos;
  int c = nw_probe_at(probe, at);
  while (at < pos + 2 && (c == ' ' || c == '_' || c == '-' || c == '.' || c == '\t')) c = nw_probe_at(probe, ++at);
  if (at > pos) return at;
  int last = nw_probe_at(probe, pos - 1);
  return c >= 0 && nw_is_upper((unsigned)c) && last >= 0 && nw_is_lower((unsigned)last) ? pos : 0;
}

/* U+2019 is an apostrophe too. */
static size_t over_apostrophe(nw_probe *probe, size_t pos) {
  int c = nw_probe_at(probe, pos);
  if (c == '\'') return pos + 1;
  if (c == 0xE2 && nw_probe_at(probe, pos + 1) == 0x80 && nw_probe_at(probe, pos + 2) == 0x99) return pos + 3;
  return 0;
}

/* A letter beyond ASCII that the phrase has at `*i`, in either case. Returns the next place, or 0; moves `*i` to its end. */
static size_t over_letter(nw_probe *probe, size_t pos, const nw_cue *cue, unsigned *i) {
  unsigned char bytes[4] = { 0 };
  unsigned have = 0;
  uint32_t want, cp, lower[3];
  for (int c; have < 4 && (c = nw_probe_at(probe, pos + have)) >= 0x80; have++) bytes[have] = (unsigned char)c;
  unsigned taken = nw_utf8_decode((const unsigned char *)cue->text + *i, cue->len - *i, &want);
  unsigned len = have > 0 ? nw_utf8_decode(bytes, have, &cp) : 0;
  if (len == 0) return 0;
  (void)nw_fold_case(cp, lower);
  *i += taken - 1;
  return cp == want || lower[0] == want ? pos + len : 0;
}

size_t nw_cue_phrase_end(nw_probe *probe, const nw_cue *cue) {
  size_t pos = probe->at + cue->first_len;
  for (unsigned i = cue->first_len; i < cue->len; i++) {
    unsigned want = (unsigned char)cue->text[i];
    if (want == ' ') pos = over_blank(probe, pos);
    else if (want == '\'') pos = over_apostrophe(probe, pos);
    else if (want >= 0x80) pos = over_letter(probe, pos, cue, &i);
    else {
      int c = nw_probe_at(probe, pos);
      pos = c >= 0 && nw_to_lower((unsigned)c) == nw_to_lower(want) ? pos + 1 : 0;
    }
    if (pos == 0) return 0;
  }
  int next = nw_probe_at(probe, pos), last = nw_probe_at(probe, pos - 1);
  int hump = next >= 0 && nw_is_upper((unsigned)next) && last >= 0 && nw_is_lower((unsigned)last);
  if (next >= 0 && nw_is_alpha((unsigned)next) && !hump) return 0;
  if (next >= 0xC3 && next < 0xE0) return 0;  /* a letter of a script that has blanks */
  return pos;
}

/* Sets of letters, bit 1 << (letter & 31). */
#define LETTER(c) (1u << ((c) & 31))

/* Second letters of what a verb or a filler of grammar/cue_gap.re begins with. */
static const uint32_t gap_seconds[26] = {
  ['a' - 'a'] = LETTER('r') | LETTER('y') | LETTER('d') | LETTER('c') | LETTER('s'),
  ['b' - 'a'] = LETTER('y') | LETTER('o'),
  ['c' - 'a'] = LETTER('h') | LETTER('o') | LETTER('a'),
  ['d' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i'),
  ['e' - 'a'] = LETTER('s') | LETTER('r') | LETTER('q') | LETTER('n'),
  ['f' - 'a'] = LETTER('o') | LETTER('r'),
  ['i' - 'a'] = LETTER('s') | LETTER('a') | LETTER('d'),
  ['j' - 'a'] = LETTER('e'),
  ['k' - 'a'] = LETTER('e'),
  ['l' - 'a'] = LETTER('a'),
  ['m' - 'a'] = LETTER('e'),
  ['n' - 'a'] = LETTER('u') | LETTER('o') | LETTER('r'),
  ['o' - 'a'] = LETTER('f') | LETTER('n'),
  ['p' - 'a'] = LETTER('l') | LETTER('o') | LETTER('r') | LETTER('a') | LETTER('e'),
  ['r' - 'a'] = LETTER('e'),
  ['s' - 'a'] = LETTER('e'),
  ['t' - 'a'] = LETTER('e') | LETTER('o') | LETTER('h') | LETTER('a'),
  ['v' - 'a'] = LETTER('a') | LETTER('o'),
  ['w' - 'a'] = LETTER('a') | LETTER('i') | LETTER('o'),
  ['z' - 'a'] = LETTER('u'),
};

/* May a sign, "is" … stand behind the cue? Only a mark that ends a sentence and small letters of ASCII say no. */
static int may_be_gap(const unsigned char *behind, size_t left) {
  unsigned c = behind[0], first = behind[1];
  if (c == '.' || c == ';' || c == '!' || c == '?' || c == ')') return 0;
  if (c != ' ' || left < 3 || !nw_is_lower(first) || !nw_is_lower(behind[2])) return 1;
  return (int)(gap_seconds[first - 'a'] >> (behind[2] & 31) & 1);
}

int nw_cue_may_follow(const nw_cue *cue, const unsigned char *behind, size_t left) {
  int small = behind[0] == ' ' && nw_is_lower(behind[1]);
  switch ((nw_cue_how)cue->how) {
    case NW_CUE_HINT: return (behind[0] == ' ' || behind[0] == ':' || behind[0] == '"') && !small;
    case NW_CUE_TITLE: return !small;
    case NW_CUE_CLOSE: return !(behind[0] == ' ' && nw_is_alnum(behind[1]));
    case NW_CUE_HEAD:
    case NW_CUE_LABEL:
    case NW_CUE_PERSON:
    case NW_CUE_FIELD:
    case NW_CUE_SIGN: return may_be_gap(behind, left);
    default: return 1;
  }
}

/* One token; a verb or filler that is the begin of a longer word is none. */
static nw_gap_token next_token(nw_probe *probe, nw_cursor *cursor) {
  nw_gap_token token = nw_cue_gap_token(cursor);
  if (token != NW_GAP_VERB && token != NW_GAP_FILLER && token != NW_GAP_OF) return token;
  int last = nw_probe_at(probe, cursor->pos - 1), next = nw_probe_at(probe, cursor->pos);
  int splits = last >= 0 && nw_is_alpha((unsigned)last) && next >= 0 && (nw_is_alnum((unsigned)next) || next >= 0xC3);
  return splits ? NW_GAP_NONE : token;
}

/* "<password>hunter2", "<db.password>…": the cue that ends at `pos` is the name of an element, or the end of it. */
static int is_element(nw_probe *probe, size_t pos) {
  enum { NAME_BYTES = 24 };
  size_t n = 1;
  int c = nw_probe_at(probe, pos) == '>' && nw_probe_at(probe, pos + 1) != ' ' ? nw_probe_context(probe, probe->at, n) : -1;
  while (n < NAME_BYTES && (nw_is_word(c) || c == '-' || c == '.' || c == ':')) c = nw_probe_context(probe, probe->at, ++n);
  return c == '<';
}

static int is_bridge_byte(int c) { return nw_is_word(c) || c == '-' || c == '\'' || c >= 0x80; }

/* "password for" | "the staging server" | "is …": words between what the value is of and the sign. Moves the cursor to the sign. */
static int over_words(nw_probe *probe, nw_cursor *cursor) {
  enum { WORDS = 5, WORD_BYTES = 24 };
  nw_cursor at = *cursor;
  for (int i = 0; i < WORDS; i++) {
    size_t start = at.pos;
    while (at.pos < start + WORD_BYTES && is_bridge_byte(nw_probe_at(probe, at.pos))) at.pos++;
    if (at.pos == start) return 0;
    nw_cursor sign = at;
    nw_gap_token token = next_token(probe, &sign);
    if (token == NW_GAP_BLANK) at = sign, token = next_token(probe, &sign);
    if (token == NW_GAP_SIGN || token == NW_GAP_EQUAL || token == NW_GAP_VERB) {
      *cursor = at;
      return 1;
    }
    if (token != NW_GAP_NONE && token != NW_GAP_FILLER && token != NW_GAP_OF) return 0;
  }
  return 0;
}

/* "the password to the portal", not "set to". */
static int is_to(nw_probe *probe, size_t start, size_t end) {
  int c = nw_probe_at(probe, start);
  return end == start + 2 && (c == 't' || c == 'T');
}

/* Values that are told of things in prose: "the password for the portal is". */
static int is_told(unsigned entity) {
  return entity == NW_ENTITY_PASSWORD || entity == NW_ENTITY_PIN || entity == NW_ENTITY_USERNAME;
}

int nw_cue_gap_scan(nw_probe *probe, size_t pos, unsigned entity, nw_cue_gap *gap) {
  int element = is_element(probe, pos), of = 0;
  *gap = (nw_cue_gap){ .start = pos, .sign = element, .tag = element };
  nw_cursor cursor = nw_cursor_at(probe, pos + (element ? 1 : 0), entity);
  for (int i = 0; i < GAP_TOKENS && cursor.pos < pos + GAP_BYTES; i++) {
    gap->start = cursor.pos;
    switch (next_token(probe, &cursor)) {
      case NW_GAP_BLANK: break;
      case NW_GAP_NOTE: gap->filler = 1; break;
      case NW_GAP_LINE:
        if (gap->line) return 0;
        gap->line = 1;
        break;
      case NW_GAP_EQUAL: gap->equal = 1; gap->sign = 1; break;
      case NW_GAP_SIGN: gap->sign = 1; gap->verb = 0; break;
      case NW_GAP_VERB:
        of = of || (!gap->sign && is_to(probe, gap->start, cursor.pos));
        gap->verb = !gap->sign;
        gap->sign = 1;
        break;
      case NW_GAP_FILLER: gap->filler = 1; break;
      case NW_GAP_OF:
        of = !gap->sign;  /* not "the password is for …" */
        gap->filler = 1;
        break;
      case NW_GAP_TAG:
        gap->sign = gap->sign || gap->tag;
        gap->tag = 1;
        break;
      case NW_GAP_QUOTE: gap->quote = nw_probe_at(probe, gap->start); break;
      case NW_GAP_NONE:
      default:
        if (!of || gap->line || !is_told(entity) || !over_words(probe, &cursor)) return gap->start > pos;
        of = gap->sign = gap->verb = 0;
        break;
    }
  }
  return 0;
}

int nw_cue_option_scan(nw_probe *probe, size_t pos, nw_cue_gap *gap) {
  enum { OPTIONS_BYTES = 96 };  /* "-h db.example.com -P 3306 -u report" */
  for (size_t at = pos; at < pos + OPTIONS_BYTES; at++) {
    int c = nw_probe_at(probe, at);
    if (c < ' ' || c == '|' || c == ';') return 0;
    if (c != ' ' || nw_probe_at(probe, at + 1) != '-' || nw_probe_at(probe, at + 2) != 'p') continue;
    int quote = nw_probe_at(probe, at + 3);
    if (quote != '\'' && quote != '"') quote = 0;
    *gap = (nw_cue_gap){ .start = at + 3 + (quote != 0), .sign = 1, .equal = 1, .quote = quote };
    return nw_probe_at(probe, gap->start) > ' ';
  }
  return 0;
}
