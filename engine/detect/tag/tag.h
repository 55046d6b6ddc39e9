/* detect/tag/tag.h - the tagger: what is a name or an address by the look of the words around it, learnt from labelled text.
 *
 *   "Hi Khasanbek, your parcel"        tokens   Hi | Khasanbek | , | your | parcel
 *       ^ event                        window   three tokens in front, the token, three behind
 *                                      features ("Hi" in front, capital here) ("," behind, capital here) … about 25, hashed
 *                                      sums     of the weights of the features: "a name begins here" +118, "an address" -240
 *   118 is over the cut                walk     "goes on with ','?" -190: the name is [3, 12)
 *
 * A question is asked at one place (an event of the cue family) and answered by the bytes around it: BACK_BYTES in front, the look-ahead
 * of the entity behind. So the answer never depends on where a window ends (detect.h). Everything is integer arithmetic: a weight is an
 * int8 of 1/32 of a logit, a sum has the same bits on every machine.
 *
 * Words are not known by heart: what stands at the place itself counts by its letters' shape, its ending and what the list of names
 * (cue/list.c) says of it; the words around it count as they are. `newel train tagger` makes the weights (engine/train/tagger.h).
 *
 * A question is weighed token by token, from the place itself outwards, and given up as soon as the sums are too low (tag.c).
 *
 * Owner: nothing is kept; the model is constant. Cost: about 25 loads a token of the walk; a question that is answered "no" reads two to
 * three of the seven tokens, 500 to 1,300 instructions. Which words are asked about: cue.c.
 */
#ifndef NW_DETECT_TAG_H
#define NW_DETECT_TAG_H

#include "detect/probe.h"

/* ---- token.c ---- */

/* 1: a token that begins in front of `pos` >= scan->from goes on over the letter there, as in "userName" and "MAX_SIZE": what nw_tag_ask
 * says of the place is no. A filter. */
int nw_tag_is_inside(const nw_scan *scan, size_t pos);

typedef struct nw_tag_token {
  size_t   start, end;
  uint32_t kind;   /* shape, lists, whether a blank is in front: a small number */
  uint32_t word;   /* hash of its letters in small ones, all digits being 0 */
  uint32_t tail;   /* hash of its last three bytes and its shape */
} nw_tag_token;

enum { NW_TAG_WORD_BYTES = 40 };  /* a longer run is two tokens */
enum { NW_TAG_BACK = 3, NW_TAG_AHEAD = 3, NW_TAG_WINDOW = NW_TAG_BACK + 1 + NW_TAG_AHEAD, NW_TAG_BACK_BYTES = 96 };

/* The tokens around a place: of the window, [NW_TAG_BACK] is the one that is asked about. */
typedef struct nw_tag_view {
  nw_probe    *probe;
  const unsigned char *data;  /* of the window; data[0] is byte `base` */
  size_t       base;
  size_t       limit;   /* nothing is read there and behind */
  size_t       have;    /* so many bytes of it are there, up to the limit */
  size_t       floor;   /* nothing is read in front of it */
  nw_tag_token at[NW_TAG_WINDOW];
} nw_tag_view;

/* The token at `pos`, where one begins; others of its window are read one after another, from the inside to both ends: -1, -2 … in
 * front of it, 1, 2 … behind it. */
void nw_tag_open(nw_tag_view *view, nw_probe *probe, size_t pos, size_t limit);
void nw_tag_read(nw_tag_view *view, int place);
/* All of the window. */
void nw_tag_look(nw_tag_view *view, nw_probe *probe, size_t pos, size_t limit);
/* One token on. */
void nw_tag_step(nw_tag_view *view);
/* 1: the token is nothing, the text or the part of it that may be read ends here. */
int nw_tag_is_end(const nw_tag_token *token);
/* 1: a name, an address may begin at such a token (a capital letter; or, for addresses, a number). */
int nw_tag_may_begin(const nw_tag_token *token, unsigned entity);
/* 1: it may be the last of one. An address does not end with a comma, a line end, a bracket; a name ends with a word with a capital
 * letter, or the dot of an initial. */
int nw_tag_may_end(const nw_tag_token *token, unsigned entity);
/* 1: it may be a part of one: no digits are part of a name, no braces and masks of anything (what edits leave), no
 * marks of HTML and tables ("<>|=") of a name. */
int nw_tag_may_hold(const nw_tag_token *token, unsigned entity);
/* 1: it begins something else, which a walk stops in front of: a telephone number or its label behind an address, another column (a
 * tab) behind a name. */
int nw_tag_is_other(const nw_tag_view *view, const nw_tag_token *token, unsigned entity);
int nw_tag_is_capital(const nw_tag_token *token);
int nw_tag_is_fence(const nw_tag_token *token);
int nw_tag_is_number(const nw_tag_token *token);
int nw_tag_is_line(const nw_tag_token *token);

/* ---- tag.c: features ---- */

/* What is asked. The weights of a lane stand together, so that a policy without names never reads theirs. */
typedef enum nw_tag_lane { NW_TAG_NAME = 0, NW_TAG_NAME_ON, NW_TAG_ADDRESS, NW_TAG_ADDRESS_ON, NW_TAG_LANES } nw_tag_lane;

enum { NW_TAG_LOG = 18, NW_TAG_ROWS = 1 << NW_TAG_LOG, NW_TAG_FEATURES = 32, NW_TAG_UNIT = 32 };

/* How far a walk came. */
typedef struct nw_tag_walk {
  unsigned tokens, lines, numbers;
  uint32_t first;   /* kind of the first token */
} nw_tag_walk;

void nw_tag_walk_on(nw_tag_walk *walk, const nw_tag_token *token);
/* Rows of the features of the window's token; how many. `walk`: NULL asks for a begin. */
unsigned nw_tag_features(const nw_tag_view *view, const nw_tag_walk *walk, uint32_t rows[NW_TAG_FEATURES]);
/* What a walk takes at most. */
enum { NW_TAG_NAME_TOKENS = 9, NW_TAG_ADDRESS_TOKENS = 44 };

/* ---- model.c: the file ---- */

enum { NW_TAG_KNOTS = 17, NW_TAG_KNOT_STEP = 32, NW_TAG_HEAD_BYTES = 16 + 4 * NW_TAG_LANES * (2 + NW_TAG_KNOTS) };

typedef struct nw_tag_model {
  int32_t  cut[NW_TAG_LANES];   /* a sum from here on is a yes */
  int32_t  sure[NW_TAG_LANES];  /* … and one that needs no other evidence */
  uint32_t ppm[NW_TAG_LANES][NW_TAG_KNOTS];  /* how often a sum of (k - 8) * 32 was right, 0..1,000,000 */
  const int8_t *weights;        /* NW_TAG_LANES times NW_TAG_ROWS */
} nw_tag_model;

/* Reads a model file; `model` borrows `bytes`. Errors: NEWEL_E_FORMAT for a file that is none, is cut off, or has values out of range. */
int nw_tag_model_read(nw_tag_model *model, const unsigned char *bytes, size_t len, newel_error *err);
/* Writes the front of a file; the rows follow. */
void nw_tag_model_head(const nw_tag_model *model, unsigned char head[NW_TAG_HEAD_BYTES]);
/* The model of this build; families.h tells its digest. */
void nw_tag_model_own(nw_tag_model *model);

/* ---- tag.c: questions ---- */

/* Is a number or an address near the place? FAR: no number begins in the 64 bytes from it on, and no address ends close in front. A
 * place far from numbers needs more to be an address; whether it is far is only asked where that decides. */
typedef enum nw_tag_far { NW_TAG_NEAR = 0, NW_TAG_FAR, NW_TAG_UNKNOWN } nw_tag_far;

/* What is asked for: which entities may begin; `known`: the one that does for sure, and only its end is asked for, or -1. `alone`:
 * what stands in front is nothing that an address stands behind ("in", ':'): far from numbers none begins there. */
typedef struct nw_tag_wish { int names, addresses, known, alone; nw_tag_far far; } nw_tag_wish;

/* A span that a question was answered with. */
typedef struct nw_tagged {
  size_t   start, end;
  int      entity;      /* NW_ENTITY_NAME or _ADDRESS; -1: none begins here, to all it can see */
  int      sure;
  int      bare_number; /* no word with a capital letter is in it */
  int      is_street;   /* such a word and a number are */
  int32_t  sum;         /* of the better begin; below its cut when there is none */
  uint32_t score_ppm;
} nw_tagged;

/* What begins at `pos`, where a token begins. Reads through the probe; look at probe->touched before the answer is used. */
void nw_tag_ask(const nw_tag_model *model, nw_probe *probe, size_t pos, nw_tag_wish wish, nw_tagged *out);

#endif
