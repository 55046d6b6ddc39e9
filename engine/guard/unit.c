/* guard/unit.c - one unit of text: the families scan it and its readings, groups of overlapping findings close behind `live`. */
#include <string.h>

#include "base/slice.h"
#include "detect/miss.h"
#include "guard/leak.h"
#include "guard/scratch.h"
#include "text/fold.h"

static const char table_reading[] = "table";

const nw_family *const nw_families[NW_FAMILY_COUNT] = { &nw_inert_family, &nw_shape_family, &nw_cue_family, &nw_word_family,
                                                           &nw_regex_family, &nw_leak_family };

const uint8_t nw_family_serves[NW_FAMILY_COUNT] = {
  [NW_FAMILY_SHAPE] = NW_FOR_SHAPE, [NW_FAMILY_CUE] = NW_FOR_CUE, [NW_FAMILY_WORD] = NW_FOR_WORD, [NW_FAMILY_REGEX] = NW_FOR_REGEX,
  [NW_FAMILY_LEAK] = NW_FOR_LEAK
};

/* A text that the families scan: the unit, a stage of a reading, or a cell of a table. Each has its own states. */
typedef enum view_kind { VIEW_UNIT, VIEW_STAGE, VIEW_CELL } view_kind;
typedef struct view {
  view_kind   kind;
  nw_window   text;
  size_t      from;       /* bytes before it are context only */
  const nw_stage *stage;
  unsigned    number;     /* of the stage */
  size_t      at;         /* of the cell, in the unit */
} view;

static unsigned char *states_of(const nw_eval *eval, const view *v) {
  static const unsigned first[] = { [VIEW_UNIT] = 0, [VIEW_STAGE] = 1, [VIEW_CELL] = 1 + NW_STAGE_COUNT };
  return eval->scratch->states + (first[v->kind] + v->number) * eval->guard->state_bytes;
}

static void begin_families(nw_eval *eval, const view *v) {
  const newel_guard *guard = eval->guard;
  unsigned char *states = states_of(eval, v);
  for (unsigned i = 0; i < guard->family_count; i++) {
    const unsigned f = guard->families[i];
    nw_families[f]->begin(guard->compiled[f], states + guard->state_at[f]);
  }
}

/* Of all families that look for something in this segment. */
static unsigned served(const nw_eval *eval) {
  const unsigned all = eval->guard->serves;
  return (all & NW_FOR_LEAK) != 0 && !nw_leaks_look(eval) ? all & ~(unsigned)NW_FOR_LEAK : all;
}

/* ---- custom patterns in readings ---- */

/* A view of a reading begins anew in front of its place, so a pattern may take for a begin what ended a match before: in
 *   "a" and "b&#33;"     the quote behind "a"
 * No match of a reading begins inside of one of the text itself, which was decided, and given out perhaps, before the place was seen. */
static int begins_inside(const nw_eval *eval, const nw_found *found) {
  return eval->match_ends.count > 0 && found->start < eval->match_ends.at[found->rule];
}

/* Notes where a match of the text itself ends. */
static void note_match(nw_eval *eval, const nw_hit *hit) {
  if (eval->match_ends.count == 0 || *hit->reading != '\0') return;
  if (eval->guard->rules[hit->found.rule].family_kind == NW_KIND_REGEX) eval->match_ends.at[hit->found.rule] = hit->found.end;
}

static void begin_matches(nw_eval *eval) {
  const newel_guard *guard = eval->guard;
  eval->match_ends.count = 0;
  if (guard->compiled[NW_FAMILY_REGEX] == NULL || guard->readings == NW_READINGS_NONE) return;
  if (!nw_vec_reserve(&eval->scratch->alloc, &eval->match_ends, guard->rule_count)) {
    eval->scratch->failed = 1;
    return;
  }
  eval->match_ends.count = guard->rule_count;
  memset(eval->match_ends.at, 0, guard->rule_count * sizeof *eval->match_ends.at);
}

void nw_unit_begin(nw_eval *eval, nw_unit_kind kind, size_t from, size_t shift, int mapped) {
  nw_unit unit = { .kind = kind, .from = from, .shift = shift, .mapped = mapped, .frontier = from };
  view original = { .kind = VIEW_UNIT, .from = from };
  eval->unit = unit;
  eval->pending.count = 0;
  eval->inert.count = 0;
  nw_cells_begin(&eval->cells, from);
  nw_reading_begin(&eval->reading, from, eval->guard->readings, served(eval));
  begin_families(eval, &original);
  begin_matches(eval);
}

/* Order of place: start, then the longer one, then the rule, then the reading: however the text came, one order. */
static int hit_before(const nw_hit *a, const nw_hit *b) {
  if (a->found.start != b->found.start) return a->found.start < b->found.start;
  if (a->bare_end != b->bare_end) return a->bare_end > b->bare_end;
  if (a->found.rule != b->found.rule) return a->found.rule < b->found.rule;
  return strcmp(a->reading, b->reading) < 0;  /* the text itself first */
}

static void sort_pending(nw_hit *at, size_t sorted, size_t count) {
  for (size_t i = sorted; i < count; i++) {  /* nearly sorted: a handful at a time */
    if (i == 0 || !hit_before(&at[i], &at[i - 1])) continue;
    nw_hit hit = at[i];
    size_t to = i;
    while (to > 0 && hit_before(&hit, &at[to - 1])) at[to] = at[to - 1], to--;
    at[to] = hit;
  }
}

static int is_allowed(nw_eval *eval, const nw_guard_rule *rule, newel_slice text) {
  newel_scratch *scratch = eval->scratch;
  const nw_allowed *lists[2] = { rule->allowed, eval->guard->allowed };
  for (int i = 0; i < 2; i++)
    if (lists[i] != NULL && nw_allowed_covers(lists[i], text, &scratch->folded, scratch->family[NW_FAMILY_REGEX])) return 1;
  return 0;
}

/* `text`: what was found, as it was read. */
static int add_hit(nw_eval *eval, const nw_found *found, const char *reading, newel_slice text) {
  const nw_guard_rule *rule = &eval->guard->rules[found->rule];
  const int exempt = is_allowed(eval, rule, text);
  newel_source source = eval->scratch->segs.at[eval->seg].source;
  if (*reading == '\0' && found->reading != NULL) reading = found->reading;
  if (!nw_vec_reserve(&eval->scratch->alloc, &eval->pending, 1)) return 0;
  nw_hit *hit = &eval->pending.at[eval->pending.count++];
  hit->found = *found;
  hit->reading = reading;
  hit->bare_end = found->end;
  hit->action = exempt ? NEWEL_ACTION_NONE : rule->action[source];
  hit->exempt = (uint8_t)exempt;
  hit->observe = rule->observe;
  hit->is_torn = hit->is_open = 0;
  return 1;
}

/* The rewrite that [start, end) owes something to, NULL none; `serves`: what all of them serve. */
static const nw_rewrite *rewrite_of(const nw_stage *stage, size_t start, size_t end, unsigned *serves) {
  const nw_rewrite *by = NULL;
  const nw_mark *mark = nw_stage_mark(stage, start);
  for (; mark != NULL && mark < stage->marks.at + stage->marks.count && mark->start <= end; mark++) {
    by = mark->rewrite;
    *serves &= by->serves;
  }
  return by;
}

/* A finding of a reading counts when a place of it, or of its context, made it what it is: all others were found before. */
static int absorb_reading(nw_eval *eval, const view *v, unsigned family, const nw_found *found_there) {
  enum { CONTEXT_BYTES = 48 };
  nw_found found = *found_there;
  unsigned serves = NW_FOR_ALL;
  size_t zero = v->stage->zero, start = found.start + zero, end = found.end + zero, before = start;
  newel_slice text = { (const char *)v->text.data + (found.start - v->text.base), found.end - found.start };
  if (found.context_end > found.context_start && found.context_start + zero < before) before = found.context_start + zero;
  else if (family == NW_FAMILY_CUE) before = start > CONTEXT_BYTES ? start - CONTEXT_BYTES : 0;
  const nw_rewrite *by = rewrite_of(v->stage, start, end, &serves);
  if (by == NULL) by = rewrite_of(v->stage, before, start, &serves);
  if (by == NULL || !(serves & nw_family_serves[family])) return 1;
  if (family == NW_FAMILY_SHAPE && found.score_ppm < NW_SCORE_FIELD) return 1;  /* a bare number, in a reading, is no evidence */
  found.start = start;
  found.end = end;
  nw_reading_span(&eval->reading, v->number, &found.start, &found.end);
  if (found.context_end > found.context_start) {
    found.context_start += zero;
    found.context_end += zero;
    nw_reading_span(&eval->reading, v->number, &found.context_start, &found.context_end);
  }
  if (found.end <= found.start || found.start < eval->unit.from || begins_inside(eval, &found)) return 1;
  return add_hit(eval, &found, by->reading, text);
}

/* A finding of a cell counts when the name of its column made it what it is. */
static int absorb_cell(nw_eval *eval, const view *v, const nw_found *found_there) {
  nw_found found = *found_there;
  newel_slice text = { (const char *)v->text.data + found.start, found.end - found.start };
  int is_named = found.context_end > found.context_start && found.context_start < v->from;
  if (!is_named && found.score_ppm != NW_SCORE_CONTEXT) return 1;
  if (strcmp(found.type, "NAME") == 0 && found.end != v->text.end) return 1;  /* "Seal ring": no name is followed by something */
  found.start = found.context_start = found.context_end = v->at + (found.start - v->from);
  found.end = found.start + text.len;
  eval->cells.found = 1;
  return add_hit(eval, &found, table_reading, text);
}

/* Turns what a family found into a pending hit, or a mark. */
static int absorb(nw_eval *eval, const view *v, unsigned family, const nw_found *found) {
  if (v->kind == VIEW_STAGE) return absorb_reading(eval, v, family, found);
  if (v->kind == VIEW_CELL) return absorb_cell(eval, v, found);
  if (found->rule == NW_RULE_INERT) {
    nw_span mark = { found->start, found->end };
    return nw_vec_push(&eval->scratch->alloc, &eval->inert, mark);
  }
  newel_slice text = { (const char *)v->text.data + (found->start - v->text.base), found->end - found->start };
  return add_hit(eval, found, "", text);
}

static void take_found(nw_eval *eval, const view *v, unsigned f) {
  for (size_t i = 0; i < eval->sink.found.count; i++) {
    if (eval->family_found[f] == NW_LIMIT_FINDINGS) {
      nw_eval_limit(eval, NW_LIMIT_ID_FINDINGS, UINT32_MAX);
      break;
    }
    eval->family_found[f]++;
    if (!absorb(eval, v, f, &eval->sink.found.at[i])) eval->scratch->failed = 1;
  }
  if (eval->sink.failed) eval->scratch->failed = 1;
}

/* Near misses are kept in raw offsets. */
static void place_misses(nw_eval *eval, size_t first) {
  for (size_t i = first; i < eval->misses->misses.count; i++) {
    nw_miss *miss = &eval->misses->misses.at[i];
    miss->start = nw_unit_raw_start(eval, miss->start);
    miss->end = nw_unit_raw_end(eval, miss->end);
  }
}

/* What a family said. */
static void take_said(nw_eval *eval, const view *v, unsigned f) {
  for (size_t i = 0; i < eval->sink.limits.count; i++) nw_eval_limit(eval, eval->sink.limits.at[i].limit, eval->sink.limits.at[i].rule);
  take_found(eval, v, f);
}

/* Returns `live`. */
static size_t scan_families(nw_eval *eval, const view *v) {
  const newel_guard *guard = eval->guard;
  unsigned char *states = states_of(eval, v);
  size_t live = v->text.end, missed = eval->misses == NULL ? 0 : eval->misses->misses.count;
  nw_scan scan = { .data = v->text.data, .base = v->text.base, .end = v->text.end, .final = v->text.final, .from = v->from,
                   .active = eval->active, .sink = &eval->sink, .all_active = eval->all_active,
                   .misses = v->kind == VIEW_UNIT ? eval->misses : NULL };
  if (v->kind == VIEW_UNIT && eval->reading.seeker.classed) scan.masked = nw_reading_masked(&eval->reading);
  for (unsigned i = 0; i < guard->family_count; i++) {
    const unsigned f = guard->families[i];
    if (f == NW_FAMILY_INERT && v->kind != VIEW_UNIT) continue;
    if (v->kind == VIEW_CELL && f != NW_FAMILY_SHAPE && f != NW_FAMILY_CUE) continue;
    scan.scratch = eval->scratch->family[f];
    scan.live = v->text.end;
    eval->sink.found.count = eval->sink.limits.count = 0;
    nw_families[f]->scan(guard->compiled[f], states + guard->state_at[f], &scan);
    if (scan.live < live) live = scan.live;
    if ((eval->sink.found.count | eval->sink.limits.count | (unsigned)eval->sink.failed) != 0) take_said(eval, v, f);
  }
  if (scan.misses != NULL) place_misses(eval, missed);
  return v->text.final ? v->text.end : live;
}

/* ---- readings ---- */

/* Scans what has come of a stage, from `zero` on. */
static void scan_stage(nw_eval *eval, unsigned number) {
  nw_stage *stage = &eval->reading.stages[number];
  size_t base = stage->base > stage->zero ? stage->base : stage->zero;
  if (!stage->active || stage->limit < base || stage->text.data == NULL) return;
  nw_window text = { (const unsigned char *)stage->text.data + (base - stage->base), base - stage->zero,
                     stage->limit - stage->zero, eval->reading.done };
  size_t from = stage->from == SIZE_MAX ? text.end : stage->from > stage->zero ? stage->from - stage->zero : 0;
  view v = { VIEW_STAGE, text, from, stage, number, 0 };
  if (!stage->begun) begin_families(eval, &v);
  stage->begun = 1;
  stage->live = scan_families(eval, &v) + stage->zero;
}

void nw_unit_scan_cell(nw_eval *eval, newel_slice text, size_t from, size_t at) {
  view v = { .kind = VIEW_CELL, .text = { (const unsigned char *)text.data, 0, text.len, 1 }, .from = from, .at = at };
  begin_families(eval, &v);
  (void)scan_families(eval, &v);
}

enum { HIDDEN_SCORE_PPM = 900000 };

/* What readings took the cover off. */
static void take_hidden(nw_eval *eval) {
  nw_reading *reading = &eval->reading;
  for (size_t i = 0; i < reading->hidden.count && eval->active[eval->guard->hidden_rule]; i++) {
    const nw_hidden *hidden = &reading->hidden.at[i];
    nw_found found = { .start = hidden->start, .end = hidden->end, .type = "HIDDEN_TEXT", .validator = "",
                       .rule = eval->guard->hidden_rule, .score_ppm = HIDDEN_SCORE_PPM };
    if (found.start < eval->unit.from) continue;
    newel_slice text = { "", 0 };
    if (!add_hit(eval, &found, hidden->rewrite->reading, text)) eval->scratch->failed = 1;
  }
  reading->hidden.count = 0;
}

/* Reads on; returns the place before which no reading finds anything more. The unit may be scanned up to reading.settled. */
static size_t scan_readings(nw_eval *eval, const nw_window *unit) {
  nw_reading *reading = &eval->reading;
  while (nw_reading_next(reading, unit) && !eval->scratch->failed) {
    for (unsigned s = 0; s < NW_STAGE_COUNT; s++) scan_stage(eval, s);
    take_hidden(eval);
    if (!reading->done) return nw_reading_live(reading);
  }
  if (reading->failed) eval->scratch->failed = 1;
  for (unsigned id = 0; reading->limits != 0 && id < NW_LIMIT_COUNT; id++)
    if (reading->limits >> id & 1) nw_eval_limit(eval, id, UINT32_MAX);
  return SIZE_MAX;
}

/* Placeholders that end at or before `at` touch nothing that is still to come. */
static void drop_inert(nw_eval *eval, size_t at) {
  size_t old = 0;
  while (old < eval->inert.count && eval->inert.at[old].end <= at) old++;
  if (old == 0) return;
  eval->inert.count -= old;
  memmove(eval->inert.at, eval->inert.at + old, eval->inert.count * sizeof *eval->inert.at);
}

/* A finding that a table says no to: it rests on words around it, and a cell that it has, or is, holds something else
 * by its column. Of the `count` hits at `at`, those near it are asked. */
static int is_torn(const nw_hit *at, size_t count, size_t i) {
  enum { NEAR = 16 };
  const nw_hit *hit = &at[i];
  if (hit->reading == table_reading || (hit->found.score_ppm >= NW_SCORE_SHAPE && strcmp(hit->found.validator, "tagger") != 0)) return 0;
  for (size_t n = i < NEAR ? 0 : i - NEAR; n < count && n <= i + NEAR; n++) {
    const nw_hit *cell = &at[n];
    if (cell->reading != table_reading || cell->found.rule == hit->found.rule || cell->action < hit->action) continue;
    if (cell->found.start >= hit->found.start && cell->found.end <= hit->found.end) return 1;
  }
  return 0;
}

/* Finding `at` has nothing to say that a longer one of its rule before it does not say: one of them is of a reading. */
static int is_covered(const nw_hit *from, const nw_hit *at) {
  enum { LOOK_BACK = 16 };
  for (const nw_hit *other = at; other > from && at - other < LOOK_BACK;) {
    other--;
    if (other->found.rule == at->found.rule && other->found.end >= at->found.end && other->action >= at->action &&
        (*other->reading != '\0' || *at->reading != '\0')) return 1;
  }
  return 0;
}

/* How many overlap in a chain from `at` on, and where the last of them ends. */
static size_t group_of(nw_hit *at, size_t count, size_t *group_end) {
  size_t next = 1;
  *group_end = at[0].found.end;
  for (; next < count && at[next].found.start < *group_end; next++)
    if (at[next].found.end > *group_end) *group_end = at[next].found.end;
  return next;
}

/* Leaves out what a table says no to; returns how many are left. */
static size_t drop_torn(nw_hit *at, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) at[i].is_torn = (uint8_t)is_torn(at, count, i);
  for (size_t i = 0; i < count; i++)
    if (!at[i].is_torn) at[kept++] = at[i];
  return kept;
}

/* Leaves out what is inert, and what is covered by what is not, or begins inside of it; returns how many are left. */
static size_t drop_idle(nw_eval *eval, nw_hit *at, size_t count) {
  size_t kept = 0;
  if (eval->cells.found) count = drop_torn(at, count);
  for (size_t i = 0; i < count; i++) {
    if (kept < i) at[kept] = at[i];
    note_match(eval, &at[kept]);
    if (*at[kept].reading != '\0' && begins_inside(eval, &at[kept].found)) continue;
    if (!nw_hit_is_inert(eval, &at[kept]) && !is_covered(at, &at[kept])) kept++;
  }
  return kept;
}

/* ---- what hangs on a finding ---- */

/* LRE, RLE, PDF, LRO, RLO; LRI, RLI, FSI, PDI. */
static int is_bidi_level(uint32_t cp) { return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069); }

/* Marks, and what shows nothing: they belong to the character in front. Not bidi levels: a beginning belongs to what is behind it, an end
 * to its beginning. */
static int hangs_on(uint32_t cp) {
  char text[8];
  unsigned len;
  if (cp < 0x80 || cp == NW_UTF8_BAD || is_bidi_level(cp)) return 0;
  return nw_word_class_of(cp) == NW_WORD_MARK || nw_code_point_reads(cp, text, &len) == NW_READS_NOTHING;
}

/* Where what hangs on the text before `at` ends, as far as the window shows it: the edit takes it along, a mark would jump onto the
 * placeholder. Bounded by NW_LIMIT_PLACE_BYTES behind `from`. */
static size_t hanging_end(const nw_window *text, size_t at, size_t from) {
  uint32_t cp;
  while (at < text->end && at - from < NW_LIMIT_PLACE_BYTES) {
    const unsigned char *next = text->data + (at - text->base);
    unsigned step = *next < 0x80 ? 0 : nw_utf8_decode(next, text->end - at, &cp);
    if (step == 0 || !hangs_on(cp)) break;
    at += step;
  }
  return at;
}

/* Is it known what stands at `at`? */
static int is_known(const nw_window *text, size_t at) {
  uint32_t cp;
  return text->final || (at < text->end && nw_utf8_decode(text->data + (at - text->base), text->end - at, &cp) > 0);
}

static void take_hanging_of(nw_eval *eval, nw_hit *hit, const nw_window *text) {
  hit->is_open = 0;
  if (hit->found.end < text->base) return;
  hit->found.end = hanging_end(text, hit->found.end, hit->bare_end);
  hit->is_open = (uint8_t)!is_known(text, hit->found.end);
  eval->unit.open_hits += hit->is_open;
}

/* The first `known` of the pending hits were there before: of these only the open ones are asked, which are the last or near. */
static void take_hanging(nw_eval *eval, const nw_window *text, size_t known) {
  size_t open = eval->unit.open_hits;
  eval->unit.open_hits = 0;
  for (size_t i = known; i-- > 0 && open > 0;) {
    nw_hit *hit = &eval->pending.at[i];
    if (!hit->is_open) continue;
    open--;
    take_hanging_of(eval, hit, text);
  }
  for (size_t i = known; i < eval->pending.count; i++) take_hanging_of(eval, &eval->pending.at[i], text);
}

/* Resolves the groups that nothing can touch any more. A place may begin where the text is settled up to, and drop what stands there:
 * what ends there may grow over it. Returns where the first of the others begins, at most `live`. */
static size_t close_groups(nw_eval *eval, const nw_window *text, size_t sorted, size_t live) {
  const size_t settled = eval->reading.settled;
  size_t done = 0;
  take_hanging(eval, text, sorted);
  sort_pending(eval->pending.at, sorted, eval->pending.count);
  nw_hit *at = eval->pending.at;
  while (done < eval->pending.count) {
    size_t group_end, count = group_of(at + done, eval->pending.count - done, &group_end);
    if (!text->final && (group_end > live || group_end >= settled || !is_known(text, group_end))) break;
    nw_resolve_group(eval, at + done, drop_idle(eval, at + done, count), text->data, text->base);
    done += count;
  }
  size_t left = eval->pending.count - done;
  if (done > 0) memmove(eval->pending.at, eval->pending.at + done, left * sizeof *at);
  eval->pending.count = left;
  return left > 0 && at[0].found.start < live ? at[0].found.start : live;
}

/* Plain words went on, in which no family finds anything: they are scanned with what follows, and all but the last of them may go. */
static int is_quiet(nw_eval *eval, const nw_window *text) {
  nw_unit *unit = &eval->unit;
  size_t at = eval->reading.settled;
  if (!eval->guard->quiet || eval->pending.count > 0 || unit->live < eval->reading.seeker.plain.quiet) return 0;
  if (at > unit->live + NW_UNIT_QUIET_BYTES || nw_cells_wait(&eval->cells, text)) return 0;
  while (at > unit->frontier && text->data[at - 1 - text->base] > ' ') at--;
  if (at > unit->frontier) unit->frontier = at;
  return 1;
}

void nw_unit_scan(nw_eval *eval, const unsigned char *data, size_t base, size_t end, int final) {
  nw_window text = { data, base, end, final };
  const int is_plain = nw_reading_goes_plain(&eval->reading, &text);
  if (is_plain && is_quiet(eval, &text)) return;
  size_t sorted = eval->pending.count, reading_live = is_plain ? SIZE_MAX : scan_readings(eval, &text);
  view original = { .kind = VIEW_UNIT, .text = text, .from = eval->unit.from };
  if (eval->reading.settled < end) original.text.end = eval->reading.settled, original.text.final = 0;
  if (original.text.end < base) original.text.end = base;
  size_t live = scan_families(eval, &original);
  if (live > reading_live) live = reading_live;
  size_t cells_live = nw_cells_scan(eval, &original.text);
  if (live > cells_live) live = cells_live;
  eval->unit.live = live;
  /* A view of a reading begins anew in front of its place, and has not come as far as the text has. What was passed was decided by bytes
   * in front of every place to come (reading.settled); they are the same in all views, so nothing begins there any more. */
  if (live < eval->unit.frontier) live = eval->unit.frontier;
  if (eval->scratch->failed) return;
  if (eval->pending.count > 0) live = close_groups(eval, &text, sorted, live);
  eval->unit.frontier = live > eval->unit.from ? live : eval->unit.from;
  if (eval->inert.count > 0) drop_inert(eval, eval->unit.frontier);
}
