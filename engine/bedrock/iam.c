/* The least IAM policy for what a policy and a program use.
 *
 *   escalates to a guardrail      bedrock:ApplyGuardrail on it, and on its cross-region profile
 *   escalates without one         bedrock:InvokeGuardrailChecks
 *   models                        bedrock:InvokeModel, …WithResponseStream on each; there is no bedrock:Converse
 *   us.MODEL                      the profile, and MODEL in every region, but only through that profile
 *   kms_key, reasoning            kms:Decrypt (push: grants, too); bedrock:InvokeAutomatedReasoningPolicy
 *
 * Sources: Bedrock user guide, "Permissions for guardrails", "Cross-region inference for guardrails", "Prerequisites for inference
 * profiles"; Service Authorization Reference, "Actions for Amazon Bedrock". */
#include "aws/endpoint.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "newel/doctor.h"
#include "policy/model.h"

enum { ARN_BYTES = 2300, MODELS_MOST = 50 };

#define TEXT_OF(slice) (int)(slice).len, (slice).data == NULL ? "" : (slice).data

typedef struct iam {
  nw_json_writer           json;
  const newel_policy      *policy;
  const newel_iam_options *options;
  unsigned                 uses;
  nw_buf                   arn;
} iam;

/* ---- statements ---- */

/* `sid` NULL: none; ids stand once in a policy. */
static void begin(iam *i, const char *sid, const char *const *actions) {
  nw_json_writer *w = &i->json;
  nw_json_object(w);
  if (sid != NULL) nw_json_key_cstr(w, "Sid", sid);
  nw_json_key_cstr(w, "Effect", "Allow");
  nw_json_key(w, "Action");
  nw_json_array(w);
  for (; *actions != NULL; actions++) nw_json_cstr(w, *actions);
  nw_json_close(w);
  nw_json_key(w, "Resource");
  nw_json_array(w);
}

static void end_resources(iam *i) { nw_json_close(&i->json); }
static void end(iam *i) { nw_json_close(&i->json); }

static newel_slice or_star(newel_slice text) { return text.len > 0 ? text : NW_LIT("*"); }

/* "arn:aws:bedrock:us-east-1:123456789012:guardrail/ID"; `region` and `account` as they are to stand in it. */
static void resource(iam *i, const char *service, newel_slice region, newel_slice account, const char *kind, newel_slice id) {
  nw_buf_clear(&i->arn);
  nw_buf_addf(&i->arn, "arn:%s:%s:%.*s:%.*s:%s%.*s", nw_partition_name(i->options->region), service, TEXT_OF(region), TEXT_OF(account),
              kind, TEXT_OF(id));
  nw_json_text(&i->json, nw_buf_slice(&i->arn));
}

/* A condition of one operator, key and value. */
static void condition(iam *i, const char *operator, const char *key, newel_slice value) {
  nw_json_writer *w = &i->json;
  nw_json_key(w, "Condition");
  nw_json_object(w);
  nw_json_key(w, operator);
  nw_json_object(w);
  nw_json_key_text(w, key, value);
  nw_json_close(w);
  nw_json_close(w);
}

static void everywhere(iam *i, const char *sid, const char *const *actions) {
  begin(i, sid, actions);
  nw_json_cstr(&i->json, "*");
  end_resources(i);
  end(i);
}

/* ---- guardrails ---- */

static int begins(newel_slice text, const char *word) {
  size_t len = strlen(word);
  return text.len >= len && memcmp(text.data, word, len) == 0;
}

/* Behind the last '/'. */
static newel_slice tail(newel_slice text) {
  for (size_t i = text.len; i > 0; i--)
    if (text.data[i - 1] == '/') return nw_slice(text.data + i, text.len - i);
  return text;
}

static void guardrail_resources(iam *i) {
  const newel_slice region = or_star(i->options->region), account = or_star(i->options->account);
  if (begins(i->options->guardrail, "arn:")) nw_json_text(&i->json, i->options->guardrail);
  else resource(i, "bedrock", region, account, "guardrail/", or_star(i->options->guardrail));
  if (i->policy == NULL || i->policy->guardrail_profile.len == 0) return;
  resource(i, "bedrock", NW_LIT("*"), account, "guardrail-profile/", tail(i->policy->guardrail_profile));
}

static int escalates(const iam *i) { return i->policy != NULL && i->policy->escalation.present; }
static int has_guardrail(const iam *i) {
  return i->options->guardrail.len > 0 || (escalates(i) && i->policy->escalation.guardrail.len > 0);
}

static void judge(iam *i) {
  static const char *const apply[] = { "bedrock:ApplyGuardrail", NULL }, *const checks[] = { "bedrock:InvokeGuardrailChecks", NULL };
  if (has_guardrail(i)) {
    begin(i, "ApplyGuardrail", apply);
    guardrail_resources(i);
    end_resources(i);
    end(i);
  } else if (escalates(i)) {
    everywhere(i, "InvokeGuardrailChecks", checks);
  }
}

static void push(iam *i) {
  static const char *const make[] = { "bedrock:CreateGuardrail", "bedrock:ListGuardrails", NULL };
  static const char *const change[] = { "bedrock:GetGuardrail", "bedrock:UpdateGuardrail", "bedrock:CreateGuardrailVersion",
                                        "bedrock:DeleteGuardrail", "bedrock:TagResource", "bedrock:UntagResource",
                                        "bedrock:ListTagsForResource", NULL };
  everywhere(i, "MakeGuardrails", make);
  begin(i, "ChangeGuardrails", change);
  guardrail_resources(i);
  end_resources(i);
  end(i);
}

/* ---- what a guardrail leans on ---- */

static int asks_guardrail(const iam *i) { return (i->uses & (NEWEL_IAM_JUDGE | NEWEL_IAM_INVOKE)) != 0 && has_guardrail(i); }

static void reasoning(iam *i) {
  static const char *const invoke[] = { "bedrock:InvokeAutomatedReasoningPolicy", NULL };
  size_t count = 0;
  for (size_t n = 0; i->policy != NULL && n < i->policy->rule_count; n++) {
    const nw_rule *rule = &i->policy->rules[n];
    if (rule->kind != NW_KIND_REASONING || !asks_guardrail(i)) continue;
    if (count++ == 0) begin(i, "InvokeReasoning", invoke);
    nw_json_text(&i->json, rule->of.reasoning.arn);
  }
  if (count == 0) return;
  end_resources(i);
  end(i);
}

/* The key's ARN, or every key that has the alias; only through Bedrock. */
static void kms(iam *i) {
  static const char *const use[] = { "kms:Decrypt", NULL };
  static const char *const make[] = { "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", NULL };
  const newel_slice key = i->policy == NULL ? nw_slice(NULL, 0) : i->policy->kms_key;
  const int is_alias = begins(key, "alias/");
  if (key.len == 0 || (!(i->uses & NEWEL_IAM_PUSH) && !asks_guardrail(i))) return;
  begin(i, "UseKey", i->uses & NEWEL_IAM_PUSH ? make : use);
  if (begins(key, "arn:")) nw_json_text(&i->json, key);
  else resource(i, "kms", or_star(i->options->region), or_star(i->options->account), "key/", is_alias ? NW_LIT("*") : key);
  end_resources(i);
  if (is_alias) {
    condition(i, "ForAnyValue:StringEquals", "kms:ResourceAliases", key);
  } else {
    nw_buf_clear(&i->arn);
    nw_buf_addf(&i->arn, "bedrock.%.*s.%s", TEXT_OF(or_star(i->options->region)), nw_partition_suffix(i->options->region));
    condition(i, "StringLike", "kms:ViaService", nw_buf_slice(&i->arn));
  }
  end(i);
}

/* ---- models ---- */

static const char *const invoke_actions[] = { "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", NULL };

/* The model behind "us.MODEL": what follows the geography; empty where the id has none. */
static newel_slice behind_geography(newel_slice id) {
  static const char *const places[] = { "us.", "eu.", "apac.", "jp.", "au.", "ca.", "sa.", "us-gov.", "global.", "amer.", "me.", "af." };
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (begins(id, places[i])) return nw_slice(id.data + strlen(places[i]), id.len - strlen(places[i]));
  return nw_slice(NULL, 0);
}

/* The profile itself, and its model wherever it sends the call, but through the profile only. */
static void invoke_profile(iam *i, newel_slice id, newel_slice model) {
  const newel_slice region = or_star(i->options->region), account = or_star(i->options->account), none = { NULL, 0 };
  begin(i, NULL, invoke_actions);
  resource(i, "bedrock", region, account, "inference-profile/", id);
  end_resources(i);
  end(i);
  begin(i, NULL, invoke_actions);
  resource(i, "bedrock", NW_LIT("*"), none, "foundation-model/", model);
  end_resources(i);
  nw_buf_clear(&i->arn);
  nw_buf_addf(&i->arn, "arn:%s:bedrock:%.*s:%.*s:inference-profile/%.*s", nw_partition_name(i->options->region), TEXT_OF(region),
              TEXT_OF(account), TEXT_OF(id));
  condition(i, "StringLike", "bedrock:InferenceProfileArn", nw_buf_slice(&i->arn));
  end(i);
}

static void invoke_model(iam *i, newel_slice id) {
  const newel_slice none = { NULL, 0 }, model = behind_geography(id);
  if (model.len > 0) {
    invoke_profile(i, id, model);
    return;
  }
  begin(i, NULL, invoke_actions);
  if (begins(id, "arn:")) nw_json_text(&i->json, id);
  else resource(i, "bedrock", or_star(i->options->region), none, "foundation-model/", id);
  end_resources(i);
  end(i);
}

static void invoke(iam *i) {
  newel_slice rest = i->options->models;
  if (rest.len == 0) invoke_model(i, NW_LIT("*"));
  while (rest.len > 0) {
    const char *comma = memchr(rest.data, ',', rest.len);
    size_t len = comma == NULL ? rest.len : (size_t)(comma - rest.data);
    if (len > 0) invoke_model(i, nw_slice(rest.data, len));
    rest = nw_slice(rest.data + len + (comma != NULL), rest.len - len - (comma != NULL));
  }
}

/* ---- all of it ---- */

/* Where newel.lock has the policy's guardrail once: its id, region and account. */
static newel_iam_options filled(const newel_policy *policy, const newel_iam_options *options) {
  newel_iam_options all = *options;
  newel_lock_entry entry;
  if (options->lock == NULL || policy == NULL || options->guardrail.len > 0 || policy->escalation.guardrail.len == 0 ||
      newel_lock_find(options->lock, policy->escalation.guardrail, options->region, options->account, &entry) != 1)
    return all;
  all.guardrail = entry.id;
  all.region = entry.region;
  all.account = entry.account;
  return all;
}

static void write_statements(iam *i) {
  static const char *const look[] = { "bedrock:ListGuardrails", "bedrock:GetGuardrail", "bedrock:ListFoundationModels",
                                      "bedrock:GetFoundationModel", "bedrock:GetFoundationModelAvailability",
                                      "bedrock:ListInferenceProfiles", "bedrock:GetInferenceProfile", NULL };
  if (i->uses & (NEWEL_IAM_JUDGE | NEWEL_IAM_INVOKE)) judge(i);
  if (i->uses & NEWEL_IAM_INVOKE) invoke(i);
  if (i->uses & NEWEL_IAM_PUSH) push(i);
  reasoning(i);
  kms(i);
  if (i->uses & NEWEL_IAM_DOCTOR) everywhere(i, "Look", look);
}

int newel_policy_iam(const newel_policy *policy, const newel_iam_options *options, newel_write_fn write, void *user, newel_error *err) {
  const newel_iam_options none = NEWEL_IAM_OPTIONS_INIT;
  nw_error_clear(err);
  if (options == NULL) options = &none;
  if (write == NULL || options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_policy_iam: 'write' is NULL, or options.size is not set");
  const newel_iam_options all = filled(policy, options);
  iam i = { .policy = policy, .options = &all, .uses = options->uses == 0 ? NEWEL_IAM_JUDGE : options->uses };
  if (i.uses == NEWEL_IAM_JUDGE && !escalates(&i) && !has_guardrail(&i))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "say what else the program does: invoke, push, doctor",
                          "the policy asks nobody: nothing has to be allowed");
  nw_buf_init_secret(&i.arn, policy != NULL ? policy->alloc : nw_alloc_of(NULL));
  nw_json_writer_init(&i.json, write, user, 1);
  nw_json_object(&i.json);
  nw_json_key_cstr(&i.json, "Version", "2012-10-17");
  nw_json_key(&i.json, "Statement");
  nw_json_array(&i.json);
  write_statements(&i);
  nw_json_close(&i.json);
  nw_json_close(&i.json);
  nw_json_newline(&i.json);
  int written = nw_json_writer_end(&i.json) == 0, failed = i.arn.failed;
  nw_buf_free(&i.arn);
  if (failed) return nw_fail_nomem(err);
  return written ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the IAM policy could not be written");
}
