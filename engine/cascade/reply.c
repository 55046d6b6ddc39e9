/* cascade/reply.c - see cascade/reply.h. A word that does not fit the ask is refused where it is said: what is not said is FAILED. */
#include "cascade/reply.h"

#include "base/slice.h"
#include "json/tree.h"

void nw_reply_init(newel_reply *reply, const newel_ask *ask, nw_arena *arena) {
  memset(reply, 0, sizeof *reply);
  reply->ask = ask;
  reply->alloc = arena->alloc;
  reply->arena = arena;
}

void nw_reply_free(newel_reply *reply) {
  nw_vec_free(&reply->alloc, &reply->says);
  nw_vec_free(&reply->alloc, &reply->units);
  nw_vec_free(&reply->alloc, &reply->records);
}

static int fits(const newel_ask *ask, const newel_say *say) {
  if (say->rule >= ask->rule_count || say->block >= ask->block_count || nw_ask_is_context(&ask->blocks[say->block])) return 0;
  if ((unsigned)say->status > NEWEL_ANSWER_REFUSED) return 0;
  if (say->status == NEWEL_ANSWER_JUDGED && say->band != NEWEL_BAND_CLEAR && say->band != NEWEL_BAND_HIT) return 0;
  if (say->span_count > 0 && say->spans == NULL) return 0;
  for (size_t i = 0; i < say->span_count; i++)
    if (say->spans[i].start > say->spans[i].end || say->spans[i].end > ask->blocks[say->block].text.len) return 0;
  return 1;
}

int newel_reply_say(newel_reply *reply, const newel_say *say) {
  if (reply == NULL || say == NULL || !fits(reply->ask, say)) return NEWEL_E_ARGUMENT;
  newel_say copy = *say;
  if (say->span_count > 0) {
    newel_answer_span *spans = nw_arena_alloc(reply->arena, say->span_count * sizeof *spans);
    if (spans == NULL) return NEWEL_E_NOMEM;
    memcpy(spans, say->spans, say->span_count * sizeof *spans);
    copy.spans = spans;
  }
  return nw_vec_push(&reply->alloc, &reply->says, copy) ? NEWEL_OK : NEWEL_E_NOMEM;
}

int nw_reply_count(newel_reply *reply, newel_slice unit, uint64_t count) {
  for (size_t i = 0; i < reply->units.count; i++)
    if (nw_slice_eq(reply->units.at[i].name, unit)) return reply->units.at[i].count += count, 1;
  newel_stage_unit fresh = { nw_arena_copy(reply->arena, unit), count };
  return fresh.name.data != NULL && nw_vec_push(&reply->alloc, &reply->units, fresh);
}

int newel_reply_usage(newel_reply *reply, const char *unit, uint64_t count) {
  if (reply == NULL || unit == NULL) return NEWEL_E_ARGUMENT;
  return nw_reply_count(reply, newel_slice_of(unit), count) ? NEWEL_OK : NEWEL_E_NOMEM;
}

/* Only JSON may stand in a trace. */
static int check_json(const nw_alloc *alloc, newel_slice json) {
  enum { RECORD_NODES = 1000000 };
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, *alloc);
  int code = nw_json_parse(&root, &arena, json, RECORD_NODES, NULL);
  nw_arena_free(&arena);
  return code;
}

int newel_reply_trace(newel_reply *reply, newel_slice json) {
  if (reply == NULL) return NEWEL_E_ARGUMENT;
  int code = check_json(&reply->alloc, json);
  if (code != NEWEL_OK) return code;
  newel_slice copy = nw_arena_copy(reply->arena, json);
  return copy.data != NULL && nw_vec_push(&reply->alloc, &reply->records, copy) ? NEWEL_OK : NEWEL_E_NOMEM;
}
