/* diff_witness.c - `newel diff` without cases: for a changed regex or list, a shortest text that the two policies treat differently.
 *
 *   ~ regexes.ticket                           pattern
 *       found only by the old one: "TK-0"
 *   ~ words.rivals                             entries
 *       found only by the new one: "globex" and 3 more
 */
#include "cli/diff.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/slice.h"
#include "cli/runner.h"
#include "json/writer.h"

static const char *const sides[2] = {"old", "new"};

static void put_text(nw_out *out, const char *side, newel_slice text, const nw_alloc *alloc) {
  nw_buf shown;
  nw_buf_init(&shown, *alloc);
  nw_json_escape(&shown, text);
  nw_out_printf(out, "    found only by the %s one: \"", side);
  nw_out_slice(out, nw_buf_slice(&shown));
  nw_out_text(out, "\"");
  nw_buf_free(&shown);
}

int nw_diff_patterns(nw_cli *cli, newel_engine *engine, newel_slice was, newel_slice is) {
  const newel_slice patterns[2] = {was, is};
  newel_witness found[2];
  nw_buf text;
  newel_error err;
  int code = 0;
  nw_buf_init(&text, cli->alloc);
  for (size_t side = 0; side < 2 && code == 0; side++) {
    nw_buf_clear(&text);
    if (newel_pattern_witness(engine, patterns[side], patterns[1 - side], &found[side], nw_buf_write, &text, &err) != NEWEL_OK)
      code = nw_say_error(&err);
    if (code != 0 || found[side] != NEWEL_WITNESS_FOUND) continue;
    put_text(&cli->out, sides[side], nw_buf_slice(&text), &cli->alloc);
    nw_out_text(&cli->out, "\n");
  }
  if (code == 0 && found[0] == NEWEL_WITNESS_NONE && found[1] == NEWEL_WITNESS_NONE)
    nw_out_text(&cli->out, "    both find something in the same texts of ASCII\n");
  else if (code == 0 && found[0] != NEWEL_WITNESS_FOUND && found[1] != NEWEL_WITNESS_FOUND)
    nw_out_text(&cli->out, "    no text that tells them apart was found\n");
  nw_buf_free(&text);
  return code;
}

/* ---- lists ---- */

static int is_entry_of(const newel_evidence_item *item, uint32_t rule) {
  return item->rule == rule && item->kind == NEWEL_EVIDENCE_ENTRY;
}

static uint64_t hash_of(newel_slice text) { return nw_hash64(text.data, text.len, 3); }

/* The shortest entry of rule `a_rule` that is not in `b`'s. */
static int put_only(nw_cli *cli, size_t side, const newel_evidence *a, uint32_t a_rule, const newel_evidence *b, uint32_t b_rule) {
  nw_hash_set others = {.alloc = cli->alloc};
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
  if (count == 0) return 0;
  put_text(&cli->out, sides[side], best, &cli->alloc);
  if (count > 1) nw_out_printf(&cli->out, " and %zu more", count - 1);
  nw_out_text(&cli->out, "\n");
  return 0;
}

int nw_diff_lists(nw_cli *cli, const newel_evidence *was, uint32_t was_rule, const newel_evidence *is, uint32_t is_rule) {
  int code = put_only(cli, 0, was, was_rule, is, is_rule);
  return code != 0 ? code : put_only(cli, 1, is, is_rule, was, was_rule);
}
