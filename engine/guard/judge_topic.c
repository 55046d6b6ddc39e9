/* judge_topic.c - policy topics to judge rules; and the question whether a topic's own texts are told apart.
 *
 *      topics: {loans: {examples: ["can I get a loan?"], clean: ["how do I get a loan form?"]}}
 *      "can I get a loan?" scores 9.1, "how do I get a loan form?" 9.8: not separated, a remark names the two
 */
#include "guard/judge_topic.h"

#include <stdio.h>

#include "base/error.h"
#include "detect/topic/topic.h"

typedef struct lowering {
  newel_guard        *guard;
  const newel_policy *policy;
  newel_diagnostics  *diags;
  nw_arena            arena;   /* of what the build borrows */
  nw_topic_rule      *rules;
  uint32_t           *numbers;
  size_t              count;
} lowering;

static void release(void *compiled, const nw_alloc *alloc) {
  (void)alloc;
  nw_topics_free(compiled);
}

/* `examples` and `match` are both on the topic. */
static int lower_topic(lowering *l, uint32_t index) {
  const nw_rule *rule = &l->policy->rules[index];
  nw_slices examples = rule->of.topic.examples, match = rule->of.topic.match;
  newel_slice *all = nw_arena_alloc(&l->arena, (examples.count + match.count) * sizeof *all);
  if (all == NULL) return 0;
  for (size_t i = 0; i < examples.count; i++) all[i] = examples.at[i];
  for (size_t i = 0; i < match.count; i++) all[examples.count + i] = match.at[i];
  l->numbers[l->count] = index;
  l->rules[l->count++] = (nw_topic_rule){.rule = index, .name = l->guard->rules[index].name.data,
                                         .definition = rule->of.topic.definition, .examples = all,
                                         .example_count = examples.count + match.count, .clean = rule->of.topic.clean.at,
                                         .clean_count = rule->of.topic.clean.count};
  return 1;
}

static int lower_topics(lowering *l) {
  size_t most = l->guard->rule_count;
  l->rules = nw_arena_alloc(&l->arena, most * sizeof *l->rules);
  l->numbers = nw_arena_alloc(&l->arena, most * sizeof *l->numbers);
  if (l->rules == NULL || l->numbers == NULL) return 0;
  for (uint32_t i = 0; i < most; i++)
    if (l->policy->rules[i].kind == NW_KIND_TOPIC && !lower_topic(l, i)) return 0;
  return 1;
}

/* The weakest example against the strongest clean text. */
static void check_topic(lowering *l, const nw_topics *topics, void *state, size_t index) {
  const nw_topic_rule *rule = &l->rules[index];
  size_t weakest = 0, strongest = 0;
  int32_t low = INT32_MAX, high = INT32_MIN;
  for (size_t i = 0; i < rule->example_count; i++) {
    int32_t score = nw_topics_raw(topics, state, rule->examples[i], index);
    if (score < low) low = score, weakest = i;
  }
  for (size_t i = 0; i < rule->clean_count; i++) {
    int32_t score = nw_topics_raw(topics, state, rule->clean[i], index);
    if (score > high) high = score, strongest = i;
  }
  if (rule->example_count == 0 || rule->clean_count == 0 || high < low) return;
  const nw_rule *written = &l->policy->rules[l->numbers[index]];
  size_t examples = written->of.topic.examples.count;
  char one[40], other[24];
  (void)snprintf(one, sizeof one, weakest < examples ? "'examples' number %zu" : "'match' number %zu",
                 weakest < examples ? weakest + 1 : weakest - examples + 1);
  (void)snprintf(other, sizeof other, "%zu", strongest + 1);
  nw_diag_add(l->diags, NW_DIAG_TOPIC_NOT_SEPARATED, &written->place, rule->name, one, other);
}

static int check_topics(lowering *l, const nw_topics *topics) {
  size_t size = nw_topic_judge.state_bytes(topics);
  void *state = nw_malloc(&l->guard->alloc, size);
  if (state == NULL) return 0;
  for (size_t i = 0; i < l->count; i++) check_topic(l, topics, state, i);
  nw_free(&l->guard->alloc, state, size);
  return 1;
}

static int add_topics(lowering *l, newel_error *err) {
  nw_topics *topics = NULL;
  if (!lower_topics(l)) return nw_fail_nomem(err);
  if (l->count == 0) return NEWEL_OK;
  int code = nw_topics_build(&topics, &l->guard->alloc, l->rules, l->count, err);
  if (code != NEWEL_OK) return code;
  if (!check_topics(l, topics)) {
    nw_topics_free(topics);
    return nw_fail_nomem(err);
  }
  for (size_t i = 0; i < l->count; i++) l->guard->rules[l->numbers[i]].cost = "topic";
  return nw_guard_add_judge(l->guard, &nw_topic_judge, topics, release, l->numbers, l->count, err);
}

int nw_guard_add_topics(newel_guard *guard, const newel_policy *policy, newel_diagnostics *diags, newel_error *err) {
  lowering l = {.guard = guard, .policy = policy, .diags = diags};
  nw_arena_init(&l.arena, guard->alloc);
  int code = add_topics(&l, err);
  nw_arena_free(&l.arena);
  return code;
}

void nw_guard_add_topics_id(const newel_policy *policy, nw_sha256 *hash) {
  unsigned char bytes[8];
  uint64_t fingerprint = 0;
  for (size_t i = 0; i < policy->rule_count && fingerprint == 0; i++)
    if (policy->rules[i].kind == NW_KIND_TOPIC) fingerprint = nw_topics_fingerprint();
  if (fingerprint == 0) return;
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(fingerprint >> (8 * i));
  nw_sha256_add(hash, bytes, sizeof bytes);
}
