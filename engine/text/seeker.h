/* text/seeker.h - looks for places of some rewrites in a text that comes in windows, one place after the other.
 *
 *   calm     why to look at blocks of 64 bytes (calm.h); a block without a reason is passed by, and one that is quiet (quiet.h)
 *   glance   the classes of its bytes (glance.h)
 *   spots    where a rewrite that asks for the reason may begin; those that a first look at 36 bytes refuses fall away
 *   place    the first rewrite that reads something at the first spot
 *
 * Owner: a reading or one of its stages. Cost: calm's masks for each byte, some hundred operations for a block with a reason.
 */
#ifndef NW_TEXT_SEEKER_H
#define NW_TEXT_SEEKER_H

#include "text/calm.h"
#include "text/plain.h"
#include "text/quiet.h"
#include "text/rewrite.h"

enum { NW_REWRITES_MOST = 32 };

/* A text that comes in windows: [base, end) of it, starting at `data`. */
typedef struct nw_window { const unsigned char *data; size_t base, end; int final; } nw_window;

/* The spots of 64 bytes, as a seeker saw them. */
typedef struct nw_spots {
  size_t    at;
  unsigned  count;  /* bytes; 0: nothing is known */
  nw_glance glance[2];
  unsigned  now;    /* glance[now] is these bytes, the other one those behind */
  uint64_t  by[NW_REWRITES_MOST], any;
  unsigned  some;   /* rewrites that have one: who */
  uint8_t   who[NW_REWRITES_MOST];
} nw_spots;

/* Looking for places, one after the other. */
typedef struct nw_seeker {
  const nw_rewrite *const *rewrites;
  unsigned count;
  unsigned serves;    /* nw_reading_for: rewrites that serve none of these are left out */
  unsigned needs;     /* of all others */
  unsigned sure;      /* needs of those that do not ask for code points; `asked`: code points that there may be; `wants`: what follows */
  unsigned asked, wants;
  int      chars;     /* somebody wants to know of code points */
  uint32_t by_reason[NW_CALM_REASONS];  /* rewrites that look for it, a bit each; for NW_CALM_HIGH those without `asks` */
  uint32_t by_asked[NW_ASKED_BITS];     /* rewrites that such a code point has to be near */
  unsigned asks;      /* of all */
  uint32_t tellers;   /* rewrites that want to know of words, a bit each */
  size_t   floor;     /* the last place ends here */
  size_t   at;        /* spots before it are answered */
  size_t   skip[NW_REWRITES_MOST];  /* by rewrite: it refuses every spot before */
  unsigned goes_on;                 /* the last place goes on at `floor` (nw_passage.goes_on) */
  unsigned by;                      /* the rewrite of the last place */
  size_t   waits_at, waits_for;     /* a long place at `waits_at` is not decided, and not asked again before so much has come */
  nw_spots spots;
  nw_masks *classes;                /* NULL, or where the masks of these blocks stay */
  uint8_t  classed;                 /* they are known */
  nw_calm  calm;                    /* why to look at the blocks of [calm_at, calm_end), in a window that ends at `seen` */
  size_t   calm_at, calm_end;
  nw_quiet quiet;                   /* which of them are */
  size_t   seen;
  int      seen_final;
  const struct nw_seeker *twin;     /* NULL, or one that looked at the same text by all reasons */
  uint8_t  choosy;                  /* places that serve no shape are left out where nothing else is looked for (idle.h) */
  nw_plain plain;       /* of a stream: the words from `at` on */
  uint8_t  everywhere, doubting;  /* for tests: look at every block, ask about every spot */
} nw_seeker;

/* Chooses those of `rewrites` (a list that ends with NULL) that serve one of `serves`, and begins at offset `at`. */
void nw_seeker_begin(nw_seeker *seeker, const nw_rewrite *const *rewrites, size_t at, unsigned serves);

/* NONE: no place in the text so far. WAIT: what there is depends on bytes to come. PLACE: `place` and the rewrite that said it; the
 * caller takes it (nw_seeker_take) before it asks again. */
typedef enum nw_seek_is { NW_SEEK_NONE, NW_SEEK_WAIT, NW_SEEK_PLACE } nw_seek_is;
nw_seek_is nw_seek(nw_seeker *seeker, const nw_window *text, nw_passage *place, const nw_rewrite **by, uint64_t *limits);
void nw_seeker_take(nw_seeker *seeker, const nw_passage *place);
/* 1 when all that came of a stream is plain words, and one that has not ended: it is asked about then. */
int nw_seeker_is_plain(nw_seeker *seeker, const nw_window *text);

#endif
