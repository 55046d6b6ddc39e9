/* policy/export_bedrock.c - a policy's projection as a file of three kinds: the body of CreateGuardrail, a CloudFormation
 * template with one AWS::Bedrock::Guardrail, a .tf.json with one awscc_bedrock_guardrail. projection_write.c writes the
 * guardrail itself; here is what stands around it. What Bedrock cannot express is left out; `newel check` names it (W0802). */
#include "base/error.h"
#include "base/slice.h"
#include "policy/projection.h"

typedef struct exporter {
  nw_json_writer       w;
  newel_export         to;
  const newel_policy  *policy;
  const nw_projection *guardrail;
} exporter;

static void tag(exporter *x, newel_slice key, newel_slice value) {
  nw_json_object(&x->w);
  nw_projection_key(&x->w, x->to, "key");
  nw_json_text(&x->w, key);
  nw_projection_key(&x->w, x->to, "value");
  nw_json_text(&x->w, value);
  nw_json_close(&x->w);
}

static void guardrail(exporter *x) {
  nw_json_object(&x->w);
  nw_projection_write(&x->w, x->guardrail, x->to);
  nw_projection_key(&x->w, x->to, "tags");
  nw_json_array(&x->w);
  for (size_t i = 0; i < x->guardrail->tag_count; i++) tag(x, x->guardrail->tags[i].key, x->guardrail->tags[i].value);
  tag(x, NW_LIT("newel:policy-id"), newel_slice_of(x->policy->id));
  nw_json_close(&x->w);
  nw_json_close(&x->w);
}

/* "production-safety" -> "ProductionSafety" and "production_safety": names that a template and a configuration take. */
static void resource_name(exporter *x) {
  char name[64];
  size_t len = 0;
  int up = 1;
  for (size_t i = 0; i < x->policy->name.len && len + 1 < sizeof name; i++) {
    unsigned c = (unsigned char)x->policy->name.data[i];
    if (x->to == NEWEL_EXPORT_TERRAFORM) {
      name[len++] = (char)(nw_is_alnum(c) ? nw_to_lower(c) : '_');
    } else if (nw_is_alnum(c)) {
      name[len++] = (char)(up ? nw_to_upper(c) : c);
      up = 0;
    } else {
      up = 1;
    }
  }
  name[len] = '\0';
  nw_json_key(&x->w, len > 0 && nw_is_alpha((unsigned char)name[0]) ? name : "Guardrail");
}

static void template_of(exporter *x) {
  nw_json_object(&x->w);
  nw_json_key_cstr(&x->w, "AWSTemplateFormatVersion", "2010-09-09");
  nw_json_key(&x->w, "Resources");
  nw_json_object(&x->w);
  resource_name(x);
  nw_json_object(&x->w);
  nw_json_key_cstr(&x->w, "Type", "AWS::Bedrock::Guardrail");
  nw_json_key(&x->w, "Properties");
  guardrail(x);
  for (int i = 0; i < 3; i++) nw_json_close(&x->w);
}

static void configuration(exporter *x) {
  nw_json_object(&x->w);
  nw_json_key(&x->w, "resource");
  nw_json_object(&x->w);
  nw_json_key(&x->w, "awscc_bedrock_guardrail");
  nw_json_object(&x->w);
  resource_name(x);
  guardrail(x);
  for (int i = 0; i < 3; i++) nw_json_close(&x->w);
}

static void write_file(exporter *x) {
  if (x->to == NEWEL_EXPORT_BEDROCK) guardrail(x);
  else if (x->to == NEWEL_EXPORT_CLOUDFORMATION) template_of(x);
  else configuration(x);
  nw_json_newline(&x->w);
}

int newel_policy_export(const newel_policy *policy, newel_export to, newel_write_fn write, void *user, newel_error *err) {
  nw_arena arena;
  nw_projection projection;
  exporter x = { .to = to, .policy = policy, .guardrail = &projection };
  int code = NEWEL_OK;
  nw_error_clear(err);
  if (policy == NULL || write == NULL || to > NEWEL_EXPORT_TERRAFORM)
    return nw_fail(err, NEWEL_E_ARGUMENT, "export: policy or write is NULL, or the notation is unknown");
  nw_arena_init(&arena, policy->alloc);
  if (!nw_projection_of_policy(&projection, &arena, policy)) {
    code = nw_fail_nomem(err);
  } else if (projection.rule_count == 0) {
    code = nw_fail_no_place(err);
  } else {
    nw_json_writer_init(&x.w, write, user, 1);
    write_file(&x);
    if (nw_json_writer_end(&x.w) != 0) code = nw_fail(err, NEWEL_E_IO, "the output could not be written");
  }
  nw_arena_free(&arena);
  return code;
}
