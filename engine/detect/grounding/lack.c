/* lack.c - what the answer has and neither source nor query: numbers, units, dates, names, each with its place; quotes and links are
 * quote.c.
 *
 *      source "paid $1,200 on 3 May"    answer "Anna Berg paid 1,300 dollars on 4 May"     NAME "Anna Berg", NUMBER "1,300", DATE "4 May"
 *
 * A number is there however it is written ("1.2k", "twelve hundred"), or when the answer says that it rounds. What stands where the source
 * has something else ("paid 1,300 dollars" for "paid 1,200 dollars") is counted apart: it denies the source, and does not only add. */
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "detect/grounding/work.h"

enum { ONE = 1000000, CAPITALS_MOST = 6, ASKED_MOST = 32, ALIKE = 60, MISSPELT = 40 };

typedef struct looking {
  const nw_grounding_work  *work;
  const nw_grounding_texts *texts;
  nw_grounding_says        *out;
  unsigned                  asked;  /* questions that read the source again: at most ASKED_MOST, the work stays linear */
  unsigned                  numbers, names, maybe_names, replaced, renamed;
} looking;

static void add(looking *l, nw_grounding_kind kind, size_t start, size_t end) { nw_lack_add(l->out, kind, start, end); }

/* ---- the place of something -------------------------------------------------------------------------------------------------- */

static int is_pair(const nw_grounding_work *work, size_t i) { return nw_bits_has(&work->pairs, nw_marks_pair(work->answer.at, i, 2)); }

/* Does the source have something else between the words that stand beside marks [from, to) of the answer? */
static int is_misplaced(const nw_grounding_work *work, size_t from, size_t to) {
  const nw_marks *answer = &work->answer;
  if (from == 0 || to >= answer->count || answer->at[from].flags & NW_TERM_SENTENCE || answer->at[to].flags & NW_TERM_SENTENCE) return 0;
  if (is_pair(work, from) || is_pair(work, to)) return 0;
  for (unsigned apart = 2; apart <= NW_AROUND_WORDS; apart++)
    if (nw_bits_has(&work->around, nw_marks_around(&answer->at[from - 1], &answer->at[to], apart))) return 1;
  return 0;
}

/* … of a number or name that the source lacks: another one beside the same words says so, too. */
static int is_replaced(const nw_grounding_work *work, size_t from, size_t to) {
  uint32_t keys[NW_BESIDE_MOST];
  size_t count = nw_marks_beside(&work->answer, from, to, keys);
  if (is_misplaced(work, from, to)) return 1;
  for (size_t i = 0; i < count; i++)
    if (nw_bits_has(&work->beside, keys[i])) return 1;
  return 0;
}

/* ---- numbers, units, dates --------------------------------------------------------------------------------------------------- */

static int has_value(const nw_grounding_work *work, uint64_t value) { return nw_bits_has(&work->values, (uint32_t)nw_mix64(value)); }

static int has_number(const nw_grounding_work *work, size_t i) {
  uint64_t value = nw_marks_value(&work->answer, i);
  return value == NW_NO_VALUE ? nw_bits_has(&work->exact, work->answer.at[i].exact) : has_value(work, value);
}

/* "about 3 million" where the source has 3,012,455; "330" where it has 330.4. */
static int is_about(looking *l, size_t i) {
  const nw_marks *answer = &l->work->answer, *source = &l->work->source;
  uint64_t value = nw_marks_value(answer, i);
  int says_so = (i > 0 && answer->at[i - 1].kind == NW_MARK_ABOUT) || (i + 1 < answer->count && answer->at[i + 1].scale > 0);
  if (value == NW_NO_VALUE || l->asked++ >= ASKED_MOST) return 0;
  for (size_t k = 0; k < source->count; k++) {
    uint64_t other = source->at[k].value == NW_NO_VALUE ? NW_NO_VALUE : nw_marks_value(source, k);
    if (other != NW_NO_VALUE && (says_so || other % NW_VALUE_ONE != 0) && nw_is_rounded(value, other)) return 1;
  }
  return 0;
}

/* The month beside a number, or NULL: "3 May", "May 3". "may" is a stop word and a month only here. */
static const nw_mark *month_beside(const nw_marks *marks, size_t i) {
  if (i + 1 < marks->count && marks->at[i + 1].kind == NW_MARK_MONTH) return &marks->at[i + 1];
  if (i > 0 && marks->at[i - 1].kind == NW_MARK_MONTH) return &marks->at[i - 1];
  return NULL;
}

/* What is counted: the unit's sign beside the number, or its word behind it and behind "million"; 0 none. */
static uint8_t unit_beside(const nw_marks *marks, size_t i) {
  size_t next = i + 1;
  if (marks->at[i].which != 0) return marks->at[i].which;
  if (next < marks->count && marks->at[next].scale > 0) next++;
  return next < marks->count && marks->at[next].kind == NW_MARK_UNIT ? marks->at[next].which : 0;
}

static uint8_t partner(const nw_marks *marks, size_t i, int month) {
  if (!month) return unit_beside(marks, i);
  const nw_mark *beside = month_beside(marks, i);
  return beside == NULL ? 0 : beside->which;
}

/* How often the number of the answer stands in a text: with this unit (or month) or with none; with another one. */
static void count_partners(const nw_marks *marks, const nw_mark *number, uint8_t which, int month, unsigned *fits, unsigned *others) {
  for (size_t i = 0; i < marks->count; i++) {
    if (marks->at[i].exact != number->exact) continue;
    uint8_t beside = partner(marks, i, month);
    if (beside == which || (beside == 0 && !month)) ++*fits;
    else if (beside != 0) ++*others;
  }
}

/* A number that is there, but only with another unit or month than here. */
static int wrong_partner(looking *l, size_t i, int month) {
  const nw_mark *number = &l->work->answer.at[i];
  unsigned fits = 0, others = 0;
  uint8_t which = partner(&l->work->answer, i, month);
  if (which == 0 || l->asked++ >= ASKED_MOST) return 0;
  count_partners(&l->work->source, number, which, month, &fits, &others);
  count_partners(&l->work->query, number, which, month, &fits, &others);
  return fits == 0 && others > 0;
}

static size_t unit_end(const nw_marks *marks, size_t i) {
  size_t end = i;
  while (end + 1 < marks->count && end < i + 2 && (marks->at[end + 1].scale > 0 || marks->at[end + 1].kind == NW_MARK_UNIT)) end++;
  return marks->at[end].end;
}

static void add_date(looking *l, const nw_mark *number, const nw_mark *month) {
  add(l, NW_LACKS_DATE, month < number ? month->start : number->start, month < number ? number->end : month->end);
}

static void look_at_number(looking *l, size_t i) {
  const nw_marks *answer = &l->work->answer;
  const nw_mark *m = &answer->at[i], *month = month_beside(answer, i);
  if (!has_number(l->work, i) && !is_about(l, i)) {
    l->numbers++;
    l->replaced += (unsigned)is_replaced(l->work, i, i + 1);
    if (month == NULL) add(l, NW_LACKS_NUMBER, m->start, m->end);
    else add_date(l, m, month);
  } else if (wrong_partner(l, i, 1)) {
    l->numbers++;
    add_date(l, m, month);
  } else if (wrong_partner(l, i, 0)) {
    l->replaced++;
    add(l, NW_LACKS_UNIT, m->start, unit_end(answer, i));
  }
}

/* "three" may count what the source lists: it lacks only in the place of another number. */
static void look_at_number_word(looking *l, size_t i) {
  const nw_mark *m = &l->work->answer.at[i];
  if (m->value <= NW_VALUE_ONE || has_number(l->work, i) || has_value(l->work, m->value) || !is_misplaced(l->work, i, i + 1)) return;
  l->numbers++;
  l->replaced++;
  add(l, NW_LACKS_NUMBER, m->start, m->end);
}

/* "1." and "2)" before the items of a list are nobody's claim. */
static int is_counter(const looking *l, const nw_mark *m) {
  newel_slice text = l->texts->answer;
  if (!(m->flags & NW_TERM_SENTENCE) || m->end - m->start > 2 || m->end >= text.len) return 0;
  return text.data[m->end] == '.' || text.data[m->end] == ')' || text.data[m->end] == ':';
}

static void look_at_numbers(looking *l) {
  for (size_t i = 0; i < l->work->answer.count; i++) {
    const nw_mark *m = &l->work->answer.at[i];
    if (m->flags & NW_TERM_NUMBER ? is_counter(l, m) : m->value == NW_NO_VALUE) continue;
    if (m->flags & NW_TERM_NUMBER) look_at_number(l, i);
    else look_at_number_word(l, i);
  }
}

/* ---- names ----------------------------------------------------------------------------------------------------------------- */

static int is_capital(const nw_mark *m) { return nw_mark_slot(m) == NW_SLOT_NAME; }

static newel_slice word_of(const looking *l, const nw_mark *m) { return nw_slice(l->texts->answer.data + m->start, m->end - m->start); }

/* "NBA" where the source has "National Basketball Association". */
static int spells_initials(const nw_marks *marks, newel_slice word) {
  size_t matched = 0;
  for (size_t i = 0; i < marks->count; i++) {
    if (marks->at[i].initial == nw_to_lower((unsigned char)word.data[matched])) matched++;
    else if (nw_mark_counts(&marks->at[i])) matched = marks->at[i].initial == nw_to_lower((unsigned char)word.data[0]);
    if (matched == word.len) return 1;
  }
  return 0;
}

/* "National Basketball Association" where the source has "NBA". */
static int is_spelt_out(const looking *l, size_t from, size_t to) {
  const nw_marks *answer = &l->work->answer;
  char initials[CAPITALS_MOST];
  size_t count = 0;
  for (size_t i = from; i < to && count < CAPITALS_MOST; i++) initials[count++] = (char)answer->at[i].initial;
  return count >= 2 && nw_bits_has(&l->work->exact, nw_term_hash(initials, count, 3));
}

/* Another form of a word that is there ("Nicaraguan", "Nicaragua"), or its initials. */
static int is_form_of_known(const looking *l, const nw_mark *m) {
  newel_slice word = word_of(l, m);
  if (m->flags & NW_TERM_UPPER && word.len <= 5)
    return spells_initials(&l->work->source, word) || spells_initials(&l->work->query, word);
  return word.len >= 5 && nw_grounding_alike(l->work, word) >= ALIKE;
}

static int is_known(looking *l, const nw_mark *m) {
  if (nw_bits_has(&l->work->exact, m->exact) || (m->has & (NW_IN_SOURCE | NW_IN_QUERY))) return 1;
  return l->asked++ < ASKED_MOST && is_form_of_known(l, m);
}

/* Words of the run [from, to) that nobody has; they are in [*first, *behind). */
static size_t count_unknown(looking *l, size_t from, size_t to, size_t *first, size_t *behind) {
  size_t unknown = 0;
  for (size_t i = from; i < to; i++) {
    if (is_known(l, &l->work->answer.at[i])) continue;
    if (unknown++ == 0) *first = i;
    *behind = i + 1;
  }
  return unknown;
}

/* A word that a sentence begins with and the lexicon has need not be a name; one that is nearly there may be misspelt. */
static int is_doubtful(const looking *l, size_t from, size_t first, size_t unknown) {
  const nw_mark *m = &l->work->answer.at[first];
  if (unknown > 1) return 0;
  if (m->flags & NW_TERM_UPPER && m->end - m->start == 2) return 1;
  if (from == first && m->flags & NW_TERM_SENTENCE && nw_lexicon_find(&l->work->lexicon, m->hash) >= 0) return 1;
  return m->end - m->start >= 6 && nw_grounding_alike(l->work, word_of(l, m)) >= MISSPELT;
}

static void judge_name(looking *l, size_t from, size_t to) {
  const nw_marks *answer = &l->work->answer;
  size_t first = from, behind = to, unknown = count_unknown(l, from, to, &first, &behind);
  if (unknown == 0 || is_spelt_out(l, from, to)) return;
  int replaced = is_replaced(l->work, first, behind);
  l->renamed += (unsigned)replaced;
  if (!replaced && is_doubtful(l, from, first, unknown)) {
    l->maybe_names++;
    return;
  }
  l->names++;
  int month = unknown == 1 && answer->at[first].kind == NW_MARK_MONTH;
  add(l, month ? NW_LACKS_DATE : NW_LACKS_NAME, answer->at[from].start, answer->at[to - 1].end);
}

/* Where hardly a word that means something is without a capital, capitals say nothing. */
static int capitals_tell(const nw_marks *answer) {
  size_t words = 0, small = 0;
  for (size_t i = 0; i < answer->count; i++) {
    if (!nw_mark_counts(&answer->at[i]) || answer->at[i].flags & NW_TERM_NUMBER) continue;
    words++;
    small += !is_capital(&answer->at[i]);
  }
  return words < 12 || small * 16 > words;
}

/* Runs of capitalised words. */
static void look_at_names(looking *l) {
  const nw_marks *answer = &l->work->answer;
  size_t end = 0, count = capitals_tell(answer) ? answer->count : 0;
  for (size_t i = 0; i < count; i = end) {
    end = i + 1;
    if (!is_capital(&answer->at[i])) continue;
    while (end < answer->count && end < i + CAPITALS_MOST && is_capital(&answer->at[end]) && !(answer->at[end].flags & NW_TERM_SENTENCE))
      end++;
    judge_name(l, i, end);
  }
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------- */

static void sort_lacks(nw_grounding_says *out) {
  for (size_t i = 1; i < out->lacks; i++)
    for (size_t k = i; k > 0 && out->lack[k].start < out->lack[k - 1].start; k--) {
      nw_lack swapped = out->lack[k];
      out->lack[k] = out->lack[k - 1];
      out->lack[k - 1] = swapped;
    }
}

static int32_t counted(unsigned count) { return (int32_t)(count > 4 ? 4 : count) * ONE; }

void nw_grounding_lacks(const nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out) {
  looking l = {.work = work, .texts = texts, .out = out};
  look_at_numbers(&l);
  look_at_names(&l);
  nw_grounding_quotes(work, texts, out);
  sort_lacks(out);
  out->feature[NW_F_NUMBERS] = counted(l.numbers);
  out->feature[NW_F_NAMES] = counted(l.names);
  out->feature[NW_F_MAYBE_NAMES] = counted(l.maybe_names);
  out->feature[NW_F_REPLACED] = counted(l.replaced);
  out->feature[NW_F_RENAMED] = counted(l.renamed);
}
