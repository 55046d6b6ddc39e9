/* verb_retrieve.c - `newel retrieve` and `newel rag`: passages of a knowledge base, and answers out of them.
 *
 *   newel retrieve --kb KB12345678 'refund policy'          0.82  s3://docs/refunds.md
 *                                                           Refunds are paid within …
 *   newel rag --kb KB12345678 --model ARN 'refund policy'   Refunds are paid within 14 days.
 *                                                             [1] s3://docs/refunds.md
 *
 * Knowledge bases tell that a guardrail intervened, never why: `newel judge` with the same text does. */
#include "base/slice.h"
#include "cli/cloud/answer.h"
#include "cli/color.h"

enum { NODES_MOST = 1000000, RESULTS_MOST = 100 };

typedef struct retrieve {
  nw_cli        *cli;
  nw_cloud       cloud;
  newel_retrieve request;
  nw_buf         text;
  nw_arena       arena;
  int            intervened, wrote, sources;
} retrieve;

/* Where a passage came from: the member of "location" that has a uri, url or id. */
static newel_slice place_of(const nw_json_node *location) {
  static const char *const names[] = {"uri", "url", "id"};
  if (location == NULL) return nw_slice(NULL, 0);
  for (const nw_json_node *one = location->first; one != NULL; one = one->next)
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (nw_text_member(one, names[i]).len > 0) return nw_text_member(one, names[i]);
  return nw_text_member(location, "type");
}

static int is_intervention(newel_slice action) { return nw_slice_is(action, "INTERVENED"); }

/* ---- retrieve ---- */

static void write_passage(retrieve *r, const nw_json_node *result) {
  nw_out *out = &r->cli->out;
  const nw_json_node *score = nw_typed_member(result, "score", NW_JSON_T_NUMBER);
  int64_t ppm = 0;
  if (score != NULL && nw_json_ppm(score, &ppm) && ppm >= 0)
    nw_out_printf(out, "%d.%02d  ", (int)(ppm / 1000000), (int)(ppm % 1000000 / 10000));
  nw_show_text(out, place_of(nw_typed_member(result, "location", NW_JSON_T_OBJECT)), " ");
  nw_out_text(out, "\n");
  nw_out_slice(out, nw_text_member(nw_typed_member(result, "content", NW_JSON_T_OBJECT), "text"));
  nw_out_text(out, "\n\n");
}

static int write_passages(retrieve *r) {
  nw_json_node *root = NULL;
  newel_error err;
  if (nw_json_parse(&root, &r->arena, newel_body_json(r->cloud.body), NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  const nw_json_node *results = nw_typed_member(root, "retrievalResults", NW_JSON_T_ARRAY);
  r->intervened = is_intervention(nw_text_member(root, "guardrailAction"));
  if (nw_given(r->cli, NW_OPT_JSON)) nw_write_answer(r->cli, r->cloud.body);
  else
    for (const nw_json_node *result = results == NULL ? NULL : results->first; result != NULL; result = result->next)
      write_passage(r, result);
  if (!r->intervened && (results == NULL || results->count == 0))
    (void)nw_say("nothing was found: is the knowledge base synchronized, and the question in its words and language?");
  return 0;
}

/* ---- rag ---- */

static void write_text(retrieve *r, newel_slice text) {
  if (text.len == 0) return;
  nw_out_slice(&r->cli->out, text);
  r->wrote = text.data[text.len - 1] != '\n';
}

static void write_sources(retrieve *r, const nw_json_node *citation) {
  const nw_json_node *references = nw_typed_member(citation, "retrievedReferences", NW_JSON_T_ARRAY);
  for (const nw_json_node *one = references == NULL ? NULL : references->first; one != NULL; one = one->next) {
    if (r->wrote) nw_out_text(&r->cli->out, "\n");
    r->wrote = 0;
    nw_out_printf(&r->cli->out, "  [%d] ", ++r->sources);
    nw_show_text(&r->cli->out, place_of(nw_typed_member(one, "location", NW_JSON_T_OBJECT)), " ");
    nw_out_text(&r->cli->out, "\n");
  }
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  retrieve *r = user;
  nw_json_node *root = NULL;
  if (nw_given(r->cli, NW_OPT_JSON)) nw_write_event(r->cli, name, payload);
  nw_arena_reset(&r->arena);
  if (nw_json_parse(&root, &r->arena, payload, NODES_MOST, NULL) != NEWEL_OK) return 0;
  if (nw_slice_is(name, "guardrail") && is_intervention(nw_text_member(root, "action"))) r->intervened = 1;
  if (nw_given(r->cli, NW_OPT_JSON)) return r->cli->out.failed != 0;
  if (nw_slice_is(name, "output")) write_text(r, nw_text_member(root, "text"));
  if (nw_slice_is(name, "citation")) {
    const nw_json_node *citation = nw_typed_member(root, "citation", NW_JSON_T_OBJECT);
    write_sources(r, citation != NULL ? citation : root);
  }
  nw_out_flush(&r->cli->out);
  return r->cli->out.failed != 0;
}

static int write_generated(retrieve *r) {
  nw_json_node *root = NULL;
  newel_error err;
  if (nw_json_parse(&root, &r->arena, newel_body_json(r->cloud.body), NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  r->intervened = is_intervention(nw_text_member(root, "guardrailAction"));
  if (nw_given(r->cli, NW_OPT_JSON)) {
    nw_write_answer(r->cli, r->cloud.body);
    return 0;
  }
  write_text(r, nw_text_member(nw_typed_member(root, "output", NW_JSON_T_OBJECT), "text"));
  const nw_json_node *citations = nw_typed_member(root, "citations", NW_JSON_T_ARRAY);
  for (const nw_json_node *one = citations == NULL ? NULL : citations->first; one != NULL; one = one->next) write_sources(r, one);
  return 0;
}

/* ---- both ---- */

static int read_request(retrieve *r) {
  const nw_cli *cli = r->cli;
  if (!nw_given(cli, NW_OPT_KB)) return nw_say("--kb is needed: the id of a knowledge base");
  long results = nw_count_option(cli, NW_OPT_RESULTS, RESULTS_MOST);
  if (results < 0) return NW_EXIT_ERROR;
  int code = nw_guardrail_option(cli, &r->request.guardrail);
  if (code == 0) code = nw_text_arguments(cli, &r->text);
  r->request.knowledge_base = newel_slice_of(cli->args.value[NW_OPT_KB]);
  r->request.text = nw_buf_slice(&r->text);
  r->request.results = (uint32_t)results;
  r->request.model = newel_slice_of(cli->args.value[NW_OPT_MODEL]);
  r->request.session = newel_slice_of(cli->args.value[NW_OPT_SESSION]);
  return code;
}

static int call(retrieve *r, int generate) {
  newel_error err;
  int streams = nw_given(r->cli, NW_OPT_STREAM), code;
  if (streams) {
    r->cloud.call.on_event = on_event;
    r->cloud.call.user = r;
  }
  if (generate) code = newel_client_retrieve_and_generate(r->cloud.client, &r->request, &r->cloud.call, r->cloud.body, &err);
  else code = newel_client_retrieve(r->cloud.client, &r->request, &r->cloud.call, r->cloud.body, &err);
  if (code == NEWEL_OK) code = streams ? 0 : generate ? write_generated(r) : write_passages(r);
  else code = nw_say_call(code, &err, r->cloud.body);
  if (r->wrote) nw_out_text(&r->cli->out, "\n");
  return code == 0 ? nw_say_outcome(nw_outcome_of(r->intervened, NULL)) : code;
}

static int run(nw_cli *cli, int generate) {
  retrieve r = {.cli = cli, .request = NEWEL_RETRIEVE_INIT};
  nw_buf_init(&r.text, cli->alloc);
  nw_arena_init(&r.arena, cli->alloc);
  int code = read_request(&r);
  if (code == 0 && generate && r.request.model.len == 0) code = nw_say("--model is needed: the ARN of the model that answers");
  if (code == 0) {
    code = nw_cloud_open(&r.cloud, cli, NULL);
    if (code == 0) code = call(&r, generate);
    nw_cloud_close(&r.cloud);
  }
  nw_buf_free(&r.text);
  nw_arena_free(&r.arena);
  return code;
}

int nw_verb_retrieve(nw_cli *cli) { return run(cli, 0); }
int nw_verb_rag(nw_cli *cli) { return run(cli, 1); }
