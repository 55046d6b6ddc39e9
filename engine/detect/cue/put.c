/* A word that is put: the phrases that begin with it, and whether it begins a name or an address.
 *
 *   "PIN"       slot {cue PIN}        phrases
 *   "The"       slot {common}         begins sentences: nothing
 *   "Khasan"    no slot, capital      the lists of names, the tagger
 *   "ПАРОЛЬ"    letters beyond ASCII  once more as "пароль"
 *   "DrIvEr"    two letters           once more as a whole: "driver"
 */
#include <string.h>

#include "base/eight.h"
#include "base/hash.h"
#include "detect/cue/pass.h"

static uint64_t load_eight(const nw_scan *scan, size_t pos, size_t len) {
  const unsigned char *data = scan->data + (pos - scan->base);
  return scan->end - pos < 8 ? nw_load_le(data, len < scan->end - pos ? len : scan->end - pos) : nw_cue_eight(data, len);
}

enum { BEHIND_BYTES = 4 };  /* looked at behind a word with a capital letter; it waits for them */

/* "Hauptstraße 12": a word and a number. */
static int is_street_place(const unsigned char *behind, size_t left) {
  if (left > 2 && behind[0] == '.' && behind[1] == ' ') return nw_is_digit(behind[2]);
  return left > 1 && behind[0] == ' ' && nw_is_digit(behind[1]);
}

/* ---- words with a capital letter ---- */

enum { GIVEN = 1 << NW_CUE_GIVEN, NAMES = GIVEN | 1 << NW_CUE_EITHER, WORD = 1 << NW_CUE_WORD, COMMON = 1 << NW_CUE_COMMON,
       OPENER = 1 << NW_CUE_OPENER };

/* A name by the lists that needs no second opinion is settled, any other is put to the tagger. */
static int ask_capital(nw_cue_pass *p, size_t pos, int is_listed, nw_tag_wish wish) {
  nw_hit hit = nw_cue_fresh_hit(NW_ENTITY_NAME);
  if (!is_listed) return nw_cue_ask_tagger(p, pos, 0, wish, &hit);
  nw_probe probe = { .scan = p->scan, .at = pos };
  int found = nw_cue_name_here(p->table, &probe, &hit);
  if (probe.touched) return nw_cue_answer(p, &probe, 0, &hit);
  if (found && hit.score_ppm >= NW_SCORE_CONTEXT) return nw_cue_answer(p, &probe, found, &hit);
  p->state->work += probe.work;
  return nw_cue_ask_tagger(p, pos, found, wish, &hit);
}

/* "Zbyx K. Foo": an initial follows. */
static int is_initial(const unsigned char *behind, size_t left) {
  return left > 3 && behind[0] == ' ' && behind[2] == '.' && behind[3] == ' ' && nw_is_upper(behind[1]);
}

/* "The", "We", "However": words that begin sentences, not names, but in "Near Diaz". "Will" and "May" are in the lists and are asked
 * about. */
static int is_common(const nw_cue_slot *slot, const unsigned char *behind, size_t left) {
  if (slot == NULL || slot->alone & NAMES || is_initial(behind, left)) return 0;
  int before_capital = left > 1 && behind[0] == ' ' && (nw_is_upper(behind[1]) || behind[1] >= 0x80);
  return slot->alone & COMMON || (slot->alone & OPENER && !before_capital);
}

/* "MAX_SIZE"; or a word of a language and no name, which goes on neither as "Sun-hee" nor as "O'Neill" does. */
static int is_no_name(const nw_cue_slot *slot, const nw_cue_word *w, unsigned next) {
  if (next == '_' && w->len < NW_TAG_WORD_BYTES) return 1;
  if (slot == NULL || (slot->alone & (GIVEN | WORD)) != WORD || w->len < 2) return 0;
  return nw_is_alnum(next) || next == ' ' || next == ',' || next == ';' || next == ':' || next == '|' || next == '\t';
}

/* Could the lists make a name of it? It is in one, or an initial follows. */
static int may_be_listed(const nw_cue_slot *slot, const unsigned char *text, size_t len, size_t left) {
  return (slot != NULL && slot->alone & NAMES) || is_initial(text + len, left) || (nw_name_kinds(text, len) & NW_NAME_ANY) != 0;
}

/* Does no address stand behind what is in front of the word? It does in "in Paris", "City: Paris"; not in "Hello Paris", "(Paris". */
static int is_alone(const nw_cue_pass *p, size_t pos) {
  const nw_scan *scan = p->scan;
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t most = pos - scan->base, n = 1;
  if (most < 3 || text[-1] != ' ') return 1;
  if (text[-2] == ':') return 0;
  while (n < most && n <= NW_CUE_WORD_BYTES && (nw_is_alpha(text[-(ptrdiff_t)n - 1]) || text[-(ptrdiff_t)n - 1] >= 0x80)) n++;
  if (n == 1 || n > NW_CUE_WORD_BYTES) return 1;
  uint64_t key = nw_cue_key(load_eight(scan, pos - n, n - 1), n - 1);
  const nw_cue_slot *slot = nw_cue_filter(p->table, key) == 0 ? NULL : nw_cue_find(p->table, key, text - n, n - 1);
  return slot == NULL || !(slot->alone >> NW_CUE_BEHIND & 1);
}

/* Puts a word with a capital letter, or one beyond ASCII: a name, a street. `slot`: of the word, NULL when it has none. */
static int put_capital(nw_cue_pass *p, const nw_cue_word *w, const nw_cue_slot *slot) {
  const nw_scan *scan = p->scan;
  const unsigned char *text = scan->data + (w->pos - scan->base), *behind = text + w->len;
  size_t left = scan->end - w->pos - w->len;
  if (left < BEHIND_BYTES && !scan->final) return 0;
  if (is_street_place(behind, left) && !nw_cue_ask_at(p, w->pos, NW_ENTITY_ADDRESS, nw_cue_address_word)) return 0;
  if (!p->table->tags || !nw_cue_is_capital(text[0], w->len > 1 ? text[1] : 0)) return 1;
  if (is_common(slot, behind, left) && !nw_cue_is_near(nw_cue_end_of(p->state, NW_ENTITY_ADDRESS), w->pos)) return 1;
  if (w->pos < scan->from || nw_tag_is_inside(scan, w->pos)) return 1;
  nw_tag_wish wish = { .names = !is_no_name(slot, w, left > 0 ? behind[0] : ' '), .addresses = 1, .far = w->far };
  wish.alone = w->alone || (w->far != NW_TAG_NEAR && is_alone(p, w->pos));
  wish = nw_cue_wish_at(p, w->pos, wish);
  if (!wish.names && !wish.addresses) return 1;
  return ask_capital(p, w->pos, wish.names && may_be_listed(slot, text, w->len, left), wish);
}

/* The slot of a word that is asked about; NULL: it has none. */
static const nw_cue_slot *slot_of(const nw_cue_pass *p, uint64_t key, const unsigned char *text, size_t len, int is_capital) {
  unsigned asked = is_capital ? NW_CUE_ANY | NW_CUE_UPPER | NW_CUE_LISTED : NW_CUE_ANY;
  return nw_cue_filter(p->table, key) & asked ? nw_cue_find(p->table, key, text, len) : NULL;
}

/* Puts the word once more where its lower case is another. Its bytes in the text and in the table are as many. `*slot`: of the word as it
 * is, or else of that. */
static int put_folded(nw_cue_pass *p, const nw_cue_word *w, const nw_cue_slot **slot) {
  char folded[NW_CUE_FOLD_BYTES] = { 0 };
  const unsigned char *text = p->scan->data + (w->pos - p->scan->base), *low = (const unsigned char *)folded;
  unsigned len = nw_cue_fold_word(text, w->len, folded);
  if (len > NW_CUE_WORD_BYTES || (len == w->len && memcmp(text, low, len) == 0)) return 1;
  uint64_t key = nw_cue_key(nw_load_le(low, len < 8 ? len : 8), len);
  const nw_cue_slot *other = slot_of(p, key, low, len, w->is_capital);
  if (*slot == NULL) *slot = other;
  return other == NULL || nw_cue_ask_word(p, w->pos, len, other, w->is_capital);
}

/* Puts a word. 0: no answer yet. */
static int put_word(nw_cue_pass *p, const nw_cue_word *w) {
  const nw_scan *scan = p->scan;
  if (w->len > NW_CUE_WORD_BYTES) return 1;
  if (w->pos + w->len >= scan->end && !scan->final) return 0;
  const unsigned char *text = scan->data + (w->pos - scan->base);
  uint64_t eight = load_eight(scan, w->pos, w->len);
  const nw_cue_slot *slot = slot_of(p, nw_cue_key(eight, w->len), text, w->len, w->is_capital);
  if (slot != NULL && slot->first != 0 && !nw_cue_ask_word(p, w->pos, w->len, slot, w->is_capital)) return 0;
  if (eight & NW_EIGHT_TOPS && !put_folded(p, w, &slot)) return 0;
  return !w->is_capital || put_capital(p, w, slot);
}

enum { HUMP_BYTES = 3 };

/* "DrIvEr" begins like camelCase, with a capital letter and a word of two letters and less: put as a whole it may be one. 0: it does not.
 * Others ("cvV", "paSsword") are not looked at where it is known that they go on (words->mixed), so they are none here, either. */
static unsigned mixed_len(const nw_cue_pass *p, size_t pos, unsigned len) {
  const nw_scan *scan = p->scan;
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, all = len;
  if (!nw_is_upper(*text) || (pos > scan->base && nw_is_alpha(text[-1]))) return 0;
  while (all < left && all <= NW_CUE_WORD_BYTES && nw_is_alpha(text[all])) all++;
  return all == len ? 0 : (unsigned)all;
}

/* Puts a short word, and the whole of a mixed one. */
static int put_short(nw_cue_pass *p, const nw_cue_word *w) {
  nw_cue_word all = *w;
  all.len = mixed_len(p, w->pos, w->len);
  return put_word(p, w) && (all.len == 0 || put_word(p, &all));
}

int nw_cue_put(nw_cue_pass *p, const nw_cue_word *w) { return w->len < HUMP_BYTES ? put_short(p, w) : put_word(p, w); }
