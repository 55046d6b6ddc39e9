/* Retrieve and RetrieveAndGenerate with types. Neither tells what its guardrail found: only that it intervened
 * ("guardrailAction"). To know why, ask ApplyGuardrail about the same text. */
#include "base/slice.h"
#include "bedrock/params.h"

static void write_guardrail(nw_params *p, const newel_guardrail_ref *guardrail) {
  if (guardrail->id.len == 0) return;
  nw_params_object(p, "guardrailConfiguration");
  nw_params_string(p, "guardrailId", guardrail->id);
  nw_params_string(p, "guardrailVersion", guardrail->version);
  nw_params_close(p);
}

static void write_search(nw_params *p, uint32_t results) {
  if (results == 0) return;
  nw_params_object(p, "retrievalConfiguration");
  nw_params_object(p, "vectorSearchConfiguration");
  nw_params_uint(p, "numberOfResults", results);
  nw_params_close(p);
  nw_params_close(p);
}

static void write_text(nw_params *p, const char *key, newel_slice text) {
  nw_params_object(p, key);
  nw_params_string(p, "text", text);
  nw_params_close(p);
}

int newel_client_retrieve(newel_client *client, const newel_retrieve *request, const newel_call_options *options,
                          newel_body *body, newel_error *err) {
  nw_params p;
  int code =
      nw_check_request("newel_client_retrieve", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  nw_params_open(&p, client);
  nw_params_string(&p, "knowledgeBaseId", request->knowledge_base);
  write_text(&p, "retrievalQuery", request->text);
  write_search(&p, request->results);
  write_guardrail(&p, &request->guardrail);
  nw_params_text(&p, "nextToken", request->next_token);
  return nw_params_call(&p, "Retrieve", options, body, err);
}

int newel_client_retrieve_and_generate(newel_client *client, const newel_retrieve *request, const newel_call_options *options,
                                       newel_body *body, newel_error *err) {
  nw_params p;
  int code = nw_check_request("newel_client_retrieve_and_generate", client, request, request == NULL ? 0 : request->size,
                              sizeof *request, err);
  if (code != NEWEL_OK) return code;
  nw_params_open(&p, client);
  write_text(&p, "input", request->text);
  nw_params_text(&p, "sessionId", request->session);
  nw_params_object(&p, "retrieveAndGenerateConfiguration");
  nw_params_string(&p, "type", NW_LIT("KNOWLEDGE_BASE"));
  nw_params_object(&p, "knowledgeBaseConfiguration");
  nw_params_string(&p, "knowledgeBaseId", request->knowledge_base);
  nw_params_string(&p, "modelArn", request->model);
  write_search(&p, request->results);
  if (request->guardrail.id.len > 0) {
    nw_params_object(&p, "generationConfiguration");
    write_guardrail(&p, &request->guardrail);
    nw_params_close(&p);
  }
  nw_params_close(&p);
  nw_params_close(&p);
  return nw_params_call(&p, nw_wants_events(options) ? "RetrieveAndGenerateStream" : "RetrieveAndGenerate", options, body, err);
}
