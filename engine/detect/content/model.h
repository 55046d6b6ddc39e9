/* detect/content/model.h - the weights of the content judge, and how a text is weighed with them.
 *
 *   features ──► blocks of 48 bytes: int32 sums of 8 lanes (table[bucket][8]: six categories, ANY, IDF squared)
 *            ──► short windows (2 blocks): logit = scale x sum / sqrt(sum of IDF squared) + bias
 *            ──► long windows (10 blocks, every 5) and middle ones (4 blocks, every 2): a short text between others has one to itself
 *            ──► inputs of a window: its logits, the highest short ones, distinct lexicon words, length, capitals
 *            ──► second stage: one weighted sum a category ──► calibration: parts per million
 *
 * The score of a text is the highest of its windows, in view A or B: it can only rise. All of it is integer arithmetic.
 * A file (little-endian, with a checksum) is used where it lies; nothing is unpacked but small tables. */
#ifndef NW_DETECT_CONTENT_MODEL_H
#define NW_DETECT_CONTENT_MODEL_H

#include "base/alloc.h"
#include "detect/content/read.h"

/* Outputs: six of Bedrock, ANY, and PROFANITY, which has no lane of its own. */
enum {
  NW_CONTENT_SIX = 6, NW_LANE_ANY = 6, NW_LANE_IDF2 = 7, NW_CONTENT_LANES = 8, NW_CONTENT_HEADS = 7, NW_CONTENT_OUTPUTS = 8
};
extern const char *const nw_content_names[NW_CONTENT_OUTPUTS];

/* Word lists: distinct words of each are inputs; the later ones tell languages. */
enum { NW_LEX_CLASSES = 10, NW_LEX_LANGUAGES = 12, NW_LEX_COUNT = NW_LEX_CLASSES + NW_LEX_LANGUAGES, NW_LEX_SLOTS = 8192 };

enum {
  NW_CONTENT_BLOCK_BYTES = 48, NW_CONTENT_LONG_BLOCKS = 10, NW_CONTENT_STRIDE_BLOCKS = 5, NW_CONTENT_RING = 16,
  NW_CONTENT_MIDDLE_BLOCKS = 4, NW_CONTENT_MIDDLE_STRIDE = 2,
  /* What a window spans at most, blanks aside. */
  NW_CONTENT_WINDOW_BYTES = NW_CONTENT_LONG_BLOCKS * (NW_CONTENT_BLOCK_BYTES + NW_CONTENT_CHUNK_BYTES),
  NW_CONTENT_INPUTS = 2 * NW_CONTENT_HEADS + 2 * NW_LEX_CLASSES + 4,
  NW_CONTENT_ONE = 4096,          /* 1.0 of logits, inputs and weights */
  NW_CONTENT_KNOTS = 65, NW_CONTENT_KNOT_STEP = NW_CONTENT_ONE / 4, NW_CONTENT_KNOT_FIRST = -8 * NW_CONTENT_ONE
};

/* Cuts in parts per million: false positives of 0.1 % (hit), 0.5 %, 2 %; and below which a clear is believed (miss 10, 5, 2 %). */
enum { NW_CUT_LOW = 0, NW_CUT_MEDIUM, NW_CUT_HIGH, NW_CUT_COUNT };

/* Words that are frequent and what they add up to (the word and its grams, no pair): exact, and one look instead of three a letter. The
 * file has the words; the sums are made when it is read. */
enum { NW_CONTENT_KNOWN_WORDS = 2048, NW_CONTENT_KNOWN_BITS = 12, NW_CONTENT_KNOWN_SLOTS = 1 << NW_CONTENT_KNOWN_BITS };
typedef struct nw_content_known { nw_content_key key; int16_t sums[NW_CONTENT_LANES]; } nw_content_known;

typedef struct nw_content_head {
  int32_t scale, bias;   /* logit = sum x scale / 16 / sqrt(idf2) + bias */
} nw_content_head;

typedef struct nw_content_output {
  int32_t  weight[NW_CONTENT_INPUTS], bias;
  uint32_t ppm[NW_CONTENT_KNOTS];      /* rising */
  uint32_t cut[NW_CUT_COUNT], allow[NW_CUT_COUNT];
  uint32_t scripts, languages;         /* bits: what it was trained on */
} nw_content_output;

typedef struct nw_content_model {
  nw_content_head   head[NW_CONTENT_HEADS];
  nw_content_output out[NW_CONTENT_OUTPUTS];
  int32_t           by_input[NW_CONTENT_INPUTS][NW_CONTENT_OUTPUTS];  /* the weights of `out` again; set when a file is read */
  uint32_t          lex[NW_LEX_SLOTS];   /* word hash with the list in the low 5 bits; 0 empty */
  nw_content_key    known_words[NW_CONTENT_KNOWN_WORDS];  /* key 0: none */
  nw_content_known  known[NW_CONTENT_KNOWN_SLOTS];        /* of them; all empty while a model is trained */
  const int8_t     *table;               /* [NW_CONTENT_BUCKETS][NW_CONTENT_LANES] */
} nw_content_model;

/* Which list a word or pair is in: 0 .. NW_LEX_COUNT-1, or -1. */
int nw_content_lex_find(const nw_content_model *model, uint32_t hash);
/* Adds one; 0 when the table is full. */
int nw_content_lex_add(nw_content_model *model, uint32_t hash, unsigned list);

/* Fills `known` from the table. */
void nw_content_known_build(nw_content_model *model);

/* ---- weighing ---- */

typedef struct nw_content_sums { int32_t lane[NW_CONTENT_LANES]; } nw_content_sums;

typedef struct nw_content_block {
  nw_content_sums sums[2];               /* view A; what B has more than A */
  uint32_t lex[2][NW_LEX_CLASSES];       /* by view: a bit for each distinct word, by hash */
  int32_t  tight[2][NW_CONTENT_LANES];   /* logits of this block and the one before it; the last is no head */
  unsigned bytes, letters, upper, foreign;
  uint16_t script[NW_SCRIPT_COUNT], language[NW_LEX_LANGUAGES];   /* letters; words that tell a language */
  size_t   start, end;                   /* raw */
  int      differs;                      /* view B is another */
} nw_content_block;

/* What a window says, by view. */
typedef struct nw_content_window {
  int32_t input[NW_CONTENT_INPUTS];
  size_t  start, end;                       /* raw */
  unsigned script, language;                /* that most of it is in; language 0, English, where nothing tells */
  size_t  tight_start[NW_CONTENT_HEADS], tight_end[NW_CONTENT_HEADS];  /* of the highest short window */
} nw_content_window;

typedef void (*nw_content_take_window)(void *self, const nw_content_window *window, unsigned view);

typedef struct nw_content_weigher {
  const nw_content_model *model;
  nw_content_take_window take;
  void    *self;
  nw_content_reader reader;
  nw_content_block  blocks[NW_CONTENT_RING];  /* the last ones, and the open one: blocks[count % RING] */
  unsigned count;                                    /* closed blocks */
  size_t   at;                                       /* raw: of the next byte */
} nw_content_weigher;

void nw_content_weigh_begin(nw_content_weigher *w, const nw_content_model *model, nw_content_take_window take, void *self);
void nw_content_weigh(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at, int gap);
void nw_content_weigh_end(nw_content_weigher *w);
/* The raw offset where the earliest window that is still open begins. */
size_t nw_content_weigh_live(const nw_content_weigher *w);

/* The second stage: a logit. */
int32_t nw_content_output_logit(const nw_content_model *model, unsigned output, const nw_content_window *window);
/* … of all outputs at once. */
void nw_content_output_logits(const nw_content_model *model, const nw_content_window *window, int32_t logits[NW_CONTENT_OUTPUTS]);
/* Calibration. */
uint32_t nw_content_ppm(const nw_content_model *model, unsigned output, int32_t logit);

/* ---- files ---- */

/* Reads the file of `len` bytes, which must outlive the model (its table lies there). Errors: NEWEL_E_FORMAT: no model, cut off, of
 * another version, or damaged. */
int nw_content_model_read(nw_content_model *model, const unsigned char *file, size_t len, newel_error *err);
/* Writes one. Errors: NEWEL_E_IO, NEWEL_E_NOMEM. */
int nw_content_model_write(const nw_content_model *model, const nw_alloc *alloc, newel_write_fn write, void *user, newel_error *err);
/* The one that is built in; NULL: this build has none. */
const unsigned char *nw_content_built_in(size_t *len);

#endif
