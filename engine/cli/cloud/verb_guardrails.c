/* verb_guardrails.c - `newel guardrails list|show|delete`: what there is, page by page, and taking it away after a question. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "json/tree.h"
#include "json/writer.h"

enum { NODES_MOST = 1000000, PAGES_MOST = 1000, PAGE = 100, ANSWER_CHARS = 128 };

typedef struct lister {
  nw_cli        *cli;
  nw_cloud       cloud;
  nw_arena       arena;
  nw_json_writer w;      /* of --json */
} lister;

static newel_slice text_of(const nw_json_node *node, const char *key) {
  const nw_json_node *member = nw_json_member(node, key);
  return member != NULL && member->type == NW_JSON_T_STRING ? member->text : nw_slice("", 0);
}

/* Calls an operation with the members given (those that are not empty); the answer is a tree of the arena. */
static int ask(lister *l, const char *operation, newel_slice id, newel_slice version, newel_slice token, nw_json_node **root) {
  nw_buf request;
  nw_json_writer w;
  newel_error err;
  nw_buf_init(&request, l->cli->alloc);
  nw_json_writer_init(&w, nw_buf_write, &request, 0);
  nw_json_object(&w);
  if (id.len > 0) nw_json_key(&w, "guardrailIdentifier"), nw_json_text(&w, id);
  if (version.len > 0) nw_json_key(&w, "guardrailVersion"), nw_json_text(&w, version);
  if (strcmp(operation, "ListGuardrails") == 0) nw_json_key(&w, "maxResults"), nw_json_uint(&w, PAGE);
  if (token.len > 0) nw_json_key(&w, "nextToken"), nw_json_text(&w, token);
  nw_json_close(&w);
  int code = nw_json_writer_end(&w) != 0 ? nw_say("out of memory") : 0;
  if (code == 0 && newel_client_call(l->cloud.client, newel_slice_of(operation), nw_buf_slice(&request), &l->cloud.call,
                                     l->cloud.body, &err) != NEWEL_OK)
    code = nw_say_error(&err);
  if (code == 0 && nw_json_parse(root, &l->arena, newel_body_json(l->cloud.body), NODES_MOST, &err) != NEWEL_OK)
    code = nw_say_error(&err);
  nw_buf_free(&request);
  return code;
}

/* ---- list ---- */

static void put_row(lister *l, const nw_json_node *item) {
  static const char *const keys[] = {"id", "version", "status", "updatedAt", "name"};
  nw_out *out = &l->cli->out;
  if (nw_given(l->cli, NW_OPT_JSON)) {
    nw_json_raw(&l->w, nw_slice(newel_body_json(l->cloud.body).data + item->start, item->end - item->start));
    return;
  }
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    newel_slice text = text_of(item, keys[i]);
    nw_out_printf(out, i + 1 == sizeof keys / sizeof *keys ? "%.*s\n" : "%-14.*s  ", (int)text.len, text.data);
  }
}

/* All guardrails, or the versions of one. */
static int list(lister *l, newel_slice id) {
  newel_slice token = {"", 0};
  nw_json_node *root = NULL;
  int code = 0;
  nw_json_writer_init(&l->w, nw_out_write, &l->cli->out, 0);
  if (nw_given(l->cli, NW_OPT_JSON)) nw_json_array(&l->w);
  for (unsigned page = 0; page < PAGES_MOST; page++) {
    code = ask(l, "ListGuardrails", id, nw_slice("", 0), token, &root);
    if (code != 0) return code;
    const nw_json_node *items = nw_json_member(root, "guardrails");
    for (const nw_json_node *item = items == NULL ? NULL : items->first; item != NULL; item = item->next) put_row(l, item);
    token = text_of(root, "nextToken");
    if (token.len == 0) break;
  }
  if (!nw_given(l->cli, NW_OPT_JSON)) return 0;
  nw_json_close(&l->w);
  nw_json_newline(&l->w);
  (void)nw_json_writer_end(&l->w);
  return 0;
}

/* ---- show ---- */

static void put_texts(lister *l, const nw_json_node *root, const char *key) {
  const nw_json_node *texts = nw_json_member(root, key);
  for (const nw_json_node *item = texts == NULL ? NULL : texts->first; item != NULL; item = item->next) {
    nw_out_printf(&l->cli->out, "%-12s ", strcmp(key, "statusReasons") == 0 ? "reason" : "advice");
    nw_out_slice(&l->cli->out, item->text);
    nw_out_text(&l->cli->out, "\n");
  }
}

static int show(lister *l, newel_slice id, newel_slice version) {
  static const char *const keys[] = { "name",   "guardrailId", "guardrailArn", "version",
                                      "status", "createdAt",   "updatedAt",    "description" };
  static const char *const names[] = {"name", "id", "arn", "version", "status", "created", "updated", "description"};
  nw_json_node *root = NULL;
  int code = ask(l, "GetGuardrail", id, version, nw_slice("", 0), &root);
  if (code != 0) return code;
  if (nw_given(l->cli, NW_OPT_JSON)) {
    nw_out_slice(&l->cli->out, newel_body_json(l->cloud.body));
    nw_out_text(&l->cli->out, "\n");
    return 0;
  }
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    newel_slice text = text_of(root, keys[i]);
    if (text.len == 0) continue;
    nw_out_printf(&l->cli->out, "%-12s ", names[i]);
    nw_out_slice(&l->cli->out, text);
    nw_out_text(&l->cli->out, "\n");
  }
  put_texts(l, root, "statusReasons");
  put_texts(l, root, "failureRecommendations");
  nw_out_text(&l->cli->out, "\nversions\n");
  return list(l, id);
}

/* ---- delete ---- */

/* On a terminal the id must be typed; without one --yes must be given. */
static int is_sure(const nw_cli *cli, newel_slice id, newel_slice version) {
  char answer[ANSWER_CHARS];
  if (nw_given(cli, NW_OPT_YES)) return 1;
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
    (void)nw_say("nothing was deleted: say --yes");
    return 0;
  }
  if (version.len > 0) (void)fprintf(stderr, "delete version %s of guardrail '%s'? type its id: ", version.data, id.data);
  else (void)fprintf(stderr, "delete guardrail '%s' and all its versions? type its id: ", id.data);
  if (fgets(answer, sizeof answer, stdin) == NULL) return 0;
  answer[strcspn(answer, "\n")] = '\0';
  if (nw_slice_is(id, answer)) return 1;
  (void)nw_say("nothing was deleted");
  return 0;
}

/* The entries of a guardrail that is gone. */
static int forget(lister *l, newel_slice id) {
  nw_lock_file file;
  int code = nw_lock_file_open(&file, l->cli, l->cloud.engine);
  for (size_t i = newel_lock_count(file.lock); code == 0 && i-- > 0;) {
    newel_lock_entry entry = newel_lock_at(file.lock, i);
    if (nw_slice_eq(entry.id, id) || nw_slice_eq(entry.arn, id)) (void)newel_lock_remove(file.lock, entry.arn);
  }
  if (code == 0) code = nw_lock_file_save(&file);
  nw_lock_file_close(&file);
  return code;
}

static int delete_guardrail(lister *l, newel_slice id, newel_slice version) {
  nw_json_node *root = NULL;
  if (!is_sure(l->cli, id, version)) return NW_EXIT_ERROR;
  int code = ask(l, "DeleteGuardrail", id, version, nw_slice("", 0), &root);
  if (code != 0) return code;
  nw_out_printf(&l->cli->out, version.len > 0 ? "deleted version %s of %s\n" : "deleted %s%s\n",
                version.len > 0 ? version.data : "", id.data);
  return version.len > 0 ? 0 : forget(l, id);
}

/* ---- the verb ---- */

static int run(lister *l, const char *what, newel_slice id, newel_slice version) {
  if (strcmp(what, "list") == 0) return list(l, id);
  return strcmp(what, "show") == 0 ? show(l, id, version) : delete_guardrail(l, id, version);
}

int nw_verb_guardrails(nw_cli *cli) {
  static const char *const names[] = {"list", "show", "delete", NULL};
  const char *what = cli->args.file_count > 0 ? cli->args.files[0] : "";
  newel_slice id = newel_slice_of(cli->args.file_count > 1 ? cli->args.files[1] : NULL);
  lister l;
  size_t i = 0;
  while (names[i] != NULL && strcmp(names[i], what) != 0) i++;
  if (names[i] == NULL || cli->args.file_count > 2) return nw_say("say what: newel guardrails list, show ID or delete ID");
  if (i > 0 && id.len == 0) return nw_say("name the guardrail: newel guardrails %s ID", what);
  l.cli = cli;
  nw_arena_init(&l.arena, cli->alloc);
  int code = nw_cloud_open(&l.cloud, cli, NULL);
  if (code == 0) code = run(&l, what, id, newel_slice_of(cli->args.value[NW_OPT_VERSION]));
  nw_cloud_close(&l.cloud);
  nw_arena_free(&l.arena);
  return code;
}
