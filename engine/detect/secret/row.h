/* detect/secret/row.h - a row of grammar/secrets.def, and what may be asked of it. Private to the tokens.
 *
 *   TOKEN(GITHUB_TOKEN, "ghp_|gho_", "x36", CRC32, …)
 *   prefixes    one index of all rows finds them by their first bytes
 *   patterns    what follows: a class of bytes, and how many
 *   check       what proves it (proof.c)
 */
#ifndef NW_DETECT_SECRET_ROW_H
#define NW_DETECT_SECRET_ROW_H

#include "detect/secret/token.h"

typedef enum nw_proof { SHAPE = 0, MARK, MIXED, CRC32, HEADER, PADDING, OPENAI, BYTES } nw_proof;

/* Found by a prefix, or by a word in front: one of both is NULL. */
typedef struct nw_secret_row { const char *prefixes, *patterns, *words; uint16_t entity; uint8_t check; } nw_secret_row;
extern const nw_secret_row nw_secret_rows[];

/* The bytes from `pos` on; for places that were read before, and so are there. */
static inline const unsigned char *nw_secret_text(const nw_probe *probe, size_t pos) {
  return probe->scan->data + (pos - probe->scan->base);
}

/* ---- row.c ---- */

/* The place of three bytes in the set of beginnings, and that of two. */
static inline unsigned nw_secret_begin_bit(const unsigned char *text) {
  return (text[0] | (uint32_t)text[1] << 8 | (uint32_t)text[2] << 16) * 0x9E3779B1u >> (32 - NW_SECRET_BEGIN_LOG);
}
static inline unsigned nw_secret_pair_bit(const unsigned char *text) {
  return (text[0] | (uint32_t)text[1] << 8) * 0x9E3779B1u >> (32 - NW_SECRET_PAIR_LOG);
}
/* 0: no prefix begins with the three bytes. */
static inline int nw_secret_may_begin(const nw_secret_index *index, const unsigned char *text) {
  unsigned three = nw_secret_begin_bit(text), two = nw_secret_pair_bit(text);
  return (int)((index->begins[three / 64] >> three % 64 | index->pairs[two / 64] >> two % 64) & 1u);
}
/* The slot of the prefixes that begin with two bytes. */
static inline unsigned nw_secret_slot(unsigned first, unsigned second) { return (first * 37 + second) % NW_SECRET_SLOTS; }

/* Where the text behind `pos` that one of the patterns covers ends, at most `limit`; 0: none does. */
size_t nw_secret_match(nw_probe *probe, size_t pos, size_t limit, const char *patterns);

/* ---- proof.c ---- */

/* Raises the score where the kind has a proof; 0 when the token is none after all. `body` is behind the prefix. */
int nw_secret_prove(nw_probe *probe, nw_hit *hit, nw_proof check, size_t body);
/* Few different characters: "xxxxxxxx". */
int nw_secret_is_dull(const nw_probe *probe, size_t from, size_t to);
/* A value of the manuals. */
int nw_secret_is_example(const nw_probe *probe, const nw_secret_row *row, size_t start, size_t end);

#endif
