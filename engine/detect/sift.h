/* detect/sift.h - events that the bytes next to them refuse, a block of them at a time.
 *
 *   text     "x = list.append(20 items)"      wanted: URL, DATE_TIME, secrets
 *   events      =     .       2               assign, dot, number
 *   sifted      no name of a secret; no domain "append"; no month, no sign behind "20": none is left
 *
 * Most events of code and of numbers in prose end here, before a verifier is called: a look costs 10 to 50 instructions, a verifier
 * some hundred. What is dropped is what the verifiers of the kind refuse without a finding and without a near miss, whatever
 * follows: where a look comes to the end of the window, the event stays. So a sieve decides nothing, and may go.
 */
#ifndef NW_DETECT_SIFT_H
#define NW_DETECT_SIFT_H

#include "detect/masks.h"
#include "detect/probe.h"
#include "detect/trigger.h"

typedef struct nw_sift {
  const nw_scan  *scan;
  const nw_masks *masks;     /* of the batch that begins at `masks_at` */
  size_t          masks_at;
  const struct nw_secret_index *secrets;
  nw_stretch     *stretch;   /* see secret/assign.c */
} nw_sift;

/* Drops what is refused of the events of block `b` of the batch, of the kinds that are sifted and wanted (not 0). Returns what is left of
 * them all. */
uint64_t nw_sift_block(const nw_sift *sift, nw_events *events, const uint64_t wanted[NW_TRIGGER_COUNT], size_t b);

#endif
