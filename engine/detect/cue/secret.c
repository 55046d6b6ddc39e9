/* Passwords, user names and AWS secret keys behind their cues.
 *
 *   password: hunter2!X.        "hunter2!X": up to white space or the closing quote, less what ends a sentence
 *   the password must be long   no sign and plain words: none
 *   user="mgarcia85"            "mgarcia85"
 */
#include "detect/cue/cue.h"

#include <string.h>

#include "detect/secret/value.h"

enum { SECRET_MAX = 128, KEY_BYTES = 40 };

/* What a value is made of. */
typedef struct makeup { size_t len; unsigned upper, lower, digit, other, hyphen, mark; } makeup;

/* Quotes of more than one byte close with their own kind; a byte of them is enough to stop. */
static int closes(int c, int quote) {
  if (c < 0 || nw_is_space((unsigned)c) || c < 0x20) return 1;
  if (quote == '"' || quote == '\'' || quote == '`' || quote == '\\') return c == quote;
  return quote != 0 && c == 0xE2;
}

/* A value of ASCII ends where Chinese, Japanese or Korean goes on: "hunter2X，", "hunter2Xです". */
static int ends_ascii(nw_probe *probe, const nw_cue_gap *gap, size_t at) {
  int c = nw_probe_at(probe, at);
  if (gap->quote != 0 || c < 0xE3 || nw_probe_at(probe, gap->start) >= 0x80) return 0;
  return c <= 0xED || (c == 0xEF && nw_probe_at(probe, at + 1) >= 0xBC && nw_probe_at(probe, at + 1) <= 0xBD);
}

static int ends_sentence(int c) {
  return c == '.' || c == ',' || c == ';' || c == ':' || c == ')' || c == ']' || c == '}' || c == '>' || c == '"' || c == '\'' ||
         c == '`';
}

/* Reads the value and says what it is made of; its end is 0 when it is too long. */
static size_t value_end(nw_probe *probe, const nw_cue_gap *gap) {
  size_t at = gap->start;
  while (at < gap->start + SECRET_MAX && !closes(nw_probe_at(probe, at), gap->quote)) {
    if (gap->quote == 0 && gap->equal && nw_probe_at(probe, at) == '&') break;  /* a query: the next parameter */
    if ((gap->tag && nw_probe_at(probe, at) == '<') || ends_ascii(probe, gap, at)) break;
    at++;
  }
  if (at == gap->start + SECRET_MAX) return 0;
  if (gap->quote == 0 || nw_probe_at(probe, at) != gap->quote)
    while (at > gap->start && ends_sentence(nw_probe_at(probe, at - 1))) at--;
  return at;
}

static makeup makeup_of(nw_probe *probe, size_t start, size_t end) {
  makeup m = { end - start, 0, 0, 0, 0, 0, 0 };
  for (size_t at = start; at < end; at++) {
    unsigned c = (unsigned)nw_probe_at(probe, at);
    if (nw_is_upper(c)) m.upper++;
    else if (nw_is_lower(c) || c >= 0x80) m.lower++;
    else if (nw_is_digit(c)) m.digit++;
    else if (c == '-') m.hyphen++;
    else m.other++;
    m.mark += nw_any_of((int)c, "!#$%&*?@^~+") ? 1u : 0u;
  }
  return m;
}

/* "${PASSWORD}", "<password>", "{{ pw }}", "****", "$2b$…", "getpass()", "os.environ[…": not a password, or no longer one. */
static int is_stand_in(nw_probe *probe, size_t start, size_t end, int quote) {
  int first = nw_probe_at(probe, start), second = nw_probe_at(probe, start + 1);
  if (first == '{' || first == '<' || first == '[' || first == '(' || first == ')' || first == '%') return 1;
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
  return c < 0 || c == '\n' || c == '\r' || c == ',' || c == ';' || c == '&' || c == '"' || c == '\'' || c == '<';
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
    "i", "he", "she", "pass", "passwd", "pwd", "blank", "missing", "present", "valid", "expired", "weak", "strong", "short",
    "long", "different", "same",
    "mandatory", "disabled", "enabled", "stored", "encrypted", "hashed", "boolean", "number", "object", "confirmation", "unset",
     "they", "please", "via", "using", "used", "options", NULL
  };
  char text[16];  /* the longest of them has twelve letters */
  size_t len = end - start;
  if (len == 0 || len >= sizeof text) return 0;
  for (size_t i = 0; i < len; i++) text[i] = (char)nw_to_lower((unsigned)nw_probe_at(probe, start + i));
  text[len] = '\0';
  for (const char *const *word = words; *word != NULL; word++)
    if ((*word)[0] == text[0] && strcmp(*word, text) == 0) return 1;
  return 0;
}

/* A mixture that plain words do not have. */
static int is_mixed(const makeup *m) {
  if (m->digit > 0 && (m->upper + m->lower > 0 || m->other > 0)) return 1;
  if (m->digit == m->len) return m->len >= 4;
  return m->other > 0 ? m->upper + m->lower > 0 : m->hyphen >= 2;
}

/* "pw kT9#vvLq2": needs no sign. */
static int is_strong(const makeup *m) { return m->len >= 8 && m->upper > 0 && m->lower > 0 && m->digit > 0 && m->mark > 0; }

static int fill_hit(nw_hit *hit, size_t start, size_t end, uint32_t score) {
  hit->start = start;
  hit->end = end;
  hit->score_ppm = score;
  return 1;
}

/* ---- code: a name and a value in the text of a program, a form or a configuration ---- */

static int is_quote(int c) { return c == '"' || c == '\'' || c == '`'; }

/* The name around the cue: "LABEL_NEW_PASSWORD" around "PASSWORD". */
static void read_name(nw_probe *probe, size_t end, nw_name *name) {
  size_t start = probe->at;
  for (unsigned n = 0; n < NW_NAME_BYTES / 2; n++, start--) {
    int c = nw_probe_context(probe, start, 1);
    if (!nw_is_word(c) && c != '-' && c != '.') break;
  }
  nw_name_read(probe, start, end, name);
}

static size_t over_blanks(nw_probe *probe, size_t at) {
  for (unsigned n = 0; n < 8 && nw_probe_at(probe, at) == ' '; n++) at++;
  return at;
}

/* The cue is a value itself: `"pwd", Account: x`, `!= "pwd" || y`. Behind a quoted key stand a sign, a word or a quoted value. */
static int is_value_itself(nw_probe *probe, size_t end) {
  int open = nw_probe_before(probe, probe->at, 1);
  if (!is_quote(open) || nw_probe_at(probe, end) != open) return 0;
  size_t at = over_blanks(probe, end + 1);
  int c = nw_probe_at(probe, at);
  if (c == ',') return !is_quote(nw_probe_at(probe, over_blanks(probe, at + 1)));
  return nw_any_of(c, "|)}];&+?");
}

/* `password: ''`, `password: "****"`: two equal quotes between the cue and the value, and nothing or a mask between them. */
static int is_empty(nw_probe *probe, const nw_cue_gap *gap, size_t end) {
  int open = 0;
  for (size_t at = end; at < gap->start; at++) {
    int c = nw_probe_at(probe, at);
    if (is_quote(c) && c == open) return 1;
    open = is_quote(c) ? c : c == '*' || c == '_' ? open : 0;
  }
  return 0;
}

/* "- curl_multi_cleanup" in the next line: a list goes on. */
static int is_listed(nw_probe *probe, const nw_cue_gap *gap) {
  size_t at = gap->start;
  if (!gap->line) return 0;
  while (at > probe->at && (nw_probe_at(probe, at - 1) == ' ' || nw_probe_at(probe, at - 1) == '\t')) at--;
  return at > probe->at && nw_probe_at(probe, at - 1) == '-' && nw_probe_at(probe, at - 2) != ':';
}

/* Words behind the value up to the closing quote: a sentence, a label. Fills the whole text in quotes. */
static void read_quoted(nw_probe *probe, const nw_cue_gap *gap, size_t end, nw_value *v) {
  v->start = gap->start;
  v->quoted = is_quote(gap->quote) && nw_probe_at(probe, gap->start - 1) == gap->quote;
  v->to_line_end = v->ends_line = 0;
  for (v->len = 0; v->len < SECRET_MAX; v->len++) {
    int c = nw_probe_at(probe, gap->start + v->len);
    if (v->quoted ? c < ' ' || c == gap->quote : gap->start + v->len >= end) break;
    v->text[v->len] = (char)c;
  }
  if (nw_probe_at(probe, gap->start + v->len) != gap->quote) v->len = end - gap->start;
  v->text[v->len] = '\0';
  nw_value_count(v);
}

/* What stands where a password could in code: labels, names, hashes, keys of the next line. */
static int is_code(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, size_t end) {
  nw_name name;
  nw_value v;
  size_t cue_end = nw_cue_phrase_end(probe, cue);
  if (is_value_itself(probe, cue_end) || is_empty(probe, gap, cue_end) || is_listed(probe, gap)) return 1;
  read_name(probe, cue_end, &name);
  if (name.len > cue->len && nw_name_is_public(&name)) return 1;
  read_quoted(probe, gap, end, &v);
  if (nw_value_is_hash(&v) || nw_value_repeats(&v, name.text, name.len) || strstr(v.text, "....") != NULL) return 1;
  if (gap->line && strchr(v.text, '=') != NULL) return 1;
  if (gap->sign && v.quoted && nw_value_is_label(&v)) return 1;
  int sigil = v.text[0] == '$' && v.lowers == 0 && v.uppers > 3 && v.digits == 0;
  if (sigil || (gap->line && nw_probe_at(probe, end) == gap->quote && nw_probe_at(probe, end + 1) == ':')) return 1;
  int symbol = nw_probe_before(probe, gap->start, 1) == ':' && nw_probe_before(probe, gap->start, 2) == ' ';
  if (v.quoted) return 0;
  int spaced = nw_probe_at(probe, gap->start - 1) == ' ', sum = nw_probe_at(probe, over_blanks(probe, end)) == '+';
  nw_name_read(probe, probe->at, cue_end, &name);
  if (sum || (spaced && gap->sign && !gap->verb && v.changes > 0 && nw_value_repeats(&v, name.text, name.len))) return 1;
  return symbol || ((gap->equal || gap->sign) && (v.digits == 0 || strstr(v.text, "->") != NULL) && nw_value_is_code(&v))
      || strstr(v.text, "->") != NULL;
}

/* "machine HOST login NAME password VALUE", over lines too (.netrc: curl, GNU inetutils, "The .netrc file"). */
static int is_netrc(nw_probe *probe) {
  static const char word[] = "login";
  size_t pos = probe->at, n = 0;
  while (n < 8 && nw_any_of(nw_probe_before(probe, pos, 1), " \t\r\n")) pos--, n++;
  size_t name = pos;
  while (pos + SECRET_MAX / 2 > name && nw_probe_before(probe, pos, 1) > ' ') pos--;
  if (n == 0 || pos == name || !nw_any_of(nw_probe_before(probe, pos, 1), " \t")) return 0;
  for (pos--, n = 0; n < sizeof word - 1; n++)
    if (nw_probe_before(probe, pos, n + 1) != word[sizeof word - 2 - n]) return 0;
  return nw_probe_before(probe, pos, n + 1) <= ' ';
}

/* "$PWD":/work, ${PWD}:/work, not $pwd = '…': a variable that is used. */
static int is_used_variable(nw_probe *probe, const nw_cue_gap *gap) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '{') before = nw_probe_before(probe, probe->at, 2);
  return before == '$' && !gap->equal;
}

/* CREATE USER 'report' IDENTIFIED BY 'secret' */
static int is_sql(const nw_cue *cue) {
  static const char phrase[] = "identified by";
  return cue->len == sizeof phrase - 1 && memcmp(cue->text, phrase, cue->len) == 0;
}

int nw_cue_password(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  size_t end = value_end(probe, gap);
  if (is_used_variable(probe, gap) || (is_sql(cue) && !is_quote(gap->quote))) return 0;
  if (end < gap->start + 4 || is_stand_in(probe, gap->start, end, gap->quote) || is_code(probe, gap, cue, end)) return 0;
  makeup m = makeup_of(probe, gap->start, end);
  if (is_no_value(probe, gap->start, end)) return 0;
  if (cue->how == NW_CUE_SIGN && !gap->sign && (gap->line || !is_strong(&m))) return 0;
  if (!gap->sign && !gap->quote && !gap->line && is_netrc(probe)) return fill_hit(hit, gap->start, end, NW_SCORE_SHAPE);
  if (gap->line && !is_mixed(&m)) return 0;
  int sql = is_sql(cue) && gap->quote == '\'';
  int closed = is_quote(gap->quote) && nw_probe_at(probe, end) == gap->quote && (sql || nw_probe_at(probe, end + 1) == ';');
  if (!gap->sign && !closed && (!is_mixed(&m) || m.digit == 0 || m.len < 6 || m.digit == m.len)) return 0;
  if (m.digit == 0 && m.other == 0 && !is_mixed(&m)) {  /* letters: only as the value of a key */
    if (gap->quote == 0 && nw_probe_at(probe, gap->start) >= 0xE3) return 0;  /* "密码：请点击": what follows is a sentence */
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

/* "user: bob  password: …", "user: bob / …": the next key or value of a line. */
static int is_next_key(nw_probe *probe, size_t at) {
  enum { NEXT_BYTES = 24 };
  size_t pos = over_blanks(probe, at);
  if (nw_any_of(nw_probe_at(probe, pos), "/|")) return 1;
  for (size_t n = 0; n < NEXT_BYTES && (is_handle(nw_probe_at(probe, pos)) || nw_probe_at(probe, pos) >= 0x80); n++) pos++;
  return pos > at && nw_any_of(nw_probe_at(probe, pos), ":=");
}

int nw_cue_username(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  size_t start = gap->start, at;
  if ((gap->line && !gap->sign) || is_listed(probe, gap)) return 0;
  if (nw_any_of(nw_probe_before(probe, probe->at, 1), "%$")) return 0;  /* a variable */
  if (nw_probe_at(probe, start) == '@') start++;
  for (at = start; at < start + 64 && is_handle(nw_probe_at(probe, at)); at++) continue;
  int next = nw_probe_at(probe, at);
  while (at > start && (nw_probe_at(probe, at - 1) == '.' || nw_probe_at(probe, at - 1) == '-')) at--;
  if (at < start + 3 || at == start + 64 || next == '@' || next == '(' || next == '[' || next == ':' || next == '*') return 0;
  makeup m = makeup_of(probe, start, at);
  if (m.digit + m.hyphen + m.other == m.len) return 0;  /* "login: 2025-01-03" */
  int marked = m.digit > 0 || m.other > 0 || m.hyphen > 0;
  if (!marked && cue->how == NW_CUE_SIGN && gap->verb) return 0;            /* "the user is happy" */
  if (!marked && m.upper > 0 && gap->quote == 0 && !gap->equal) return 0;   /* "User: Sarah" is a name */
  if (!marked && !gap->sign && nw_probe_at(probe, at) != ' ' && gap->quote == 0) return 0;
  if (!marked && gap->sign && !gap->equal && gap->quote == 0 && !is_word_end(probe, at)) {
    if (next != '.' && next >= 0 && next != ')' && !is_next_key(probe, at)) return 0;
  }
  return !is_no_value(probe, start, at) && fill_hit(hit, gap->start, at, NW_SCORE_CONTEXT);
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
