#include "detect/masks.h"

#include <string.h>

#include "base/hash.h"
#include "base/slice.h"

/* Letters by the two halves of a byte, what they keep of it: of "@A…O" and "`a…o" all have five bits, of "P…Z[…" and "p…z{…" some. */
static const uint8_t all_letters[16] = { [4] = 31, [6] = 31 }, some_letters[16] = { [5] = 31, [7] = 31 };
static const uint8_t up_to_z[16] = { 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31 };

#define BODY "detect/words_body.h"
#include "text/each_machine.h"

#define MACHINE(name, width) { #name, width, lanes_##name, letters_##name, starts_##name, asked_##name, list_##name },
static const nw_machine machines[] = { NW_EACH_MACHINE(MACHINE) };
#undef MACHINE
enum { MACHINE_COUNT = sizeof machines / sizeof machines[0] };

nw_masks *nw_masks_at(const nw_scan *scan, nw_masks_fn classes, size_t pos, int open, nw_masks *own, size_t *blocks) {
  enum { NEEDED_BYTES = NW_BATCH_BYTES + NW_BLOCK_BYTES };
  const unsigned char *data = scan->data + (pos - scan->base);
  const nw_masked *known = &scan->masked;
  size_t left = scan->end - pos;
  int before = pos > scan->from ? data[-1] : -1, ends = scan->final && known->end == scan->end;
  if (known->masks == NULL || known->at != pos || (!ends && left < NEEDED_BYTES)) {
    *blocks = nw_masks_batch(classes, own, data, left, open, before);
    return own;
  }
  if (pos > 0) nw_masks_before(known->masks, before);  /* in front of a text there is nothing: the masks have it so */
  *blocks = left < NW_BATCH_BYTES ? (left + NW_BLOCK_BYTES - 1) / NW_BLOCK_BYTES : NW_BATCH_BLOCKS;
  return known->masks;
}

const nw_machine *nw_machine_at(unsigned i) {
  for (unsigned m = 0; m < MACHINE_COUNT; m++)
    if (nw_width_runs(machines[m].width) && i-- == 0) return &machines[m];
  return NULL;
}
