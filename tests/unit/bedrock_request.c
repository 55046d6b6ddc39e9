/* Requests to Bedrock: what is sent for parameters, and what is refused with which words. */
#include <criterion/criterion.h>

#include "base/slice.h"
#include "bedrock/check.h"
#include "bedrock/request.h"

typedef struct good { const char *operation, *parameters, *path, *query, *body; } good;

static const good goods[] = {
  { "GetGuardrail",
    "{\"guardrailIdentifier\":\"arn:aws:bedrock:us-east-1:123456789012:guardrail/a1\",\"guardrailVersion\":\"3\"}",
    "/guardrails/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aguardrail%2Fa1", "guardrailVersion=3", "" },
  { "ListFoundationModels", "", "/foundation-models", "", "" },
  { "ListGuardrails", "{\"maxResults\": 7, \"nextToken\":\"a+b/c=\"}", "/guardrails", "maxResults=7&nextToken=a%2Bb%2Fc%3D", "" },
  { "DeleteAutomatedReasoningPolicy", "{\"policyArn\":\"arn:x\",\"force\":true}", "/automated-reasoning-policies/arn%3Ax",
    "force=true", "" },
  { "CreateGuardrailVersion", "{\"guardrailIdentifier\":\"a1\"}", "/guardrails/a1", "", "{\"clientRequestToken\":\"TOKEN\"}" },
  { "CreateGuardrailVersion", "{\"guardrailIdentifier\":\"a1\",\"clientRequestToken\":\"mine\"}", "/guardrails/a1", "",
    "{\"clientRequestToken\":\"mine\"}" },
  { "Converse", "{\"modelId\":\"m.x-v1:0\",\"messages\":[ {\"role\":\"user\",\"content\":[{\"text\":\"\\u00e9 1.50\"}]} ]}",
    "/model/m.x-v1%3A0/converse", "", "{\"messages\":[ {\"role\":\"user\",\"content\":[{\"text\":\"\\u00e9 1.50\"}]} ]}" },
  { "Converse", "{\"modelId\":\"m\"}", "/model/m/converse", "", "{}" },
  { "InvokeModel", "{\"modelId\":\"m\",\"body\":{\"a\": [1, 2.50]}}", "/model/m/invoke", "", "{\"a\": [1, 2.50]}" },
  { "InvokeModel", "{\"modelId\":\"m\",\"body\":\"not \\\"json\\\"\"}", "/model/m/invoke", "", "not \"json\"" },
  { "InvokeModel", "{\"modelId\":\"m\"}", "/model/m/invoke", "", "" },
  { "ChatCompletions", "{\"model\":\"o\",\"messages\":[],\"guardrailIdentifier\":\"g\",\"new\":1}", "/openai/v1/chat/completions",
    "", "{\"model\":\"o\",\"messages\":[],\"new\":1}" },
  { "MantleResponsesStream", "{\"model\":\"o\",\"input\":\"hi\"}", "/v1/responses", "",
    "{\"model\":\"o\",\"input\":\"hi\",\"stream\":true}" },
  { "MantleModels", "{}", "/v1/models", "", "" },
};

static void same(const good *g, newel_slice got, const char *want) {
  cr_expect(nw_slice_is(got, want), "%s: %.*s, expected %s", g->operation, (int)got.len, got.data, want);
}

Test(bedrock_request, what_is_sent) {
  nw_wire wire;
  newel_error err;
  for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
    const good *g = &goods[i];
    nw_wire_init(&wire, nw_alloc_of(NULL));
    int code = nw_wire_make(&wire, nw_operation_find(newel_slice_of(g->operation)), newel_slice_of(g->parameters),
                            NW_LIT("TOKEN"), &err);
    cr_expect(code == NEWEL_OK, "%s: %s", g->operation, err.message);
    same(g, nw_buf_slice(&wire.path), g->path);
    same(g, nw_buf_slice(&wire.query), g->query);
    same(g, nw_buf_slice(&wire.body), g->body);
    nw_wire_free(&wire);
  }
}

typedef struct bad { const char *operation, *parameters, *message; } bad;

#define APPLY "{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\",\"source\":\"INPUT\","
static const bad bads[] = {
  { "ApplyGuardrail", APPLY "\"content\":[{\"txt\":{\"text\":\"a\"}}]}",
    "unknown member 'content[0].txt'; did you mean 'text'?" },
  { "ApplyGuardrail", APPLY "\"content\":[{\"text\":{}}]}", "'content[0].text.text' is missing" },
  { "ApplyGuardrail", APPLY "\"content\":[{}]}", "'content[0]' needs exactly one member" },
  { "ApplyGuardrail", APPLY "\"content\":[{\"text\":{\"text\":7}}]}", "'content[0].text.text' is no string" },
  { "ApplyGuardrail", APPLY "\"content\":{}}", "'content' is no list" },
  { "ApplyGuardrail", APPLY "\"content\":null}", "'content' is null; leave it out" },
  { "ApplyGuardrail", "{\"guardrailIdentifier\":\"\",\"guardrailVersion\":\"1\",\"source\":\"INPUT\",\"content\":[]}",
    "'guardrailIdentifier' is empty" },
  { "ApplyGuardrail", "{\"guardrailIdentifier\":\"..\",\"guardrailVersion\":\"1\",\"source\":\"INPUT\",\"content\":[]}",
    "would change the path" },
  { "ApplyGuardrail", "{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\",\"source\":\"input\",\"content\":[]}",
    "'source' is 'input', none of INPUT, OUTPUT" },
  { "ApplyGuardrail", "{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\",\"source\":\"my secret text\",\"content\":[]}",
    "'source' is none of INPUT, OUTPUT" },
  { "ApplyGuardrail", APPLY "\"content\":[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"%%%%\"}}}]}",
    "'content[0].image.source.bytes' is no base64" },
  { "Converse", "{\"modelId\":\"m\",\"inferenceConfig\":{\"temperature\":1.01}}", "'inferenceConfig.temperature' is above 1" },
  { "Converse", "{\"modelId\":\"m\",\"inferenceConfig\":{\"maxTokens\":0}}", "'inferenceConfig.maxTokens' is below 1" },
  { "Converse", "{\"modelId\":\"m\",\"inferenceConfig\":{\"maxTokens\":1.5}}", "'inferenceConfig.maxTokens' is no whole number" },
  { "CreateGuardrail", "{\"name\":\"two words\",\"blockedInputMessaging\":\"a\",\"blockedOutputsMessaging\":\"b\"}",
    "'name' has a character at 3 that is none of: - 0-9 A-Z _ a-z" },
  { "CreateGuardrail", "{\"name\":\"n\",\"blockedInputMessaging\":\"a\"}", "'blockedOutputsMessaging' is missing" },
  { "CreateGuardrail", "{\"name\":\"n\",\"blockedInputMessaging\":\"\",\"blockedOutputsMessaging\":\"b\"}",
    "'blockedInputMessaging' has 0 characters, at least 1 are needed" },
  { "ListGuardrails", "{\"maxResults\":\"7\"}", "'maxResults' is no number" },
  { "InvokeModel", "{\"modelId\":\"m\",\"requestMetadata\":\"a\\r\\nX-Evil: 1\"}", "holds a control character" },
  { "InvokeModel", "{\"modelId\":\"m\",\"body\":[1]}", "'body' is neither an object nor a string" },
  { "MantleChatCompletions", "{\"model\":\"o\",\"messages\":[],\"guardrailIdentifier\":\"g\"}",
    "this endpoint takes no guardrail" },
  { "Responses", "{\"model\":\"o\",\"input\":\"a\",\"amazon-bedrock-guardrailConfig\":{}}", "it would answer unguarded" },
  { "ChatCompletions", "{\"model\":\"o\",\"messages\":[],\"stream\":true}", "'stream' is not false" },
  { "Converse", "[]", "'parameters' is no object" },
  { "Converse", "{\"modelId\":\"m\",}", "" },
};

Test(bedrock_request, what_is_refused) {
  nw_wire wire;
  newel_error err;
  for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
    const bad *b = &bads[i];
    nw_wire_init(&wire, nw_alloc_of(NULL));
    int code = nw_wire_make(&wire, nw_operation_find(newel_slice_of(b->operation)), newel_slice_of(b->parameters),
                            NW_LIT("TOKEN"), &err);
    cr_expect(code == NEWEL_E_ARGUMENT && strstr(err.message, b->message) != NULL, "%s: %d %s; expected %s", b->operation, code,
              err.message, b->message);
    cr_expect(err.code == NEWEL_E_ARGUMENT && strstr(err.message, "secret") == NULL, "%s", err.message);
    nw_wire_free(&wire);
  }
}

Test(bedrock_request, operations_are_sorted_and_found) {
  for (size_t i = 0; nw_operation_at(i) != NULL; i++) {
    cr_expect(nw_operation_find(newel_slice_of(nw_operation_at(i)->name)) == nw_operation_at(i), "%s", nw_operation_at(i)->name);
    cr_expect(i == 0 || strcmp(nw_operation_at(i - 1)->name, nw_operation_at(i)->name) < 0);
  }
  cr_expect_str_eq(nw_operation_near(NW_LIT("ApplyGuardrails")), "ApplyGuardrail");
  cr_expect_str_eq(nw_operation_near(NW_LIT("converse")), "Converse");
  cr_expect(nw_operation_near(NW_LIT("MakeCoffeeWithMilk")) == NULL);
}

Test(bedrock_request, base64) {
  static const struct {
    const char *text;
    int64_t size;
  } rows[] = { { "", 0 },    { "YQ==", 1 },  { "YWI=", 2 },  { "YWJj", 3 },
               { "YQ", -1 }, { "Y===", -1 }, { "Y=Q=", -1 }, { "YW_j", -1 } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    cr_expect(nw_base64_size(newel_slice_of(rows[i].text)) == rows[i].size, "%s", rows[i].text);
}
