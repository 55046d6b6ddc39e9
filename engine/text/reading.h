/* text/reading.h - readings: what a text says to a person where its bytes say something else.
 *
 *   text       "Mail  b o b @ x . o r g  or  %62%6f%62@x.org, ４１１１ …"
 *   places            |---------------|      |-------|         |----|      where a rewrite applies
 *   reading    "Mail  bob@x.org  or  bob@x.org, 4111 …"                    everything else is copied; nw_map leads back
 *
 * A **rewrite** knows one trick (a code point in disguise, base64, letters with blanks between): it says where the trick may begin
 * (`spots`, on 64 bytes at a time) and, asked about one spot, what the place there reads (`read`; rewrite.h). A **stage** applies several
 * rewrites to a text and gives a text; stages follow one another (NW_STAGES), so base64 of full-width letters is read too. Stages
 * exist only on **islands**: a place with some text around it. A text without places has no islands and costs one look at it.
 *
 *   unit text ─► ORDER ─► FOLD ─► DECODE ─► FOLD ─► DECODE ─► FOLD ─► JOIN        each scanned where it changed something
 *
 * A rewrite never says how a text is to be changed: readings are scanned, findings are mapped back, the text stays as it is.
 */
#ifndef NW_TEXT_READING_H
#define NW_TEXT_READING_H

#include "text/seeker.h"

/* ---- stages and islands: what the guard scans ---- */

/* ORDER FOLD, then DECODE FOLD as often as NW_LIMIT_DECODE_DEPTH says, JOIN LOOKS. */
enum { NW_STAGE_COUNT = 8, NW_STAGE_LAST_DECODE = 4 };

/* A place of a stage, in offsets of its reading. */
typedef struct nw_mark { size_t start, end; const nw_rewrite *rewrite; } nw_mark;

/* One stage on the current island. Offsets of its text begin at 0 where the island begins. */
typedef struct nw_stage {
  nw_seeker seeker;
  nw_buf    text;    /* from offset `base` on */
  size_t    base;
  nw_map    map;     /* to the text of the stage before */
  size_t    from;    /* bytes before it are context only; SIZE_MAX: all so far */
  size_t    asked_from;  /* the seeker began here */
  size_t    limit;   /* it may be scanned so far */
  size_t    zero;    /* the scan begins here: some text before the first place */
  size_t    live;    /* set by the scanner, preset to `zero`: before it everything is found */
  NW_VEC(nw_mark) marks;
  uint8_t   active;  /* something was changed: it is to be scanned */
  uint8_t   begun;   /* set by the scanner */
} nw_stage;

typedef struct nw_hidden { size_t start, end; const nw_rewrite *rewrite; } nw_hidden;

/* The readings of one unit. */
typedef struct nw_reading {
  nw_alloc  alloc;
  nw_stage  stages[NW_STAGE_COUNT];
  nw_seeker seeker;    /* on the unit, outside islands */
  nw_masks  classes;   /* of the blocks that it looked at last */
  nw_passage  place;
  size_t    unit_from;
  unsigned  serves;
  int       open, done;  /* an island is open; it is at its end */
  size_t    changed;     /* the last place on it that is one of the unit ends here */
  size_t    solid;       /* the token behind it is known to reach so far at least */
  nw_seeker deeper;      /* looks for what the last decoding stage gave and is encoded once more; `deepens`: has begun */
  int       deepens;
  size_t    settled;     /* the unit may be scanned so far */
  NW_VEC(nw_hidden) hidden;  /* in the unit; taken away by the guard */
  size_t    bytes;       /* of readings so far */
  uint64_t  limits;      /* bits 1 << NW_LIMIT_ID_… that were hit */
  int       failed;      /* no memory */
} nw_reading;

/* The first place of a stage that ends at or behind offset `at` of its text; NULL: none. */
const nw_mark *nw_stage_mark(const nw_stage *stage, size_t at);
void nw_reading_init(nw_reading *reading, nw_alloc alloc);
void nw_reading_free(nw_reading *reading);
/* Which tricks are looked for. UNICODE: those that hang on a byte outside of printable ASCII, so plain ASCII costs next to nothing. */
typedef enum nw_readings { NW_READINGS_ALL = 0, NW_READINGS_UNICODE, NW_READINGS_NONE } nw_readings;

/* A new unit; bytes before `from` are context only. `serves`: nw_reading_for of what is looked for. */
void nw_reading_begin(nw_reading *reading, size_t from, nw_readings which, unsigned serves);
/* Goes on over the unit's window. Returns 1 when an island is open: its active stages are to be scanned up to `limit`; then it is
 * called again if the island is `done`. 0: nothing more in this window. */
int nw_reading_next(nw_reading *reading, const nw_window *unit);
/* The same where plain words went on, and 1; or 0 and nothing was read. */
int nw_reading_goes_plain(nw_reading *reading, const nw_window *unit);
/* The masks of the batch of the unit that was looked at last. */
nw_masked nw_reading_masked(nw_reading *reading);
/* Where the span [start, end) of stage `stage` lies in the unit, grown over what is dropped behind it. */
void nw_reading_span(const nw_reading *reading, unsigned stage, size_t *start, size_t *end);
/* Where what is not scanned yet of the island can begin at the earliest, in the unit. */
size_t nw_reading_live(const nw_reading *reading);

/* A whole text through one rewrite, for tests: appends to `out`; 0 when there is no memory. `map` may be NULL. */
int nw_rewrite_text(const nw_rewrite *rewrite, newel_slice text, nw_buf *out, nw_map *map);
/* The same without asking calm.h and company.h: every block is looked at, folding is asked about every code point. `doubting`: what
 * was refused up to an offset, or at a first look, is asked about all the same. */
int nw_rewrite_text_everywhere(const nw_rewrite *rewrite, newel_slice text, int doubting, nw_buf *out);

#endif
