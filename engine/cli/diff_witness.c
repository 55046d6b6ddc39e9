/* diff_witness.c - `newel diff` without cases: for a changed regex or list, a shortest text that the two policies treat differently.
 *
 *   ~ regexes.ticket                           pattern
 *       found only by the old one: "TK-0"
 *   ~ words.rivals                             entries
 *       found only by the new one: "globex" and 3 more
 */
#include "cli/diff.h"

#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "cli/runner.h"

void nw_diff_witness_init(nw_diff_witness *w, nw_alloc alloc) {
  memset(w, 0, sizeof *w);
  for (size_t side = 0; side < 2; side++) nw_buf_init(&w->text[side], alloc);
}

void nw_diff_witness_free(nw_diff_witness *w) {
  for (size_t side = 0; side < 2; side++) nw_buf_free(&w->text[side]);
}

int nw_diff_patterns(nw_diff_witness *w, newel_engine *engine, newel_slice was, newel_slice is) {
  const newel_slice patterns[2] = {was, is};
  newel_error err;
  for (size_t side = 0; side < 2; side++)
    if (newel_pattern_witness(engine, patterns[side], patterns[1 - side], &w->found[side], nw_buf_write, &w->text[side], &err) != NEWEL_OK)
      return nw_say_error(&err);
  return 0;
}

/* ---- lists ---- */

static int is_entry_of(const newel_evidence_item *item, uint32_t rule) {
  return item->rule == rule && item->kind == NEWEL_EVIDENCE_ENTRY;
}

static uint64_t hash_of(newel_slice text) { return nw_hash64(text.data, text.len, 3); }

/* The shortest entry of a list that the other one lacks. */
static int find_only(nw_diff_witness *w, size_t side, const newel_evidence *a, uint32_t a_rule, const newel_evidence *b, uint32_t b_rule) {
  nw_hash_set others = {.alloc = w->text[side].alloc};
  newel_slice best = {NULL, 0};
  size_t count = 0;
  int ok = 1;
  for (size_t i = 0; ok && i < newel_evidence_count(b); i++) {
    newel_evidence_item item = newel_evidence_at(b, i);
    if (is_entry_of(&item, b_rule)) ok = nw_hash_set_add(&others, hash_of(item.text)) >= 0;
  }
  for (size_t i = 0; ok && i < newel_evidence_count(a); i++) {
    newel_evidence_item item = newel_evidence_at(a, i);
    if (!is_entry_of(&item, a_rule) || nw_hash_set_has(&others, hash_of(item.text))) continue;
    count++;
    if (best.data == NULL || item.text.len < best.len) best = item.text;
  }
  nw_hash_set_free(&others);
  if (!ok) return nw_say("out of memory");
  w->found[side] = count > 0 ? NEWEL_WITNESS_FOUND : NEWEL_WITNESS_NONE;
  w->more[side] = count > 0 ? count - 1 : 0;
  nw_buf_add_slice(&w->text[side], best);
  return 0;
}

int nw_diff_lists(nw_diff_witness *w, const newel_evidence *was, uint32_t was_rule, const newel_evidence *is, uint32_t is_rule) {
  int code = find_only(w, 0, was, was_rule, is, is_rule);
  return code != 0 ? code : find_only(w, 1, is, is_rule, was, was_rule);
}

/* ---- printing ---- */

static const char *const sides[2] = {"old", "new"};

void nw_diff_witness_print(const nw_diff_witness *w, nw_out *out) {
  int found = 0;
  for (size_t side = 0; side < 2; side++) {
    if (w->found[side] != NEWEL_WITNESS_FOUND) continue;
    nw_buf shown;
    nw_buf_init(&shown, w->text[side].alloc);
    nw_json_escape(&shown, nw_buf_slice(&w->text[side]));
    nw_out_printf(out, "    found only by the %s one: \"", sides[side]);
    nw_out_slice(out, nw_buf_slice(&shown));
    nw_buf_free(&shown);
    nw_out_text(out, "\"");
    if (w->more[side] > 0) nw_out_printf(out, " and %zu more", w->more[side]);
    nw_out_text(out, "\n");
    found = 1;
  }
  if (found) return;
  int proven = w->found[0] == NEWEL_WITNESS_NONE && w->found[1] == NEWEL_WITNESS_NONE;
  nw_out_text(out, proven ? "    both find something in the same texts of ASCII\n" : "    no text that tells them apart was found\n");
}

void nw_diff_witness_write(const nw_diff_witness *w, nw_json_writer *json) {
  static const char *const words[] = {"none", "found", "unknown"};
  nw_json_key(json, "found_only_by");
  nw_json_object(json);
  for (size_t side = 0; side < 2; side++) {
    nw_json_key(json, sides[side]);
    nw_json_object(json);
    nw_json_key_cstr(json, "search", words[w->found[side]]);
    if (w->found[side] == NEWEL_WITNESS_FOUND) {
      nw_json_key_text(json, "text", nw_buf_slice(&w->text[side]));
      nw_json_key_uint(json, "more", w->more[side]);
    }
    nw_json_close(json);
  }
  nw_json_close(json);
}
