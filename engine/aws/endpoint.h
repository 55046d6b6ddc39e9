/* aws/endpoint.h - which host a service answers at.
 *
 *   bedrock-runtime, us-east-1                  https://bedrock-runtime.us-east-1.amazonaws.com
 *   the same, FIPS and dual stack               https://bedrock-runtime-fips.us-east-1.api.aws
 *   bedrock, cn-north-1                         https://bedrock.cn-north-1.amazonaws.com.cn
 *   an endpoint of one's own                    as it is; FIPS or dual stack beside it is an error
 *
 * Source: AWS's endpoint rule sets and partitions.json (their cases run as tests). Pure; microseconds. */
#ifndef NW_AWS_ENDPOINT_H
#define NW_AWS_ENDPOINT_H

#include "base/alloc.h"

typedef enum nw_service {
  NW_SERVICE_BEDROCK, NW_SERVICE_BEDROCK_RUNTIME, NW_SERVICE_BEDROCK_AGENT_RUNTIME, NW_SERVICE_BEDROCK_MANTLE, NW_SERVICE_STS,
  NW_SERVICE_SSO, NW_SERVICE_SSO_OIDC, NW_SERVICE_SIGNIN, NW_SERVICE_COUNT
} nw_service;

typedef struct nw_service_info {
  const char *host;          /* "bedrock-runtime" */
  const char *signing_name;  /* "bedrock" */
  const char *env_suffix;    /* "BEDROCK_RUNTIME" of AWS_ENDPOINT_URL_BEDROCK_RUNTIME */
  const char *config_key;    /* "bedrock_runtime" of a [services] section */
  int bearer;        /* takes a Bedrock API key */
} nw_service_info;
const nw_service_info *nw_service_at(nw_service service);

typedef struct nw_endpoint_rules {
  newel_slice region;
  newel_slice url;         /* of one's own; empty: the service's */
  int         fips, dual_stack;
  int         sts_global;  /* sts_regional_endpoints = legacy: the old regions use sts.amazonaws.com */
} nw_endpoint_rules;

/* A URL taken apart; slices point into `text`. */
typedef struct nw_endpoint {
  char        text[320];
  newel_slice scheme, host /* with port */, path /* prefix without a slash at its end, often empty */;
  newel_slice signing_region;
} nw_endpoint;

/* Errors: NEWEL_E_ARGUMENT with advice: no region, a region that is no host label, a URL that is none, FIPS or dual stack with
 * a URL. */
int nw_endpoint_resolve(nw_endpoint *out, nw_service service, const nw_endpoint_rules *rules, newel_error *err);

/* Takes "https://host:port/prefix" apart. 1, or 0 when it is no http or https URL with a host, or has a user, a query or a
 * fragment. */
int nw_endpoint_split(nw_endpoint *out, newel_slice url);

/* The partition of a region, as ARNs name it ("aws", "aws-cn"), and the end of its hosts. Static storage. */
const char *nw_partition_name(newel_slice region);
const char *nw_partition_suffix(newel_slice region);

#endif
