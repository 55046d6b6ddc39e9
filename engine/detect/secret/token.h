/* detect/secret/token.h - AWS_ACCESS_KEY and the secret kinds of grammar/secrets.def.
 *
 *   text      curl -H "X-Key: ghp_16C7…"         SUMO_KEY=hn9y…        password: "hunter2!"
 *   event                     ^token                 ^token            ^assign
 *   asked     prefix "ghp_", pattern x36         word "sumo", x64      name "password", then the value
 *
 * Prefixes and words are looked up in one index that is built once a guard; no kind has code of its own.
 */
#ifndef NW_DETECT_SECRET_TOKEN_H
#define NW_DETECT_SECRET_TOKEN_H

#include "detect/probe.h"
#include "detect/secret/value.h"

enum {
  NW_SECRET_FIRST = NW_ENTITY_GITHUB_TOKEN,       /* the kinds are [FIRST, END) */
  NW_SECRET_END   = NW_ENTITY_GENERIC_SECRET + 1,
  NW_SECRET_SLOTS = 512, NW_SECRET_ENTRIES = 768,
  NW_SECRET_BEGIN_LOG = 14, NW_SECRET_PAIR_LOG = 10, NW_CLASS_LETTERS = 128,
  NW_JWK_BYTES = 3600,
  NW_SECRET_BACK_BYTES = 64                       /* a token begins at most so far before its event */
};

/* One prefix of one row, or one word. */
typedef struct nw_secret_entry {
  uint16_t next;      /* 1 + index of the next one of the slot */
  uint16_t row, at;   /* the row, and where the prefix stands in its text */
  uint16_t len;
  uint16_t least;     /* bytes of a token, with the prefix */
} nw_secret_entry;

typedef struct nw_secret_index {
  uint16_t prefix[NW_SECRET_SLOTS], word[NW_SECRET_SLOTS];  /* 1 + index of the first entry, 0: none */
  uint16_t bare;                                            /* rows without a prefix */
  unsigned count;
  uint64_t begins[(1 << NW_SECRET_BEGIN_LOG) / 64];         /* first three bytes of prefixes, by hash */
  uint64_t pairs[(1 << NW_SECRET_PAIR_LOG) / 64];           /* prefixes of two bytes, by hash */
  uint16_t classes[256];                                    /* by byte: the classes of patterns that have it, a bit each */
  uint16_t class_bit[NW_CLASS_LETTERS];                     /* by the letter of a pattern: the bit of its class */
  uint64_t tails[NW_TAIL_WORDS];                            /* last three letters of names, see value.h */
  uint16_t letter[256];                                     /* by byte: its place in them, see assign.h */
  nw_secret_entry entry[NW_SECRET_ENTRIES];
} nw_secret_index;

void nw_secret_index_build(nw_secret_index *index);
void nw_assign_letters(uint16_t letter[256]);
/* 1 when a token of a prefix begins at `start`, or, where `bare`, one that has a mark inside instead; fills the hit. */
int nw_secret_prefixed(nw_probe *probe, size_t start, int bare, nw_hit *hit);
/* The value of a byte of base64, of either alphabet; 64 for others. */
unsigned nw_secret_sextet(int c);
/* The kind of a value of `len` bytes by the words in [from, to) before it, NW_ENTITY_COUNT for none. */
unsigned nw_secret_keyed(nw_probe *probe, size_t from, size_t to, size_t start, size_t end);
/* 1 for a byte that may stand inside a token before its event: letters, digits and !$+-./:=_|~ */
static inline int nw_secret_is_inside(int c) {
  static const uint64_t inside[2] = { 0x27FFE81200000000u, 0x57FFFFFE87FFFFFEu };
  return c >= 0 && c < 128 && (inside[c >> 6] >> (c & 63) & 1u);
}

int nw_token_verify(nw_probe *probe, nw_hit *hit);   /* event token */
/* 0: the run at `pos` is a name of a program, as most are. `masks` are of the batch that begins at `masks_at`. */
int nw_token_may(const nw_secret_index *index, const nw_scan *scan, const struct nw_masks *masks, size_t masks_at, size_t pos);
int nw_assign_verify(nw_probe *probe, nw_hit *hit);  /* event assign: name, operator, value */
/* 0: the name in front of the operator at `pos` is none of ours, by its last letters. */
int nw_assign_named(nw_probe *probe, size_t pos);
/* 0: nw_assign_verify finds nothing at `pos`. */
int nw_assign_may(const nw_secret_index *index, const nw_scan *scan, nw_stretch *stretch, size_t pos);
size_t nw_assign_back(const unsigned char *end, size_t room);  /* for `live`: how far an assign to come may begin before `end` */
int nw_prose_verify(nw_probe *probe, nw_hit *hit);   /* event token: "my token is …" */
int nw_pem_verify(nw_probe *probe, nw_hit *hit);     /* event dashes */
int nw_putty_verify(nw_probe *probe, nw_hit *hit);   /* event assign: the ':' of "Private-Lines:" */
int nw_encoded_verify(nw_probe *probe, nw_hit *hit); /* event token: base64 of a PEM block */
int nw_userinfo_verify(nw_probe *probe, nw_hit *hit);  /* event scheme: https://name:password@host */

#endif
