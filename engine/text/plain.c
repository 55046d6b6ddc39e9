/* text/plain.c - see plain.h. Cost: some fifteen instructions a byte.
 *
 *   "… (see below). It takes 5 days at most …"
 *         |    ||   |      |      |  open: what would not be plain if no letter, or another one, followed
 *         |    ||   |      digits  the word behind them is passed with them
 *         |    |sign, blank: may follow what was a word
 *         a word: letters, then what ends it
 */
#include "text/plain.h"

#include <string.h>

#include "base/slice.h"
#include "text/calm.h"

/* What a small letter is, from a on: none of bqdpnuosxzl, which are letters when they are turned (read_order.c), and of those not a to f:
 * no digit of any base, nor like one. */
enum { UNTURNED = 1, NO_DIGIT = 2 };
static const uint8_t letters[26] = { 1, 0, 1, 0, 1, 1, 3, 3, 3, 3, 3, 0, 3, 0, 0, 0, 0, 3, 0, 3, 0, 3, 3, 0, 3, 0 };

typedef enum plain_state {
  NOTHING = 0,
  BEHIND_LINE,    /* a blank that is passed by: a word or a count may begin */
  BEHIND_BLANK,   /* one that is not: the word behind it may be the name of a sign */
  BEFORE_WORD,    /* the same, and no count */
  BEHIND_OPEN,    /* '(' */
  BEHIND_COUNT,   /* the blank behind digits */
  IN_WORD,
  IN_REST,        /* of a word that began before we did; or right behind it */
  BEHIND_SIGN, BEHIND_CLOSED, BEHIND_LAST,  /* a sign; ')'; a sign behind ')' */
  BEHIND_ANY,     /* only a blank is plain here */
  IN_DIGITS, IN_ENDING, BEHIND_ENDING       /* "19th" */
} plain_state;

/* What is not decided yet. */
enum {
  OPEN_TURNED = UNTURNED,  /* a word whose letters can all be turned: the next ones are small letters, and one of them cannot */
  OPEN_A = 2,       /* "a": the next word begins with two small letters */
  OPEN_AT = 4,      /* "at": the next word is of small letters, */
  OPEN_LABEL = 8,   /* and another one follows that is no "dot" */
  OPEN_COUNT = 16   /* digits: the word behind them has a letter that is no digit */
};

static int is_sign(unsigned c) { return c == ',' || c == '.' || c == '!' || c == '?' || c == ';' || c == ':'; }

/* What cannot go on with a token behind its letters. */
static int ends_word(unsigned c) { return c < 0x80 && !nw_is_alnum(c) && c != '+' && c != '/' && c != '-' && c != '_' && c != '='; }

/* May a word that begins so be the name of a sign: "at", "arroba", "dot", "punto" and their like? */
static int may_be_name(unsigned first, unsigned second) {
  first |= 32u, second |= 32u;
  if (first == 'p') return second == 'o' || second == 'u';
  return first == 'a' ? second == 't' || second == 'r' : first == 'd' && second == 'o';
}

static int is_plain_until(nw_plain *plain, size_t at) {
  plain->sure = at;
  if (plain->open == 0) plain->at = at;
  return 1;
}

/* ---- behind a word ---- */

static int go_behind(nw_plain *plain, plain_state state) {
  plain->state = (uint8_t)state;
  return 1;
}

/* A blank behind what is plain up to it. */
static int follow_blank(nw_plain *plain, unsigned c, size_t at) {
  if (c == ' ') return is_plain_until(plain, at) && go_behind(plain, BEHIND_BLANK);
  return c == '\n' && is_plain_until(plain, at + 1) && go_behind(plain, BEHIND_LINE);
}

/* `c` at `at` stands behind small letters; `before`: all before it is plain. */
static int follow_word(nw_plain *plain, unsigned c, size_t at) {
  (void)is_plain_until(plain, at);
  if (c == ':') plain->quiet = at + 1;
  if (is_sign(c)) return go_behind(plain, BEHIND_SIGN);
  if (c == ')') return plain->open == 0 && go_behind(plain, BEHIND_CLOSED);
  return follow_blank(plain, c, at);
}

/* ---- a word ---- */

static void see_letter(nw_plain *plain, unsigned c) {
  if (plain->len < sizeof plain->head) plain->head[plain->len] = (unsigned char)c;
  plain->len++;
  if (nw_is_lower(c)) plain->has |= letters[c - 'a'];
  plain->open &= (uint8_t)~(plain->has & OPEN_TURNED);
}

/* The small letters in front of `data`, behind the first two. Returns how many. */
static size_t see_letters(nw_plain *plain, const unsigned char *data, size_t len) {
  enum { LONG_WORD = 16, WORD_MOST = 64 };
  unsigned has = 0;
  size_t n = 0, most = WORD_MOST - plain->len;
  for (; n < len && n < most && nw_is_lower(data[n]); n++) {
    if (plain->len + n < sizeof plain->head) plain->head[plain->len + n] = data[n];
    has |= letters[data[n] - 'a'];
  }
  plain->len += (uint8_t)n;
  plain->has |= (uint8_t)has;
  plain->open &= (uint8_t)~(has & OPEN_TURNED);
  plain->seen += n;
  if (plain->len >= LONG_WORD) plain->quiet = plain->seen;  /* a key may be of so many letters */
  return n;
}

/* Its second letter says that it is no name: the blank in front is one, whatever follows. */
static int see_second(nw_plain *plain, unsigned c) {
  if (plain->open & OPEN_A) {
    if (!nw_is_lower(plain->head[0])) return 0;
    plain->open &= (uint8_t)~OPEN_A;
  }
  int name = plain->begun != BEHIND_LINE && plain->begun != BEHIND_COUNT && may_be_name(plain->head[0], c);
  if (name) return plain->begun != BEHIND_OPEN;
  return plain->begun == BEHIND_COUNT || is_plain_until(plain, plain->from);
}

static int begin_word(nw_plain *plain, unsigned c, size_t at) {
  if (!nw_is_lower(c) && (plain->open != 0 || plain->state == BEHIND_OPEN || !nw_is_upper(c))) return 0;
  if (plain->open & OPEN_LABEL) {
    if (c == 'a' || c == 'd' || c == 'p') return 0;
    plain->open &= (uint8_t)~OPEN_LABEL;
  }
  plain->begun = plain->state == BEFORE_WORD ? BEHIND_BLANK : plain->state;
  plain->from = at;
  plain->len = plain->has = 0;
  memset(plain->head, 0, sizeof plain->head);
  see_letter(plain, c);
  return go_behind(plain, IN_WORD);
}

/* "a". */
static int end_letter(nw_plain *plain, unsigned c, size_t at) {
  if ((plain->head[0] | 32u) != 'a' || c != ' ' || (plain->open & (OPEN_A | OPEN_COUNT)) || plain->begun == BEHIND_OPEN) return 0;
  (void)is_plain_until(plain, plain->from);
  plain->open |= OPEN_A;
  plain->sure = at;
  return go_behind(plain, BEHIND_BLANK);
}

/* A word that begins like the name of a sign is none: it has another length or other letters; or is an "at" that no dot follows. */
static int is_no_name(nw_plain *plain, unsigned c) {
  static const char *const names[] = { "dot", "punt", "point", "ponto", "punto", "punkt", "arroba", "arobase" };
  if (plain->begun != BEHIND_BLANK || !may_be_name(plain->head[0], plain->head[1])) return 1;
  if (!nw_is_lower(plain->head[0])) return 0;
  if (plain->len == 2 && plain->head[1] == 't') {
    plain->open |= OPEN_AT;
    return c == ' ';
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == plain->len && memcmp(names[i], plain->head, plain->len < 4 ? plain->len : 4) == 0) return 0;
  return 1;
}

/* `c` at `at` ends it. */
static int end_word(nw_plain *plain, unsigned c, size_t at) {
  if (!ends_word(c)) return 0;
  if (plain->open & OPEN_AT) {
    if (c != ' ') return 0;
    plain->open ^= OPEN_AT | OPEN_LABEL;
  }
  if (plain->len == 1) return end_letter(plain, c, at);
  if (nw_may_be_spelt(plain->head, plain->len) || !is_no_name(plain, c)) return 0;
  if (!(plain->has & UNTURNED)) plain->open |= OPEN_TURNED;
  if (plain->begun == BEHIND_COUNT && !(plain->has & NO_DIGIT)) return 0;
  plain->open &= (uint8_t)~OPEN_COUNT;
  return follow_word(plain, c, at);
}

/* ---- a count ---- */

static int begin_count(nw_plain *plain, size_t at) {
  if (plain->open != 0) return 0;
  (void)is_plain_until(plain, at);
  plain->open = OPEN_COUNT;
  plain->quiet = at + 1;
  plain->len = 1;
  return go_behind(plain, IN_DIGITS);
}

/* "5 days", "19th century": at most three digits and the word behind them. */
static int go_on_count(nw_plain *plain, unsigned c) {
  if (nw_is_digit(c)) return ++plain->len <= 3;
  if (c == ' ') return go_behind(plain, BEHIND_COUNT);
  plain->head[0] = (unsigned char)c;
  return (c == 't' || c == 's' || c == 'n' || c == 'r') && go_behind(plain, IN_ENDING);
}

static int end_ending(nw_plain *plain, unsigned c) {
  unsigned first = plain->head[0];
  return c == (first == 't' ? 'h' : first == 's' ? 't' : 'd') && go_behind(plain, BEHIND_ENDING);
}

/* ---- the whole ---- */

/* `c` at `at` stands behind a blank, or behind "(". */
static int begin(nw_plain *plain, unsigned c, size_t at) {
  if (nw_is_alpha(c)) return begin_word(plain, c, at);
  if (plain->open != 0) return 0;
  if (plain->state == BEHIND_BLANK) return nw_is_digit(c) ? begin_count(plain, at) : c == '(' && go_behind(plain, BEHIND_OPEN);
  if (plain->state != BEHIND_LINE) return 0;
  if (c == '(') return go_behind(plain, BEHIND_OPEN);
  return nw_is_digit(c) ? begin_count(plain, at) : follow_blank(plain, c, at);
}

static int step(nw_plain *plain, unsigned c, size_t at) {
  switch ((plain_state)plain->state) {
    case IN_WORD:
      if (!nw_is_lower(c)) return end_word(plain, c, at);
      if (plain->len > 1) return 0;  /* a long word */
      see_letter(plain, c);
      return see_second(plain, c);
    case IN_REST: return nw_is_lower(c) || (ends_word(c) && follow_word(plain, c, at));
    case BEHIND_LINE: case BEHIND_BLANK: case BEFORE_WORD: case BEHIND_OPEN: case BEHIND_COUNT: return begin(plain, c, at);
    case BEHIND_SIGN: return follow_blank(plain, c, at);
    case BEHIND_CLOSED:
      if (c == ':') plain->quiet = at + 1;
      if (is_sign(c)) return is_plain_until(plain, at) && go_behind(plain, BEHIND_LAST);
      return follow_blank(plain, c, at);
    case BEHIND_LAST: return c == ' ' && go_behind(plain, BEFORE_WORD);
    case BEHIND_ANY: return follow_blank(plain, c, at);
    case IN_DIGITS: return go_on_count(plain, c);
    case IN_ENDING: return end_ending(plain, c);
    case BEHIND_ENDING: return c == ' ' && go_behind(plain, BEHIND_COUNT);
    case NOTHING:
    default: return 0;
  }
}

void nw_plain_begin(nw_plain *plain, size_t at, unsigned before) {
  plain->at = plain->seen = plain->sure = plain->quiet = at;
  plain->open = 0;
  if (before == ' ' || before == '\n') plain->state = BEHIND_LINE;
  else if (nw_is_lower(before)) plain->state = IN_REST;
  else plain->state = nw_is_alnum(before) || before >= 0x80 || before == '(' ? NOTHING : BEHIND_ANY;
}

int nw_plain_go_on(nw_plain *plain, const unsigned char *data, size_t len) {
  enum { WAITS_BYTES = 48 };  /* for longer nobody waits */
  size_t i = 0;
  while (i < len) {
    if (plain->state == IN_WORD && plain->len > 1 && (i += see_letters(plain, data + i, len - i)) == len) break;
    if (!step(plain, data[i++], plain->seen)) return nw_plain_stop(plain), 0;
    plain->seen++;
  }
  if (plain->seen - plain->at > WAITS_BYTES) nw_plain_stop(plain);
  return nw_plain_is(plain);
}
