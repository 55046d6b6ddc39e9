/* guard/explain_miss_write.c - near misses as text and as JSON (`newel.miss/1`, docs/misses.md).
 *
 *   [5,24)  19 bytes
 *     not found  CREDIT_DEBIT_CARD_NUMBER
 *                the check fails: luhn
 *                do: look for a typing error; …
 *
 * No text of the segment is written unless the caller says `show`: the words that are named are ours (grammar/context.def).
 */
#include "base/error.h"
#include "base/slice.h"
#include "detect/context.h"
#include "guard/explain_miss.h"
#include "json/writer.h"

enum { WORDS = 4, JSON_WORDS = 16 };

/* ---- sentences ---- */

static void add_words(nw_buf *out, unsigned context) {
  newel_slice word;
  for (unsigned n = 0; n < WORDS && context != NW_CONTEXT_NONE && (word = nw_miss_word(context, n)).data != NULL; n++)
    nw_buf_addf(out, "%s\"%.*s\"", n > 0 ? ", " : "", (int)word.len, word.data);
  if (context != NW_CONTEXT_NONE && nw_miss_word(context, WORDS).data != NULL) nw_buf_add_text(out, ", …");
}

/* What a person adds to a policy for the type. */
static void add_rule(nw_buf *out, const nw_remark *remark) {
  const nw_entity *entity = nw_entity_at(remark->miss.entity);
  if (entity == NULL) nw_buf_addf(out, "words: {managed: [%s]}", remark->type);
  else if (entity->klass == NW_ENTITY_SECRET) nw_buf_add_text(out, "secrets: ANONYMIZE");
  else nw_buf_addf(out, "pii: {%s: ANONYMIZE}", remark->type);
}

static int is_name(const char *p, const char *name) { return strncmp(p, name, strlen(name)) == 0; }

/* `text` with its {names} filled in. */
static void add_filled(nw_buf *out, const char *text, const nw_remark *remark, unsigned reason) {
  const nw_miss *miss = &remark->miss;
  for (const char *p = text; *p != '\0'; p++) {
    if (is_name(p, "{check}")) nw_buf_add_text(out, miss->check == NULL ? "?" : miss->check);
    else if (is_name(p, "{what}")) nw_buf_add_text(out, miss->what == NULL ? "?" : miss->what);
    else if (is_name(p, "{words}")) add_words(out, miss->context);
    else if (is_name(p, "{type}")) nw_buf_add_text(out, remark->type);
    else if (is_name(p, "{add}")) add_rule(out, remark);
    else if (is_name(p, "{want}")) nw_buf_addf(out, "%u", reason == NW_MISS_CONTEXT ? (unsigned)NW_CONTEXT_CHARS : miss->want);
    else if (is_name(p, "{got}")) nw_buf_addf(out, "%u", miss->got);
    else {
      nw_buf_add_char(out, *p);
      continue;
    }
    p = strchr(p, '}');
  }
}

static const char *const stray_names[] = { "none", "far", "part", "behind" };

static void add_stray(nw_buf *out, const nw_stray *stray) {
  switch (stray->kind) {
    case NW_STRAY_FAR: nw_buf_addf(out, "such a word stands at [%zu,%zu), %zu bytes in front; at most %u characters count", stray->start,
                                   stray->end, stray->distance, (unsigned)NW_CONTEXT_CHARS); break;
    case NW_STRAY_PART: nw_buf_addf(out, "such a word is a part of a longer one at [%zu,%zu)", stray->start, stray->end); break;
    case NW_STRAY_BEHIND: nw_buf_addf(out, "such a word stands behind, at [%zu,%zu); only words in front count", stray->start,
                                      stray->end); break;
    case NW_STRAY_NONE:
    default: break;
  }
}

static newel_slice text_of(const nw_explained *e, size_t start, size_t end) {
  if (end > e->text.len || start > end) return NW_LIT("");
  return nw_slice(e->text.data + start, end - start);
}

/* ---- text ---- */

static const char *rule_of(const nw_explained *e, const nw_remark *remark) {
  return e->guard != NULL && remark->rule < e->guard->rule_count ? e->guard->rules[remark->rule].id.data : NULL;
}

static void remark_text(nw_buf *out, const nw_explained *e, const nw_remark *remark, int color) {
  enum { INDENT = 13 };
  const char *type = remark->type[0] != '\0' ? remark->type : "any number", *rule = rule_of(e, remark);
  const char *bold = color ? "\033[1m" : "", *off = color ? "\033[0m" : "";
  nw_stray stray = remark->stray;
  nw_buf_addf(out, "  %s  %s%s%s", remark->miss.missing == 0 ? "found    " : "not found", bold, type, off);
  if (rule != NULL) nw_buf_addf(out, "  by %s", rule);
  if (rule != NULL && remark->miss.missing == 0) nw_buf_addf(out, ", %s", newel_action_name((newel_action)remark->action));
  if (remark->miss.missing == 0 && remark->validator[0] != '\0') nw_buf_addf(out, "  (%s holds)", remark->validator);
  nw_buf_add_char(out, '\n');
  for (unsigned reason = 0; reason < NW_MISS_COUNT; reason++) {
    if (!(remark->miss.missing >> reason & 1u)) continue;
    nw_buf_addf(out, "%*s", INDENT, "");
    add_filled(out, nw_miss_rows[reason].text, remark, reason);
    if (stray.kind != NW_STRAY_NONE && (reason == NW_MISS_CONTEXT || reason == NW_MISS_OTHER_WORD)) {
      nw_buf_addf(out, "\n%*s", INDENT, "");
      add_stray(out, &stray);
    }
    nw_buf_addf(out, "\n%*sdo: ", INDENT, "");
    add_filled(out, nw_miss_rows[reason].advice, remark, reason);
    nw_buf_add_char(out, '\n');
  }
}

/* The text of a place on one line: control characters become blanks, and no more than a line is shown. */
static void add_shown(nw_buf *out, newel_slice text) {
  enum { MOST = 80 };
  nw_buf_add_text(out, "  ");
  for (size_t i = 0; i < text.len && i < MOST; i++) {
    unsigned char c = (unsigned char)text.data[i];
    nw_buf_add_char(out, c < ' ' || c == 0x7F ? ' ' : (char)c);
  }
  if (text.len > MOST) nw_buf_add_text(out, " …");
}

static void judges_text(nw_buf *out, const newel_guard *guard) {
  int first = 1;
  for (size_t r = 0; guard != NULL && r < guard->rule_count; r++) {
    if (guard->rules[r].local) continue;
    nw_buf_addf(out, "%s%s", first ? "\nnot judged here (they need a judge): " : ", ", guard->rules[r].id.data);
    first = 0;
  }
  if (!first) nw_buf_add_char(out, '\n');
}

static void explained_text(nw_buf *out, const nw_explained *e, int color) {
  if (e->places.count == 0) nw_buf_add_text(out, "nothing was found, and nothing nearly was\n");
  for (size_t i = 0; i < e->places.count; i++) {
    const nw_miss_place *place = &e->places.at[i];
    nw_buf_addf(out, "%s[%zu,%zu)  %zu bytes", i > 0 ? "\n" : "", place->start, place->end, place->end - place->start);
    if (e->show) add_shown(out, text_of(e, place->start, place->end));
    nw_buf_add_char(out, '\n');
    for (size_t r = 0; r < place->count; r++) remark_text(out, e, &e->remarks.at[place->first + r], color);
    if (place->more > 0) nw_buf_addf(out, "  and %zu more that are not nearer; --entity TYPE asks for one\n", place->more);
  }
  for (size_t i = 0; i < e->limits.count; i++)
    nw_buf_addf(out, "%slimit hit: %s; what came behind it was not looked at\n", i == 0 ? "\n" : "", e->limits.at[i]);
  judges_text(out, e->guard);
}

/* ---- JSON ---- */

static void filled_json(nw_json_writer *w, nw_buf *text, const char *from, const nw_remark *remark, unsigned reason) {
  nw_buf_clear(text);
  add_filled(text, from, remark, reason);
  nw_json_text(w, nw_buf_slice(text));
}

static void reasons_json(nw_json_writer *w, nw_buf *text, const nw_remark *remark) {
  nw_json_key(w, "missing"), nw_json_array(w);
  for (unsigned reason = 0; reason < NW_MISS_COUNT; reason++) {
    if (!(remark->miss.missing >> reason & 1u)) continue;
    nw_json_object(w);
    nw_json_key(w, "code"), nw_json_cstr(w, nw_miss_rows[reason].name);
    nw_json_key(w, "text"), filled_json(w, text, nw_miss_rows[reason].text, remark, reason);
    nw_json_key(w, "advice"), filled_json(w, text, nw_miss_rows[reason].advice, remark, reason);
    if (reason == NW_MISS_CHECK) nw_json_key(w, "check"), nw_json_cstr(w, remark->miss.check == NULL ? "" : remark->miss.check);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void remark_json(nw_json_writer *w, nw_buf *text, const nw_explained *e, const nw_remark *remark) {
  const char *rule = rule_of(e, remark);
  newel_slice word;
  nw_stray stray = remark->stray;
  nw_json_object(w);
  nw_json_key(w, "type"), nw_json_cstr(w, remark->type);
  nw_json_key(w, "start"), nw_json_uint(w, remark->miss.start);
  nw_json_key(w, "end"), nw_json_uint(w, remark->miss.end);
  nw_json_key(w, "found"), nw_json_bool(w, remark->miss.missing == 0);
  if (rule != NULL) nw_json_key(w, "rule"), nw_json_cstr(w, rule);
  if (rule != NULL) nw_json_key(w, "action"), nw_json_cstr(w, newel_action_name((newel_action)remark->action));
  if (remark->miss.missing == 0) nw_json_key(w, "score"), nw_json_fixed(w, remark->score_ppm);
  if (remark->miss.missing == 0) nw_json_key(w, "validator"), nw_json_cstr(w, remark->validator);
  reasons_json(w, text, remark);
  if (remark->miss.missing & NW_MISS_BIT(CONTEXT)) {
    nw_json_key(w, "words"), nw_json_array(w);
    for (unsigned n = 0; n < JSON_WORDS && (word = nw_miss_word(remark->miss.context, n)).data != NULL; n++)
      nw_json_text(w, word);
    nw_json_close(w);
    nw_json_key(w, "within_chars"), nw_json_uint(w, NW_CONTEXT_CHARS);
  }
  if (stray.kind != NW_STRAY_NONE) {
    nw_json_key(w, "stray"), nw_json_object(w);
    nw_json_key(w, "kind"), nw_json_cstr(w, stray_names[stray.kind]);
    nw_json_key(w, "start"), nw_json_uint(w, stray.start);
    nw_json_key(w, "end"), nw_json_uint(w, stray.end);
    nw_json_key(w, "distance"), nw_json_uint(w, stray.distance);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void place_json(nw_json_writer *w, nw_buf *text, const nw_explained *e, const nw_miss_place *place) {
  nw_json_object(w);
  nw_json_key(w, "start"), nw_json_uint(w, place->start);
  nw_json_key(w, "end"), nw_json_uint(w, place->end);
  if (e->show) nw_json_key(w, "match"), nw_json_text(w, text_of(e, place->start, place->end));
  nw_json_key(w, "types"), nw_json_array(w);
  for (size_t r = 0; r < place->count; r++) remark_json(w, text, e, &e->remarks.at[place->first + r]);
  nw_json_close(w);
  nw_json_key(w, "more"), nw_json_uint(w, place->more);
  nw_json_close(w);
}

static void explained_json(nw_json_writer *w, nw_buf *text, const nw_explained *e) {
  nw_json_object(w);
  nw_json_key(w, "schema"), nw_json_cstr(w, "newel.miss/1");
  if (e->guard != NULL) nw_json_key(w, "guard"), nw_json_cstr(w, e->guard->id);
  nw_json_key(w, "places"), nw_json_array(w);
  for (size_t i = 0; i < e->places.count; i++) place_json(w, text, e, &e->places.at[i]);
  nw_json_close(w);
  nw_json_key(w, "limits"), nw_json_array(w);
  for (size_t i = 0; i < e->limits.count; i++) nw_json_cstr(w, e->limits.at[i]);
  nw_json_close(w);
  nw_json_key(w, "not_judged"), nw_json_array(w);
  for (size_t r = 0; e->guard != NULL && r < e->guard->rule_count; r++)
    if (!e->guard->rules[r].local) nw_json_text(w, e->guard->rules[r].id);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_newline(w);
}

int nw_explained_write(const nw_explained *e, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  nw_buf text;
  int code = NEWEL_OK;
  if (how != NEWEL_RENDER_JSON && how != NEWEL_RENDER_TEXT && how != NEWEL_RENDER_COLOR)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain_miss: only text, color and json");
  nw_buf_init(&text, e->alloc);
  if (how == NEWEL_RENDER_JSON) {
    nw_json_writer w;
    nw_json_writer_init(&w, write, user, 1);
    explained_json(&w, &text, e);
    if (nw_json_writer_end(&w) != 0) code = nw_fail(err, NEWEL_E_IO, "newel_guard_explain_miss: writing failed");
  } else {
    explained_text(&text, e, how == NEWEL_RENDER_COLOR);
    if (!text.failed && write(user, text.data, text.len) != 0)
      code = nw_fail(err, NEWEL_E_IO, "newel_guard_explain_miss: writing failed");
  }
  if (text.failed) code = nw_fail_nomem(err);
  nw_buf_free(&text);
  return code;
}
