/* The file of a model: what `newel train tagger` writes and this build carries (engine/models/tagger.bin).
 *
 *   "NWTAG\0\0\2"  rows log2, lanes, knots, 0 (a byte each), 4 bytes 0     16 bytes
 *   cut[4] sure[4] (int32)  ppm[4][17] (uint32)                            little-endian
 *   weights[4][2^18] (int8)
 */
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "detect/families.h"
#include "detect/tag/tag.h"

static const unsigned char magic[12] = { 'N', 'W', 'T', 'A', 'G', 0, 0, 2, NW_TAG_LOG, NW_TAG_LANES, NW_TAG_KNOTS, 0 };

static uint32_t get32(const unsigned char *bytes) { return (uint32_t)nw_load_le(bytes, 4); }

static void put32(unsigned char *bytes, uint32_t value) {
  for (unsigned i = 0; i < 4; i++) bytes[i] = (unsigned char)(value >> 8 * i);
}

int nw_tag_model_read(nw_tag_model *model, const unsigned char *bytes, size_t len, newel_error *err) {
  if (len < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0) return nw_fail(err, NEWEL_E_FORMAT, "this is no model of the tagger");
  size_t want = NW_TAG_HEAD_BYTES + (size_t)NW_TAG_ROWS * NW_TAG_LANES;
  if (len != want) return nw_fail(err, NEWEL_E_FORMAT, "the model of the tagger has %zu bytes, not %zu", len, want);
  const unsigned char *at = bytes + 16;
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++, at += 4) model->cut[lane] = (int32_t)get32(at);
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++, at += 4) model->sure[lane] = (int32_t)get32(at);
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) {
    for (unsigned knot = 0; knot < NW_TAG_KNOTS; knot++, at += 4) {
      model->ppm[lane][knot] = get32(at);
      if (model->ppm[lane][knot] > 1000000) return nw_fail(err, NEWEL_E_FORMAT, "the model of the tagger has a score over 1,000,000");
    }
  }
  model->weights = (const int8_t *)(const void *)(bytes + NW_TAG_HEAD_BYTES);
  return NEWEL_OK;
}

void nw_tag_model_head(const nw_tag_model *model, unsigned char head[NW_TAG_HEAD_BYTES]) {
  memset(head, 0, NW_TAG_HEAD_BYTES);
  memcpy(head, magic, sizeof magic);
  unsigned char *at = head + 16;
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++, at += 4) put32(at, (uint32_t)model->cut[lane]);
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++, at += 4) put32(at, (uint32_t)model->sure[lane]);
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++)
    for (unsigned knot = 0; knot < NW_TAG_KNOTS; knot++, at += 4) put32(at, model->ppm[lane][knot]);
}

/* ---- the model of this build ---- */

extern const unsigned char nw_model_tagger[];
extern const unsigned nw_model_tagger_len;
extern const char nw_model_tagger_digest[];

void nw_tag_model_own(nw_tag_model *model) { (void)nw_tag_model_read(model, nw_model_tagger, nw_model_tagger_len, NULL); }
const char *nw_tagger_digest(void) { return nw_model_tagger_digest; }
