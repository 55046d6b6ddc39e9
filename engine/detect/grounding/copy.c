/* copy.c - how an answer is put together from the source: the runs of words that it shares with it, word for word.
 *
 *      source  "The tower, built in 1889 by Eiffel, is 330 m tall."
 *      answer  "The tower is 330 m tall."       |the tower|is 330 m tall|        two pieces, the second behind the first: no jump
 *      answer  "Eiffel is 330 m tall."          |eiffel|is 330 m tall|           the same number of pieces, but of another making
 *
 * A summary of long pieces in order is mostly true to its source; one of many pieces from many places mostly says something new. Each
 * piece is the longest that the source has there (LOOKED_AT places of its first two words are looked at, so the work stays linear). */
#include "base/hash.h"
#include "detect/grounding/work.h"

enum { ONE = 1000000, LOOKED_AT = 24, SHORTLY = 20 };

static int32_t share(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : (int32_t)(part * ONE / whole); }

static uint32_t pair_key(const nw_mark *first) { return (uint32_t)nw_mix64((uint64_t)first->exact << 32 | first[1].exact); }

/* ---- pieces ---------------------------------------------------------------------------------------------------------------- */

/* All places of each pair of the source, the first one first. */
static int list_pairs(nw_grounding_work *work) {
  const nw_marks *source = &work->source;
  work->next.count = 0;
  if (!nw_places_open(work, &work->heads, source->count)) return 0;
  if (!nw_vec_reserve(&work->alloc, &work->next, source->count + 1)) return 0;
  for (size_t i = source->count; i-- > 1;) {
    uint32_t key = pair_key(&source->at[i - 1]);
    nw_place *head = nw_place_of(&work->heads, key);
    work->next.at[i - 1] = head->at;
    *head = (nw_place){key, (uint32_t)(i - 1)};
  }
  return 1;
}

static size_t common_len(const nw_marks *a, size_t i, const nw_marks *b, size_t j) {
  size_t len = 0;
  while (i + len < a->count && j + len < b->count && a->at[i + len].exact == b->at[j + len].exact) len++;
  return len;
}

/* The longest piece that begins at `i` of the answer, 1 at least; `*place`: where it stands in the source. */
static size_t piece_at(const nw_grounding_work *work, size_t i, uint32_t *place) {
  size_t best = 1;
  *place = NW_NOWHERE;
  if (i + 1 >= work->answer.count) return best;
  uint32_t at = nw_place_of(&work->heads, pair_key(&work->answer.at[i]))->at;
  for (unsigned looked = 0; at != NW_NOWHERE && looked < LOOKED_AT; looked++, at = work->next.at[at]) {
    size_t len = common_len(&work->answer, i, &work->source, at);
    if (len > best) best = len, *place = at;
  }
  return best;
}

static void measure_pieces(const nw_grounding_work *work, int32_t *f) {
  uint64_t pieces = 0, squares = 0, jumps = 0, count = work->answer.count;
  size_t behind = SIZE_MAX;
  for (size_t i = 0, len; i < count; i += len) {
    uint32_t place;
    len = piece_at(work, i, &place);
    pieces++;
    if (len > 1 || nw_bits_has(&work->source_exact, work->answer.at[i].exact)) squares += (uint64_t)len * len;
    if (place == NW_NOWHERE) continue;
    jumps += behind != SIZE_MAX && (place < behind || place > behind + SHORTLY);
    behind = place + len;
  }
  f[NW_F_PIECES] = count == 0 ? ONE : share(pieces - 1, count);
  f[NW_F_DENSITY] = share(squares, count * count);
  f[NW_F_JUMPS] = share(jumps, count);
}

/* ---- the best sentence ------------------------------------------------------------------------------------------------------- */

/* How many distinct words the answer has. */
static size_t list_forms(nw_grounding_work *work) {
  size_t distinct = 0;
  for (size_t i = 0; i < work->answer.count; i++) {
    nw_place *form = nw_place_of(&work->forms, work->answer.at[i].exact);
    if (form->at != NW_NOWHERE) continue;
    *form = (nw_place){work->answer.at[i].exact, (uint32_t)i};
    work->seen.at[i] = 0;
    distinct++;
  }
  return distinct;
}

/* `seen` holds the number of the last sentence that had the word. */
static void measure_sentence(nw_grounding_work *work, int32_t *f) {
  size_t distinct = list_forms(work), now = 0, best = 0;
  uint32_t sentence = 1;
  for (size_t i = 0; i < work->source.count; i++) {
    const nw_mark *m = &work->source.at[i];
    if (m->flags & NW_TERM_SENTENCE && i > 0 && m->start != m[-1].end + 1) sentence++, now = 0;  /* "U.S." is no two sentences */
    uint32_t at = nw_place_of(&work->forms, m->exact)->at;
    if (at == NW_NOWHERE || work->seen.at[at] == sentence) continue;
    work->seen.at[at] = sentence;
    if (++now > best) best = now;
  }
  f[NW_F_SENTENCE] = share(best, distinct);
}

int nw_grounding_pieces(nw_grounding_work *work, int32_t feature[NW_F_COUNT]) {
  if (!list_pairs(work) || !nw_places_open(work, &work->forms, work->answer.count)) return 0;
  measure_pieces(work, feature);
  measure_sentence(work, feature);
  return 1;
}
