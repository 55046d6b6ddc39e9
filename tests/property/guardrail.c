/* A guardrail goes out of a policy and comes back: for every pack and for random policies, in three notations, what is imported
 * describes the same guardrail (its hash), differs in nothing (newel_policy_compare), and GetGuardrail's names are read as
 * CreateGuardrail's are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"

static unsigned passed, failed;
static uint64_t state;

static unsigned roll(unsigned sides) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % sides;
}

static int expect(int ok, const char *what, newel_slice text) {
  if (ok) passed++;
  else failed++, printf("FAIL %s:\n%.*s\n", what, (int)text.len, text.data);
  return ok;
}

/* ---- random policies ---- */

static const char *action(int masks) {
  static const char *const names[] = { "BLOCK", "NONE", "ANONYMIZE" };
  return names[roll(masks ? 3 : 2)];
}

static void sides(nw_buf *out, int masks) {
  switch (roll(5)) {
    case 0: nw_buf_addf(out, "input: %s", action(masks)); break;
    case 1: nw_buf_addf(out, "output: {action: %s}", action(masks)); break;
    case 2: nw_buf_addf(out, "input: %s, output: %s", action(masks), action(masks)); break;
    case 3: nw_buf_addf(out, "action: %s, mode: observe", action(masks)); break;
    default: nw_buf_addf(out, "action: %s", action(masks)); break;
  }
}

static const char *strength(void) {
  static const char *const names[] = { "NONE", "LOW", "MEDIUM", "HIGH" };
  return names[roll(4)];
}

static void content(nw_buf *out) {
  static const char *const types[] = { "HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT" };
  nw_buf_addf(out, "content:\n  PROMPT_ATTACK: {input: {strength: HIGH, action: %s}}\n", action(0));
  if (roll(2)) nw_buf_add_text(out, "  tier: STANDARD\n");
  for (size_t i = 0; i < 5; i++) {
    if (roll(2)) continue;
    if (roll(2))
      nw_buf_addf(out, "  %s: {input: %s, output: {strength: %s, action: %s, modalities: [TEXT, IMAGE]}}\n", types[i], strength(),
                  strength(), action(0));
    else nw_buf_addf(out, "  %s: %s\n", types[i], strength());
  }
}

static void named(nw_buf *out) {
  static const char *const types[] = { "EMAIL", "PHONE", "NAME", "ADDRESS", "URL", "US_SOCIAL_SECURITY_NUMBER", "DATE_OF_BIRTH" };
  nw_buf_add_text(out, "topics:\n");
  for (unsigned i = 0, count = 1 + roll(4); i < count; i++) {
    nw_buf_addf(out, "  topic %u-%u!: {definition: \"it's \\\"%u\\\" # or: \\u00e9\", ", i, roll(9), roll(99));
    if (roll(2)) nw_buf_add_text(out, "examples: ['what? #1', \"a\\tb\"], ");
    sides(out, 0);
    nw_buf_add_text(out, "}\n");
  }
  nw_buf_add_text(out, "words:\n  managed: {PROFANITY: BLOCK}\n");
  for (unsigned i = 0, count = roll(4); i < count; i++) {
    nw_buf_addf(out, "  list%u: {list: ['w%u', 'it''s %u', \"x%u: y\"], ", i, roll(20), roll(20), roll(20));
    sides(out, 0);
    nw_buf_add_text(out, "}\n");
  }
  nw_buf_add_text(out, "pii:\n");
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    if (i > 0 && roll(2)) continue;
    nw_buf_addf(out, "  %s: {", types[i]);
    sides(out, 1);
    nw_buf_add_text(out, "}\n");
  }
}

static void others(nw_buf *out) {
  nw_buf_add_text(out, "regexes:\n");
  for (unsigned i = 0, count = 1 + roll(3); i < count; i++) {
    nw_buf_addf(out, "  'my regex.%u': {pattern: '\\bX%u-[0-9]{4}\"''?', %s", i, roll(9),
                roll(2) ? "description: 'what: \"it\" is', " : "");
    sides(out, 1);
    nw_buf_add_text(out, "}\n");
  }
  if (roll(2))
    nw_buf_addf(out, "grounding: {GROUNDING: 0.%u, RELEVANCE: {threshold: 0.%u, action: %s}}\n", 1 + roll(98), 1 + roll(98),
                action(0));
  if (roll(2))
    nw_buf_addf(out,
                "reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghij%u:1']%s}\n",
                roll(9), roll(2) ? ", confidence: 0.8" : "");
  if (roll(2)) nw_buf_add_text(out, "kms_key: alias/x\n");
  if (roll(2)) nw_buf_add_text(out, "tags: {team: 'a b', 'x:y': ''}\n");
  if (roll(2)) nw_buf_add_text(out, "messages: {input: \"no: 'it'\", output: '# \"no\"'}\n");
  if (roll(2)) nw_buf_add_text(out, "secrets: BLOCK\n");
}

static void generate(nw_buf *out) {
  nw_buf_addf(out, "newel: 1\nname: p%u\nguardrail_profile: us.guardrail.v1:0\n%s", roll(999),
              roll(2) ? "description: 'a: b # c'\n" : "");
  content(out);
  named(out);
  others(out);
}

/* ---- there and back ---- */

static newel_policy *parse(newel_engine *engine, newel_slice text) {
  newel_policy *policy = NULL;
  newel_error err;
  if (newel_policy_parse(&policy, engine, text, NULL, NULL, &err) != NEWEL_OK) printf("%s\n", err.message);
  return policy;
}

/* CreateGuardrail's body under the names of GetGuardrail: "Config" is gone, and it has an id. */
static void as_answer(nw_buf *out, newel_slice body) {
  static const char mark[] = "Config\":";
  nw_buf_add_text(out, "{\"guardrailId\":\"abc\",\"version\":\"DRAFT\",\"status\":\"READY\",");
  for (size_t i = 1; i < body.len; i++) {
    if (i + sizeof mark - 1 < body.len && memcmp(body.data + i, mark, sizeof mark - 1) == 0) i += 6;
    nw_buf_add_char(out, body.data[i]);
  }
}

static void hold(newel_engine *engine, newel_slice text, newel_export to) {
  newel_error err;
  char first[65], second[65];
  size_t changes = 99;
  nw_buf file, back, answer;
  nw_buf_init(&file, nw_alloc_of(NULL));
  nw_buf_init(&back, nw_alloc_of(NULL));
  nw_buf_init(&answer, nw_alloc_of(NULL));
  newel_policy *policy = parse(engine, text), *again = NULL;
  newel_import from = (newel_import)(NEWEL_IMPORT_BEDROCK + (int)to);
  if (!expect(policy != NULL, "it does not compile", text)) goto done;
  if (!expect(newel_policy_export(policy, to, nw_buf_write, &file, &err) == NEWEL_OK, err.message, text)) goto done;
  newel_slice made = nw_buf_slice(&file);
  if (!expect(newel_policy_import(engine, from, made, NULL, nw_buf_write, &back, NULL, &err) == NEWEL_OK, err.message, made))
    goto done;
  again = parse(engine, nw_buf_slice(&back));
  if (!expect(again != NULL, "the import does not compile", nw_buf_slice(&back))) goto done;
  (void)newel_policy_guardrail_hash(policy, first, &err);
  (void)newel_policy_guardrail_hash(again, second, &err);
  expect(strcmp(first, second) == 0, "another guardrail came back", nw_buf_slice(&back));
  if (to != NEWEL_EXPORT_BEDROCK) goto done;
  as_answer(&answer, made);
  (void)newel_policy_compare(again, nw_buf_slice(&answer), NEWEL_RENDER_TEXT, NULL, NULL, &changes, &err);
  expect(changes == 0, "the answer of GetGuardrail differs", nw_buf_slice(&answer));
done:
  newel_policy_free(again);
  newel_policy_free(policy);
  nw_buf_free(&answer);
  nw_buf_free(&back);
  nw_buf_free(&file);
}

static void hold_pack(newel_engine *engine, const char *name) {
  char path[512];
  newel_policy *policy = NULL;
  newel_error err;
  nw_buf file, back;
  char first[65], second[65];
  nw_buf_init(&file, nw_alloc_of(NULL));
  nw_buf_init(&back, nw_alloc_of(NULL));
  (void)snprintf(path, sizeof path, "%s/policies/%s/policy.yaml", NEWEL_SOURCE_DIR, name);
  expect(newel_policy_load(&policy, engine, path, NULL, &err) == NEWEL_OK, err.message, newel_slice_of(path));
  if (policy != NULL && newel_policy_export(policy, NEWEL_EXPORT_BEDROCK, nw_buf_write, &file, &err) == NEWEL_OK &&
      expect(newel_policy_import(engine, NEWEL_IMPORT_BEDROCK, nw_buf_slice(&file), NULL, nw_buf_write, &back, NULL, &err) ==
                 NEWEL_OK,
             err.message, nw_buf_slice(&file))) {
    newel_policy *again = parse(engine, nw_buf_slice(&back));
    (void)newel_policy_guardrail_hash(policy, first, &err);
    if (expect(again != NULL, "the import does not compile", nw_buf_slice(&back)))
      (void)newel_policy_guardrail_hash(again, second, &err);
    expect(again != NULL && strcmp(first, second) == 0, "another guardrail came back", nw_buf_slice(&back));
    newel_policy_free(again);
  }
  newel_policy_free(policy);
  nw_buf_free(&back);
  nw_buf_free(&file);
}

int main(int argc, char **argv) {
  static const char *const packs[] = { "agent-tools", "customer-support", "finance",           "healthcare", "pii-global",
                                       "pii-uk-eu",   "pii-us",           "production-safety", "secrets" };
  newel_engine *engine = NULL;
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261123;
  if (newel_engine_open(&engine, NULL, NULL) != NEWEL_OK) return 1;
  for (size_t i = 0; i < sizeof packs / sizeof *packs; i++) hold_pack(engine, packs[i]);
  for (unsigned i = 0; i < 150; i++) {
    nw_buf text;
    nw_buf_init(&text, nw_alloc_of(NULL));
    state = seed + i;
    generate(&text);
    for (int to = 0; to < 3; to++) hold(engine, nw_buf_slice(&text), (newel_export)to);
    nw_buf_free(&text);
  }
  newel_engine_free(engine);
  printf("seed %llu\n%u passed, %u failed\n", (unsigned long long)seed, passed, failed);
  return failed != 0;
}
