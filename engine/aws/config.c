#include "aws/config.h"

#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"

enum { FILE_MOST = 1 << 20, PATH_BYTES = 1024, ATTEMPTS = 3, ATTEMPTS_MOST = 20 };

typedef struct loading { nw_aws_config *config; const nw_world *world; newel_error *err; int failed; } loading;

/* A copy that lives with the configuration. */
static newel_slice keep(loading *l, newel_slice text) {
  if (text.len == 0) return nw_slice(NULL, 0);
  newel_slice kept = nw_arena_copy(&l->config->arena, text);
  if (kept.data == NULL) l->failed = 1;
  return kept;
}

static newel_slice env_of(const loading *l, const char *name) {
  const char *value = l->world->env(l->world->user, name);
  return value == NULL ? nw_slice(NULL, 0) : newel_slice_of(value);
}

static newel_slice profile_of(const loading *l, const char *name) {
  return nw_section_get(nw_aws_config_profile(l->config), name);
}

/* The first that is set; the environment may know two names. */
static newel_slice setting(loading *l, newel_slice said, const char *env, const char *env_too, const char *property) {
  newel_slice value = said;
  if (value.len == 0) value = env_of(l, env);
  if (value.len == 0 && env_too != NULL) value = env_of(l, env_too);
  if (value.len == 0 && property != NULL) value = profile_of(l, property);
  return keep(l, value);
}

static int is_true(newel_slice value) {
  char lower[5] = "";
  for (size_t i = 0; i < value.len && i < 4; i++) lower[i] = (char)nw_to_lower((unsigned char)value.data[i]);
  return value.len == 4 && memcmp(lower, "true", 4) == 0;
}

static int flag(loading *l, const char *env, const char *property) {
  return is_true(setting(l, nw_slice(NULL, 0), env, NULL, property));
}

void nw_aws_config_path(char *path, size_t size, const nw_world *world, int credentials) {
  const char *named = world->env(world->user, credentials ? "AWS_SHARED_CREDENTIALS_FILE" : "AWS_CONFIG_FILE");
  const char *home = world->env(world->user, "HOME");
  if (named != NULL && named[0] != '\0' && named[0] != '~') snprintf(path, size, "%s", named);
  else if (named != NULL && named[0] == '~') snprintf(path, size, "%s%s", home == NULL ? "" : home, named + 1);
  else snprintf(path, size, "%s/.aws/%s", home == NULL ? "" : home, credentials ? "credentials" : "config");
}

static int load_file(loading *l, int credentials) {
  char path[PATH_BYTES];
  nw_buf text;
  nw_buf_init_secret(&text, l->config->arena.alloc);
  nw_aws_config_path(path, sizeof path, l->world, credentials);
  int got = l->world->read_file(l->world->user, path, FILE_MOST, &text), code = NEWEL_OK;
  if (text.failed) code = nw_fail_nomem(l->err);
  else if (got < 0) code = nw_fail_advice(l->err, NEWEL_E_IO, "is it readable, and under 1 MB?", "\"%s\" cannot be read", path);
  else if (got > 0) code = nw_profiles_read(&l->config->profiles, nw_buf_slice(&text), credentials, path, l->err);
  nw_buf_free(&text);
  return code;
}

static int choose_profile(loading *l, const nw_aws_options *options) {
  nw_aws_config *c = l->config;
  c->profile_is_explicit = options->profile.len > 0;
  c->profile = setting(l, options->profile, "AWS_PROFILE", "AWS_DEFAULT_PROFILE", NULL);
  c->profile_is_named = c->profile.len > 0;
  if (!c->profile_is_named) c->profile = NW_LIT("default");
  if (!c->profile_is_named || nw_aws_config_profile(c) != NULL || nw_slice_is(c->profile, "default")) return NEWEL_OK;
  return nw_fail_advice(l->err, NEWEL_E_CREDENTIALS, "name another with --profile or AWS_PROFILE, or add it to the config file",
                        "there is no AWS profile \"%.*s\"", (int)c->profile.len, c->profile.data);
}

static void choose_region(loading *l, const nw_aws_options *options) {
  nw_aws_config *c = l->config;
  c->region = setting(l, options->region, "AWS_REGION", "AWS_DEFAULT_REGION", "region");
  c->region_source = options->region.len > 0 ? NW_LIT("option")
                     : env_of(l, "AWS_REGION").len > 0 ? NW_LIT("AWS_REGION")
                     : env_of(l, "AWS_DEFAULT_REGION").len > 0 ? NW_LIT("AWS_DEFAULT_REGION")
                     : c->region.len > 0 ? NW_LIT("profile") : NW_LIT("");
}

/* code, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, [services], the profile's endpoint_url. */
static newel_slice url_of(loading *l, nw_service service, newel_slice said, int ignored) {
  const nw_service_info *info = nw_service_at(service);
  const int is_bedrock = service <= NW_SERVICE_BEDROCK_MANTLE;
  char env[64];
  if (said.len > 0 && is_bedrock) return keep(l, said);
  if (ignored) return nw_slice(NULL, 0);
  snprintf(env, sizeof env, "AWS_ENDPOINT_URL_%s", info->env_suffix);
  newel_slice url = env_of(l, env);
  if (url.len == 0) url = env_of(l, "AWS_ENDPOINT_URL");
  const nw_section *services = nw_profiles_section(&l->config->profiles, NW_SECTION_SERVICES, profile_of(l, "services"));
  if (url.len == 0) url = nw_property_sub(nw_section_get(services, info->config_key), "endpoint_url");
  if (url.len == 0) url = profile_of(l, "endpoint_url");
  return keep(l, url);
}

static int choose_attempts(loading *l) {
  newel_slice text = setting(l, nw_slice(NULL, 0), "AWS_MAX_ATTEMPTS", NULL, "max_attempts");
  l->config->max_attempts = ATTEMPTS;
  if (text.len == 0) return NEWEL_OK;
  unsigned value = 0;
  for (size_t i = 0; i < text.len && i < 3; i++)
    value = nw_is_digit((unsigned char)text.data[i]) ? value * 10 + (unsigned)(text.data[i] - '0') : 1000;
  if (text.len > 2 || value == 0 || value > ATTEMPTS_MOST)
    return nw_fail_advice(l->err, NEWEL_E_ARGUMENT, "1 is no retry; 3 is the default", "max_attempts is no number from 1 to %d",
                          ATTEMPTS_MOST);
  l->config->max_attempts = value;
  return NEWEL_OK;
}

/* The bearer key of the environment, unless a scheme that is preferred says otherwise. */
static void choose_bearer(loading *l, const nw_aws_options *options) {
  nw_aws_config *c = l->config;
  newel_slice preference = setting(l, nw_slice(NULL, 0), "AWS_AUTH_SCHEME_PREFERENCE", NULL, "auth_scheme_preference");
  int wants_sigv4 = preference.len >= 5 && memcmp(preference.data, "sigv4", 5) == 0;
  if (options->bearer.len > 0) {
    c->bearer = keep(l, options->bearer);
    c->bearer_source = NW_LIT("option");
  } else if (options->key_id.len == 0 && !wants_sigv4) {
    c->bearer = keep(l, env_of(l, "AWS_BEARER_TOKEN_BEDROCK"));
    c->bearer_source = c->bearer.len > 0 ? NW_LIT("AWS_BEARER_TOKEN_BEDROCK") : NW_LIT("");
  }
}

static void choose_rest(loading *l, const nw_aws_options *options) {
  nw_aws_config *c = l->config;
  const newel_slice none = { NULL, 0 };
  int ignored = flag(l, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
  for (unsigned s = 0; s < NW_SERVICE_COUNT; s++) c->urls[s] = url_of(l, (nw_service)s, options->endpoint_url, ignored);
  c->fips = flag(l, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
  c->dual_stack = flag(l, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
  c->sts_global = nw_slice_is(setting(l, none, "AWS_STS_REGIONAL_ENDPOINTS", NULL, "sts_regional_endpoints"), "legacy");
  c->ca_bundle = setting(l, none, "AWS_CA_BUNDLE", NULL, "ca_bundle");
  c->proxy = setting(l, none, "HTTPS_PROXY", "https_proxy", NULL);
  c->no_proxy = setting(l, none, "NO_PROXY", "no_proxy", NULL);
  c->home = keep(l, env_of(l, "HOME"));
  c->key_id = keep(l, options->key_id);
  c->secret = keep(l, options->secret);
  c->token = keep(l, options->token);
}

int nw_aws_config_load(nw_aws_config *out, nw_alloc alloc, const nw_world *world, const nw_aws_options *options,
                       newel_error *err) {
  const nw_aws_options none = { .profile = { NULL, 0 } };
  loading l = { out, world, err, 0 };
  memset(out, 0, sizeof *out);
  nw_arena_init(&out->arena, alloc);
  nw_profiles_init(&out->profiles, alloc);
  if (options == NULL) options = &none;
  int code = load_file(&l, 0);
  if (code == NEWEL_OK) code = load_file(&l, 1);
  if (code == NEWEL_OK) code = choose_profile(&l, options);
  if (code == NEWEL_OK) code = choose_attempts(&l);
  if (code != NEWEL_OK) return code;
  choose_region(&l, options);
  choose_bearer(&l, options);
  choose_rest(&l, options);
  return l.failed ? nw_fail_nomem(err) : NEWEL_OK;
}

void nw_aws_config_free(nw_aws_config *config) {
  nw_profiles_free(&config->profiles);
  nw_arena_free(&config->arena);
}

const nw_section *nw_aws_config_profile(const nw_aws_config *config) {
  return nw_profiles_section(&config->profiles, NW_SECTION_PROFILE, config->profile);
}

int nw_aws_config_endpoint(nw_endpoint *out, const nw_aws_config *config, nw_service service, newel_slice region,
                           newel_error *err) {
  nw_endpoint_rules rules = { region.len > 0 ? region : config->region, config->urls[service], config->fips, config->dual_stack,
                              config->sts_global };
  return nw_endpoint_resolve(out, service, &rules, err);
}
