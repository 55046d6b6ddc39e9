/* Two files that mean the same have the same id; a file that means something else has another. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"

static newel_policy *parse(newel_engine *engine, const char *text, int json) {
  newel_parse_options options = NEWEL_PARSE_OPTIONS_INIT;
  newel_policy *policy = NULL;
  newel_error err;
  options.json = json;
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(text), &options, NULL, &err), NEWEL_OK, "%s\n%s",
      err.message, text);
  return policy;
}

#define HEAD "newel: 1\nname: p\n"
static const char base[] = HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [b, a]}\n";

Test(policy_id, same_meaning) {
  static const struct { const char *text; int json; } rows[] = {
    { "# a comment\nname: p\nwords:\n  w: [a, b, a]\nnewel: 1\npii:\n  PHONE: {action: BLOCK}\n"
      "  EMAIL: {input: ANONYMIZE, output: {action: ANONYMIZE, enabled: true}}\n", 0 },
    { HEAD "pii: {EMAIL: ANONYMIZE, PHONE: {action: BLOCK, style: hash}}\nwords: {w: {list: [a, b], action: BLOCK}}\nmode: enforce\n"
      "surfaces: {user: [pii, w], system: all}\nanonymize: {style: type}\n", 0 },
    { "{\"newel\": 1, \"name\": \"p\", \"pii\": {\"EMAIL\": \"ANONYMIZE\", \"PHONE\": \"BLOCK\"}, \"words\": {\"w\": [\"a\", \"b\"]}}", 1 } };
  newel_engine *engine = NULL;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  newel_policy *first = parse(engine, base, 0);
  cr_expect_eq(strlen(newel_policy_id(first)), 64);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_policy *other = parse(engine, rows[i].text, rows[i].json);
    cr_expect_str_eq(newel_policy_id(first), newel_policy_id(other), "row %zu", i);
    newel_policy_free(other);
  }
  newel_policy_free(first);
  newel_engine_free(engine);
}

/* `countries` and `enabled: false` are two ways to say the same. */
Test(policy_id, countries_are_a_short_form) {
  newel_engine *engine = NULL;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  newel_policy *a = parse(engine, HEAD "pii: {countries: [US], EMAIL: BLOCK, CA_HEALTH_NUMBER: NONE}\n", 0);
  newel_policy *b = parse(engine, HEAD "pii: {EMAIL: {action: BLOCK, strictness: context}, CA_HEALTH_NUMBER: {action: NONE, enabled: false}}\n", 0);
  cr_expect_str_eq(newel_policy_id(a), newel_policy_id(b));
  newel_policy_free(a);
  newel_policy_free(b);
  newel_engine_free(engine);
}

Test(policy_id, other_meaning) {
  static const char *const rows[] = {
    base,
    HEAD "pii: {EMAIL: BLOCK, PHONE: BLOCK}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: {input: BLOCK}}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: {action: BLOCK, mode: observe}}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, c]}\n",
    HEAD "pii: {EMAIL: {action: ANONYMIZE, style: numbered}, PHONE: BLOCK}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: {action: ANONYMIZE, style: mask}, PHONE: BLOCK}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: {action: ANONYMIZE, style: mask, keep_last: 4}, PHONE: BLOCK}\nwords: {w: [a, b]}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nmode: observe\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\ndeny: request\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\non_incomplete: allow\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nallow: {values: [x]}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nsurfaces: {system: none}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nmessages: {input: no}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nstream: {hold: verdict}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nescalation: {guardrail: g, on_error: block}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nescalation: {guardrail: g, on_error: local}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nescalation: {guardrail: g, on_error: block, deadline: 1s}\n",
    HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\nwords: {w: [a, b]}\nescalation: {guardrail: g, on_error: block, when: {pii: [EMAIL]}}\n",
    HEAD "content: {HATE: HIGH}\n", HEAD "content: {HATE: LOW}\n",
        HEAD "content: {HATE: {strength: HIGH, modalities: [TEXT, IMAGE]}}\n",
    HEAD "grounding: {GROUNDING: 0.5}\n", HEAD "grounding: {GROUNDING: 0.51}\n",
    HEAD "pii: {PHONE: {action: BLOCK, strictness: validated}}\n", HEAD "pii: {PHONE: {action: BLOCK, strictness: any}}\n",
    HEAD "pii: {countries: [US], PHONE: BLOCK, US_SOCIAL_SECURITY_NUMBER: BLOCK}\n",
    HEAD "pii: {countries: [GB], PHONE: BLOCK, US_SOCIAL_SECURITY_NUMBER: BLOCK}\n",
    HEAD "secrets: BLOCK\n", HEAD "secrets: {action: BLOCK, kinds: {GITHUB_TOKEN: false}}\n" };
  enum { ROWS = sizeof rows / sizeof *rows };
  newel_policy *policies[ROWS];
  newel_engine *engine = NULL;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  for (size_t i = 0; i < ROWS; i++) {
    policies[i] = parse(engine, rows[i], 0);
    for (size_t j = 0; j < i; j++) cr_expect_str_neq(newel_policy_id(policies[i]), newel_policy_id(policies[j]),
        "rows %zu, %zu", j, i);
  }
  for (size_t i = 0; i < ROWS; i++) newel_policy_free(policies[i]);
  newel_engine_free(engine);
}

Test(policy_id, canonical_is_json_with_sorted_keys) {
  newel_engine *engine = NULL;
  nw_buf out;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  nw_buf_init(&out, nw_alloc_of(NULL));
  newel_policy *policy = parse(engine, base, 0);
  cr_assert_eq(newel_policy_write_canonical(policy, nw_buf_write, &out, NULL), NEWEL_OK);
  nw_buf_add_char(&out, '\0');
  static const char *const keys[] = { "{\"allow\":", "\"deny\":", "\"description\":", "\"escalation\":", "\"rules\":",
      "\"surfaces\":", "\"tiers\":" };
  const char *at = out.data;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    at = i == 4 ? strstr(out.data, keys[i]) : strstr(at, keys[i]);
    cr_assert_not_null(at, "%s", keys[i]);
  }
  nw_buf_free(&out);
  newel_policy_free(policy);
  newel_engine_free(engine);
}
