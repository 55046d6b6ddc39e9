/* cascade/asking.c - jobs become asks, replies become words. See cascade/asking.h. */
#include "cascade/asking.h"

#include "base/slice.h"
#include "cascade/cut.h"

enum { MAX_UNITS = 25, MAX_GROUNDED_UNITS = 5 };  /* the smallest quotas of any region: FACTS of Bedrock, docs/escalation.md */

void nw_asking_init(nw_asking *asking, const newel_guard *guard, const newel_transport *transport, uint32_t deadline_ms) {
  memset(asking, 0, sizeof *asking);
  asking->guard = guard;
  asking->transport = transport;
  asking->alloc = guard->alloc;
  asking->deadline_ms = deadline_ms > 0 ? deadline_ms : guard->deadline_ms;
  nw_arena_init(&asking->arena, guard->alloc);
  nw_reply_init(&asking->sum, NULL, &asking->arena);
}

void nw_asking_free(nw_asking *asking) {
  nw_vec_free(&asking->alloc, &asking->jobs);
  nw_vec_free(&asking->alloc, &asking->context);
  nw_vec_free(&asking->alloc, &asking->words);
  nw_reply_free(&asking->sum);
  nw_arena_free(&asking->arena);
}

/* ---- jobs ---- */

/* The text as UTF-8: a byte that is none becomes '?', so that offsets stay. */
static newel_slice clean(nw_asking *asking, newel_slice text) {
  size_t good = nw_utf8_valid_len(text.data, text.len);
  if (good == text.len) return text;
  newel_slice copy = nw_arena_copy(&asking->arena, text);
  char *bytes = (char *)(uintptr_t)copy.data;
  if (bytes == NULL) {
    asking->failed = 1;
    return NW_LIT("");
  }
  while (good < copy.len) {
    bytes[good] = '?';
    good += nw_utf8_valid_len(bytes + good, copy.len - good);
  }
  return copy;
}

static int is_blank(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if (!nw_is_space((unsigned char)text.data[i])) return 0;
  return 1;
}

void nw_asking_context(nw_asking *asking, newel_slice text, uint32_t qualifiers) {
  newel_ask_block block = { nw_arena_copy(&asking->arena, clean(asking, text)), qualifiers, UINT32_MAX, 0 };
  block.qualifiers &= NEWEL_QUALIFIER_GROUNDING_SOURCE | NEWEL_QUALIFIER_QUERY;
  if (is_blank(text)) return;
  if (block.text.data == NULL || !nw_vec_push(&asking->alloc, &asking->context, block)) asking->failed = 1;
}

static void add_word(nw_asking *asking, uint32_t segment, uint32_t rule, const newel_say *say) {
  nw_word word = { segment, rule, *say };
  if (!nw_vec_push(&asking->alloc, &asking->words, word)) asking->failed = 1;
}

void nw_asking_job(nw_asking *asking, uint32_t segment, newel_surface surface, newel_slice text, size_t from,
                   const uint8_t *rules) {
  static const newel_say clear = { .status = NEWEL_ANSWER_JUDGED, .band = NEWEL_BAND_CLEAR };
  if (text.len == 0) text = NW_LIT("");
  int alone = surface == NEWEL_SURFACE_TOOL_RESULT || surface == NEWEL_SURFACE_RETRIEVED;
  if (is_blank(nw_slice(text.data + from, text.len - from))) {
    for (uint32_t r = 0; r < asking->guard->rule_count; r++)
      if (rules[r]) add_word(asking, segment, r, &clear);
    return;
  }
  nw_job job = { clean(asking, text), from, segment, newel_surface_source(surface), (uint8_t)alone, rules };
  if (asking->failed || !nw_vec_push(&asking->alloc, &asking->jobs, job)) asking->failed = 1;
}

/* ---- one ask ---- */

/* The ask that is being filled. */
typedef struct filling {
  nw_asking       *asking;
  const nw_job    *like;       /* source and rules of all its blocks */
  newel_rule_info *rules;
  uint32_t        *rule_ids;   /* of the guard */
  size_t           rule_count;
  int              relational; /* a grounding or reasoning rule is among them */
  size_t           most, used; /* text units */
  NW_VEC(newel_ask_block) blocks;
} filling;

static uint32_t left_ms(const nw_asking *asking, uint64_t begun_ns) {
  const newel_engine *engine = asking->guard->engine;
  if (engine->clock_ns == NULL) return asking->deadline_ms;
  uint64_t gone = (engine->clock_ns(engine->clock_user) - begun_ns) / 1000000u;
  return gone >= asking->deadline_ms ? 0 : (uint32_t)(asking->deadline_ms - gone);
}

static void note_error(nw_asking *asking, const char *text) {
  if (asking->error.len > 0) return;
  asking->error = nw_arena_copy(&asking->arena, newel_slice_of(*text == '\0' ? "the judge gave no answer" : text));
}

static void fail_block(filling *f, const newel_ask_block *block, newel_answer_status status) {
  const newel_say failed = { .status = status };
  for (size_t r = 0; r < f->rule_count; r++) add_word(f->asking, block->segment, f->rule_ids[r], &failed);
}

/* Moves a word's places from the block to the text of the job. */
static void take_say(filling *f, const newel_say *say, size_t offset) {
  newel_say moved = *say;
  newel_answer_span *spans = (newel_answer_span *)(uintptr_t)say->spans;  /* the reply's own copy */
  for (size_t i = 0; i < say->span_count; i++) {
    if (spans[i].start == 0 && spans[i].end == 0) spans[i].end = f->blocks.at[say->block].text.len;
    spans[i].start += offset, spans[i].end += offset;
  }
  add_word(f->asking, f->blocks.at[say->block].segment, f->rule_ids[say->rule], &moved);
}

/* Words of a reply; a rule and block without one has FAILED. */
static void take_reply(filling *f, const newel_reply *reply, size_t content) {
  static const newel_say failed = { .status = NEWEL_ANSWER_FAILED };
  uint8_t *said = nw_arena_zalloc(&f->asking->arena, content * f->rule_count);
  if (said == NULL) {
    f->asking->failed = 1;
    return;
  }
  for (size_t i = 0; i < reply->says.count; i++) {
    const newel_say *say = &reply->says.at[i];
    said[say->block * f->rule_count + say->rule] = 1;
    take_say(f, say, f->blocks.at[say->block].offset);
  }
  for (size_t b = 0; b < content; b++)
    for (size_t r = 0; r < f->rule_count; r++) {
      if (said[b * f->rule_count + r]) continue;
      add_word(f->asking, f->blocks.at[b].segment, f->rule_ids[r], &failed);
      note_error(f->asking, "the judge said nothing of a rule it was asked about");
    }
  for (size_t i = 0; i < reply->units.count; i++)
    if (!nw_reply_count(&f->asking->sum, reply->units.at[i].name, reply->units.at[i].count)) f->asking->failed = 1;
  for (size_t i = 0; i < reply->records.count; i++)
    if (!nw_vec_push(&f->asking->alloc, &f->asking->sum.records, reply->records.at[i])) f->asking->failed = 1;
}

static int add_context(filling *f) {
  if (!f->relational) return 1;
  for (size_t i = 0; i < f->blocks.count; i++) f->blocks.at[i].qualifiers = NEWEL_QUALIFIER_GUARD_CONTENT;
  for (size_t i = 0; i < f->asking->context.count; i++)
    if (!nw_vec_push(&f->asking->alloc, &f->blocks, f->asking->context.at[i])) return 0;
  return 1;
}

/* Asks what is filled, and empties it. */
static void ask_now(filling *f, uint64_t begun_ns) {
  nw_asking *asking = f->asking;
  const newel_transport *transport = asking->transport;
  size_t content = f->blocks.count;
  newel_reply reply;
  newel_error err = { 0 };
  if (content == 0 || asking->failed) return;
  if (!add_context(f)) {
    asking->failed = 1;
    return;
  }
  newel_ask ask = { sizeof ask, f->like->source, f->blocks.at, f->blocks.count, f->rules, f->rule_count, asking->guard->guardrail,
                    asking->guard->version, left_ms(asking, begun_ns) };
  nw_reply_init(&reply, &ask, &asking->arena);
  int code = NEWEL_E_NETWORK;
  if (ask.deadline_ms > 0) {
    asking->asks++;
    code = transport->ask(transport->self, &ask, &reply, &err);
  } else {
    note_error(asking, "the deadline has passed");
  }
  if (code == NEWEL_OK) {
    take_reply(f, &reply, content);
  } else {
    note_error(asking, err.message);
    newel_answer_status status = code == NEWEL_E_CREDENTIALS ? NEWEL_ANSWER_REFUSED : NEWEL_ANSWER_FAILED;
    for (size_t b = 0; b < content; b++) fail_block(f, &f->blocks.at[b], status);
  }
  nw_reply_free(&reply);
  f->blocks.count = f->used = 0;
}

/* ---- filling asks ---- */

static void add_piece(filling *f, const nw_job *job, size_t start, size_t end, size_t units) {
  newel_ask_block block = { nw_slice(job->text.data + start, end - start), 0, job->segment, start };
  if (!nw_vec_push(&f->asking->alloc, &f->blocks, block)) f->asking->failed = 1;
  f->used += units;
}

/* A text that fits into what is left goes there; one that fits an ask of its own begins one; a longer one is cut. */
static void fill_job(filling *f, const nw_job *job, uint64_t begun_ns) {
  for (size_t start = job->from; start < job->text.len && !f->asking->failed;) {
    newel_slice rest = nw_slice(job->text.data + start, job->text.len - start);
    size_t units = nw_cut_units(nw_cut_chars(rest)), end = job->text.len;
    if (f->used > 0 && f->used + units > f->most) ask_now(f, begun_ns);
    if (units > f->most) {
      end = nw_cut_end(job->text, start, f->most * NW_UNIT_CHARS);
      units = f->most;
    }
    add_piece(f, job, start, end, units);
    start = end == job->text.len ? end : nw_cut_next(job->text, start, end);
  }
}

static int is_relational(newel_slice kind) { return nw_slice_is(kind, "grounding") || nw_slice_is(kind, "reasoning"); }

static int begin_filling(filling *f, nw_asking *asking, const nw_job *like) {
  size_t count = asking->guard->rule_count;
  memset(f, 0, sizeof *f);
  f->asking = asking;
  f->like = like;
  f->rules = nw_arena_alloc(&asking->arena, count * sizeof *f->rules);
  f->rule_ids = nw_arena_alloc(&asking->arena, count * sizeof *f->rule_ids);
  if (f->rules == NULL || f->rule_ids == NULL) return 0;
  for (uint32_t r = 0; r < count; r++) {
    if (!like->rules[r]) continue;
    f->rules[f->rule_count] = newel_guard_rule(asking->guard, r);
    f->relational |= is_relational(f->rules[f->rule_count].kind);
    f->rule_ids[f->rule_count++] = r;
  }
  const newel_transport *transport = asking->transport;
  f->most = transport->max_units > 0 ? transport->max_units : MAX_UNITS;
  size_t grounded = transport->max_grounded > 0 ? transport->max_grounded : MAX_GROUNDED_UNITS;
  if (f->relational && grounded < f->most) f->most = grounded;
  return 1;
}

static int goes_with(const nw_asking *asking, const nw_job *a, const nw_job *b) {
  return a->source == b->source && !a->alone && !b->alone && memcmp(a->rules, b->rules, asking->guard->rule_count) == 0;
}

/* The job `first` and all behind it that go with it. Asked jobs lose their text. */
static void ask_group(nw_asking *asking, size_t first, uint64_t begun_ns) {
  filling f;
  nw_job like = asking->jobs.at[first];
  if (!begin_filling(&f, asking, &like)) asking->failed = 1;
  for (size_t i = first; i < asking->jobs.count && !asking->failed; i++) {
    nw_job *job = &asking->jobs.at[i];
    if (job->text.len == 0 || (i != first && !goes_with(asking, &like, job))) continue;
    fill_job(&f, job, begun_ns);
    job->text.len = 0;
  }
  ask_now(&f, begun_ns);
  nw_vec_free(&asking->alloc, &f.blocks);
}

void nw_asking_round(nw_asking *asking) {
  const newel_engine *engine = asking->guard->engine;
  uint64_t begun_ns = engine->clock_ns == NULL ? 0 : engine->clock_ns(engine->clock_user);
  for (size_t i = 0; i < asking->jobs.count && !asking->failed; i++)
    if (asking->jobs.at[i].text.len > 0) ask_group(asking, i, begun_ns);
  asking->jobs.count = 0;
  if (engine->clock_ns != NULL) asking->elapsed_ns += engine->clock_ns(engine->clock_user) - begun_ns;
}
