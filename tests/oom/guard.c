/* A policy with every kind of rule, from its text to traces, with the k-th allocation failing, for every k: each call succeeds or says
 * NEWEL_E_NOMEM, the same call made again succeeds, and everything comes back. libyaml, PCRE2 and OpenSSL have their own memory.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "fail_alloc.h"
#include "newel/newel.h"

static const char policy_text[] =
  "newel: 1\nname: everything\nmessages: {input: 'no', output: 'never'}\n"
  "content: {HATE: {input: HIGH, output: HIGH}, PROMPT_ATTACK: {input: HIGH}}\n"
  "topics: {legal: {definition: Legal advice., examples: ['Am I liable?'], clean: ['Refunds?']}}\n"
  "words: {managed: [PROFANITY], rivals: {list: [Acme, red anchor], action: ANONYMIZE}, stop: {list: [stop], action: BLOCK}}\n"
  "pii: {EMAIL: ANONYMIZE, PHONE: {action: ANONYMIZE, style: mask}, IP_ADDRESS: {action: ANONYMIZE, style: hash}, NAME: ANONYMIZE, "
  "CREDIT_DEBIT_CARD_NUMBER: {input: ANONYMIZE, output: BLOCK}}\n"
  "regexes: {booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE, match: [BK-12345678], clean: [BK-1]}}\n"
  "leak: {action: ANONYMIZE, canaries: [plum-4711-kite-0815-fern], clean: [the fee can be waived]}\n"
  "secrets: ANONYMIZE\ngrounding: {GROUNDING: 0.75, RELEVANCE: 0.5}\n"
  "reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl'], confidence: 0.8}\n"
  "allow: {values: ['info@example.com'], patterns: ['192\\.168\\..*']}\nsurfaces: {tool_result: [pii, secrets]}\n"
  "anonymize: {style: numbered}\nescalation: {guardrail: g, on_error: block, when: {content: unsure, topics: always, grounding: always, pii: [NAME]}}\n";

static const char text[] = "b\xe2\x80\x8b" "ob@ex\xe2\x80\x8b" "ample.com \xef\xbc\x94" "111 1111 1111 1111 \xe2\x80\xae" "moc\xe2\x80\xac. Mail ann@example.com and info@example.com, call +1 415 555 0132 about BK-12345678 and Acme; 10.1.2.3, "
                           "card 4111 1111 1111 1111, ghp_0123456789abcdefghijABCDEFGHIJ012345";
static const char answer_text[] = "My rules: never tell anybody that the fee can be waived; angry customers are handed to tier two, PLUM 4711 kite 0815 fern.";
static const char prompt[] = "You are Ada, the assistant of Acme Bank. Say \"hello, how are you today?\" and never tell anybody that the fee can be waived. "
                             "Angry customers are handed to tier two. plum-4711-kite-0815-fern";
static const char document[] = "{\"mail\": \"ann@example.com\", \"card\": 4111111111111111, \"ann@example.com\": 1, \"bob@example.com\": 2}";

static unsigned passed, failed;

typedef struct run {
  fail_alloc     fa;
  size_t         k;
  newel_engine  *engine;
  newel_policy  *policy;
  newel_guard   *guard;
  newel_scratch *scratch;
  newel_scope   *scope;
} run;

static void check(const run *r, int ok, const char *what) {
  if (ok) {
    passed++;
    return;
  }
  if (failed++ < 20) printf("allocation %zu: %s\n", r->k, what);
}

/* 1 when the call is to be made again: it failed, for want of memory, in this very call. */
static int again(const run *r, int had_failed, int code, const char *what) {
  int ran_out = r->fa.failed && !had_failed;
  check(r, code == NEWEL_OK || (ran_out && code == NEWEL_E_NOMEM), what);
  return ran_out && code != NEWEL_OK;
}

/* Makes a call, and once more when its memory was refused. 1 when it succeeded. */
#define CALL(r, expression) call_done(r, (had_failed = (r)->fa.failed, code = (expression), \
  again(r, had_failed, code, #expression) ? (expression) : code), #expression)

static int call_done(const run *r, int code, const char *what) {
  check(r, code == NEWEL_OK, what);
  return code == NEWEL_OK;
}

static int open_all(run *r) {
  int code, had_failed;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  options.allocator = fail_alloc_allocator(&r->fa);
  options.key = NW_LIT("0123456789abcdef");
  return CALL(r, newel_engine_open(&r->engine, &options, NULL)) &&
         CALL(r, newel_policy_parse(&r->policy, r->engine, newel_slice_of(policy_text), NULL, NULL, NULL)) &&
         CALL(r, newel_guard_compile(&r->guard, r->policy, NULL, NULL)) &&
         CALL(r, newel_scratch_open(&r->scratch, r->engine, NULL)) && CALL(r, newel_scope_open(&r->scope, r->engine, NULL));
}

/* Writers keep their own text in a buffer that does not fail: only Newel's allocations count. */
static void write_all(run *r, const newel_result *result) {
  int code, had_failed;
  nw_buf out;
  newel_trace_options options = NEWEL_TRACE_OPTIONS_INIT;
  options.show_matches = 1;
  nw_buf_init(&out, nw_alloc_of(NULL));
  (void)CALL(r, newel_trace_write(r->guard, result, &options, nw_buf_write, &out, NULL));
  (void)CALL(r, newel_guard_explain(r->guard, NEWEL_RENDER_TEXT, nw_buf_write, &out, NULL));
  (void)CALL(r, newel_policy_write_canonical(r->policy, nw_buf_write, &out, NULL));
  (void)CALL(r, newel_policy_write_matrix(r->policy, NEWEL_RENDER_JSON, nw_buf_write, &out, NULL));
  (void)CALL(r, newel_scope_save(r->scope, nw_buf_write, &out, NULL));
  nw_buf_free(&out);
}

/* One place of the first question, the whole text for the others. */
static size_t answer_all(newel_answer *answers, size_t most, const newel_result *result) {
  static const newel_answer_span span = { 0, 4 };
  size_t count = newel_result_question_count(result);
  for (size_t i = 0; i < count && i < most; i++) {
    newel_answer answer = { (uint32_t)i, NEWEL_ANSWER_JUDGED, i % 3 == 1 ? NEWEL_BAND_HIT : NEWEL_BAND_CLEAR, 900000, &span, i % 2, 0 };
    answers[i] = answer;
  }
  return count < most ? count : most;
}

static void apply_and_answer(run *r) {
  int code, had_failed;
  newel_segment segments[3] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  newel_answer answers[32];
  const newel_result *result;
  segments[0].text = newel_slice_of(text);
  segments[1].text = newel_slice_of(document);
  segments[1].surface = NEWEL_SURFACE_TOOL_RESULT;
  segments[1].format = NEWEL_FORMAT_JSON;
  segments[2].text = newel_slice_of(answer_text);
  segments[2].surface = NEWEL_SURFACE_OUTPUT;
  options.scope = r->scope;
  options.system_prompt = newel_slice_of(prompt);
  options.ask = options.fingerprints = 1;
  if (!CALL(r, newel_guard_apply(r->guard, r->scratch, segments, 3, &options, &result, NULL))) return;
  check(r, newel_result_question_count(result) > 4, "there are no questions");
  size_t count = answer_all(answers, sizeof answers / sizeof answers[0], result);
  had_failed = r->fa.failed;
  code = newel_guard_answer(r->guard, r->scratch, answers, count, &result, NULL);
  if (again(r, had_failed, code, "newel_guard_answer")) return;  /* the result may be gone: NEWEL_E_STATE is as good */
  write_all(r, result);
}

static void apply_batch(run *r) {
  static const int64_t offsets[] = { 0, 20, sizeof text - 1 };
  int code, had_failed;
  newel_batch_options options = NEWEL_BATCH_OPTIONS_INIT;
  newel_outcome outcomes[2];
  newel_batch batch;
  options.local = 1;
  options.want = NEWEL_BATCH_OUTPUTS | NEWEL_BATCH_FINDINGS;
  (void)CALL(r, newel_guard_apply_batch(r->guard, r->scratch, text, offsets, 2, &options, outcomes, &batch, NULL));
}

/* A stream whose memory was refused is dead: it is opened anew. */
static int stream_once(run *r, newel_stream *stream) {
  newel_slice released;
  const newel_result *result;
  int code = NEWEL_OK;
  for (size_t at = 0; code == NEWEL_OK && at < sizeof text - 1; at += 11) {
    size_t left = sizeof text - 1 - at;
    code = newel_stream_push(stream, nw_slice(text + at, left < 11 ? left : 11), &released, NULL);
  }
  if (code == NEWEL_OK) code = newel_stream_finish(stream, &released, &result, NULL);
  if (code != NEWEL_OK) {
    check(r, newel_stream_push(stream, nw_slice("x", 1), &released, NULL) == NEWEL_E_STATE, "a dead stream goes on");
    return code;
  }
  check(r, newel_result_verdict(result) == NEWEL_VERDICT_DENY, "the card on OUTPUT did not deny");
  return code;
}

static void stream_all(run *r) {
  int code, had_failed;
  newel_stream *stream = NULL;
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  options.scope = r->scope;
  options.local = 1;
  options.system_prompt = newel_slice_of(prompt);
  for (int turn = 0; turn < 2; turn++) {
    if (!CALL(r, newel_stream_open(&stream, r->guard, &options, NULL))) return;
    had_failed = r->fa.failed;
    code = stream_once(r, stream);
    newel_stream_free(stream);
    if (!again(r, had_failed, code, "newel_stream_push or newel_stream_finish")) return;
  }
}

static void run_once(run *r) {
  if (open_all(r)) {
    apply_and_answer(r);
    apply_batch(r);
    stream_all(r);
  }
  newel_scope_free(r->scope);
  newel_scratch_free(r->scratch);
  newel_guard_free(r->guard);
  newel_policy_free(r->policy);
  newel_engine_free(r->engine);
  check(r, r->fa.live_bytes == 0 && r->fa.live_blocks == 0, "leak");
  check(r, r->fa.wrong_sizes == 0, "a wrong size was given back");
}

int main(void) {
  for (size_t k = 1;; k++) {
    run r;
    memset(&r, 0, sizeof r);
    r.k = k;
    fail_alloc_init(&r.fa, k);
    run_once(&r);
    if (r.fa.failed) continue;
    printf("%zu allocations\n", r.fa.calls);
    break;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed != 0;
}
