/* policy/import.c - what importers share: names, comments, YAML, and the file as a whole.
 *
 * Texts of the file are written as YAML scalars: 'single quoted', or "double quoted" where a character needs an escape. Comments
 * hold cleaned text only (nw_diag_clean), so nothing of the file can break out of one. */
#include "policy/import.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "policy/decode.h"
#include "policy/toml.h"
#include "text/utf8.h"

enum { NAME_CHARS = 100, DESCRIPTION_CHARS = 1000, COMMENT_CHARS = 400 };

/* ---- YAML ---- */

static int needs_escape(uint32_t cp) {
  return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF || (cp & 0xFFFE) == 0xFFFE
      || cp == NW_UTF8_BAD;
}

/* The code points of `text`, one a call; 0 at its end. */
static unsigned next_char(newel_slice text, size_t pos, uint32_t *cp) {
  if (pos >= text.len) return 0;
  unsigned len = nw_utf8_decode((const unsigned char *)text.data + pos, text.len - pos, cp);
  if (len != 0) return len;
  *cp = NW_UTF8_BAD;
  return 1;
}

static int is_simple(newel_slice text) {
  uint32_t cp;
  for (size_t pos = 0, len; (len = next_char(text, pos, &cp)) > 0; pos += len) {
    if (needs_escape(cp)) return 0;
  }
  return 1;
}

static void add_double_quoted(nw_buf *out, newel_slice text) {
  uint32_t cp;
  nw_buf_add_char(out, '"');
  for (size_t pos = 0, len; (len = next_char(text, pos, &cp)) > 0; pos += len) {
    if (cp == '\n') nw_buf_add_text(out, "\\n");
    else if (cp == '\t') nw_buf_add_text(out, "\\t");
    else if (cp == NW_UTF8_BAD) nw_buf_add_text(out, "\\uFFFD");
    else if (needs_escape(cp)) nw_buf_addf(out, "\\u%04X", (unsigned)(cp & 0xFFFF));
    else if (cp == '"' || cp == '\\') nw_buf_addf(out, "\\%c", (int)cp);
    else nw_buf_add(out, text.data + pos, len);
  }
  nw_buf_add_char(out, '"');
}

void nw_import_scalar(nw_buf *out, newel_slice text) {
  if (!is_simple(text)) {
    add_double_quoted(out, text);
    return;
  }
  nw_buf_add_char(out, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.data[i] == '\'') nw_buf_add_char(out, '\'');
    nw_buf_add_char(out, text.data[i]);
  }
  nw_buf_add_char(out, '\'');
}

/* The first `most` code points. */
static newel_slice cut(newel_slice text, size_t most) {
  uint32_t cp;
  size_t pos = 0;
  for (size_t len; most > 0 && (len = next_char(text, pos, &cp)) > 0; pos += len) most--;
  return nw_slice(text.data, pos);
}

static void add_description(nw_buf *out, newel_slice text) {
  if (text.len == 0) return;
  nw_buf_add_text(out, "    description: ");
  nw_import_scalar(out, cut(text, DESCRIPTION_CHARS));
  nw_buf_add_char(out, '\n');
}

/* ---- names ---- */

static int has_name(const nw_import *im, newel_slice name) {
  for (size_t i = 0; i < im->names.count; i++) {
    if (nw_slice_eq(im->names.at[i], name)) return 1;
  }
  return 0;
}

static newel_slice kept(nw_import *im, const nw_buf *buf) {
  newel_slice copy = nw_arena_copy(im->arena, nw_buf_slice(buf));
  if (!buf->failed && copy.data != NULL) return copy;
  im->no_memory = 1;
  return nw_slice("", 0);
}

/* What the language takes for a rule's name, used by no other rule: 'a/b' becomes 'a-b', the second of them 'a-b-2'. */
newel_slice nw_import_name(nw_import *im, newel_slice wanted) {
  for (unsigned number = 1;; number++) {
    nw_buf_clear(&im->scratch);
    for (size_t i = 0; i < wanted.len && im->scratch.len + 8 < NAME_CHARS; i++) {
      char c = wanted.data[i];
      nw_buf_add_char(&im->scratch, nw_is_alnum((unsigned char)c) || strchr("_ .-", c) != NULL ? c : '-');
    }
    if (wanted.len == 0) nw_buf_add_text(&im->scratch, "rule");
    if (nw_slice_is(nw_buf_slice(&im->scratch), "managed")) nw_buf_add_text(&im->scratch, "-words");
    if (number > 1) nw_buf_addf(&im->scratch, "-%u", number);
    if (!im->scratch.failed && has_name(im, nw_buf_slice(&im->scratch))) continue;
    newel_slice name = kept(im, &im->scratch);
    if (!nw_vec_push(&im->alloc, &im->names, name)) im->no_memory = 1;
    return name;
  }
}

/* ---- remarks ---- */

static void join_note(nw_import *im, const char *what) {
  if (im->notes.len > 0) nw_buf_add_text(&im->notes, "; ");
  nw_buf_add_text(&im->notes, what);
}

void nw_import_note(nw_import *im, const nw_place *place, newel_slice name, const char *what) {
  join_note(im, what);
  nw_diag_add(im->diags, NW_DIAG_IMPORT_NOTE, place, name.data, what);
}

void nw_import_file_note(nw_import *im, const nw_place *place, const char *what) {
  nw_buf_addf(&im->head, "# %s.\n", what);
  nw_diag_add(im->diags, NW_DIAG_IMPORT_NOTE, place, "the file", what);
}

void nw_import_comment(nw_import *im, const char *what, newel_slice value) {
  if (value.len == 0) return;
  join_note(im, what);
  (void)nw_diag_clean(&im->notes, value, COMMENT_CHARS);
}

static void list_left_out(nw_import *im, newel_slice name, const char *why) {
  nw_buf_add_text(&im->left_out, "#   ");
  (void)nw_diag_clean(&im->left_out, name, NAME_CHARS);
  nw_buf_add_text(&im->left_out, ": ");
  (void)nw_diag_clean(&im->left_out, newel_slice_of(why), COMMENT_CHARS);
  nw_buf_add_char(&im->left_out, '\n');
  nw_buf_clear(&im->notes);
}

void nw_import_off(nw_import *im, newel_slice name) { list_left_out(im, name, "it is not enabled in the file"); }

void nw_import_leave_out(nw_import *im, const nw_place *place, newel_slice name, const char *why) {
  list_left_out(im, name, why);
  nw_diag_add(im->diags, NW_DIAG_IMPORT_LEFT_OUT, place, name.data, why);
}

/* The notes of the rule that follows, as a comment. */
void nw_import_add_notes(nw_import *im, nw_buf *to) {
  if (im->notes.len > 0) {
    nw_buf_add_text(to, "  # ");
    (void)nw_diag_clean(to, nw_buf_slice(&im->notes), COMMENT_CHARS * 2);
    nw_buf_add_char(to, '\n');
  }
  nw_buf_clear(&im->notes);
}

/* ---- rules ---- */

/* Patterns of an allow list must cover a finding as a whole: what may match anywhere in it gets room on both sides. */
static void add_allow(nw_import *im, const nw_import_rule *rule) {
  int open = 0;
  for (size_t i = 0; i < rule->allow.count; i++) {
    newel_error why;
    newel_slice inner = nw_import_pattern(im, rule->dialect, nw_slice("", 0), rule->allow.at[i]);
    nw_buf_clear(&im->scratch);
    nw_buf_addf(&im->scratch, "(?s:.*)(?:%s)(?s:.*)", inner.data);
    newel_slice whole = kept(im, &im->scratch);
    if (!im->check(whole, &why)) {
      nw_diag_add(im->diags, NW_DIAG_IMPORT_NOTE, rule->place, rule->name.data, "a pattern of its allow list does not fit");
      nw_buf_add_text(&im->regexes, "    # a pattern of its allow list does not fit\n");
      continue;
    }
    nw_buf_add_text(&im->regexes, open ? "        - " : "    allow:\n      patterns:\n        - ");
    nw_import_scalar(&im->regexes, whole);
    nw_buf_add_char(&im->regexes, '\n');
    open = 1;
  }
}

/* NULL when the pattern can be a rule; else why not. */
static const char *misfit(nw_import *im, newel_slice pattern, newel_error *why) {
  if (pattern.len == 0) return "it has no pattern";
  if (pattern.len > NW_LIMIT_REGEX_PATTERN_BYTES) return "its pattern is too long (limit REGEX_PATTERN_BYTES)";
  if (im->regex_count >= NW_LIMIT_REGEX_RULES) return "the policy has as many regexes as it may (limit REGEX_RULES)";
  if (im->check(pattern, why)) return NULL;
  if (why->code == NEWEL_E_NOMEM) im->no_memory = 1;
  return why->message;
}

void nw_import_regex(nw_import *im, const nw_import_rule *rule) {
  newel_error why;
  newel_slice pattern = nw_import_pattern(im, rule->dialect, rule->flags, rule->pattern);
  const char *problem = misfit(im, pattern, &why);
  if (problem != NULL) {
    nw_import_leave_out(im, rule->place, rule->name, problem);
    return;
  }
  newel_slice name = nw_import_name(im, rule->name);
  nw_import_add_notes(im, &im->regexes);
  nw_buf_add_text(&im->regexes, "  ");
  nw_import_scalar(&im->regexes, name);
  nw_buf_add_text(&im->regexes, ":\n");
  add_description(&im->regexes, rule->description);
  nw_buf_add_text(&im->regexes, "    pattern: ");
  nw_import_scalar(&im->regexes, pattern);
  nw_buf_add_char(&im->regexes, '\n');
  if (rule->sides.len > 0) nw_buf_add_slice(&im->regexes, rule->sides);
  else nw_buf_addf(&im->regexes, "    action: %s\n", im->action);
  if (rule->observe) nw_buf_add_text(&im->regexes, "    mode: observe\n");
  add_allow(im, rule);
  im->regex_count++;
}

/* An entry that the word scanner can find. */
int nw_import_is_entry(newel_slice text) {
  size_t tokens = nw_entry_tokens(text);
  return text.len <= NW_LIMIT_WORD_BYTES && tokens > 0 && tokens <= NW_LIMIT_WORD_TOKENS;
}

void nw_import_words(nw_import *im, const nw_place *place, newel_slice name, newel_slice description, const nw_node *entries) {
  size_t taken = 0;
  newel_slice text;
  for (const nw_node *item = entries->first; item != NULL; item = item->next) {
    if (item->type == NW_NODE_SCALAR && nw_import_is_entry(item->text)) taken++;
    else nw_import_leave_out(im, &item->place, name, "an entry of its list holds no letter or digit, or too many words");
  }
  if (taken == 0) {
    nw_import_leave_out(im, place, name, "its list has no entry that words could find");
    return;
  }
  newel_slice own = nw_import_name(im, name);
  nw_import_add_notes(im, &im->words);
  nw_buf_add_text(&im->words, "  ");
  nw_import_scalar(&im->words, own);
  nw_buf_addf(&im->words, ":\n    action: %s\n", im->action);
  add_description(&im->words, description);
  nw_buf_add_text(&im->words, "    list:\n");
  for (const nw_node *item = entries->first; item != NULL; item = item->next) {
    text = item->text;
    if (item->type != NW_NODE_SCALAR || !nw_import_is_entry(text)) continue;
    nw_buf_add_text(&im->words, "      - ");
    nw_import_scalar(&im->words, text);
    nw_buf_add_char(&im->words, '\n');
  }
}

void nw_import_pii(nw_import *im, newel_slice type) {
  nw_buf_clear(&im->scratch);
  nw_buf_addf(&im->scratch, "\n%.*s", (int)type.len, type.data);  /* no name of a rule begins so */
  if (!im->scratch.failed && has_name(im, nw_buf_slice(&im->scratch))) {
    nw_buf_clear(&im->notes);
    return;
  }
  if (!nw_vec_push(&im->alloc, &im->names, kept(im, &im->scratch))) im->no_memory = 1;
  nw_import_add_notes(im, &im->pii);
  nw_buf_addf(&im->pii, "  %.*s: %s\n", (int)type.len, type.data, im->action);
}

/* ---- reading ---- */

newel_slice nw_import_text(const nw_node *map, const char *key) {
  const nw_node *node = nw_node_member(map, key);
  return node != NULL && node->type == NW_NODE_SCALAR ? node->text : nw_slice("", 0);
}

newel_slice nw_import_joined(nw_import *im, const nw_node *list) {
  nw_buf_clear(&im->scratch);
  for (const nw_node *item = list != NULL && list->type == NW_NODE_SEQUENCE ? list->first : NULL; item != NULL;
       item = item->next) {
    if (item->type != NW_NODE_SCALAR) continue;
    if (im->scratch.len > 0) nw_buf_add_text(&im->scratch, ", ");
    nw_buf_add_slice(&im->scratch, item->text);
  }
  return kept(im, &im->scratch);
}

/* ---- the file ---- */

static void add_section(nw_buf *out, const char *key, const nw_buf *body) {
  if (body->len > 0) nw_buf_addf(out, "\n%s:\n", key);
  nw_buf_add_slice(out, nw_buf_slice(body));
}

static void write_file(const nw_import *im, nw_buf *out) {
  nw_buf_add_slice(out, nw_buf_slice(&im->head));
  if (im->left_out.len > 0) {
    nw_buf_add_text(out, "#\n# Left out:\n");
    nw_buf_add_slice(out, nw_buf_slice(&im->left_out));
  }
  nw_buf_add_text(out, "newel: 1\nname: ");
  nw_import_scalar(out, nw_buf_slice(&im->name));
  nw_buf_add_char(out, '\n');
  nw_buf_add_slice(out, nw_buf_slice(&im->settings));
  add_section(out, "content", &im->content);
  add_section(out, "topics", &im->topics);
  add_section(out, "pii", &im->pii);
  add_section(out, "words", &im->words);
  add_section(out, "regexes", &im->regexes);
  add_section(out, "secrets", &im->secrets);
  add_section(out, "grounding", &im->grounding);
  add_section(out, "reasoning", &im->reasoning);
  nw_buf_add_slice(out, nw_buf_slice(&im->tail));
}

/* The buffers of an import, for opening, checking and closing them alike. */
static nw_buf *buffer_of(nw_import *im, unsigned i) {
  nw_buf *const all[] = { &im->head,    &im->name,      &im->left_out,  &im->settings, &im->tail,
                          &im->content, &im->topics,    &im->pii,       &im->words,    &im->regexes,
                          &im->secrets, &im->grounding, &im->reasoning, &im->notes,    &im->scratch };
  return i < sizeof all / sizeof *all ? all[i] : NULL;
}

/* The first character that is no white space; 0 at the end. */
static char first_of(newel_slice text) {
  size_t at = 0;
  while (at < text.len && nw_is_space((unsigned char)text.data[at])) at++;
  return at < text.len ? text.data[at] : '\0';
}

/* Guardrails come as JSON, templates as JSON or as YAML with tags of their own. */
static int form_of(newel_import from, newel_slice text) {
  if (from == NEWEL_IMPORT_PRESIDIO) return NW_NODE_YAML;
  return from == NEWEL_IMPORT_CLOUDFORMATION && first_of(text) != '{' ? NW_NODE_TAGGED_YAML : NW_NODE_JSON;
}

static int read_tree(nw_import *im, nw_node **root, newel_import from, newel_slice name, newel_slice text, newel_error *err) {
  if (!nw_diag_source(im->diags, name, text)) return nw_fail_nomem(err);
  if (from == NEWEL_IMPORT_TERRAFORM && first_of(text) != '{')
    return nw_fail_advice(err, NEWEL_E_POLICY, "give the output of `terraform show -json`, or a .tf.json file",
                          "'%.*s' is written in HCL, which is not read here", (int)name.len, name.data);
  if (from == NEWEL_IMPORT_GITLEAKS) return nw_toml_read(root, im->arena, name, text, err);
  if (!nw_node_read(root, im->arena, im->diags, name, text, form_of(from, text))) return nw_fail_nomem(err);
  return nw_diag_finish(im->diags, err);
}

static int walk(nw_import *im, newel_import from, const nw_node *root, newel_error *err) {
  if (from == NEWEL_IMPORT_GITLEAKS) return nw_import_gitleaks(im, root, err);
  return from == NEWEL_IMPORT_PRESIDIO ? nw_import_presidio(im, root, err) : nw_import_guardrail(im, from, root, err);
}

int nw_import_policy(nw_buf *out, const nw_alloc *alloc, newel_import from, newel_slice text, const char *name,
                     nw_import_check check, newel_diagnostics *diags, newel_error *err) {
  nw_arena arena;
  nw_import im;
  nw_node *root = NULL;
  memset(&im, 0, sizeof im);
  nw_arena_init(&arena, *alloc);
  im.alloc = *alloc;
  im.arena = &arena;
  im.diags = diags;
  im.check = check;
  for (unsigned i = 0; buffer_of(&im, i) != NULL; i++) nw_buf_init(buffer_of(&im, i), *alloc);
  int code = read_tree(&im, &root, from, newel_slice_of(name), text, err);
  if (code == NEWEL_OK && root == NULL) code = nw_fail(err, NEWEL_E_POLICY, "'%s' is empty", name);
  if (code == NEWEL_OK) code = walk(&im, from, root, err);
  if (code == NEWEL_OK) write_file(&im, out);
  for (unsigned i = 0; buffer_of(&im, i) != NULL; i++) {
    im.no_memory |= buffer_of(&im, i)->failed;
    nw_buf_free(buffer_of(&im, i));
  }
  if (code == NEWEL_OK && (im.no_memory || out->failed)) code = nw_fail_nomem(err);
  nw_vec_free(alloc, &im.names);
  nw_arena_free(&arena);
  return code;
}
