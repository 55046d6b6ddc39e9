/* AWS's cases for chains of roles: which source comes first, which roles follow, what is an error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/plan.h"
#include "base/buf.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"

static int passed, failed;

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

static void write_sections(nw_buf *out, const nw_json_node *sections, const char *word) {
  for (const nw_json_node *s = sections == NULL ? NULL : sections->first; s != NULL; s = s->next) {
    nw_buf_addf(out, "[%s ", word);
    nw_buf_add_slice(out, s->key);
    nw_buf_add_text(out, "]\n");
    for (const nw_json_node *v = s->first; v != NULL; v = v->next) {
      nw_buf_add_slice(out, v->key);
      nw_buf_add_text(out, " = ");
      nw_buf_add_slice(out, v->text);
      nw_buf_add_char(out, '\n');
    }
  }
}

/* Each member of the wanted step stands in ours. */
static int step_is(const nw_plan_step *got, const nw_json_node *want) {
  const nw_json_node *v = want->first;
  const struct { const char *name; nw_plan_kind kind;
  } kinds[] = {
    { "AccessKey", NW_PLAN_STATIC },
    { "AssumeRole", NW_PLAN_ROLE },
    { "WebIdentityToken", NW_PLAN_WEB_IDENTITY },
    { "Sso", NW_PLAN_SSO },
  };
  const struct { const char *name; newel_slice value; } values[] = {
    { "access_key_id", got->key_id }, { "secret_access_key", got->secret }, { "account_id", got->account_id },
    { "role_arn", got->role_arn }, { "role_session_name", got->session_name }, { "external_id", got->external_id },
    { "web_identity_token_file", got->token_file }, { "sso_session", got->sso_session }, { "sso_region", got->sso_region },
    { "sso_start_url", got->sso_start_url }, { "sso_account_id", got->sso_account_id }, { "sso_role_name", got->sso_role_name },
  };
  if (nw_slice_is(v->key, "NamedSource")) return nw_slice_is(v->text, "Ec2InstanceMetadata") && got->kind == NW_PLAN_IMDS;
  int known = 0;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    known |= nw_slice_is(v->key, kinds[i].name) && got->kind == kinds[i].kind;
  for (const nw_json_node *m = v->first; known && m != NULL; m = m->next) {
    int same = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
      same |= nw_slice_is(m->key, values[i].name) && nw_slice_eq(m->text, values[i].value);
    known = same;
  }
  return known;
}

static void run(const nw_json_node *test) {
  const nw_json_node *input = nw_json_member(test, "input"), *output = nw_json_member(test, "output");
  const nw_json_node *chain = nw_json_member(output, "ProfileChain");
  nw_buf text;
  nw_profiles p;
  nw_plan plan = { .count = 0 };
  newel_error err = { 0 };
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_profiles_init(&p, nw_alloc_of(NULL));
  write_sections(&text, nw_json_member(input, "profiles"), "profile");
  write_sections(&text, nw_json_member(input, "sso_sessions"), "sso-session");
  int code = nw_profiles_read(&p, nw_buf_slice(&text), 0, "config", &err);
  if (code == NEWEL_OK) code = nw_plan_make(&plan, &p, member(input, "selected_profile"), 1, &err);
  int ok;
  if (chain == NULL) {
    ok = (code == NEWEL_E_CREDENTIALS && err.advice[0] != '\0') || (code == NEWEL_OK && plan.count == 0);
  } else {
    ok = code == NEWEL_OK && plan.count == chain->count;
    const nw_json_node *want = chain->first;
    for (size_t i = 0; ok && want != NULL; i++, want = want->next) ok = step_is(&plan.steps[i], want);
  }
  passed += ok;
  failed += !ok;
  if (!ok) printf("%.*s: %d %s\n", (int)member(test, "docs").len, member(test, "docs").data, code, err.message);
  nw_profiles_free(&p);
  nw_buf_free(&text);
}

int main(void) {
  shared_data data;
  if (!shared_open(&data, "aws/credentials")) return shared_skip("aws/credentials");
  newel_slice text = shared_file(data.folder, "assume-role-tests.json", NULL);
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_json_node *root = NULL;
  if (text.data == NULL || nw_json_parse(&root, &arena, text, 100000, NULL) != NEWEL_OK) failed++;
  else
    for (const nw_json_node *t = root->first; t != NULL; t = t->next) run(t);
  free((void *)text.data);
  nw_arena_free(&arena);
  shared_close(&data);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
