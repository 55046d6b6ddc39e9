/* text/seeker.c - see seeker.h. */
#include "text/seeker.h"

#include <string.h>

#include "base/slice.h"
#include "text/company.h"
#include "text/glance.h"
#include "text/idle.h"
#include "text/utf8.h"

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

void nw_seeker_begin(nw_seeker *seeker, const nw_rewrite *const *rewrites, size_t at, unsigned serves) {
  seeker_choose(seeker, rewrites, serves);
  memset(seeker->skip, 0, seeker->count * sizeof *seeker->skip);
  seeker->floor = seeker->at = at;
  seeker->goes_on = seeker->by = 0;
  seeker->waits_at = SIZE_MAX;
  seeker->spots.count = 0;
  seeker->calm_at = seeker->calm_end = 0;
  seeker->calm.blocks = 0;
  nw_plain_stop(&seeker->plain);
  seeker->everywhere = seeker->doubting = seeker->classed = seeker->choosy = 0;
  seeker->classes = NULL;
  seeker->twin = NULL;
  seeker->asked = ~0u;
}

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

/* Who looks for one of these reasons, of which code points near may take NW_CALM_HIGH away: those of `asked`. */
static uint32_t who_asks(const nw_seeker *seeker, unsigned why, unsigned asked) {
  uint32_t who = 0;
  for (unsigned bits = why; bits != 0; bits &= bits - 1) who |= seeker->by_reason[__builtin_ctz(bits)];
  if (!(why & NW_CALM_HIGH)) return who;
  for (unsigned bits = (seeker->spots.glance[0].asked | seeker->spots.glance[1].asked) & seeker->asks & asked; bits != 0; bits &= bits - 1)
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
static void look_at_block(nw_seeker *seeker, const nw_window *text, size_t at, unsigned why, unsigned asked) {
  nw_spots *spots = &seeker->spots;
  size_t left = text->end - at;
  const int follows = spots->count > 0 && at == spots->at + NW_GLANCE_BYTES;
  spots->now = follows ? !spots->now : 0;
  nw_glance *here = &spots->glance[spots->now], *next = &spots->glance[!spots->now];
  if (!follows) glance_first(here, text, at, seeker->chars);
  glance_part(next, text, at + NW_GLANCE_BYTES, seeker->chars);
  unsigned before = at > text->base ? text->data[at - 1 - text->base] : ' ', tell = 0;
  if (seeker->chars) nw_company_follow(next, here, before);
  spots->at = at;
  spots->count = left < NW_GLANCE_BYTES ? (unsigned)left : NW_GLANCE_BYTES;
  spots->any = spots->some = 0;
  uint64_t known = spots->count == NW_GLANCE_BYTES ? ~(uint64_t)0 : ((uint64_t)1 << spots->count) - 1;
  uint32_t who = who_asks(seeker, why, asked);
  for (uint32_t rest = who & seeker->tellers; rest != 0; rest &= rest - 1) tell |= seeker->rewrites[__builtin_ctz(rest)]->tells;
  tell &= NW_TOLD_NUMBERS | NW_TOLD_SIGNS;
  if (tell != 0) glance_words(here, text, at, tell), glance_words(next, text, at + NW_GLANCE_BYTES, tell);
  for (; who != 0; who &= who - 1) {
    unsigned r = (unsigned)__builtin_ctz(who);
    if (seeker->skip[r] >= at + NW_GLANCE_BYTES) continue;
    const nw_rewrite *rewrite = seeker->rewrites[r];
    uint64_t some = rewrite->spots(here, next, before);
    if (seeker->everywhere && rewrite == &nw_rewrite_fold) some |= here->lead;
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

/* The blocks that are known, for those that look for shapes alone in the text itself. */
static nw_quiet_text quiet_text(const nw_seeker *seeker, const nw_window *text) {
  size_t from = seeker->calm_at - text->base;
  return (nw_quiet_text){ &seeker->calm, seeker->classes, text->data + from, from, text->end - seeker->calm_at, text->final,
                          (seeker->serves & NW_FOR_LONE_DIGITS) != 0 };
}

/* Nothing is known yet of blocks that begin at seeker->at; of those in front of them when they follow one another. */
static void begin_quiet(nw_seeker *seeker, const nw_window *text) {
  seeker->quiet.front = seeker->at == 0 ? 0 : ~0u;
  if (seeker->classes == NULL || (seeker->serves & NW_FOR_ALL) != NW_FOR_SHAPE) return;
  if (seeker->classed && seeker->at == seeker->calm_end && seeker->seen == text->end && seeker->calm.blocks == NW_CALM_BLOCKS) {
    nw_quiet_text before = quiet_text(seeker, text);
    seeker->quiet.front = nw_quiet_front(&seeker->quiet, &before);
  }
  seeker->quiet.known = seeker->quiet.loud = seeker->quiet.read = seeker->quiet.odd = 0;
}

/* Why to look at block `b` where shapes alone are looked for; 0: what is above ASCII is the only reason, and serves none. `asked`: whose
 * looking hangs on code points is asked about these; numbers, signs and beats are none of prose. */
static unsigned why_look(nw_seeker *seeker, const nw_window *text, unsigned b, unsigned *asked) {
  const unsigned why = seeker->calm.reasons[b];
  *asked = ~0u;
  if (seeker->classes == NULL || !seeker->classed || (seeker->serves & NW_FOR_ALL) != NW_FOR_SHAPE || seeker->everywhere) return why;
  if (!(why & (NW_CALM_HIGH | NW_CALM_STREAK))) return why;
  nw_quiet_text known = quiet_text(seeker, text);
  if ((why & ~(unsigned)(NW_CALM_HIGH | NW_CALM_STREAK)) == 0 && nw_is_quiet(&seeker->quiet, &known, b)) return 0;
  if (!nw_is_prose(&seeker->quiet, &known, b)) return why;
  *asked = NW_ASKED_ANY;
  return why & NW_CALM_ROW ? why : why & ~(unsigned)NW_CALM_STREAK;
}

/* Why to look from seeker->at on. */
static void find_reasons(nw_seeker *seeker, const nw_window *text) {
  size_t left = text->end - seeker->at;
  const unsigned char *data = text->data + (seeker->at - text->base);
  nw_calm *calm = &seeker->calm;
  nw_masks own, *classes = seeker->classes != NULL ? seeker->classes : &own;
  const nw_seeker *twin = seeker->twin;
  begin_quiet(seeker, text);
  seeker->classed = 0;
  if (seeker->wants == NW_CALM_HIGH) nw_calm_look_high(calm, data, left, !text->final);
  else if (twin != NULL && twin->calm_at == seeker->at && twin->calm_end > twin->calm_at && twin->seen == text->end &&
           twin->seen_final == text->final) *calm = twin->calm;
  else seeker->classed = (uint8_t)nw_calm_look(calm, classes, data, left, !text->final);
  if (seeker->everywhere) nw_calm_expect_all(calm);
  if (seeker->classed && seeker->classes != NULL && seeker->at > text->base) nw_masks_before(classes, data[-1]);
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
    if (block == NW_CALM_BLOCKS) {
      seeker->at = seeker->calm_end;
      continue;
    }
    unsigned asked, why = why_look(seeker, text, block, &asked) & seeker->wants;
    if (why != 0) {
      if (block > here) seeker->at = at;
      look_at_block(seeker, text, at, why, asked);
      return 1;
    }
    seeker->at = at + NW_CALM_BLOCK_BYTES;
  }
  seeker->at = text->end;
  return 0;
}

/* What is long is read anew when an eighth more has come, not at each byte of a stream. */
static nw_seek_is wait_for_more(nw_seeker *seeker, size_t end, size_t at) {
  enum { LONG_BYTES = 64 };
  seeker->waits_at = at;
  seeker->waits_for = end - at < LONG_BYTES ? 0 : end + (end - at) / 8;
  return NW_SEEK_WAIT;
}

/* Is a place that is whole of no use to who looks for shapes alone? WAIT: what follows tells. */
static nw_seek_is judge(const nw_seeker *seeker, const nw_window *text, const nw_passage *place) {
  if (!seeker->choosy || (seeker->serves & (NW_FOR_ALL | NW_FOR_LONE_DIGITS)) != NW_FOR_SHAPE || seeker->goes_on != 0) return NW_SEEK_PLACE;
  if (!text->final && text->end - place->end < NW_IDLE_REACH_BYTES) return NW_SEEK_WAIT;
  return nw_place_is_idle(text->data, text->base, text->end, place) ? NW_SEEK_NONE : NW_SEEK_PLACE;
}

/* Asks one rewrite about a spot. */
static nw_seek_is ask(nw_seeker *seeker, unsigned r, const nw_window *text, size_t at, nw_passage *place, uint64_t *limits) {
  size_t back = nw_place_back(text->data, text->base, at);
  nw_look look = { text->data, text->base, text->end, text->final, seeker->floor > back ? seeker->floor : back,
                   at + NW_LIMIT_PLACE_BYTES, seeker->goes_on, 0, 0, 0 };
  nw_passage_begin(place, at);
  int found = seeker->rewrites[r]->read(&look, at, place);
  if (look.touched) return wait_for_more(seeker, text->end, at);
  *limits |= look.refused;
  if (!found || place->end <= place->start) {
    if (!seeker->doubting) seeker->skip[r] = place->refused;
    return NW_SEEK_NONE;
  }
  nw_seek_is is = judge(seeker, text, place);
  if (is == NW_SEEK_WAIT) return wait_for_more(seeker, text->end, place->start);
  if (is == NW_SEEK_NONE) return is;
  *limits |= look.limits;
  seeker->by = r;
  return NW_SEEK_PLACE;
}

int nw_seeker_is_plain(nw_seeker *seeker, const nw_window *text) {
  enum { PUSH_BYTES = 64 };
  nw_plain *plain = &seeker->plain;
  if (text->final || seeker->at <= text->base || text->end - seeker->at > PUSH_BYTES) return 0;
  if (!nw_plain_is(plain) || plain->at != seeker->at) nw_plain_begin(plain, seeker->at, text->data[seeker->at - 1 - text->base]);
  int is = nw_plain_go_on(plain, text->data + (plain->seen - text->base), text->end - plain->seen);
  seeker->at = plain->at;
  return is;
}

/* The rest of a place that goes on where the last one ended. */
static nw_seek_is seek_rest(nw_seeker *seeker, const nw_window *text, nw_passage *place, const nw_rewrite **by, uint64_t *limits) {
  if (seeker->goes_on == 0 || seeker->at >= text->end) return NW_SEEK_NONE;
  *by = seeker->rewrites[seeker->by];
  nw_seek_is is = ask(seeker, seeker->by, text, seeker->at, place, limits);
  if (is == NW_SEEK_NONE) seeker->goes_on = 0;
  return is;
}

/* The next place at or behind seeker->at. WAIT: the spot at seeker->at is not decided. */
nw_seek_is nw_seek(nw_seeker *seeker, const nw_window *text, nw_passage *place, const nw_rewrite **by, uint64_t *limits) {
  const nw_spots *spots = &seeker->spots;
  if (seeker->at == seeker->waits_at && text->end < seeker->waits_for && !text->final) return NW_SEEK_WAIT;
  nw_seek_is rest = seek_rest(seeker, text, place, by, limits);
  if (rest != NW_SEEK_NONE) return rest;
  seeker->wants = seeker->sure | ((seeker->asks & seeker->asked) != 0 ? NW_CALM_HIGH : 0);
  if (seeker->wants == 0 && text->end > seeker->at) {
    if (text->final && seeker->count == 0) classify(seeker, text);
    seeker->at = text->end;
  }
  if (seeker->at < text->end && nw_seeker_is_plain(seeker, text)) return seeker->at < text->end ? NW_SEEK_WAIT : NW_SEEK_NONE;
  while (seeker->at < text->end) {
    if (!look_on(seeker, text)) break;
    for (uint64_t any = spots->any & ~(uint64_t)0 << (seeker->at - spots->at); any != 0; any &= any - 1) {
      unsigned bit = (unsigned)__builtin_ctzll(any);
      size_t at = spots->at + bit;
      for (unsigned i = 0; i < spots->some; i++) {
        unsigned r = spots->who[i];
        if (!(spots->by[r] >> bit & 1) || at < seeker->skip[r]) continue;
        nw_seek_is is = ask(seeker, r, text, at, place, limits);
        if (is == NW_SEEK_NONE) continue;
        seeker->at = is == NW_SEEK_WAIT ? seeker->waits_at : at;
        *by = seeker->rewrites[r];
        return is;
      }
    }
    seeker->at = spots->at + spots->count;
  }
  return NW_SEEK_NONE;
}

/* The place that was found counts: what comes next is behind it. A place that is left is found again. */
void nw_seeker_take(nw_seeker *seeker, const nw_passage *place) {
  seeker->at = seeker->floor = place->end;
  seeker->goes_on = place->goes_on;
}
