/* detect/content/model.h - the weights of the content judge, and how a text is weighed with them.
 *
 *   features ──► blocks of 48 bytes, in halves: int32 sums of 8 lanes (table[bucket][8]: six categories, ANY, IDF squared)
 *            ──► short windows (2 blocks): logit = scale x sum / sqrt(sum of IDF squared) + bias
 *            ──► wide windows: long ones (10 blocks, every 5) and middle ones (4 blocks, every 2); of a text that is shorter, all of it
 *            ──► spots (2, 3, 4, 6, 9 halves, at each, where some head speaks against them): a sentence between others has one to itself
 *            ──► inputs of a window: its logits, the highest short ones, distinct lexicon words, length, capitals
 *            ──► second stage, one of wide windows and one of spots: a weighted sum a category; of windows that it finds worse than all
 *                before, small trees mend it
 *            ──► calibration: parts per million
 *
 * The score of a text is the highest of its windows, in view A or B: it can only rise. All of it is integer arithmetic.
 * A file (little-endian, with a checksum) is used where it lies; nothing is unpacked but small tables. */
#ifndef NW_DETECT_CONTENT_MODEL_H
#define NW_DETECT_CONTENT_MODEL_H

#include "base/alloc.h"
#include "detect/attack/attack.h"
#include "detect/content/read.h"

/* Outputs: six of Bedrock, ANY, and PROFANITY, which has no lane of its own. */
enum {
  NW_CONTENT_SIX = 6, NW_LANE_ANY = 6, NW_LANE_IDF2 = 7, NW_CONTENT_LANES = 8, NW_CONTENT_HEADS = 7, NW_CONTENT_OUTPUTS = 8
};
extern const char *const nw_content_names[NW_CONTENT_OUTPUTS];

/* Word lists: distinct words of each are inputs; the later ones tell languages. */
enum { NW_LEX_CLASSES = 10, NW_LEX_LANGUAGES = 12, NW_LEX_COUNT = NW_LEX_CLASSES + NW_LEX_LANGUAGES, NW_LEX_SLOTS = 8192,
       NW_LEX_BITS = 5, NW_LEX_HINTS = 1 << 16 };

enum {
  NW_CONTENT_BLOCK_BYTES = 48, NW_CONTENT_LONG_BLOCKS = 10, NW_CONTENT_STRIDE_BLOCKS = 5,
  NW_CONTENT_MIDDLE_BLOCKS = 4, NW_CONTENT_MIDDLE_STRIDE = 2,
  NW_CONTENT_HALVES = 2, NW_CONTENT_RING = 32,   /* of a block; that are kept */
  /* What a window spans at most, blanks aside. */
  NW_CONTENT_WINDOW_BYTES = NW_CONTENT_LONG_BLOCKS * (NW_CONTENT_BLOCK_BYTES + NW_CONTENT_CHUNK_BYTES),
  NW_CONTENT_INPUTS = 2 * NW_CONTENT_HEADS + 2 * NW_LEX_CLASSES + 6,
  NW_CONTENT_ONE = 4096,          /* 1.0 of logits */
  NW_CONTENT_TO_INPUT = 4, NW_CONTENT_INPUT_ONE = NW_CONTENT_ONE / NW_CONTENT_TO_INPUT,
  NW_CONTENT_INPUT_MOST = 8 * NW_CONTENT_INPUT_ONE,   /* 1.0 of an input of the second stage, … */
  NW_CONTENT_TREED = 4,           /* the first outputs have trees: to the others they give nothing */
  NW_CONTENT_CALM = -6 * NW_CONTENT_ONE,  /* … nor to windows that the weighted sum finds this harmless */
  NW_CONTENT_TREES = 32, NW_CONTENT_TREE_DEPTH = 4, NW_CONTENT_LEAVES = 1 << NW_CONTENT_TREE_DEPTH,
  NW_CONTENT_WEIGHT_ONE = 2048,   /* … and of its weights, which add up to less than 128: sums fit 32 bits */
  NW_CONTENT_KNOTS = 65, NW_CONTENT_KNOT_STEP = NW_CONTENT_ONE * 5 / 16, NW_CONTENT_KNOT_FIRST = -14 * NW_CONTENT_ONE,
  NW_CONTENT_LOGIT_MOST = 16 * NW_CONTENT_ONE - 1
};

/* Windows that are wide, for a text as a whole, and spots, for what stands between other things: each have weights and trees. Spots are
 * told of where some head's logit is above NW_CONTENT_SUSPECT. */
enum { NW_CONTENT_WIDE = 0, NW_CONTENT_SPOT, NW_CONTENT_REACHES, NW_CONTENT_SUSPECT = -NW_CONTENT_ONE / 4 };

/* Cuts in parts per million: false positives of 0.1 % (hit), 0.5 %, 2 %; and below which a clear is believed (miss 10, 5, 2 %). */
enum { NW_CUT_LOW = 0, NW_CUT_MEDIUM, NW_CUT_HIGH, NW_CUT_COUNT };

/* Words that are frequent, what they add up to (the word and its grams, no pair) and what else is asked of a word: exact, and one look
 * instead of three a letter. The file has the words; the rest is made when it is read. A row is a line of the cache. */
enum { NW_CONTENT_KNOWN_WORDS = 8192, NW_CONTENT_KNOWN_BITS = 14,
       NW_CONTENT_KNOWN_SLOTS = (1 << NW_CONTENT_KNOWN_BITS) + 64 };  /* words that have no room go behind the others */
typedef struct nw_content_known {
  nw_content_key key;
  int16_t  sums[NW_CONTENT_LANES];
  nw_attack_sense attack;      /* of a word of ASCII letters: detect/attack/words.h */
  int16_t list;                /* a class that it is in, or -1 */
  uint8_t language, strange;   /* a language that it tells, NW_LEX_LANGUAGES: none; 1: which is not English */
} nw_content_known;

typedef struct nw_content_head {
  int32_t scale, bias;   /* logit = sum x scale / 16 / sqrt(idf2) + bias */
} nw_content_head;

/* A tree that asks the same of all nodes of a level: is the input above? The answers, first to last, are the number of the leaf. */
typedef struct nw_content_tree {
  uint8_t input[NW_CONTENT_TREE_DEPTH];
  int16_t above[NW_CONTENT_TREE_DEPTH];
  int16_t leaf[NW_CONTENT_LEAVES];     /* what it adds to the logit */
} nw_content_tree;

typedef struct nw_content_output {
  int32_t  weight[NW_CONTENT_REACHES][NW_CONTENT_INPUTS], bias[NW_CONTENT_REACHES];
  uint32_t ppm[NW_CONTENT_KNOTS];      /* rising */
  uint32_t cut[NW_CUT_COUNT], allow[NW_CUT_COUNT];
  uint32_t scripts, languages;         /* bits: what it was trained on */
} nw_content_output;

/* What weighs windows of one reach. */
typedef struct nw_content_stage {
  nw_content_tree tree[NW_CONTENT_TREED][NW_CONTENT_TREES];
  int16_t         pairs[NW_CONTENT_INPUTS / 2][NW_CONTENT_OUTPUTS][2];  /* the weights of the outputs, two inputs side by side, */
  int32_t         biases[NW_CONTENT_OUTPUTS];                           /* and what is added */
  int32_t         rest[NW_CONTENT_TREED][NW_CONTENT_TREES];             /* the most that a tree and those behind it add */
} nw_content_stage;

typedef struct nw_content_model {
  nw_content_head   head[NW_CONTENT_HEADS];
  nw_content_output out[NW_CONTENT_OUTPUTS];
  nw_content_stage  stage[NW_CONTENT_REACHES];
  double            scale[NW_CONTENT_LANES], bias[NW_CONTENT_LANES];  /* of the heads, the scale in parts of 2^24; else 0 */
  int32_t           suspect[NW_CONTENT_LANES];  /* a spot whose sums are below this, a head and norm, is harmless: 16 bits */
  float             suspect_square[NW_CONTENT_LANES];  /* their squares, a little less: lanes.c; of no head, what none reaches */
  uint32_t          lex[NW_LEX_SLOTS];   /* word hash with the list in the low 5 bits; 0 empty */
  uint64_t          lex_hint[NW_LEX_HINTS / 64];  /* bit h % HINTS: some entry may have the hash h; set when a file is read */
  nw_content_key    known_words[NW_CONTENT_KNOWN_WORDS];  /* key 0: none */
  nw_content_known  known[NW_CONTENT_KNOWN_SLOTS + 1];    /* of them, nw_content_known_at; all empty while a model is trained */
  const int8_t     *table;               /* [NW_CONTENT_BUCKETS][NW_CONTENT_LANES] */
} nw_content_model;

/* A slot of `known`: they begin where a line of the cache does, so a copy of a model has them elsewhere. */
static inline nw_content_known *nw_content_known_at(const nw_content_model *model, unsigned slot) {
  const uintptr_t line = sizeof *model->known;
  return (nw_content_known *)(((uintptr_t)model->known + line - 1) / line * line) + slot;
}

/* Puts a word or pair into a list; 0 when the table is full. */
int nw_content_lex_add(nw_content_model *model, uint32_t hash, unsigned list);

/* Fills `lex_hint` from `lex`. */
void nw_content_hints_build(nw_content_model *model);
/* Fills `known` from the table and the lexicon. */
void nw_content_known_build(nw_content_model *model);
/* Fills `scale`, `bias` and `suspect` from the heads, and `pairs`, `biases` and `rest` from the weights and trees. */
void nw_content_pairs_build(nw_content_model *model);
/* The first half of that: what weighing needs. */
void nw_content_heads_build(nw_content_model *model);

/* ---- weighing ---- */

/* Running totals of a text: what a window has is the difference of two. They wrap; the differences hold. */
typedef struct nw_content_totals {
  uint32_t lane[2][NW_CONTENT_LANES];    /* view A; what B has more than A */
  uint32_t bytes, letters, upper, foreign;
  uint32_t differs;                      /* tokens of one view alone */
  uint32_t strange;                      /* words that tell a language that is not English */
  uint16_t script[NW_SCRIPT_COUNT];      /* letters */
  uint16_t language[NW_LEX_LANGUAGES + 1]; /* words that tell one, and those that tell none */
} nw_content_totals;

typedef struct nw_content_block {
  size_t   start, end;                   /* raw */
  unsigned lists;                        /* bit c: it has words of list c */
  int16_t  tight_input[2][NW_CONTENT_LANES];  /* with a second half: its block and the one before it, as inputs, */
  int32_t  tight[2][NW_CONTENT_LANES];        /* … and their logits; the last is no head */
  uint32_t lex[2][NW_LEX_CLASSES];       /* by view: a bit for each distinct word of a list that it has, by hash */
} nw_content_block;

/* What a window says, by view. */
typedef struct nw_content_window {
  int16_t input[NW_CONTENT_INPUTS];
  size_t  start, end;                       /* raw */
  uint8_t  reach, blocks;                   /* NW_CONTENT_WIDE or NW_CONTENT_SPOT; halves */
  unsigned script, language;                /* that most of it is in; language 0, English, where nothing tells */
} nw_content_window;

typedef struct nw_content_weigher nw_content_weigher;
typedef void (*nw_content_take_window)(void *self, const nw_content_window *window, unsigned view);

typedef struct nw_content_lanes nw_content_lanes;   /* lanes.h */
typedef size_t nw_content_easy_fn(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at);

struct nw_content_weigher {
  const nw_content_model *model;
  nw_content_easy_fn *easy;   /* of this machine: weigh.h; */
  const nw_content_lanes *lanes;  /* … lanes.h */
  nw_content_take_window take;
  void    *self;
  nw_attack *attack;   /* reads along; NULL: nobody asks */
  nw_content_reader reader;
  nw_content_totals totals;
  nw_content_block  blocks[NW_CONTENT_RING];  /* the last halves, and the open one: blocks[count % RING] */
  nw_content_totals upto[NW_CONTENT_RING];    /* of the text up to their ends; up to its begin where the last one will be: nothing */
  unsigned count;                                    /* closed halves, */
  uint32_t listed;                                   /* bit i: blocks[i] is closed and has lists */
  uint32_t closed;                                   /* bytes of whole blocks */
  size_t   at;                                       /* raw: of the next byte */
};

void nw_content_weigh_begin(nw_content_weigher *w, const nw_content_model *model, nw_content_take_window take, void *self);
void nw_content_weigh(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at, int gap);
void nw_content_weigh_end(nw_content_weigher *w);
/* Where the highest short window of a head stands, raw, while the window is told of. */
void nw_content_tight(const nw_content_weigher *w, const nw_content_window *window, unsigned view, unsigned head, size_t *start,
                      size_t *end);
/* The raw offset where the earliest window that is still open begins. */
size_t nw_content_weigh_live(const nw_content_weigher *w);

/* Tells of the windows that end with the block that was closed last; `final`: of those that no stride has told of, too. */
void nw_content_windows(nw_content_weigher *w, int final);
/* Tells of the spots that end with the half that was closed last. */
void nw_content_spots(nw_content_weigher *w);
/* The second stage, of windows of a reach: a weighted sum. */
int32_t nw_content_output_logit(const nw_content_model *model, unsigned output, unsigned reach,
                                const int16_t input[NW_CONTENT_INPUTS]);
static inline int32_t nw_content_bounded(int32_t logit) {
  return logit > NW_CONTENT_LOGIT_MOST ? NW_CONTENT_LOGIT_MOST : logit < -NW_CONTENT_LOGIT_MOST ? -NW_CONTENT_LOGIT_MOST : logit;
}
/* What the trees of an output make of the logit of a window. */
int32_t nw_content_mended(const nw_content_stage *stage, unsigned output, int32_t logit, const int16_t input[NW_CONTENT_INPUTS]);
/* The same where it is above `floor`, a logit; else any that is not. */
int32_t nw_content_mended_above(const nw_content_stage *stage, unsigned output, int32_t logit, const int16_t input[NW_CONTENT_INPUTS],
                                int32_t floor);

/* The worst that windows said so far. Trees are asked only where the weighted sum is the highest yet; what they say is kept if it is. */
typedef struct nw_content_worst { int32_t sum, logit; uint8_t seen; } nw_content_worst;
static inline int nw_content_may_worsen(const nw_content_worst *worst, int32_t sum) { return !worst->seen || sum > worst->sum; }
/* Takes a window that may: 1: its logit is the highest now. */
int nw_content_worsen(nw_content_worst *worst, int32_t sum, int32_t logit);
/* Calibration. */
uint32_t nw_content_ppm(const nw_content_model *model, unsigned output, int32_t logit);

/* ---- files ---- */

/* Reads the file of `len` bytes, which must outlive the model (its table lies there). Errors: NEWEL_E_FORMAT: no model, cut off, of
 * another version, or damaged. */
int nw_content_model_read(nw_content_model *model, const unsigned char *file, size_t len, newel_error *err);
/* Writes one. Errors: NEWEL_E_IO, NEWEL_E_NOMEM. */
int nw_content_model_write(const nw_content_model *model, const nw_alloc *alloc, newel_write_fn write, void *user, newel_error *err);
/* Word `n` of those that the model in `file`, which is sound, knows beforehand; its length, 0: none. */
size_t nw_content_known_word(newel_slice file, size_t n, char word[sizeof(nw_content_key)]);
/* The one that is built in; NULL: this build has none. */
const unsigned char *nw_content_built_in(size_t *len);

#endif
