/* ApplyGuardrail with types.
 *
 *   INPUT, "my mail is a@b.example", query   ->   {"source":"INPUT","content":[{"text":{"text":"my mail …","qualifiers":["query"]}}]} */
#include "base/slice.h"
#include "bedrock/params.h"

static void write_qualifiers(nw_params *p, uint32_t qualifiers) {
  static const struct { uint32_t bit; const char *name; } names[] = {
    { NEWEL_QUALIFIER_GROUNDING_SOURCE, "grounding_source" }, { NEWEL_QUALIFIER_QUERY, "query" },
    { NEWEL_QUALIFIER_GUARD_CONTENT, "guard_content" },
  };
  if (qualifiers == 0) return;
  nw_params_array(p, "qualifiers");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (qualifiers & names[i].bit) nw_params_string(p, NULL, newel_slice_of(names[i].name));
  nw_params_close(p);
}

static void write_block(nw_params *p, const newel_guardrail_block *block) {
  nw_params_object(p, NULL);
  if (block->image.len > 0) {
    nw_params_object(p, "image");
    nw_params_string(p, "format", block->image_format);
    nw_params_object(p, "source");
    nw_params_blob(p, "bytes", block->image);
    nw_params_close(p);
  } else {
    nw_params_object(p, "text");
    nw_params_string(p, "text", block->text);
    write_qualifiers(p, block->qualifiers);
  }
  nw_params_close(p);
  nw_params_close(p);
}

int newel_client_apply_guardrail(newel_client *client, const newel_apply_guardrail *request, const newel_call_options *options,
                                 newel_body *body, newel_error *err) {
  nw_params p;
  int code = nw_check_request("newel_client_apply_guardrail", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  nw_params_open(&p, client);
  nw_params_string(&p, "guardrailIdentifier", request->guardrail.id);
  nw_params_string(&p, "guardrailVersion", request->guardrail.version);
  nw_params_string(&p, "source", newel_slice_of(newel_source_name(request->source)));
  if (request->full) nw_params_string(&p, "outputScope", NW_LIT("FULL"));
  nw_params_array(&p, "content");
  for (size_t i = 0; i < request->block_count; i++) write_block(&p, &request->blocks[i]);
  nw_params_close(&p);
  return nw_params_call(&p, "ApplyGuardrail", options, body, err);
}
