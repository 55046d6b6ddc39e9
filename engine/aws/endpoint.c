#include "aws/endpoint.h"

#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"

static const nw_service_info services[NW_SERVICE_COUNT] = {
  [NW_SERVICE_BEDROCK]               = { "bedrock",               "bedrock",        "BEDROCK",               "bedrock",               1 },
  [NW_SERVICE_BEDROCK_RUNTIME]       = { "bedrock-runtime",       "bedrock",        "BEDROCK_RUNTIME",       "bedrock_runtime",       1 },
  [NW_SERVICE_BEDROCK_AGENT_RUNTIME] = { "bedrock-agent-runtime", "bedrock",        "BEDROCK_AGENT_RUNTIME", "bedrock_agent_runtime", 0 },
  [NW_SERVICE_BEDROCK_MANTLE]        = { "bedrock-mantle",        "bedrock-mantle", "BEDROCK_MANTLE",        "bedrock_mantle",        1 },
  [NW_SERVICE_STS]                   = { "sts",                   "sts",            "STS",                   "sts",                   0 },
  [NW_SERVICE_SSO]                   = { "portal.sso",            "awsssoportal",   "SSO",                   "sso",                   0 },
  [NW_SERVICE_SSO_OIDC]              = { "oidc",                  "sso-oauth",      "SSO_OIDC",              "sso_oidc",              0 },
  [NW_SERVICE_SIGNIN]                = { "signin",                "signin",         "SIGNIN",                "signin",                0 },
};

const nw_service_info *nw_service_at(nw_service service) { return &services[service]; }

/* partitions.json: regions by their beginning; what fits none is of the first partition. */
static const struct partition { const char *region_begin, *suffix, *dual_stack_suffix, *name; } partitions[] = {
  { "us-isob-", "sc2s.sgov.gov",    "api.aws.scloud",               "aws-iso-b" },
  { "us-isof-", "csp.hci.ic.gov",   "api.aws.hci.ic.gov",           "aws-iso-f" },
  { "us-iso-",  "c2s.ic.gov",       "api.aws.ic.gov",               "aws-iso" },
  { "eu-isoe-", "cloud.adc-e.uk",   "api.cloud-aws.adc-e.uk",       "aws-iso-e" },
  { "us-gov-",  "amazonaws.com",    "api.aws",                      "aws-us-gov" },
  { "cn-",      "amazonaws.com.cn", "api.amazonwebservices.com.cn", "aws-cn" },
  { "eusc-de-", "amazonaws.eu",     "api.amazonwebservices.eu",     "aws-eusc" },
  { "",         "amazonaws.com",    "api.aws",                      "aws" },
};

/* Regions that had sts.amazonaws.com before regional endpoints (the rule set of STS). */
static const char *const sts_global_regions[] = {
  "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1", "eu-central-1", "eu-north-1",
  "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
};

static int begins(newel_slice text, const char *begin) {
  size_t len = strlen(begin);
  return len == 0 || (text.len >= len && memcmp(text.data, begin, len) == 0);  /* no region has no bytes to compare */
}

static const struct partition *partition_of(newel_slice region) {
  const struct partition *p = partitions;
  while (!begins(region, p->region_begin)) p++;
  return p;
}

const char *nw_partition_name(newel_slice region) { return partition_of(region)->name; }
const char *nw_partition_suffix(newel_slice region) { return partition_of(region)->suffix; }

/* A host label (RFC 1123): nothing that could change the host stands in it. */
static int is_label(newel_slice region) {
  for (size_t i = 0; i < region.len; i++)
    if (!nw_is_alnum((unsigned char)region.data[i]) && region.data[i] != '-') return 0;
  return region.len > 0 && region.len <= 63 && region.data[0] != '-' && region.data[region.len - 1] != '-';
}

static int is_sts_global(nw_service service, const nw_endpoint_rules *rules) {
  if (service != NW_SERVICE_STS || rules->fips || rules->dual_stack) return 0;
  if (nw_slice_is(rules->region, "aws-global")) return 1;
  for (size_t i = 0; rules->sts_global && i < sizeof sts_global_regions / sizeof *sts_global_regions; i++)
    if (nw_slice_is(rules->region, sts_global_regions[i])) return 1;
  return 0;
}

/* GovCloud's plain hosts of these three are FIPS hosts. */
static int is_fips_anyway(nw_service service, const nw_endpoint_rules *rules) {
  int has = service == NW_SERVICE_STS || service == NW_SERVICE_SSO || service == NW_SERVICE_SSO_OIDC;
  return has && !rules->dual_stack && begins(rules->region, "us-gov-");
}

/* The sign-in service has hosts of its own kind in the older partitions; NULL: the common form. */
static const char *signin_suffix(nw_service service, const nw_endpoint_rules *rules, const struct partition *p) {
  if (service != NW_SERVICE_SIGNIN || rules->fips || rules->dual_stack) return NULL;
  return strcmp(p->name, "aws") == 0 ? "signin.aws.amazon.com" : strcmp(p->name, "aws-cn") == 0 ? "signin.amazonaws.cn"
         : strcmp(p->name, "aws-us-gov") == 0 ? "signin.amazonaws-us-gov.com" : NULL;
}

static newel_slice piece(const char *from, const char *to) { return nw_slice(from, (size_t)(to - from)); }

int nw_endpoint_split(nw_endpoint *out, newel_slice url) {
  if (url.len >= sizeof out->text) return 0;
  memmove(out->text, url.data, url.len);
  out->text[url.len] = '\0';
  const char *sep = strstr(out->text, "://"), *end = out->text + url.len;
  if (sep == NULL || memchr(out->text, '\0', url.len) != NULL) return 0;
  out->scheme = piece(out->text, sep);
  if (!nw_slice_is(out->scheme, "https") && !nw_slice_is(out->scheme, "http")) return 0;
  const char *host = sep + 3;
  for (const char *c = host; c < end; c++)
    if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7F || strchr("?#@\\\"<>", *c) != NULL) return 0;
  const char *slash = strchr(host, '/');
  if (slash == NULL) slash = end;
  out->host = piece(host, slash);
  while (end > slash && end[-1] == '/') end--;
  out->path = piece(slash, end);
  out->signing_region = nw_slice(NULL, 0);
  return out->host.len > 0 && out->host.data[0] != ':';
}

static int own_endpoint(nw_endpoint *out, const nw_endpoint_rules *rules, newel_error *err) {
  if (rules->fips || rules->dual_stack)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "leave out the endpoint, or switch FIPS and dual stack off",
                          "%s and an endpoint of one's own do not go together", rules->fips ? "FIPS" : "dual stack");
  if (!nw_endpoint_split(out, rules->url))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "write it as https://host[:port][/prefix]",
                          "the endpoint is no URL that can be used");
  out->signing_region = rules->region;
  return NEWEL_OK;
}

int nw_endpoint_resolve(nw_endpoint *out, nw_service service, const nw_endpoint_rules *rules, newel_error *err) {
  const newel_slice region = rules->region;
  if (rules->url.len > 0) return own_endpoint(out, rules, err);
  if (region.len == 0)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "set AWS_REGION, `region` in the profile, or --region", "no AWS region is set");
  if (!is_label(region))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "a region looks like us-east-1", "the AWS region is no host label");
  const struct partition *p = partition_of(region);
  char url[sizeof out->text];
  const int is_mantle = service == NW_SERVICE_BEDROCK_MANTLE, global = is_sts_global(service, rules);
  const int fips = rules->fips && !is_fips_anyway(service, rules);
  const char *suffix = rules->dual_stack || is_mantle ? p->dual_stack_suffix : p->suffix;
  const char *signin = signin_suffix(service, rules, p);
  if (global) snprintf(url, sizeof url, "https://sts.amazonaws.com");
  else if (signin != NULL) snprintf(url, sizeof url, "https://%.*s.%s", (int)region.len, region.data, signin);
  else
    snprintf(url, sizeof url, "https://%s%s.%.*s.%s", services[service].host, fips ? "-fips" : "", (int)region.len, region.data,
             suffix);
  if (!nw_endpoint_split(out, newel_slice_of(url))) return nw_fail(err, NEWEL_E_INTERNAL, "an endpoint could not be made");
  out->signing_region = global ? NW_LIT("us-east-1") : region;
  return NEWEL_OK;
}
