/* What the value behind a name that tells a secret is: a secret, a placeholder, or no secret at all.
 *
 *   hunter2!          letters, a digit, a mark                     a secret for a password's name
 *   q8Zt4LmN2vXc7RbY  its kinds of bytes change all the time       random: a secret for any name
 *   twitter_secret    words and joints, no quotes around it        code: the name of a variable
 *   Nueva contraseña  words, a capital letter first, quotes        a label of a form
 *   $2b$12$Lq…        a scheme between dollars                     a hash
 */
#include <string.h>

#include "detect/secret/value.h"

enum { RANDOM_BYTES = 14, RANDOM_LETTERS = 20, RANDOM_DIGITS = 15, DISTINCT_LEAST = 6, HARSH_RUN = 4 };

int nw_any_of(int c, const char *set) { return c > 0 && strchr(set, c) != NULL; }

/* 1 when `text` is one of the words. */
static int is_one_of(const char *text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (text[0] == words[i][0] && strcmp(text, words[i]) == 0) return 1;
  return 0;
}

/* 1 when one of the parts stands in `text`, of which `v` is the value. */
static int has_one_of(const nw_value *v, const char *text, const char *const *parts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    unsigned first = nw_to_upper((unsigned char)parts[i][0]), low = nw_to_lower(first);
    int seen = (v->seen[first / 64 & 1] >> first % 64 & 1) || (v->seen[low / 64 & 1] >> low % 64 & 1);
    if (seen && strstr(text, parts[i]) != NULL) return 1;
  }
  return 0;
}
#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

/* One of "aeiouy", of a letter. */
static int is_vowel(unsigned c) {
  enum { VOWELS = 1 << ('a' - 'a') | 1 << ('e' - 'a') | 1 << ('i' - 'a') | 1 << ('o' - 'a') | 1 << ('u' - 'a') | 1 << ('y' - 'a') };
  return VOWELS >> ((c | 32u) - 'a') & 1;
}

void nw_value_count(nw_value *v) {
  uint64_t *seen = v->seen;
  int last = 0;
  unsigned run = 0;
  seen[0] = seen[1] = 0;
  v->digits = v->letters = v->lowers = v->uppers = v->others = v->wide = v->changes = v->distinct = v->harsh = 0;
  for (size_t i = 0; i < v->len; i++) {
    unsigned c = (unsigned char)v->text[i];
    int kind = nw_is_digit(c) ? 1 : nw_is_upper(c) ? 2 : nw_is_lower(c) ? 3 : 0;
    v->digits += kind == 1, v->uppers += kind == 2, v->lowers += kind == 3, v->others += kind == 0, v->wide += c >= 0x80;
    v->changes += kind != 0 && last != 0 && kind != last && !(last == 2 && kind == 3 && (i < 2 || v->text[i - 2] == '_'));
    v->distinct += !(seen[c / 64 & 1] >> c % 64 & 1u);
    seen[c / 64 & 1] |= (uint64_t)1 << c % 64;
    run = kind >= 2 && !is_vowel(c) ? run + 1 : 0;
    if (run == HARSH_RUN) v->harsh++;
    last = kind;
  }
  v->letters = v->lowers + v->uppers;
}

int nw_value_is_random(const nw_value *v) {
  if (v->len < RANDOM_BYTES || v->distinct < DISTINCT_LEAST) return 0;
  int hex_like = v->digits >= 4 && v->letters >= 2 && v->changes >= 4;
  if (hex_like && v->changes * 5 >= v->len) return 1;
  if (v->digits >= 2 && v->letters >= 4 && v->changes * 4 >= v->len) return 1;
  if (v->len >= RANDOM_LETTERS && v->others == 0 && v->digits > 0 && v->changes >= 2 && v->harsh > 0) return 1;
  if (v->len >= RANDOM_DIGITS && v->digits == v->len) return 1;
  return v->digits == 0 && v->others == 0 && v->len >= RANDOM_LETTERS && v->changes * 3 >= v->len;
}

int nw_value_is_uuid(const nw_value *v) {
  return v->len == 36 && v->text[8] == '-' && v->text[13] == '-' && v->text[18] == '-' && v->text[23] == '-';
}

/* The value in small letters. */
static void fold(const nw_value *v, char low[NW_VALUE_BYTES + 1]) {
  for (size_t i = 0; i <= v->len; i++) low[i] = (char)nw_to_lower((unsigned char)v->text[i]);
}

int nw_value_is_keyword(const nw_value *v) {
  static const char *const words[] = {
    "null", "none", "nil", "true", "false", "undefined", "string", "str", "text", "required", "optional", "unset", "empty",
    "default", "hidden", "redacted", "value", "bytes", "object", "number", "boolean", "bool", "int", "char", "self", "this",
    "input",
    "username", "user", "name", "n/a", "bearer", "basic", "oauth", "oauth2", "jwt", "header", "query", "body", "unknown",
    "invalid",
    "wrong", "yes", "no", "on", "off", "sensitive", "hash", "plain", "blank", "confirmation", "false,", "env", "ask",
    "auto", "any" };
  enum { LONGEST = sizeof "confirmation" - 1 };
  char low[NW_VALUE_BYTES + 1];
  if (v->len > LONGEST) return 0;
  fold(v, low);
  return is_one_of(low, words, COUNT_OF(words));
}

int nw_value_is_placeholder(const nw_value *v) {
  static const char *const whole[] = { "password", "token", "secret", "key", "apikey", "pass", "passwd", "pwd", "changeme",
    "todo",
    "tbd", "placeholder", "foo", "bar", "foobar", "secrets", "test", "passphrase" };
  static const char *const part[] = { "xxxx", "your", "changeme", "change_me", "change-me", "placeholder", "redacted", "insert",
    "replace", "example", "0123456789abcdef0" };
  char low[NW_VALUE_BYTES + 1];
  fold(v, low);
  return v->distinct < 3 || is_one_of(low, whole, COUNT_OF(whole)) || has_one_of(v, low, part, COUNT_OF(part));
}

/* The end of "${…}", "{{…}}", "<…>" that opens at `i`, of letters, blanks and dots only; 0 for none. */
static size_t template_end(const nw_value *v, size_t i) {
  const char *text = v->text + i;
  int sign = (text[0] == '$' || text[0] == '#') && nw_any_of(text[1], "{("), twice = text[0] == '{' && text[1] == '{';
  size_t begin = i + (sign || twice ? 2 : text[0] == '<' ? 1 : 0), end = begin;
  if (begin == i) return 0;
  while (nw_is_word((unsigned char)v->text[end]) || nw_any_of(v->text[end], " .-:$")) end++;
  if (end == begin) return 0;
  if (twice) return v->text[end] == '}' && v->text[end + 1] == '}' ? end + 2 : 0;
  return nw_any_of(v->text[end], "})>") ? end + 1 : 0;
}

int nw_value_is_template(const nw_value *v) {
  static const char *const parts[] = { "****", "....", "%(", "%s", "%v", "%q", "%@", "%d", "env[", "env.", "process.",
    "\xE2\x80\xA2",
    "\xE2\x80\xA6" };
  if (v->len > 1 && nw_any_of(v->text[0], "$%{<&@*[(") && !nw_value_is_hash(v)) return 1;
  if (has_one_of(v, v->text, parts, COUNT_OF(parts))) return 1;
  for (size_t i = 0; v->others > 0 && i + 2 < v->len; i++)
    if (template_end(v, i) != 0) return 1;
  return 0;
}

/* Modular crypt format: "$scheme$"; LDAP: "{SSHA}" (RFC 2307). Numbers: 0x and few digits. */
int nw_value_is_hash(const nw_value *v) {
  static const char *const schemes[] = { "$1$", "$2$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$", "$7$", "$y$", "$apr1$",
    "$argon2",
    "$pbkdf2", "$scrypt$", "$sha1$", "$P$", "$H$", "$S$", "{SHA}", "{SSHA}", "{SSHA", "{MD5}", "{CRYPT}", "pbkdf2_sha256$",
    "pbkdf2:" };
  for (size_t i = 0; i < COUNT_OF(schemes); i++)
    if (v->text[0] == schemes[i][0] && strncmp(v->text, schemes[i], strlen(schemes[i])) == 0) return 1;
  return v->text[0] == '0' && v->text[1] == 'x' && v->len <= 10;
}

/* Words with joints, dots or humps, no digits but at the end of a word: what programs call their things. */
static int is_identifier(const nw_value *v) {
  size_t i = 0;
  while (nw_any_of(v->text[i], "&*@:!")) i++;
  if (!nw_is_word((unsigned char)v->text[i]) || nw_is_digit((unsigned char)v->text[i])) return 0;
  for (; i < v->len; i++) {
    int c = (unsigned char)v->text[i], next = (unsigned char)v->text[i + 1];
    if (c == '-' && next == '>') i++;
    else if (!nw_is_word(c) && !nw_any_of(c, ".:?!")) return 0;
  }
  return !nw_value_is_random(v);
}

int nw_value_is_code(const nw_value *v) {
  size_t i = 0;
  if (nw_any_of(v->text[0], "&:@)(!+|?") || strpbrk(v->text, "\\") != NULL || strstr(v->text, "->") != NULL
      || strstr(v->text, "()") != NULL || strstr(v->text, "::") != NULL) return 1;
  while (nw_is_word((unsigned char)v->text[i]) || nw_any_of(v->text[i], ".?!>-")) i++;
  if (i > 1 && nw_any_of(v->text[i], "([")) return 1;                        /* "f(x", "list[1" */
  if (i > 1 && i + 1 >= v->len && nw_any_of(v->text[i], "{<")) return 1;     /* "Config{" */
  return is_identifier(v) && v->digits == 0 && strpbrk(v->text, "_.") != NULL;
}

int nw_value_is_label(const nw_value *v) {
  int words = strchr(v->text, ' ') != NULL, plain = v->digits == 0 && v->others <= 2 + v->wide + (words ? 4u : 0u);
  if (!plain) return 0;
  if (v->wide * 2 >= v->len || words) return 1;
  unsigned char first = (unsigned char)v->text[0];
  return (nw_is_upper(first) || first >= 0x80) && v->uppers <= 1 && v->others == v->wide && v->letters + v->wide == v->len
      && (v->wide > 0 || v->len >= 5);
}

int nw_value_repeats(const nw_value *v, const char *name, size_t len) {
  char low[NW_VALUE_BYTES + 1];
  size_t n = 0;
  for (size_t i = 0; i < v->len; i++)
    if (nw_is_alnum((unsigned char)v->text[i])) low[n++] = (char)nw_to_lower((unsigned char)v->text[i]);
  low[n] = '\0';
  return len > 4 && (v->digits == 0 || strchr(v->text, ':') != NULL) && strstr(low, name) != NULL;
}

int nw_value_is_path(const nw_value *v) {
  if (strstr(v->text, "://") != NULL || nw_any_of(v->text[0], ".~/")) return 1;
  size_t slashes = 0, dots = 0;
  for (size_t i = 0; i < v->len; i++) slashes += v->text[i] == '/', dots += v->text[i] == '.';
  return (slashes > 0 || dots > 0) && !nw_value_is_random(v);
}
