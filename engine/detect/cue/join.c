/* What two that know of each other say of one place: the lists and words of this family, and the tagger.
 *
 *   "Zbyx K. Foo was"   lists: a name [0, 11)     tagger: a name [0, 11), sure    a name
 *   "Madison called"    lists: a weak one         tagger: none, sum below -64     bare: only rules of strictness ANY take it
 *   "12 Mill Rd."       form: an address [0, 10)  tagger: a street [0, 11)        [0, 11)
 */
#include "detect/cue/cue.h"

enum {
  REFUTED = -64,  /* below such a sum a weak name is none */
  MARGIN = 2      /* a dot more or less is no other end */
};

static nw_hit tagged_hit(const nw_tagged *tagged) {
  nw_hit hit = { .entity = (unsigned)tagged->entity, .start = tagged->start, .end = tagged->end, .validator = "tagger",
                 .score_ppm = tagged->score_ppm, .limit = -1, .bare = !tagged->sure };
  hit.context_start = hit.context_end = tagged->start;
  return hit;
}

/* Where what both found ends: the tagger trims and extends. */
static size_t end_of_both(const nw_hit *hit, const nw_tagged *tagged) {
  return hit->end > tagged->end && hit->end - tagged->end <= MARGIN ? hit->end : tagged->end;
}

int nw_cue_join(const nw_tagged *tagged, int found, nw_hit *hit) {
  int same = found && tagged->entity >= 0 && (unsigned)tagged->entity == hit->entity;
  if (tagged->entity < 0) {
    if (found && hit->entity == NW_ENTITY_NAME && tagged->sum < REFUTED) hit->bare = 1;
    if (found && hit->entity == NW_ENTITY_ADDRESS && tagged->is_street) hit->end = end_of_both(hit, tagged);
    return found;
  }
  int agreed = same && !hit->bare;
  size_t end = same ? end_of_both(hit, tagged) : tagged->end;
  *hit = tagged_hit(tagged);
  hit->end = end;
  if (agreed) hit->bare = 0;
  return 1;
}
