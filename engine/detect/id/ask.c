/* A way of taking groups, and the rows of its length that may speak.
 *
 *   "BSN 123456782"     9 digits: the rows that begin so; of them those that "BSN" names; form, check 11: NL_BSN
 */
#include "detect/id/inside.h"
#include "detect/miss.h"

/* 2: the layout is evidence, 1: it may be read, 0: it is none of the row's. */
static int layout_of(const nw_id_row *row, const nw_id_form *f, const nw_id_taken *t) {
  if (t->groups == 1) return 1;
  if (!(f->layouts & t->layout_bit)) return 0;
  for (const char *p = row->layouts; *p != '\0'; p += *p == '|') {
    unsigned n = 0, mark = *p == '?';
    for (p += mark; n < t->layout_len && p[n] == t->layout[n];) n++;
    if (n == t->layout_len && (p[n] == '|' || p[n] == '\0')) return mark ? 1 : 2;
    while (*p != '|' && *p != '\0') p++;
  }
  return 0;
}

/* `letters`: the places of letters among the `value`s. */
static int form_holds(const nw_id_form *f, uint64_t letters, const unsigned char *value) {
  if ((f->letter_needed & ~letters) != 0 || (f->digit_needed & letters) != 0) return 0;
  if (letters == 0 && f->any_digits) return 1;
  for (unsigned i = 0; i < f->len; i++)
    if (!(f->place[i] >> value[i] & 1u)) return 0;
  return 1;
}

/* `proof`: 1 a check digit, 2 (or 3) a rule that chance seldom meets. */
static int checks_hold(const nw_id_row *row, const nw_id_taken *t, int *proof) {
  *proof = 0;
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++) {
    if (!nw_check_holds((nw_check_id)row->checks[i], &t->compact)) return 0;
    *proof |= nw_check_proves((nw_check_id)row->checks[i]);
  }
  return 1;
}

/* What a field says of a form without a proof: letters where the form has them and five digits and more, or the groups that such
 * a number is printed in. Digits in one piece may be anything, and so may words. */
static int speaks_in_field(const nw_id_row *row, const nw_id_form *f, const nw_id_taken *t, int layout) {
  enum { LEAST = 8, LEAST_DIGITS = 5 };
  unsigned digits = t->compact.len - (unsigned)__builtin_popcountll(t->letters);
  if (t->compact.len < LEAST || digits < LEAST_DIGITS) return 0;
  if (t->groups > 1) return layout == 2 || row->strength == MEDIUM;
  return f->letter_needed != 0;
}

/* A word in front of the id that names it. In the second round its concept does, where no other word stands between and, for a
 * form without a check, no other type of the policy can be meant. An order or a part nearer than the word takes the number for itself. */
static int is_named(nw_id_search *s, const nw_id_row *row, const nw_id_taken *t, int proof, nw_hit *hit) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  if (row->context == NW_CONTEXT_NONE) return 0;
  uint64_t among = proof && row->strength != WEAK ? UINT64_MAX : s->ids->lone;
  if (s->concepts) return nw_context_concept(s->probe, t->start, row->context, among, hit);
  if (!nw_context_in(&context->has, row->context)) return 0;
  int near = nw_context_in(&context->nearest, row->context);
  if (!near && (row->strength == WEAK || nw_context_in(&context->nearest, NW_CONTEXT_NOT_ID))) return 0;
  return nw_context_find(s->probe, t->start, row->context, hit);
}

int nw_id_is_one_joint(const nw_id_taken *t) {
  char joint = 0;
  for (unsigned i = 1; i < t->layout_len; i += 2) {
    if (t->layout[i] == '\n') continue;
    if (joint == 0) joint = t->layout[i];
    if (t->layout[i] != joint || (joint != ' ' && joint != '-')) return 0;
  }
  return 1;
}

/* The first check of the row that does not hold, or `none`. */
static nw_check_id failed_check(const nw_id_row *row, const nw_id_taken *t) {
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++)
    if (!nw_check_holds((nw_check_id)row->checks[i], &t->compact)) return (nw_check_id)row->checks[i];
  return NW_CHECK_none;
}

/* No finding, though the form holds: tells what was missing. */
NW_MISS_COLD static void refuse(nw_id_search *s, const nw_id_row *row, const nw_id_form *f, const nw_id_taken *t) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  nw_miss miss = { .start = t->start, .end = t->end, .entity = row->entity, .context = row->context, .what = "a longer code" };
  nw_check_id failed = failed_check(row, t);
  int layout = layout_of(row, f, t), named = row->context != NW_CONTEXT_NONE && nw_context_in(&context->has, row->context);
  const char *validator = nw_entity_at(row->entity)->validator;
  if (nw_check_proves(failed)) miss.missing |= NW_MISS_BIT(CHECK), miss.check = *validator ? validator : nw_check_name(failed);
  else if (failed != NW_CHECK_none) miss.missing |= NW_MISS_BIT(PREFIX), miss.what = nw_check_name(failed);
  miss.unnamed = !named;
  if (layout == 0) miss.missing |= NW_MISS_BIT(LAYOUT);
  if (t->loose && !named) miss.missing |= NW_MISS_BIT(JOINED);
  if (named && row->strength == WEAK && !nw_context_in(&context->nearest, row->context)) miss.missing |= NW_MISS_BIT(OTHER_WORD);
  if (!named && row->strength != STRONG && !(row->strength == MEDIUM && layout == 2)) {
    miss.missing |= NW_MISS_BIT(CONTEXT);
    if (miss.missing == NW_MISS_BIT(CONTEXT)) miss.missing |= NW_MISS_BIT(ANY);
  }
  nw_miss_add(s->probe, miss);
}

/* The entity has a form of `len` places. */
static int has_length(const nw_ids *ids, unsigned entity, unsigned len) {
  for (unsigned i = ids->first[len][0]; i < ids->first[len + 1][0]; i++)
    if (nw_id_rows[ids->order[i]].entity == entity) return 1;
  return 0;
}

NW_MISS_COLD void nw_id_refuse_form(nw_id_search *s, const nw_id_taken *t) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  for (unsigned i = 0; i < s->ids->count; i++) {
    const nw_id_row *row = &nw_id_rows[s->ids->order[i]];
    unsigned want = s->ids->forms[s->ids->order[i]].len, got = t->compact.len;
    int asked = s->probe->scan->misses->entity == row->entity;
    int named = row->context != NW_CONTEXT_NONE && nw_context_in(&context->adjacent, row->context);
    if (!named && !asked) continue;
    if (want == got ? form_holds(&s->ids->forms[s->ids->order[i]], t->letters, t->compact.value)
                    : has_length(s->ids, row->entity, got)) continue;
    if (!asked && (want > got + 2 || got > want + 2)) continue;
    nw_probe_miss(s->probe, .start = t->start, .end = t->end, .entity = row->entity, .context = row->context, .want = want,
                  .got = got, .missing = (want == got ? NW_MISS_BIT(FORM) : NW_MISS_BIT(LENGTH)) | (named ? 0 : NW_MISS_BIT(CONTEXT)),
                  .what = "letters and digits stand in other places");
  }
}

/* Zeros and ones alone: a row of bits passes one check digit in ten. */
static int is_bits(const nw_id_taken *t) {
  for (unsigned i = 0; i < t->compact.len; i++)
    if (t->compact.value[i] > 1) return 0;
  return 1;
}

/* Asks one row; reports what it finds. */
static void ask(nw_id_search *s, const nw_id_row *row, const nw_id_form *f, const nw_id_taken *t) {
  if ((s->done[row->entity / 64] >> row->entity % 64 & 1u) || !form_holds(f, t->letters, t->compact.value)) return;
  int layout = layout_of(row, f, t), proof;
  if ((layout == 0 && !(nw_id_is_one_joint(t) && nw_context_next(s->probe, t->start, row->context))) ||
      !checks_hold(row, t, &proof) || (layout == 0 && !(proof & 1))) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  nw_hit hit = { .entity = row->entity, .start = t->start, .end = t->end, .validator = "", .limit = -1 };
  int context = is_named(s, row, t, proof, &hit);
  if (s->concepts && !context) return;
  if (t->glued && !(context && (proof & 1) && nw_context_next(s->probe, t->start, row->context))) return;
  if (((t->loose || is_bits(t)) && !context) || (t->lower && !context && layout != 2 && t->field != NW_ID_ONE)) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  int enough = row->strength == STRONG || context || (row->strength == MEDIUM && layout == 2);
  int field = !enough && t->field &&
              (proof ? row->strength == MEDIUM : t->field == NW_ID_ONE && speaks_in_field(row, f, t, layout));
  if (!enough && !field && !s->bare[row->entity]) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  hit.bare = !enough && !field;
  hit.validator = nw_entity_at(row->entity)->validator;
  if ((proof & 1) && (context || row->strength == STRONG)) hit.score_ppm = NW_SCORE_PROVEN;
  else if (row->strength == STRONG || (context && layout == 2)) hit.score_ppm = NW_SCORE_SHAPE;
  else hit.score_ppm = enough ? NW_SCORE_CONTEXT : field && proof ? NW_SCORE_FIELD : NW_SCORE_WEAK;
  s->done[row->entity / 64] |= (uint64_t)1 << row->entity % 64;
  s->found++;
  s->report(s->to, &hit);
}

int nw_id_has_form_in(const nw_ids *ids, const nw_id_range *r, uint64_t letters, const unsigned char *value) {
  for (unsigned w = r->first / 64; w * 64 < r->end; w++)
    for (uint64_t left = nw_id_rows_in(r, w); left != 0; left &= left - 1)
      if (form_holds(&ids->forms[ids->order[w * 64 + (unsigned)__builtin_ctzll(left)]], letters, value)) return 1;
  return 0;
}

static int has_rows_in(const nw_id_range *r) {
  uint64_t found = 0;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) found |= nw_id_rows_in(r, w);
  return found != 0;
}

/* Who is asked: rows that are STRONG or that a word or the layout may speak for, as most are not; only STRONG ones; all. */
typedef enum asked { SPEAKING, ONLY_STRONG, EVERYONE } asked;

/* The first of these that stand in word `w` of sets of rows. */
static uint64_t speaking(const nw_id_search *s, const nw_context *context, const nw_id_taken *t, unsigned w) {
  const nw_ids *ids = s->ids;
  uint64_t found = 0;
  if (s->concepts) {
    for (uint64_t left = context->nearest.lane[0] & s->probe->contexts->all; left != 0; left &= left - 1)
      found |= ids->conceived[__builtin_ctzll(left)].word[w];
    return found;
  }
  for (unsigned lane = 0; lane < NW_CONTEXT_LANES && !context->empty; lane++)
    for (uint64_t left = context->has.lane[lane]; left != 0; left &= left - 1)
      found |= ids->named[lane * 64 + (unsigned)__builtin_ctzll(left)].word[w];
  if (t->groups > 1) found |= ids->printed[__builtin_ctzll(t->layout_bit)].word[w];
  return found | ids->all_strong.word[w];
}

static void ask_rows(nw_id_search *s, const nw_id_taken *t, const nw_id_range *r, asked whom) {
  const nw_ids *ids = s->ids;
  const nw_context *context = whom == SPEAKING ? nw_context_at(s->probe, t->start) : NULL;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) {
    uint64_t left = nw_id_rows_in(r, w);
    if (left != 0 && whom != EVERYONE) left &= context != NULL ? speaking(s, context, t, w) : ids->all_strong.word[w];
    for (; left != 0; left &= left - 1) {
      unsigned row = ids->order[w * 64 + (unsigned)__builtin_ctzll(left)];
      s->probe->work++;
      ask(s, &nw_id_rows[row], &ids->forms[row], t);
    }
  }
}

void nw_id_ask_length(nw_id_search *s, const nw_id_taken *t) {
  const nw_ids *ids = s->ids;
  unsigned len = t->compact.len;
  nw_id_range r = nw_id_range_of(ids, len, t->letters != 0, t->compact.value[0], t->compact.value[1]);
  if (!has_rows_in(&r)) return;
  if (s->concepts && !(nw_context_at(s->probe, t->start)->nearest.lane[0] & ids->concepts[len])) return;
  int printed = t->groups > 1 && !t->loose && (ids->layouts[len] & t->layout_bit) != 0;
  if (nw_miss_wanted(s->probe) || (!s->concepts && (t->field || s->bare[NW_ENTITY_COUNT]))) ask_rows(s, t, &r, EVERYONE);
  /* Groups that are no printed layout of any row need a word; so does one group. */
  else if (printed || s->concepts || nw_context_meet(&nw_context_at(s->probe, t->start)->has, &ids->contexts[len]))
    ask_rows(s, t, &r, SPEAKING);
  else ask_rows(s, t, &r, ONLY_STRONG);
}
