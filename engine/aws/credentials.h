/* aws/credentials.h - who signs: keys, where they come from, and keeping them fresh.
 *
 *   the caller's keys ► environment ► roles of the profile ► web identity ► single sign-on, keys, process of the profile
 *   ► container ► IMDSv2                                    the first that has any wins; a source that is set up but fails is
 * an error
 *
 * Keys that expire are renewed from 15 minutes before on; while the old ones still hold, a renewal that fails is not an error. One
 * thread renews; others use the old keys while they hold, else wait for it, no longer than their own deadline. Source: AWS SDKs and
 * Tools Reference Guide, "Standardized credential providers"; the order is botocore's. */
#ifndef NW_AWS_CREDENTIALS_H
#define NW_AWS_CREDENTIALS_H

#include "aws/config.h"
#include "aws/plan.h"
#include "aws/sign.h"

/* One identity; owns its text. */
typedef struct nw_identity {
  nw_alloc    alloc;
  char       *text;
  size_t      size;
  nw_sign_key key;         /* slices into `text` */
  newel_slice account_id;
  int64_t     expires_s;   /* 0: never */
  /* "environment", "profile", "assume_role", "web_identity", "sso", "login", "process", "container", "imds", "option" */
  const char *source;
} nw_identity;

void nw_identity_init(nw_identity *identity, nw_alloc alloc);
void nw_identity_free(nw_identity *identity);  /* wipes */
/* Replaces what it holds by copies. 1, or 0 when there is no memory. */
int nw_identity_set(nw_identity *identity, const nw_sign_key *key, newel_slice account_id, int64_t expires_s, const char *source);

typedef struct nw_credentials nw_credentials;
/* `config` and `world` outlive it. Nothing is read yet. */
int nw_credentials_open(nw_credentials **out, nw_alloc alloc, const nw_aws_config *config, const nw_world *world, newel_error *err);
void nw_credentials_free(nw_credentials *credentials);
/* A copy of keys that hold, within `timeout_ms`. Any thread. Errors: NEWEL_E_CREDENTIALS says which source failed, or which were
 * asked; NEWEL_E_NETWORK, NEWEL_E_NOMEM. Messages hold no key. */
int nw_credentials_get(nw_credentials *credentials, uint64_t timeout_ms, nw_identity *out, newel_error *err);
/* Keys that the service refused as expired: the next call renews them. */
void nw_credentials_forget(nw_credentials *credentials);

/* ---- for the sources (aws/source_*.c) ---- */

typedef struct nw_resolver {
  nw_alloc             alloc;
  const nw_aws_config *config;
  const nw_world      *world;
  uint64_t             deadline_ms;  /* of world->now_ms */
  nw_http_response     response;
  nw_signed            signature;
} nw_resolver;

/* NEWEL_OK: found. NW_NOT_HERE: this source is not set up. Else an error that ends the search. */
enum { NW_NOT_HERE = 1 };
int nw_source_sso(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err);
int nw_source_login(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err);
int nw_source_process(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err);
int nw_source_role(nw_resolver *r, const nw_plan_step *step, const nw_identity *by, nw_identity *out, newel_error *err);
int nw_source_web_identity(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err);
int nw_source_container(nw_resolver *r, nw_identity *out, newel_error *err);
int nw_source_imds(nw_resolver *r, nw_identity *out, newel_error *err);

/* One request with up to `attempts` tries of `timeout_ms` each, again after a broken connection, 429 and 5xx; the answer is in
 * r->response. NEWEL_OK for an answer of any status. */
int nw_resolver_fetch(nw_resolver *r, const nw_http_request *request, uint64_t timeout_ms, unsigned attempts, int no_proxy,
                      newel_error *err);
/* Fills `out` from a JSON object with members of these names; NEWEL_E_CREDENTIALS when one of the keys is missing. `where` is
 * named in the error. Times as ISO 8601, or milliseconds as a number. */
typedef struct nw_json_names { const char *key_id, *secret, *token, *expires, *account_id; } nw_json_names;
int nw_resolver_json(nw_resolver *r, newel_slice text, const char *inside, const nw_json_names *names, const char *source,
                     const char *where, nw_identity *out, newel_error *err);
/* Where a container's credentials are asked for, in `url` (at least 512 bytes): NW_NOT_HERE, or an error for a host that is
 * not allowed. */
int nw_container_url(char *url, size_t size, const nw_world *world, newel_error *err);
/* Where IMDS is, without a slash at its end. */
int nw_imds_url(char *url, size_t size, const nw_aws_config *config, const nw_world *world, newel_error *err);

#endif
