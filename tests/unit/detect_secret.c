/* Secrets: rows made from grammar/secrets.def (drawn from the pattern, too short, a wrong byte), and look-alikes by hand. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/secret/token.h"
#include "detect/shape.h"
#include "split_scan.h"

enum { TEXT_BYTES = 4096, BIG_BYTES = 1 << 20 };

typedef struct row { unsigned entity; const char *prefixes, *words, *patterns; } row;
static const row rows[] = {
#define TOKEN(NAME, prefixes, patterns, check, source, meaning) { NW_ENTITY_##NAME, prefixes, NULL, patterns },
#define KEYED(NAME, words, patterns, source, meaning) { NW_ENTITY_##NAME, NULL, words, patterns },
#define SPECIAL(NAME, lookahead, source, meaning)
#include "secrets.def"
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

typedef struct fixture { nw_shape *shape; uint8_t active[NW_ENTITY_COUNT]; } fixture;

static fixture open_secrets(void) {
  fixture f = { .shape = NULL };
  nw_shape_rule rules[NW_ENTITY_COUNT];
  nw_alloc alloc = nw_alloc_of(NULL);
  size_t count = 0;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    if (nw_entity_at(i)->klass == NW_ENTITY_SECRET) {
      cr_assert(i >= NW_SECRET_FIRST && i < NW_SECRET_END, "%s is outside of the range", nw_entity_at(i)->name);
      f.active[i] = 1;
      rules[count++] = (nw_shape_rule){ .entity = i, .rule = i, .strictness = NW_STRICT_CONTEXT };
    }
  cr_assert_eq(nw_shape_build(&f.shape, &alloc, rules, count, NULL), NEWEL_OK);
  return f;
}

static void close_secrets(fixture *f) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape_free(f->shape, &alloc);
}

static const char *alphabet_of(char class) {
  switch (class) {
    case 'd': return "0123456789";
    case 'h': return "0123456789abcdef";
    case 'H': return "0123456789ABCDEF";
    case 'l': return "0123456789abcdefghijklmnopqrstuvwxyz";
    case 'L': case 'c': return "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    case 'a': return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    case 'g': return "0123456789abcdefABCDEF";
    default:  return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  }
}

/* A text of the first pattern; the body is `cut` bytes short of its least. */
static size_t draw(char *out, const char *pattern, size_t cut, uint64_t *seed) {
  size_t len = 0;
  for (const char *p = pattern; *p != '\0' && *p != '|';) {
    if (*p == '\'') {
      for (p++; *p != '\''; p++) out[len++] = *p;
      p++;
      continue;
    }
    const char *alphabet = alphabet_of(*p++);
    size_t least = strtoul(p, (char **)&p, 10);
    if (*p == '-') (void)strtoul(p + 1, (char **)&p, 10);
    for (size_t i = 0; i < least; i++)
      out[len++] = i % 3 == 2 ? alphabet[split_below(seed, strlen(alphabet) < 10 ? 4 : 10)] : alphabet[split_below(seed,
          strlen(alphabet))];
  }
  return len > cut ? len - cut : 0;
}

static int finds(const fixture *f, unsigned entity, const char *text, size_t start, size_t end, uint64_t *seed) {
  split_job job = { .family = &nw_shape_family, .compiled = f->shape, .active = f->active, .text = text, .len = strlen(text),
                    .hold_bytes = NW_LIMIT_LOOKAHEAD_BYTES };
  nw_sink sink = { .alloc = nw_alloc_of(NULL) };
  const char *wrong = split_check(&job, seed, &sink);
  cr_expect_null(wrong, "%s: %s", text, wrong);
  int found = 0;
  for (size_t i = 0; i < sink.found.count; i++)
    found |= entity == NW_ENTITY_COUNT || (sink.found.at[i].rule == entity && sink.found.at[i].start == start
        && sink.found.at[i].end == end);
  nw_sink_free(&sink);
  return found;
}

Test(secret, every_row_finds_what_it_draws, .timeout = 60) {
  fixture f = open_secrets();
  uint64_t seed = 11;
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const row *r = &rows[i];
    if (r->entity == NW_ENTITY_JWT || r->entity == NW_ENTITY_OPENAI_API_KEY) continue;  /* by hand: shape_rows.c */
    char body[TEXT_BYTES], text[TEXT_BYTES];
    unsigned good = 0, short_ones = 0, wrong = 0;
    for (unsigned n = 0; n < 3; n++) {
      size_t len = draw(body, r->patterns, 0, &seed);
      const char *first = r->words != NULL ? r->words : r->prefixes;
      int head = (int)strcspn(first, "|");
      int at = snprintf(text, sizeof text, r->words != NULL ? "%.*s_token: \"" : "see \"%.*s", head, first);
      size_t start = r->words != NULL ? (size_t)at : 5;
      (void)snprintf(text + at, sizeof text - (size_t)at, "%.*s\" now", (int)len, body);
      good += (unsigned)finds(&f, r->entity, text, start, (size_t)at + len, &seed);
      (void)snprintf(text + at, sizeof text - (size_t)at, "%.3s\" now", body);
      short_ones += (unsigned)finds(&f, r->entity, text, start, (size_t)at + 3, &seed);
      body[len / 2] = '!';
      (void)snprintf(text + at, sizeof text - (size_t)at, "%.*s\" now", (int)len, body);
      wrong += (unsigned)finds(&f, r->entity, text, start, (size_t)at + len, &seed);
    }
    cr_expect_geq(good, 2, "%s: %u of 3 found; the last one was %s", nw_entity_at(r->entity)->name, good, text);
    cr_expect(short_ones == 0 && wrong == 0, "%s: %u short, %u wrong ones", nw_entity_at(r->entity)->name, short_ones, wrong);
  }
  close_secrets(&f);
}

Test(secret, names_tell_generic_ones) {
  static const char *const texts[] = { "password = \"hunter2!\"", "DB_PASSWORD=correcthorse\n", "apiKey: 'k3J9dK2mQ8xZ7pL1'",
    "my token is q8Zt4LmN2vXc7RbY1kPw", "curl -u bob:s3cr3t! https://x.example", "https://bob:s3cr3t@x.example/",
    "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY\n-----END EC PRIVATE KEY-----\n" };
  fixture f = open_secrets();
  uint64_t seed = 5;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    cr_expect(finds(&f, NW_ENTITY_COUNT, texts[i], 0, 0, &seed), "%s", texts[i]);
  close_secrets(&f);
}

/* Text with the finding between \x01 and \x02. */
static int finds_marked(const fixture *f, unsigned entity, const char *marked, uint64_t *seed) {
  char text[TEXT_BYTES];
  size_t len = 0, start = 0, end = 0;
  for (const char *p = marked; *p != '\0'; p++)
    if (*p == '\x01') start = len;
    else if (*p == '\x02') end = len;
    else text[len++] = *p;
  text[len] = '\0';
  return finds(f, entity, text, start, end, seed);
}

#define KEY_TEXT "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aYabcdQ=="

Test(secret, kinds_without_a_row_of_patterns) {
  static const struct { unsigned entity; const char *text; } cases[] = {
    { NW_ENTITY_JWK_PRIVATE_KEY,
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"\x01" "jv_VrhPomm6_WOzb74xF4eMI0hu9p0W1Zlxi0nz8AFs\x02\"}" },
    { NW_ENTITY_JWK_PRIVATE_KEY, "{ k: '\x01" "FyCq1CKBflh3I5gikEjpYrdOXllzxB_yc02za8ERknI\x02', kty: 'oct' }" },
    { NW_ENTITY_JWK_PRIVATE_KEY,
      "\"d\":\"\x01qhn97b91khmS-dOkHPYNu0nUZv_JDPCOmhlqtPRcFkf\",\"p\":\"8_Hq7b91khmS-dOkHPYNu0nUZv\x02\",\"e\":\"AQAB\"" },
    { NW_ENTITY_BASIC_AUTH, "Authorization: Basic \x01QWxhZGRpbjpvcGVuIHNlc2FtZQ==\x02" },
    { NW_ENTITY_BASIC_AUTH, "{\"auths\":{\"r.example\":{\"auth\": \"\x01QWxhZGRpbjpvcGVuIHNlc2FtZQ==\x02\"}}}" },
    { NW_ENTITY_PRIVATE_KEY,
      "Private-Lines: 2\n\x01" "AAAAIGB2Zk1R9IGhZ1qPd9oTUBW6Y7aQ4dJ8vX2mN5cK7fLs\nAAAAIEhZ1qPd9oTUBW6Y7aQ4==\x02\nPrivat"
      "e-MAC: 200f" },
    { NW_ENTITY_PRIVATE_KEY,
      "client-key-data: \x01LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSUlyWVNTTlFGYUEySHdmMWR1UlN4S3RMWVg1Q0Iw"
      "NGZTZVE2dEYxYVk=\x02\n" },
    { NW_ENTITY_PRIVATE_KEY, "\x01-----BEGIN OPENSSH PRIVATE KEY-----\n" KEY_TEXT "\n-----END OPENSSH PRIVATE KEY-----\x02\n" },
    { NW_ENTITY_GENERIC_SECRET, "Server=tcp:db.example,1433;Database=d;User ID=sa;Password=\x01Str0ng!pw7\x02;Encrypt=True" },
    { NW_ENTITY_GENERIC_SECRET,
      "Endpoint=sb://n.example/;SharedAccessKeyName=Root;SharedAccessKey=\x01q8Zt4LmN2vXc7RbY1kPwq8Zt4LmN2vXc7RbY1kPwABC=\x02" },
    { NW_ENTITY_GENERIC_SECRET, "if (\"\x01m4{h}o)p$e]nob(y\x02\" != passwd) {" },
    { NW_ENTITY_GENERIC_SECRET, "\"tokens\":[\"f44bb75c276d73d5\",\"\x01" "e009cb90351f10ed\x02\"]" },
    { NW_ENTITY_CLERK_SECRET_KEY, "CLERK_SECRET_KEY=\x01sk_test_q8Zt4LmN2vXc7RbY1kPwq8Zt4LmN2vXc7RbY1kPwAB\x02" },
  };
  fixture f = open_secrets();
  uint64_t seed = 8;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    cr_expect(finds_marked(&f, cases[i].entity, cases[i].text, &seed),
    "%s: %s", nw_entity_at(cases[i].entity)->name, cases[i].text);
  close_secrets(&f);
}

Test(secret, look_alikes_are_none) {
  static const char *const texts[] = { "id: 5f0c3b1e-8a2d-4c6f-9b7e-1d2c3a4b5c6d",
      "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "\"integrity\": \"sha512-oRxY2Vv0Zq9yK4m7Xb1cD3eF5gH6iJ8kL0mN2oP4qR6sT8uV0wX2yZ4aB6cD8e==\"", "password: ${DB_PASSWORD}",
    "password = \"changeme\"", "token: <your-token-here>", "api_key = os.environ[\"API_KEY\"]", "secret = get_secret(name)",
    "src=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4\"", "the password is required",
    "get_user_profile_by_email_address_2", "/usr/lib/x86_64-linux-gnu/libnss_files-2.31.so", "LABEL_PASSWORD: \"Kennwort\"",
    "https://example.com:8080/a@b", "!function(e,t){var n=e.length,r=t[n-1];return r}(window,document);", "password?: string;",
    "\"LABEL_NEW_PASSWORD\": \"Nueva\"", "\"password\": \"\xE6\x96\xB0\xE3\x81\x97\xE3\x81\x84\xE5\xAF\x86\"",
    "password: \"$2b$12$LoRPzN3GtF2pNX5QgCBBHeUr6zVNRVGOu5U8SpHyg2sfzvfXji\"",
    "config.secret = twitter_consumer_secret", "Password = getSecretValue(names[\"x\"], v)", "Password: &schema.Config{",
    "SET_PASS = 0xf5",
    "\"ChangePassword\": \"iam:ChangePassword\"", "auth_password: :unset", "creds = calloc(1, sizeof(*creds));",
    "\"d\": \"jv_VrhPomm6_WOzb74xF4eMI0hu9p0W1Zlxi0nz8AFs\"", "auth: \"plain+text+here+and+there\"",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURYVENDQWtXZ0F3SUJBZ0lK", "Private-Lines: none", "api_key = \"xxxxxxxxxxxxxxxx\"",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
#define EXAMPLE(value) "key " value ";",
#include "secret_examples.def"
#undef EXAMPLE
  };
  fixture f = open_secrets();
  uint64_t seed = 6;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    cr_expect(!finds(&f, NW_ENTITY_COUNT, texts[i], 0, 0, &seed), "%s", texts[i]);
  close_secrets(&f);
}

/* A megabyte of base64, and of the same names and marks: work stays bounded per byte. */
Test(secret, work_is_linear, .timeout = 60) {
  static const char *const floods[] = { "aB3+dE5/gH7iJ9kL", "password=", "-----BEGIN ", "a:b:", "token: ", "=\"",
      "https://a:b", "ghp_a1" };
  fixture f = open_secrets();
  char *text = malloc(BIG_BYTES);
  for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
    for (size_t at = 0; at < BIG_BYTES; at++) text[at] = floods[i][at % strlen(floods[i])];
    nw_sink sink = { .alloc = nw_alloc_of(NULL) };
    nw_scan scan = { .data = (const unsigned char *)text, .end = BIG_BYTES, .final = 1, .active = f.active, .sink = &sink };
    void *state = malloc(nw_shape_family.state_bytes(f.shape));
    nw_shape_family.begin(f.shape, state);
    nw_shape_family.scan(f.shape, state, &scan);
    cr_expect_lt((double)nw_shape_work(state) / BIG_BYTES, 96.0, "'%s'", floods[i]);
    free(state);
    nw_sink_free(&sink);
  }
  free(text);
  close_secrets(&f);
}
