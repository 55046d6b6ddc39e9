/* InvokeModel with types: guardrail headers, and input tags with a suffix of their own.
 *
 *   {"prompt":"Say hello to <k9>Ann</k9>."}, tag "k9", guardrail a1:3
 *   ->  X-Amzn-Bedrock-GuardrailIdentifier: a1 …
 *       {"prompt":"Say hello to <amazon-bedrock-guardrails-guardContent_Qf3x…>Ann</amazon-bedrock-guardrails-guardContent_Qf3x…>.",
 *        "amazon-bedrock-guardrailConfig":{"tagSuffix":"Qf3x…"}}
 *
 * Without input tags a guardrail looks for no prompt attacks in InvokeModel. The suffix is new for each call, so that no text of
 * a user can end its own span. */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/params.h"
#include "bedrock/tag.h"
#include "json/tree.h"

enum { NODES_MOST = 1000000, SUFFIX_LEN = 20 };

typedef struct retag {
  nw_params  *p;
  newel_slice source, tag, suffix;
  size_t      spans;
  int         unclosed;
} retag;

static newel_slice make_suffix(const nw_world *world, char out[SUFFIX_LEN]) {
  static const char digits[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789abcdefgh";  /* 64 */
  for (size_t i = 0; i < SUFFIX_LEN; i++) out[i] = digits[world->random(world->user) >> 26];
  return nw_slice(out, SUFFIX_LEN);
}

static void add_tag(nw_buf *out, const retag *r, nw_span_kind kind, int closing) {
  static const char *const names[] = { "", "guardContent", "groundingSource", "query" };
  nw_buf_add_text(out, closing ? "</amazon-bedrock-guardrails-" : "<amazon-bedrock-guardrails-");
  nw_buf_add_text(out, names[kind]);
  nw_buf_add_char(out, '_');
  nw_buf_add_slice(out, r->suffix);
  nw_buf_add_char(out, '>');
}

static void write_string(retag *r, newel_slice text) {
  nw_tag_span span;
  nw_buf out;
  int got;
  nw_buf_init_secret(&out, r->p->client->alloc);
  for (size_t at = 0; (got = nw_tag_next(text, r->tag, &at, &span)) > 0;) {
    if (span.kind != NW_SPAN_PLAIN) add_tag(&out, r, span.kind, 0), r->spans++;
    nw_buf_add_slice(&out, span.text);
    if (span.kind != NW_SPAN_PLAIN) add_tag(&out, r, span.kind, 1);
  }
  if (got < 0) r->unclosed = 1;
  if (out.failed) r->p->w.failed = 1;
  nw_params_string(r->p, NULL, nw_buf_slice(&out));
  if (out.data != NULL) nw_wipe(out.data, out.capacity);
  nw_buf_free(&out);
}

/* A copy of the value with the tags of its strings exchanged. Depth is bounded by the JSON reader. */
static void write_value(retag *r, const nw_json_node *node) {
  if (node->type == NW_JSON_T_STRING) {
    write_string(r, node->text);
    return;
  }
  if (node->type != NW_JSON_T_OBJECT && node->type != NW_JSON_T_ARRAY) {
    nw_params_raw(r->p, NULL, nw_slice(r->source.data + node->start, node->end - node->start));
    return;
  }
  if (node->type == NW_JSON_T_OBJECT) nw_params_object(r->p, NULL);
  else nw_params_array(r->p, NULL);
  for (const nw_json_node *child = node->first; child != NULL; child = child->next) {
    if (child->key.data != NULL) nw_json_key_slice(&r->p->w, child->key);
    write_value(r, child);
  }
  nw_params_close(r->p);
}

static void write_config(nw_params *p, newel_slice suffix, newel_slice stream_mode) {
  if (suffix.len == 0 && stream_mode.len == 0) return;
  nw_params_object(p, "amazon-bedrock-guardrailConfig");
  nw_params_text(p, "tagSuffix", suffix);
  nw_params_text(p, "streamProcessingMode", stream_mode);
  nw_params_close(p);
}

static int check_tags(const retag *r, newel_error *err) {
  int len = (int)r->tag.len;
  if (r->unclosed)
    return nw_fail(err, NEWEL_E_ARGUMENT, "invoke: a span of the tag '%.*s' is not closed, or not opened", len, r->tag.data);
  if (r->tag.len > 0 && r->spans == 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "invoke: no string of the body holds <%.*s> … </%.*s>: nothing would be guarded", len,
                   r->tag.data, len, r->tag.data);
  return NEWEL_OK;
}

/* The body, written anew: tags exchanged, and the guardrail's member added. */
static int write_body(nw_params *p, const newel_invoke_model *request, newel_slice stream_mode, newel_error *err) {
  char suffix[SUFFIX_LEN];
  nw_json_node *root = NULL;
  nw_arena arena;
  retag r = { .p = p, .source = request->json, .tag = request->tag };
  if (request->tag.len > 0 && !nw_tag_is_name(request->tag))
    return nw_fail(err, NEWEL_E_ARGUMENT, "invoke: the tag is no name of 1 to 20 letters and digits");
  if (request->tag.len > 0) r.suffix = make_suffix(&p->client->world, suffix);
  nw_arena_init(&arena, p->client->alloc);
  int code = nw_json_parse(&root, &arena, request->json, NODES_MOST, err);
  if (code == NEWEL_OK && root->type != NW_JSON_T_OBJECT) code = nw_fail(err, NEWEL_E_ARGUMENT, "invoke: the body is no JSON object");
  nw_params_object(p, "body");
  for (const nw_json_node *node = code == NEWEL_OK ? root->first : NULL; node != NULL; node = node->next) {
    nw_json_key_slice(&p->w, node->key);
    if (r.tag.len > 0) write_value(&r, node);
    else nw_params_raw(p, NULL, nw_slice(r.source.data + node->start, node->end - node->start));
  }
  write_config(p, r.suffix, stream_mode);
  nw_params_close(p);
  nw_arena_free(&arena);
  return code == NEWEL_OK ? check_tags(&r, err) : code;
}

int newel_client_invoke_model(newel_client *client, const newel_invoke_model *request, const newel_call_options *options,
                              newel_body *body, newel_error *err) {
  nw_params p;
  int code = nw_check_request("newel_client_invoke_model", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  int streams = nw_wants_events(options), guarded = request->guardrail.id.len > 0;
  if (!guarded && request->tag.len > 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "invoke: a tag is given, and no guardrail that would read it");
  nw_params_open(&p, client);
  nw_params_string(&p, "modelId", request->model);
  nw_params_string(&p, "contentType", NW_LIT("application/json"));
  nw_params_string(&p, "accept", NW_LIT("application/json"));
  if (guarded) {
    nw_params_string(&p, "guardrailIdentifier", request->guardrail.id);
    nw_params_string(&p, "guardrailVersion", request->guardrail.version);
    nw_params_string(&p, "trace", request->trace.len > 0 ? request->trace : NW_LIT("ENABLED"));
  }
  code = write_body(&p, request, guarded && streams ? request->stream_mode : nw_slice(NULL, 0), err);
  if (code == NEWEL_OK) return nw_params_call(&p, streams ? "InvokeModelWithResponseStream" : "InvokeModel", options, body, err);
  nw_params_drop(&p);
  return code;
}
