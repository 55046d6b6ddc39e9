#include "detect/sift.h"

#include "detect/pii/crypto.h"
#include "detect/pii/date.h"
#include "detect/pii/mac.h"
#include "detect/pii/url.h"
#include "detect/secret/token.h"

static int may_assign(const nw_sift *sift, size_t pos) { return nw_assign_may(sift->secrets, sift->scan, sift->stretch, pos); }
static int may_be_host(const nw_sift *sift, size_t pos) { return nw_url_host_may(sift->scan, pos); }
static int may_be_date(const nw_sift *sift, size_t pos) { return nw_date_may(sift->scan, sift->masks, sift->masks_at, pos); }

static int may_be_token(const nw_sift *sift, size_t pos) {
  return nw_mac_hyphen_may(sift->scan, pos) || nw_crypto_may(sift->scan, pos) ||
         nw_token_may(sift->secrets, sift->scan, sift->masks, sift->masks_at, pos);
}

typedef int (*may_fn)(const nw_sift *sift, size_t pos);
static const may_fn sieves[NW_TRIGGER_SIFTED] = {
  [NW_TRIGGER_DOT] = may_be_host, [NW_TRIGGER_TOKEN] = may_be_token, [NW_TRIGGER_ASSIGN] = may_assign,
  [NW_TRIGGER_NUMBER] = may_be_date
};

/* What is left of the events of the block at `pos`. */
static uint64_t keep(const nw_sift *sift, may_fn may, uint64_t bits, size_t pos) {
  size_t there = sift->scan->end - pos;
  if (there < NW_BLOCK_BYTES) bits &= ((uint64_t)1 << there) - 1;
  for (uint64_t left = bits; left != 0; left &= left - 1)
    if (!may(sift, pos + (unsigned)__builtin_ctzll(left))) bits ^= left & (0 - left);
  return bits;
}

uint64_t nw_sift_block(const nw_sift *sift, nw_events *events, const uint64_t wanted[NW_TRIGGER_COUNT], size_t b) {
  size_t pos = sift->masks_at + (b - 1) * NW_BLOCK_BYTES;
  uint64_t left = 0;
  for (unsigned kind = 0; kind < NW_TRIGGER_SIFTED; kind++) {
    uint64_t *bits = &events->of[kind][b];
    if ((*bits & wanted[kind]) != 0) left |= *bits = keep(sift, sieves[kind], *bits, pos);
  }
  return left;
}
