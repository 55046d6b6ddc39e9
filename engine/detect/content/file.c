/* detect/content/file.c - a model as bytes.
 *
 *   0   "NWCONT03"          8
 *   8   version of the reader, buckets, lanes, outputs, inputs, knots, lexicon slots, cuts      8 x 4
 *   40  checksum of all that follows                                                            8
 *   64  heads, outputs, trees, lexicon, known words as 32-bit numbers; the table on a multiple of 64
 *                                                                                                         (little-endian throughout) */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "detect/content/model.h"

enum {
  HEAD_BYTES = 64, SHAPE_NUMBERS = 8, CHECKSUM_AT = 40,
  TREE_NUMBERS = 2 * NW_CONTENT_TREE_DEPTH + NW_CONTENT_LEAVES,
  OUTPUT_NUMBERS = NW_CONTENT_REACHES * (NW_CONTENT_INPUTS + 1) + NW_CONTENT_KNOTS + 2 * NW_CUT_COUNT + 2,
  TREES = NW_CONTENT_REACHES * NW_CONTENT_TREED * NW_CONTENT_TREES,
  NUMBERS = 2 * NW_CONTENT_HEADS + NW_CONTENT_OUTPUTS * OUTPUT_NUMBERS + TREES * TREE_NUMBERS + NW_LEX_SLOTS +
            4 * NW_CONTENT_KNOWN_WORDS,
  TABLE_AT = (HEAD_BYTES + 4 * NUMBERS + 63) / 64 * 64,
  TABLE_BYTES = NW_CONTENT_BUCKETS * NW_CONTENT_LANES,
  FILE_BYTES = TABLE_AT + TABLE_BYTES
};
static const char magic[8] = { 'N', 'W', 'C', 'O', 'N', 'T', '0', '4' };
static const uint32_t shape[SHAPE_NUMBERS] = { NW_CONTENT_READ_VERSION, NW_CONTENT_BUCKETS, NW_CONTENT_LANES, NW_CONTENT_OUTPUTS,
                                               NW_CONTENT_INPUTS, NW_CONTENT_KNOTS, NW_LEX_SLOTS, NW_CUT_COUNT };

static uint64_t checksum(const unsigned char *file) { return nw_hash64(file + HEAD_BYTES, FILE_BYTES - HEAD_BYTES, 1); }

/* ---- reading ---- */

typedef struct cursor { const unsigned char *at; } cursor;

static uint32_t next(cursor *c) {
  uint32_t value = (uint32_t)nw_load_le(c->at, 4);
  c->at += 4;
  return value;
}

static nw_content_key next_key(cursor *c) {
  nw_content_key key = { nw_load_le(c->at, 8), nw_load_le(c->at + 8, 8) };
  c->at += sizeof key;
  return key;
}

static void read_tree(cursor *c, nw_content_tree *tree) {
  for (unsigned i = 0; i < NW_CONTENT_TREE_DEPTH; i++) tree->input[i] = (uint8_t)next(c);
  for (unsigned i = 0; i < NW_CONTENT_TREE_DEPTH; i++) tree->above[i] = (int16_t)next(c);
  for (unsigned i = 0; i < NW_CONTENT_LEAVES; i++) tree->leaf[i] = (int16_t)next(c);
}

static void read_output(cursor *c, nw_content_output *out) {
  for (unsigned r = 0; r < NW_CONTENT_REACHES; r++) {
    for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) out->weight[r][i] = (int32_t)next(c);
    out->bias[r] = (int32_t)next(c);
  }
  for (unsigned i = 0; i < NW_CONTENT_KNOTS; i++) out->ppm[i] = next(c);
  for (unsigned i = 0; i < NW_CUT_COUNT; i++) out->cut[i] = next(c);
  for (unsigned i = 0; i < NW_CUT_COUNT; i++) out->allow[i] = next(c);
  out->scripts = next(c);
  out->languages = next(c);
}

/* Trees by their number in a file: those of a stage, an output, in turn. */
static const nw_content_tree *tree_of(const nw_content_model *model, unsigned n) {
  const nw_content_stage *stage = &model->stage[n / (NW_CONTENT_TREED * NW_CONTENT_TREES)];
  return &stage->tree[n / NW_CONTENT_TREES % NW_CONTENT_TREED][n % NW_CONTENT_TREES];
}

/* A table that is full would be searched for ever, weights must not overflow a sum, and scores must rise and end at a million. */
static int is_sound(const nw_content_model *model) {
  unsigned used = 0;
  for (unsigned i = 0; i < TREES; i++)
    for (unsigned d = 0; d < NW_CONTENT_TREE_DEPTH; d++)
      if (tree_of(model, i)->input[d] >= NW_CONTENT_INPUTS) return 0;
  for (unsigned i = 0; i < NW_LEX_SLOTS; i++) {
    if (model->lex[i] == 0) continue;
    if ((model->lex[i] & 31) > NW_LEX_COUNT || ++used > NW_LEX_SLOTS / 2) return 0;
  }
  for (unsigned n = 0; n < NW_CONTENT_OUTPUTS * NW_CONTENT_REACHES; n++) {
    const unsigned k = n / NW_CONTENT_REACHES, r = n % NW_CONTENT_REACHES;
    int64_t weights = 0;
    for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) {
      int64_t weight = llabs((long long)model->out[k].weight[r][i]);
      if (weight > INT16_MAX) return 0;
      weights += weight;
    }
    if (weights >= INT32_MAX / NW_CONTENT_INPUT_MOST || llabs((long long)model->out[k].bias[r]) > 1 << 24) return 0;
    for (unsigned i = 0; i < NW_CONTENT_KNOTS; i++)
      if (model->out[k].ppm[i] > 1000000 || (i > 0 && model->out[k].ppm[i] < model->out[k].ppm[i - 1])) return 0;
  }
  return 1;
}

int nw_content_model_read(nw_content_model *model, const unsigned char *file, size_t len, newel_error *err) {
  if (len < HEAD_BYTES || memcmp(file, magic, sizeof magic - 2) != 0)
    return nw_fail(err, NEWEL_E_FORMAT, "this is no content model of Newel");
  if (memcmp(file, magic, sizeof magic) != 0)
    return nw_fail(err, NEWEL_E_FORMAT, "the content model is of another version: train it anew with this one");
  for (unsigned i = 0; i < SHAPE_NUMBERS; i++)
    if ((uint32_t)nw_load_le(file + 8 + 4 * i, 4) != shape[i])
      return nw_fail(err, NEWEL_E_FORMAT, "the content model is of another version: train it anew with this one");
  if (len != FILE_BYTES)
    return nw_fail(err, NEWEL_E_FORMAT, "the content model has %zu bytes, expected %d: it is cut off or has something behind it", len,
                   (int)FILE_BYTES);
  if (nw_load_le(file + CHECKSUM_AT, 8) != checksum(file)) return nw_fail(err, NEWEL_E_FORMAT, "the content model is damaged");
  cursor c = { file + HEAD_BYTES };
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) model->head[k].scale = (int32_t)next(&c), model->head[k].bias = (int32_t)next(&c);
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) read_output(&c, &model->out[k]);
  for (unsigned r = 0; r < NW_CONTENT_REACHES; r++)
    for (unsigned k = 0; k < NW_CONTENT_TREED; k++)
      for (unsigned i = 0; i < NW_CONTENT_TREES; i++) read_tree(&c, &model->stage[r].tree[k][i]);
  for (unsigned i = 0; i < NW_LEX_SLOTS; i++) model->lex[i] = next(&c);
  for (unsigned i = 0; i < NW_CONTENT_KNOWN_WORDS; i++) model->known_words[i] = next_key(&c);
  model->table = (const int8_t *)(file + TABLE_AT);
  if (!is_sound(model)) return nw_fail(err, NEWEL_E_FORMAT, "the content model holds what no training writes");
  nw_content_hints_build(model);
  nw_content_known_build(model);
  nw_content_pairs_build(model);
  return NEWEL_OK;
}

size_t nw_content_known_word(newel_slice file, size_t n, char word[sizeof(nw_content_key)]) {
  enum { KNOWN_AT = HEAD_BYTES + 4 * (NUMBERS - 4 * NW_CONTENT_KNOWN_WORDS) };
  size_t len = 0;
  memcpy(word, file.data + KNOWN_AT + n * sizeof(nw_content_key), sizeof(nw_content_key));
  while (len < sizeof(nw_content_key) && word[len] != '\0') len++;
  return len;
}

/* ---- writing ---- */

static void add_number(nw_buf *buf, uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) nw_buf_add_char(buf, (char)(unsigned char)(value >> shift));
}

static void add_key(nw_buf *buf, nw_content_key key) {
  for (unsigned shift = 0; shift < 64; shift += 8) nw_buf_add_char(buf, (char)(unsigned char)(key.low >> shift));
  for (unsigned shift = 0; shift < 64; shift += 8) nw_buf_add_char(buf, (char)(unsigned char)(key.high >> shift));
}

static void add_tree(nw_buf *buf, const nw_content_tree *tree) {
  for (unsigned i = 0; i < NW_CONTENT_TREE_DEPTH; i++) add_number(buf, tree->input[i]);
  for (unsigned i = 0; i < NW_CONTENT_TREE_DEPTH; i++) add_number(buf, (uint32_t)tree->above[i]);
  for (unsigned i = 0; i < NW_CONTENT_LEAVES; i++) add_number(buf, (uint32_t)tree->leaf[i]);
}

static void add_output(nw_buf *buf, const nw_content_output *out) {
  for (unsigned r = 0; r < NW_CONTENT_REACHES; r++) {
    for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) add_number(buf, (uint32_t)out->weight[r][i]);
    add_number(buf, (uint32_t)out->bias[r]);
  }
  for (unsigned i = 0; i < NW_CONTENT_KNOTS; i++) add_number(buf, out->ppm[i]);
  for (unsigned i = 0; i < NW_CUT_COUNT; i++) add_number(buf, out->cut[i]);
  for (unsigned i = 0; i < NW_CUT_COUNT; i++) add_number(buf, out->allow[i]);
  add_number(buf, out->scripts);
  add_number(buf, out->languages);
}

int nw_content_model_write(const nw_content_model *model, const nw_alloc *alloc, newel_write_fn write, void *user, newel_error *err) {
  nw_buf buf;
  nw_buf_init(&buf, *alloc);
  nw_buf_add(&buf, magic, sizeof magic);
  for (unsigned i = 0; i < SHAPE_NUMBERS; i++) add_number(&buf, shape[i]);
  while (buf.len < HEAD_BYTES && !buf.failed) nw_buf_add_char(&buf, '\0');
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    add_number(&buf, (uint32_t)model->head[k].scale);
    add_number(&buf, (uint32_t)model->head[k].bias);
  }
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) add_output(&buf, &model->out[k]);
  for (unsigned i = 0; i < TREES; i++) add_tree(&buf, tree_of(model, i));
  for (unsigned i = 0; i < NW_LEX_SLOTS; i++) add_number(&buf, model->lex[i]);
  for (unsigned i = 0; i < NW_CONTENT_KNOWN_WORDS; i++) add_key(&buf, model->known_words[i]);
  while (buf.len < TABLE_AT && !buf.failed) nw_buf_add_char(&buf, '\0');
  nw_buf_add(&buf, (const char *)model->table, TABLE_BYTES);
  int code = buf.failed ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK) {
    uint64_t sum = checksum((const unsigned char *)buf.data);
    for (unsigned i = 0; i < 8; i++) buf.data[CHECKSUM_AT + i] = (char)(sum >> (8 * i));
    if (write(user, buf.data, buf.len) != 0) code = nw_fail(err, NEWEL_E_IO, "the content model cannot be written");
  }
  nw_buf_free(&buf);
  return code;
}
