/* AWS's endpoint cases for the six services that are called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"

static int passed, failed;

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

static void run(nw_service service, const nw_json_node *test) {
  const nw_json_node *params = nw_json_member(test, "params"), *expect = nw_json_member(test, "expect");
  const nw_json_node *endpoint = nw_json_member(expect, "endpoint");
  nw_endpoint_rules rules = { member(params, "Region"), member(params, "Endpoint"),
                              nw_slice_is(member(params, "UseFIPS"), "true"),
                              nw_slice_is(member(params, "UseDualStack"), "true"),
                              nw_slice_is(member(params, "UseGlobalEndpoint"), "true") };
  nw_endpoint got;
  newel_error err = { 0 };
  int code = nw_endpoint_resolve(&got, service, &rules, &err), ok;
  if (endpoint == NULL) {
    ok = code == NEWEL_E_ARGUMENT && err.advice[0] != '\0';
  } else {
    ok = code == NEWEL_OK && nw_slice_is(member(endpoint, "url"), got.text);
    const nw_json_node *properties = nw_json_member(endpoint, "properties");
    if (ok && properties != NULL)
      ok = nw_slice_eq(got.signing_region, member(nw_json_member(properties, "authSchemes")->first, "signingRegion"));
  }
  passed += ok;
  failed += !ok;
  if (!ok)
    printf("%.*s: %d %s %s\n", (int)member(test, "documentation").len, member(test, "documentation").data, code, got.text,
           err.message);
}

static void splits(void) {
  static const struct { const char *url, *host, *path; } rows[] = {
    { "http://127.0.0.1:4567", "127.0.0.1:4567", "" },     { "https://proxy.example/bedrock/", "proxy.example", "/bedrock" },
    { "http://[fd00:ec2::23]/v1", "[fd00:ec2::23]", "/v1" }, { "ftp://x", NULL, NULL },
    { "https://", NULL, NULL },                              { "not a uri", NULL, NULL },
    { "https://user@evil.example", NULL, NULL },             { "https://a.example/?q=1", NULL, NULL },
    { "https://a b", NULL, NULL },                           { "https://a.example/#x", NULL, NULL },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    nw_endpoint got;
    int taken = nw_endpoint_split(&got, newel_slice_of(rows[i].url));
    int ok = rows[i].host == NULL ? !taken : taken && nw_slice_is(got.host, rows[i].host) && nw_slice_is(got.path, rows[i].path);
    passed += ok;
    failed += !ok;
    if (!ok) printf("split: %s\n", rows[i].url);
  }
}

int main(void) {
  static const struct { const char *file; nw_service service; } files[] = {
    { "bedrock-endpoint-tests-1.json", NW_SERVICE_BEDROCK },
    { "bedrock-runtime-endpoint-tests-1.json", NW_SERVICE_BEDROCK_RUNTIME },
    { "bedrock-agent-runtime-endpoint-tests-1.json", NW_SERVICE_BEDROCK_AGENT_RUNTIME },
    { "sts-endpoint-tests-1.json", NW_SERVICE_STS },
    { "sso-endpoint-tests-1.json", NW_SERVICE_SSO },
    { "sso-oidc-endpoint-tests-1.json", NW_SERVICE_SSO_OIDC },
  };
  shared_data data;
  splits();
  if (!shared_open(&data, "aws/endpoints")) {
    shared_skip("aws/endpoints");
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    newel_slice text = shared_file(data.folder, files[i].file, NULL);
    nw_arena arena;
    nw_arena_init(&arena, nw_alloc_of(NULL));
    nw_json_node *root = NULL;
    if (text.data == NULL || nw_json_parse(&root, &arena, text, 100000, NULL) != NEWEL_OK) failed++;
    else
      for (const nw_json_node *t = nw_json_member(root, "testCases")->first; t != NULL; t = t->next) run(files[i].service, t);
    free((void *)text.data);
    nw_arena_free(&arena);
  }
  shared_close(&data);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
