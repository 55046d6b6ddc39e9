/* bedrock/align.h - where the masks of an answer stand in the text that was sent.
 *
 *   sent     I am Ann, mail ann@example.com
 *   output   I am {NAME}, mail {EMAIL}          items: NAME "Ann", EMAIL "ann@example.com"
 *   places   NAME 5..8, EMAIL 15..30
 *
 * The output is the sent text with some matches replaced by "{TYPE}". Every way to read it so is followed at once, position by
 * position; where exactly one way reaches the end, the places are certain. A text that held "{NAME}" itself, or matches that begin
 * alike, may leave more than one: then nothing is decided here, and the caller marks every occurrence as inferred. */
#ifndef NW_BEDROCK_ALIGN_H
#define NW_BEDROCK_ALIGN_H

#include "base/alloc.h"

/* A match that may have been replaced: `mask` without its braces. */
typedef struct nw_mask { newel_slice mask, match; } nw_mask;
typedef struct nw_aligned { uint32_t mask; size_t start, end; } nw_aligned;  /* index of the mask; bytes of the sent text */
typedef struct nw_alignment { NW_VEC(nw_aligned) places; } nw_alignment;

/* 1: the places are certain, and appended in order; 0: they cannot be told, nothing is appended; -1: no memory.
 * Cost: linear in the texts, times the ways that are open at once (64 at most; with more it gives up). */
int nw_align(const nw_alloc *alloc, newel_slice sent, newel_slice output, const nw_mask *masks, size_t count, nw_alignment *out);

#endif
