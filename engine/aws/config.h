/* aws/config.h - what a program was told about AWS: region, profile, endpoints, certificates, retries. Read once; then immutable.
 *
 * Each setting has one order, and the first that is set wins: what the caller says, environment, profile. Source: AWS SDKs and
 * Tools Reference Guide ("Settings reference"). */
#ifndef NW_AWS_CONFIG_H
#define NW_AWS_CONFIG_H

#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/world.h"

typedef struct nw_aws_options {
  newel_slice profile, region, endpoint_url;  /* empty: not said; the endpoint is for all bedrock services */
  newel_slice key_id, secret, token;          /* keys of the caller's own */
  newel_slice bearer;                         /* Bedrock API key of the caller's own */
} nw_aws_options;

typedef struct nw_aws_config {
  nw_arena    arena;
  nw_profiles profiles;
  newel_slice profile;                  /* "default" where none is named */
  int         profile_is_named;         /* by the caller or AWS_PROFILE: it must exist */
  int         profile_is_explicit;      /* by the caller: keys of the environment are passed over */
  newel_slice region, region_source;    /* "AWS_REGION", "profile dev", "option", "" */
  newel_slice urls[NW_SERVICE_COUNT];   /* empty: the service's own */
  int         fips, dual_stack, sts_global;
  unsigned    max_attempts;
  newel_slice ca_bundle, proxy, no_proxy;
  newel_slice bearer, bearer_source;
  newel_slice key_id, secret, token;    /* the caller's own */
  newel_slice home;
} nw_aws_config;

/* Errors: NEWEL_E_FORMAT for a config file that cannot be read, NEWEL_E_CREDENTIALS for a named profile that is not there,
 * NEWEL_E_ARGUMENT for a setting of no known value, NEWEL_E_NOMEM. `out` is to be freed in any case. */
int nw_aws_config_load(nw_aws_config *out, nw_alloc alloc, const nw_world *world, const nw_aws_options *options, newel_error *err);
void nw_aws_config_free(nw_aws_config *config);  /* wipes */

/* The section of the profile, or NULL. */
const nw_section *nw_aws_config_profile(const nw_aws_config *config);
/* The endpoint of a service by these settings. */
int nw_aws_config_endpoint(nw_endpoint *out, const nw_aws_config *config, nw_service service, newel_slice region, newel_error *err);

/* "~/.aws/config" or what AWS_CONFIG_FILE says; for messages. `path` takes at least 512 bytes. */
void nw_aws_config_path(char *path, size_t size, const nw_world *world, int credentials);

#endif
