/* Roles of the Security Token Service: AssumeRole, signed by other keys, and AssumeRoleWithWebIdentity, which needs none.
 *
 *   POST https://sts.eu-west-1.amazonaws.com/    Action=AssumeRole&Version=2011-06-15&RoleArn=…&RoleSessionName=…
 *   <AssumeRoleResponse>…<Credentials><AccessKeyId>…</AccessKeyId><SecretAccessKey>…
 *
 * The answer is XML of a fixed form whose values are base64 and times: the text between two tags is all that is read.
 * Source: STS API reference, version 2011-06-15. */
#include <stdio.h>

#include "aws/credentials.h"
#include "aws/time.h"
#include "aws/xml.h"
#include "base/error.h"
#include "base/slice.h"

enum { STS_MS = 10000, TOKEN_FILE_MOST = 64 << 10, PATH_BYTES = 1024 };

static void add_param(nw_buf *form, const char *name, newel_slice value) {
  if (value.len == 0) return;
  if (form->len > 0) nw_buf_add_char(form, '&');
  nw_buf_add_text(form, name);
  nw_buf_add_char(form, '=');
  nw_http_encode(form, value, "");
}

/* "arn:aws:sts::123456789012:assumed-role/…" -> the account. */
static newel_slice account_of(newel_slice arn) {
  size_t colons = 0, from = 0;
  for (size_t i = 0; i < arn.len; i++) {
    if (arn.data[i] != ':') continue;
    if (++colons == 4) from = i + 1;
    if (colons == 5) return nw_slice(arn.data + from, i - from);
  }
  return nw_slice(NULL, 0);
}

static int read_answer(nw_resolver *r, const char *source, newel_slice role, nw_identity *out, newel_error *err) {
  const newel_slice xml = nw_buf_slice(&r->response.body);
  if (r->response.status != 200) {
    newel_slice code = nw_xml_text(xml, "Code"), message = nw_xml_text(xml, "Message");
    return nw_fail_advice(
        err, NEWEL_E_CREDENTIALS, "may the source identity assume it? (sts:AssumeRole and the role's trust policy)",
        "STS refused the role \"%.*s\": %d %.*s: %.*s", (int)role.len, role.data, r->response.status, (int)code.len,
        code.data == NULL ? "" : code.data, (int)message.len, message.data == NULL ? "" : message.data);
  }
  nw_sign_key key = { nw_xml_text(xml, "AccessKeyId"), nw_xml_text(xml, "SecretAccessKey"), nw_xml_text(xml, "SessionToken") };
  int64_t expires_s = 0;
  if (key.key_id.len == 0 || key.secret.len == 0 || !nw_time_parse(nw_xml_text(xml, "Expiration"), &expires_s))
    return nw_fail(err, NEWEL_E_CREDENTIALS, "STS gave an answer without keys");
  return nw_identity_set(out, &key, account_of(nw_xml_text(xml, "Arn")), expires_s, source) ? NEWEL_OK : nw_fail_nomem(err);
}

/* Sends the form, signed by `by` where there is one. */
static int ask_sts(nw_resolver *r, const nw_identity *by, newel_slice form, newel_error *err) {
  nw_endpoint endpoint;
  nw_http_header headers[4] = { { NW_LIT("Content-Type"), NW_LIT("application/x-www-form-urlencoded; charset=utf-8") } };
  int code = nw_aws_config_endpoint(&endpoint, r->config, NW_SERVICE_STS, nw_slice(NULL, 0), err);
  if (code != NEWEL_OK) return code;
  nw_http_request request = { NW_LIT("POST"), endpoint.scheme, endpoint.host, endpoint.path.len > 0 ? endpoint.path : NW_LIT("/"),
                              { NULL, 0 }, headers, 1, form };
  if (by != NULL) {
    nw_sign_scope scope = { endpoint.signing_region, NW_LIT("sts"), r->world->now_s(r->world->user), 0 };
    code = nw_sign(&r->signature, &request, &by->key, &scope, err);
    if (code != NEWEL_OK) return code;
    headers[request.header_count++] = (nw_http_header){ NW_LIT("X-Amz-Date"), newel_slice_of(r->signature.date) };
    headers[request.header_count++] = (nw_http_header){ NW_LIT("Authorization"), nw_buf_slice(&r->signature.authorization) };
    if (by->key.token.len > 0)
      headers[request.header_count++] = (nw_http_header){ NW_LIT("X-Amz-Security-Token"), by->key.token };
  }
  return nw_resolver_fetch(r, &request, STS_MS, r->config->max_attempts, 0, err);
}

/* "newel-1767225600-1a2b3c4d" where the profile names none. */
static newel_slice session_name(nw_resolver *r, newel_slice named, char *made, size_t size) {
  if (named.len > 0) return named;
  snprintf(made, size, "newel-%lld-%08x", (long long)r->world->now_s(r->world->user), (unsigned)r->world->random(r->world->user));
  return newel_slice_of(made);
}

static int finish(nw_resolver *r, nw_buf *form, const nw_identity *by, const char *source, newel_slice role, nw_identity *out,
                  newel_error *err) {
  int code = form->failed ? nw_fail_nomem(err) : ask_sts(r, by, nw_buf_slice(form), err);
  if (code == NEWEL_OK) code = read_answer(r, source, role, out, err);
  nw_buf_free(form);
  return code;
}

int nw_source_role(nw_resolver *r, const nw_plan_step *step, const nw_identity *by, nw_identity *out, newel_error *err) {
  nw_buf form;
  char made[64];
  if (step->mfa_serial.len > 0)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS,
                          "get session keys with `aws sts get-session-token --token-code …` and use those",
                          "profile \"%.*s\" asks for a one-time code (mfa_serial), which a program cannot type",
                          (int)step->profile.len, step->profile.data);
  nw_buf_init_secret(&form, r->alloc);
  add_param(&form, "Action", NW_LIT("AssumeRole"));
  add_param(&form, "Version", NW_LIT("2011-06-15"));
  add_param(&form, "RoleArn", step->role_arn);
  add_param(&form, "RoleSessionName", session_name(r, step->session_name, made, sizeof made));
  add_param(&form, "ExternalId", step->external_id);
  add_param(&form, "DurationSeconds", step->duration_s);
  return finish(r, &form, by, "assume_role", step->role_arn, out, err);
}

int nw_source_web_identity(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err) {
  nw_buf form, token;
  char made[64], path[PATH_BYTES];
  snprintf(path, sizeof path, "%.*s", (int)step->token_file.len, step->token_file.data);
  nw_buf_init_secret(&token, r->alloc);
  nw_buf_init_secret(&form, r->alloc);
  int got = r->world->read_file(r->world->user, path, TOKEN_FILE_MOST, &token);
  while (token.len > 0 && nw_is_space((unsigned char)token.data[token.len - 1])) token.len--;
  add_param(&form, "Action", NW_LIT("AssumeRoleWithWebIdentity"));
  add_param(&form, "Version", NW_LIT("2011-06-15"));
  add_param(&form, "RoleArn", step->role_arn);
  add_param(&form, "RoleSessionName", session_name(r, step->session_name, made, sizeof made));
  add_param(&form, "WebIdentityToken", nw_buf_slice(&token));
  int empty = got <= 0 || token.len == 0;
  nw_buf_free(&token);
  if (!empty) return finish(r, &form, NULL, "web_identity", step->role_arn, out, err);
  nw_buf_free(&form);
  return nw_fail(err, NEWEL_E_CREDENTIALS, "the web identity token file \"%s\" cannot be read, or is empty", path);
}
