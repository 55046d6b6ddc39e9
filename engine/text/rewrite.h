/* text/rewrite.h - one trick: what a rewrite sees of a text, and what it says.
 *
 *   "Mail b%6F%62@x.org"    the trick of read_escape.c
 *          ^  ^             spots: where it may begin, of 64 bytes at a time, as a bit each
 *         |----|            a place, asked about the first of them: "ob" in two pieces
 *
 * The rule of detect/detect.h holds: an answer may depend on bytes that are there, never on where the window ends. A rewrite reads
 * bytes only through nw_look_at; when it looked at the end of a window that is not final its answer is thrown away, and it is
 * asked again. So a rewrite has no state, and its places depend on the text alone. seeker.h asks the rewrites.
 */
#ifndef NW_TEXT_REWRITE_H
#define NW_TEXT_REWRITE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "text/calm.h"
#include "text/map.h"
#include "text/utf8.h"

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

/* Are there so many bits in both together? */
static inline int nw_has_bits(uint64_t here, uint64_t next, unsigned count) {
  const uint64_t twos = 0x5555555555555555, fours = 0x3333333333333333, eights = 0x0F0F0F0F0F0F0F0F;
  here -= here >> 1 & twos, next -= next >> 1 & twos;
  const uint64_t sum = (here & fours) + (here >> 2 & fours) + (next & fours) + (next >> 2 & fours);  /* 8 in a nibble at most */
  return ((sum & eights) + (sum >> 4 & eights)) * 0x0101010101010101 >> 56 >= count;
}

typedef struct nw_look {
  const unsigned char *data;  /* data[0] is byte `base` of the text */
  size_t base, end;
  int    final;
  size_t floor;    /* a place may begin here at the earliest: behind the last place, and nw_place_back of the spot */
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
  NW_ASKED_LOUD = 128,   /* in the table: has to be looked at, whoever asks (quiet.h) */
  NW_ASKED_ANY = 128     /* in all others: there is one */
};
enum { NW_ASKED_BITS = 8 };

/* How far a place may begin before its spot: a few characters that are deleted later. A stream lags behind by so much. */
#define NW_PLACE_BACK_BYTES NW_LIMIT_PLACE_BACK_BYTES
/* The same from `at` on, which data[0] is `base` of: but not over the blank in front of a word that goes on to `at` with two letters or
 * more. Who deletes a word begins anew; and what is in front of a word may be given out. */
static inline size_t nw_place_back(const unsigned char *data, size_t base, size_t at) {
  const size_t back = at > base + NW_PLACE_BACK_BYTES ? at - NW_PLACE_BACK_BYTES : base;
  size_t word = at;
  while (word > back && word > base && nw_is_alpha(data[word - 1 - base])) word--;
  return word + 2 <= at && word > back && word > base && data[word - 1 - base] == ' ' ? word : back;
}

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

/* The code point at `pos` (NW_UTF8_BAD for a bad byte) and its length in bytes; 0 at the end. The one before likewise. Here for ASCII and
 * for what stands whole in the text, which is nearly all. */
unsigned nw_look_char_near_end(nw_look *look, size_t pos, uint32_t *cp);
static inline unsigned nw_look_char(nw_look *look, size_t pos, uint32_t *cp) {
  enum { CHAR_MOST = 4 };
  if (pos < look->base || look->end < pos + CHAR_MOST || look->most < pos + CHAR_MOST) return nw_look_char_near_end(look, pos, cp);
  return nw_utf8_next(look->data + (pos - look->base), CHAR_MOST, cp);
}
static inline unsigned nw_look_char_before(const nw_look *look, size_t pos, uint32_t *cp) {
  *cp = NW_UTF8_BAD;
  if (pos <= look->base || pos > look->end) return 0;
  const unsigned char *p = look->data + (pos - look->base);
  return p[-1] < 0x80 ? (void)(*cp = p[-1]), 1u : nw_utf8_decode_back(look->data, p, cp);
}

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
enum nw_reading_for { NW_FOR_SHAPE = 1, NW_FOR_CUE = 2, NW_FOR_WORD = 4, NW_FOR_REGEX = 8, NW_FOR_LEAK = 16, NW_FOR_ALL = 31,
                      NW_FOR_LONE_DIGITS = 32 /* of shapes: those that have few digits (quiet.h); no rewrite serves them alone */ };

enum { NW_SPOT_BYTES = 36 };  /* what a first look sees; nearer to the end of a window there is none */

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

/* read_escape.c, read_token.c, read_series.c, read_signal.c */
extern const nw_rewrite nw_rewrite_escape, nw_rewrite_token, nw_rewrite_series, nw_rewrite_morse, nw_rewrite_braille;
/* read_proof.c */
extern const nw_rewrite nw_rewrite_turned, nw_rewrite_digit_looks;
/* read_parts.c */
extern const nw_rewrite nw_rewrite_parts;
/* read_glue.c */
extern const nw_rewrite nw_rewrite_glue, nw_rewrite_wide_at;
/* read_number.c, read_address.c, read_group.c, read_join.c */
extern const nw_rewrite nw_rewrite_number, nw_rewrite_mixed, nw_rewrite_address, nw_rewrite_groups, nw_rewrite_codes, nw_rewrite_markup,
                        nw_rewrite_letters;

#define NW_STAGE_ORDER  &nw_rewrite_override, &nw_rewrite_flipped,
#define NW_STAGE_FOLD   &nw_rewrite_fold,
#define NW_DECODERS     &nw_rewrite_escape, &nw_rewrite_token, &nw_rewrite_series, &nw_rewrite_morse, &nw_rewrite_braille,
#define NW_STAGE_DECODE NW_DECODERS &nw_rewrite_markup, &nw_rewrite_glue, &nw_rewrite_turned,
#define NW_STAGE_JOIN   &nw_rewrite_digit_looks, &nw_rewrite_parts, &nw_rewrite_number, &nw_rewrite_mixed, &nw_rewrite_address, \
                        &nw_rewrite_wide_at, \
                        &nw_rewrite_letters, &nw_rewrite_groups, &nw_rewrite_codes,
#define NW_STAGE_LOOKS  &nw_rewrite_skeleton,

/* What a code point reads as by itself, in ASCII: `len` bytes into `out` (room for 8). */
enum nw_reads { NW_READS_ITSELF = 0, NW_READS_ALWAYS, NW_READS_SOFT /* a letter with a mark */, NW_READS_LIKE /* a look-alike */,
                NW_READS_NOTHING };
unsigned nw_code_point_reads(uint32_t cp, char out[8], unsigned *len);

#endif
