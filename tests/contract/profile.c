/* AWS's cases for the shared config and credentials files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/profile.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"

static int passed, failed;

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

/* Every section that is wanted is there with its properties, and no other of that kind. */
static int sections_are(const nw_profiles *p, nw_section_kind kind, const nw_json_node *want) {
  size_t count = 0;
  for (size_t i = 0; i < p->sections.count; i++) count += p->sections.at[i].kind == kind;
  if (want == NULL) return kind != NW_SECTION_PROFILE || count == 0;
  if (want->count != count) return 0;
  for (const nw_json_node *s = want->first; s != NULL; s = s->next) {
    const nw_section *got = nw_profiles_section(p, kind, s->key);
    if (got == NULL || got->properties.count != s->count) return 0;
    for (const nw_json_node *v = s->first; v != NULL; v = v->next) {
      char name[256];
      snprintf(name, sizeof name, "%.*s", (int)v->key.len, v->key.data);
      if (!nw_slice_eq(nw_section_get(got, name), v->text)) return 0;
    }
  }
  return 1;
}

static void run(const nw_json_node *test) {
  const nw_json_node *input = nw_json_member(test, "input"), *output = nw_json_member(test, "output");
  newel_slice want_error = member(output, "errorContaining");
  nw_profiles p;
  newel_error err = { 0 };
  nw_profiles_init(&p, nw_alloc_of(NULL));
  int code = nw_profiles_read(&p, member(input, "configFile"), 0, "config", &err);
  if (code == NEWEL_OK) code = nw_profiles_read(&p, member(input, "credentialsFile"), 1, "credentials", &err);
  int ok;
  if (want_error.data != NULL) {
    char want[256];
    snprintf(want, sizeof want, "%.*s", (int)want_error.len, want_error.data);
    ok = code == NEWEL_E_FORMAT && strstr(err.message, want) != NULL && err.line > 0;
  } else {
    const nw_json_node *config = nw_json_member(output, "config");
    ok = code == NEWEL_OK && sections_are(&p, NW_SECTION_PROFILE, nw_json_member(config, "profiles")) &&
         sections_are(&p, NW_SECTION_SSO_SESSION, nw_json_member(config, "sso_sessions"));
  }
  passed += ok;
  failed += !ok;
  if (!ok) printf("%.*s: code %d %s\n", (int)member(test, "name").len, member(test, "name").data, code, err.message);
  nw_profiles_free(&p);
}

int main(void) {
  shared_data data;
  if (!shared_open(&data, "aws/credentials")) return shared_skip("aws/credentials");
  newel_slice text = shared_file(data.folder, "profile-parser-tests.json", NULL);
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_json_node *root = NULL;
  if (text.data == NULL || nw_json_parse(&root, &arena, text, 100000, NULL) != NEWEL_OK) {
    failed++;
  } else {
    for (const nw_json_node *t = nw_json_member(root, "tests")->first; t != NULL; t = t->next) run(t);
  }
  free((void *)text.data);
  nw_arena_free(&arena);
  shared_close(&data);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
