/* verb_judge.c - `newel judge grounding|topic`: scores of the local judges for pairs, a line each. Anything else is a text for Bedrock
 * (cloud/verb_judge.c).
 *
 *   {"id":1,"source_text":"The tower is 330 m tall.","query":"How tall is it?","response":"It is 324 m tall."}
 *   {"id":1,"scores":{"GROUNDED":0.08,"RELEVANT":0.61},"bands":{"GROUNDED":"hit","RELEVANT":"unsure"},
 *    "findings":[{"type":"NUMBER","start":6,"end":9}],"features":{"coverage":0.71,…}}
 *
 *   {"id":2,"text":"can my landlord evict me?","definition":"Legal advice","examples":["Am I liable for this?"]}
 *   {"id":2,"scores":{"TOPIC":0.34},"bands":{"TOPIC":"unsure"}}
 *
 * Other members of a line (labels, notes) are not looked at. A line with a topic of its own keeps it compiled while the next lines
 * have the same; with --policy the topics of the policy are asked, each under its name, and TOPIC is the highest.
 */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "cli/input.h"
#include "cli/load.h"
#include "json/tree.h"
#include "json/writer.h"
#include "newel/judge.h"

enum { MAX_NODES = 100000 };

typedef struct judge {
  nw_cli      *cli;
  nw_loaded    loaded;
  newel_judge *judge;
  nw_arena     arena;      /* the line in hand */
  nw_buf       topic;      /* the bytes of the topic that is compiled */
  int        (*line)(struct judge *j, const nw_json_node *root, newel_slice line, nw_json_writer *w, newel_error *err);
} judge;

/* ---- members --------------------------------------------------------------------------------------------------------------- */

static const nw_json_node *member_of(const nw_json_node *root, const char *name, const char *other) {
  const nw_json_node *node = nw_json_member(root, name);
  return node != NULL ? node : nw_json_member(root, other);
}

static int wrong(newel_slice line, const nw_json_node *node, newel_error *err, const char *name, const char *expected) {
  uint32_t row, column;
  int code = nw_fail(err, NEWEL_E_FORMAT, "'%s' must be %s", name, expected);
  nw_line_column(line, node->start, &row, &column);
  nw_fail_at(err, "", row, column, node->start);
  return code;
}

/* A string, or an array of strings; absent or null: none. */
static int texts_of(judge *j, newel_slice line, const nw_json_node *node, const char *name, const newel_slice **out, size_t *count,
                    newel_error *err) {
  *out = NULL;
  *count = 0;
  if (node == NULL || node->type == NW_JSON_T_NULL) return NEWEL_OK;
  int list = node->type == NW_JSON_T_ARRAY;
  if (!list && node->type != NW_JSON_T_STRING) return wrong(line, node, err, name, "a string or an array of strings");
  newel_slice *texts = nw_arena_alloc(&j->arena, (list ? node->count : 1) * sizeof *texts);
  if (texts == NULL) return nw_fail_nomem(err);
  *out = texts;
  for (const nw_json_node *item = list ? node->first : node; item != NULL; item = list ? item->next : NULL) {
    if (item->type != NW_JSON_T_STRING) return wrong(line, item, err, name, "a string or an array of strings");
    texts[(*count)++] = item->text;
  }
  return NEWEL_OK;
}

static int text_of(newel_slice line, const nw_json_node *root, const nw_json_node *node, const char *name, newel_slice *out,
                   newel_error *err) {
  if (node == NULL || node->type != NW_JSON_T_STRING) return wrong(line, node == NULL ? root : node, err, name, "there, and a string");
  *out = node->text;
  return NEWEL_OK;
}

/* ---- grounding ------------------------------------------------------------------------------------------------------------- */

static void write_score(nw_json_writer *w, const char *name, newel_band band, uint32_t ppm) {
  if (band == NEWEL_BAND_UNEVALUATED) return;
  nw_json_key_fixed(w, name, ppm);
}

static void write_band(nw_json_writer *w, const char *name, newel_band band) {
  nw_json_key_cstr(w, name, newel_band_name(band));
}

static void write_lacks(nw_json_writer *w, const newel_grounding *said) {
  nw_json_key(w, "findings");
  nw_json_array(w);
  for (size_t i = 0; i < said->lack_count; i++) {
    nw_json_object(w);
    nw_json_key_cstr(w, "type", said->lack[i].type);
    nw_json_key_uint(w, "start", said->lack[i].start);
    nw_json_key_uint(w, "end", said->lack[i].end);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_grounding(nw_json_writer *w, const newel_grounding *said) {
  nw_json_key(w, "scores");
  nw_json_object(w);
  write_score(w, "GROUNDED", said->grounding_band, said->grounding_ppm);
  write_score(w, "RELEVANT", said->relevance_band, said->relevance_ppm);
  nw_json_close(w);
  nw_json_key(w, "bands");
  nw_json_object(w);
  write_band(w, "GROUNDED", said->grounding_band);
  write_band(w, "RELEVANT", said->relevance_band);
  nw_json_close(w);
  write_lacks(w, said);
  nw_json_key(w, "features");
  nw_json_object(w);
  for (size_t i = 0; i < said->feature_count; i++)
    nw_json_key_fixed(w, said->feature[i].name, said->feature[i].value_ppm);
  nw_json_close(w);
}

static int grounding_line(judge *j, const nw_json_node *root, newel_slice line, nw_json_writer *w, newel_error *err) {
  const newel_slice *sources, *queries;
  size_t source_count, query_count;
  newel_slice answer;
  newel_grounding said;
  int code = texts_of(j, line, member_of(root, "source_text", "source"), "source_text", &sources, &source_count, err);
  if (code == NEWEL_OK) code = texts_of(j, line, nw_json_member(root, "query"), "query", &queries, &query_count, err);
  if (code == NEWEL_OK) code = text_of(line, root, member_of(root, "response", "answer"), "response", &answer, err);
  if (code == NEWEL_OK)
    code = newel_judge_grounding(j->judge, sources, source_count, queries, query_count, answer, &said, err);
  if (code == NEWEL_OK) write_grounding(w, &said);
  return code;
}

/* ---- topics ---------------------------------------------------------------------------------------------------------------- */

/* Compiles the topic of the line, unless it is the one that is compiled. */
static int use_topic(judge *j, const nw_json_node *root, newel_slice line, newel_error *err) {
  static const char *const members[] = {"definition", "examples", "clean"};
  newel_topic topic = {.name = NW_LIT("TOPIC")};
  nw_buf now;
  nw_buf_init(&now, j->cli->alloc);
  for (size_t i = 0; i < 3; i++) {
    const nw_json_node *node = nw_json_member(root, members[i]);
    nw_buf_add_char(&now, '\n');
    if (node != NULL) nw_buf_add(&now, line.data + node->start, node->end - node->start);
  }
  int code = now.failed ? nw_fail_nomem(err) : NEWEL_OK, same = nw_slice_eq(nw_buf_slice(&now), nw_buf_slice(&j->topic));
  const nw_json_node *definition = nw_json_member(root, "definition");
  if (code == NEWEL_OK && definition != NULL && !same) code = text_of(line, root, definition, "definition", &topic.definition, err);
  if (code == NEWEL_OK && !same)
    code = texts_of(j, line, nw_json_member(root, "examples"), "examples", &topic.examples, &topic.example_count, err);
  if (code == NEWEL_OK && !same) code = texts_of(j, line, nw_json_member(root, "clean"), "clean", &topic.clean, &topic.clean_count, err);
  if (code == NEWEL_OK && !same && topic.definition.len == 0 && topic.example_count == 0)
    code = wrong(line, root, err, "definition", "there, or 'examples' (or name a policy with --policy)");
  if (code == NEWEL_OK && !same) code = newel_judge_set_topics(j->judge, &topic, 1, err);
  nw_buf_clear(&j->topic);
  if (code == NEWEL_OK) nw_buf_add_slice(&j->topic, nw_buf_slice(&now));
  nw_buf_free(&now);
  return code;
}

static void write_topics(nw_json_writer *w, const newel_topic_score *scores, size_t count, int named) {
  size_t best = 0;
  for (size_t i = 1; i < count; i++)
    if (scores[i].score_ppm > scores[best].score_ppm) best = i;
  nw_json_key(w, "scores");
  nw_json_object(w);
  write_score(w, "TOPIC", scores[best].band, scores[best].score_ppm);
  for (size_t i = 0; i < count && named; i++) {
    nw_json_key_slice(w, scores[i].name);
    nw_json_fixed(w, scores[i].score_ppm);
  }
  nw_json_close(w);
  nw_json_key(w, "bands");
  nw_json_object(w);
  write_band(w, "TOPIC", scores[best].band);
  for (size_t i = 0; i < count && named; i++) {
    nw_json_key_slice(w, scores[i].name);
    nw_json_cstr(w, newel_band_name(scores[i].band));
  }
  nw_json_close(w);
}

static int topic_line(judge *j, const nw_json_node *root, newel_slice line, nw_json_writer *w, newel_error *err) {
  const newel_topic_score *scores;
  size_t count;
  newel_slice text;
  int named = nw_given(j->cli, NW_OPT_POLICY);
  int code = text_of(line, root, nw_json_member(root, "text"), "text", &text, err);
  if (code == NEWEL_OK && !named) code = use_topic(j, root, line, err);
  if (code == NEWEL_OK) code = newel_judge_topics(j->judge, text, &scores, &count, err);
  if (code == NEWEL_OK) write_topics(w, scores, count, named);
  return code;
}

/* ---- lines ----------------------------------------------------------------------------------------------------------------- */

static int judge_line(judge *j, newel_slice line, newel_error *err) {
  nw_json_node *root;
  nw_json_writer w;
  nw_buf answer;
  if (line.len > NW_LIMIT_CASE_BYTES)
    return nw_fail(err, NEWEL_E_LIMIT, "the line is longer than %u bytes", (unsigned)NW_LIMIT_CASE_BYTES);
  int code = nw_json_parse(&root, &j->arena, line, MAX_NODES, err);
  if (code != NEWEL_OK) return code;
  if (root->type != NW_JSON_T_OBJECT) return nw_fail(err, NEWEL_E_FORMAT, "the line must be a JSON object");
  nw_buf_init(&answer, j->cli->alloc);
  nw_json_writer_init(&w, nw_buf_write, &answer, 0);
  nw_json_object(&w);
  const nw_json_node *id = nw_json_member(root, "id");
  nw_json_key_raw(&w, "id", id == NULL ? NW_LIT("null") : nw_slice(line.data + id->start, id->end - id->start));
  code = j->line(j, root, line, &w, err);
  nw_json_close(&w);
  nw_json_newline(&w);
  if (nw_json_writer_end(&w) != NEWEL_OK && code == NEWEL_OK) code = nw_fail_nomem(err);
  if (code == NEWEL_OK) (void)nw_out_write(&j->cli->out, answer.data, answer.len);
  nw_buf_free(&answer);
  return code;
}

static int judge_one(void *user, const nw_lines *lines, newel_slice line) {
  judge *j = user;
  newel_error err;
  nw_arena_reset(&j->arena);
  if (judge_line(j, line, &err) == NEWEL_OK) return 0;
  return nw_say("%s:%zu:%u: %s", lines->input->name, lines->number, (unsigned)err.column, err.message);
}

static int judge_lines(judge *j, const char *path) { return nw_lines_each(path, j->cli->alloc, &j->cli->out, judge_one, j); }

/* ---- the verb -------------------------------------------------------------------------------------------------------------- */

/* The engine, and with --policy the topics of the policy. */
static int load_judge(judge *j) {
  int code = nw_given(j->cli, NW_OPT_POLICY) ? nw_load(j->cli, &j->loaded) : nw_load_engine(j->cli, &j->loaded);
  newel_error err;
  if (code != 0) return code;
  if (newel_judge_open(&j->judge, j->loaded.engine, &err) != NEWEL_OK) return nw_say_error(&err);
  if (nw_given(j->cli, NW_OPT_POLICY) && newel_judge_set_policy(j->judge, j->loaded.policy, &err) != NEWEL_OK)
    return nw_say_error(&err);
  return 0;
}

int nw_verb_judge(nw_cli *cli) {
  judge j = {.cli = cli};
  const nw_args *args = &cli->args;
  const char *what = args->file_count > 0 ? args->files[0] : "";
  if (strcmp(what, "grounding") == 0) j.line = grounding_line;
  else if (strcmp(what, "topic") == 0) j.line = topic_line;
  else if (nw_given(cli, NW_OPT_JSONL)) return nw_say("say which local judge reads the lines: newel judge grounding, or newel judge topic");
  else return NW_CLOUD(nw_verb_judge_bedrock)(cli);
  if (!nw_given(cli, NW_OPT_JSONL)) return nw_say("newel judge reads lines: give --jsonl");
  if (nw_given(cli, NW_OPT_POLICY) && j.line == grounding_line) return nw_say("--policy goes with 'newel judge topic'");
  nw_arena_init(&j.arena, cli->alloc);
  nw_buf_init(&j.topic, cli->alloc);
  int failed = load_judge(&j);
  if (failed == 0 && args->file_count == 1) failed = judge_lines(&j, NULL);
  for (int i = 1; j.judge != NULL && i < args->file_count && failed != NW_EXIT_INTERRUPTED && cli->out.failed == 0; i++) {
    int code = judge_lines(&j, args->files[i]);
    if (code != 0) failed = code;
  }
  newel_judge_free(j.judge);
  nw_buf_free(&j.topic);
  nw_arena_free(&j.arena);
  nw_unload(&j.loaded);
  return failed;
}
