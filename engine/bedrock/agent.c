/* InvokeAgent with types. What the agent's guardrail found comes in "trace" events ("guardrailTrace"), where `trace` asks for
 * them. */
#include "bedrock/params.h"

int newel_client_invoke_agent(newel_client *client, const newel_invoke_agent *request, const newel_call_options *options,
                              newel_body *body, newel_error *err) {
  nw_params p;
  int code =
      nw_check_request("newel_client_invoke_agent", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  nw_params_open(&p, client);
  nw_params_string(&p, "agentId", request->agent);
  nw_params_string(&p, "agentAliasId", request->alias);
  nw_params_string(&p, "sessionId", request->session);
  nw_params_text(&p, "inputText", request->text);
  if (request->trace) nw_params_flag(&p, "enableTrace", 1);
  if (request->end) nw_params_flag(&p, "endSession", 1);
  if (request->stream || request->guard_interval_characters > 0) {
    nw_params_object(&p, "streamingConfigurations");
    if (request->stream) nw_params_flag(&p, "streamFinalResponse", 1);
    if (request->guard_interval_characters > 0) nw_params_uint(&p, "applyGuardrailInterval", request->guard_interval_characters);
    nw_params_close(&p);
  }
  return nw_params_call(&p, "InvokeAgent", options, body, err);
}
