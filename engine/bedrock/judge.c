/* bedrock/judge.c - see bedrock/judge.h. */
#include "bedrock/judge.h"

#include "base/error.h"
#include "base/slice.h"
#include "policy/fields.h"

/* Characters that grounding takes as source and as query, in every region. */
enum { SOURCE_CHARS = 50000, QUERY_CHARS = 1000 };

typedef struct judge {
  const newel_ask *ask;
  newel_reply     *reply;
  nw_judgement     j;
  nw_text_block   *blocks;
  nw_item_places   places;
  newel_answer_span *spans;   /* room for all places */
  int              checks, traced, code;
  int              unexplained;  /* traced: the call was stopped, and nothing in either assessment says why */
} judge;

/* ---- what can be judged ---- */

static size_t chars_of(newel_slice text) {
  size_t chars = 0;
  for (size_t i = 0; i < text.len; i++) chars += (text.data[i] & 0xC0) != 0x80;
  return chars;
}

static size_t context_chars(const newel_ask *ask, uint32_t qualifier) {
  size_t chars = 0;
  for (size_t b = 0; b < ask->block_count; b++)
    if ((ask->blocks[b].qualifiers & qualifier) != 0) chars += chars_of(ask->blocks[b].text);
  return chars;
}

/* Grounding reads a source and a query on OUTPUT; reasoning reads claims. Too much of a source is a failure of the asking. */
static newel_answer_status can_relate(const newel_ask *ask, const newel_rule_info *rule) {
  size_t source = context_chars(ask, NEWEL_QUALIFIER_GROUNDING_SOURCE), query = context_chars(ask, NEWEL_QUALIFIER_QUERY);
  if (ask->source != NEWEL_SOURCE_OUTPUT) return NEWEL_ANSWER_CANNOT;
  if (nw_slice_is(rule->kind, "reasoning")) return NEWEL_ANSWER_JUDGED;
  if (source == 0 || query == 0) return NEWEL_ANSWER_CANNOT;
  return source > SOURCE_CHARS || query > QUERY_CHARS ? NEWEL_ANSWER_FAILED : NEWEL_ANSWER_JUDGED;
}

/* Newel knows more types of PII than Bedrock does. */
static int is_bedrock_entity(newel_slice name) {
  unsigned entity;
  return nw_entity_row_find(name, &entity) && nw_entity_row_at(entity)->bedrock;
}

newel_answer_status nw_judge_can(const newel_ask *ask, const newel_rule_info *rule, int checks) {
  static const char *const by_guardrail[] = { "content", "topic", "word", "pii", "regex" };
  if (nw_slice_is(rule->kind, "pii") && !is_bedrock_entity(rule->name)) return NEWEL_ANSWER_CANNOT;
  if (checks) return nw_slice_is(rule->kind, "content") || nw_slice_is(rule->kind, "pii") ? NEWEL_ANSWER_JUDGED : NEWEL_ANSWER_CANNOT;
  if (nw_slice_is(rule->kind, "grounding") || nw_slice_is(rule->kind, "reasoning")) return can_relate(ask, rule);
  for (size_t i = 0; i < sizeof by_guardrail / sizeof *by_guardrail; i++)
    if (nw_slice_is(rule->kind, by_guardrail[i])) return NEWEL_ANSWER_JUDGED;
  return NEWEL_ANSWER_CANNOT;  /* secrets, hidden text: Bedrock has no such rule */
}

/* ---- matching items and rules ---- */

/* Does an item speak of a rule? Of a custom word Bedrock does not say whose list it is on: it speaks of all of them. */
static int speaks_of(const nw_item *item, const newel_rule_info *rule) {
  if (!nw_slice_is(rule->kind, nw_item_kind_name(item->kind))) return 0;
  if (item->kind == NW_ITEM_REASONING) return 1;
  if (item->kind == NW_ITEM_WORD) return !nw_slice_is(rule->name, "PROFANITY");
  return nw_slice_eq(item->name, rule->name);
}

static int is_asked(const judge *g, const nw_item *item) {
  for (size_t r = 0; r < g->ask->rule_count; r++)
    if (speaks_of(item, &g->ask->rules[r])) return 1;
  return 0;
}

static uint64_t units_of(const judge *g, const char *unit) {
  for (size_t i = 0; i < g->j.units.count; i++)
    if (nw_slice_is(g->j.units.at[i].name, unit)) return g->j.units.at[i].count;
  return 0;
}

/* Is there a sign that the rule was judged: an entry of it, or units of its kind? */
static int was_judged(const judge *g, const newel_rule_info *rule) {
  static const struct { const char *kind, *units[2]; } signs[] = {
    { "content", { "contentPolicyUnits", NULL } }, { "topic", { "topicPolicyUnits", NULL } },
    { "word", { "wordPolicyUnits", NULL } }, { "pii", { "sensitiveInformationPolicyUnits", NULL } },
    { "regex", { "sensitiveInformationPolicyFreeUnits", "sensitiveInformationPolicyUnits" } },
    { "grounding", { "contextualGroundingPolicyUnits", NULL } },
  };
  int entries = 0, undecided = 0;
  if (g->checks) {
    const char *unit = nw_slice_is(rule->kind, "pii") ? "sensitiveInformation.textUnits" : "contentFilter.textUnits";
    if (nw_slice_is(rule->name, "PROMPT_ATTACK")) unit = "promptAttack.textUnits";
    if (units_of(g, unit) > 0) return 1;
  }
  for (size_t i = 0; i < g->j.items.count; i++) {
    if (!speaks_of(&g->j.items.at[i], rule)) continue;
    entries = 1;
    undecided |= g->j.items.at[i].undecided;
  }
  if (entries) return !undecided;
  for (size_t i = 0; i < sizeof signs / sizeof *signs && !g->checks; i++)
    for (size_t u = 0; u < 2 && nw_slice_is(rule->kind, signs[i].kind); u++)
      if (signs[i].units[u] != NULL && units_of(g, signs[i].units[u]) > 0) return 1;
  return 0;
}

/* ---- words ---- */

static void say(judge *g, const newel_say *word) {
  int code = newel_reply_say(g->reply, word);
  if (code != NEWEL_OK && g->code == NEWEL_OK) g->code = code;
}

/* Severity is a property of the text: the strength of the rule says from where on it acts. */
static int is_hit(const judge *g, const nw_item *item, const newel_rule_info *rule) {
  if (!g->checks || item->kind != NW_ITEM_CONTENT) return 1;
  return nw_severity_level(item->score_ppm) + rule->strength[g->ask->source] >= 4;
}

/* The hits of a rule in a block, certain ones and inferred ones apart. 1 when there was one. */
static int say_hits(judge *g, uint32_t r, uint32_t b, int inferred) {
  newel_say word = { .rule = r, .block = b, .status = NEWEL_ANSWER_JUDGED, .band = NEWEL_BAND_HIT, .spans = g->spans,
                     .inferred = inferred };
  int any = 0;
  for (size_t i = 0; i < g->places.list.count; i++) {
    const nw_item_place *place = &g->places.list.at[i];
    const nw_item *item = &g->j.items.at[place->item];
    if (place->block != b || place->inferred != inferred || !speaks_of(item, &g->ask->rules[r])) continue;
    if (!is_hit(g, item, &g->ask->rules[r])) continue;
    any = 1;
    if (item->score_ppm > word.score_ppm) word.score_ppm = item->score_ppm;
    g->spans[word.span_count++] = (newel_answer_span){ place->start, place->end };
  }
  if (any) say(g, &word);
  return any;
}

static void say_rule(judge *g, uint32_t r) {
  const newel_rule_info *rule = &g->ask->rules[r];
  newel_answer_status can = nw_judge_can(g->ask, rule, g->checks);
  int judged = can == NEWEL_ANSWER_JUDGED && was_judged(g, rule);
  for (uint32_t b = 0; b < g->ask->block_count; b++) {
    newel_say word = { .rule = r, .block = b, .status = judged ? NEWEL_ANSWER_JUDGED : NEWEL_ANSWER_CANNOT, .band = NEWEL_BAND_CLEAR };
    if (g->blocks[b].context) continue;
    if (g->traced && can == NEWEL_ANSWER_JUDGED && !judged) word.status = NEWEL_ANSWER_FAILED;
    int hits = say_hits(g, r, b, 0);
    hits |= say_hits(g, r, b, 1);
    if (can == NEWEL_ANSWER_FAILED) word.status = NEWEL_ANSWER_FAILED;
    /* Findings that were left out, or cannot be read, may stand anywhere. */
    int cut = (g->j.truncated && nw_slice_is(rule->kind, "pii")) || (g->j.malformed && can == NEWEL_ANSWER_JUDGED);
    if (cut) word.status = NEWEL_ANSWER_FAILED;
    if (!hits || cut) say(g, &word);
  }
}

/* Everything is denied. One rule says it, the first that is not only observed; of the others nothing is known. */
static void say_denied(judge *g) {
  uint32_t speaker = 0;
  while (speaker + 1 < g->ask->rule_count && g->ask->rules[speaker].observe) speaker++;
  if (g->ask->rules[speaker].observe) speaker = 0;
  for (uint32_t r = 0; r < g->ask->rule_count; r++)
    for (uint32_t b = 0; b < g->ask->block_count; b++) {
      newel_say word = { .rule = r, .block = b, .status = r == speaker ? NEWEL_ANSWER_DENIED : NEWEL_ANSWER_CANNOT };
      if (!g->blocks[b].context) say(g, &word);
    }
}

static int is_denied(const judge *g) {
  size_t content = 0;
  if (g->checks) return 0;
  for (size_t b = 0; b < g->ask->block_count; b++) content += !g->blocks[b].context;
  nw_ruling ruling = g->traced ? NW_RULING_PASS : nw_judgement_rule(&g->j, -1, g->ask->block_count, content);
  if (ruling == NW_RULING_UNEXPLAINED || g->unexplained) return 1;
  for (size_t i = 0; i < g->j.items.count; i++) {
    const nw_item *item = &g->j.items.at[i];
    if (item->detected && item->action == NEWEL_ACTION_BLOCK && !is_asked(g, item)) return 1;
  }
  return 0;
}

/* ---- the whole ---- */

static int take_blocks(judge *g, newel_error *err) {
  g->blocks = nw_arena_alloc(g->j.arena, g->ask->block_count * sizeof *g->blocks);
  if (g->blocks == NULL) return nw_fail_nomem(err);
  for (size_t b = 0; b < g->ask->block_count; b++) {
    uint32_t q = g->ask->blocks[b].qualifiers;
    int context = q != 0 && (q & NEWEL_QUALIFIER_GUARD_CONTENT) == 0;
    g->blocks[b] = (nw_text_block){ g->ask->blocks[b].text, g->ask->source, (uint8_t)context };
  }
  return NEWEL_OK;
}

static int read_answer(judge *g, newel_slice json, newel_error *err) {
  nw_import_format format = g->checks ? NW_IMPORT_CHECKS : NW_IMPORT_APPLY_GUARDRAIL;
  int code = nw_import_answer(&g->j, format, json, g->ask->source, err);
  if (code != NEWEL_OK) return code;
  if (!g->checks && !g->j.acted) return nw_fail(err, NEWEL_E_FORMAT, "the answer of ApplyGuardrail has no action");
  if (take_blocks(g, err) != NEWEL_OK) return NEWEL_E_NOMEM;
  for (size_t i = 0; i < g->j.items.count; i++) {
    nw_item *item = &g->j.items.at[i];
    item->source = g->ask->source;
    if (!item->placed) continue;
    item->block >>= 16;  /* of (message, content): a message is a block */
    if (item->block < g->ask->block_count)
      nw_chars_to_bytes(g->blocks[item->block].text, item->start, item->end, &item->start, &item->end, &item->doubtful);
    else item->placed = 0;
  }
  return NEWEL_OK;
}

/* ---- the trace of Converse ---- */

static int stands_somewhere(const judge *g, newel_slice text) {
  for (size_t b = 0; b < g->ask->block_count; b++)
    for (size_t at = 0; text.len > 0 && at + text.len <= g->blocks[b].text.len; at++)
      if (memcmp(g->blocks[b].text.data + at, text.data, text.len) == 0) return 1;
  return 0;
}

/* The output comes masked: what was matched is gone, and its mask, "{NAME}", stands where it was. */
static int find_masks(judge *g) {
  for (size_t i = 0; i < g->j.items.count; i++) {
    nw_item *item = &g->j.items.at[i];
    if (!item->detected || item->action != NEWEL_ACTION_ANONYMIZE || stands_somewhere(g, item->match)) continue;
    char *mask = nw_arena_alloc(g->j.arena, item->name.len + 2);
    if (mask == NULL) return 0;
    mask[0] = '{', mask[item->name.len + 1] = '}';
    memcpy(mask + 1, item->name.data, item->name.len);
    newel_slice text = nw_slice(mask, item->name.len + 2);
    if (stands_somewhere(g, text)) item->match = text;
  }
  return 1;
}

/* An intervention may be explained by either side; what is read is the side of the ask. */
static int read_trace(judge *g, newel_slice json, newel_error *err) {
  nw_judgement both;
  nw_judgement_init(&both, g->j.arena);
  int code = nw_import_answer(&both, NW_IMPORT_CONVERSE, json, g->ask->source, err);
  g->unexplained = code == NEWEL_OK && nw_judgement_rule(&both, -1, 0, 0) == NW_RULING_UNEXPLAINED;
  nw_judgement_free(&both);
  if (code == NEWEL_OK) code = nw_import_side(&g->j, json, g->ask->source, err);
  if (code == NEWEL_OK && !g->j.assessed[g->ask->source] && !g->unexplained)
    code = nw_fail(err, NEWEL_E_FORMAT, "the trace of Converse has no assessment of the %s",
                   g->ask->source == NEWEL_SOURCE_INPUT ? "input" : "output");
  if (code == NEWEL_OK) code = take_blocks(g, err);
  return code == NEWEL_OK && !find_masks(g) ? nw_fail_nomem(err) : code;
}

/* ---- words on all ---- */

static int say_all(judge *g, newel_error *err) {
  nw_places_find(&g->j, g->blocks, g->ask->block_count, &g->places);
  g->spans = nw_arena_alloc(g->j.arena, g->places.list.count * sizeof *g->spans);
  if (g->j.failed || g->spans == NULL) return nw_fail_nomem(err);
  if (is_denied(g)) say_denied(g);
  else
    for (uint32_t r = 0; r < g->ask->rule_count; r++) say_rule(g, r);
  for (size_t i = 0; i < g->j.units.count && g->code == NEWEL_OK; i++) {
    newel_slice name = nw_arena_copy(g->j.arena, g->j.units.at[i].name);  /* with a NUL behind it */
    g->code = name.data == NULL ? NEWEL_E_NOMEM : newel_reply_usage(g->reply, name.data, g->j.units.at[i].count);
  }
  if (g->code != NEWEL_OK) return nw_fail(err, g->code, "what the judge said could not be taken down");
  return NEWEL_OK;
}

static int reply_to(judge g, newel_slice json, nw_alloc alloc, newel_error *err) {
  nw_arena arena;
  nw_arena_init(&arena, alloc);
  nw_judgement_init(&g.j, &arena);
  int code = g.traced ? read_trace(&g, json, err) : read_answer(&g, json, err);
  if (code == NEWEL_OK && !g.traced) code = newel_reply_trace(g.reply, json) == NEWEL_E_NOMEM ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK) code = say_all(&g, err);
  nw_vec_free(&alloc, &g.places.list);
  nw_judgement_free(&g.j);
  nw_arena_free(&arena);
  return code;
}

int nw_judge_reply(const newel_ask *ask, newel_slice json, int checks, nw_alloc alloc, newel_reply *reply, newel_error *err) {
  judge g = { .ask = ask, .reply = reply, .checks = checks };
  return reply_to(g, json, alloc, err);
}

int nw_judge_trace(const newel_ask *ask, newel_slice json, nw_alloc alloc, newel_reply *reply, newel_error *err) {
  judge g = { .ask = ask, .reply = reply, .traced = 1 };
  return reply_to(g, json, alloc, err);
}
