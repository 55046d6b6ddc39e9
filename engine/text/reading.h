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
#include "text/calm.h"
#include "text/map.h"
#include "text/plain.h"

/* ---- what a rewrite sees ---- */

/* 64 bytes, as a bit each (bit i: byte i). Behind the end of a window that is not final every class is set, so a spot that hangs
 * on bytes to come is a spot; behind the end of the text none is. */
typedef struct nw_glance {
  uint64_t digit, letter;  /* ASCII */
  uint64_t blank;          /* space, tab, line feed, carriage return */
  uint64_t line;           /* the last two of them */
  uint64_t high, lead;     /* 0x80 and above; those that begin a code point */
  uint64_t three, four;    /* those of them that are of so many bytes */
  uint64_t page;           /* those of U+0400 to 047F: Cyrillic letters and nothing else */
  /* Where they are of enum nw_asked, for seekers that ask for any; `bare` with all of their bytes. */
  uint64_t order, turned, tick, cell, name, spelt, bare;
  uint64_t word;           /* those of `spelt` that begin a word, and go on like one of a number */
  /* What they are to words (read_word.h): letters with marks, look-alikes, those of both that look like digits, what has to be asked about;
   * all bytes of what parts words. */
  uint64_t soft, look, likes, hard, gap;
  uint64_t scripts, scripts_before;  /* of the look-alikes, a bit each: here, and in the block in front */
  unsigned front, before;  /* enum nw_company (company.h) of the word that goes on here, and of what is in the block in front */
  unsigned asked;          /* which there are */
  uint64_t odd;            /* other controls, DEL */
  uint64_t percent, amp, back, less;  /* % & \ <  */
  uint64_t upper;          /* A-Z, among the letters */
  uint64_t mail;           /* @, in blocks that are not of letters and blanks alone */
  uint64_t unknown;        /* bytes to come */
  uint64_t token;          /* + / - _ = of encodings */
  uint64_t beat;           /* . and - */
  uint64_t wrap;           /* * _ ` ~ */
  uint64_t number, sign;   /* words that begin as numbers do, or as "at" and "dot" (calm.h); at a block's end perhaps. Where asked for */
  unsigned told;           /* nw_glance_told: which of these are known */
} nw_glance;
enum nw_glance_told { NW_TOLD_NUMBERS = 1, NW_TOLD_SIGNS = 2, NW_TOLD_CHARS = 4 };
/* The rest of ASCII. */
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
  unsigned goes_on; /* what nw_passage.goes_on of the last place said, which ends here; 0: a place may begin here */
  int    touched;  /* out: looked at the end of a window that is not final */
  uint64_t limits; /* out: bits 1 << NW_LIMIT_ID_… that were hit; they are in the trace when the place is kept */
  uint64_t refused; /* out: the same, of what is no place because of a limit; they are in the trace all the same */
} nw_look;

/* What a code point above ASCII may be, for those who have to be asked about it (grammar/tables/asked.h). ANY: there is one. */
enum nw_asked {
  NW_ASKED_BARE = 1,     /* no letter, digit or mark */
  NW_ASKED_ORDER = 2,    /* opens a level of direction */
  NW_ASKED_TURNED = 4,   /* looks like a turned letter */
  NW_ASKED_BEAT = 8,     /* a beat of Morse */
  NW_ASKED_CELL = 16,    /* a Braille cell */
  NW_ASKED_NAME = 32,    /* begins the name of a sign */
  NW_ASKED_SPELT = 64,   /* begins a word of a number */
  NW_ASKED_ANY = 128
};
enum { NW_ASKED_BITS = 8 };

/* How far a place may begin before its spot: a few characters that are deleted later. A stream lags behind by so much. */
#define NW_PLACE_BACK_BYTES NW_LIMIT_PLACE_BACK_BYTES

static inline void nw_look_limit(nw_look *look, unsigned limit) { look->limits |= (uint64_t)1 << limit; }

/* How many bytes a place that is read up to `pos` may still take. Who can go on behind a place stops in time and says so. */
static inline size_t nw_look_room(const nw_look *look, size_t pos) { return pos < look->most ? look->most - pos : 0; }

/* The byte at `pos`, or -1: outside the text, or behind `most`. Up to NW_LIMIT_LOOKBACK_BYTES before the spot may be looked at. */
static inline int nw_look_at(nw_look *look, size_t pos) {
  if (pos >= look->most) {
    nw_look_limit(look, NW_LIMIT_ID_PLACE_BYTES);
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

/* What stands at one place: pieces in order (map.h). A finding that begins or ends inside a piece covers the piece as a whole, so pieces
 * are as small as the trick allows: a piece a letter for "%62%6f", one piece for base64. `in_len` 0 inserts, `len` 0 drops. */
typedef struct nw_passage {
  nw_alloc alloc;
  size_t   start, end;    /* in the text; start is preset to the spot, end follows the pieces */
  nw_buf   text;
  NW_VEC(nw_piece) pieces;
  size_t   refused;       /* out, where there is no place: every spot before this offset would be refused, too */
  uint8_t  hidden;        /* out: the place is a HIDDEN_TEXT finding */
  /* out, not 0: the place ends only because places are bounded. Its rewrite is asked first what stands behind, whatever the spots are,
   * and gets this as look->goes_on. So a text of any length in one disguise is read, in places that join without a gap. */
  uint8_t  goes_on;
} nw_passage;
/* Before the first piece: the place begins at `start` (look->floor <= start <= spot). */
void nw_passage_begin(nw_passage *place, size_t start);
void nw_passage_add(nw_passage *place, const char *text, size_t len, size_t in_len);
void nw_passage_add_char(nw_passage *place, uint32_t cp, size_t in_len);

/* Families that a reading serves: a finding of another family that overlaps a place of the rewrite is dropped. */
enum nw_reading_for { NW_FOR_SHAPE = 1, NW_FOR_CUE = 2, NW_FOR_WORD = 4, NW_FOR_REGEX = 8, NW_FOR_LEAK = 16, NW_FOR_ALL = 31 };

enum { NW_SPOT_BYTES = 36 };

typedef struct nw_rewrite {
  const char *name;     /* "base64": docs and tests */
  const char *reading;  /* what the trace calls it: order, fold, skeleton, decoded, number, joined, markup */
  uint8_t     serves;   /* nw_reading_for */
  /* Where in these 64 bytes a place may begin; `before` is the byte in front (a space at the beginning of the text). Cheap: some dozen
   * operations on words; called for every 64 bytes of every text. A spot in every fifth byte of plain English is too many. */
  uint64_t  (*spots)(const nw_glance *here, const nw_glance *next, unsigned before);
  /* What stands at `at`: 1 and `place` filled (end > start), or 0. Whatever it says when look->touched is set is thrown away.
   * Reads at most a constant number of bytes for each byte of the place that it says; for a refusal, NW_LIMIT_LOOKBACK_BYTES. */
  int       (*read)(nw_look *look, size_t at, nw_passage *place);
  /* NULL, or a first look at a spot: 0 where `read` would refuse it, as NW_SPOT_BYTES bytes from `p` on tell; [from, p) is known, too. Most
   * spots end here. */
  int       (*may)(const unsigned char *p, const unsigned char *from);
  /* nw_calm_reason: where none of these is, no place begins. */
  uint16_t    needs;
  /* enum nw_asked: where NW_CALM_HIGH is the reason, no place begins without one of these near. 0: what it is does not matter. */
  uint8_t     asks;
  uint8_t     tells;  /* nw_glance_told: what its spots want to know of words */
} nw_rewrite;

/* ---- the rewrites there are; a stage asks them in this order, the first that says a place has it ---- */

/* read_order.c */
extern const nw_rewrite nw_rewrite_override, nw_rewrite_flipped;
/* read_fold.c */
extern const nw_rewrite nw_rewrite_fold, nw_rewrite_skeleton;

/* read_escape.c, read_token.c, read_signal.c */
extern const nw_rewrite nw_rewrite_escape, nw_rewrite_token, nw_rewrite_series, nw_rewrite_morse, nw_rewrite_braille;
/* read_proof.c */
extern const nw_rewrite nw_rewrite_turned, nw_rewrite_wrapped, nw_rewrite_digit_looks;
/* read_glue.c */
extern const nw_rewrite nw_rewrite_glue, nw_rewrite_wide_at;
/* read_number.c, read_group.c, read_join.c */
extern const nw_rewrite nw_rewrite_number, nw_rewrite_mixed, nw_rewrite_address, nw_rewrite_groups, nw_rewrite_codes, nw_rewrite_markup,
                        nw_rewrite_letters;

#define NW_STAGE_ORDER  &nw_rewrite_override, &nw_rewrite_flipped,
#define NW_STAGE_FOLD   &nw_rewrite_fold,
#define NW_DECODERS     &nw_rewrite_escape, &nw_rewrite_token, &nw_rewrite_series, &nw_rewrite_morse, &nw_rewrite_braille,
#define NW_STAGE_DECODE NW_DECODERS &nw_rewrite_markup, &nw_rewrite_glue, &nw_rewrite_turned,
#define NW_STAGE_JOIN   &nw_rewrite_digit_looks, &nw_rewrite_wrapped, &nw_rewrite_number, &nw_rewrite_mixed, &nw_rewrite_address, \
                        &nw_rewrite_wide_at, \
                        &nw_rewrite_letters, &nw_rewrite_groups, &nw_rewrite_codes,
#define NW_STAGE_LOOKS  &nw_rewrite_skeleton,

/* ---- stages and islands: what the guard scans ---- */

/* ORDER FOLD, then DECODE FOLD as often as NW_LIMIT_DECODE_DEPTH says, JOIN LOOKS. */
enum { NW_STAGE_COUNT = 8, NW_STAGE_LAST_DECODE = 4, NW_REWRITES_MOST = 32 };

/* A text that comes in windows: [base, end) of it, starting at `data`. */
typedef struct nw_window { const unsigned char *data; size_t base, end; int final; } nw_window;

/* The spots of 64 bytes, as a seeker saw them. */
typedef struct nw_spots {
  size_t    at;
  unsigned  count;  /* bytes; 0: nothing is known */
  nw_glance here, next;
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
  size_t   seen;
  int      seen_final;
  const struct nw_seeker *twin;     /* NULL, or one that looked at the same text by all reasons */
  nw_plain plain;       /* of a stream: the words from `at` on */
  uint8_t  everywhere, doubting;  /* for tests: look at every block, ask about every spot */
} nw_seeker;

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

/* What a code point reads as by itself, in ASCII: `len` bytes into `out` (room for 8). */
enum nw_reads { NW_READS_ITSELF = 0, NW_READS_ALWAYS, NW_READS_SOFT /* a letter with a mark */, NW_READS_LIKE /* a look-alike */,
                NW_READS_NOTHING };
unsigned nw_code_point_reads(uint32_t cp, char out[8], unsigned *len);

/* A whole text through one rewrite, for tests: appends to `out`; 0 when there is no memory. `map` may be NULL. */
int nw_rewrite_text(const nw_rewrite *rewrite, newel_slice text, nw_buf *out, nw_map *map);
/* The same without asking calm.h and company.h: every block is looked at, folding is asked about every code point. `doubting`: what
 * was refused up to an offset is asked about all the same. */
int nw_rewrite_text_everywhere(const nw_rewrite *rewrite, newel_slice text, int doubting, nw_buf *out);

#endif
