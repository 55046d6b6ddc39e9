/* aws/plan.h - how a profile gets its credentials: a first source, then roles that are assumed one after the other.
 *
 *   [profile a] role_arn = A, source_profile = b          1  STATIC   keys of c
 *   [profile b] role_arn = B, source_profile = c     =>   2  ROLE     B
 *   [profile c] aws_access_key_id = …                     3  ROLE     A
 *
 * A profile that names itself as its source uses its own keys first; any other circle is an error, and so is half a pair of keys.
 * Pure: nothing is read or sent. Source: "Assume role credential provider", AWS SDKs and Tools Reference Guide; AWS's cases
 * run as tests. */
#ifndef NW_AWS_PLAN_H
#define NW_AWS_PLAN_H

#include "aws/profile.h"

typedef enum nw_plan_kind {
  NW_PLAN_STATIC, NW_PLAN_ENVIRONMENT, NW_PLAN_IMDS, NW_PLAN_CONTAINER, NW_PLAN_WEB_IDENTITY, NW_PLAN_SSO, NW_PLAN_LOGIN,
  NW_PLAN_PROCESS, NW_PLAN_ROLE
} nw_plan_kind;

typedef struct nw_plan_step {
  nw_plan_kind kind;
  newel_slice  profile;                                      /* where it stands */
  newel_slice  key_id, secret, token, account_id;            /* STATIC */
  newel_slice  role_arn, session_name, external_id, mfa_serial, duration_s, token_file;  /* ROLE, WEB_IDENTITY */
  newel_slice  sso_session, sso_start_url, sso_region, sso_account_id, sso_role_name;    /* SSO */
  newel_slice  login_session;                                /* LOGIN */
  newel_slice  command;                                      /* PROCESS */
} nw_plan_step;

enum { NW_PLAN_STEPS = 16 };
typedef struct nw_plan {
  nw_plan_step steps[NW_PLAN_STEPS];
  size_t       count;
} nw_plan;

/* Slices live as long as `profiles`. Errors: NEWEL_E_CREDENTIALS with the profile's name and what is missing. `*out` is empty
 * and the code NEWEL_OK where the profile says nothing about credentials, or is not there, and it was not asked for by name. */
int nw_plan_make(nw_plan *out, const nw_profiles *profiles, newel_slice profile, int by_name, newel_error *err);

#endif
