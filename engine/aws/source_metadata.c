/* Keys from the machine: a container's agent, and EC2 instance metadata (IMDSv2 only: the token first, never version 1).
 *
 *   GET  http://169.254.170.2/v2/credentials/…                            ECS task;  EKS Pod Identity gives a full URI
 *   PUT  http://169.254.169.254/latest/api/token                          then  GET …/iam/security-credentials/ROLE
 *
 * Never through a proxy. A full URI of http may only name the machine itself or the two link-local agents, so that no token
 * leaves it.
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider" and "IMDS credential provider". */
#include <stdio.h>

#include "aws/credentials.h"
#include "base/error.h"
#include "base/slice.h"

enum { CONTAINER_MS = 2000, CONTAINER_ATTEMPTS = 3, TOKEN_MOST = 64 << 10, URL_BYTES = 512, ROLE_MOST = 256 };

static newel_slice env_of(const nw_world *world, const char *name) {
  const char *value = world->env(world->user, name);
  return value == NULL ? nw_slice(NULL, 0) : newel_slice_of(value);
}

static int same_word(newel_slice a, const char *b) {
  size_t len = strlen(b);
  for (size_t i = 0; a.len == len && i < len; i++)
    if (nw_to_lower((unsigned char)a.data[i]) != (unsigned char)b[i]) return 0;
  return a.len == len;
}

/* ---- container ---- */

/* Hosts that may be asked without TLS. 127.0.0.0/8 is the machine itself. */
static int is_near(newel_slice host) {
  static const char *const hosts[] = { "localhost", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[::1]" };
  size_t len = host.len;
  if (len > 0 && host.data[0] != '[') {
    const char *colon = memchr(host.data, ':', len);
    if (colon != NULL) len = (size_t)(colon - host.data);
  } else {
    const char *bracket = memchr(host.data, ']', len);
    if (bracket != NULL) len = (size_t)(bracket - host.data) + 1;
  }
  newel_slice name = nw_slice(host.data, len);
  for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
    if (same_word(name, hosts[i])) return 1;
  size_t dots = 0;
  for (size_t i = 0; i < len; i++) {
    if (name.data[i] == '.') dots++;
    else if (!nw_is_digit((unsigned char)name.data[i])) return 0;
  }
  return dots == 3 && len >= 4 && memcmp(name.data, "127.", 4) == 0;
}

int nw_container_url(char *url, size_t size, const nw_world *world, newel_error *err) {
  const newel_slice relative = env_of(world, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const newel_slice full = env_of(world, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  nw_endpoint parts;
  if (relative.len == 0 && full.len == 0) return NW_NOT_HERE;
  int len = relative.len > 0 ? snprintf(url, size, "http://169.254.170.2%.*s", (int)relative.len, relative.data)
                             : snprintf(url, size, "%.*s", (int)full.len, full.data);
  const char *query = strchr(url, '?');
  if (len < 0 || (size_t)len >= size || (relative.len > 0 && relative.data[0] != '/') ||
      !nw_endpoint_split(&parts, nw_slice(url, query == NULL ? (size_t)len : (size_t)(query - url))))
    return nw_fail(err, NEWEL_E_CREDENTIALS, "the container's credentials URI is no URL with a host");
  if (nw_slice_is(parts.scheme, "http") && !is_near(parts.host))
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "use https, or an address of this machine",
                          "the container's credentials URI may not name \"%.*s\" over http", (int)parts.host.len,
                          parts.host.data);
  return NEWEL_OK;
}

/* The token for the agent: the file is read each time (it changes), else the variable. 1, 0 none, -1 error. */
static int agent_token(nw_resolver *r, nw_buf *out, newel_error *err) {
  const newel_slice file = env_of(r->world, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (file.len > 0) {
    char path[1024];
    snprintf(path, sizeof path, "%.*s", (int)file.len, file.data);
    if (r->world->read_file(r->world->user, path, TOKEN_MOST, out) <= 0) {
      nw_fail(err, NEWEL_E_CREDENTIALS, "the container's token file \"%s\" cannot be read", path);
      return -1;
    }
    while (out->len > 0 && nw_is_space((unsigned char)out->data[out->len - 1])) out->len--;
  } else {
    nw_buf_add_slice(out, env_of(r->world, "AWS_CONTAINER_AUTHORIZATION_TOKEN"));
  }
  if (out->len == 0) return 0;
  if (memchr(out->data, '\n', out->len) == NULL && memchr(out->data, '\r', out->len) == NULL) return 1;
  nw_fail(err, NEWEL_E_CREDENTIALS, "the container's authorization token holds a line end");
  return -1;
}

/* Cuts a URL into the parts of a request. */
static void request_of(nw_http_request *out, nw_endpoint *parts, const char *url) {
  const char *query = strchr(url, '?');
  nw_endpoint_split(parts, nw_slice(url, query == NULL ? strlen(url) : (size_t)(query - url)));
  out->scheme = parts->scheme;
  out->host = parts->host;
  out->path = parts->path.len > 0 ? parts->path : NW_LIT("/");
  out->query = query == NULL ? nw_slice(NULL, 0) : newel_slice_of(query + 1);
}

int nw_source_container(nw_resolver *r, nw_identity *out, newel_error *err) {
  static const nw_json_names names = { "AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId" };
  char url[URL_BYTES];
  nw_buf token;
  nw_endpoint parts;
  int code = nw_container_url(url, sizeof url, r->world, err);
  if (code != NEWEL_OK) return code;
  nw_buf_init_secret(&token, r->alloc);
  int has = agent_token(r, &token, err);
  nw_http_header headers[2] = { { NW_LIT("Accept"), NW_LIT("application/json") },
                                { NW_LIT("Authorization"), nw_buf_slice(&token) } };
  nw_http_request request = { .method = NW_LIT("GET"), .headers = headers, .header_count = has == 1 ? 2 : 1 };
  request_of(&request, &parts, url);
  code = has < 0 ? NEWEL_E_CREDENTIALS : nw_resolver_fetch(r, &request, CONTAINER_MS, CONTAINER_ATTEMPTS, 1, err);
  if (code == NEWEL_OK && r->response.status != 200)
    code = nw_fail(err, NEWEL_E_CREDENTIALS, "the container's credentials agent answered %d", r->response.status);
  if (code == NEWEL_OK)
    code = nw_resolver_json(r, nw_buf_slice(&r->response.body), NULL, &names, "container", "the container", out, err);
  nw_buf_free(&token);
  return code;
}

/* ---- IMDS ---- */

int nw_imds_url(char *url, size_t size, const nw_aws_config *config, const nw_world *world, newel_error *err) {
  const nw_section *profile = nw_aws_config_profile(config);
  newel_slice own = env_of(world, "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
              mode = env_of(world, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  nw_endpoint parts;
  if (own.len == 0) own = nw_section_get(profile, "ec2_metadata_service_endpoint");
  if (mode.len == 0) mode = nw_section_get(profile, "ec2_metadata_service_endpoint_mode");
  if (own.len > 0) {
    if (!nw_endpoint_split(&parts, own))
      return nw_fail(err, NEWEL_E_CREDENTIALS, "the endpoint of the metadata service is no URL");
    snprintf(url, size, "%.*s://%.*s%.*s", (int)parts.scheme.len, parts.scheme.data, (int)parts.host.len, parts.host.data,
             (int)parts.path.len, parts.path.data);
    return NEWEL_OK;
  }
  int is_v6 = same_word(mode, "ipv6");
  if (mode.len > 0 && !is_v6 && !same_word(mode, "ipv4"))
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "it is IPv4 or IPv6", "\"%.*s\" is no endpoint mode of the metadata service",
                          (int)mode.len, mode.data);
  snprintf(url, size, "%s", is_v6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  return NEWEL_OK;
}

typedef struct imds { nw_resolver *r; char base[URL_BYTES]; nw_buf token; uint64_t timeout_ms; unsigned attempts; } imds;

/* GET or PUT below the base; the answer is in the resolver's response. */
static int ask(imds *m, const char *method, const char *path, newel_slice tail, newel_error *err) {
  nw_http_request request = { .method = newel_slice_of(method), .header_count = 1 };
  nw_http_header header = { NW_LIT("x-aws-ec2-metadata-token"), nw_buf_slice(&m->token) };
  nw_endpoint parts;
  char url[URL_BYTES + 2 * ROLE_MOST];
  if (strcmp(method, "PUT") == 0) header = (nw_http_header){ NW_LIT("x-aws-ec2-metadata-token-ttl-seconds"), NW_LIT("21600") };
  snprintf(url, sizeof url, "%s%s%.*s", m->base, path, (int)tail.len, tail.data == NULL ? "" : tail.data);
  request.headers = &header;
  request_of(&request, &parts, url);
  char whole[URL_BYTES + 2 * ROLE_MOST];
  snprintf(whole, sizeof whole, "%.*s%s", (int)parts.path.len, parts.path.data, url[strlen(url) - 1] == '/' ? "/" : "");
  request.path = newel_slice_of(whole);
  return nw_resolver_fetch(m->r, &request, m->timeout_ms, m->attempts, 1, err);
}

/* The name of the instance's role; NW_NOT_HERE where it has none. */
static int role_of(imds *m, char *role, newel_error *err) {
  int code = ask(m, "GET", "/latest/meta-data/iam/security-credentials/", nw_slice(NULL, 0), err);
  if (code != NEWEL_OK) return code;
  if (m->r->response.status == 404) return NW_NOT_HERE;
  newel_slice body = nw_buf_slice(&m->r->response.body);
  size_t len = 0;
  while (len < body.len && !nw_is_space((unsigned char)body.data[len])) len++;
  if (m->r->response.status != 200 || len == 0 || len >= ROLE_MOST)
    return nw_fail(err, NEWEL_E_CREDENTIALS, "instance metadata answered %d where the role's name was asked for",
                   m->r->response.status);
  for (size_t i = 0; i < len; i++)
    if (!nw_is_alnum((unsigned char)body.data[i]) && strchr("_+=,.@-", body.data[i]) == NULL)
      return nw_fail(err, NEWEL_E_CREDENTIALS, "instance metadata gave a role whose name is none");
  memcpy(role, body.data, len);
  role[len] = '\0';
  return NEWEL_OK;
}

static int fetch_keys(imds *m, nw_identity *out, newel_error *err) {
  static const nw_json_names names = { "AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId" };
  char role[ROLE_MOST];
  int code = role_of(m, role, err);
  if (code == NEWEL_OK) code = ask(m, "GET", "/latest/meta-data/iam/security-credentials/", newel_slice_of(role), err);
  if (code == NEWEL_OK && m->r->response.status != 200)
    code = nw_fail(err, NEWEL_E_CREDENTIALS, "instance metadata answered %d for the role \"%s\"", m->r->response.status, role);
  if (code != NEWEL_OK) return code;
  return nw_resolver_json(m->r, nw_buf_slice(&m->r->response.body), NULL, &names, "imds", "instance metadata", out, err);
}

static unsigned number_of(newel_slice text, unsigned otherwise, unsigned most) {
  unsigned value = 0;
  for (size_t i = 0; i < text.len && value <= most; i++) {
    if (!nw_is_digit((unsigned char)text.data[i])) return otherwise;
    value = value * 10 + (unsigned)(text.data[i] - '0');
  }
  return value == 0 || value > most ? otherwise : value;
}

int nw_source_imds(nw_resolver *r, nw_identity *out, newel_error *err) {
  imds m = { .r = r };
  if (same_word(env_of(r->world, "AWS_EC2_METADATA_DISABLED"), "true")) return NW_NOT_HERE;
  m.timeout_ms = 1000 * (uint64_t)number_of(env_of(r->world, "AWS_METADATA_SERVICE_TIMEOUT"), 1, 60);
  m.attempts = number_of(env_of(r->world, "AWS_METADATA_SERVICE_NUM_ATTEMPTS"), 2, 20);
  int code = nw_imds_url(m.base, sizeof m.base, r->config, r->world, err);
  if (code != NEWEL_OK) return code;
  nw_buf_init_secret(&m.token, r->alloc);
  code = ask(&m, "PUT", "/latest/api/token", nw_slice(NULL, 0), NULL);
  /* No metadata service on this machine, or it refuses: the usual case outside EC2. */
  if (code == NEWEL_E_NETWORK || (code == NEWEL_OK && r->response.status != 200 && r->response.status != 400)) {
    code = NW_NOT_HERE;
  } else if (code == NEWEL_OK && r->response.status == 400) {
    code = nw_fail(err, NEWEL_E_CREDENTIALS, "instance metadata refused to give a token");
  } else if (code == NEWEL_OK) {
    nw_buf_add_slice(&m.token, nw_buf_slice(&r->response.body));
    code = m.token.failed ? nw_fail_nomem(err) : fetch_keys(&m, out, err);
  }
  nw_buf_free(&m.token);
  return code;
}
