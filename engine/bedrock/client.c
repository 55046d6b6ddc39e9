/* Opening a client: settings are read, connections and keys are not looked for before the first call.
 *
 *   options ► environment, shared files (aws/config) ► each endpoint resolves ► HTTP client with its certificates ► aws/call */
#include "bedrock/client.h"

#include "aws/world_posix.h"
#include "base/engine.h"
#include "base/error.h"

enum { DEADLINE_MS = 60000, ATTEMPTS_MOST = 20 };

/* ---- client ---- */

static int check_options(const newel_client_options *options, newel_error *err) {
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_open: options.size is %zu, expected %zu", options->size, sizeof *options);
  if (options->max_attempts > ATTEMPTS_MOST)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_open: max_attempts is %u, expected at most %d", options->max_attempts,
                   ATTEMPTS_MOST);
  if ((options->key_id.len > 0) == (options->secret.len > 0)) return NEWEL_OK;
  return nw_fail_advice(err, NEWEL_E_ARGUMENT, "give key_id and secret, or neither", "newel_client_open: half a key was given");
}

/* Region, endpoints and FIPS fit together, or it is said now and not at the first call. */
static int check_endpoints(const nw_aws_config *config, newel_error *err) {
  nw_endpoint endpoint;
  int code = NEWEL_OK;
  if (config->region.len == 0)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "set AWS_REGION, `region` in the profile, or --region", "no AWS region is set");
  for (unsigned s = 0; code == NEWEL_OK && s <= NW_SERVICE_BEDROCK_MANTLE; s++)
    code = nw_aws_config_endpoint(&endpoint, config, (nw_service)s, (newel_slice){ NULL, 0 }, err);
  return code;
}

static int load_config(newel_client *client, const newel_client_options *options, newel_error *err) {
  nw_aws_options said = { options->profile, options->region, options->endpoint_url, options->key_id, options->secret,
                          options->session_token, options->bearer };
  int code = nw_aws_config_load(&client->config, client->alloc, &client->world, &said, err);
  if (code != NEWEL_OK) return code;
  if (options->max_attempts > 0) client->config.max_attempts = options->max_attempts;
  client->deadline_ms = options->deadline_ms > 0 ? options->deadline_ms : DEADLINE_MS;
  return check_endpoints(&client->config, err);
}

static int connect_world(newel_client *client, newel_error *err) {
  const nw_http_client_options options = { .ca_bundle = client->config.ca_bundle, .proxy = client->config.proxy,
                                           .no_proxy = client->config.no_proxy };
  int code = nw_http_client_open(&client->http, &client->alloc, &options, err);
  client->world.user = client->http;
  return code;
}

/* `world` NULL: this machine. */
static int open_client(newel_client **out, newel_engine *engine, const nw_world *world, const newel_client_options *options,
                       newel_error *err) {
  const newel_client_options none = NEWEL_CLIENT_OPTIONS_INIT;
  nw_error_clear(err);
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_open: 'out' or 'engine' is NULL");
  *out = NULL;
  if (options == NULL) options = &none;
  int code = check_options(options, err);
  if (code != NEWEL_OK) return code;
  newel_client *client = nw_zalloc(&engine->alloc, sizeof *client);
  if (client == NULL) return nw_fail_nomem(err);
  client->alloc = engine->alloc;
  client->engine = engine;
  client->world = world != NULL ? *world : nw_world_posix();
  code = load_config(client, options, err);
  if (code == NEWEL_OK && world == NULL) code = connect_world(client, err);
  if (code == NEWEL_OK) code = nw_aws_client_open(&client->aws, client->alloc, &client->config, &client->world, err);
  if (code == NEWEL_OK) *out = client;
  else newel_client_free(client);
  return code;
}

int newel_client_open(newel_client **out, newel_engine *engine, const newel_client_options *options, newel_error *err) {
  return open_client(out, engine, NULL, options, err);
}

int nw_client_open_in(newel_client **out, newel_engine *engine, const nw_world *world, const newel_client_options *options,
                      newel_error *err) {
  return open_client(out, engine, world, options, err);
}

void newel_client_free(newel_client *client) {
  if (client == NULL) return;
  nw_alloc alloc = client->alloc;
  nw_aws_client_free(client->aws);
  nw_http_client_free(client->http);
  nw_aws_config_free(&client->config);
  nw_free(&alloc, client, sizeof *client);
}

/* ---- body ---- */

int newel_body_open(newel_body **out, newel_engine *engine, newel_error *err) {
  nw_error_clear(err);
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_body_open: 'out' or 'engine' is NULL");
  newel_body *body = nw_zalloc(&engine->alloc, sizeof *body);
  *out = body;
  if (body == NULL) return nw_fail_nomem(err);
  body->alloc = engine->alloc;
  nw_aws_answer_init(&body->answer, body->alloc);
  nw_buf_init_secret(&body->json, body->alloc);
  return NEWEL_OK;
}

void newel_body_free(newel_body *body) {
  if (body == NULL) return;
  nw_alloc alloc = body->alloc;
  nw_aws_answer_free(&body->answer);
  nw_buf_free(&body->json);
  nw_free(&alloc, body, sizeof *body);
}

newel_slice newel_body_json(const newel_body *body) { return nw_buf_slice(&body->json); }
int newel_body_status(const newel_body *body) { return body->answer.response.status; }
newel_slice newel_body_request_id(const newel_body *body) { return body->answer.request_id; }
newel_slice newel_body_error(const newel_body *body) { return body->answer.error; }
unsigned newel_body_attempts(const newel_body *body) { return body->answer.tries; }
