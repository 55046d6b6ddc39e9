/* GENERIC_SECRET and the kinds by word: a value behind a name that says it is a secret.
 *
 *   "db_password": "hunter2!"      event assign: name ← quotes ← operator → quotes → value
 *   my sumo token is hn9ybejhj…    event token: words ← fillers ← a value that looks random
 *
 * The name tells the class, the class tells what a value must look like:
 *   PASS    password, passwd, pwd, passphrase     any quoted word; bare ones with a digit, or behind a NAME in capitals
 *   SECRET  secret, credential                    the same
 *   TOKEN   token, api key, secret key, auth      letters and digits, six and more
 *   KEY     …_key, key=                           looks random: changes between letters and digits, no word, no UUID
 *
 * Never a secret: templates (${X}, {{x}}, <your-key>, %s), stars, XXXX, "changeme", null, names, calls, paths, addresses, and
 * hashes
 * behind words such as sha, commit or integrity.
 */
#include <string.h>

#include "detect/miss.h"
#include "detect/secret/token.h"

enum { NAME_BYTES = 64, VALUE_BYTES = 400, BLANKS = 24, LINE_BYTES = 96, RANDOM_BYTES = 14, PROSE_WORDS = 7 };
typedef enum name_class { NONE = 0, PASS, SECRET, TOKEN, KEY } name_class;

/* ---- names ---- */

typedef struct name {
  char     text[NAME_BYTES + 1];  /* small letters and digits, joints left out */
  size_t   len;
  uint64_t begins;                /* words begin here */
  int      capitals;              /* it has no small letter */
} name;

static int is_name(int c) { return nw_is_word(c) || c == '-' || c == '.'; }

/* The name in [from, to). */
static void read_name(nw_probe *probe, size_t from, size_t to, name *n) {
  int last = -1;
  n->len = 0;
  n->begins = 0;
  n->capitals = 1;
  for (size_t pos = from; pos < to && n->len < NAME_BYTES; pos++) {
    int c = nw_probe_context(probe, pos + 1, 1);
    if (c >= 0 && nw_is_alnum((unsigned)c)) {
      int hump = last >= 0 && nw_is_lower((unsigned)last) && nw_is_upper((unsigned)c);
      if (hump || last < 0 || !nw_is_alnum((unsigned)last)) n->begins |= (uint64_t)1 << n->len;
      if (nw_is_lower((unsigned)c)) n->capitals = 0;
      n->text[n->len++] = (char)nw_to_lower((unsigned)c);
    }
    last = c;
  }
  n->text[n->len] = '\0';
}

/* `whole`: the ending must be a word of its own. */
static const struct ending { const char *text; uint8_t class, whole; } endings[] = {
  { "password", PASS, 0 }, { "passwd", PASS, 0 }, { "pwd", PASS, 0 }, { "passphrase", PASS, 0 }, { "pass", PASS, 1 },
      { "pw", PASS, 1 },
  { "passw", PASS, 1 }, { "passwort", PASS, 0 }, { "motdepasse", PASS, 0 }, { "contrasena", PASS, 0 }, { "senha", PASS, 1 },
  { "passwordconfirmation", PASS, 0 }, { "passwordvalue", PASS, 0 }, { "psk", PASS, 1 },
  { "secret", SECRET, 0 }, { "secrets", SECRET, 1 }, { "secretvalue", SECRET, 0 }, { "credential", SECRET, 0 },
      { "creds", SECRET, 1 },
  { "credentials", SECRET, 0 }, { "credentialvalue", SECRET, 0 }, { "secretkey", SECRET, 0 }, { "secretkeybase", SECRET, 0 },
  { "token", TOKEN, 0 }, { "tokens", TOKEN, 1 }, { "apikey", TOKEN, 0 }, { "accesskey", TOKEN, 0 }, { "privatekey", TOKEN, 0 },
  { "authkey", TOKEN, 0 }, { "authorization", TOKEN, 0 }, { "auth", TOKEN, 1 }, { "bearer", TOKEN, 1 },
      { "encryptionkey", TOKEN, 0 },
  { "signingkey", TOKEN, 0 }, { "masterkey", TOKEN, 0 }, { "sharedkey", TOKEN, 0 }, { "accountkey", TOKEN, 0 },
      { "clientkey", TOKEN, 0 },
  { "apiid", KEY, 0 }, { "servicekey", TOKEN, 0 }, { "artapi", TOKEN, 0 }, { "licensekey", TOKEN, 0 }, { "sessionkey", TOKEN, 0 },
  { "nkey", TOKEN, 1 }, { "seed", KEY, 0 }, { "basic", TOKEN, 1 }, { "key", KEY, 1 }, { "clientid", KEY, 0 },
      { "apitoken", TOKEN, 0 }, { "iamkey", TOKEN, 0 },
  { "api", KEY, 1 }, { "accesskeyid", KEY, 0 }, { "sessionid", KEY, 0 }, { "cookie", KEY, 1 },
};

/* Names that end like a secret and hold none. */
static const char *const publics[] = { "publickey", "pubkey", "primarykey", "foreignkey", "sortkey", "partitionkey",
    "cachekey", "hashkey",
  "pagetoken", "nexttoken", "maxtokens", "numtokens", "synctoken", "keyauth", "csrf", "translationkey", "idempotencykey",
      "objectkey",
  "storekey", "xsrf", "continuationtoken", "bypass", "i18n", "routingkey", "groupkey", "sitekey", "encryptedkey", "label",
  "title", "forgot", "placeholder", "errormessage", "hint", "mandatory" };

static name_class class_of(const name *n) {
  size_t len = n->len;
  for (size_t i = 0; i < sizeof publics / sizeof publics[0]; i++)
    if (strstr(n->text, publics[i]) != NULL) return NONE;
  while (len > 0 && nw_is_digit((unsigned char)n->text[len - 1])) len--;
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t size = strlen(endings[i].text);
    if (len < size || memcmp(n->text + len - size, endings[i].text, size) != 0) continue;
    if (endings[i].whole && !(n->begins >> (len - size) & 1u)) continue;
    return (name_class)endings[i].class;
  }
  return NONE;
}

/* ---- values ---- */

typedef struct value {
  char   text[VALUE_BYTES + 1];
  size_t start, len;
  int    quoted, to_line_end, ends_line;
  unsigned digits, letters, lowers, uppers, others, changes, distinct, harsh;
} value;

static int any_of(int c, const char *set) { return c > 0 && strchr(set, c) != NULL; }

static void count(value *v) {
  uint64_t seen[2] = { 0, 0 };
  int last = 0;
  v->digits = v->letters = v->lowers = v->uppers = v->others = v->changes = v->distinct = v->harsh = 0;
  unsigned run = 0;
  for (size_t i = 0; i < v->len; i++) {
    unsigned c = (unsigned char)v->text[i];
    int kind = nw_is_digit(c) ? 1 : nw_is_upper(c) ? 2 : nw_is_lower(c) ? 3 : 0;
    v->digits += kind == 1, v->uppers += kind == 2, v->lowers += kind == 3, v->others += kind == 0;
    v->changes += kind != 0 && last != 0 && kind != last && !(last == 2 && kind == 3 && (i < 2 || v->text[i - 2] == '_'));
    v->distinct += !(seen[c / 64 & 1] >> c % 64 & 1u);
    seen[c / 64 & 1] |= (uint64_t)1 << c % 64;
    run = kind >= 2 && !any_of((int)nw_to_lower(c), "aeiouy") ? run + 1 : 0;
    if (run == 4) v->harsh++;
    last = kind;
  }
  v->letters = v->lowers + v->uppers;
}

/* Changes between letters, digits and cases come with every third byte and more; words of an identifier change less. */
static int is_random(const value *v) {
  if (v->len < RANDOM_BYTES || v->distinct < 6) return 0;
  int hex_like = v->digits >= 4 && v->letters >= 2 && v->changes >= 4;
  if (hex_like && v->changes * 5 >= v->len) return 1;
  if (v->digits >= 2 && v->letters >= 4 && v->changes * 4 >= v->len) return 1;
  if (v->len >= 20 && v->others == 0 && v->digits > 0 && v->changes >= 2 && v->harsh > 0) return 1;
  if (v->len >= 15 && v->digits == v->len) return 1;
  return v->digits == 0 && v->others == 0 && v->len >= 20 && v->changes * 3 >= v->len;
}

static int is_uuid(const value *v) {
  return v->len == 36 && v->text[8] == '-' && v->text[13] == '-' && v->text[18] == '-' && v->text[23] == '-';
}

/* "your-api-key", "xxxx", "changeme", "null": says that a secret belongs here. */
static int is_dummy(const value *v) {
  static const char *const whole[] = { "null", "none", "nil", "true", "false", "undefined", "string", "str", "text",
      "password", "token",
    "secret", "required", "optional", "unset", "empty", "default", "hidden", "redacted", "value", "key", "apikey",
        "pass", "passwd", "bytes",
    "object", "number", "boolean", "bool", "int", "char", "self", "this", "input", "username", "user", "name",
        "changeme", "todo", "tbd",
    "n/a", "bearer", "basic", "oauth", "oauth2", "jwt", "header", "query", "body", "unknown", "invalid", "wrong", "yes",
        "no", "on", "off",
    "placeholder", "sensitive", "hash" };
  static const char *const part[] = { "xxxx", "your", "changeme", "change_me", "change-me", "placeholder", "redacted",
    "****", "....", "insert", "replace", "%(", "%s", "example", "0123456789abcdef0", "env[", "env.", "process." };
  char low[VALUE_BYTES + 1];
  for (size_t i = 0; i <= v->len; i++) low[i] = (char)nw_to_lower((unsigned char)v->text[i]);
  for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
    if (strcmp(low, whole[i]) == 0) return 1;
  for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
    if (strstr(low, part[i]) != NULL) return 1;
  return v->distinct < 3 || any_of(low[0], "$%{<&@*[(");
}

/* "${NAME}", "#{name}", "{{ .Name }}", "<name>", "$(cmd)": an opening with its end behind letters, blanks and dots only. */
static int is_template(const value *v) {
  for (size_t i = 0; i + 2 < v->len; i++) {
    int open = v->text[i], at = (open == '$' || open == '#') && any_of(v->text[i + 1], "{(") ? 2 : open == '{'
        && v->text[i + 1] == '{' ? 2
        : open == '<' ? 1 : 0;
    size_t end = i + (size_t)at;
    while (at > 0 && (nw_is_word(v->text[end]) || any_of(v->text[end], " .-:"))) end++;
    if (at > 0 && end > i + (size_t)at && any_of(v->text[end], "})>")) return 1;
  }
  return 0;
}

/* The value repeats the name: a label, a variable, a name of an action. */
static int repeats(const value *v, const name *n) {
  char low[NAME_BYTES + 1];
  size_t len = 0;
  for (size_t i = 0; i < v->len && len < NAME_BYTES; i++)
    if (nw_is_alnum((unsigned char)v->text[i])) low[len++] = (char)nw_to_lower((unsigned char)v->text[i]);
  low[len] = '\0';
  return n->len > 4 && strstr(low, n->text) != NULL;
}

static int is_path(const value *v) {
  if (strstr(v->text, "://") != NULL || v->text[0] == '.' || v->text[0] == '~' || v->text[0] == '/') return 1;
  size_t slashes = 0, dots = 0;
  for (size_t i = 0; i < v->len; i++) slashes += v->text[i] == '/', dots += v->text[i] == '.';
  return (slashes > 0 || dots > 0) && !is_random(v);
}

static int is_secret(const value *v, name_class class, const name *n, int tight) {
  if (v->len < 3 || v->letters + v->digits == 0 || is_dummy(v) || is_template(v) || repeats(v, n)) return 0;
  int mixed = v->digits > 0 && v->letters > 0;
  if (strstr(v->text, "()") != NULL || strstr(v->text, "->") != NULL || (!v->quoted && any_of(v->text[v->len - 1],
      "({"))) return 0;
  switch (class) {
    case PASS: case SECRET:
      if (is_path(v)) return 0;
      if (v->quoted) return v->len >= 4 && (class == PASS || v->others == 0 || mixed);
      if (n->capitals && v->to_line_end && strpbrk(v->text, "()[].") == NULL) return v->len >= 4;
      if (class == PASS && v->ends_line && v->letters == v->len && !tight) return v->len >= 6 && v->changes == 0;
      return v->len >= 6 && (mixed || (v->others > 1 && v->letters > 0)) && !any_of(v->text[0], "(") && strpbrk(v->text,
          "()[].") == NULL;
    case TOKEN: return v->len >= 8 && ((mixed && v->changes >= (v->len < 16 ? 3 : 2)) || is_random(v)) && !is_path(v)
        && strpbrk(v->text, "()[]") == NULL;
    case KEY: return is_random(v) && !is_uuid(v) && !is_path(v) && strpbrk(v->text, "()[] ") == NULL;
    default: return 0;
  }
}

/* No finding behind a name that says secret: tells what was missing. */
NW_MISS_COLD static int refuse(nw_probe *probe, const value *v, name_class class, const name *n) {
  if (v->len < 3 || v->len == VALUE_BYTES) return 0;
  nw_miss miss = { .start = v->start, .end = v->start + v->len, .entity = NW_ENTITY_GENERIC_SECRET };
  if (is_dummy(v)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "a word that stands for a secret";
  else if (is_template(v)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "a template";
  else if (repeats(v, n)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "the value repeats the name";
  else if (is_uuid(v)) miss.missing = NW_MISS_BIT(VETO), miss.what = "a UUID";
  else if (is_path(v)) miss.missing = NW_MISS_BIT(VETO), miss.what = "a path or an address";
  else if (class == TOKEN || class == KEY) miss.missing = NW_MISS_BIT(RANDOM), miss.what = "a key has letters and digits in change";
  else miss.missing = NW_MISS_BIT(RANDOM), miss.what = "a word without quotes is a secret only with a digit or a sign in it";
  nw_miss_add(probe, miss);
  return 0;
}

/* ---- event assign ---- */

static int is_blank(int c) { return c == ' ' || c == '\t'; }

static int ends_bare(int c) { return c <= ' ' || any_of(c, ",;&\"'`<>)}]|"); }

/* Reads the value behind `pos`; 0 when there is none, or no end. */
static int read_value(nw_probe *probe, size_t pos, value *v) {
  int c = nw_probe_at(probe, pos), slash = c == '\\';
  if (slash) c = nw_probe_at(probe, ++pos);
  int quote = any_of(c, "\"'`") ? c : 0;
  v->quoted = quote != 0;
  v->start = quote ? pos + 1 : pos;
  if (slash && !quote) return 0;
  for (v->len = 0;; v->len++) {
    c = nw_probe_at(probe, v->start + v->len);
    if (quote ? c == quote || (slash && c == '\\') || c < ' ' : ends_bare(c)) break;
    if (v->len == VALUE_BYTES || (quote && c == ' ')) return 0;
    v->text[v->len] = (char)(c == 0 ? ' ' : c);
  }
  if (quote && c != quote && c != '\\') return 0;
  v->ends_line = c < ' ';
  v->to_line_end = c < ' ' || is_blank(c);
  if (!quote)
    while (v->len > 0 && any_of(v->text[v->len - 1], ".,:!?")) v->len--;
  v->text[v->len] = '\0';
  count(v);
  return v->len > 0;
}

/* "Bearer ", "Token ", "Basic " in front of the value. */
static size_t skip_scheme(nw_probe *probe, size_t pos) {
  static const char *const schemes[] = { "bearer ", "basic ", "token " };
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

/* Where the name in front of the operator begins and ends; 0 for none. */
static int name_before(nw_probe *probe, size_t pos, size_t *from, size_t *to) {
  for (unsigned n = 0; n < BLANKS && is_blank(nw_probe_context(probe, pos, 1)); n++) pos--;
  for (unsigned n = 0; n < 3 && any_of(nw_probe_context(probe, pos, 1), "\"'`\\])"); n++) pos--;
  *to = pos;
  for (unsigned n = 0; n < NAME_BYTES && is_name(nw_probe_context(probe, pos, 1)); n++) pos--;
  *from = pos;
  return *to - *from >= 2;
}

static void fill(nw_probe *probe, const value *v, size_t from, size_t to, nw_hit *hit) {
  hit->entity = nw_secret_keyed(probe, from, to, v->start, v->start + v->len);
  hit->score_ppm = NW_SCORE_CONTEXT;
  if (hit->entity == NW_ENTITY_COUNT) hit->entity = NW_ENTITY_GENERIC_SECRET;
  hit->start = v->start;
  hit->end = v->start + v->len;
  hit->context_start = from;
  hit->context_end = to;
}

/* A token of an issuer is found at its own event. */
static int is_issued(nw_probe *probe, size_t start) {
  nw_hit other = { .limit = -1 };
  nw_probe there = *probe;
  there.at = start;
  int found = nw_secret_prefixed(&there, start, &other);
  probe->touched |= there.touched;
  probe->work = there.work;
  return found;
}

/* curl -u name:password */
static int login_verify(nw_probe *probe, nw_hit *hit) {
  static const char *const flags[] = { "-u", "--user", "--proxy-user" };
  size_t start = probe->at, end = probe->at + 1;
  while (start + NAME_BYTES > probe->at && nw_secret_is_inside(nw_probe_before(probe, start, 1)) ) start--;
  size_t pos = start;
  if (any_of(nw_probe_before(probe, pos, 1), "\"'")) pos--;
  int gap = nw_probe_before(probe, pos, 1);
  if (start == probe->at || (gap != ' ' && gap != '=')) return 0;
  pos--;
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
    size_t len = strlen(flags[i]), n = 0;
    while (n < len && nw_probe_before(probe, pos, n + 1) == flags[i][len - n - 1]) n++;
    if (n < len || !is_blank(nw_probe_before(probe, pos, n + 1))) continue;
    value v;
    if (!read_value(probe, end, &v) || v.len < 3 || is_dummy(&v) || is_template(&v)) return 0;
    *hit = (nw_hit){ .entity = NW_ENTITY_GENERIC_SECRET, .start = start, .end = v.start + v.len, .validator = "", .limit = -1,
                     .score_ppm = NW_SCORE_CONTEXT };
    return 1;
  }
  return 0;
}

int nw_assign_verify(nw_probe *probe, nw_hit *hit) {
  size_t pos = probe->at, from, to;
  int op = nw_probe_at(probe, pos), before = nw_probe_before(probe, pos, 1), next = nw_probe_at(probe, pos + 1);
  if (any_of(before, ":=<>+*/%^|&~") || (op == ':' && (next == ':' || next == '/'))) return 0;
  if (op == ':' && login_verify(probe, hit)) return 1;
  if (before == '!') pos--;
  if (!name_before(probe, pos, &from, &to)) return 0;
  name n;
  read_name(probe, from, to, &n);
  name_class class = class_of(&n);
  if (class == NONE) return 0;
  for (pos = probe->at + 1; any_of(nw_probe_at(probe, pos), "=>~"); pos++)
    if (pos > probe->at + 3) return 0;
  int tight = pos == probe->at + 1 && !is_blank(nw_probe_at(probe, pos)) && to == probe->at;
  for (unsigned blanks = 0; is_blank(nw_probe_at(probe, pos)) && blanks < BLANKS; blanks++) pos++;
  if (any_of(nw_probe_at(probe, pos), "bru@[") && any_of(nw_probe_at(probe, pos + 1), "\"'")) pos++;
  pos = skip_scheme(probe, pos);
  value v;
  if (!read_value(probe, pos, &v)) return 0;
  if (!is_secret(&v, class, &n, tight && op == '=')) return nw_refuse(probe, refuse(probe, &v, class, &n));
  if (is_issued(probe, v.start)) return 0;
  fill(probe, &v, from, to, hit);
  return 1;
}

/* ---- event token: prose, attributes, headers ---- */

static int is_value(int c) { return nw_is_word(c) || any_of(c, "-.+/=~:"); }

static int word_in(const char *word, size_t len, const char *list) {
  for (const char *p = list; p != NULL && *p != '\0'; p = strchr(p, ' '), p = p == NULL ? p : p + 1)
    if (strncmp(p, word, len) == 0 && (p[len] == ' ' || p[len] == '\0')) return 1;
  return 0;
}

/* Goes back over fillers to a name that tells a secret. */
static name_class named_before(nw_probe *probe, size_t start, size_t *from, size_t *to) {
  size_t pos = start, low = start > LINE_BYTES ? start - LINE_BYTES : 0;
  for (unsigned words = 0; words < PROSE_WORDS; words++) {
    while (pos > low && !nw_is_word(nw_probe_context(probe, pos, 1))) {
      int c = nw_probe_context(probe, pos, 1);
      if (c < ' ' || c >= 0x80 || any_of(c, ";{}*")) return NONE;  /* braces and masks: a placeholder names nothing */
      pos--;
    }
    *to = pos;
    while (pos > low && is_name(nw_probe_context(probe, pos, 1))) pos--;
    if (pos <= low || pos == *to) return NONE;
    *from = pos;
    name n;
    read_name(probe, *from, *to, &n);
    name_class class = class_of(&n);
    if (class != NONE) return class;
    if (!word_in(n.text, n.len, "is are was be my the this here value of for with it following u user as use new and data text "
                                "x h header basic token string content name add set to env ist war lautet est es la le"))
                                    return NONE;
  }
  return NONE;
}

int nw_prose_verify(nw_probe *probe, nw_hit *hit) {
  size_t start = probe->at, from, to;
  for (unsigned n = 0; is_value(nw_probe_before(probe, start, 1)) && !any_of(nw_probe_before(probe, start, 1),
      ":=/~"); n++, start--)
    if (n == NW_SECRET_BACK_BYTES - 2) return 0;
  if (any_of(nw_probe_before(probe, start, 1), "/~@#\\")) return 0;
  value v;
  v.start = start;
  v.quoted = v.to_line_end = v.ends_line = 0;
  for (v.len = 0; is_value(nw_probe_at(probe, start + v.len)); v.len++) {
    if (v.len == VALUE_BYTES) return 0;
    v.text[v.len] = (char)nw_probe_at(probe, start + v.len);
  }
  while (v.len > 0 && any_of(v.text[v.len - 1], ".:~")) v.len--;
  v.text[v.len] = '\0';
  count(&v);
  if (!is_random(&v) || is_dummy(&v) || is_path(&v)) return 0;
  if (named_before(probe, start, &from, &to) == NONE) return 0;
  fill(probe, &v, start > LINE_BYTES / 2 ? start - LINE_BYTES / 2 : 0, start, hit);
  hit->context_start = from;
  hit->context_end = to;
  return 1;
}
