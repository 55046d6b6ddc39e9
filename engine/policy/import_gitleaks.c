/* policy/import_gitleaks.c - a gitleaks configuration (https://github.com/gitleaks/gitleaks, config/gitleaks.toml) as a policy.
 *
 *   id, description, regex                 a regex that blocks
 *   allowlists[].regexes, target "match"   allow.patterns of the rule; so too where the whole match is the secret (no group)
 *   keywords                               a comment: a keyword saves gitleaks work, the pattern holds it
 *   entropy, secretGroup, stopwords, path, global allow lists: a remark, for the language has no word for them
 *
 * A finding here is the whole match: where the pattern has a group, gitleaks reports the group only. */
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "policy/import.h"

static const char head[] =
  "# Imported from a gitleaks configuration by `newel import`. gitleaks looks at files, a policy at texts: conditions on\n"
  "# paths and commits have no meaning here. A finding is the whole match, not the captured secret.\n";

/* Does the pattern capture? gitleaks then takes the first group for the secret. */
static int captures(newel_slice pattern) {
  int in_class = 0;
  for (size_t i = 0; i < pattern.len; i++) {
    char c = pattern.data[i];
    if (c == '\\') i++;
    else if (in_class) in_class = c != ']';
    else if (c == '[') in_class = 1;
    else if (c == '(' && (i + 2 >= pattern.len || pattern.data[i + 1] != '?' || pattern.data[i + 2] == 'P' || pattern.data[i + 2] == '<'))
      return 1;
  }
  return 0;
}

static const nw_node *list_of(const nw_node *map, const char *key) {
  const nw_node *node = nw_node_member(map, key);
  return node != NULL && node->type == NW_NODE_SEQUENCE ? node : NULL;
}

/* The patterns of one allow list that can be said here, into `to` (room for all of them). */
static void take_allow_list(nw_import *im, const nw_node *list, newel_slice rule, int whole_is_secret, newel_slice *to, size_t *count) {
  newel_slice target = nw_import_text(list, "regexTarget");
  const nw_node *regexes = list_of(list, "regexes");
  int fits = nw_slice_is(target, "match") || (whole_is_secret && (target.len == 0 || nw_slice_is(target, "secret")));
  if (nw_slice_is(nw_import_text(list, "condition"), "AND") && list->count > 3) fits = 0;
  if (list_of(list, "stopwords") != NULL) nw_import_note(im, &list->place, rule, "stop words of its allow list are not imported");
  if (list_of(list, "paths") != NULL) nw_import_note(im, &list->place, rule, "paths of its allow list are not imported");
  if (list_of(list, "commits") != NULL) nw_import_note(im, &list->place, rule, "commits of its allow list are not imported");
  if (regexes == NULL) return;
  if (!fits) {
    nw_import_note(im, &list->place, rule, "an allow list of the captured secret or of the line is not imported");
    return;
  }
  for (const nw_node *item = regexes->first; item != NULL; item = item->next) {
    if (item->type == NW_NODE_SCALAR) to[(*count)++] = item->text;
  }
}

/* `allowlists`, or `allowlist` in older files: a list of tables, or one. */
static const nw_node *allow_lists(const nw_node *rule, int *is_one) {
  const nw_node *lists = list_of(rule, "allowlists"), *one = nw_node_member(rule, "allowlist");
  *is_one = lists == NULL && one != NULL && one->type == NW_NODE_MAPPING;
  return *is_one ? one : lists != NULL ? lists->first : NULL;
}

static nw_slices read_allow(nw_import *im, const nw_node *rule, newel_slice name, int whole_is_secret) {
  nw_slices allow = { NULL, 0 };
  int is_one;
  size_t room = 0, count = 0;
  const nw_node *first = allow_lists(rule, &is_one);
  for (const nw_node *list = first; list != NULL; list = is_one ? NULL : list->next) {
    if (list_of(list, "regexes") != NULL) room += list_of(list, "regexes")->count;
  }
  newel_slice *at = nw_arena_zalloc(im->arena, (room + 1) * sizeof *at);
  if (at == NULL) {
    im->no_memory = 1;
    return allow;
  }
  for (const nw_node *list = first; list != NULL; list = is_one ? NULL : list->next) {
    take_allow_list(im, list, name, whole_is_secret, at, &count);
  }
  allow.at = at;
  allow.count = count;
  return allow;
}

static void import_rule(nw_import *im, const nw_node *node, size_t *entropies) {
  nw_import_rule rule = { .place = &node->place, .dialect = NW_DIALECT_RE2 };
  rule.name = nw_import_text(node, "id");
  rule.description = nw_import_text(node, "description");
  rule.pattern = nw_import_text(node, "regex");
  if (rule.name.len == 0) rule.name = NW_LIT("rule");
  if (rule.pattern.len == 0) {
    nw_import_leave_out(im, &node->place, rule.name, nw_node_member(node, "path") != NULL ? "it looks at paths only" : "it has no regex");
    return;
  }
  newel_slice entropy = nw_import_text(node, "entropy");
  nw_import_comment(im, "keywords: ", nw_import_joined(im, nw_node_member(node, "keywords")));
  if (entropy.len > 0) {
    nw_import_comment(im, "not checked: entropy ", entropy);
    (*entropies)++;
  }
  if (nw_node_member(node, "secretGroup") != NULL) nw_import_note(im, &node->place, rule.name, "the whole match is found, not secretGroup");
  if (nw_node_member(node, "path") != NULL) nw_import_note(im, &node->place, rule.name, "it is not bound to paths here");
  rule.allow = read_allow(im, node, rule.name, !captures(rule.pattern));
  nw_import_regex(im, &rule);
}

static void import_globals(nw_import *im, const nw_node *root) {
  if (nw_node_member(root, "allowlist") != NULL || nw_node_member(root, "allowlists") != NULL) {
    nw_import_file_note(im, &root->place, "its global allow lists are not imported");
  }
  if (nw_node_member(root, "extend") != NULL) {
    nw_import_file_note(im, &root->place, "what it extends is not read: import that file too");
  }
}

/* The title as the name of a policy. */
static void import_title(nw_import *im, newel_slice title) {
  if (title.len == 0) title = NW_LIT("gitleaks");
  for (size_t i = 0; i < title.len && i < 50; i++) {
    nw_buf_add_char(&im->name, nw_is_alnum((unsigned char)title.data[i]) || title.data[i] == '_' ? title.data[i] : '-');
  }
}

int nw_import_gitleaks(nw_import *im, const nw_node *root, newel_error *err) {
  const nw_node *rules = list_of(root, "rules");
  if (rules == NULL || rules->first == NULL)
    return nw_fail(err, NEWEL_E_POLICY, "the file has no [[rules]]: is it a gitleaks configuration?");
  im->action = "BLOCK";
  nw_buf_add_text(&im->head, head);
  import_title(im, nw_import_text(root, "title"));
  import_globals(im, root);
  size_t entropies = 0;
  for (const nw_node *rule = rules->first; rule != NULL; rule = rule->next) {
    if (rule->type == NW_NODE_MAPPING) import_rule(im, rule, &entropies);
    else nw_import_leave_out(im, &rule->place, NW_LIT("rule"), "it is no table");
  }
  if (entropies > 0) {
    char text[128];
    (void)snprintf(text, sizeof text, "%zu of its rules ask for an entropy, which is not checked: they find more", entropies);
    nw_import_file_note(im, &rules->place, text);
  }
  nw_buf_add_text(&im->secrets, "  # Newel's own detectors of tokens, beside the imported patterns; most are proved by a check digit"
                                " or mark.\n"
                                "  action: BLOCK\n");
  return NEWEL_OK;
}
