/* Conversations: what is wrapped for the guardrail, what tags mean, and what a stream is put together to. */
#include <criterion/criterion.h>

#include "base/slice.h"
#include "bedrock/assemble.h"
#include "bedrock/guarded.h"
#include "bedrock/tag.h"

/* ---- guardContent ---- */

#define USER(blocks) "{\"role\":\"user\",\"content\":[" blocks "]}"
#define MODEL(blocks) "{\"role\":\"assistant\",\"content\":[" blocks "]}"
#define TEXT(t) "{\"text\":\"" t "\"}"
#define GUARD(t) "{\"guardContent\":{\"text\":{\"text\":\"" t "\"}}}"
#define RESULT "{\"toolResult\":{\"toolUseId\":\"1\",\"content\":[{\"text\":\"r\"}]}}"
#define PNG "{\"format\":\"png\",\"source\":{\"bytes\":\"AAAA\"}}"
#define GIF "{\"image\":{\"format\":\"gif\",\"source\":{\"bytes\":\"AAAA\"}}}"

static const struct { newel_guarded_part part; const char *tag, *messages, *want; } wraps[] = {
  { NEWEL_GUARDED_AS_SENT, "", "[ 1 ]", "[ 1 ]" },
  { NEWEL_GUARDED_ALL, "", "[" USER(TEXT("a")) "," MODEL(TEXT("b")) "," USER(TEXT("c")) "]",
    "[" USER(GUARD("a")) "," MODEL(TEXT("b")) "," USER(GUARD("c")) "]" },
  { NEWEL_GUARDED_LATEST, "", "[" USER(TEXT("a")) "," MODEL(TEXT("b")) "," USER(TEXT("c") "," GIF) "]",
    "[" USER(TEXT("a")) "," MODEL(TEXT("b")) "," USER(GUARD("c") "," GIF) "]" },
  { NEWEL_GUARDED_LATEST, "", "[" USER(TEXT("a")) "," MODEL(TEXT("b")) "," USER(RESULT) "]",
    "[" USER(GUARD("a")) "," MODEL(TEXT("b")) "," USER(RESULT) "]" },
  { NEWEL_GUARDED_LATEST, "", "[" USER("{\"image\":" PNG "}") "]", "[" USER("{\"guardContent\":{\"image\":" PNG "}}") "]" },
  { NEWEL_GUARDED_LATEST, "", "[" USER(RESULT) "," MODEL(TEXT("b")) "]", NULL },
  { NEWEL_GUARDED_ALL, "", "[" USER(GIF) "]", NULL },
  { NEWEL_GUARDED_ALL, "", "[]", NULL },
  { NEWEL_GUARDED_ALL, "", "{}", NULL },
  { NEWEL_GUARDED_TAGGED, "k9", "[" USER(TEXT("Hi <k9>Ann</k9>. <k9>Bob</k9> <k9-query>who?</k9-query>")) "]",
    "[" USER(TEXT("Hi ") "," GUARD("Ann") "," TEXT(". ") "," GUARD("Bob") ","
             "{\"guardContent\":{\"text\":{\"text\":\"who?\",\"qualifiers\":[\"query\"]}}}") "]" },
  { NEWEL_GUARDED_TAGGED, "k9", "[" USER(TEXT("Hi Ann")) "]", NULL },
  { NEWEL_GUARDED_TAGGED, "k9", "[" USER(TEXT("Hi <k9>Ann")) "]", NULL },
  { NEWEL_GUARDED_TAGGED, "k9", "[" USER(TEXT("Hi <k9>Ann</k9>")) "," USER(TEXT("</k9>")) "]", NULL },
  { NEWEL_GUARDED_TAGGED, "a b", "[" USER(TEXT("Hi <a b>Ann</a b>")) "]", NULL },
};

Test(bedrock_converse, guarded_messages) {
  newel_client client;
  memset(&client, 0, sizeof client);
  client.alloc = nw_alloc_of(NULL);
  for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++) {
    nw_params p;
    newel_error err;
    nw_buf want;
    nw_params_open(&p, &client);
    int code = nw_guarded_write(&p, newel_slice_of(wraps[i].messages), wraps[i].part, newel_slice_of(wraps[i].tag), &err);
    nw_params_close(&p);
    cr_expect((code == NEWEL_OK) == (wraps[i].want != NULL), "%zu: %d", i, code);
    cr_expect(nw_json_writer_end(&p.w) == 0);
    nw_buf_init(&want, client.alloc);
    nw_buf_addf(&want, "{\"messages\":%s}", wraps[i].want == NULL ? "" : wraps[i].want);
    cr_expect(code != NEWEL_OK || nw_slice_eq(nw_buf_slice(&p.text), nw_buf_slice(&want)), "%zu: %.*s", i, (int)p.text.len,
              p.text.data);
    nw_buf_free(&want);
    nw_params_drop(&p);
  }
}

Test(bedrock_converse, tags) {
  static const struct { const char *text, *want; } rows[] = {
    { "", "" }, { "plain", "0:plain|" }, { "<k9></k9>", "1:|" }, { "a<k9>b</k9>c", "0:a|1:b|0:c|" },
    { "<k9-source>s</k9-source><k9-query>q</k9-query>", "2:s|3:q|" }, { "<k8>a</k8>", "0:<k8>a</k8>|" },
    { "<k9>a", "!" }, { "a</k9>", "!" }, { "<k9>a</k9-query>", "!" }, { "<k9>a<k9>b</k9></k9>", "!" }, { "<k9", "0:<k9|" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    nw_buf got;
    nw_tag_span span;
    int more;
    nw_buf_init(&got, nw_alloc_of(NULL));
    for (size_t at = 0; (more = nw_tag_next(newel_slice_of(rows[i].text), NW_LIT("k9"), &at, &span)) > 0;)
      nw_buf_addf(&got, "%d:%.*s|", (int)span.kind, (int)span.text.len, span.text.data);
    if (more < 0) nw_buf_clear(&got), nw_buf_add_text(&got, "!");
    cr_expect(nw_slice_is(nw_buf_slice(&got), rows[i].want), "%s: %.*s", rows[i].text, (int)got.len,
              got.data == NULL ? "" : got.data);
    nw_buf_free(&got);
  }
}

/* ---- streams ---- */

#define START { "messageStart", "{\"role\":\"assistant\",\"p\":\"abc\"}" }
#define STOP(why) { "messageStop", "{\"stopReason\":\"" why "\"}" }
#define DELTA(index, delta) { "contentBlockDelta", "{\"contentBlockIndex\":" #index ",\"delta\":" delta "}" }
#define BEGIN(index, start) { "contentBlockStart", "{\"contentBlockIndex\":" #index ",\"start\":" start "}" }
#define ANSWER(content, more) "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" content "]}}" more "}"

typedef struct event { const char *name, *payload; } event;

static const struct { event events[12]; const char *want;
} streams[] = {
  { { START,
      DELTA(0, "{\"text\":\"Hel\"}"),
      DELTA(0, "{\"text\":\"lo \\u00e9\"}"),
      { "contentBlockStop", "{\"contentBlockIndex\":0}" },
      STOP("end_turn"),
      { "metadata", "{\"usage\":{\"inputTokens\": 1},\"metrics\":{},\"trace\":{\"guardrail\":{}},\"p\":\"a\"}" } },
    ANSWER("{\"text\":\"Hello é\"}",
           ",\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\": 1},\"metrics\":{},\"trace\":{\"guardrail\":{}}") },
  { { START, BEGIN(0, "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\"}}"),
      DELTA(0, "{\"toolUse\":{\"input\":\"{\\\"a\\\":\"}}"), DELTA(0, "{\"toolUse\":{\"input\":\" 1}\"}}"), STOP("tool_use") },
    ANSWER("{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\",\"input\":{\"a\": 1}}}", ",\"stopReason\":\"tool_use\"") },
  { { START, BEGIN(0, "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\"}}"), STOP("tool_use") },
    ANSWER("{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\",\"input\":{}}}", ",\"stopReason\":\"tool_use\"") },
  { { START, BEGIN(0, "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\"}}"), DELTA(0, "{\"toolUse\":{\"input\":\"{\\\"a\"}}"),
      STOP("max_tokens") },
    ANSWER("{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"get\",\"input\":\"{\\\"a\"}}", ",\"stopReason\":\"max_tokens\"") },
  { { START, DELTA(1, "{\"text\":\"b\"}"), DELTA(0, "{\"reasoningContent\":{\"text\":\"think\"}}"),
      DELTA(0, "{\"reasoningContent\":{\"signature\":\"sig\"}}"), STOP("end_turn") },
    ANSWER("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"think\",\"signature\":\"sig\"}}},{\"text\":\"b\"}",
           ",\"stopReason\":\"end_turn\"") },
  { { START, DELTA(0, "{\"reasoningContent\":{\"redactedContent\":\"AAAA\"}}"), STOP("end_turn") },
    ANSWER("{\"reasoningContent\":{\"redactedContent\":\"AAAA\"}}", ",\"stopReason\":\"end_turn\"") },
  { { START, DELTA(0, "{\"text\":\"see\"}"), DELTA(0, "{\"citation\":{\"title\":\"t\"}}"),
      DELTA(0, "{\"citation\":{\"title\":\"u\"}}"), STOP("end_turn") },
    ANSWER("{\"citationsContent\":{\"content\":[{\"text\":\"see\"}],\"citations\":[{\"title\":\"t\"},{\"title\":\"u\"}]}}",
           ",\"stopReason\":\"end_turn\"") },
  { { START, BEGIN(0, "{\"toolResult\":{\"toolUseId\":\"t1\"}}"), DELTA(0, "{\"toolResult\":[{\"text\":\"a\"},{\"json\":1}]}"),
      STOP("end_turn") },
    ANSWER("{\"toolResult\":{\"toolUseId\":\"t1\",\"content\":[{\"text\":\"a\"},{\"json\":1}]}}",
           ",\"stopReason\":\"end_turn\"") },
  { { START, { "somethingNew", "{}" }, STOP("guardrail_intervened") }, ANSWER("", ",\"stopReason\":\"guardrail_intervened\"") },
  { { START, { "contentBlockDelta", "[]" } }, NULL },
  { { START, { "contentBlockDelta", "{" } }, NULL },
};

Test(bedrock_converse, streams_put_together) {
  for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
    nw_assembler a;
    nw_buf got;
    int ok = 1;
    nw_assembler_open(&a, nw_alloc_of(NULL));
    nw_buf_init(&got, nw_alloc_of(NULL));
    for (const event *e = streams[i].events; e->name != NULL; e++)
      ok &= nw_assembler_take(&a, newel_slice_of(e->name), newel_slice_of(e->payload));
    cr_expect(ok == (streams[i].want != NULL), "%zu", i);
    cr_expect(nw_assembler_write(&a, &got));
    cr_expect(!ok || nw_slice_is(nw_buf_slice(&got), streams[i].want), "%zu: %.*s", i, (int)got.len, got.data);
    nw_assembler_close(&a);
    nw_buf_free(&got);
  }
}
