/* ListFoundationModels with types: the service's filters, ours, and rows in place of JSON. The service gives all in one answer:
 * no pages. */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/params.h"
#include "json/tree.h"

enum { NODES_MOST = 1000000 };

static newel_slice text_of(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found == NULL || found->type != NW_JSON_T_STRING ? nw_slice(NULL, 0) : found->text;
}

/* ["TEXT","IMAGE"] -> "TEXT,IMAGE". */
static newel_slice words_of(nw_arena *arena, const nw_json_node *node, const char *key) {
  const nw_json_node *list = nw_json_member(node, key);
  size_t len = 0, used = 0;
  if (list == NULL || list->type != NW_JSON_T_ARRAY) return nw_slice(NULL, 0);
  for (const nw_json_node *word = list->first; word != NULL; word = word->next) len += word->text.len + 1;
  char *text = nw_arena_alloc(arena, len);
  for (const nw_json_node *word = list->first; word != NULL && text != NULL; word = word->next) {
    if (used > 0) text[used++] = ',';
    if (word->text.len > 0) memcpy(text + used, word->text.data, word->text.len);
    used += word->text.len;
  }
  return nw_slice(text, used);
}

static int is_true(const nw_json_node *node, const char *key) {
  const nw_json_node *found = nw_json_member(node, key);
  return found != NULL && found->type == NW_JSON_T_BOOL && nw_slice_is(found->text, "true");
}

static newel_model model_of(nw_arena *arena, const nw_json_node *node) {
  return (newel_model){ .id = text_of(node, "modelId"), .arn = text_of(node, "modelArn"), .name = text_of(node, "modelName"),
                        .provider = text_of(node, "providerName"), .inputs = words_of(arena, node, "inputModalities"),
                        .outputs = words_of(arena, node, "outputModalities"),
                        .inference = words_of(arena, node, "inferenceTypesSupported"),
                        .customizations = words_of(arena, node, "customizationsSupported"),
                        .lifecycle = text_of(nw_json_member(node, "modelLifecycle"), "status"),
                        .streams = is_true(node, "responseStreamingSupported") };
}

/* ---- our filters ---- */

static int has_part(newel_slice text, newel_slice part) {
  for (size_t i = 0; i + part.len <= text.len; i++) {
    size_t same = 0;
    while (same < part.len && nw_to_lower((unsigned char)text.data[i + same]) == nw_to_lower((unsigned char)part.data[same]))
      same++;
    if (same == part.len) return 1;
  }
  return 0;
}

static int has_word(newel_slice words, newel_slice word) {
  for (size_t from = 0; from < words.len;) {
    size_t len = 0;
    while (from + len < words.len && words.data[from + len] != ',') len++;
    if (nw_slice_eq(nw_slice(words.data + from, len), word)) return 1;
    from += len + 1;
  }
  return 0;
}

static int fits(const newel_models *request, const newel_model *model) {
  if (request->input.len > 0 && !has_word(model->inputs, request->input)) return 0;
  if (request->streaming && !model->streams) return 0;
  if (request->active && !nw_slice_is(model->lifecycle, "ACTIVE")) return 0;
  return request->word.len == 0 || has_part(model->id, request->word) || has_part(model->name, request->word);
}

/* ---- the call ---- */

static int give_models(newel_client *client, const newel_models *request, int (*on_model)(void *user, const newel_model *model),
                       void *user, const newel_body *body, newel_error *err) {
  nw_json_node *root = NULL;
  nw_arena arena;
  nw_arena_init(&arena, client->alloc);
  int code = nw_json_parse(&root, &arena, newel_body_json(body), NODES_MOST, err);
  const nw_json_node *list = code == NEWEL_OK ? nw_json_member(root, "modelSummaries") : NULL;
  if (code == NEWEL_OK && (list == NULL || list->type != NW_JSON_T_ARRAY))
    code = nw_fail(err, NEWEL_E_REMOTE, "ListFoundationModels: the answer has no list 'modelSummaries'");
  for (const nw_json_node *node = list == NULL ? NULL : list->first; node != NULL && code == NEWEL_OK; node = node->next) {
    if (node->type != NW_JSON_T_OBJECT) continue;
    newel_model model = model_of(&arena, node);
    if (fits(request, &model) && on_model(user, &model) != 0) break;
  }
  nw_arena_free(&arena);
  return code;
}

int newel_client_models(newel_client *client, const newel_models *request, const newel_call_options *options,
                        int (*on_model)(void *user, const newel_model *model), void *user, newel_body *body, newel_error *err) {
  nw_params p;
  int code = nw_check_request("newel_client_models", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  if (on_model == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_models: 'on_model' is NULL");
  nw_params_open(&p, client);
  nw_params_text(&p, "byProvider", request->provider);
  nw_params_text(&p, "byOutputModality", request->output);
  nw_params_text(&p, "byInferenceType", request->inference);
  nw_params_text(&p, "byCustomizationType", request->customization);
  code = nw_params_call(&p, "ListFoundationModels", options, body, err);
  return code == NEWEL_OK ? give_models(client, request, on_model, user, body, err) : code;
}
