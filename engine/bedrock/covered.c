/* bedrock/covered.c - see bedrock/covered.h. An ask is parted in two; each part is an ask of its own, and its words go back. */
#include "bedrock/covered.h"

#include "base/error.h"
#include "base/slice.h"
#include "bedrock/judge.h"

/* One half of an ask. */
typedef struct half {
  newel_ask        ask;
  newel_ask_block *blocks;
  uint32_t        *whole;    /* by block: its index in the whole ask */
  size_t           content;  /* blocks that are not context */
} half;

void nw_covered_init(nw_covered *covered, const newel_transport *behind, nw_alloc alloc) {
  memset(covered, 0, sizeof *covered);
  covered->behind = behind;
  covered->alloc = alloc;
  nw_arena_init(&covered->arena, alloc);
}

void nw_covered_free(nw_covered *covered) {
  for (size_t i = 0; i < covered->memos.count; i++) nw_reply_free(&covered->memos.at[i].reply);
  nw_vec_free(&covered->alloc, &covered->memos);
  nw_arena_free(&covered->arena);
}

/* ---- parting ---- */

static int is_relational(const newel_ask *ask) {
  for (size_t r = 0; r < ask->rule_count; r++)
    if (nw_slice_is(ask->rules[r].kind, "grounding") || nw_slice_is(ask->rules[r].kind, "reasoning")) return 1;
  return 0;
}

static int is_covered(const nw_covered *c, const newel_ask *ask, const newel_ask_block *block) {
  if (c->phase == NW_COVERED_OFF || block->segment >= c->segment_count || !c->segments[block->segment]) return 0;
  return c->relates || !is_relational(ask);
}

/* The blocks that are covered, or those that are not; context goes with both. */
static int take_half(const nw_covered *c, const newel_ask *ask, int covered, nw_arena *arena, half *out) {
  *out = (half){ *ask, nw_arena_alloc(arena, ask->block_count * sizeof *out->blocks),
                 nw_arena_alloc(arena, ask->block_count * sizeof *out->whole), 0 };
  if (out->blocks == NULL || out->whole == NULL) return 0;
  size_t count = 0;
  for (uint32_t b = 0; b < ask->block_count; b++) {
    int context = nw_ask_is_context(&ask->blocks[b]);
    if (!context && is_covered(c, ask, &ask->blocks[b]) != covered) continue;
    out->content += !context;
    out->whole[count] = b;
    out->blocks[count++] = ask->blocks[b];
  }
  out->ask.blocks = out->blocks;
  out->ask.block_count = count;
  return 1;
}

/* ---- words ---- */

/* One word on every rule and block of a half. */
static int say_all(const half *h, newel_answer_status status, newel_reply *reply) {
  int code = NEWEL_OK;
  for (uint32_t r = 0; r < h->ask.rule_count; r++)
    for (size_t b = 0; b < h->content && code == NEWEL_OK; b++) {
      newel_say word = { .rule = r, .block = h->whole[b], .status = status, .band = NEWEL_BAND_CLEAR };
      code = newel_reply_say(reply, &word);
    }
  return code;
}

static int give_back(const half *h, const newel_reply *from, newel_reply *to) {
  int code = NEWEL_OK;
  for (size_t i = 0; i < from->says.count && code == NEWEL_OK; i++) {
    newel_say word = from->says.at[i];
    word.block = h->whole[word.block];
    code = newel_reply_say(to, &word);
  }
  for (size_t i = 0; i < from->units.count && code == NEWEL_OK; i++)
    if (!nw_reply_count(to, from->units.at[i].name, from->units.at[i].count)) code = NEWEL_E_NOMEM;
  for (size_t i = 0; i < from->records.count && code == NEWEL_OK; i++) code = newel_reply_trace(to, from->records.at[i]);
  return code;
}

/* ---- the half that Converse answers ---- */

static int ask_trace(nw_covered *c, const half *h, newel_reply *reply, newel_error *err) {
  if (c->phase == NW_COVERED_WAITS) {
    c->waiting++;
    return say_all(h, NEWEL_ANSWER_JUDGED, reply);
  }
  if (c->answer.len == 0) return nw_fail(err, NEWEL_E_NETWORK, "the call of the model gave no trace");
  newel_reply mine;
  nw_reply_init(&mine, &h->ask, reply->arena);
  int code = nw_judge_trace(&h->ask, c->answer, c->alloc, &mine, err);
  if (c->counted[h->ask.source]) mine.units.count = 0;
  c->counted[h->ask.source] = 1;
  if (code == NEWEL_OK) code = give_back(h, &mine, reply);
  nw_reply_free(&mine);
  return code;
}

/* ---- the half that is asked ---- */

static int same_ask(const newel_ask *a, const newel_ask *b) {
  if (a->source != b->source || a->block_count != b->block_count || a->rule_count != b->rule_count) return 0;
  for (size_t i = 0; i < a->rule_count; i++)
    if (!nw_slice_eq(a->rules[i].id, b->rules[i].id)) return 0;
  for (size_t i = 0; i < a->block_count; i++)
    if (a->blocks[i].segment != b->blocks[i].segment || !nw_slice_eq(a->blocks[i].text, b->blocks[i].text)) return 0;
  return 1;
}

static const nw_covered_memo *find(const nw_covered *c, const newel_ask *ask) {
  for (size_t i = 0; i < c->memos.count; i++)
    if (same_ask(&c->memos.at[i].ask, ask)) return &c->memos.at[i];
  return NULL;
}

/* A copy of the ask that outlives the round. */
static int keep_ask(nw_covered *c, const newel_ask *ask, newel_ask *out) {
  newel_ask_block *blocks = nw_arena_alloc(&c->arena, ask->block_count * sizeof *blocks);
  newel_rule_info *rules = nw_arena_alloc(&c->arena, ask->rule_count * sizeof *rules);
  if (blocks == NULL || rules == NULL) return 0;
  memcpy(rules, ask->rules, ask->rule_count * sizeof *rules);  /* their texts are the guard's */
  for (size_t b = 0; b < ask->block_count; b++) {
    blocks[b] = ask->blocks[b];
    blocks[b].text = nw_arena_copy(&c->arena, ask->blocks[b].text);
    if (blocks[b].text.data == NULL) return 0;
  }
  *out = *ask;
  out->blocks = blocks;
  out->rules = rules;
  return 1;
}

static int ask_and_keep(nw_covered *c, const half *h, newel_reply *reply, newel_error *err) {
  nw_covered_memo memo;
  if (!keep_ask(c, &h->ask, &memo.ask)) return nw_fail_nomem(err);
  nw_reply_init(&memo.reply, &h->ask, &c->arena);
  memo.code = c->behind->ask(c->behind->self, &h->ask, &memo.reply, err);
  int code = memo.code == NEWEL_OK ? give_back(h, &memo.reply, reply) : memo.code;
  if (nw_vec_push(&c->alloc, &c->memos, memo)) return code;
  nw_reply_free(&memo.reply);
  return nw_fail_nomem(err);
}

static int ask_behind(nw_covered *c, const half *h, newel_reply *reply, newel_error *err) {
  const nw_covered_memo *kept = c->phase == NW_COVERED_TRACED ? find(c, &h->ask) : NULL;
  if (kept != NULL && kept->code == NEWEL_OK) return give_back(h, &kept->reply, reply);
  if (kept != NULL) return nw_fail(err, kept->code, "it could not be asked before the call");
  if (c->phase == NW_COVERED_WAITS) return ask_and_keep(c, h, reply, err);
  newel_reply mine;
  nw_reply_init(&mine, &h->ask, reply->arena);
  int code = c->behind->ask(c->behind->self, &h->ask, &mine, err);
  if (code == NEWEL_OK) code = give_back(h, &mine, reply);
  nw_reply_free(&mine);
  return code;
}

/* ---- both ---- */

/* A half that failed beside one that did not: its blocks say so. */
static int finish(const half *h, int code, int alone, newel_reply *reply) {
  if (code == NEWEL_OK || alone || code == NEWEL_E_NOMEM) return code;
  return say_all(h, code == NEWEL_E_CREDENTIALS ? NEWEL_ANSWER_REFUSED : NEWEL_ANSWER_FAILED, reply);
}

static int ask_both(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err) {
  nw_covered *c = self;
  half covered, other;
  nw_arena arena;
  nw_arena_init(&arena, c->alloc);
  int code = take_half(c, ask, 1, &arena, &covered) && take_half(c, ask, 0, &arena, &other) ? NEWEL_OK : nw_fail_nomem(err);
  if (code == NEWEL_OK && other.content > 0) code = finish(&other, ask_behind(c, &other, reply, err), covered.content == 0, reply);
  if (code == NEWEL_OK && covered.content > 0) code = finish(&covered, ask_trace(c, &covered, reply, err), other.content == 0, reply);
  nw_arena_free(&arena);
  return code;
}

newel_transport nw_covered_transport(nw_covered *covered) {
  newel_transport out = *covered->behind;
  out.self = covered;
  out.ask = ask_both;
  return out;
}
