/* Passwords, user names and AWS secret keys behind their cues.
 *
 *   password: hunter2!X.        "hunter2!X": up to white space or the closing quote, less what ends a sentence
 *   the password must be long   no sign and plain words: none
 *   user="mgarcia85"            "mgarcia85"
 */
#include "detect/cue/cue.h"

enum { SECRET_MAX = 128, KEY_BYTES = 40 };

/* What a value is made of. */
typedef struct makeup { size_t len; unsigned upper, lower, digit, other, hyphen; } makeup;

/* Quotes of more than one byte close with their own kind; a byte of them is enough to stop. */
static int closes(int c, int quote) {
  if (c < 0 || nw_is_space((unsigned)c) || c < 0x20) return 1;
  if (quote == '"' || quote == '\'' || quote == '`' || quote == '\\') return c == quote;
  return quote != 0 && c == 0xE2;
}

static int ends_sentence(int c) {
  return c == '.' || c == ',' || c == ';' || c == ':' || c == ')' || c == ']' || c == '}' || c == '>' || c == '"' || c == '\'' ||
         c == '`';
}

/* Reads the value and says what it is made of; its end is 0 when it is too long. */
static size_t value_end(nw_probe *probe, const nw_cue_gap *gap) {
  size_t at = gap->start;
  while (at < gap->start + SECRET_MAX && !closes(nw_probe_at(probe, at), gap->quote)) at++;
  if (at == gap->start + SECRET_MAX) return 0;
  if (gap->quote == 0 || nw_probe_at(probe, at) != gap->quote)
    while (at > gap->start && ends_sentence(nw_probe_at(probe, at - 1))) at--;
  return at;
}

static makeup makeup_of(nw_probe *probe, size_t start, size_t end) {
  makeup m = { end - start, 0, 0, 0, 0, 0 };
  for (size_t at = start; at < end; at++) {
    unsigned c = (unsigned)nw_probe_at(probe, at);
    if (nw_is_upper(c)) m.upper++;
    else if (nw_is_lower(c) || c >= 0x80) m.lower++;
    else if (nw_is_digit(c)) m.digit++;
    else if (c == '-') m.hyphen++;
    else m.other++;
  }
  return m;
}

/* "${PASSWORD}", "<password>", "{{ pw }}", "****", "$2b$…", "getpass()", "os.environ[…": not a password, or no longer one. */
static int is_stand_in(nw_probe *probe, size_t start, size_t end, int quote) {
  int first = nw_probe_at(probe, start), second = nw_probe_at(probe, start + 1);
  if (first == '{' || first == '<' || first == '[' || first == '(' || first == '%') return 1;
  if (first == '$' && (second == '{' || second == '(' || (second >= 0 && nw_is_alpha((unsigned)second) && quote == 0))) return 1;
  int same = 1, call = 0;
  for (size_t at = start; at < end; at++) {
    int c = nw_probe_at(probe, at);
    same = same && (c == first || c == '*');
    call = call || (quote == 0 && (c == '(' || c == '['));
  }
  return same || call;
}

static int is_word_end(nw_probe *probe, size_t pos) {
  int c = nw_probe_at(probe, pos);
  return c < 0 || c == '\n' || c == '\r' || c == ',' || c == ';' || c == '&' || c == '"' || c == '\'';
}

/* Words that stand where a value could. */
static int is_no_value(nw_probe *probe, size_t start, size_t end) {
  static const char *const words[] = {
    "null", "none", "true", "false", "string", "str", "undefined", "required", "optional", "reset", "field", "hidden",
    "redacted", "unknown", "example", "nil", "n/a", "and", "or", "is", "for", "the", "not", "must", "should", "to",
    "already", "in", "of", "with", "from", "that", "which", "on", "at", "by", "as", "if", "you", "your", "invalid",
    "exists", "taken", "available", "name", "input", "box", "was", "has", "can", "cannot", "may", "does", "will", "are",
    "be", "it", "a", "an", "my", "changed", "incorrect", "wrong", "correct", "password", "username", "user", "email",
    "login", "id", "value", "text", "type", "int", "bool", "char", "const", "void", "self", "this", "var", "let", "admin@",
    "below", "above", "here", "there", "set", "empty", "too", "only", "also", "than", "then", "when", "but", "so", "we",
    "i", "he", "she", "they", "please", "via", "using", "used", "options", NULL
  };
  size_t len = end - start;
  for (const char *const *word = words; *word != NULL; word++) {
    size_t i = 0;
    while (i < len && (*word)[i] != '\0' && (char)nw_to_lower((unsigned)nw_probe_at(probe, start + i)) == (*word)[i]) i++;
    if (i == len && (*word)[i] == '\0') return 1;
  }
  return 0;
}

/* A mixture that plain words do not have. */
static int is_mixed(const makeup *m) {
  if (m->digit > 0 && (m->upper + m->lower > 0 || m->other > 0)) return 1;
  if (m->digit == m->len) return m->len >= 4;
  return m->other > 0 ? m->upper + m->lower > 0 : m->hyphen >= 2;
}

static int fill_hit(nw_hit *hit, size_t start, size_t end, uint32_t score) {
  hit->start = start;
  hit->end = end;
  hit->score_ppm = score;
  return 1;
}

int nw_cue_password(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  (void)cue;
  size_t end = value_end(probe, gap);
  if (end < gap->start + 4 || is_stand_in(probe, gap->start, end, gap->quote)) return 0;
  makeup m = makeup_of(probe, gap->start, end);
  if (is_no_value(probe, gap->start, end)) return 0;
  if (gap->line && !is_mixed(&m)) return 0;
  if (!gap->sign && (!is_mixed(&m) || m.digit == 0 || m.len < 6 || m.digit == m.len)) return 0;
  if (m.digit == 0 && m.other == 0 && !is_mixed(&m)) {  /* letters: only as the value of a key */
    int capitals = m.upper > 1 && m.lower > 1;
    int keyed = gap->quote != 0 || ((gap->equal || (gap->sign && !gap->filler)) && is_word_end(probe, end));
    if (!capitals && !(keyed && m.len >= 4 && m.hyphen == 0)) return 0;
  }
  if (gap->quote == 0 && m.digit == 0 && m.other > 0) {  /* member.access, a/path, name_of_it */
    for (size_t at = gap->start, strange = 0; at <= end; at++) {
      int c = at < end ? nw_probe_at(probe, at) : -1;
      if (at == end && strange == 0) return 0;
      strange += c >= 0 && !nw_is_alnum((unsigned)c) && c != '.' && c != '_' && c != '/' && c != '-' && c != '>' && c != '*';
    }
  }
  return fill_hit(hit, gap->start, end, NW_SCORE_CONTEXT);
}

static int is_handle(int c) {
  return c >= 0 && (nw_is_alnum((unsigned)c) || c == '_' || c == '.' || c == '-' || c == '+' || c >= 0xC3);
}

int nw_cue_username(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  size_t start = gap->start, at;
  if (gap->line && !gap->sign) return 0;
  if (nw_probe_at(probe, start) == '@') start++;
  for (at = start; at < start + 64 && is_handle(nw_probe_at(probe, at)); at++) continue;
  int next = nw_probe_at(probe, at);
  while (at > start && (nw_probe_at(probe, at - 1) == '.' || nw_probe_at(probe, at - 1) == '-')) at--;
  if (at < start + 3 || at == start + 64 || next == '@' || next == '(' || next == '[' || next == ':' || next == '*') return 0;
  makeup m = makeup_of(probe, start, at);
  if (m.digit == m.len || is_no_value(probe, start, at)) return 0;
  int marked = m.digit > 0 || m.other > 0 || m.hyphen > 0;
  if (!marked && cue->how == NW_CUE_SIGN && gap->verb) return 0;            /* "the user is happy" */
  if (!marked && m.upper > 0 && gap->quote == 0 && !gap->equal) return 0;   /* "User: Sarah" is a name */
  if (!marked && !gap->sign && nw_probe_at(probe, at) != ' ' && gap->quote == 0) return 0;
  if (!marked && gap->sign && !gap->equal && gap->quote == 0 && !is_word_end(probe, at)) {
    if (next != '.' && next >= 0 && next != ')') return 0;
  }
  return fill_hit(hit, gap->start, at, NW_SCORE_CONTEXT);
}

/* 40 places of base64 with both cases and a digit, no longer run, no hash. */
int nw_cue_aws_secret(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  (void)cue;
  size_t at = gap->start;
  for (; at <= gap->start + KEY_BYTES; at++) {
    int c = nw_probe_at(probe, at);
    if (c < 0 || (!nw_is_alnum((unsigned)c) && c != '/' && c != '+')) break;
  }
  if (at != gap->start + KEY_BYTES || nw_probe_at(probe, at) == '=') return 0;
  makeup m = makeup_of(probe, gap->start, at);
  if (m.upper < 2 || m.lower < 2 || m.digit + m.other == 0) return 0;
  return fill_hit(hit, gap->start, at, NW_SCORE_SHAPE);
}
