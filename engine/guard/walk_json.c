/* guard/walk_json.c - a JSON document as units: every key, string and number is judged for itself, decoded; edits fall inside the
 * literals, so the document stays valid.
 *
 *   {"ssn": "123-45-6789", "n": 4111111111111111}
 *     KEY     ssn
 *     STRING  ssn: 123-45-6789        "ssn: " is context; the finding begins behind it
 *     KEY     n
 *     NUMBER  n: 4111111111111111     a hit replaces the number by a string
 *
 * Elements of an array have the key of the array. A key that an edit makes equal to another key of its object gets a suffix (_2,
 * _3 …). Where the document breaks, the rest is one text, and the segment is incomplete.
 */
#include "base/hash.h"
#include "base/slice.h"
#include "guard/judge.h"
#include "guard/scratch.h"

void nw_walk_begin(nw_eval *eval) {
  nw_walk *walk = &eval->walk;
  nw_json_begin(&walk->reader, NW_JSON_LENIENT_UTF8);
  walk->in_unit = walk->broken = 0;
  walk->level = 0;
  walk->seen.count = 0;
  nw_buf_clear(&walk->keys);
  nw_buf_clear(&walk->unit_text);
  walk->key_at[0] = walk->key_at[1] = 0;
  walk->key_first[0] = 0;
  walk->is_array[0] = 1;
}

/* ---- levels and keys ---- */

/* The key that stands over the values of the current level: its own, or for an array the one the array belongs to. */
static newel_slice current_key(const nw_walk *walk) {
  unsigned level = walk->level;
  while (level > 0 && walk->is_array[level]) level--;
  return nw_buf_part(&walk->keys, walk->key_at[level], walk->key_at[level + 1] - walk->key_at[level]);
}

static void level_open(nw_walk *walk, int is_array) {
  walk->level++;
  walk->is_array[walk->level] = (uint8_t)is_array;
  walk->key_at[walk->level] = walk->key_at[walk->level + 1] = walk->keys.len;
  walk->key_first[walk->level] = walk->seen.count;
}

static void level_close(nw_walk *walk) {
  walk->keys.len = walk->key_at[walk->level];
  walk->seen.count = walk->key_first[walk->level];
  walk->level--;
}

/* Keeps the decoded key, its tail where it is very long. */
static void keep_key(nw_eval *eval) {
  nw_walk *walk = &eval->walk;
  newel_slice key = nw_buf_slice(&walk->unit_text);
  if (key.len > NW_LIMIT_JSON_KEY_BYTES) {
    key.data += key.len - NW_LIMIT_JSON_KEY_BYTES;
    key.len = NW_LIMIT_JSON_KEY_BYTES;
  }
  walk->keys.len = walk->key_at[walk->level];
  nw_buf_add_slice(&walk->keys, key);
  walk->key_at[walk->level + 1] = walk->keys.len;
  if (walk->keys.failed) eval->scratch->failed = 1;
}

/* Is a key with this hash in the object already? An edited key must differ from all, an untouched one from the edited ones. */
static int is_taken(const nw_walk *walk, uint64_t hash, int edited) {
  for (size_t i = walk->key_first[walk->level]; i < walk->seen.count; i++)
    if (walk->seen.at[i].hash == hash && (edited || walk->seen.at[i].edited)) return 1;
  return 0;
}

/* Gives the key that has just ended a name of its own: "_2", "_3", … behind its last edit, or as an edit before its quote. */
static void make_unique(nw_eval *eval, const char *data, size_t base, size_t close_quote) {
  nw_walk *walk = &eval->walk;
  newel_scratch *scratch = eval->scratch;
  nw_seg *seg = &scratch->segs.at[eval->seg];
  size_t next_edit = walk->key_edits;
  int edited = seg->edits.count > next_edit;
  nw_buf *name = &scratch->plain;
  nw_buf_clear(name);
  nw_release(scratch, seg, &next_edit, name, data, base, walk->key_raw_start, close_quote);
  size_t len = name->len;
  nw_key_seen entry = { nw_hash64(name->data, len, 0), (uint8_t)edited };
  for (unsigned n = 2; !name->failed && is_taken(walk, entry.hash, edited); n++) {
    name->len = len;
    nw_buf_addf(name, "_%u", n);
    entry.hash = nw_hash64(name->data, name->len, 0);
    entry.edited = 1;
  }
  if (name->len > len) {
    nw_edit_fact suffix = { close_quote, close_quote, scratch->replacements.len, name->len - len };
    nw_buf_add(&scratch->replacements, name->data + len, name->len - len);
    if (nw_vec_push(&scratch->alloc, &scratch->edits, suffix)) seg->edits.count++;
    else scratch->failed = 1;
  }
  if (name->failed || scratch->replacements.failed || !nw_vec_push(&scratch->alloc, &walk->seen, entry)) scratch->failed = 1;
}

/* ---- units ---- */

static void unit_open(nw_eval *eval, nw_unit_kind kind, size_t raw) {
  nw_walk *walk = &eval->walk;
  size_t from = 0;
  nw_buf_clear(&walk->unit_text);
  walk->unit_base = 0;
  walk->in_unit = 1;
  eval->judge_gap = 1;
  nw_map_begin(&eval->map, 0, raw);
  if (kind == NW_UNIT_KEY) {
    walk->key_raw_start = raw;
    walk->key_edits = eval->scratch->segs.at[eval->seg].edits.count;
  } else {
    newel_slice key = current_key(walk);
    if (key.len > 0) {
      nw_buf_add_slice(&walk->unit_text, key);
      nw_buf_add_text(&walk->unit_text, ": ");
      from = walk->unit_text.len;
      if (!nw_map_add(&eval->map, from, 0, 0)) eval->scratch->failed = 1;
    }
  }
  nw_unit_begin(eval, kind, from, 0, 1);
}

static void unit_add(nw_eval *eval, newel_slice decoded, size_t raw_len, int linear) {
  nw_buf_add_slice(&eval->walk.unit_text, decoded);
  if (eval->walk.unit_text.failed || !nw_map_add(&eval->map, decoded.len, raw_len, linear)) eval->scratch->failed = 1;
}

/* Characters of a key or a string, as a person reads them. */
static void chars(nw_eval *eval, const nw_json_token *token, newel_slice decoded, int linear) {
  unit_add(eval, decoded, token->end - token->start, linear);
  nw_judges_push(eval, decoded.data, decoded.len, token->start, eval->judge_gap);
  eval->judge_gap = 0;
}

/* Scans what has come of the unit, and lets go of decoded bytes that nothing needs any more. */
static void unit_scan(nw_eval *eval, int final) {
  nw_walk *walk = &eval->walk;
  if (eval->scratch->failed) return;
  const char *text = walk->unit_text.data != NULL ? walk->unit_text.data : "";  /* a scanner may add 0 to it */
  nw_unit_scan(eval, (const unsigned char *)text, walk->unit_base, walk->unit_base + walk->unit_text.len, final);
  size_t keep = eval->unit.frontier;
  keep = nw_unit_keep(keep);
  if (!final && keep > walk->unit_base && keep - walk->unit_base > walk->unit_text.len / 2) {
    nw_buf_drop(&walk->unit_text, keep - walk->unit_base);
    nw_map_drop(&eval->map, keep);
    walk->unit_base = keep;
  }
}

static void unit_close(nw_eval *eval) {
  unit_scan(eval, 1);
  eval->walk.in_unit = 0;
}

static void number(nw_eval *eval, const nw_json_token *token, const char *data, size_t base) {
  unit_open(eval, NW_UNIT_NUMBER, token->start);
  eval->unit.raw_start = token->start;
  eval->unit.raw_end = token->end;
  unit_add(eval, nw_slice(data + (token->start - base), token->end - token->start), token->end - token->start, 1);
  unit_close(eval);
}

/* ---- the document ---- */

/* From here on the segment is text. */
static void break_off(nw_eval *eval, size_t at) {
  nw_seg *seg = &eval->scratch->segs.at[eval->seg];
  if (eval->walk.in_unit) unit_close(eval);
  eval->walk.broken = 1;
  eval->judged = at;
  eval->judge_gap = 1;
  seg->json_broken = 1;
  seg->json_broken_at = at;
  nw_unit_begin(eval, NW_UNIT_TEXT, 0, at, 0);
}

/* One token; 0 when there is nothing more to read in this chunk. */
static int step(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  nw_walk *walk = &eval->walk;
  nw_json_token token;
  switch (nw_json_next(&walk->reader, data, base, end - base, final, &token)) {
    case NW_JSON_OBJECT_BEGIN: level_open(walk, 0); break;
    case NW_JSON_ARRAY_BEGIN: level_open(walk, 1); break;
    case NW_JSON_OBJECT_END:
    case NW_JSON_ARRAY_END: level_close(walk); break;
    case NW_JSON_KEY_BEGIN: unit_open(eval, NW_UNIT_KEY, token.end); break;
    case NW_JSON_STRING_BEGIN: unit_open(eval, NW_UNIT_STRING, token.end); break;
    case NW_JSON_CHARS:
      chars(eval, &token, nw_slice(data + (token.start - base), token.end - token.start), 1);
      break;
    case NW_JSON_ESCAPE: chars(eval, &token, nw_slice(token.decoded, token.decoded_len), 0); break;
    case NW_JSON_STRING_END:
      unit_close(eval);
      if (eval->unit.kind == NW_UNIT_KEY && !eval->scratch->failed) {
        make_unique(eval, data, base, token.start);
        keep_key(eval);
      }
      break;
    case NW_JSON_NUMBER: number(eval, &token, data, base); break;
    case NW_JSON_TRUE:
    case NW_JSON_FALSE:
    case NW_JSON_NULL: break;
    case NW_JSON_ERROR:
      if (token.limit > 0) nw_eval_limit(eval, token.limit - 1u, UINT32_MAX);
      break_off(eval, token.start);
      return 0;
    case NW_JSON_MORE:
    case NW_JSON_END:
    default: return 0;
  }
  return !eval->scratch->failed;
}

void nw_walk_push(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  nw_walk *walk = &eval->walk;
  if (!walk->broken) {
    while (step(eval, data, base, end, final)) {}
    if (eval->scratch->failed) return;
  }
  if (walk->broken) {
    size_t at = eval->unit.shift, from = base > at ? base - at : 0;
    nw_unit_scan(eval, (const unsigned char *)data + (at + from - base), from, end - at, final);
    nw_judges_push(eval, data + (eval->judged - base), end - eval->judged, eval->judged, eval->judge_gap);
    eval->judge_gap = 0;
    eval->judged = end;
    eval->frontier = at + eval->unit.frontier;
  } else if (walk->in_unit) {
    unit_scan(eval, 0);
    eval->frontier = eval->unit.kind == NW_UNIT_KEY ? walk->key_raw_start : nw_unit_raw_start(eval, eval->unit.frontier);
  } else {
    eval->frontier = final ? end : walk->reader.pos;
  }
}
