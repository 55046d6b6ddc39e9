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
#include "text/calm.h"
#include "text/company.h"
#include "text/glance.h"
#include "text/plain.h"
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

/* ---- looking ---- */

unsigned nw_look_char(nw_look *look, size_t pos, uint32_t *cp) {
  int first = nw_look_at(look, pos);
  *cp = NW_UTF8_BAD;
  if (first < 0) return 0;
  if (first < 0x80) {
    *cp = (uint32_t)first;
    return 1;
  }
  size_t end = look->end < look->most ? look->end : look->most;
  unsigned step = nw_utf8_next(look->data + (pos - look->base), end - pos, cp);
  if (step > 0) return step;
  (void)nw_look_at(look, end);  /* cut: there may be more */
  return 1;
}

unsigned nw_look_char_before(nw_look *look, size_t pos, uint32_t *cp) {
  *cp = NW_UTF8_BAD;
  if (pos <= look->base || pos > look->end) return 0;
  return nw_utf8_decode_back(look->data, look->data + (pos - look->base), cp);
}

/* ---- places ---- */

void nw_passage_begin(nw_passage *place, size_t start) {
  place->start = place->end = start;
  place->text.len = 0;  /* a failure stays until nw_reading_begin: no refusal may hide it */
  place->pieces.count = 0;
  place->refused = 0;
  place->hidden = 0;
  place->goes_on = 0;
}

void nw_passage_add(nw_passage *place, const char *text, size_t len, size_t in_len) {
  nw_piece piece = { (uint32_t)len, (uint32_t)in_len };
  nw_buf *to = &place->text;
  if (len == 1 && to->len < to->capacity && !to->failed) to->data[to->len++] = *text;  /* most pieces are a letter */
  else nw_buf_add(to, text, len);
  if (!nw_vec_push(&place->alloc, &place->pieces, piece)) place->text.failed = 1;
  place->end += in_len;
}

void nw_passage_add_char(nw_passage *place, uint32_t cp, size_t in_len) {
  char bytes[4];
  nw_passage_add(place, bytes, nw_utf8_encode(cp, bytes), in_len);
}

unsigned nw_code_letters(const char *text, size_t len) {
  enum { LETTERS_LEAST = 2, LETTERS_MOST = 5, DIGITS_LEAST = 4, DIGITS_MOST = 12 };
  unsigned letters = 0;
  while (letters < len && nw_is_upper((unsigned char)text[letters])) letters++;
  for (size_t i = letters; i < len; i++)
    if (!nw_is_digit((unsigned char)text[i])) return 0;
  size_t digits = len - letters;
  return letters >= LETTERS_LEAST && letters <= LETTERS_MOST && digits >= DIGITS_LEAST && digits <= DIGITS_MOST ? letters : 0;
}

void nw_passage_both_ways(nw_passage *place, const char *front, size_t front_len) {
  enum { CODE_MOST = 17 };
  char code[CODE_MOST];
  size_t len = place->text.len, in_len = place->end - place->start;
  if (front_len + len > sizeof code || len == 0 || place->text.failed) return;
  memcpy(code, front, front_len);
  memcpy(code + front_len, place->text.data, len);
  unsigned letters = nw_code_letters(code, front_len + len);
  if (letters == 0) return;
  nw_buf_add(&place->text, "\n", 1);
  nw_buf_add(&place->text, code, letters);
  nw_buf_add(&place->text, "-", 1);
  nw_buf_add(&place->text, code + letters, front_len + len - letters);
  place->pieces.count = 1;
  if (!place->text.failed) place->pieces.at[0] = (nw_piece){ (uint32_t)place->text.len, (uint32_t)in_len };
}

/* ---- seeking ---- */

/* Who is asked, and why: the same from text to text. */
static void seeker_choose(nw_seeker *seeker, const nw_rewrite *const *rewrites, unsigned serves) {
  if (seeker->rewrites == rewrites && seeker->serves == serves) return;
  seeker->rewrites = rewrites;
  seeker->serves = serves;
  seeker->needs = seeker->asks = seeker->sure = seeker->tellers = 0;
  seeker->chars = 0;
  memset(seeker->by_reason, 0, sizeof seeker->by_reason);
  memset(seeker->by_asked, 0, sizeof seeker->by_asked);
  for (seeker->count = 0; rewrites[seeker->count] != NULL; seeker->count++) {
    const nw_rewrite *rewrite = rewrites[seeker->count];
    if (!(rewrite->serves & serves)) continue;
    seeker->needs |= rewrite->needs;
    seeker->tellers |= (uint32_t)(rewrite->tells != 0) << seeker->count;
    seeker->asks |= rewrite->asks;
    seeker->chars |= rewrite->asks != 0 || (rewrite->tells & NW_TOLD_CHARS) != 0;
    for (unsigned bit = 0; bit < NW_ASKED_BITS; bit++)
      if (rewrite->asks >> bit & 1) seeker->by_asked[bit] |= (uint32_t)1 << seeker->count;
    unsigned needs = rewrite->asks != 0 ? rewrite->needs & ~(unsigned)NW_CALM_HIGH : rewrite->needs;
    seeker->sure |= needs;
    for (unsigned bit = 0; bit < NW_CALM_REASONS; bit++)
      if (needs >> bit & 1) seeker->by_reason[bit] |= (uint32_t)1 << seeker->count;
  }
}

static void seeker_begin(nw_seeker *seeker, const nw_rewrite *const *rewrites, size_t at, unsigned serves) {
  seeker_choose(seeker, rewrites, serves);
  memset(seeker->skip, 0, seeker->count * sizeof *seeker->skip);
  seeker->floor = seeker->at = at;
  seeker->goes_on = seeker->by = 0;
  seeker->waits_at = SIZE_MAX;
  seeker->spots.count = 0;
  seeker->calm_at = seeker->calm_end = 0;
  nw_plain_stop(&seeker->plain);
  seeker->everywhere = seeker->doubting = seeker->classed = 0;
  seeker->classes = NULL;
  seeker->twin = NULL;
  seeker->asked = ~0u;
}

typedef enum seek_is { SEEK_NONE, SEEK_WAIT, SEEK_PLACE } seek_is;

/* The 64 bytes at `at`; `chars`: with what their code points are. */
static void glance_part(nw_glance *glance, const nw_window *text, size_t at, int chars) {
  size_t left = at < text->end ? text->end - at : 0;
  const unsigned char *block = text->data + (at - text->base);
  if (left >= NW_GLANCE_BYTES) nw_glance_at(glance, block);
  else nw_glance_tail(glance, left > 0 ? block : NULL, left, !text->final);
  if (chars && left > 0 && glance->lead != 0) nw_glance_chars(glance, block, left, !text->final);
}

/* The same of a block that does not follow the one that was looked at last. */
static void glance_first(nw_glance *glance, const nw_window *text, size_t at, int chars) {
  size_t before = at - text->base < NW_GLANCE_BYTES ? at - text->base : NW_GLANCE_BYTES;
  glance_part(glance, text, at, chars);
  if (chars) nw_company_begin(glance, nw_is_ascii((const char *)text->data + (at - text->base) - before, before));
}

/* Adds what is told of the words there. */
static void glance_words(nw_glance *glance, const nw_window *text, size_t at, unsigned tell) {
  unsigned char rest[NW_GLANCE_BYTES];
  size_t left = at < text->end ? text->end - at : 0;
  const unsigned char *block = text->data + (at - text->base);
  if ((tell &= ~glance->told) == 0) return;
  if (left < NW_GLANCE_BYTES) {
    memset(rest, 0, sizeof rest);
    if (left > 0) memcpy(rest, block, left);
    block = rest;
  }
  if (tell & NW_TOLD_NUMBERS) nw_glance_numbers(glance, block);
  if (tell & NW_TOLD_SIGNS) nw_glance_signs(glance, block);
  glance->told |= tell;
}

/* Who looks for one of these reasons, of which code points near may take NW_CALM_HIGH away. */
static uint32_t who_asks(const nw_seeker *seeker, unsigned why) {
  uint32_t who = 0;
  for (unsigned bits = why; bits != 0; bits &= bits - 1) who |= seeker->by_reason[__builtin_ctz(bits)];
  if (!(why & NW_CALM_HIGH)) return who;
  for (unsigned bits = (seeker->spots.here.asked | seeker->spots.next.asked) & seeker->asks; bits != 0; bits &= bits - 1)
    who |= seeker->by_asked[__builtin_ctz(bits)];
  return who;
}

/* Those of the spots in the block at `at` that a first look leaves. */
static uint64_t likely(const nw_rewrite *rewrite, const nw_window *text, size_t at, uint64_t spots) {
  const unsigned char *block = text->data + (at - text->base), *end = text->data + (text->end - text->base);
  for (uint64_t rest = spots; rest != 0; rest &= rest - 1) {
    const unsigned char *p = block + __builtin_ctzll(rest);
    if (end - p < NW_SPOT_BYTES) break;
    if (!rewrite->may(p, text->data)) spots &= ~(rest & (0 - rest));
  }
  return spots;
}

/* The spots of the block of 64 bytes at `at`, of the rewrites that look for one of these reasons; but for those that are refused. */
static void look_at_block(nw_seeker *seeker, const nw_window *text, size_t at, unsigned why) {
  nw_spots *spots = &seeker->spots;
  size_t left = text->end - at;
  if (spots->count > 0 && at == spots->at + NW_GLANCE_BYTES) spots->here = spots->next;
  else glance_first(&spots->here, text, at, seeker->chars);
  glance_part(&spots->next, text, at + NW_GLANCE_BYTES, seeker->chars);
  unsigned before = at > text->base ? text->data[at - 1 - text->base] : ' ', tell = 0;
  if (seeker->chars) nw_company_follow(&spots->next, &spots->here, before);
  spots->at = at;
  spots->count = left < NW_GLANCE_BYTES ? (unsigned)left : NW_GLANCE_BYTES;
  spots->any = spots->some = 0;
  uint64_t known = spots->count == NW_GLANCE_BYTES ? ~(uint64_t)0 : ((uint64_t)1 << spots->count) - 1;
  uint32_t who = who_asks(seeker, why);
  for (uint32_t rest = who & seeker->tellers; rest != 0; rest &= rest - 1) tell |= seeker->rewrites[__builtin_ctz(rest)]->tells;
  tell &= NW_TOLD_NUMBERS | NW_TOLD_SIGNS;
  if (tell != 0) glance_words(&spots->here, text, at, tell), glance_words(&spots->next, text, at + NW_GLANCE_BYTES, tell);
  for (; who != 0; who &= who - 1) {
    unsigned r = (unsigned)__builtin_ctz(who);
    if (seeker->skip[r] >= at + NW_GLANCE_BYTES) continue;
    const nw_rewrite *rewrite = seeker->rewrites[r];
    uint64_t some = rewrite->spots(&spots->here, &spots->next, before);
    if (seeker->everywhere && rewrite == &nw_rewrite_fold) some |= spots->here.lead;
    some &= known;
    if (seeker->skip[r] > at) some &= ~(uint64_t)0 << (seeker->skip[r] - at);
    if (some != 0 && rewrite->may != NULL && !seeker->doubting) some = likely(rewrite, text, at, some);
    if (some == 0) continue;
    spots->by[r] = some;
    spots->any |= some;
    spots->who[spots->some++] = (uint8_t)r;
  }
}

/* Who looks for nothing leaves the masks all the same: they are asked for. */
static void classify(nw_seeker *seeker, const nw_window *text) {
  if (seeker->classes == NULL || !(seeker->serves & NW_FOR_SHAPE)) return;
  const unsigned char *data = text->data + (seeker->at - text->base);
  (void)nw_masks_batch(nw_masks_of(nw_width_best()), seeker->classes, data, text->end - seeker->at, 0, -1);
  seeker->calm_at = seeker->at;
  seeker->seen = text->end;
  seeker->classed = 1;
}

/* Why to look from seeker->at on. */
static void find_reasons(nw_seeker *seeker, const nw_window *text) {
  size_t left = text->end - seeker->at;
  const unsigned char *data = text->data + (seeker->at - text->base);
  nw_calm *calm = &seeker->calm;
  nw_masks own, *classes = seeker->classes != NULL ? seeker->classes : &own;
  const nw_seeker *twin = seeker->twin;
  seeker->classed = 0;
  if (seeker->wants == NW_CALM_HIGH) nw_calm_look_high(calm, data, left, !text->final);
  else if (twin != NULL && twin->calm_at == seeker->at && twin->calm_end > twin->calm_at && twin->seen == text->end &&
           twin->seen_final == text->final) *calm = twin->calm;
  else seeker->classed = (uint8_t)nw_calm_look(calm, classes, data, left, !text->final);
  if (seeker->everywhere) nw_calm_expect_all(calm);
  seeker->calm_at = seeker->at;
  seeker->calm_end = seeker->at + (size_t)calm->blocks * NW_CALM_BLOCK_BYTES;
  seeker->seen = text->end;
  seeker->seen_final = text->final;
  seeker->spots.count = 0;
}

/* The first block from `block` on that somebody has a reason to look at; NW_CALM_BLOCKS: none of those that are known. */
static unsigned next_reason(const nw_seeker *seeker, unsigned block) {
  for (uint64_t some = seeker->calm.some >> block << block; some != 0; some &= some - 1) {
    unsigned b = (unsigned)__builtin_ctzll(some);
    if (seeker->calm.reasons[b] & seeker->wants) return b;
  }
  return NW_CALM_BLOCKS;
}

/* Makes seeker->spots say of seeker->at, or of what comes next; 0 when there is nothing more. */
static int look_on(nw_seeker *seeker, const nw_window *text) {
  const nw_spots *spots = &seeker->spots;
  int same = seeker->seen == text->end && seeker->seen_final == text->final;
  if (same && spots->count > 0 && seeker->at >= spots->at && seeker->at < spots->at + spots->count) return 1;
  for (; seeker->at < text->end; same = 1) {
    if (!same || seeker->at < seeker->calm_at || seeker->at >= seeker->calm_end) find_reasons(seeker, text);
    unsigned here = (unsigned)((seeker->at - seeker->calm_at) / NW_CALM_BLOCK_BYTES), block = next_reason(seeker, here);
    size_t at = seeker->calm_at + (size_t)block * NW_CALM_BLOCK_BYTES;
    if (block < NW_CALM_BLOCKS) {
      if (block > here) seeker->at = at;
      look_at_block(seeker, text, at, seeker->calm.reasons[block] & seeker->wants);
      return 1;
    }
    seeker->at = seeker->calm_end;
  }
  seeker->at = text->end;
  return 0;
}

/* What is long is read anew when an eighth more has come, not at each byte of a stream. */
static seek_is wait_for_more(nw_seeker *seeker, size_t end, size_t at) {
  enum { LONG_BYTES = 64 };
  seeker->waits_at = at;
  seeker->waits_for = end - at < LONG_BYTES ? 0 : end + (end - at) / 8;
  return SEEK_WAIT;
}

/* Asks one rewrite about a spot. */
static seek_is ask(nw_seeker *seeker, unsigned r, const nw_window *text, size_t at, nw_passage *place, uint64_t *limits) {
  size_t back = at > NW_PLACE_BACK_BYTES ? at - NW_PLACE_BACK_BYTES : 0;
  nw_look look = { text->data, text->base, text->end, text->final, seeker->floor > back ? seeker->floor : back,
                   at + NW_LIMIT_PLACE_BYTES, seeker->goes_on, 0, 0, 0 };
  nw_passage_begin(place, at);
  int found = seeker->rewrites[r]->read(&look, at, place);
  if (look.touched) return wait_for_more(seeker, text->end, at);
  *limits |= look.refused;
  if (!found || place->end <= place->start) {
    if (!seeker->doubting) seeker->skip[r] = place->refused;
    return SEEK_NONE;
  }
  *limits |= look.limits;
  seeker->by = r;
  return SEEK_PLACE;
}

/* 1 when all that came in a stream is plain words, and one that has not ended: it is asked about then. */
static int is_plain_so_far(nw_seeker *seeker, const nw_window *text) {
  enum { PUSH_BYTES = 64 };
  nw_plain *plain = &seeker->plain;
  if (text->final || seeker->at <= text->base || text->end - seeker->at > PUSH_BYTES) return 0;
  if (!nw_plain_is(plain) || plain->at != seeker->at) nw_plain_begin(plain, seeker->at, text->data[seeker->at - 1 - text->base]);
  int is = nw_plain_go_on(plain, text->data + (plain->seen - text->base), text->end - plain->seen);
  seeker->at = plain->at;
  return is;
}

/* The rest of a place that goes on where the last one ended. */
static seek_is seek_rest(nw_seeker *seeker, const nw_window *text, nw_passage *place, const nw_rewrite **by, uint64_t *limits) {
  if (seeker->goes_on == 0 || seeker->at >= text->end) return SEEK_NONE;
  *by = seeker->rewrites[seeker->by];
  seek_is is = ask(seeker, seeker->by, text, seeker->at, place, limits);
  if (is == SEEK_NONE) seeker->goes_on = 0;
  return is;
}

/* The next place at or behind seeker->at. WAIT: the spot at seeker->at is not decided. */
static seek_is seek(nw_seeker *seeker, const nw_window *text, nw_passage *place, const nw_rewrite **by, uint64_t *limits) {
  const nw_spots *spots = &seeker->spots;
  if (seeker->at == seeker->waits_at && text->end < seeker->waits_for && !text->final) return SEEK_WAIT;
  seek_is rest = seek_rest(seeker, text, place, by, limits);
  if (rest != SEEK_NONE) return rest;
  seeker->wants = seeker->sure | ((seeker->asks & seeker->asked) != 0 ? NW_CALM_HIGH : 0);
  if (seeker->wants == 0 && text->end > seeker->at) {
    if (text->final && seeker->count == 0) classify(seeker, text);
    seeker->at = text->end;
  }
  if (seeker->at < text->end && is_plain_so_far(seeker, text)) return seeker->at < text->end ? SEEK_WAIT : SEEK_NONE;
  while (seeker->at < text->end) {
    if (!look_on(seeker, text)) break;
    for (uint64_t any = spots->any & ~(uint64_t)0 << (seeker->at - spots->at); any != 0; any &= any - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(any);
      size_t at = spots->at + bit;
      for (unsigned i = 0; i < spots->some; i++) {
        unsigned r = spots->who[i];
        if (!(spots->by[r] >> bit & 1) || at < seeker->skip[r]) continue;
        seek_is is = ask(seeker, r, text, at, place, limits);
        if (is == SEEK_NONE) continue;
        seeker->at = at;
        *by = seeker->rewrites[r];
        return is;
      }
    }
    seeker->at = spots->at + spots->count;
  }
  return SEEK_NONE;
}

/* The place that was found counts: what comes next is behind it. A place that is left is found again. */
static void take_place(nw_seeker *seeker, const nw_passage *place) {
  seeker->at = seeker->floor = place->end;
  seeker->goes_on = place->goes_on;
}

/* ---- a stage ---- */

/* The island begins at `at` of the text before, its first place at `place`; `from`: what is more than context there. */
static void stage_begin(nw_stage *stage, const nw_rewrite *const *rewrites, size_t at, size_t place, size_t from, unsigned serves) {
  seeker_begin(&stage->seeker, rewrites, place, serves);
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
    seeker_begin(seeker, decoders, first, reading->serves);
    reading->deepens = 1;
  }
  while (!is_too_deep(reading) && seek(seeker, &text, &reading->place, &by, &limits) == SEEK_PLACE) {
    const nw_passage *place = &reading->place;
    const nw_mark *mark = nw_stage_mark(decoded, nw_map_start(&behind->map, place->start));
    if (mark != NULL && mark->start <= nw_map_end(&behind->map, place->end)) reading->limits |= (uint64_t)1 << NW_LIMIT_ID_DECODE_DEPTH;
    take_place(seeker, place);
  }
  if (reading->place.text.failed) reading->failed = 1;
}

/* How much of stage `s` is still to be looked at for that. */
static size_t kept_for_deeper(const nw_reading *reading, unsigned s) {
  if (!reading->deepens || is_too_deep(reading)) return SIZE_MAX;
  if (s == NW_STAGE_LAST_DECODE) return nw_map_start(&reading->stages[s + 1].map, reading->deeper.at);
  return s == NW_STAGE_LAST_DECODE + 1 ? reading->deeper.at : SIZE_MAX;
}

/* The stage two before has read the same text by the same rewrites, and found nothing. */
static int is_as_before(const nw_reading *reading, unsigned s) {
  return s >= 2 && stage_rewrites[s] == stage_rewrites[s - 2] && !reading->stages[s - 1].active && !reading->stages[s - 2].active;
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

/* Reads what has come of the text before into stage `s`. */
static void stage_run(nw_reading *reading, unsigned s, const nw_window *text, size_t from) {
  nw_stage *stage = &reading->stages[s];
  const nw_rewrite *by = NULL;
  if (is_as_before(reading, s) && stage->seeker.at < text->end) stage->seeker.at = text->end;
  stage->asked_from = stage->seeker.at;
  stage->seeker.asked = asked_in(reading, s, text);
  stage->seeker.twin = twin_of(reading, s);
  for (;;) {
    seek_is is = seek(&stage->seeker, text, &reading->place, &by, &reading->limits);
    if (is != SEEK_PLACE) break;
    const nw_passage *place = &reading->place;
    if (place->text.failed || !stage_copy(stage, text, place->start, from)) {
      reading->failed = 1;
      return;
    }
    nw_hidden hidden = { place->start, place->end, by };
    if (s > 0) nw_reading_span(reading, s - 1, &hidden.start, &hidden.end);
    if (!stage_add_place(stage, place, by, from) ||
        (place->hidden && !nw_vec_push(&reading->alloc, &reading->hidden, hidden))) {
      reading->failed = 1;
      return;
    }
    reading->bytes += place->text.len;
    take_place(&stage->seeker, place);
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
    seek_is is = seek(seeker, unit, &reading->place, &by, &reading->limits);
    if (reading->place.text.failed) reading->failed = 1;
    if (is != SEEK_PLACE || reading->failed || reading->place.start >= reading->changed + LOOK_BEHIND_BYTES) {
      size_t stop = island_stop(reading, unit);
      if (is == SEEK_NONE || reading->failed || stop == SIZE_MAX) return stop;
      if (is == SEEK_WAIT) return seeker->at < stop + NW_PLACE_BACK_BYTES ? SIZE_MAX : stop;
      if (reading->place.start >= stop) return stop;
    }
    reading->changed = reading->place.end;
    take_place(seeker, &reading->place);
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
  size_t at = place > island + NW_PLACE_BACK_BYTES ? place - NW_PLACE_BACK_BYTES : island;
  while (is_inside_char(unit->data[at - unit->base])) at++;
  return at;
}

static void island_open(nw_reading *reading, const nw_window *unit) {
  size_t place = reading->place.start, at = island_start(unit, place), from = reading->unit_from;
  reading->changed = reading->place.end;
  take_place(&reading->seeker, &reading->place);
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
  seeker_begin(&reading->seeker, sought[which], 0, serves);
  reading->seeker.classes = &reading->classes;
  reading->serves = serves;
  reading->unit_from = from;
  reading->open = reading->done = reading->failed = 0;
  reading->settled = reading->bytes = 0;
  reading->limits = 0;
  reading->hidden.count = 0;
  reading->place.text.failed = 0;
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) reading->stages[s].text.failed = 0;
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
 * spot begins before itself where it deletes, or where capital letters stand in front of a number. */
static size_t settled_before(const nw_window *unit, size_t at) {
  size_t last = unit->end > NW_PLACE_BACK_BYTES ? unit->end - NW_PLACE_BACK_BYTES : 0;
  size_t back = at > NW_PLACE_BACK_BYTES ? at - NW_PLACE_BACK_BYTES : 0;
  if (at >= unit->end || back < unit->base) return back < last ? back : last;
  const unsigned char *spot = unit->data + (at - unit->base);
  if (may_part_letters(*spot) || has_lead(unit, at)) return back;
  return at < last ? at : last;
}

int nw_reading_next(nw_reading *reading, const nw_window *unit) {
  const nw_rewrite *by = NULL;
  if (reading->failed) return 0;
  if (reading->open && reading->done) reading->open = 0;
  if (reading->open) {
    stages_trim(reading);
  } else {
    seek_is is = seek(&reading->seeker, unit, &reading->place, &by, &reading->limits);
    if (reading->place.text.failed) reading->failed = 1;
    if (is != SEEK_PLACE) {
      size_t settled = unit->final ? unit->end : settled_before(unit, reading->seeker.at);
      if (settled > reading->settled) reading->settled = settled;
      return 0;
    }
    island_open(reading, unit);
  }
  island_run(reading, unit);
  return !reading->failed;
}

int nw_reading_goes_plain(nw_reading *reading, const nw_window *unit) {
  nw_seeker *seeker = &reading->seeker;
  if (reading->open || reading->failed || !nw_plain_is(&seeker->plain) || seeker->plain.at != seeker->at) return 0;
  if (!is_plain_so_far(seeker, unit)) return 0;
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
  while (ok && seek(&stage.seeker, &window, &place, &by, &limits) == SEEK_PLACE) {
    ok = !place.text.failed && stage_copy(&stage, &window, place.start, 0) && stage_add_place(&stage, &place, by, 0);
    take_place(&stage.seeker, &place);
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
