/* text/reading.c - stages and islands. See reading.h for the idea.
 *
 *   unit     ………………… from [island ………… place ………… place ……………… to] …………
 *   stage 0                |copied …… read …… copied …… |              each stage reads the text of the one before
 *   stage 1                |copied ………………… |
 *                                          ^ a stage is scanned so far as the next one has read it
 *
 * Why so far: what a later stage turns into something else must not have been judged by the one before. A family that has seen the
 * text up to a place and nothing of the place still holds what may go on into it; so `live` never passes a finding to come.
 *
 * An island begins LOOK_BEFORE bytes before a place, at a blank, and ends LOOK_BEHIND bytes behind the last, at a blank. Both depend
 * on the text alone. Before its first place it is a copy: what is found there was found before.
 *
 * Owner: the guard's evaluator; memory is kept from text to text. Cost: a look at every 64 bytes; islands are copied once a stage.
 */
#include "text/reading.h"

#include <string.h>

#include "base/slice.h"
#include "text/glance.h"
#include "text/read_part.h"
#include "text/utf8.h"

#define LOOK_BEFORE_BYTES NW_LIMIT_LOOKBACK_BYTES  /* as far as a detector may look back */
enum { LOOK_BEHIND_BYTES = 128, BLANK_BYTES = 64, KEEP_BYTES = 4096 };

static const nw_rewrite *const order_rewrites[] = { NW_STAGE_ORDER NULL };
static const nw_rewrite *const fold_rewrites[] = { NW_STAGE_FOLD NULL };
static const nw_rewrite *const decode_rewrites[] = { NW_STAGE_DECODE NULL };
/* What is encoded; what is turned twice is as it was. */
static const nw_rewrite *const decoders[] = { NW_DECODERS NULL };
static const nw_rewrite *const join_rewrites[] = { NW_STAGE_JOIN NULL };
static const nw_rewrite *const looks_rewrites[] = { NW_STAGE_LOOKS NULL };
static const nw_rewrite *const all_rewrites[] = {
  NW_STAGE_ORDER NW_STAGE_FOLD NW_STAGE_DECODE NW_STAGE_JOIN NW_STAGE_LOOKS NULL
};
static const nw_rewrite *const unicode_rewrites[] = {
  NW_STAGE_ORDER NW_STAGE_FOLD &nw_rewrite_braille, NW_STAGE_LOOKS NULL
};
static const nw_rewrite *const no_rewrites[] = { NULL };
static const nw_rewrite *const *const sought[] = { all_rewrites, unicode_rewrites, no_rewrites };  /* by nw_readings */
static const nw_rewrite *const *const stage_rewrites[NW_STAGE_COUNT] = {
  order_rewrites, fold_rewrites, decode_rewrites, fold_rewrites, decode_rewrites, fold_rewrites, join_rewrites, looks_rewrites
};

/* ---- a stage ---- */

/* The island begins at `at` of the text before, its first place at `place`; `from`: what is more than context there. */
static void stage_begin(nw_stage *stage, const nw_rewrite *const *rewrites, size_t at, size_t place, size_t from, unsigned serves) {
  nw_seeker_begin(&stage->seeker, rewrites, place, serves);
  nw_buf_clear(&stage->text);
  stage->base = stage->limit = stage->zero = stage->live = 0;
  nw_map_begin(&stage->map, 0, at);
  stage->from = from > at ? SIZE_MAX : 0;
  stage->marks.count = 0;
  stage->active = stage->begun = 0;
}

static size_t stage_end(const nw_stage *stage) { return stage->base + stage->text.len; }

static nw_window stage_window(const nw_stage *stage, int final) {
  nw_window window = { (const unsigned char *)(stage->text.data != NULL ? stage->text.data : ""), stage->base, stage_end(stage), final };
  return window;
}

/* Appends a piece; notes where what is more than context begins. */
static int stage_add(nw_stage *stage, const char *text, size_t len, size_t in_len, size_t from) {
  if (stage->from == SIZE_MAX && stage->map.in_end + in_len >= from)
    stage->from = stage->map.out_end + (len == in_len ? from - stage->map.in_end : len);
  nw_buf_add(&stage->text, text, len);
  return nw_map_add(&stage->map, len, in_len, 1) && !stage->text.failed;
}

static int stage_copy(nw_stage *stage, const nw_window *text, size_t to, size_t from) {
  size_t at = stage->map.in_end;
  return to <= at || stage_add(stage, (const char *)text->data + (at - text->base), to - at, to - at, from);
}

/* Piece by piece, while all so far is context. */
static int stage_add_pieces(nw_stage *stage, const nw_passage *place, size_t from) {
  const char *text = place->text.data == NULL ? "" : place->text.data;  /* all was dropped */
  for (size_t i = 0; i < place->pieces.count; text += place->pieces.at[i++].len)
    if (!stage_add(stage, text, place->pieces.at[i].len, place->pieces.at[i].in_len, from)) return 0;
  return 1;
}

static int stage_add_place(nw_stage *stage, const nw_passage *place, const nw_rewrite *by, size_t from) {
  nw_mark mark = { stage_end(stage), 0, by };
  if (stage->from == SIZE_MAX) {
    if (!stage_add_pieces(stage, place, from)) return 0;
  } else {
    nw_buf_add(&stage->text, place->text.data, place->text.len);
    if (!nw_map_add_pieces(&stage->map, place->pieces.at, place->pieces.count) || stage->text.failed) return 0;
  }
  mark.end = stage_end(stage);
  if (!stage->active) stage->zero = stage->live = mark.start > LOOK_BEFORE_BYTES ? mark.start - LOOK_BEFORE_BYTES : 0;
  stage->active = 1;
  return nw_vec_push(&stage->map.alloc, &stage->marks, mark);
}

const nw_mark *nw_stage_mark(const nw_stage *stage, size_t at) {
  size_t low = 0, high = stage->marks.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (stage->marks.at[middle].end < at) low = middle + 1;
    else high = middle;
  }
  return low < stage->marks.count ? &stage->marks.at[low] : NULL;
}

/* ---- from a stage to the unit ---- */

/* The end of a span, with what is dropped right behind it. */
static size_t grown_end(const nw_map *map, size_t out) {
  size_t end = nw_map_end(map, out), next = nw_map_start(map, out);
  return next > end ? next : end;
}

static size_t start_in_unit(const nw_reading *reading, unsigned stage, size_t at) {
  for (unsigned s = stage + 1; s-- > 0;) at = nw_map_start(&reading->stages[s].map, at);
  return at;
}

void nw_reading_span(const nw_reading *reading, unsigned stage, size_t *start, size_t *end) {
  *start = start_in_unit(reading, stage, *start);
  for (unsigned s = stage + 1; s-- > 0;) *end = grown_end(&reading->stages[s].map, *end);
}

size_t nw_reading_live(const nw_reading *reading) {
  size_t live = SIZE_MAX;
  for (unsigned s = 0; reading->open && s < NW_STAGE_COUNT; s++) {
    const nw_stage *stage = &reading->stages[s];
    if (!stage->active) continue;
    size_t at = start_in_unit(reading, s, stage->live);
    if (at < live) live = at;
  }
  return live;
}

/* ---- islands ---- */

/* Where the text of the first place of the last decoding stage begins in the stage behind it. */
static size_t first_decoded(const nw_reading *reading) {
  const nw_stage *decoded = &reading->stages[NW_STAGE_LAST_DECODE], *behind = decoded + 1;
  size_t low = behind->base, high = stage_end(behind);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (nw_map_start(&behind->map, middle) < decoded->marks.at[0].start) low = middle + 1;
    else high = middle;
  }
  return low;
}

static int is_too_deep(const nw_reading *reading) { return (int)(reading->limits >> NW_LIMIT_ID_DECODE_DEPTH & 1); }

/* What the last decoding stage gave and is encoded once more is not read: the limit says so. */
static void look_deeper(nw_reading *reading, int final) {
  const nw_stage *decoded = &reading->stages[NW_STAGE_LAST_DECODE], *behind = decoded + 1;
  nw_window text = stage_window(behind, final);
  nw_seeker *seeker = &reading->deeper;
  const nw_rewrite *by = NULL;
  uint64_t limits = 0;
  if (!decoded->active || is_too_deep(reading)) return;
  if (!reading->deepens) {
    size_t first = first_decoded(reading);
    if (!final && first == stage_end(behind)) return;  /* the text of the place has not come so far */
    nw_seeker_begin(seeker, decoders, first, reading->serves);
    reading->deepens = 1;
  }
  while (!is_too_deep(reading) && nw_seek(seeker, &text, &reading->place, &by, &limits) == NW_SEEK_PLACE) {
    const nw_passage *place = &reading->place;
    const nw_mark *mark = nw_stage_mark(decoded, nw_map_start(&behind->map, place->start));
    if (mark != NULL && mark->start <= nw_map_end(&behind->map, place->end)) reading->limits |= (uint64_t)1 << NW_LIMIT_ID_DECODE_DEPTH;
    nw_seeker_take(seeker, place);
  }
  if (reading->place.text.failed) reading->failed = 1;
}

/* How much of stage `s` is still to be looked at for that. */
static size_t kept_for_deeper(const nw_reading *reading, unsigned s) {
  if (!reading->deepens || is_too_deep(reading)) return SIZE_MAX;
  if (s == NW_STAGE_LAST_DECODE) return nw_map_start(&reading->stages[s + 1].map, reading->deeper.at);
  return s == NW_STAGE_LAST_DECODE + 1 ? reading->deeper.at : SIZE_MAX;
}

/* The stage two before has read the same text by the same rewrites, and found nothing. Only at the end: where more is to come the stage
 * between may change what a place in front of it goes on with. */
static int is_as_before(const nw_reading *reading, unsigned s, int final) {
  return final && s >= 2 && stage_rewrites[s] == stage_rewrites[s - 2] && !reading->stages[s - 1].active && !reading->stages[s - 2].active;
}

/* What looked at the text of stage `s` before: joining reads what decoding has read when nothing between changed it. */
static const nw_seeker *twin_of(const nw_reading *reading, unsigned s) {
  enum { FIRST_DECODE = 2, JOIN = NW_STAGE_LAST_DECODE + 2 };
  if (s != JOIN) return NULL;
  for (unsigned between = FIRST_DECODE; between < s; between++)
    if (reading->stages[between].active) return NULL;
  return &reading->stages[FIRST_DECODE].seeker;
}

/* Which code points there are in the rest of a text that does not go on: what is not there, nobody has to look for. */
static unsigned asked_in(const nw_reading *reading, unsigned s, const nw_window *text) {
  size_t at = reading->stages[s].seeker.at;
  if (!text->final || at < text->base) return ~0u;
  if (s > 0 && !reading->stages[s - 1].active && reading->stages[s - 1].asked_from <= at) return reading->stages[s - 1].seeker.asked;
  return at < text->end ? nw_asked_in(text->data + (at - text->base), text->end - at) : 0;
}

static int note_hidden(nw_reading *reading, unsigned s, const nw_passage *place, const nw_rewrite *by) {
  nw_hidden hidden = { place->start, place->end, by };
  if (s > 0) nw_reading_span(reading, s - 1, &hidden.start, &hidden.end);
  return nw_vec_push(&reading->alloc, &reading->hidden, hidden);
}

/* Reads what has come of the text before into stage `s`. */
static void stage_run(nw_reading *reading, unsigned s, const nw_window *text, size_t from) {
  nw_stage *stage = &reading->stages[s];
  const nw_rewrite *by = NULL;
  if (is_as_before(reading, s, text->final) && stage->seeker.at < text->end) stage->seeker.at = text->end;
  stage->asked_from = stage->seeker.at;
  stage->seeker.asked = asked_in(reading, s, text);
  stage->seeker.twin = twin_of(reading, s);
  for (;;) {
    nw_seek_is is = nw_seek(&stage->seeker, text, &reading->place, &by, &reading->limits);
    if (is != NW_SEEK_PLACE) break;
    const nw_passage *place = &reading->place;
    if (place->text.failed || !stage_copy(stage, text, place->start, from)) {
      reading->failed = 1;
      return;
    }
    if (!stage_add_place(stage, place, by, from) || (place->hidden && !note_hidden(reading, s, place, by))) {
      reading->failed = 1;
      return;
    }
    reading->bytes += place->text.len;
    nw_seeker_take(&stage->seeker, place);
  }
  size_t settled = text->final ? text->end : stage->seeker.at;
  if (!text->final) settled = settled > NW_PLACE_BACK_BYTES ? settled - NW_PLACE_BACK_BYTES : 0;
  if (!stage_copy(stage, text, settled, from)) reading->failed = 1;
}

/* How far each stage, and the unit, may be scanned: as far as all stages behind have read. */
static void set_limits(nw_reading *reading) {
  size_t limit = stage_end(&reading->stages[NW_STAGE_COUNT - 1]);
  for (unsigned s = NW_STAGE_COUNT; s-- > 0;) {
    nw_stage *stage = &reading->stages[s];
    stage->limit = limit;
    limit = limit == stage_end(stage) ? stage->map.in_end : nw_map_start(&stage->map, limit);
  }
  if (limit > reading->settled) reading->settled = limit;  /* before its first place an island holds nothing back */
}

/* Lets go of what has been scanned, and of what the next stage has read. */
static void stages_trim(nw_reading *reading) {
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) {
    nw_stage *stage = &reading->stages[s];
    size_t keep = s + 1 < NW_STAGE_COUNT ? reading->stages[s + 1].map.in_end : stage_end(stage), gone = 0;
    if (stage->limit < keep) keep = stage->limit;
    if (kept_for_deeper(reading, s) < keep) keep = kept_for_deeper(reading, s);
    if (stage->active && stage->live < keep) keep = stage->live;
    if (keep < stage->base + NW_LIMIT_LOOKBACK_BYTES + KEEP_BYTES) continue;
    keep -= NW_LIMIT_LOOKBACK_BYTES;
    if (keep - stage->base < stage->text.len / 2) continue;
    nw_buf_drop(&stage->text, keep - stage->base);
    nw_map_drop(&stage->map, keep);
    stage->base = keep;
    while (gone < stage->marks.count && stage->marks.at[gone].end < keep) gone++;
    stage->marks.count -= gone;
    if (gone > 0) memmove(stage->marks.at, stage->marks.at + gone, stage->marks.count * sizeof *stage->marks.at);
  }
}

static int is_blank(unsigned c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
/* A part of a token: a key or an address may be as long as detectors look ahead. */
static int is_solid(unsigned c) { return c > ' ' && c < 0x7F; }
static int is_inside_char(unsigned c) { return (c & 0xC0) == 0x80; }

/* Where the island that has its first place at `place` begins: behind a blank, or where a code point does. */
static size_t island_start(const nw_window *unit, size_t place) {
  if (place <= unit->base + LOOK_BEFORE_BYTES) return unit->base;
  size_t most = place - LOOK_BEFORE_BYTES;
  for (size_t at = most; at < most + BLANK_BYTES; at++)
    if (is_blank(unit->data[at - 1 - unit->base])) return at;
  while (most < place && is_inside_char(unit->data[most - unit->base])) most++;
  return most;
}

/* Where it ends as far as is known: LOOK_BEHIND bytes behind the last place, behind the token there, which no detector may see in half,
 * and at a blank if there is one soon. SIZE_MAX: it is not known yet. */
static size_t island_stop(nw_reading *reading, const nw_window *unit) {
  size_t at = reading->changed + LOOK_BEHIND_BYTES, to = at + NW_LIMIT_LOOKAHEAD_BYTES;
  if (at < reading->solid) at = reading->solid < to ? reading->solid : to;
  while (at < to && at < unit->end && is_solid(unit->data[at - unit->base])) at++;
  reading->solid = at;
  for (size_t soft = at + BLANK_BYTES; at < soft && at < to && at < unit->end; at++)
    if (is_blank(unit->data[at - unit->base])) return at;
  while (at < unit->end && is_inside_char(unit->data[at - unit->base])) at++;
  return at < unit->end ? at : unit->final ? unit->end : SIZE_MAX;
}

/* Reads the unit up to `to` through all stages. */
static void island_feed(nw_reading *reading, const nw_window *unit, size_t to, int final) {
  nw_window text = { unit->data, unit->base, to, final };
  size_t from = reading->unit_from;
  for (unsigned s = 0; s < NW_STAGE_COUNT && !reading->failed; s++) {
    stage_run(reading, s, &text, from);
    text = stage_window(&reading->stages[s], final);
    from = reading->stages[s].from;
    if (s == NW_STAGE_LAST_DECODE + 1) look_deeper(reading, final);
  }
}

/* Where the island ends, as far as the unit tells: SIZE_MAX when it is not known yet. Places that begin before its end are on it. */
static size_t island_seek(nw_reading *reading, const nw_window *unit) {
  nw_seeker *seeker = &reading->seeker;
  const nw_rewrite *by = NULL;
  for (;;) {
    nw_seek_is is = nw_seek(seeker, unit, &reading->place, &by, &reading->limits);
    if (reading->place.text.failed) reading->failed = 1;
    if (is != NW_SEEK_PLACE || reading->failed || reading->place.start >= reading->changed + LOOK_BEHIND_BYTES) {
      size_t stop = island_stop(reading, unit);
      if ((is == NW_SEEK_NONE && unit->final) || reading->failed || stop == SIZE_MAX) return stop;
      if (is != NW_SEEK_PLACE) return seeker->at < stop + NW_PLACE_BACK_BYTES ? SIZE_MAX : stop;  /* a place may begin before its spot */
      if (reading->place.start >= stop) return stop;
    }
    reading->changed = reading->place.end;
    nw_seeker_take(seeker, &reading->place);
  }
}

/* Goes on over an open island. Sets `done` at its end. */
static void island_run(nw_reading *reading, const nw_window *unit) {
  size_t stop = island_seek(reading, unit);
  reading->done = stop != SIZE_MAX;
  if (stop == SIZE_MAX) {  /* it ends behind this at the earliest */
    stop = reading->changed + LOOK_BEHIND_BYTES;
    if (stop > unit->end) stop = unit->end;
  }
  if (!reading->failed) island_feed(reading, unit, stop, reading->done);
  if (!reading->failed) set_limits(reading);
}

/* May what begins with this byte be a sign between letters: no printable ASCII, an escape, a tag? */
static int may_part_letters(unsigned c) { return c < 0x20 || c >= 0x7F || c == '&' || c == '%' || c == '\\' || c == '<' || c == '['; }

/* Where the stages of an island begin to look: a row of letters may begin just before the first that is in disguise, or before the sign
 * that parts them. A stream lags so far behind there (settled_before). */
static size_t first_look(const nw_window *unit, size_t place, size_t island) {
  if (!may_part_letters(unit->data[place - unit->base])) return place;
  size_t back = nw_place_back(unit->data, unit->base, place), at = back > island ? back : island;
  while (is_inside_char(unit->data[at - unit->base])) at++;
  return at;
}

static void island_open(nw_reading *reading, const nw_window *unit) {
  size_t place = reading->place.start, at = island_start(unit, place), from = reading->unit_from;
  reading->changed = reading->place.end;
  nw_seeker_take(&reading->seeker, &reading->place);
  reading->solid = 0;
  reading->deepens = 0;
  reading->open = 1;
  reading->done = 0;
  place = first_look(unit, place, at);
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) {
    stage_begin(&reading->stages[s], stage_rewrites[s], at, place, from, reading->serves);
    from = reading->stages[s].from;
    place -= at;
    at = 0;
  }
}

/* ---- the whole ---- */

void nw_reading_init(nw_reading *reading, nw_alloc alloc) {
  memset(reading, 0, sizeof *reading);
  reading->alloc = reading->place.alloc = alloc;
  nw_buf_init(&reading->place.text, alloc);
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) {
    nw_buf_init(&reading->stages[s].text, alloc);
    reading->stages[s].map.alloc = alloc;
  }
}

static void free_wiped(nw_buf *buf) {
  if (buf->data != NULL) nw_wipe(buf->data, buf->capacity);
  nw_buf_free(buf);
}

void nw_reading_free(nw_reading *reading) {
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) {
    nw_stage *stage = &reading->stages[s];
    free_wiped(&stage->text);
    nw_map_free(&stage->map);
    nw_vec_free(&reading->alloc, &stage->marks);
  }
  free_wiped(&reading->place.text);
  nw_vec_free(&reading->alloc, &reading->place.pieces);
  nw_vec_free(&reading->alloc, &reading->hidden);
}

void nw_reading_begin(nw_reading *reading, size_t from, nw_readings which, unsigned serves) {
  nw_seeker_begin(&reading->seeker, sought[which], 0, serves);
  reading->seeker.classes = &reading->classes;
  reading->serves = serves;
  reading->unit_from = from;
  reading->open = reading->done = reading->failed = 0;
  reading->settled = reading->bytes = 0;
  reading->limits = 0;
  reading->hidden.count = 0;
  reading->place.text.failed = 0;
}

/* Stands something in front of the spot that a number may begin with: "GB one", "+ four", "BK - two", "BK.12"? */
static int has_lead(const nw_window *unit, size_t at) {
  const unsigned char *spot = unit->data + (at - unit->base), *p = spot;
  const unsigned char *from = unit->data;
  if (!nw_is_alnum(*spot)) return p > from && nw_is_upper(p[-1]);
  if (p > from && p[-1] == ' ') p--;
  if (p > from && p[-1] == '+') return 1;
  if (p > from && p[-1] == '-') p--;
  if (p > from && p[-1] == ' ') p--;
  return p < spot && p > from && nw_is_upper(p[-1]);
}

/* Where the next place can begin at the earliest, when the spot at `at` is not decided: what is to come may delete the last bytes; a
 * spot begins before itself where capital letters stand in front of a number, and the stages of an island look from before one that is
 * may part letters on (first_look): this one, or one soon behind it. */
static size_t settled_before(const nw_window *unit, size_t at) {
  size_t last = nw_place_back(unit->data, unit->base, unit->end);
  size_t back = at > NW_PLACE_BACK_BYTES ? at - NW_PLACE_BACK_BYTES : 0;
  if (at >= unit->end) return last;
  if (back < unit->base) return back < last ? back : last;
  if (has_lead(unit, at)) return back;
  for (size_t odd = at; odd < at + NW_PLACE_BACK_BYTES && odd < unit->end; odd++)
    if (may_part_letters(unit->data[odd - unit->base])) return odd > NW_PLACE_BACK_BYTES ? odd - NW_PLACE_BACK_BYTES : 0;
  return at < last ? at : last;
}

int nw_reading_next(nw_reading *reading, const nw_window *unit) {
  const nw_rewrite *by = NULL;
  if (reading->failed) return 0;
  if (reading->open && reading->done) reading->open = 0;
  if (reading->open) {
    stages_trim(reading);
  } else {
    reading->seeker.choosy = 1;
    nw_seek_is is = nw_seek(&reading->seeker, unit, &reading->place, &by, &reading->limits);
    if (reading->place.text.failed) reading->failed = 1;
    if (is != NW_SEEK_PLACE) {
      size_t settled = unit->final ? unit->end : settled_before(unit, reading->seeker.at);
      if (settled > reading->settled) reading->settled = settled;
      return 0;
    }
    reading->seeker.choosy = 0;
    island_open(reading, unit);
  }
  island_run(reading, unit);
  return !reading->failed;
}

int nw_reading_goes_plain(nw_reading *reading, const nw_window *unit) {
  nw_seeker *seeker = &reading->seeker;
  if (reading->open || reading->failed || !nw_plain_is(&seeker->plain) || seeker->plain.at != seeker->at) return 0;
  if (!nw_seeker_is_plain(seeker, unit)) return 0;
  size_t settled = settled_before(unit, seeker->at);
  if (settled > reading->settled) reading->settled = settled;
  return 1;
}

nw_masked nw_reading_masked(nw_reading *reading) {
  const nw_seeker *seeker = &reading->seeker;
  return (nw_masked){ seeker->classed ? &reading->classes : NULL, seeker->calm_at, seeker->seen };
}

/* ---- for tests ---- */

static int rewrite_text(const nw_rewrite *rewrite, newel_slice text, int everywhere, int doubting, nw_buf *out, nw_map *map) {
  const nw_rewrite *const one[] = { rewrite, NULL };
  const nw_rewrite *by;
  nw_window window = { (const unsigned char *)text.data, 0, text.len, 1 };
  nw_stage stage;
  nw_passage place;
  uint64_t limits = 0;
  int ok = 1;
  memset(&place, 0, sizeof place);
  place.alloc = out->alloc;
  nw_buf_init(&place.text, out->alloc);
  memset(&stage, 0, sizeof stage);
  stage.map.alloc = out->alloc;
  nw_buf_init(&stage.text, out->alloc);
  stage_begin(&stage, one, 0, 0, 0, NW_FOR_ALL);
  stage.seeker.everywhere = (uint8_t)everywhere;
  stage.seeker.doubting = (uint8_t)doubting;
  while (ok && nw_seek(&stage.seeker, &window, &place, &by, &limits) == NW_SEEK_PLACE) {
    ok = !place.text.failed && stage_copy(&stage, &window, place.start, 0) && stage_add_place(&stage, &place, by, 0);
    nw_seeker_take(&stage.seeker, &place);
  }
  ok = ok && stage_copy(&stage, &window, text.len, 0);
  nw_buf_add_slice(out, nw_buf_slice(&stage.text));
  nw_buf_free(&stage.text);
  nw_buf_free(&place.text);
  nw_vec_free(&place.alloc, &place.pieces);
  nw_vec_free(&out->alloc, &stage.marks);
  if (map != NULL) *map = stage.map;
  else nw_map_free(&stage.map);
  return ok && !out->failed;
}

int nw_rewrite_text(const nw_rewrite *rewrite, newel_slice text, nw_buf *out, nw_map *map) {
  return rewrite_text(rewrite, text, 0, 0, out, map);
}

int nw_rewrite_text_everywhere(const nw_rewrite *rewrite, newel_slice text, int doubting, nw_buf *out) {
  return rewrite_text(rewrite, text, 1, doubting, out, NULL);
}
