/* text/quiet.c - see quiet.h. */
#include "text/quiet.h"

#include <string.h>

#include "text/glance.h"

enum { CONTEXT_CHARS = 48 };      /* detectors look at fewer (detect/context.h) */
enum { ALL = NW_CALM_BLOCKS + 1 };  /* blocks with masks: those of the batch, and the one behind */

static uint64_t behind(const nw_mask m, size_t at, unsigned n) { return m[at] << n | m[at - 1] >> (64 - n); }
static uint64_t ahead(const nw_mask m, size_t at, unsigned n) { return m[at] >> n | m[at + 1] << (64 - n); }

/* Is a sign of an address or key here, or a dot inside a word? Four digits are a reason of their own (calm.h). */
static int has_sign(const nw_masks *c, size_t at) {
  uint64_t word = c->alpha[at] | c->digit[at] | c->high[at], word_before = c->alpha[at - 1] | c->digit[at - 1] | c->high[at - 1];
  uint64_t letter = c->alpha[at] | c->high[at], letter_next = c->alpha[at + 1] | c->high[at + 1];
  uint64_t dot = c->dot[at] & (word << 1 | word_before >> 63) & (letter >> 1 | letter_next << 63);
  return (c->at[at] | c->colon[at] | c->equal[at] | dot) != 0;
}

static uint64_t run_of(const nw_masks *c, size_t at) { return c->alpha[at] | c->digit[at] | c->link[at] | c->join[at] | c->high[at]; }

/* A capital letter inside a run of letters and signs of tokens that are not all ASCII. */
static int has_token(const nw_masks *c, size_t at, uint64_t parting) {
  const uint64_t before = run_of(c, at - 1), next = run_of(c, at + 1), run = run_of(c, at) & ~parting;
  uint64_t high = c->high[at] & run, inside = c->upper[at] & (run << 1 | before >> 63);
  if ((next & 1) != 0 && (c->high[at + 1] & nw_first_run(next)) != 0) high |= (uint64_t)1 << 63;
  if ((c->upper[at - 1] & before << 1 & nw_last_run(before)) != 0) inside |= 1;
  return inside != 0 && (nw_fill(inside, run) & high) != 0;
}

/* May a code point of block `b` be more than a letter or a sign of prose? */
static int has_odd(nw_quiet *quiet, const nw_quiet_text *t, unsigned b) {
  const nw_masks *c = t->classes;
  const size_t at = (size_t)b + 1, from = (size_t)b * NW_BLOCK_BYTES, most = t->before + from;
  const uint64_t bit = (uint64_t)1 << b;
  if (from >= t->len) return !t->final;
  if (b >= ALL) return 1;
  if (c->high[at] == 0) return 0;
  if (!(quiet->read & bit)) {
    uint64_t digits = behind(c->digit, at, 1) | behind(c->digit, at, 2) | ahead(c->digit, at, 1) | ahead(c->digit, at, 2), parting = 0;
    quiet->read |= bit;
    if (nw_glance_is_loud(t->data + from, most < NW_BLOCK_BYTES ? most : NW_BLOCK_BYTES, t->len - from, c->high[at], digits, &parting) ||
        has_token(c, at, parting)) quiet->odd |= bit;
  }
  return (quiet->odd & bit) != 0;
}

static int is_loud(nw_quiet *quiet, const nw_quiet_text *t, unsigned b) {
  const nw_masks *c = t->classes;
  const size_t at = (size_t)b + 1;
  if ((size_t)b * NW_BLOCK_BYTES >= t->len) return !t->final;
  if (b >= ALL || (t->calm->reasons[b] & ~(unsigned)(NW_CALM_HIGH | NW_CALM_STREAK)) != 0 || has_sign(c, at)) return 1;
  return (t->lone_digits && c->digit[at] != 0) || has_odd(quiet, t, b);
}

static int ask(nw_quiet *quiet, const nw_quiet_text *text, unsigned b) {
  const uint64_t bit = (uint64_t)1 << b;
  if (!(quiet->known & bit)) {
    quiet->known |= bit;
    if (is_loud(quiet, text, b)) quiet->loud |= bit;
  }
  return (quiet->loud & bit) != 0;
}

int nw_is_prose(nw_quiet *quiet, const nw_quiet_text *text, unsigned b) {
  return !has_odd(quiet, text, b) && !has_odd(quiet, text, b + 1);
}

/* Does block `b` part what stands around it: more ASCII than context is, and a blank that ends what is in one piece? */
static int parts(const nw_quiet_text *t, unsigned b) {
  const size_t from = (size_t)b * NW_BLOCK_BYTES;
  return from + NW_BLOCK_BYTES <= t->len && __builtin_popcountll(t->classes->high[b + 1]) <= NW_BLOCK_BYTES - CONTEXT_CHARS &&
         memchr(t->data + from, ' ', NW_BLOCK_BYTES) != NULL;
}

static int is_loud_before(nw_quiet *quiet, const nw_quiet_text *text, unsigned b, unsigned n) {
  return b >= n ? ask(quiet, text, b - n) : (int)(quiet->front >> (n - b - 1) & 1);
}

int nw_is_quiet(nw_quiet *quiet, const nw_quiet_text *text, unsigned b) {
  if (ask(quiet, text, b) || is_loud_before(quiet, text, b, 1) || ask(quiet, text, b + 1)) return 0;
  return (b > 0 && parts(text, b - 1) ? 1 : !is_loud_before(quiet, text, b, 2)) && (parts(text, b + 1) || !ask(quiet, text, b + 2));
}

unsigned nw_quiet_front(nw_quiet *quiet, const nw_quiet_text *text) {
  return (unsigned)ask(quiet, text, NW_CALM_BLOCKS - 1) | (unsigned)ask(quiet, text, NW_CALM_BLOCKS - 2) << 1;
}
