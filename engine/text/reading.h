/* text/reading.h - readings: what a text says to a person where its bytes say something else.
 *
 *   text       "Mail  b o b @ x . o r g  or  %62%6f%62@x.org, ４１１１ …"
 *   places            |---------------|      |-------|         |----|      where a rewrite applies
 *   reading    "Mail  bob@x.org  or  bob@x.org, 4111 …"                    everything else is copied; nw_map leads back
 *
 * A **rewrite** knows one trick (a code point in disguise, base64, letters with blanks between): it says where the trick may begin
 * (`spots`, on 64 bytes at a time) and, asked about one spot, what the place there reads (`read`). A **stage** applies several
 * rewrites to a text and gives a text; stages follow one another (NW_STAGES), so base64 of full-width letters is read too. Stages
 * exist only on **islands**: a place with some text around it. A text without places has no islands and costs one look at it.
 *
 *   unit text ─► ORDER ─► FOLD ─► DECODE ─► FOLD ─► DECODE ─► FOLD ─► JOIN        each scanned where it changed something
 *
 * The rule of detect/detect.h holds: an answer may depend on bytes that are there, never on where the window ends. A rewrite reads
 * bytes only through nw_look_at; when it looked at the end of a window that is not final its answer is thrown away, and it is
 * asked again. So a rewrite has no state, and its places depend on the text alone.
 *
 * A rewrite never says how a text is to be changed: readings are scanned, findings are mapped back, the text stays as it is.
 */
#ifndef NW_TEXT_READING_H
#define NW_TEXT_READING_H

#include "base/buf.h"
#include "base/limits.h"
#include "text/map.h"

/* ---- what a rewrite sees ---- */

/* 64 bytes, as a bit each (bit i: byte i). Behind the end of a window that is not final every class is set, so a spot that hangs
 * on bytes to come is a spot; behind the end of the text none is. */
typedef struct nw_glance {
  uint64_t digit, letter;  /* ASCII */
  uint64_t blank;          /* space, tab, line feed, carriage return */
  uint64_t high;           /* 0x80 and above */
  uint64_t odd;            /* other controls, DEL */
  uint64_t percent, amp, back, less;  /* % & \ <  */
} nw_glance;
/* Every byte that is none of the above but '%' '&' '\' '<': the rest of ASCII. */
static inline uint64_t nw_glance_sign(const nw_glance *g) { return ~(g->digit | g->letter | g->blank | g->high | g->odd); }

/* The class of the byte `n` (1..63) places further on, and of the byte before (`first`: bit 0 says it of the byte in front). */
static inline uint64_t nw_ahead(uint64_t here, uint64_t next, unsigned n) { return here >> n | next << (64 - n); }
static inline uint64_t nw_behind(uint64_t here, uint64_t first) { return here << 1 | (first & 1); }

typedef struct nw_look {
  const unsigned char *data;  /* data[0] is byte `base` of the text */
  size_t base, end;
  int    final;
  size_t floor;    /* a place may begin here at the earliest: behind the last place, at most NW_PLACE_BACK_BYTES before the spot */
  size_t most;     /* and ends here at the latest: NW_LIMIT_PLACE_BYTES behind the spot */
  int    touched;  /* out: looked at the end of a window that is not final */
  int    cut;      /* out: wanted more than `most`; the limit is in the trace when the place is kept */
} nw_look;

/* How far a place may begin before its spot: eight characters that are deleted later. A text is scanned only so far. */
enum { NW_PLACE_BACK_BYTES = 16 };

/* The byte at `pos`, or -1: outside the text, or behind `most`. Up to NW_LIMIT_LOOKBACK_BYTES before the spot may be looked at. */
static inline int nw_look_at(nw_look *look, size_t pos) {
  if (pos >= look->most) {
    look->cut = 1;
    return -1;
  }
  if (pos >= look->end) {
    if (!look->final) look->touched = 1;
    return -1;
  }
  return pos < look->base ? -1 : look->data[pos - look->base];
}

/* The code point at `pos` (NW_UTF8_BAD for a bad byte) and its length in bytes; 0 at the end. The one before likewise. */
unsigned nw_look_char(nw_look *look, size_t pos, uint32_t *cp);
unsigned nw_look_char_before(nw_look *look, size_t pos, uint32_t *cp);

/* ---- what a rewrite says ---- */

/* One place: pieces in order, `len` bytes of the reading for `in_len` bytes of the text. A finding that begins or ends inside a
 * piece covers the piece as a whole, so pieces are as small as the trick allows: a piece a letter for "%62%6f", one piece for
 * base64. `in_len` 0 inserts, `len` 0 drops. */
typedef struct nw_piece { uint32_t len, in_len; } nw_piece;
typedef struct nw_place {
  nw_alloc alloc;
  size_t   start, end;    /* in the text; start is preset to the spot, end follows the pieces */
  nw_buf   text;
  NW_VEC(nw_piece) pieces;
  uint8_t  hidden;        /* out: the place is a HIDDEN_TEXT finding */
  uint8_t  stick;         /* out: its dropped bytes belong to what stands before (marks, format characters): masks take them */
} nw_place;
/* Before the first piece: the place begins at `start` (look->floor <= start <= spot). */
void nw_place_begin(nw_place *place, size_t start);
void nw_place_add(nw_place *place, const char *text, size_t len, size_t in_len);
void nw_place_add_char(nw_place *place, uint32_t cp, size_t in_len);

/* Families that a reading serves: a finding of another family that overlaps a place of the rewrite is dropped. */
enum nw_reading_for { NW_FOR_SHAPE = 1, NW_FOR_CUE = 2, NW_FOR_WORD = 4, NW_FOR_REGEX = 8, NW_FOR_ALL = 15 };

typedef struct nw_rewrite {
  const char *name;     /* "base64": docs and tests */
  const char *reading;  /* what the trace calls it: order, fold, skeleton, decoded, number, joined, markup */
  uint8_t     serves;   /* nw_reading_for */
  /* Where in these 64 bytes a place may begin; `before` is the byte in front (0 at the beginning of the text). Cheap: some dozen
   * operations on words; called for every 64 bytes of every text. A spot in every fifth byte of plain English is too many. */
  uint64_t  (*spots)(const nw_glance *here, const nw_glance *next, unsigned before);
  /* What stands at `at`: 1 and `place` filled (end > start), or 0. Whatever it says when look->touched is set is thrown away.
   * Reads at most a constant number of bytes for each byte of the place that it says; for a refusal, NW_LIMIT_LOOKBACK_BYTES. */
  int       (*read)(nw_look *look, size_t at, nw_place *place);
} nw_rewrite;

/* ---- the rewrites there are; a stage asks them in this order, the first that says a place has it ---- */

/* read_order.c */
extern const nw_rewrite nw_rewrite_override, nw_rewrite_flipped;
/* read_fold.c */
extern const nw_rewrite nw_rewrite_fold;

#define NW_STAGE_ORDER  &nw_rewrite_override, &nw_rewrite_flipped
#define NW_STAGE_FOLD   &nw_rewrite_fold
#define NW_STAGE_DECODE /* read_decode*.c adds here */
#define NW_STAGE_JOIN   /* read_number.c, read_join.c add here */

/* A whole text through one rewrite, for tests: appends to `out`; 0 when there is no memory. */
int nw_rewrite_text(const nw_rewrite *rewrite, newel_slice text, nw_buf *out, nw_map *map);

#endif
