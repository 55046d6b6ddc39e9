/* policy/import_presidio.c - Presidio's recognizers (https://microsoft.github.io/presidio/analyzer/analyzer_no_code/) as a policy.
 *
 *   - name: Zip code recognizer              regexes:
 *     supported_entity: ZIP                    # language: de; context: zip, code (not needed here)
 *     supported_language: de            ──►    ZIP: {pattern: '(?ims)\b\d{5}\b', action: ANONYMIZE, mode: observe}
 *     patterns: [{name: weak, regex: '\b\d{5}\b', score: 0.01}]
 *   - name: EmailRecognizer                  pii:
 *     type: predefined                         EMAIL: ANONYMIZE
 *
 * A predefined recognizer is known by its class, whose name gives the entity (grammar/presidio.def has the others); an entity that
 * grammar/entities.def lacks is left out by name. A pattern whose score is below 0.4 waits for a context word in Presidio: it comes
 * as `mode: observe`, for a policy has no context words for regexes. Rules ANONYMIZE, as Presidio's anonymizer does. */
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "policy/fields.h"
#include "policy/import.h"

enum { WEAK_PPM = 400000, NAME_BYTES = 64, FLAGS_DEFAULT = 26 };

static const char head[] =
  "# Imported from Presidio recognizers by `newel import`. A recognizer's languages and context words are comments: patterns\n"
  "# are found in every language, with and without such words. Weak patterns are observed only.\n";

/* ---- entities ---- */

static const struct { const char *theirs, *ours; } entity_names[] = {
#define PRESIDIO_ENTITY(theirs, ours) { theirs, ours },
#define PRESIDIO_CLASS(theirs, entity)
#include "presidio.def"
#undef PRESIDIO_ENTITY
#undef PRESIDIO_CLASS
};
static const struct { const char *name, *entity; } classes[] = {
#define PRESIDIO_ENTITY(theirs, ours)
#define PRESIDIO_CLASS(theirs, entity) { theirs, entity },
#include "presidio.def"
#undef PRESIDIO_ENTITY
#undef PRESIDIO_CLASS
};

/* Our type for an entity of theirs; data NULL where there is none. */
static newel_slice type_of(newel_slice entity) {
  unsigned id;
  for (size_t i = 0; i < sizeof entity_names / sizeof *entity_names; i++) {
    if (nw_slice_is(entity, entity_names[i].theirs)) entity = newel_slice_of(entity_names[i].ours);
  }
  int known = entity.len > 0 && nw_entity_row_find(entity, &id) && !nw_entity_row_at(id)->secret;
  return known ? newel_slice_of(nw_entity_row_at(id)->name) : nw_slice(NULL, 0);
}

/* "UsMbiRecognizer" is US_MBI. */
static newel_slice entity_of_class(newel_slice name, char out[NAME_BYTES]) {
  static const char tail[] = "Recognizer";
  size_t len = 0;
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    if (nw_slice_is(name, classes[i].name)) return newel_slice_of(classes[i].entity);
  }
  if (name.len > sizeof tail - 1 &&
      nw_slice_eq(nw_slice(name.data + name.len - (sizeof tail - 1), sizeof tail - 1), NW_LIT("Recognizer"))) {
    name.len -= sizeof tail - 1;
  }
  for (size_t i = 0; i < name.len && len + 2 < NAME_BYTES; i++) {
    unsigned char c = (unsigned char)name.data[i];
    if (i > 0 && nw_is_upper(c)) out[len++] = '_';
    out[len++] = (char)nw_to_upper(c);
  }
  return nw_slice(out, len);
}

/* ---- reading ---- */

static const nw_node *list_of(const nw_node *map, const char *key) {
  const nw_node *node = nw_node_member(map, key);
  return node != NULL && node->type == NW_NODE_SEQUENCE && node->first != NULL ? node : NULL;
}

/* supported_language, or the names in supported_languages (texts, or maps with `language`). */
static newel_slice languages_of(nw_import *im, const nw_node *node) {
  newel_slice one = nw_import_text(node, "supported_language");
  const nw_node *list = list_of(node, "supported_languages");
  if (list == NULL) return one;
  nw_buf_clear(&im->scratch);
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    newel_slice name = item->type == NW_NODE_SCALAR ? item->text : nw_import_text(item, "language");
    nw_buf_addf(&im->scratch, "%s%.*s", im->scratch.len > 0 ? ", " : "", (int)name.len, name.len > 0 ? name.data : "");
  }
  newel_slice joined = nw_arena_copy(im->arena, nw_buf_slice(&im->scratch));
  if (joined.data == NULL) im->no_memory = 1;
  return joined.data == NULL ? one : joined;
}

/* Python's flags as letters; those that PCRE2 has no letter for change nothing here (UNICODE) or are said (ASCII). */
static newel_slice flags_of(nw_import *im, const nw_node *root) {
  static const struct { unsigned bit; char letter; } letters[] = { { 2, 'i' }, { 8, 'm' }, { 16, 's' }, { 64, 'x' } };
  const nw_node *node = nw_node_member(root, "global_regex_flags");
  int64_t ppm = FLAGS_DEFAULT * INT64_C(1000000);
  (void)nw_read_ppm(node, &ppm);
  unsigned bits = ppm >= 0 && ppm <= INT64_C(1000000) * 1024 ? (unsigned)(ppm / 1000000) : FLAGS_DEFAULT;
  char flags[sizeof letters / sizeof *letters + 1];
  size_t len = 0;
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    if ((bits & letters[i].bit) != 0) flags[len++] = letters[i].letter;
  }
  newel_slice kept = nw_arena_copy(im->arena, nw_slice(flags, len));
  if (kept.data == NULL) im->no_memory = 1;
  return kept.data == NULL ? nw_slice("", 0) : kept;
}

/* ---- recognizers ---- */

static void comment_recognizer(nw_import *im, const nw_node *node) {
  nw_import_comment(im, "language: ", languages_of(im, node));
  nw_import_comment(im, "context words of Presidio: ", nw_import_joined(im, list_of(node, "context")));
}

static void import_pattern(nw_import *im, const nw_node *node, const nw_node *pattern, newel_slice entity, newel_slice flags) {
  nw_import_rule rule = { .place = &pattern->place, .name = entity, .flags = flags, .dialect = NW_DIALECT_PYTHON };
  newel_slice score = nw_import_text(pattern, "score");
  int64_t ppm = 1000000;
  (void)nw_read_ppm(nw_node_member(pattern, "score"), &ppm);
  rule.description = nw_import_text(pattern, "name");
  rule.pattern = nw_import_text(pattern, "regex");
  rule.observe = ppm < WEAK_PPM;
  comment_recognizer(im, node);
  nw_import_comment(im, "score ", score);
  if (rule.observe) nw_import_note(im, &pattern->place, entity, "a weak pattern: it is observed only (mode: observe)");
  nw_import_regex(im, &rule);
}

/* A recognizer that stands in the file with its patterns or its list. */
static void import_custom(nw_import *im, const nw_node *node, newel_slice entity, newel_slice flags) {
  newel_slice type = type_of(entity);
  const nw_node *patterns = list_of(node, "patterns"), *words = list_of(node, "deny_list");
  if (type.data != NULL) {
    nw_import_comment(im, "Newel's own detector, beside the patterns of ", entity);
    nw_import_pii(im, type);
  }
  for (const nw_node *p = patterns != NULL ? patterns->first : NULL; p != NULL; p = p->next) {
    if (p->type == NW_NODE_MAPPING) import_pattern(im, node, p, entity, flags);
    else nw_import_leave_out(im, &p->place, entity, "its pattern is no map");
  }
  if (words == NULL) return;
  comment_recognizer(im, node);
  nw_import_words(im, &node->place, entity, nw_import_text(node, "name"), words);
}

/* A recognizer of Presidio's own: known by its class, or by its name where that is the class. */
static void import_predefined(nw_import *im, const nw_node *node, newel_slice name) {
  char made[NAME_BYTES];
  newel_slice class_name = nw_import_text(node, "class_name"), entity = nw_import_text(node, "supported_entity");
  if (entity.len == 0) entity = entity_of_class(class_name.len > 0 ? class_name : name, made);
  newel_slice type = type_of(entity);
  if (type.data == NULL) {
    nw_import_leave_out(im, &node->place, name, "Newel has no type for this recognizer of Presidio's own");
    return;
  }
  nw_import_comment(im, "", name);
  nw_import_pii(im, type);
}

static void import_recognizer(nw_import *im, const nw_node *node, newel_slice flags) {
  uint8_t enabled = 1;
  newel_slice name, entity;
  if (node->type == NW_NODE_SCALAR) {  /* a name alone: predefined */
    import_predefined(im, node, node->text);
    return;
  }
  name = nw_import_text(node, "name");
  entity = nw_import_text(node, "supported_entity");
  if (name.len == 0) name = entity.len > 0 ? entity : NW_LIT("recognizer");
  (void)nw_read_bool(nw_node_member(node, "enabled"), &enabled);
  if (!enabled) nw_import_off(im, name);
  else if (list_of(node, "patterns") != NULL || list_of(node, "deny_list") != NULL) {
    import_custom(im, node, entity.len > 0 ? entity : name, flags);
  } else {
    import_predefined(im, node, name);
  }
}

/* ---- the file ---- */

/* Presidio's codes are those of ISO 3166 in small letters, but for uk. */
static void import_countries(nw_import *im, const nw_node *list) {
  const char *joint = "  countries: [";
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (item->type != NW_NODE_SCALAR || item->text.len != 2) continue;
    char code[3] = { (char)nw_to_upper((unsigned char)item->text.data[0]), (char)nw_to_upper((unsigned char)item->text.data[1]), '\0' };
    if (!nw_is_upper((unsigned char)code[0]) || !nw_is_upper((unsigned char)code[1])) continue;
    nw_buf_addf(&im->pii, "%s%s", joint, strcmp(code, "UK") == 0 ? "GB" : code);
    joint = ", ";
  }
  if (im->pii.len > 0) nw_buf_add_text(&im->pii, "]\n");
}

int nw_import_presidio(nw_import *im, const nw_node *root, newel_error *err) {
  const nw_node *registry = nw_node_member(root, "recognizer_registry");
  if (registry == NULL) registry = root;
  const nw_node *recognizers = list_of(registry, "recognizers");
  if (recognizers == NULL) return nw_fail(err, NEWEL_E_POLICY, "the file has no list 'recognizers': is it one of Presidio's?");
  im->action = "ANONYMIZE";
  nw_buf_add_text(&im->head, head);
  nw_buf_add_text(&im->name, "presidio");
  if (list_of(registry, "supported_countries") != NULL) import_countries(im, list_of(registry, "supported_countries"));
  newel_slice flags = flags_of(im, registry);
  for (const nw_node *node = recognizers->first; node != NULL; node = node->next) import_recognizer(im, node, flags);
  return NEWEL_OK;
}
