/* newel_guard_explain_miss: what nearly was a finding, and what was missing. Each row names the entity that goes first. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "newel/newel.h"

static newel_engine *engine;
static newel_scratch *scratch;
static nw_buf out;

static void setup(void) {
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_scratch_open(&scratch, engine, NULL), NEWEL_OK);
  nw_buf_init(&out, nw_alloc_of(NULL));
}

static void teardown(void) {
  nw_buf_free(&out);
  newel_scratch_free(scratch);
  newel_engine_free(engine);
}

TestSuite(explain_miss, .init = setup, .fini = teardown, .timeout = 120);

static const char *explain(const newel_guard *guard, newel_segment segment, newel_miss_options options) {
  newel_error err;
  nw_buf_clear(&out);
  int code = newel_guard_explain_miss(guard, scratch, &segment, &options, NEWEL_RENDER_JSON, nw_buf_write, &out, &err);
  cr_assert_eq(code, NEWEL_OK, "%s", err.message);
  nw_buf_add_char(&out, '\0');
  return out.data;
}

static newel_segment segment_of(const char *text) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  segment.text = newel_slice_of(text);
  return segment;
}

static const newel_miss_options plain = NEWEL_MISS_OPTIONS_INIT;

/* The first type of the first place, and whether it has the reason. */
static int first_is(const char *json, const char *type, const char *code) {
  static const char mark[] = "\"type\": \"";
  const char *at = strstr(json, mark), *end;
  if (type == NULL) return at == NULL;
  if (at == NULL || strncmp(at + sizeof mark - 1, type, strlen(type)) != 0 || at[sizeof mark - 1 + strlen(type)] != '"') return 0;
  end = strstr(at + 1, mark);
  if (end == NULL) end = json + strlen(json);
  if (code == NULL) return strstr(at, "\"found\": true") != NULL && strstr(at, "\"found\": true") < end;
  char member[64] = "\"code\": \"";
  strncat(member, code, 40);
  strncat(member, "\"", 2);
  at = strstr(at, member);
  return at != NULL && at < end;
}

#define CARD "CREDIT_DEBIT_CARD_NUMBER"
#define IBAN "INTERNATIONAL_BANK_ACCOUNT_NUMBER"
#define SSN "US_SOCIAL_SECURITY_NUMBER"
#define NHS "UK_NATIONAL_HEALTH_SERVICE_NUMBER"

static const struct { const char *text, *type, *code; } cases[] = {
  /* found: NULL as reason. Nothing near: NULL as type. */
  { "mail ana@example.com", "EMAIL", NULL },
  { "card 4111 1111 1111 1111", CARD, NULL },
  { "nothing here", NULL, NULL },
  { "", NULL, NULL },
  { "x\xff\xfe 7", NULL, NULL },
  /* numbers with a check */
  { "card 4111 1111 1111 1112", CARD, "CHECK" },
  { "4111111111111112", CARD, "CHECK" },
  { "card number 4111-1111-1111-111", CARD, "LENGTH" },
  { "it is 5018000000000009 now", CARD, "CONTEXT" },
  { "no4111111111111111", CARD, "GLUED" },
  { "4111111111111111abc", CARD, "GLUED" },
  { "IBAN DE89 3704 0044 0532 0130 01", IBAN, "CHECK" },
  { "IBAN DE89 3704 0044 0532 0130", IBAN, "LENGTH" },
  { "IBAN QQ89 3704 0044 0532 0130 00", IBAN, "PREFIX" },
  { "DE89370400440532013000X", IBAN, "GLUED" },
  { "my NHS number is 943 476 5918", NHS, "CHECK" },
  { "my aadhaar is 2345 6789 0123", "IN_AADHAAR", "CHECK" },
  { "CPF 111.444.777-36", "BR_CPF", "CHECK" },
  { "routing number 121000249", "US_BANK_ROUTING_NUMBER", "CHECK" },
  /* ids and their words */
  { "my ssn is 123-45-678", SSN, "LENGTH" },
  { "my ssn is 666-45-6789", SSN, "PREFIX" },
  { "SSN_123456789", SSN, "GLUED" },
  { "SSN, of which we know that it is a long long long one: 123456789 yes", SSN, "CONTEXT" },
  { "123456789 is my SSN", SSN, "CONTEXT" },
  { "myssns: 123456789 is", SSN, "CONTEXT" },
  { "my NINO is BG123456C", "UK_NATIONAL_INSURANCE_NUMBER", "PREFIX" },
  { "550e8400-e29b-41d4-a716-446655440000", "", "VETO" },
  /* phone */
  { "the number 2025550143 is", "PHONE", "CONTEXT" },
  { "call date 2024-13-15", "PHONE", "VETO" },
  { "order number 202-555-0143", "PHONE", "NEGATIVE" },
  { "+999 1234 5678", "PHONE", "PREFIX" },
  /* addresses of the net */
  { "server 10.0.0.256", "IP_ADDRESS", "FORM" },
  { "version 1.2.3.4", "IP_ADDRESS", "NEGATIVE" },
  { "1.2.3.4.5", "IP_ADDRESS", "JOINED" },
  { "bob@example", "EMAIL", "FORM" },
  { "logo@img.x.png", "EMAIL", "VETO" },
  { "a..b@example.org", "EMAIL", "FORM" },
  { "git@github.com:a/b", "EMAIL", "VETO" },
  { "mac 3C:22:FB:0A:1B", "MAC_ADDRESS", "FORM" },
  { "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "CRYPTO", "CHECK" },
  { "0x52908400098527886E0F7030069857D2E4169EE", "CRYPTO", "LENGTH" },
  /* secrets */
  { "ghp_0123456789abcdef0123", "GITHUB_TOKEN", "FORM" },
  { "key ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "GITHUB_TOKEN", "DUMMY" },
  { "AKIAIOSFODNN7EXAMPL", "AWS_ACCESS_KEY", "FORM" },
  { "api_key=undefined", "GENERIC_SECRET", "DUMMY" },
  { "password = \"${DB_PASSWORD}\"", "GENERIC_SECRET", "DUMMY" },
  { "-----BEGIN PRIVATE KEY-----", "PRIVATE_KEY", "LENGTH" },
  /* cues */
  { "my PIN is 12", "PIN", "FORM" },
  { "CVV: 12345", "CREDIT_DEBIT_CARD_CVV", "FORM" },
  { "date of birth: 99/99/99", "DATE_OF_BIRTH", "FORM" },
  { "expiry: 13/45", "CREDIT_DEBIT_CARD_EXPIRY", "FORM" },
  { "bank account 12345", "US_BANK_ACCOUNT_NUMBER", "FORM" },
};

Test(explain_miss, reasons) {
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *json = explain(NULL, segment_of(cases[i].text), plain);
    cr_expect(first_is(json, cases[i].type, cases[i].code), "'%s': expected %s %s, got %s", cases[i].text, cases[i].type,
              cases[i].code, json);
  }
}

static const char policy_text[] =
  "newel: 1\nname: n\n"
  "reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl:1']}\n"
  "pii:\n"
  "  EMAIL: {input: ANONYMIZE, allow: {values: [bob@example.com]}}\n"
  "  PHONE: {output: ANONYMIZE}\n"
  "  US_SOCIAL_SECURITY_NUMBER: {action: ANONYMIZE, strictness: any}\n"
  "  IP_ADDRESS: {action: ANONYMIZE, strictness: validated}\n"
  "words: {rivals: {list: [acme], action: ANONYMIZE}}\n"
  "surfaces: {system: none}\n";

static const struct { const char *text; newel_surface surface; const char *type, *code; } policy_cases[] = {
  { "ana@example.com", NEWEL_SURFACE_USER, "EMAIL", NULL },
  { "ana@example.com", NEWEL_SURFACE_OUTPUT, "EMAIL", "SOURCE_OFF" },
  { "ana@example.com", NEWEL_SURFACE_SYSTEM, "EMAIL", "SURFACE_OFF" },
  { "bob@example.com", NEWEL_SURFACE_USER, "EMAIL", "ALLOWED" },
  { "call +1 202 555 0143", NEWEL_SURFACE_USER, "PHONE", "SOURCE_OFF" },
  { "from 10.0.0.1", NEWEL_SURFACE_USER, "IP_ADDRESS", "STRICTNESS" },
  { "4111111111111111", NEWEL_SURFACE_USER, CARD, "NOT_IN_POLICY" },
  { "123456789", NEWEL_SURFACE_USER, SSN, NULL },
  { "see acme", NEWEL_SURFACE_USER, "rivals", NULL },
  { "see acme", NEWEL_SURFACE_SYSTEM, "rivals", "SURFACE_OFF" },
};

Test(explain_miss, policies) {
  newel_policy *policy;
  newel_guard *guard;
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(policy_text), NULL, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_guard_compile(&guard, policy, NULL, NULL), NEWEL_OK);
  for (size_t i = 0; i < sizeof policy_cases / sizeof policy_cases[0]; i++) {
    newel_segment segment = segment_of(policy_cases[i].text);
    segment.surface = policy_cases[i].surface;
    const char *json = explain(guard, segment, plain);
    cr_expect(first_is(json, policy_cases[i].type, policy_cases[i].code), "'%s': expected %s %s, got %s", policy_cases[i].text,
              policy_cases[i].type, policy_cases[i].code, json);
    cr_expect_not_null(strstr(json, "reasoning"));
  }
  newel_guard_free(guard);
  newel_policy_free(policy);
}

/* No text of the segment, unless it is asked for; raw offsets in JSON documents. */
Test(explain_miss, privacy) {
  newel_segment segment = segment_of("{\"k\\u0041\":\"card 4111 1111 1111 1112\"}");
  newel_miss_options shown = plain;
  segment.format = NEWEL_FORMAT_JSON;
  cr_expect_null(strstr(explain(NULL, segment, plain), "1112"));
  shown.show = 1;
  cr_expect_not_null(strstr(explain(NULL, segment, shown), "\"match\": \"4111 1111 1111 1112\""));
}

/* Another entity than the nearest, on request; one that nobody knows is an error. */
Test(explain_miss, asked) {
  newel_miss_options options = plain;
  newel_segment segment = segment_of("12345678");
  newel_error err;
  options.entity = NW_LIT("US_SOCIAL_SECURITY_NUMBER");
  cr_expect(first_is(explain(NULL, segment, options), SSN, "LENGTH"));
  options.entity = NW_LIT("NO_SUCH");
  cr_expect_eq(newel_guard_explain_miss(NULL, scratch, &segment, &options, NEWEL_RENDER_TEXT, nw_buf_write, &out, &err),
               NEWEL_E_ARGUMENT);
}

/* L - 1, L and L + 1 places: what is left out is said. */
Test(explain_miss, limit) {
  static const char piece[] = "bob@example, ";
  for (size_t count = NW_LIMIT_MISSES - 1; count <= NW_LIMIT_MISSES + 1; count++) {
    char *text = malloc(count * (sizeof piece - 1) + 1);
    cr_assert_not_null(text);
    for (size_t i = 0; i < count; i++) memcpy(text + i * (sizeof piece - 1), piece, sizeof piece);
    const char *json = explain(NULL, segment_of(text), plain);
    cr_expect_eq(strstr(json, "\"misses\"") != NULL || strstr(json, "\"MISSES\"") != NULL, count > NW_LIMIT_MISSES);
    free(text);
  }
}
