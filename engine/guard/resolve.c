/* guard/resolve.c - from overlapping findings to disjoint edits.
 *
 *   text       https://ann@example.com/x
 *   URL        |---------------------|
 *   EMAIL              |-------------|           one cluster: one edit, {URL}, both findings point at it
 *
 * A cluster is a chain of findings that ask for an action and overlap. If one asks for BLOCK the cluster denies; else the whole
 * span of the cluster becomes one edit, named by the finding that wins the total order: action, then length, then start, then
 * rule. So no byte that any finding covers is left behind. Findings that ask for nothing (NONE, exempt, observed) are recorded
 * and never act.
 */
#include "base/slice.h"
#include "crypto/digest.h"
#include "guard/scratch.h"

int nw_hit_order(const nw_hit *a, const nw_hit *b) {
  size_t a_len = a->found.end - a->found.start, b_len = b->found.end - b->found.start;
  if (a->action != b->action) return a->action > b->action ? -1 : 1;
  if (a_len != b_len) return a_len > b_len ? -1 : 1;
  if (a->found.start != b->found.start) return a->found.start < b->found.start ? -1 : 1;
  return (a->found.rule > b->found.rule) - (a->found.rule < b->found.rule);
}

static int acts(const nw_hit *hit) { return hit->action != NEWEL_ACTION_NONE && !hit->observe; }

int nw_hit_is_inert(const nw_eval *eval, const nw_hit *hit) {
  for (size_t i = 0; i < eval->inert.count && eval->inert.at[i].start < hit->found.end; i++) {
    const nw_span *mark = &eval->inert.at[i];
    if (mark->end <= hit->found.start) continue;
    /* An encoded piece is found as a whole: a placeholder among what it holds proves nothing. */
    if (*hit->reading == '\0' || mark->start <= hit->found.start || mark->end >= hit->found.end) return 1;
  }
  return 0;
}

/* Adds the edit of a cluster; its index within the segment, or SIZE_MAX. */
static size_t add_edit(nw_eval *eval, size_t start, size_t end, const nw_hit *winner, newel_slice value) {
  newel_scratch *scratch = eval->scratch;
  nw_seg *seg = &scratch->segs.at[eval->seg];
  int json = eval->unit.mapped, number = eval->unit.kind == NW_UNIT_NUMBER, unnumbered = 0;
  nw_edit_fact edit = { nw_unit_raw_start(eval, start), nw_unit_raw_end(eval, end), scratch->replacements.len, 0 };
  if (number) edit.start = eval->unit.raw_start, edit.end = eval->unit.raw_end;
  /* A number is replaced once, however many findings it holds. */
  if (number && seg->edits.count > 0 && scratch->edits.at[seg->edits.first + seg->edits.count - 1].start == edit.start)
    return seg->edits.count - 1;
  if (!nw_edit_render(eval, &eval->guard->rules[winner->found.rule], winner->found.type, value, json, number, &unnumbered))
    scratch->failed = 1;
  if (unnumbered) nw_eval_limit(eval, NW_LIMIT_ID_SCOPE_ENTRIES, UINT32_MAX);
  edit.text_len = scratch->replacements.len - edit.text_at;
  if (!nw_vec_push(&scratch->alloc, &scratch->edits, edit)) return scratch->failed = 1, SIZE_MAX;
  return seg->edits.count++;
}

static void add_print(nw_eval *eval, nw_fact *fact, newel_slice value) {
  newel_scratch *scratch = eval->scratch;
  unsigned char digest[NW_SHA256_BYTES];
  nw_buf_clear(&scratch->value);
  nw_buf_add_text(&scratch->value, fact->type);
  nw_buf_add_char(&scratch->value, '\0');
  nw_buf_add_slice(&scratch->value, value);
  if (scratch->value.failed || !nw_hmac_sha256(scratch->engine->key, nw_buf_slice(&scratch->value), digest)) {
    scratch->failed = 1;
    return;
  }
  memcpy(fact->print, digest, NW_PRINT_BYTES);
  fact->printed = 1;
}

/* What is told of a hit: raw offsets, but those in code points. */
static void fill_fact(const nw_eval *eval, const nw_hit *hit, size_t edit, nw_fact *fact) {
  const nw_found *found = &hit->found;
  *fact = (nw_fact){ .start = nw_unit_raw_start(eval, found->start), .end = nw_unit_raw_end(eval, found->end), .edit = edit,
                     .type = found->type, .validator = found->validator, .rule = found->rule, .score_ppm = found->score_ppm,
                     .action = hit->action, .band = NEWEL_BAND_HIT, .observe = hit->observe, .exempt = hit->exempt };
  fact->reading = *hit->reading != '\0' || found->reading == NULL ? hit->reading : found->reading;
  if (found->context_end <= found->context_start || found->context_start < eval->unit.from) return;
  fact->context_start = nw_unit_raw_start(eval, found->context_start);
  fact->context_end = nw_unit_raw_end(eval, found->context_end);
}

static void add_fact(nw_eval *eval, const nw_hit *hit, size_t edit, const unsigned char *data, size_t base) {
  newel_scratch *scratch = eval->scratch;
  nw_seg *seg = &scratch->segs.at[eval->seg];
  const nw_found *found = &hit->found;
  if (!nw_vec_reserve(&scratch->alloc, &scratch->facts, 1)) {
    scratch->failed = 1;
    return;
  }
  nw_fact *fact = &scratch->facts.at[scratch->facts.count++];
  fill_fact(eval, hit, edit, fact);
  if (scratch->options.fingerprints)
    add_print(eval, fact, nw_slice((const char *)data + (found->start - base), hit->bare_end - found->start));
  seg->facts.count++;
  nw_rule_fact *rule = nw_seg_rule(scratch, seg, found->rule);
  rule->findings++;
  if (!hit->exempt) rule->band = NEWEL_BAND_HIT;
  if (hit->observe && hit->action == NEWEL_ACTION_BLOCK) seg->observed_deny = 1;
  if (hit->observe && hit->action == NEWEL_ACTION_ANONYMIZE) seg->observed_modify = 1;
}

/* One past the last hit of the cluster that begins at `i`; its span and its winner. Hits that do not act are stepped over. */
static size_t cluster_of(const nw_hit *hits, size_t count, size_t i, size_t *end, const nw_hit **winner) {
  *end = hits[i].found.end;
  *winner = &hits[i];
  size_t next = i + 1;
  for (; next < count && hits[next].found.start < *end; next++) {
    if (!acts(&hits[next])) continue;
    if (hits[next].found.end > *end) *end = hits[next].found.end;
    if (nw_hit_order(&hits[next], *winner) < 0) *winner = &hits[next];
  }
  return next;
}

void nw_resolve_group(nw_eval *eval, const nw_hit *hits, size_t count, const unsigned char *data, size_t base) {
  size_t cluster_end = 0, edit = SIZE_MAX;  /* of the cluster that the walk is in */
  for (size_t i = 0; i < count; i++) {
    int acting = acts(&hits[i]);
    if (acting && hits[i].found.start >= cluster_end) {
      const nw_hit *winner;
      (void)cluster_of(hits, count, i, &cluster_end, &winner);
      edit = SIZE_MAX;
      if (winner->action == NEWEL_ACTION_BLOCK) {
        size_t at = nw_unit_raw_start(eval, hits[i].found.start);
        if (at < eval->deny_at) eval->deny_at = at;
        eval->scratch->segs.at[eval->seg].denied_by_rule = 1;
      } else {
        newel_slice value = { (const char *)data + (hits[i].found.start - base), cluster_end - hits[i].found.start };
        edit = add_edit(eval, hits[i].found.start, cluster_end, winner, value);
      }
    }
    add_fact(eval, &hits[i], acting ? edit : SIZE_MAX, data, base);
  }
}
