/* detect/content/lanes.h - the arithmetic of windows: eight lanes at once, six categories, ANY and the norm. Each machine has a way of
 * its own; all say the same to the bit.
 *
 *   sums 310 -20 … 5120   ──► weigh     logits 9420 -11800 …, and as inputs 2355 -2950 …
 *                         ──► suspects  which of some sums have a logit above NW_CONTENT_SUSPECT
 *   inputs of a window    ──► above     the second stage, and which outputs are above their floor
 *
 * Why doubles are exact here: they hold whole numbers below 2^53, and parts of 2^24 of those below 2^29. A sum of int8 rows and
 * 2^20 / norm multiply to less than the first, and what a scale in parts of 2^24 makes of that is below the second wherever it is not
 * clamped. A root is rounded, but never as far as to the next whole number.
 *
 * Cost with AVX2, instructions: a window's logits 55, five spots 85 (mostly without a root), the second stage 85. */
#ifndef NW_DETECT_CONTENT_LANES_H
#define NW_DETECT_CONTENT_LANES_H

#include "detect/content/model.h"

enum {
  NW_CONTENT_SPOTS = 5,
  /* 1.0 of a weighted sum of inputs, by 1.0 of logits. */
  NW_CONTENT_PRODUCT = NW_CONTENT_INPUT_ONE * NW_CONTENT_WEIGHT_ONE / NW_CONTENT_ONE
};

struct nw_content_lanes {
  /* Logits of what a text grew by from `from` to `upto`, in a view; the last lane is no head. */
  void (*weigh)(const nw_content_model *model, const nw_content_totals *upto, const nw_content_totals *from, unsigned view,
                int32_t logits[NW_CONTENT_LANES], int16_t inputs[NW_CONTENT_LANES]);
  /* Bit s: what it grew by from `from[s]` on is suspect. */
  unsigned (*suspects)(const nw_content_model *model, const nw_content_totals *upto,
                       const nw_content_totals *const from[NW_CONTENT_SPOTS], unsigned view);
  /* Logits of all outputs; bit k: that of output k is above `floor[k]`. */
  unsigned (*above)(const nw_content_stage *stage, const int16_t input[NW_CONTENT_INPUTS], const int32_t floor[NW_CONTENT_OUTPUTS],
                    int32_t logits[NW_CONTENT_OUTPUTS]);
};

extern const nw_content_lanes nw_content_lanes_any;
const nw_content_lanes *nw_content_lanes_best(void);

#endif
