/* judge_alone.c - newel/judge.h: the judges of topics and of grounding without a policy. A handle owns what they work in; nothing of a
 * text stays in it but offsets. */
#include <string.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "detect/grounding/grounding.h"
#include "detect/topic/topic.h"
#include "newel/judge.h"
#include "policy/model.h"

struct newel_judge {
  nw_alloc           alloc;
  nw_grounding_work *work;
  nw_grounding_says  says;
  newel_lack         lack[NW_GROUNDING_FOUND_MOST];
  newel_feature      feature[NW_F_COUNT];
  nw_arena           arena;     /* the topics' names and what is said of them */
  nw_topics         *topics;
  void              *state;
  size_t             state_bytes;
  nw_judged         *judged;
  newel_topic_score *scores;
};

int newel_judge_open(newel_judge **out, newel_engine *engine, newel_error *err) {
  nw_error_clear(err);
  if (out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "the place for the judge is NULL");
  *out = NULL;
  if (engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "the engine is NULL");
  newel_judge *judge = nw_zalloc(&engine->alloc, sizeof *judge);
  if (judge == NULL) return nw_fail_nomem(err);
  judge->alloc = engine->alloc;
  nw_arena_init(&judge->arena, engine->alloc);
  int code = nw_grounding_open(&judge->work, &judge->alloc, err);
  if (code == NEWEL_OK) *out = judge;
  else newel_judge_free(judge);
  return code;
}

static void drop_topics(newel_judge *judge) {
  nw_topics_free(judge->topics);
  nw_free(&judge->alloc, judge->state, judge->state_bytes);
  nw_arena_free(&judge->arena);
  judge->topics = NULL;
  judge->state = NULL;
  judge->scores = NULL;
}

void newel_judge_free(newel_judge *judge) {
  if (judge == NULL) return;
  nw_alloc alloc = judge->alloc;
  drop_topics(judge);
  nw_grounding_free(judge->work);
  nw_free(&alloc, judge, sizeof *judge);
}

/* ---- grounding ------------------------------------------------------------------------------------------------------------- */

static void present(newel_judge *judge, newel_grounding *out) {
  const nw_grounding_says *says = &judge->says;
  for (size_t i = 0; i < says->lacks; i++)
    judge->lack[i] = (newel_lack){nw_grounding_kind_name(says->lack[i].kind), says->lack[i].start, says->lack[i].end};
  for (unsigned i = 0; i < NW_F_COUNT; i++)
    judge->feature[i] = (newel_feature){nw_grounding_feature_name((nw_grounding_feature)i), says->feature[i]};
  *out = (newel_grounding){.grounding_ppm = says->grounding_ppm, .grounding_band = (newel_band)says->grounding_band,
                           .relevance_ppm = says->relevance_ppm, .relevance_band = (newel_band)says->relevance_band,
                           .lack = judge->lack, .lack_count = says->lacks, .lacks_left_out = says->left_out,
                           .feature = judge->feature, .feature_count = NW_F_COUNT};
}

int newel_judge_grounding(newel_judge *judge, const newel_slice *sources, size_t source_count, const newel_slice *queries,
                          size_t query_count, newel_slice answer, newel_grounding *out, newel_error *err) {
  nw_error_clear(err);
  if (judge == NULL || out == NULL || (sources == NULL && source_count > 0) || (queries == NULL && query_count > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "judge, sources, queries or the place for the answer is NULL");
  nw_grounding_texts texts = {sources, queries, source_count, query_count, answer};
  int code = nw_grounding_judge(judge->work, &texts, &judge->says, err);
  if (code == NEWEL_OK) present(judge, out);
  return code;
}

/* ---- topics ---------------------------------------------------------------------------------------------------------------- */

static int lower_topics(newel_judge *judge, const newel_topic *topics, size_t count, nw_topic_rule *rules, newel_error *err) {
  for (size_t i = 0; i < count; i++) {
    newel_slice name = nw_arena_copy(&judge->arena, topics[i].name);
    if (name.data == NULL) return nw_fail_nomem(err);
    if (topics[i].definition.len == 0 && topics[i].example_count == 0)
      return nw_fail(err, NEWEL_E_ARGUMENT, "topic %zu has neither a definition nor an example", i);
    rules[i] = (nw_topic_rule){.rule = (uint32_t)i, .name = name.data, .definition = topics[i].definition,
                               .examples = topics[i].examples, .example_count = topics[i].example_count,
                               .clean = topics[i].clean, .clean_count = topics[i].clean_count};
    judge->scores[i].name = name;
  }
  return NEWEL_OK;
}

static int set_topics(newel_judge *judge, const newel_topic *topics, size_t count, newel_error *err) {
  nw_topic_rule *rules = nw_arena_alloc(&judge->arena, count * sizeof *rules);
  judge->scores = nw_arena_zalloc(&judge->arena, count * sizeof *judge->scores);
  judge->judged = nw_arena_zalloc(&judge->arena, count * sizeof *judge->judged);
  if (rules == NULL || judge->scores == NULL || judge->judged == NULL) return nw_fail_nomem(err);
  int code = lower_topics(judge, topics, count, rules, err);
  if (code == NEWEL_OK) code = nw_topics_build(&judge->topics, &judge->alloc, rules, count, err);
  if (code != NEWEL_OK) return code;
  judge->state_bytes = nw_topic_judge.state_bytes(judge->topics);
  judge->state = nw_malloc(&judge->alloc, judge->state_bytes);
  return judge->state == NULL ? nw_fail_nomem(err) : NEWEL_OK;
}

int newel_judge_set_topics(newel_judge *judge, const newel_topic *topics, size_t count, newel_error *err) {
  nw_error_clear(err);
  if (judge == NULL || topics == NULL || count == 0) return nw_fail(err, NEWEL_E_ARGUMENT, "judge or topics are NULL, or there is none");
  if (count > NW_TOPICS_MOST) return nw_fail(err, NEWEL_E_LIMIT, "%zu topics are more than %d", count, NW_TOPICS_MOST);
  drop_topics(judge);
  int code = set_topics(judge, topics, count, err);
  if (code != NEWEL_OK) drop_topics(judge);
  return code;
}

/* `examples` and `match` of a rule as one list. */
static const newel_slice *joined(nw_arena *arena, nw_slices a, nw_slices b) {
  newel_slice *all = nw_arena_alloc(arena, (a.count + b.count) * sizeof *all);
  if (all == NULL) return NULL;
  for (size_t i = 0; i < a.count; i++) all[i] = a.at[i];
  for (size_t i = 0; i < b.count; i++) all[a.count + i] = b.at[i];
  return all;
}

static int topics_of_policy(const newel_policy *policy, nw_arena *arena, newel_topic **out, size_t *count) {
  newel_topic *topics = nw_arena_zalloc(arena, policy->rule_count * sizeof *topics);
  *out = topics;
  *count = 0;
  if (topics == NULL) return 0;
  for (size_t i = 0; i < policy->rule_count; i++) {
    const nw_rule *rule = &policy->rules[i];
    if (rule->kind != NW_KIND_TOPIC) continue;
    newel_topic *topic = &topics[(*count)++];
    *topic = (newel_topic){.name = rule->name, .definition = rule->of.topic.definition,
                           .example_count = rule->of.topic.examples.count + rule->of.topic.match.count,
                           .clean = rule->of.topic.clean.at, .clean_count = rule->of.topic.clean.count};
    topic->examples = joined(arena, rule->of.topic.examples, rule->of.topic.match);
    if (topic->examples == NULL) return 0;
  }
  return 1;
}

int newel_judge_set_policy(newel_judge *judge, const newel_policy *policy, newel_error *err) {
  nw_arena arena;
  newel_topic *topics;
  size_t count;
  nw_error_clear(err);
  if (judge == NULL || policy == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "judge or policy is NULL");
  nw_arena_init(&arena, judge->alloc);
  int code = topics_of_policy(policy, &arena, &topics, &count) ? NEWEL_OK : nw_fail_nomem(err);
  if (code == NEWEL_OK && count == 0) code = nw_fail(err, NEWEL_E_ARGUMENT, "the policy has no topics");
  if (code == NEWEL_OK) code = newel_judge_set_topics(judge, topics, count, err);
  nw_arena_free(&arena);
  return code;
}

int newel_judge_topics(newel_judge *judge, newel_slice text, const newel_topic_score **out, size_t *count, newel_error *err) {
  nw_error_clear(err);
  if (judge == NULL || out == NULL || count == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "judge or a place for the answer is NULL");
  if (judge->topics == NULL) return nw_fail(err, NEWEL_E_STATE, "no topics were set");
  size_t topics = nw_topics_count(judge->topics);
  const nw_judge_text all = {0, 0, NULL};
  nw_topic_judge.begin(judge->topics, judge->state, &all);
  nw_topic_judge.push(judge->topics, judge->state, (const unsigned char *)text.data, text.len, 0, 0);
  (void)nw_topic_judge.say(judge->topics, judge->state, 1, judge->judged, topics);
  for (size_t i = 0; i < topics; i++) {
    const nw_judged *said = &judge->judged[i];
    judge->scores[i] = (newel_topic_score){judge->scores[i].name, said->score_ppm, (newel_band)said->band, said->start, said->end};
  }
  *out = judge->scores;
  *count = topics;
  return NEWEL_OK;
}
