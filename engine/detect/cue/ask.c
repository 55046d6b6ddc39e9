/* Questions at a place, without a phrase in front: by the form of what stands there, then by the tagger.
 *
 *   12 Baker Street, London     a number: an address, an age, a health number
 *   AB-C 123                    the begin of a text: a plate, a licence
 */
#include "base/eight.h"
#include "detect/cue/pass.h"
#include "detect/field.h"

int nw_cue_ask_at(nw_cue_pass *p, size_t pos, unsigned entity, int (*verifier)(nw_probe *, nw_hit *)) {
  if (!nw_cue_is_on(p, entity) || pos < nw_cue_end_of(p->state, entity)) return 1;
  nw_probe probe = { .scan = p->scan, .at = pos, .own_from = nw_cue_end_of(p->state, entity) };
  nw_hit hit = nw_cue_fresh_hit(entity);
  int found = verifier(&probe, &hit);
  return nw_cue_answer(p, &probe, found, &hit);
}

/* Entities with a shape of their own that some rule takes without a cue. */
static int ask_bare(nw_cue_pass *p, size_t pos) {
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) {
    if (!p->table->bare[entity] || !nw_cue_is_on(p, entity) || pos < nw_cue_end_of(p->state, entity)) continue;
    nw_probe probe = { .scan = p->scan, .at = pos };
    nw_hit hit = nw_cue_fresh_hit(entity);
    int found = nw_cue_bare(&probe, &hit);
    if (!nw_cue_answer(p, &probe, found, &hit)) return 0;
  }
  return 1;
}

/* ---- names and addresses by the tagger ---- */

nw_tag_wish nw_cue_wish_at(const nw_cue_pass *p, size_t pos, nw_tag_wish wish) {
  const nw_cue_state *state = p->state;
  size_t address_end = nw_cue_end_of(state, NW_ENTITY_ADDRESS);
  if (nw_cue_is_near(address_end, pos)) wish.far = NW_TAG_NEAR;
  if (pos < address_end) wish.names = wish.addresses = 0;
  if (wish.alone && wish.far == NW_TAG_FAR) wish.addresses = 0;
  wish.names = wish.names && nw_cue_is_judged(p, NW_ENTITY_NAME) && pos >= nw_cue_end_of(state, NW_ENTITY_NAME);
  wish.addresses = wish.addresses && nw_cue_is_on(p, NW_ENTITY_ADDRESS);
  return wish;
}

int nw_cue_ask_tagger(nw_cue_pass *p, size_t pos, int found, nw_tag_wish wish, nw_hit *hit) {
  size_t address_end = nw_cue_end_of(p->state, NW_ENTITY_ADDRESS);
  wish.known = found ? (int)hit->entity : -1;
  nw_probe probe = { .scan = p->scan, .at = pos };
  nw_tagged tagged;
  if (pos < p->scan->from) return 1;
  nw_tag_ask(&p->table->tagger, &probe, pos, wish, &tagged);
  if (tagged.bare_number && !nw_cue_is_near(address_end, pos)) tagged.entity = -1;
  if (!found && tagged.entity == (int)NW_ENTITY_NAME && nw_cue_no_name(p->table, &probe, tagged.end)) tagged.entity = -1;
  found = nw_cue_join(&tagged, found, hit);
  return nw_cue_answer(p, &probe, found, hit);
}

/* An address at a number, at a word: by its form, then by the tagger. */
static int ask_address(nw_cue_pass *p, size_t pos, int (*verifier)(nw_probe *, nw_hit *)) {
  if (!nw_cue_is_on(p, NW_ENTITY_ADDRESS) || pos < nw_cue_end_of(p->state, NW_ENTITY_ADDRESS)) return 1;
  nw_probe probe = { .scan = p->scan, .at = pos };
  nw_hit hit = nw_cue_fresh_hit(NW_ENTITY_ADDRESS);
  int found = verifier(&probe, &hit);
  p->state->work += probe.work;
  nw_tag_wish wish = { .names = 1, .addresses = 1, .far = NW_TAG_NEAR };
  return !probe.touched && nw_cue_ask_tagger(p, pos, found, nw_cue_wish_at(p, pos, wish), &hit);
}

int nw_cue_ask_number(nw_cue_pass *p, size_t pos) {
  if (p->table->bares && !ask_bare(p, pos)) return 0;
  nw_cue_number_front front = nw_cue_front_of(p->scan, pos);
  if (front.open) return 0;
  int street = front.street || nw_cue_is_near(nw_cue_end_of(p->state, NW_ENTITY_ADDRESS), pos);
  return (!street || ask_address(p, pos, nw_cue_address_number)) &&
         (!front.age || nw_cue_ask_at(p, pos, NW_ENTITY_AGE, nw_cue_age_number)) &&
         (!front.health || nw_cue_ask_at(p, pos, NW_ENTITY_CA_HEALTH_NUMBER, nw_cue_health_number));
}

static uint64_t digits_in(uint64_t eight) { return nw_eight_within(eight & ~NW_EIGHT_TOPS, '0', '9') & ~eight; }

/* No such plate or licence is without a digit in its first bytes. */
static int may_be_told(const nw_scan *scan, size_t pos) {
  enum { DIGIT_BYTES = 12 };  /* "ÄÄÄ-AA-1" */
  const unsigned char *text = scan->data + (pos - scan->base);
  if (scan->end - pos < DIGIT_BYTES) return 1;
  return (digits_in(nw_eight(text)) | digits_in(nw_eight(text + DIGIT_BYTES - 8))) != 0;
}

int nw_cue_ask_place(nw_cue_pass *p, size_t pos) {
  if (!may_be_told(p->scan, pos)) return 1;
  int begins = pos >= p->scan->from && pos - p->scan->from <= NW_FIELD_MARGIN;
  return nw_cue_ask_at(p, pos, NW_ENTITY_LICENSE_PLATE, nw_cue_plate_place) &&
         (!begins || nw_cue_ask_at(p, pos, NW_ENTITY_DRIVER_ID, nw_cue_driver_place));
}
