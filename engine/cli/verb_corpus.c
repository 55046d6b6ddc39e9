/* verb_corpus.c - `newel corpus --kind KIND FILE`: other tools' labelled texts as cases, a line each.
 *
 *   presidio            a JSON array of presidio-research: full_text, spans with entity_type, start_position, end_position
 *   openai-moderation   JSON Lines: "prompt" and flags (S, H, V, HR, SH, S3, H2, V2) of 0 and 1
 *   guardrail           JSON Lines: {"request": ApplyGuardrail's, "response": its answer}
 *   csv                 a header with "text" and any of id, lang, verdict, types, tags (the last two with ';' between)
 *   lines               a text a line
 *   traces              recorded traces, with the requests that they are of (corpus_traces.c)
 *
 * Offsets of presidio-research are code points; cases count bytes. Entity names that Bedrock has another word for are translated.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/corpus.h"
#include "cli/input.h"

enum { NODES_MAX = 20000000, COLUMNS_MAX = 64 };

/* ---- writing a case --------------------------------------------------------------------------------------- */

static void begin_object(nw_corpus *c) {
  c->cases++;
  nw_json_object(&c->w);
  nw_json_key(&c->w, "id");
}

static void number_case(nw_corpus *c) {
  char number[32];
  (void)snprintf(number, sizeof number, "%s-%" PRIu64, c->kind, c->cases);
  nw_json_cstr(&c->w, number);
}

static void begin_case(nw_corpus *c, newel_slice id) {
  begin_object(c);
  if (id.len > 0) nw_json_text(&c->w, id);
  else number_case(c);
}

void nw_corpus_begin(nw_corpus *c, newel_slice id_json) {
  begin_object(c);
  if (id_json.len == 0 || nw_slice_is(id_json, "null")) number_case(c);
  else nw_json_raw(&c->w, id_json);
}

static void member(nw_corpus *c, const char *key, newel_slice value) {
  nw_json_key_text(&c->w, key, value);
}

void nw_corpus_end(nw_corpus *c) {
  nw_json_close(&c->w);
  nw_json_newline(&c->w);
}

int nw_corpus_leave_out(nw_corpus *c, const char *why) {
  c->left_out++;
  (void)nw_say("%s:%zu: %s", c->name, c->line, why);
  return 0;
}

/* ---- presidio-research ------------------------------------------------------------------------------------ */

static newel_slice bedrock_name(newel_slice type) {
  static const struct { const char *theirs, *ours; } names[] = {
    {"PERSON", "NAME"}, {"EMAIL_ADDRESS", "EMAIL"}, {"PHONE_NUMBER", "PHONE"}, {"CREDIT_CARD", "CREDIT_DEBIT_CARD_NUMBER"},
    {"IBAN_CODE", "INTERNATIONAL_BANK_ACCOUNT_NUMBER"}, {"US_SSN", "US_SOCIAL_SECURITY_NUMBER"}, {"US_DRIVER_LICENSE", "DRIVER_ID"},
    {"STREET_ADDRESS", "ADDRESS"}, {"DOMAIN_NAME", "URL"}, {"US_ITIN", "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER"},
    {"US_PASSPORT", "US_PASSPORT_NUMBER"}, {"UK_NHS", "UK_NATIONAL_HEALTH_SERVICE_NUMBER"}, {"US_BANK_NUMBER", "US_BANK_ACCOUNT_NUMBER"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (nw_slice_is(type, names[i].theirs)) return newel_slice_of(names[i].ours);
  return type;
}

/* The byte at which code point `point` begins; text.len + 1 when there are not so many. */
static size_t byte_of(newel_slice text, int64_t point) {
  size_t at = 0;
  for (; point > 0 && at < text.len; point--) {
    at++;
    while (at < text.len && ((unsigned char)text.data[at] & 0xC0u) == 0x80u) at++;
  }
  return point == 0 ? at : text.len + 1;
}

static int presidio_span(nw_corpus *c, const nw_json_node *span, newel_slice text, int write) {
  const nw_json_node *type = nw_json_member(span, "entity_type"), *start = nw_json_member(span, "start_position"),
                     *end = nw_json_member(span, "end_position");
  int64_t first, last;
  if (type == NULL || start == NULL || end == NULL || !nw_json_int(start, &first) || !nw_json_int(end, &last)) return 0;
  size_t from = byte_of(text, first), to = byte_of(text, last);
  if (first < 0 || last < first || to > text.len) return 0;
  if (!write) return 1;
  nw_json_object(&c->w);
  nw_json_key_uint(&c->w, "start", from);
  nw_json_key_uint(&c->w, "end", to);
  member(c, "type", bedrock_name(type->text));
  nw_json_close(&c->w);
  return 1;
}

static int presidio_sample(nw_corpus *c, const nw_json_node *item) {
  const nw_json_node *text = item->type == NW_JSON_T_OBJECT ? nw_json_member(item, "full_text") : NULL;
  const nw_json_node *spans = item->type == NW_JSON_T_OBJECT ? nw_json_member(item, "spans") : NULL;
  if (text == NULL || text->type != NW_JSON_T_STRING) return nw_corpus_leave_out(c, "a sample has no 'full_text'");
  for (const nw_json_node *span = spans == NULL ? NULL : spans->first; span != NULL; span = span->next)
    if (!presidio_span(c, span, text->text, 0)) return nw_corpus_leave_out(c, "a span of a sample lies outside its text or lacks a member");
  begin_case(c, NW_LIT(""));
  member(c, "text", text->text);
  nw_json_key(&c->w, "expect");
  nw_json_object(&c->w);
  nw_json_key(&c->w, "labels");
  nw_json_array(&c->w);
  for (const nw_json_node *span = spans == NULL ? NULL : spans->first; span != NULL; span = span->next)
    (void)presidio_span(c, span, text->text, 1);
  nw_json_close(&c->w);
  nw_json_close(&c->w);
  nw_corpus_end(c);
  return 0;
}

static int import_presidio(nw_corpus *c, newel_slice all) {
  nw_json_node *root;
  newel_error err;
  if (nw_json_parse(&root, &c->arena, all, NODES_MAX, &err) != NEWEL_OK)
    return nw_say("%s:%u:%u: %s", c->name, (unsigned)err.line, (unsigned)err.column, err.message);
  if (root->type != NW_JSON_T_ARRAY) return nw_say("'%s' is no array of samples", c->name);
  for (const nw_json_node *item = root->first; item != NULL; item = item->next) {
    c->line++;
    (void)presidio_sample(c, item);
  }
  return 0;
}

/* ---- OpenAI's moderation set ------------------------------------------------------------------------------ */

static int import_moderation(nw_corpus *c, const nw_json_node *root) {
  static const struct { const char *flag, *category; } flags[] = {
    {"S", "SEXUAL"}, {"S3", "SEXUAL"}, {"H", "HATE"}, {"H2", "HATE"}, {"HR", "INSULTS"}, {"V", "VIOLENCE"}, {"V2", "VIOLENCE"},
    {"SH", "MISCONDUCT"}};
  const nw_json_node *text = nw_json_member(root, "prompt");
  const char *written = "";
  if (text == NULL || text->type != NW_JSON_T_STRING) return nw_corpus_leave_out(c, "the line has no 'prompt'");
  begin_case(c, NW_LIT(""));
  member(c, "text", text->text);
  nw_json_key(&c->w, "expect");
  nw_json_object(&c->w);
  nw_json_key(&c->w, "labels");
  nw_json_array(&c->w);
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
    const nw_json_node *flag = nw_json_member(root, flags[i].flag);
    if (flag == NULL || !nw_slice_is(flag->text, "1") || strcmp(written, flags[i].category) == 0) continue;
    written = flags[i].category;
    nw_json_object(&c->w);
    nw_json_key_uint(&c->w, "start", 0);
    nw_json_key_uint(&c->w, "end", text->text.len);
    member(c, "type", newel_slice_of(flags[i].category));
    nw_json_close(&c->w);
  }
  nw_json_close(&c->w);
  nw_json_key_raw(&c->w, "scope", NW_LIT("[\"HATE\",\"INSULTS\",\"MISCONDUCT\",\"SEXUAL\",\"VIOLENCE\"]"));
  nw_json_close(&c->w);
  nw_corpus_end(c);
  return 0;
}

/* ---- ApplyGuardrail --------------------------------------------------------------------------------------- */

/* 1 when some member "action" below says BLOCKED. The depth is that of the answer, bounded by the reader. */
static int has_block(const nw_json_node *node) {
  if (nw_slice_is(node->key, "action") && nw_slice_is(node->text, "BLOCKED")) return 1;
  for (const nw_json_node *child = node->first; child != NULL; child = child->next)
    if (has_block(child)) return 1;
  return 0;
}

static const nw_json_node *path(const nw_json_node *node, const char *first, const char *second) {
  if (node == NULL || node->type != NW_JSON_T_OBJECT) return NULL;
  node = nw_json_member(node, first);
  if (node == NULL || second == NULL) return node;
  return node->type == NW_JSON_T_OBJECT ? nw_json_member(node, second) : NULL;
}

static int import_guardrail(nw_corpus *c, const nw_json_node *root) {
  const nw_json_node *content = path(root, "request", "content"), *source = path(root, "request", "source");
  const nw_json_node *action = path(root, "response", "action"), *outputs = path(root, "response", "outputs");
  const nw_json_node *assessments = path(root, "response", "assessments");
  if (content == NULL || content->count == 0 || action == NULL)
    return nw_corpus_leave_out(c, "the line is no request and response of ApplyGuardrail");
  for (const nw_json_node *block = content->first; block != NULL; block = block->next)
    if (path(block, "text", "text") == NULL) return nw_corpus_leave_out(c, "a content block is no text");
  int acted = nw_slice_is(action->text, "GUARDRAIL_INTERVENED"), blocked = acted && assessments != NULL && has_block(assessments);
  const char *surface = source != NULL && nw_slice_is(source->text, "OUTPUT") ? "output" : "user";
  const nw_json_node *output = outputs == NULL || outputs->count != 1 ? NULL : path(outputs->first, "text", NULL);
  begin_case(c, NW_LIT(""));
  nw_json_key(&c->w, "segments");
  nw_json_array(&c->w);
  for (const nw_json_node *block = content->first; block != NULL; block = block->next) {
    nw_json_object(&c->w);
    member(c, "text", path(block, "text", "text")->text);
    member(c, "surface", newel_slice_of(surface));
    if (acted && !blocked && content->count == 1 && output != NULL && output->type == NW_JSON_T_STRING) {
      nw_json_key(&c->w, "expect");
      nw_json_object(&c->w);
      member(c, "output", output->text);
      nw_json_close(&c->w);
    }
    nw_json_close(&c->w);
  }
  nw_json_close(&c->w);
  nw_json_key(&c->w, "expect");
  nw_json_object(&c->w);
  member(c, "verdict", newel_slice_of(!acted ? "allow" : blocked ? "deny" : "modify"));
  nw_json_close(&c->w);
  nw_corpus_end(c);
  return 0;
}

/* ---- lines of JSON, lines --------------------------------------------------------------------------------- */

static int import_line(nw_corpus *c, newel_slice line) {
  nw_json_node *root;
  newel_error err;
  if (strcmp(c->kind, "lines") == 0) {
    begin_case(c, NW_LIT(""));
    member(c, "text", line.len > 0 && line.data[line.len - 1] == '\r' ? nw_slice(line.data, line.len - 1) : line);
    nw_json_key_raw(&c->w, "expect", NW_LIT("{\"verdict\":\"allow\"}"));
    nw_corpus_end(c);
    return 0;
  }
  nw_arena_reset(&c->arena);
  if (nw_json_parse(&root, &c->arena, line, NODES_MAX, &err) != NEWEL_OK) return nw_corpus_leave_out(c, err.message);
  if (root->type != NW_JSON_T_OBJECT) return nw_corpus_leave_out(c, "the line is no object");
  return strcmp(c->kind, "guardrail") == 0 ? import_guardrail(c, root) : import_moderation(c, root);
}

static int import_lines(nw_corpus *c, const char *file) {
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got = NW_READ_END;
  if (nw_input_open(&input, file) != 0) return NW_EXIT_ERROR;
  nw_lines_init(&lines, c->cli->alloc, &input, NULL);
  while ((got = nw_lines_next(&lines, &line)) == NW_READ_OK) {
    c->line = lines.number;
    (void)import_line(c, line);
  }
  nw_lines_free(&lines);
  nw_input_close(&input);
  return got == NW_READ_END ? 0 : nw_exit_of_read(got);
}

/* ---- CSV (RFC 4180) --------------------------------------------------------------------------------------- */

/* Reads one field from `at`; sets *last when the record ends behind it. The arena holds its text without quotes. */
static newel_slice csv_field(nw_corpus *c, newel_slice all, size_t *at, int *last) {
  nw_buf field;
  nw_buf_init(&field, c->cli->alloc);
  int quoted = *at < all.len && all.data[*at] == '"';
  if (quoted) ++*at;
  for (; *at < all.len; ++*at) {
    char ch = all.data[*at];
    if (quoted && ch == '"') {
      if (*at + 1 >= all.len || all.data[*at + 1] != '"') {
        quoted = 0;
        continue;
      }
      ++*at;
    } else if (!quoted && (ch == ',' || ch == '\n' || ch == '\r')) {
      break;
    }
    if (ch == '\n') c->line++;
    nw_buf_add_char(&field, ch);
  }
  *last = *at >= all.len || all.data[*at] != ',';
  if (*at < all.len && all.data[*at] == '\r') ++*at;
  if (*at < all.len) ++*at;
  if (*last) c->line++;
  newel_slice text = nw_arena_copy(&c->arena, nw_buf_slice(&field));
  nw_buf_free(&field);
  return text;
}

static size_t csv_record(nw_corpus *c, newel_slice all, size_t *at, newel_slice *fields) {
  size_t count = 0;
  int last = 0;
  while (!last) {
    newel_slice field = csv_field(c, all, at, &last);
    if (count < COLUMNS_MAX) fields[count++] = field;
  }
  return count;
}

static void write_list(nw_corpus *c, const char *key, newel_slice list) {
  nw_json_key(&c->w, key);
  nw_json_array(&c->w);
  for (size_t at = 0; at < list.len;) {
    const char *semicolon = memchr(list.data + at, ';', list.len - at);
    size_t len = semicolon == NULL ? list.len - at : (size_t)(semicolon - list.data) - at;
    if (len > 0) nw_json_text(&c->w, nw_slice(list.data + at, len));
    at += len + 1;
  }
  nw_json_close(&c->w);
}

static void csv_case(nw_corpus *c, const newel_slice *names, const newel_slice *fields, size_t count) {
  newel_slice text = {NULL, 0}, id = {NULL, 0}, lang = {NULL, 0}, verdict = {NULL, 0}, types = {NULL, 0}, tags = {NULL, 0};
  const struct { const char *name; newel_slice *into; } known[] = {
    {"text", &text}, {"id", &id}, {"lang", &lang}, {"verdict", &verdict}, {"types", &types}, {"tags", &tags}};
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
      if (nw_slice_is(names[i], known[k].name)) *known[k].into = fields[i];
  begin_case(c, id);
  member(c, "text", text);
  if (lang.len > 0) member(c, "lang", lang);
  if (tags.len > 0) write_list(c, "tags", tags);
  nw_json_key(&c->w, "expect");
  nw_json_object(&c->w);
  if (verdict.len > 0 || types.data == NULL) member(c, "verdict", verdict.len > 0 ? verdict : NW_LIT("allow"));
  if (types.data != NULL) write_list(c, "types", types);
  nw_json_close(&c->w);
  nw_corpus_end(c);
}

static int import_csv(nw_corpus *c, newel_slice all) {
  newel_slice names[COLUMNS_MAX], fields[COLUMNS_MAX];
  size_t at = all.len >= 3 && memcmp(all.data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  int has_text = 0;
  size_t columns = csv_record(c, all, &at, names);
  for (size_t i = 0; i < columns; i++) has_text |= nw_slice_is(names[i], "text");
  if (!has_text) return nw_say("'%s' has no column 'text' in its first line", c->name);
  while (at < all.len) {
    size_t count = csv_record(c, all, &at, fields);
    if (count == 1 && fields[0].len == 0) continue;
    if (count != columns) (void)nw_corpus_leave_out(c, "the record has another number of fields than the header");
    else csv_case(c, names, fields, count);
  }
  return 0;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

int nw_verb_corpus(nw_cli *cli) {
  nw_corpus c;
  nw_buf all;
  memset(&c, 0, sizeof c);
  c.cli = cli;
  c.kind = cli->args.value[NW_OPT_KIND];
  if (c.kind == NULL) return nw_say("no kind: say whose file it is with --kind");
  if (cli->args.file_count > 1) return nw_say("one file: newel corpus --kind KIND [FILE]");
  const char *file = cli->args.file_count == 1 ? cli->args.files[0] : "-";
  c.name = strcmp(file, "-") == 0 ? "stdin" : file;
  nw_arena_init(&c.arena, cli->alloc);
  nw_buf_init(&all, cli->alloc);
  nw_json_writer_init(&c.w, nw_out_write, &cli->out, 0);
  int whole = strcmp(c.kind, "presidio") == 0 || strcmp(c.kind, "csv") == 0, code = 0;
  if (whole) {
    nw_read got = nw_input_load(file, &all);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
    else code = strcmp(c.kind, "csv") == 0 ? import_csv(&c, nw_buf_slice(&all)) : import_presidio(&c, nw_buf_slice(&all));
  } else {
    code = strcmp(c.kind, "traces") == 0 ? nw_corpus_traces(&c, file) : import_lines(&c, file);
  }
  (void)nw_json_writer_end(&c.w);
  if (code == 0 && c.cases == 0) code = nw_say("there are no texts in '%s'", c.name);
  if (code == 0 && c.left_out > 0) code = nw_say("%" PRIu64 " cases; %" PRIu64 " texts are left out", c.cases, c.left_out);
  nw_buf_free(&all);
  nw_arena_free(&c.arena);
  return code;
}
