/* Names that tell a secret.
 *
 *   "spring.datasource.Password"   →   "springdatasourcepassword", words begin at 0, 6, 16   →   ends with "password": PASS
 *
 * The class is that of the ending, and the class says what a value must look like (judge.c). A name that says it is a label, a
 * message, a page mark or public tells nothing.
 *
 * Cost: names are asked for at every '=' and ':' of a text. The last three letters answer for nearly all of them (a set of
 * 32,768 bits, built from the endings); the list is read for the rest.
 */
#include <string.h>

#include "detect/secret/value.h"

/* `whole`: the ending must be a word of its own. `alone`: the whole name. */
enum { ANY = 0, WHOLE, ALONE };
#define E(text) text, sizeof text - 1
static const struct ending { const char *text; uint8_t len, class, how; } endings[] = {
  { E("password"), NW_NAME_PASS, ANY }, { E("passwd"), NW_NAME_PASS, ANY }, { E("pwd"), NW_NAME_PASS, ANY },
  { E("passphrase"), NW_NAME_PASS, ANY }, { E("passcode"), NW_NAME_PASS, ANY }, { E("pass"), NW_NAME_PASS, WHOLE },
  { E("pw"), NW_NAME_PASS, WHOLE }, { E("passw"), NW_NAME_PASS, WHOLE }, { E("passwort"), NW_NAME_PASS, ANY },
  { E("motdepasse"), NW_NAME_PASS, ANY }, { E("contrasena"), NW_NAME_PASS, ANY }, { E("senha"), NW_NAME_PASS, WHOLE },
  { E("passwordconfirmation"), NW_NAME_PASS, ANY }, { E("passwordvalue"), NW_NAME_PASS, ANY },
  { E("psk"), NW_NAME_PASS, WHOLE }, { E("dbpass"), NW_NAME_PASS, ANY }, { E("userpass"), NW_NAME_PASS, ANY },
  { E("secret"), NW_NAME_SECRET, ANY }, { E("secrets"), NW_NAME_SECRET, WHOLE }, { E("secrete"), NW_NAME_SECRET, ANY },
  { E("secretvalue"), NW_NAME_SECRET, ANY }, { E("credential"), NW_NAME_SECRET, ANY }, { E("creds"), NW_NAME_SECRET, WHOLE },
  { E("credentials"), NW_NAME_SECRET, ANY }, { E("credentialvalue"), NW_NAME_SECRET, ANY },
  { E("secretkey"), NW_NAME_SECRET, ANY }, { E("secretkeybase"), NW_NAME_SECRET, ANY }, { E("token"), NW_NAME_TOKEN, ANY },
  { E("tokens"), NW_NAME_TOKEN, WHOLE }, { E("apikey"), NW_NAME_TOKEN, ANY }, { E("accesskey"), NW_NAME_TOKEN, ANY },
  { E("privatekey"), NW_NAME_TOKEN, ANY }, { E("authkey"), NW_NAME_TOKEN, ANY }, { E("authorization"), NW_NAME_TOKEN, ANY },
  { E("auth"), NW_NAME_TOKEN, WHOLE }, { E("bearer"), NW_NAME_TOKEN, WHOLE }, { E("encryptionkey"), NW_NAME_TOKEN, ANY },
  { E("signingkey"), NW_NAME_TOKEN, ANY }, { E("masterkey"), NW_NAME_TOKEN, ANY }, { E("sharedkey"), NW_NAME_TOKEN, ANY },
  { E("accountkey"), NW_NAME_TOKEN, ANY }, { E("clientkey"), NW_NAME_TOKEN, ANY }, { E("servicekey"), NW_NAME_TOKEN, ANY },
  { E("artapi"), NW_NAME_TOKEN, ANY }, { E("licensekey"), NW_NAME_TOKEN, ANY }, { E("sessionkey"), NW_NAME_TOKEN, ANY },
  { E("nkey"), NW_NAME_TOKEN, WHOLE }, { E("basic"), NW_NAME_TOKEN, WHOLE }, { E("apitoken"), NW_NAME_TOKEN, ANY },
  { E("iamkey"), NW_NAME_TOKEN, ANY }, { E("sharedaccesssignature"), NW_NAME_TOKEN, ANY },
  { E("consumerkey"), NW_NAME_TOKEN, ANY }, { E("oauthkey"), NW_NAME_TOKEN, ANY }, { E("applicationkey"), NW_NAME_TOKEN, ANY },
  { E("clientkeydata"), NW_NAME_TOKEN, ANY }, { E("certificatekey"), NW_NAME_TOKEN, ANY },
  { E("webhookkey"), NW_NAME_TOKEN, ANY }, { E("apiid"), NW_NAME_KEY, ANY }, { E("seed"), NW_NAME_KEY, ANY },
  { E("key"), NW_NAME_KEY, WHOLE }, { E("clientid"), NW_NAME_KEY, ANY }, { E("api"), NW_NAME_KEY, WHOLE },
  { E("accesskeyid"), NW_NAME_KEY, ANY }, { E("sessionid"), NW_NAME_KEY, ANY }, { E("cookie"), NW_NAME_KEY, WHOLE },
  /* PuTTY's manual, appendix C; RFC 7518, sections 6.2.2, 6.3.2 and 6.4 */
  { E("privatelines"), NW_NAME_PPK, ALONE }, { E("d"), NW_NAME_JWK, ALONE }, { E("k"), NW_NAME_JWK, ALONE },
};
#undef E
enum { ENDING_COUNT = sizeof endings / sizeof endings[0] };

/* Inside of a name: it ends like a secret and holds none. */
static const char *const publics[] = {
  "publickey", "pubkey", "primarykey", "foreignkey", "sortkey", "partitionkey", "cachekey", "hashkey", "pagetoken", "nexttoken",
  "maxtokens", "numtokens", "synctoken", "csrf", "xsrf", "authenticitytoken", "translationkey", "idempotencykey", "objectkey",
  "storekey", "continuationtoken", "bypass", "i18n", "routingkey", "groupkey", "sitekey", "encryptedkey", "hashedpassword",
  "passwordhash", "encryptedpassword", "label", "title", "forgot", "placeholder", "errormessage", "hint", "mandatory", "repeat",
  "btn", "tooltip", "headline", "subtitle", "caption" };

/* Beginnings of names of actions and messages: "ResetUserPassword", "SHOW_PASSWORD", "invalidToken". */
static const char *const actions[] = { "reset", "change", "show", "hide", "invalid", "missing", "wrong", "confirmcurrent",
  "enter", "update", "remove", "generate", "getrandom", "verify", "adminreset", "adminset", "setlocal", "setsmb",
  "confirmforgot", "require", "repeat", "has", "is", "need", "min", "max", "num", "count", "expired" };

void nw_name_read(nw_probe *probe, size_t from, size_t to, nw_name *name) {
  int last = -1;
  name->len = 0;
  name->begins = 0;
  name->capitals = 1;
  for (size_t pos = from; pos < to && name->len < NW_NAME_BYTES; pos++) {
    int c = nw_probe_context(probe, pos + 1, 1);
    if (c >= 0 && nw_is_alnum((unsigned)c)) {
      int hump = last >= 0 && nw_is_lower((unsigned)last) && nw_is_upper((unsigned)c);
      if (hump || last < 0 || !nw_is_alnum((unsigned)last)) name->begins |= (uint64_t)1 << name->len;
      if (nw_is_lower((unsigned)c)) name->capitals = 0;
      name->text[name->len++] = (char)nw_to_lower((unsigned)c);
    }
    last = c;
  }
  name->text[name->len] = '\0';
}

/* A bit for two letters in a row. */
static uint64_t pair_bit(const char *text) { return (uint64_t)1 << ((unsigned char)text[0] * 5u + (unsigned char)text[1]) % 64; }

int nw_name_is_public(const nw_name *name) {
  uint64_t pairs = 0;
  for (size_t i = 0; i + 1 < name->len; i++) pairs |= pair_bit(name->text + i);
  for (size_t i = 0; i < sizeof publics / sizeof publics[0]; i++)
    if ((pairs & pair_bit(publics[i])) != 0 && strstr(name->text, publics[i]) != NULL) return 1;
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    if (actions[i][0] != name->text[0]) continue;
    size_t len = strlen(actions[i]);
    if (strncmp(name->text, actions[i], len) == 0 && len < 64 && (name->begins >> len & 1u)) return 1;
  }
  return 0;
}

nw_name_class nw_name_classify(const nw_name *name) {
  size_t len = name->len;
  while (len > 0 && nw_is_digit((unsigned char)name->text[len - 1])) len--;
  for (const struct ending *e = endings; len > 0 && e < endings + ENDING_COUNT; e++) {
    size_t size = e->len, at = len - size;
    if (len < size || e->text[size - 1] != name->text[len - 1] || memcmp(name->text + at, e->text, size) != 0) continue;
    if (e->how == WHOLE && !(name->begins >> at & 1u)) continue;
    if (e->how == ALONE && at != 0) continue;
    return nw_name_is_public(name) ? NW_NAME_NONE : (nw_name_class)e->class;
  }
  return NW_NAME_NONE;
}

const nw_named *nw_name_ask(nw_probe *probe, size_t from, size_t to) {
  nw_named *named = probe->named;
  const unsigned char *raw = probe->scan->data + (from - probe->scan->base);
  size_t len = to - from;
  if (named->len == len && memcmp(named->raw, raw, len) == 0) return named;
  memcpy(named->raw, raw, len);
  named->len = len;
  nw_name_read(probe, from, to, &named->name);
  named->class = nw_name_classify(&named->name);
  return named;
}

static void put(uint64_t tails[NW_TAIL_WORDS], unsigned a, unsigned b, unsigned c) {
  unsigned bit = a << 10 | b << 5 | c;
  tails[bit / 64] |= (uint64_t)1 << bit % 64;
}

void nw_name_tails(uint64_t tails[NW_TAIL_WORDS]) {
  memset(tails, 0, NW_TAIL_WORDS * sizeof *tails);
  for (const struct ending *e = endings; e < endings + ENDING_COUNT; e++) {
    size_t len = e->len;
    unsigned c = nw_name_letter((unsigned char)e->text[len - 1]);
    unsigned b = len > 1 ? nw_name_letter((unsigned char)e->text[len - 2]) : NW_NAME_NO_LETTER;
    if (len > 2) put(tails, nw_name_letter((unsigned char)e->text[len - 3]), b, c);
    else if (e->how == ALONE) put(tails, NW_NAME_NO_LETTER, b, c);
    else
      for (unsigned a = 0; a < 32; a++) put(tails, a, b, c);
  }
}
