/* bedrock/places.c - from the items of a judgement to places in the texts that were sent.
 *
 * Certain: where the judge gives offsets; where the masks of the outputs align with what was sent in exactly one way; where a match
 * stands as often as it is listed. Else every occurrence is marked, and said to be inferred; what stands nowhere marks the text as a
 * whole. Bytes are compared; where they are not found, without regard to the case of ASCII letters. */
#include "base/slice.h"
#include "bedrock/align.h"
#include "bedrock/assessment.h"

typedef struct finder {
  nw_judgement        *j;
  const nw_text_block *blocks;
  size_t               count;
  nw_item_places      *out;
  uint8_t             *done;   /* by item: placed */
} finder;

static void add_place(finder *f, size_t item, size_t block, size_t start, size_t end, int inferred) {
  nw_item_place place = { (uint32_t)item, (uint32_t)block, start, end, (uint8_t)inferred };
  if (!nw_vec_push(&f->j->alloc, &f->out->list, place)) f->j->failed = 1;
}

static int judges(const finder *f, const nw_item *item, size_t block) {
  return !f->blocks[block].context && f->blocks[block].source == item->source;
}

static int same_thing(const nw_item *a, const nw_item *b) {
  return a->kind == b->kind && a->source == b->source && nw_slice_eq(a->name, b->name) && nw_slice_eq(a->match, b->match);
}

/* ---- by alignment ---- */

/* Masks that the outputs may hold: of items that ask for one, each thing once. */
static size_t collect_masks(const finder *f, newel_source source, nw_mask *masks, uint32_t *items) {
  size_t count = 0;
  for (size_t i = 0; i < f->j->items.count; i++) {
    const nw_item *item = &f->j->items.at[i];
    int known = !item->detected || item->action != NEWEL_ACTION_ANONYMIZE || item->source != source || item->placed;
    for (size_t m = 0; m < count && !known; m++) known = same_thing(item, &f->j->items.at[items[m]]);
    if (known) continue;
    masks[count] = (nw_mask){ item->name, item->match };
    items[count++] = (uint32_t)i;
  }
  return count;
}

static void mark_done(finder *f, const nw_item *item) {
  for (size_t i = 0; i < f->j->items.count; i++)
    if (same_thing(item, &f->j->items.at[i])) f->done[i] = 1;
}

/* Aligns block by block. All of them must align, for a match that is certain in one may have been masked in another. */
static int align_blocks(finder *f, newel_source source, const nw_mask *masks, const uint32_t *items, size_t count) {
  size_t output = 0, first = f->out->list.count, of_source = 0;
  for (size_t b = 0; b < f->count; b++) of_source += f->blocks[b].source == source;
  int with_context = f->j->outputs.count == of_source, good = 1;
  for (size_t b = 0; b < f->count && good == 1; b++) {
    nw_alignment found = { { NULL, 0, 0 } };
    if (f->blocks[b].source != source || (f->blocks[b].context && !with_context)) continue;
    size_t mine = output++;
    if (f->blocks[b].context) continue;
    good = mine < f->j->outputs.count ? nw_align(&f->j->alloc, f->blocks[b].text, f->j->outputs.at[mine], masks, count, &found) : 0;
    for (size_t i = 0; i < found.places.count; i++)
      add_place(f, items[found.places.at[i].mask], b, found.places.at[i].start, found.places.at[i].end, 0);
    nw_vec_free(&f->j->alloc, &found.places);
  }
  if (good < 0) f->j->failed = 1;
  if (good != 1) f->out->list.count = first;
  return good == 1;
}

static void place_by_alignment(finder *f, newel_source source) {
  nw_mask *masks = nw_arena_alloc(f->j->arena, f->j->items.count * sizeof *masks);
  uint32_t *items = nw_arena_alloc(f->j->arena, f->j->items.count * sizeof *items);
  if (masks == NULL || items == NULL) {
    f->j->failed = 1;
    return;
  }
  size_t count = collect_masks(f, source, masks, items);
  size_t first = f->out->list.count;
  if (count == 0 || !align_blocks(f, source, masks, items, count)) return;
  for (size_t i = first; i < f->out->list.count; i++) mark_done(f, &f->j->items.at[f->out->list.at[i].item]);
}

/* ---- by occurrence ---- */

static int equal_at(const char *text, newel_slice match, int folded) {
  for (size_t i = 0; i < match.len; i++) {
    unsigned a = (unsigned char)text[i], b = (unsigned char)match.data[i];
    if (folded ? nw_to_lower(a) != nw_to_lower(b) : a != b) return 0;
  }
  return 1;
}

/* Adds every occurrence of the item's match; returns how many. */
static size_t add_occurrences(finder *f, size_t index, int folded) {
  const nw_item *item = &f->j->items.at[index];
  size_t found = 0;
  for (size_t b = 0; b < f->count; b++) {
    newel_slice text = f->blocks[b].text;
    for (size_t at = 0; judges(f, item, b) && at + item->match.len <= text.len;) {
      if (!equal_at(text.data + at, item->match, folded)) {
        at++;
        continue;
      }
      add_place(f, index, b, at, at + item->match.len, 1);
      found++;
      at += item->match.len;
    }
  }
  return found;
}

static void place_whole(finder *f, size_t index) {
  size_t judged = 0;
  for (size_t b = 0; b < f->count; b++) judged += (size_t)judges(f, &f->j->items.at[index], b);
  for (size_t b = 0; b < f->count; b++)
    if (judges(f, &f->j->items.at[index], b)) add_place(f, index, b, 0, 0, judged > 1 || f->j->items.at[index].match.len > 0);
}

static void place_by_occurrence(finder *f, size_t index) {
  const nw_item *item = &f->j->items.at[index];
  size_t first = f->out->list.count, listed = 0, found = 0;
  for (size_t i = 0; i < f->j->items.count; i++) listed += (size_t)same_thing(item, &f->j->items.at[i]);
  mark_done(f, item);
  if (item->match.len > 0) found = add_occurrences(f, index, 0);
  if (found > 0 && found == listed)
    for (size_t i = first; i < f->out->list.count; i++) f->out->list.at[i].inferred = 0;
  if (found == 0 && item->match.len > 0) found = add_occurrences(f, index, 1);
  if (found == 0) place_whole(f, index);
}

static void place_given(finder *f, size_t index) {
  const nw_item *item = &f->j->items.at[index];
  f->done[index] = 1;
  if (item->block < f->count) add_place(f, index, item->block, item->start, item->end, item->doubtful);
}

void nw_places_find(nw_judgement *j, const nw_text_block *blocks, size_t count, nw_item_places *out) {
  finder f = { j, blocks, count, out, nw_arena_zalloc(j->arena, j->items.count) };
  if (f.done == NULL) {
    j->failed = 1;
    return;
  }
  for (size_t i = 0; i < j->items.count; i++)
    if (j->items.at[i].detected && j->items.at[i].placed) place_given(&f, i);
  if (j->outputs.count > 0) place_by_alignment(&f, j->outputs_of);
  for (size_t i = 0; i < j->items.count && !j->failed; i++)
    if (j->items.at[i].detected && !f.done[i]) place_by_occurrence(&f, i);
}
