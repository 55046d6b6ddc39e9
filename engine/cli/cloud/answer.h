/* cli/cloud/answer.h - what the verbs that call Bedrock share beside the client: options in the forms they have in common, and
 * answers on stdout.
 *
 *   --guardrail a1b2c3:4      nw_guardrail_option   the id (or ARN) and the version
 *   --params @request.json    nw_params_option      JSON from the command line, a file or stdin
 *   {"output":{"message":…}}  nw_outcome_of         did a guardrail intervene: block, mask?
 */
#ifndef NW_CLI_ANSWER_H
#define NW_CLI_ANSWER_H

#include "base/buf.h"
#include "cli/cloud/cloud.h"
#include "json/tree.h"

/* --guardrail; `out` stays empty without it. 0, or an exit code after saying why. */
int nw_guardrail_option(const nw_cli *cli, newel_guardrail_ref *out);
/* The value of an option that holds JSON, or names a file with it ("@FILE", "@-"); `out` is filled, nothing without the
 * option. */
int nw_params_option(const nw_cli *cli, nw_option_id id, nw_buf *out);
/* A whole number of 1 to `most`; 0 without the option, -1 after saying why it is none. */
long nw_count_option(const nw_cli *cli, nw_option_id id, long most);
/* What is no option: the words with a blank between; without any, stdin. 0, or an exit code. */
int nw_text_arguments(const nw_cli *cli, nw_buf *out);

/* An answer on stdout, as it came, and a line feed. */
void nw_write_answer(nw_cli *cli, const newel_body *body);
/* One event on stdout: {"event":NAME,"payload":…}. */
void nw_write_event(nw_cli *cli, newel_slice name, newel_slice payload);
/* Says a failed call, with the request id that AWS's support asks for; its exit code. */
int nw_say_call(int code, const newel_error *err, const newel_body *body);

/* What a guardrail did, as far as the answer tells. */
typedef enum nw_outcome { NW_OUTCOME_PASSED, NW_OUTCOME_MASKED, NW_OUTCOME_BLOCKED } nw_outcome;
/* `intervened`: what the answer says of it (stopReason, action). `trace`: the assessments, may be NULL; they only tell a mask
 * from a block: without them, or with anything blocked, it is a block. */
nw_outcome nw_outcome_of(int intervened, const nw_json_node *trace);
/* Says it on stderr; NW_EXIT_DENIED for a block, else 0. */
int nw_say_outcome(nw_outcome outcome);

/* Appends what base64 stands for, up to its padding or to what is none. */
void nw_base64_decode(nw_buf *out, newel_slice text);

/* The string member `key`, or the empty slice. */
newel_slice nw_text_member(const nw_json_node *node, const char *key);
/* The member `key` of this type, or NULL; `node` may be NULL. */
const nw_json_node *nw_typed_member(const nw_json_node *node, const char *key, nw_json_type type);

#endif
