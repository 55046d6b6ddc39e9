#include "aws/plan.h"

#include "base/error.h"
#include "base/slice.h"

static int bad(newel_error *err, newel_slice profile, const char *advice, const char *what) {
  return nw_fail_advice(err, NEWEL_E_CREDENTIALS, advice, "profile \"%.*s\": %s", (int)profile.len, profile.data, what);
}

/* Keys in the profile: 1 both, 0 none, -1 one without the other. */
static int keys_of(const nw_section *s, nw_plan_step *step) {
  step->kind = NW_PLAN_STATIC;
  step->key_id = nw_section_get(s, "aws_access_key_id");
  step->secret = nw_section_get(s, "aws_secret_access_key");
  step->token = nw_section_get(s, "aws_session_token");
  step->account_id = nw_section_get(s, "aws_account_id");
  return step->key_id.len > 0 && step->secret.len > 0 ? 1 : step->key_id.len > 0 || step->secret.len > 0 ? -1 : 0;
}

static int keys_or_error(const nw_section *s, nw_plan_step *step, newel_error *err) {
  if (keys_of(s, step) >= 0) return NEWEL_OK;
  return bad(err, s->name, "both aws_access_key_id and aws_secret_access_key are needed",
             step->key_id.len == 0 ? "aws_access_key_id is missing" : "aws_secret_access_key is missing");
}

static int add(nw_plan *plan, const nw_plan_step *step, newel_error *err) {
  if (plan->count == NW_PLAN_STEPS) return bad(err, step->profile, "shorten the chain of roles", "too many roles in a chain");
  plan->steps[plan->count++] = *step;
  return NEWEL_OK;
}

static int sso_of(const nw_profiles *p, const nw_section *s, nw_plan_step *step, newel_error *err) {
  step->kind = NW_PLAN_SSO;
  step->sso_session = nw_section_get(s, "sso_session");
  step->sso_account_id = nw_section_get(s, "sso_account_id");
  step->sso_role_name = nw_section_get(s, "sso_role_name");
  step->sso_region = nw_section_get(s, "sso_region");
  step->sso_start_url = nw_section_get(s, "sso_start_url");
  if (step->sso_session.len > 0) {
    const nw_section *session = nw_profiles_section(p, NW_SECTION_SSO_SESSION, step->sso_session);
    if (step->sso_region.len > 0 || step->sso_start_url.len > 0)
      return bad(err, s->name, "with sso_session they stand in the [sso-session] section only",
                 "sso_region or sso_start_url beside sso_session");
    if (session == NULL)
      return bad(err, s->name, "add the [sso-session] section to the config file", "its sso-session was not found");
    step->sso_region = nw_section_get(session, "sso_region");
    step->sso_start_url = nw_section_get(session, "sso_start_url");
  }
  if ((step->sso_account_id.len > 0) != (step->sso_role_name.len > 0) ||
      (step->sso_session.len == 0 && step->sso_account_id.len == 0))
    return bad(err, s->name, "sso_account_id and sso_role_name are needed together", "single sign-on is not complete");
  if (step->sso_region.len == 0 || step->sso_start_url.len == 0)
    return bad(err, s->name, "sso_region and sso_start_url are needed", "single sign-on is not complete");
  return NEWEL_OK;
}

static int web_identity_of(const nw_section *s, nw_plan_step *step, newel_error *err) {
  step->kind = NW_PLAN_WEB_IDENTITY;
  step->token_file = nw_section_get(s, "web_identity_token_file");
  step->role_arn = nw_section_get(s, "role_arn");
  step->session_name = nw_section_get(s, "role_session_name");
  return step->role_arn.len > 0 ? NEWEL_OK : bad(err, s->name, "add role_arn", "web_identity_token_file without role_arn");
}

static int named_source_of(const nw_section *s, newel_slice source, nw_plan_step *step, newel_error *err) {
  if (nw_slice_is(source, "Environment")) step->kind = NW_PLAN_ENVIRONMENT;
  else if (nw_slice_is(source, "Ec2InstanceMetadata")) step->kind = NW_PLAN_IMDS;
  else if (nw_slice_is(source, "EcsContainer")) step->kind = NW_PLAN_CONTAINER;
  else
    return bad(err, s->name, "it is Environment, Ec2InstanceMetadata or EcsContainer",
               "credential_source is none that is known");
  return NEWEL_OK;
}

/* What a profile without roles says; *found 0 where it says nothing. */
static int base_of(const nw_profiles *p, const nw_section *s, nw_plan_step *step, int *found, newel_error *err) {
  *found = 1;
  if (nw_section_get(s, "web_identity_token_file").len > 0) return web_identity_of(s, step, err);
  if (nw_section_get(s, "sso_session").len > 0 || nw_section_get(s, "sso_start_url").len > 0 ||
      nw_section_get(s, "sso_account_id").len > 0 || nw_section_get(s, "sso_role_name").len > 0)
    return sso_of(p, s, step, err);
  int code = keys_or_error(s, step, err);
  if (code != NEWEL_OK || step->key_id.len > 0) return code;
  step->kind = NW_PLAN_LOGIN;
  step->login_session = nw_section_get(s, "login_session");
  if (step->login_session.len > 0) return NEWEL_OK;
  step->command = nw_section_get(s, "credential_process");
  step->kind = NW_PLAN_PROCESS;
  *found = step->command.len > 0;
  return NEWEL_OK;
}

static void role_of(const nw_section *s, nw_plan_step *step) {
  step->kind = NW_PLAN_ROLE;
  step->profile = s->name;
  step->role_arn = nw_section_get(s, "role_arn");
  step->session_name = nw_section_get(s, "role_session_name");
  step->external_id = nw_section_get(s, "external_id");
  step->mfa_serial = nw_section_get(s, "mfa_serial");
  step->duration_s = nw_section_get(s, "duration_seconds");
}

static int plan_profile(nw_plan *out, const nw_profiles *p, const nw_section *s, const nw_section *const *above, size_t depth,
                        newel_error *err);

/* The source of a role: another profile, the profile's own keys, or a named place. */
static int plan_source(nw_plan *out, const nw_profiles *p, const nw_section *s, const nw_section *const *above, size_t depth,
                       newel_error *err) {
  const newel_slice source = nw_section_get(s, "source_profile"), named = nw_section_get(s, "credential_source");
  nw_plan_step step = { .profile = s->name };
  if (source.len > 0 && named.len > 0)
    return bad(err, s->name, "leave one of them out", "both source_profile and credential_source");
  if (named.len > 0) {
    int code = named_source_of(s, named, &step, err);
    return code == NEWEL_OK ? add(out, &step, err) : code;
  }
  if (source.len == 0)
    return bad(err, s->name, "add source_profile or credential_source", "role_arn without a source of credentials");
  if (nw_slice_eq(source, s->name)) {
    int code = keys_or_error(s, &step, err);
    if (code == NEWEL_OK && step.key_id.len == 0)
      code = bad(err, s->name, "add its keys", "it names itself as its source and has no keys");
    return code == NEWEL_OK ? add(out, &step, err) : code;
  }
  const nw_section *next = nw_profiles_section(p, NW_SECTION_PROFILE, source);
  if (next == NULL)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "add the profile, or correct source_profile",
                          "profile \"%.*s\" names the source profile \"%.*s\", which was not found", (int)s->name.len,
                          s->name.data, (int)source.len, source.data);
  return plan_profile(out, p, next, above, depth, err);
}

static int plan_profile(nw_plan *out, const nw_profiles *p, const nw_section *s, const nw_section *const *above, size_t depth,
                        newel_error *err) {
  const nw_section *seen[NW_PLAN_STEPS];
  for (size_t i = 0; i < depth; i++) {
    if (above[i] == s) return bad(err, s->name, "break the circle of source_profile", "the chain of source profiles is a circle");
    seen[i] = above[i];
  }
  if (depth == NW_PLAN_STEPS) return bad(err, s->name, "shorten the chain of roles", "too many roles in a chain");
  seen[depth] = s;
  nw_plan_step step = { .profile = s->name };
  int is_role = nw_section_get(s, "role_arn").len > 0 && nw_section_get(s, "web_identity_token_file").len == 0, found;
  /* A source profile with keys of its own is used by its keys; only the profile that was asked for assumes its role anyway. */
  if (is_role && depth > 0 && !nw_slice_eq(nw_section_get(s, "source_profile"), s->name) && keys_of(s, &step) == 1)
    return add(out, &step, err);
  if (is_role) {
    int code = plan_source(out, p, s, seen, depth + 1, err);
    nw_plan_step role = { .kind = NW_PLAN_ROLE };
    role_of(s, &role);
    return code == NEWEL_OK ? add(out, &role, err) : code;
  }
  int code = base_of(p, s, &step, &found, err);
  if (code != NEWEL_OK) return code;
  if (found) return add(out, &step, err);
  return depth > 0 ? bad(err, s->name, "add keys, a role, sso or credential_process to it", "it has no credentials") : NEWEL_OK;
}

int nw_plan_make(nw_plan *out, const nw_profiles *profiles, newel_slice profile, int by_name, newel_error *err) {
  const nw_section *s = nw_profiles_section(profiles, NW_SECTION_PROFILE, profile);
  out->count = 0;
  if (s == NULL)
    return by_name ? bad(err, profile, "`aws configure list-profiles` shows what there is", "there is no such profile")
                   : NEWEL_OK;
  return plan_profile(out, profiles, s, NULL, 0, err);
}
