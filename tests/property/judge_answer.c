/* bedrock/judge.h: an answer that intervenes is never read as clear, whatever one value of it is turned into: null, a number, a list,
 * an object, an empty text, or nothing at all. Words and names that are well formed are left: another name is another answer. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "bedrock/judge.h"
#include "cascade/reply.h"

#define USAGE "\"usage\":{\"contentPolicyUnits\":1,\"sensitiveInformationPolicyUnits\":1}"
#define HATE "\"contentPolicy\":{\"filters\":[{\"type\":\"HATE\",\"confidence\":\"HIGH\",\"action\":\"BLOCKED\",\"detected\":true}]}"
#define NAME "\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"match\":\"Ann\",\"type\":\"NAME\",\"action\":\"ANONYMIZED\",\"detected\":true}]}"

/* What is asked about, and what must not come out clear: 0 HATE, 1 NAME. */
static const struct { const char *answer; uint32_t rule; int checks; } answers[] = {
  { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" HATE "}]," USAGE "}", 0, 0 },
  { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"I am {NAME}\"}],\"assessments\":[{" NAME "}]," USAGE "}", 1, 0 },
  { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" HATE "," NAME "}]," USAGE "}", 0, 0 },
  { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" HATE "," NAME "}]," USAGE "}", 1, 0 },
  { "{\"results\":{\"contentFilter\":{\"results\":[{\"category\":\"HATE\",\"severityScore\":1.0}]},\"sensitiveInformation\":{\"results\":[]}},"
    "\"usage\":{\"contentFilter\":{\"textUnits\":1},\"sensitiveInformation\":{\"textUnits\":1}}}", 0, 1 },
  { "{\"results\":{\"contentFilter\":{\"results\":[{\"category\":\"HATE\",\"severityScore\":0}]},\"sensitiveInformation\":{\"results\":"
    "[{\"type\":\"NAME\",\"confidenceScore\":0.9,\"beginOffset\":5,\"endOffset\":8,\"messageIndex\":0,\"contentIndex\":0}]}},"
    "\"usage\":{\"contentFilter\":{\"textUnits\":1},\"sensitiveInformation\":{\"textUnits\":1}}}", 1, 1 },
};
static const char *const values[] = { "null", "-1", "\"\"", "[]", "{}", "[[]]", "{\"a\":{}}" };

static unsigned passed, failed;

/* Is the rule's word, or a word that denies all, a hit or a failure? */
static int stays(newel_slice answer, uint32_t rule, int checks) {
  newel_rule_info rules[2] = { { .id = NW_LIT("content.HATE"), .kind = NW_LIT("content"), .name = NW_LIT("HATE"), .strength = { 3, 3 } },
                               { .id = NW_LIT("pii.NAME"), .kind = NW_LIT("pii"), .name = NW_LIT("NAME") } };
  newel_ask_block block = { NW_LIT("I am Ann"), 0, 0, 0 };
  newel_ask ask = { sizeof ask, NEWEL_SOURCE_INPUT, &block, 1, rules, 2, NW_LIT("g"), NW_LIT("1"), 100 };
  newel_reply reply;
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_reply_init(&reply, &ask, &arena);
  int good = nw_judge_reply(&ask, answer, checks, nw_alloc_of(NULL), &reply, NULL) != NEWEL_OK;
  for (size_t i = 0; i < reply.says.count; i++) {
    const newel_say *say = &reply.says.at[i];
    good |= say->status == NEWEL_ANSWER_DENIED;
    if (say->rule == rule) good |= say->status == NEWEL_ANSWER_FAILED || (say->status == NEWEL_ANSWER_JUDGED && say->band == NEWEL_BAND_HIT);
  }
  nw_reply_free(&reply);
  nw_arena_free(&arena);
  return good;
}

static void try_one(newel_slice whole, const nw_json_node *node, const char *value, uint32_t rule, int checks) {
  nw_buf changed;
  nw_buf_init(&changed, nw_alloc_of(NULL));
  nw_buf_add(&changed, whole.data, node->start);
  nw_buf_add_text(&changed, value);
  nw_buf_add(&changed, whole.data + node->end, whole.len - node->end);
  int good = stays(nw_buf_slice(&changed), rule, checks);
  passed += (unsigned)good;
  failed += (unsigned)!good;
  if (!good) printf("reads as clear of rule %u: %.*s\n", rule, (int)changed.len, changed.data);
  nw_buf_free(&changed);
}

/* An empty list of findings is another answer, unless it is the only one that explains. */
static int says_less(const nw_json_node *node, const char *value) {
  return node->type == NW_JSON_T_ARRAY && strcmp(value, "[]") == 0;
}

static void try_all(newel_slice whole, const nw_json_node *node, uint32_t rule, int checks) {
  for (; node != NULL; node = node->next) {
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
      if (!says_less(node, values[v])) try_one(whole, node, values[v], rule, checks);
    try_all(whole, node->first, rule, checks);
  }
}

int main(void) {
  for (size_t a = 0; a < sizeof answers / sizeof *answers; a++) {
    newel_slice whole = newel_slice_of(answers[a].answer);
    nw_arena arena;
    nw_json_node *root;
    nw_arena_init(&arena, nw_alloc_of(NULL));
    if (nw_json_parse(&root, &arena, whole, 1000, NULL) == NEWEL_OK) try_all(whole, root, answers[a].rule, answers[a].checks);
    else failed++;
    nw_arena_free(&arena);
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
