/* May we use the model, does it stream, does it take the guardrail, and for how long is it there?
 *
 *   us.amazon.nova-lite-v1:0 ► GetInferenceProfile ► amazon.nova-lite-v1:0 ► GetFoundationModel, GetFoundationModelAvailability
 *   then Converse and ConverseStream with one token: only a call shows that all of it holds */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/doctor.h"

#define TEXT_OF(slice) (int)(slice).len, (slice).data == NULL ? "" : (slice).data

static int begins(newel_slice text, const char *word) {
  size_t len = strlen(word);
  return text.len >= len && memcmp(text.data, word, len) == 0;
}

/* The part behind `mark`; empty where it does not stand in `text`. */
static newel_slice behind(newel_slice text, const char *mark) {
  size_t len = strlen(mark);
  for (size_t i = 0; i + len <= text.len; i++)
    if (memcmp(text.data + i, mark, len) == 0) return nw_slice(text.data + i + len, text.len - i - len);
  return nw_slice(NULL, 0);
}

/* An inference profile: an ARN of one, or an id with a geography before the provider. */
static int is_profile(newel_slice id) {
  static const char *const places[] = { "us.", "eu.", "apac.", "jp.", "au.", "ca.", "sa.", "us-gov.", "global.", "amer.", "me.", "af." };
  if (behind(id, "inference-profile/").len > 0) return 1;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (begins(id, places[i])) return 1;
  return 0;
}

static int call_with(nw_doctor *d, const char *operation, const char *member, newel_slice value, newel_error *err) {
  nw_json_writer w;
  nw_buf params;
  nw_buf_init_secret(&params, d->client->alloc);
  nw_json_writer_init(&w, nw_buf_write, &params, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, member, value);
  nw_json_close(&w);
  if (nw_json_writer_end(&w) != 0) params.failed = 1;
  int code = nw_doctor_call(d, operation, &params, err);
  nw_buf_free(&params);
  return code;
}

/* The id of the model behind a profile; the id itself where it is none. Empty: it could not be found. */
static newel_slice model_behind(nw_doctor *d, newel_slice id) {
  newel_error err = { 0 };
  if (!is_profile(id)) return behind(id, "foundation-model/").len > 0 ? behind(id, "foundation-model/") : id;
  if (call_with(d, "GetInferenceProfile", "inferenceProfileIdentifier", id, &err) != NEWEL_OK) {
    nw_doctor_say_error(d, "profile", &err);
    return nw_slice(NULL, 0);
  }
  const nw_json_node *models = d->answer == NULL ? NULL : nw_json_member(d->answer, "models");
  size_t count = models == NULL ? 0 : models->count;
  newel_slice status = nw_doctor_member(d->answer, "status");
  nw_doctor_say(d, "profile", nw_slice_is(status, "ACTIVE") ? NW_CHECK_OK : NW_CHECK_FAILED, "name another inference profile",
                "%.*s is %.*s, in %zu region%s", TEXT_OF(id), TEXT_OF(status), count, count == 1 ? "" : "s");
  return count == 0 ? nw_slice(NULL, 0) : behind(nw_doctor_member(models->first, "modelArn"), "foundation-model/");
}

static int list_has(const nw_json_node *object, const char *name, const char *word) {
  const nw_json_node *list = object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, name);
  for (const nw_json_node *item = list == NULL ? NULL : list->first; item != NULL; item = item->next)
    if (nw_slice_is(item->text, word)) return 1;
  return 0;
}

typedef struct model { newel_slice id, called; int streams, talks; } model;

/* What the catalogue says. */
static void check_catalogue(nw_doctor *d, model *m) {
  newel_error err = { 0 };
  if (call_with(d, "GetFoundationModel", "modelIdentifier", m->id, &err) != NEWEL_OK) {
    nw_doctor_say(d, "model", NW_CHECK_WARNING, err.advice, "%s", err.message);
    return;
  }
  const nw_json_node *details = d->answer == NULL ? NULL : nw_json_member(d->answer, "modelDetails");
  const nw_json_node *life = details == NULL || details->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(details, "modelLifecycle");
  const newel_slice ends = nw_doctor_member(life, "endOfLifeTime");
  const int is_old = nw_slice_is(nw_doctor_member(life, "status"), "LEGACY");
  m->streams = nw_slice_is(nw_doctor_member(details, "responseStreamingSupported"), "true");
  m->talks = list_has(details, "outputModalities", "TEXT");
  nw_doctor_say(d, "model", is_old ? NW_CHECK_WARNING : NW_CHECK_OK, "plan for its successor: `newel models` lists those that are there",
                "%.*s, %s%s%s%.*s", TEXT_OF(m->id), m->streams ? "streams" : "does not stream", is_old ? ", LEGACY" : "",
                ends.len > 0 ? ", ends " : "", TEXT_OF(ends));
  if (is_profile(m->called) || list_has(details, "inferenceTypesSupported", "ON_DEMAND")) return;
  nw_doctor_say(d, "model", NW_CHECK_WARNING, "call it by an inference profile: its id with a prefix of the geography, as in us.MODEL",
                "%.*s is not sold by the call under this id", TEXT_OF(m->id));
}

/* Whether the account may use it: four switches, and each has its own way to be off. */
static void check_access(nw_doctor *d, const model *m) {
  static const struct { const char *member, *inside, *good, *advice; } switches[] = {
    { "regionAvailability", NULL, "AVAILABLE", "name another region, or an inference profile" },
    { "authorizationStatus", NULL, "AUTHORIZED", "may this identity use it? `newel iam` prints what is needed" },
    { "entitlementAvailability", NULL, "AVAILABLE", "ask for access to the model in the Bedrock console (Model access)" },
    { "agreementAvailability", "status", "AVAILABLE", "accept the model's agreement in the Bedrock console (Model access)" },
  };
  newel_error err = { 0 };
  if (call_with(d, "GetFoundationModelAvailability", "modelId", m->id, &err) != NEWEL_OK) {
    nw_doctor_say(d, "access", NW_CHECK_WARNING, err.advice, "%s", err.message);
    return;
  }
  size_t off = 0;
  for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
    const char *member = switches[i].member, *inside = switches[i].inside;
    newel_slice value = inside != NULL ? nw_doctor_member(nw_json_member(d->answer, member), inside) : nw_doctor_member(d->answer, member);
    if (nw_slice_is(value, switches[i].good)) continue;
    off++;
    nw_doctor_say(d, "access", NW_CHECK_FAILED, switches[i].advice, "%s of %.*s is %.*s", member, TEXT_OF(m->id), TEXT_OF(value));
  }
  if (off == 0) nw_doctor_say(d, "access", NW_CHECK_OK, "", "this account may use it");
}

static int converse(nw_doctor *d, const char *operation, const model *m, int guarded, newel_error *err) {
  nw_json_writer w;
  nw_buf params;
  nw_buf_init_secret(&params, d->client->alloc);
  nw_json_writer_init(&w, nw_buf_write, &params, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "modelId", m->called);
  nw_json_key_raw(&w, "messages", NW_LIT("[{\"role\":\"user\",\"content\":[{\"text\":\"newel doctor\"}]}]"));
  nw_json_key_raw(&w, "inferenceConfig", NW_LIT("{\"maxTokens\":1}"));
  if (guarded) {
    nw_json_key(&w, "guardrailConfig");
    nw_json_object(&w);
    nw_json_key_text(&w, "guardrailIdentifier", d->guardrail);
    nw_json_key_text(&w, "guardrailVersion", d->version);
    nw_json_close(&w);
  }
  nw_json_close(&w);
  if (nw_json_writer_end(&w) != 0) params.failed = 1;
  int code = nw_doctor_call(d, operation, &params, err);
  nw_buf_free(&params);
  return code;
}

/* With the guardrail first. Where that is refused and the plain call is not, the model takes no guardrail. */
static void probe(nw_doctor *d, const char *name, const char *operation, const model *m) {
  newel_error err = { 0 }, plain = { 0 };
  const int guarded = d->guardrail.len > 0;
  int code = converse(d, operation, m, guarded, &err);
  if (code == NEWEL_OK) {
    nw_doctor_say(d, name, NW_CHECK_OK, "", "%s answers%s", operation, guarded ? ", with the guardrail" : "");
    return;
  }
  int takes_none = guarded && nw_slice_is(newel_body_error(d->body), "ValidationException") &&
                   converse(d, operation, m, 0, &plain) == NEWEL_OK;
  if (takes_none)
    nw_doctor_say(d, name, NW_CHECK_FAILED, "judge before and after the call instead (ApplyGuardrail): `newel converse` does with -p",
                  "%s answers, but not with the guardrail: %s", operation, err.message);
  else nw_doctor_say_error(d, name, &err);
}

void nw_doctor_model(nw_doctor *d) {
  model m = { .called = d->options->model, .talks = 1 };
  if (m.called.len == 0) {
    nw_doctor_say(d, "model", NW_CHECK_SKIPPED, "name one with --model", "none is named");
    return;
  }
  m.id = model_behind(d, m.called);
  if (m.id.len > 0) {
    check_catalogue(d, &m);
    check_access(d, &m);
  }
  if (!m.talks) {
    nw_doctor_say(d, "call", NW_CHECK_SKIPPED, "", "it gives no text");
    return;
  }
  probe(d, "call", "Converse", &m);
  if (m.streams) probe(d, "stream", "ConverseStream", &m);
}
