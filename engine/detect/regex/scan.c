/* detect/regex/scan.c - searching one unit of text for custom patterns, so that no cut of the text can be seen in the result.
 *
 * The text of a unit begins at `from` and is laid out in cells of G = NW_LIMIT_REGEX_LOOKAHEAD_BYTES. A match that begins in
 * cell k sees the text up to the cell's cut, G bytes behind the cell's end, or up to the end of the text:
 *
 *      from        cell k-1        cell k         cell k+1                     G = 4096
 *        |------------|--------------|--------------|----- …
 *                     ^ s: matches that begin here  ^ cut(k): and end here
 *
 * A search asks for the first match in [pos, end of the cell) with PCRE2_PARTIAL_HARD: PCRE2 then says MATCH or NONE only
 * where it did not look at the end of what it has, and PARTIAL as soon as an attempt came there. So MATCH and NONE hold for
 * every longer text, and PARTIAL at s means
 *   - the text may go on before the cut: wait, `live` is s, and search again from s when there is more;
 *   - s came to the cut, or to the end of the text: settle the rest of the cell with a plain search from s on. At a cut a
 *     match may end there (\d+ on 20,000 digits is found in pieces); if there is none at s, the rule is incomplete:
 *     REGEX_LOOKAHEAD_BYTES.
 * The place s, what is settled and what it costs depend on the text alone, hence so do findings and limits.
 *
 * Work. PCRE2 counts steps for each start anew, so a pattern can be slow and never fail. Each start gets a small purse
 * (PURSE_STEPS); only the starts that empty it (found by halving the range) run again alone with REGEX_MATCH_STEPS, and each
 * of these, and each byte that settling a cell may look at again, is paid from REGEX_TEXT_STEPS. A start that runs out of
 * steps makes the rule incomplete and the search goes on in the next cell; a text that runs out ends it. What is paid is what
 * is decided, never what was tried and has to wait.
 *
 * A step of PCRE2 is a try, however many bytes it runs over: fine for a scan that each start makes once ([a-z]+[0-9]: at most
 * 2 G bytes, 100 ms for 64 KB of letters), not for one that is made again and again ((?:(?=.*)a)+!). Patterns of the second
 * kind, as far as the reader can tell, are metered (pcre.h): callouts count items and bytes. A start may spend
 * REGEX_MATCH_STEPS of these, the starts of a cell together REGEX_CELL_STEPS; what runs out makes the rule incomplete, and the
 * search goes on in the next cell. No other budget holds for them.
 *
 * A stream holds back what an undecided start sees: from the start of its cell at worst to the cut, 2 G = 8,192 bytes.
 *
 * Most texts hold no match of any rule, and so no place where one could begin: tables of first, second and third bytes say so for all
 * rules at once, and PCRE2 is not asked. In a push of a stream every byte is looked up; in a long text only blocks that hold a rare
 * first byte, for rules that begin with one.
 *
 * Bytes that are no UTF-8 match nothing. A sequence that the end of the window cuts is held back, at a cut it is left out.
 * Owner: the caller; no allocation (an interpreter without JIT takes heap frames from the scratch). State: one unit. Scratch:
 * one thread.
 */
#include <string.h>

#include "base/slice.h"
#include "detect/regex/regex.h"

/* Steps of one start in a search over many: 256 steps are 0.3 microseconds, 64 KB of them 20 ms. */
enum { PURSE_STEPS = 256 };
/* A step takes about as long as running over eight bytes. */
enum { BYTES_OF_A_STEP = 8 };

/* One rule in one unit. */
typedef struct rule_state {
  size_t   pos;    /* nothing of this rule begins before it any more; SIZE_MAX: the rule has stopped */
  size_t   retry;  /* not worth a search before the window reaches so far */
  uint64_t paid;   /* of NW_LIMIT_REGEX_TEXT_STEPS */
  size_t   cell;   /* end of the cell that `spent` is about */
  uint64_t spent;  /* metered: of NW_LIMIT_REGEX_CELL_STEPS, by starts that are decided */
} rule_state;

/* Where the text that a cell sees ends. */
typedef enum stop_kind { STOP_OPEN, STOP_CUT, STOP_END } stop_kind;

/* One rule in one call. */
typedef struct run {
  const nw_regex_compiled *rule;
  rule_state              *state;
  nw_scan                 *scan;
  size_t                   origin;    /* what offset 0 of `text` is in the unit */
  const unsigned char     *text;
  size_t                   cell_end;  /* unit offsets; of the cell that state->pos is in */
  size_t                   stop;
  stop_kind                kind;
} run;

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* ---- text ------------------------------------------------------------------------------------------------------------------ */

/* `end`, or the start of the UTF-8 sequence that `end` cuts. Looks at up to three bytes before `end`. */
static size_t whole_sequences(const run *r, size_t end) {
  for (size_t back = 1; back <= 3 && end - r->origin >= back; back++) {
    unsigned char c = r->text[end - back - r->origin];
    if ((c & 0xC0) == 0x80) continue;
    size_t bytes = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
    return bytes > back ? end - back : end;
  }
  return end;
}

/* Finds the cell of state->pos, and where its text ends. A cut counts only when a byte is behind it: else it may be the end. */
static void enter_cell(run *r) {
  const nw_scan *scan = r->scan;
  size_t cell = NW_LIMIT_REGEX_LOOKAHEAD_BYTES, cut;
  r->cell_end = r->state->pos - (r->state->pos - scan->from) % cell + cell;
  cut = r->cell_end + NW_LIMIT_REGEX_LOOKAHEAD_BYTES;
  if (r->state->cell != r->cell_end) {
    r->state->cell = r->cell_end;
    r->state->spent = 0;
  }
  r->kind = scan->end > cut ? STOP_CUT : scan->final ? STOP_END : STOP_OPEN;
  r->stop = r->kind == STOP_END ? scan->end : whole_sequences(r, smaller(scan->end, cut));
}

/* ---- limits ---------------------------------------------------------------------------------------------------------------- */

static void hit_limit(run *r, unsigned id) {
  nw_sink_limit(r->scan->sink, id, r->rule->rule);
}

/* Pays; 0 when the text's budget is spent: the rule stops here for good. */
static int pay(run *r, uint64_t steps) {
  r->state->paid += steps;
  if (r->state->paid <= NW_LIMIT_REGEX_TEXT_STEPS) return 1;
  hit_limit(r, NW_LIMIT_ID_REGEX_TEXT_STEPS);
  r->state->pos = SIZE_MAX;
  return 0;
}

/* ---- searching ------------------------------------------------------------------------------------------------------------- */

/* A search for a match that begins at first … last, in unit offsets. */
typedef struct quest {
  size_t         first, last;
  uint32_t       options;
  nw_pcre_answer answer;
  size_t         start, end;
} quest;

/* A continuation byte begins no match, and PCRE2 wants to start at a whole sequence: such starts are left out. */
static nw_pcre_answer find(run *r, quest *q, size_t first, size_t last, uint32_t steps) {
  while (first <= last && (r->text[first - r->origin] & 0xC0) == 0x80) first++;
  if (first > last) return q->answer = NW_PCRE_NONE;
  nw_pcre_search search = { .text = r->text, .len = r->stop - r->origin, .first = first - r->origin, .last = last - r->origin,
                            .options = q->options | PCRE2_NOTEMPTY, .steps = steps,
                            .purse = NW_LIMIT_REGEX_CELL_STEPS - r->state->spent };
  q->answer = nw_pcre_find(&r->rule->code, r->scan->scratch, &search);
  q->start = search.start + r->origin;
  q->end = search.end + r->origin;
  if (r->rule->code.metered) r->state->spent = smaller(r->state->spent + search.spent, NW_LIMIT_REGEX_CELL_STEPS);
  return q->answer;
}

static int ran_out(nw_pcre_answer answer) { return answer >= NW_PCRE_OUT_OF_STEPS; }

/* Of the starts q->first … q->last one ran out of its purse: moves q->first to it. Widths double while all is quiet and halve
 * where it is not, so the starts before it are searched about once more. */
static void find_spender(run *r, quest *q) {
  for (size_t width = 1; q->first <= q->last; ) {
    nw_pcre_answer answer = find(r, q, q->first, smaller(q->last, q->first + width - 1), PURSE_STEPS);
    if (answer == NW_PCRE_NONE) {
      q->first += width;
      width *= 2;
    } else if (!ran_out(answer) || width == 1) return;
    else width /= 2;
  }
}

/* Searches with a purse for each start, and the starts that empty it alone. The answer is NONE, MATCH, PARTIAL, or that a
 * start ran out of its full steps; 0 when the budget of the text is spent. */
static int search(run *r, quest *q) {
  if (r->rule->code.metered) {
    find(r, q, q->first, q->last, NW_LIMIT_REGEX_MATCH_STEPS);
    return 1;
  }
  while (q->first <= q->last && ran_out(find(r, q, q->first, q->last, PURSE_STEPS))) {
    find_spender(r, q);
    if (!ran_out(q->answer)) return 1;
    find(r, q, q->first, q->first, NW_LIMIT_REGEX_MATCH_STEPS);
    if (q->answer == NW_PCRE_PARTIAL && r->kind == STOP_OPEN) return 1;
    if (!pay(r, NW_LIMIT_REGEX_MATCH_STEPS)) return 0;
    if (q->answer != NW_PCRE_NONE) return 1;
    q->first++;
  }
  return 1;
}

static void report(run *r, const quest *q) {
  nw_found found = { .start = q->start, .end = q->end, .type = r->rule->type, .validator = "", .rule = r->rule->rule,
                     .score_ppm = 1000000 };
  found.context_start = found.context_end = q->start;
  nw_sink_add(r->scan->sink, &found);
  r->state->pos = q->end;
}

/* What MATCH, NONE and running out mean, in both kinds of search. */
static void conclude(run *r, const quest *q) {
  switch (q->answer) {
    case NW_PCRE_MATCH: report(r, q); break;
    case NW_PCRE_OUT_OF_STEPS: hit_limit(r, NW_LIMIT_ID_REGEX_MATCH_STEPS); r->state->pos = r->cell_end; break;
    case NW_PCRE_OUT_OF_PURSE: hit_limit(r, NW_LIMIT_ID_REGEX_CELL_STEPS); r->state->pos = r->cell_end; break;
    case NW_PCRE_OUT_OF_STACK: hit_limit(r, NW_LIMIT_ID_REGEX_JIT_STACK_BYTES); r->state->pos = r->cell_end; break;
    default: r->state->pos = smaller(r->stop, r->cell_end);
  }
}

/* An attempt at `start` came to where the text of its cell ends, for good: decides the rest of the cell without PARTIAL. */
static void settle(run *r, size_t start) {
  size_t last = smaller(r->stop, r->cell_end) - 1;
  if (start > last) {
    r->state->pos = start;
    return;
  }
  if (r->kind == STOP_CUT && r->rule->text_end) {  /* \z would be true at the cut */
    hit_limit(r, NW_LIMIT_ID_REGEX_LOOKAHEAD_BYTES);
    r->state->pos = r->cell_end;
    return;
  }
  quest q = { .first = start, .last = last, .options = r->kind == STOP_CUT ? PCRE2_NOTEOL : 0 };
  if (!search(r, &q)) return;
  if (r->kind == STOP_CUT && !(q.answer == NW_PCRE_MATCH && q.start == start)) hit_limit(r, NW_LIMIT_ID_REGEX_LOOKAHEAD_BYTES);
  size_t reached = q.answer == NW_PCRE_MATCH ? q.start : ran_out(q.answer) ? q.first : last;
  conclude(r, &q);
  if (!r->rule->code.metered) (void)pay(r, (r->stop - start) + (uint64_t)(reached - start) * (r->stop - start) / BYTES_OF_A_STEP);
}

/* Waits at `start`. Attempts that hold back much wait for an eighth more (what is metered for half as much), so that all tries
 * together cost a few times the last one. */
static void wait_at(run *r, size_t start) {
  size_t end = r->scan->end, cut = r->cell_end + NW_LIMIT_REGEX_LOOKAHEAD_BYTES;
  r->state->pos = start;
  size_t more = r->rule->code.metered ? (end - start) / 2 : (end - start) / 8;
  r->state->retry = smaller(end + 1 + more, cut + 1);
}

/* One search from state->pos; 1 when there may be another one in this window. */
static int step(run *r) {
  if (r->state->pos >= r->scan->end) return 0;
  enter_cell(r);
  if (r->state->pos >= r->stop) return 0;
  quest q = { .first = r->state->pos, .last = smaller(r->stop, r->cell_end) - 1, .options = PCRE2_PARTIAL_HARD };
  if (!search(r, &q)) return 0;
  if (q.answer != NW_PCRE_PARTIAL) conclude(r, &q);
  else if (r->kind != STOP_OPEN) settle(r, q.start);
  else {
    wait_at(r, q.start);
    return 0;
  }
  return r->state->pos < r->scan->end;
}

/* ---- family ---------------------------------------------------------------------------------------------------------------- */

/* Of a unit. */
typedef struct regex_state {
  size_t     together;  /* all rules are there; SIZE_MAX: each is where it says itself */
  rule_state rules[];
} regex_state;

static size_t state_bytes(const void *compiled) {
  const nw_regex *regex = compiled;
  return sizeof(regex_state) + regex->count * sizeof(rule_state);
}

static void begin(const void *compiled, void *state) { memset(state, 0, state_bytes(compiled)); }

/* The text of a unit begins at `from` (^ and \A are true there): what is before it is the key of another text. */
static void scan_rule(const nw_regex_compiled *rule, rule_state *state, nw_scan *scan) {
  size_t origin = scan->base > scan->from ? scan->base : scan->from;
  if (state->pos < scan->from) state->pos = scan->from;
  if (origin > scan->end || (!scan->final && scan->end < state->retry)) return;
  run r = { .rule = rule, .state = state, .scan = scan, .origin = origin, .text = scan->data + (origin - scan->base) };
  while (step(&r)) {}
}

/* The bytes from `pos` to the end of the window, which most rules pass by without a search: no match begins in them. */
typedef struct glance {
  size_t   pos, stop;  /* SIZE_MAX: nothing was looked at; where a search for nothing would have come to */
  uint64_t begins;     /* rules that a match of may begin there, like nw_regex's */
} glance;
enum { GLANCE_BYTES = 64 };  /* in longer texts PCRE2 is the faster one to skip what is not told */

/* The rules that a match of may begin at `p`. */
static uint64_t begins_at(const nw_regex *regex, const unsigned char *p, const unsigned char *stop) {
  uint64_t rules = regex->begins[0][p[0]];
  for (unsigned n = 1; n < NW_AHEAD && rules != 0 && p + n < stop && p[n - 1] < 0x80; n++) rules &= regex->begins[n][p[n]];
  return rules;
}

/* 1 when one of the rare bytes stands in 64 bytes at `p`. */
static int has_rare(const nw_regex *regex, const unsigned char *p) {
  typedef unsigned char vector __attribute__((vector_size(16)));
  vector text, any = { 0 };
  uint64_t halves[2];
  for (unsigned r = 0; r < regex->rare_count; r++)
    for (unsigned i = 0; i < GLANCE_BYTES; i += sizeof text) {
      memcpy(&text, p + i, sizeof text);
      any |= (vector)(text == regex->rare[r]);
    }
  memcpy(halves, &any, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/* Reads [p, stop): all of a short text; of a long one only where rules that are told may begin. Its last bytes are glanced at together
 * with those in front of them. */
static uint64_t begins_in(const nw_regex *regex, const unsigned char *p, const unsigned char *stop) {
  int is_long = stop - p > GLANCE_BYTES;
  uint64_t found = is_long ? ~regex->told : 0;
  for (; is_long && stop - p > GLANCE_BYTES; p += GLANCE_BYTES) {
    if (!has_rare(regex, p)) continue;
    for (unsigned i = 0; i < GLANCE_BYTES; i++) found |= begins_at(regex, p + i, stop);
    if (found == UINT64_MAX) return found;
  }
  if (is_long && !has_rare(regex, stop - GLANCE_BYTES)) return found;
  for (; p < stop; p++) found |= begins_at(regex, p, stop);
  return found;
}

/* 0: there is nothing to look at. */
static int look(glance *seen, const nw_regex *regex, const nw_scan *scan, size_t pos) {
  if (pos >= scan->end || pos < scan->base || pos < scan->from) return 0;
  if (regex->rare_count == 0 && scan->end - pos > GLANCE_BYTES) return 0;  /* no rule is told */
  if (seen->pos == pos) return seen->stop >= pos;
  run r = { .origin = scan->base, .text = scan->data };
  seen->pos = pos;
  seen->begins = 0;
  seen->stop = scan->final ? scan->end : whole_sequences(&r, scan->end);
  if (seen->stop > pos) seen->begins = begins_in(regex, scan->data + (pos - scan->base), scan->data + (seen->stop - scan->base));
  return seen->stop >= pos;
}

/* Each rule from where it is. */
static void scan_rules(const nw_regex *regex, regex_state *state, nw_scan *scan, glance *seen) {
  size_t first = SIZE_MAX, last = 0;
  for (size_t i = 0; i < regex->count; i++) {
    rule_state *rule = &state->rules[i];
    if (state->together != SIZE_MAX) rule->pos = state->together;
    if (scan->active[regex->rules[i].rule]) {
      if (look(seen, regex, scan, rule->pos) && !(seen->begins >> i % 64 & 1)) rule->pos = seen->stop;
      else scan_rule(&regex->rules[i], rule, scan);
      scan->live = smaller(scan->live, rule->pos);
    }
    first = smaller(first, rule->pos);
    last = rule->pos > last ? rule->pos : last;
  }
  state->together = first == last ? first : SIZE_MAX;
}

static void scan_unit(const void *compiled, void *state_of_unit, nw_scan *scan) {
  const nw_regex *regex = compiled;
  regex_state *state = state_of_unit;
  glance seen = { .pos = SIZE_MAX };
  scan->live = scan->end;
  if (look(&seen, regex, scan, state->together) && seen.begins == 0) scan->live = state->together = seen.stop;
  else scan_rules(regex, state, scan, &seen);
}

const nw_family nw_regex_family = { "regex", state_bytes, begin, scan_unit, nw_pcre_scratch_open, nw_pcre_scratch_free };
