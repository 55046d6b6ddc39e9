/* lack.c - what the answer has and neither source nor query: numbers, units, dates, names, quotes, links, each with its place.
 *
 *      source "paid $1,200 on 3 May"    answer "Anna Berg paid 1,300 dollars on 4 May"     NAME "Anna Berg", NUMBER "1,300", DATE "4 May"
 */
#include <string.h>

#include "base/slice.h"
#include "detect/grounding/work.h"

enum { ONE = 1000000, CAPITALS_MOST = 6, QUOTE_WORDS = 3, ASKED_MOST = 32 };

typedef struct looking {
  const nw_grounding_work  *work;
  const nw_grounding_texts *texts;
  nw_grounding_says        *out;
  unsigned                  asked;  /* questions that read the source again: at most ASKED_MOST, the work stays linear */
} looking;

static void add(looking *l, nw_grounding_kind kind, size_t start, size_t end) {
  if (l->out->lacks == NW_GROUNDING_FOUND_MOST) l->out->left_out++;
  else l->out->lack[l->out->lacks++] = (nw_lack){kind, start, end};
}

static int is_there(const nw_grounding_work *work, const nw_mark *m) { return nw_bits_has(&work->exact, m->exact); }

/* ---- numbers, units, dates --------------------------------------------------------------------------------------------------- */

/* The month beside a number, or NULL: "3 May", "May 3". "may" is a stop word and a month only here. */
static const nw_mark *month_beside(const nw_marks *marks, size_t i) {
  if (i + 1 < marks->count && marks->at[i + 1].kind == NW_MARK_MONTH) return &marks->at[i + 1];
  if (i > 0 && marks->at[i - 1].kind == NW_MARK_MONTH) return &marks->at[i - 1];
  return NULL;
}

/* Does the source have this number with this unit or month right beside it, or the number with no unit at all? */
static int stands_with(const nw_marks *marks, const nw_mark *number, const nw_mark *beside, int *number_seen) {
  for (size_t i = 0; i < marks->count; i++) {
    if (marks->at[i].exact != number->exact) continue;
    *number_seen = 1;
    for (size_t k = i > 0 ? i - 1 : 0; k <= i + 1 && k < marks->count; k++)
      if (k != i && marks->at[k].kind == beside->kind && marks->at[k].hash == beside->hash) return 1;
  }
  return 0;
}

static int has_unit_nearby(const nw_marks *marks, const nw_mark *number, uint8_t kind) {
  for (size_t i = 0; i < marks->count; i++) {
    if (marks->at[i].exact != number->exact) continue;
    for (size_t k = i > 0 ? i - 1 : 0; k <= i + 1 && k < marks->count; k++)
      if (k != i && marks->at[k].kind == kind) return 1;
  }
  return 0;
}

/* A number that is there, but never with this unit, though with another one. */
static int wrong_partner(looking *l, const nw_mark *number, const nw_mark *beside) {
  int seen = 0;
  if (stands_with(&l->work->source, number, beside, &seen) || stands_with(&l->work->query, number, beside, &seen)) return 0;
  return seen && has_unit_nearby(&l->work->source, number, beside->kind);
}

static void look_at_number(looking *l, size_t i, unsigned *lacking) {
  const nw_marks *answer = &l->work->answer;
  const nw_mark *m = &answer->at[i], *month = month_beside(answer, i);
  const nw_mark *unit = i + 1 < answer->count && answer->at[i + 1].kind == NW_MARK_UNIT ? &answer->at[i + 1] : NULL;
  if (!is_there(l->work, m)) {
    (*lacking)++;
    if (month == NULL) add(l, NW_LACKS_NUMBER, m->start, m->end);
    else add(l, NW_LACKS_DATE, month < m ? month->start : m->start, month < m ? m->end : month->end);
  } else if (month != NULL && l->asked++ < ASKED_MOST && wrong_partner(l, m, month)) {
    (*lacking)++;
    add(l, NW_LACKS_DATE, month < m ? month->start : m->start, month < m ? m->end : month->end);
  } else if (unit != NULL && l->asked++ < ASKED_MOST && wrong_partner(l, m, unit)) {
    add(l, NW_LACKS_UNIT, m->start, unit->end);
  }
}

/* "1." and "2)" before the items of a list are nobody's claim. */
static int is_counter(const looking *l, const nw_mark *m) {
  newel_slice text = l->texts->answer;
  if (!(m->flags & NW_TERM_SENTENCE) || m->end - m->start > 2 || m->end >= text.len) return 0;
  return text.data[m->end] == '.' || text.data[m->end] == ')' || text.data[m->end] == ':';
}

static int is_number(const looking *l, const nw_mark *m) { return (m->flags & NW_TERM_NUMBER) != 0 && !is_counter(l, m); }

/* ---- names ----------------------------------------------------------------------------------------------------------------- */

static int is_capital(const nw_mark *m) {
  return (m->flags & NW_TERM_CAPITAL) && !(m->flags & (NW_TERM_STOP | NW_TERM_NUMBER | NW_TERM_SINGLE));
}

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

/* Another form of a word that is there ("Nicaraguan", "Nicaragua"), or its initials. */
static int is_form_of_known(const looking *l, const nw_mark *m) {
  newel_slice word = {l->texts->answer.data + m->start, m->end - m->start};
  if (m->flags & NW_TERM_UPPER && word.len <= 5)
    return spells_initials(&l->work->source, word) || spells_initials(&l->work->query, word);
  return word.len >= 5 && nw_grounding_alike(l->work, word) >= 60;
}

static int is_known(looking *l, const nw_mark *m) {
  if (is_there(l->work, m) || (m->has & (NW_IN_SOURCE | NW_IN_QUERY))) return 1;
  return l->asked++ < ASKED_MOST && is_form_of_known(l, m);
}

/* A run of capitalised words of which one is nowhere else. A single word that begins a sentence is a name only perhaps. Returns the
 * index behind the run. */
static size_t look_at_name(looking *l, size_t i, unsigned *names, unsigned *maybe) {
  const nw_marks *answer = &l->work->answer;
  size_t end = i, unknown = 0, first_unknown = 0;
  for (; end < answer->count && end < i + CAPITALS_MOST && is_capital(&answer->at[end]); end++) {
    if (end > i && (answer->at[end].flags & NW_TERM_SENTENCE)) break;
    if (!is_known(l, &answer->at[end]) && unknown++ == 0) first_unknown = end;
  }
  if (unknown == 0) return end;
  int opens = (answer->at[i].flags & NW_TERM_SENTENCE) && first_unknown == i && unknown == 1;
  if (opens && nw_lexicon_find(&l->work->lexicon, answer->at[i].hash) >= 0) {
    (*maybe)++;
  } else {
    (*names)++;
    int month = unknown == 1 && answer->at[first_unknown].kind == NW_MARK_MONTH;
    add(l, month ? NW_LACKS_DATE : NW_LACKS_NAME, answer->at[i].start, answer->at[end - 1].end);
  }
  return end;
}

/* Where two words in three are capitalised, capitals say nothing. */
static int capitals_tell(const nw_marks *answer) {
  size_t words = 0, capitals = 0;
  for (size_t i = 0; i < answer->count; i++) {
    words++;
    capitals += (answer->at[i].flags & NW_TERM_CAPITAL) != 0;
  }
  return words < 12 || capitals * 3 < words * 2;
}

/* ---- quotes, links ------------------------------------------------------------------------------------------------------------ */

static size_t quote_len(newel_slice text, size_t at) {
  if (text.data[at] == '"') return 1;
  if (at + 3 > text.len || memcmp(text.data + at, "\xE2\x80", 2) != 0) return 0;
  return text.data[at + 2] == '\x9C' || text.data[at + 2] == '\x9D' ? 3 : 0;
}

/* Three words in a row of the quote that the source does not have in a row. */
static int quote_differs(const nw_grounding_work *work, size_t start, size_t end) {
  const nw_marks *answer = &work->answer;
  size_t inside = 0;
  for (size_t i = 0; i < answer->count && answer->at[i].start < end; i++) {
    if (answer->at[i].start < start) continue;
    if (++inside >= QUOTE_WORDS && !nw_bits_has(&work->pairs, nw_marks_pair(answer->at, i, 3))) return 1;
  }
  return 0;
}

static void look_at_quotes(looking *l) {
  newel_slice text = l->texts->answer;
  size_t open = 0, asked = 0;
  int inside = 0;
  for (size_t i = 0; i < text.len && asked < 16; i++) {
    size_t len = quote_len(text, i);
    if (len == 0) continue;
    if (inside && ++asked && quote_differs(l->work, open, i)) add(l, NW_LACKS_QUOTE, open, i);
    inside = !inside;
    open = i + len;
    i += len - 1;
  }
}

static int has_bytes(newel_slice text, newel_slice part) {
  for (size_t i = 0; i + part.len <= text.len; i++) {
    const char *at = memchr(text.data + i, part.data[0], text.len - part.len + 1 - i);
    if (at == NULL) return 0;
    i = (size_t)(at - text.data);
    if (memcmp(at, part.data, part.len) == 0) return 1;
  }
  return 0;
}

static int link_is_there(const looking *l, newel_slice link) {
  for (size_t i = 0; i < l->texts->source_count; i++)
    if (has_bytes(l->texts->sources[i], link)) return 1;
  for (size_t i = 0; i < l->texts->query_count; i++)
    if (has_bytes(l->texts->queries[i], link)) return 1;
  return 0;
}

static int begins_link(newel_slice text, size_t at) {
  newel_slice rest = nw_slice(text.data + at, text.len - at);
  return (rest.len > 8 && (memcmp(rest.data, "https://", 8) == 0 || memcmp(rest.data, "http://", 7) == 0))
         || (rest.len > 6 && memcmp(rest.data, "www.", 4) == 0);
}

static void look_at_links(looking *l) {
  newel_slice text = l->texts->answer;
  unsigned asked = 0;
  for (size_t i = 0; i < text.len && asked < 16; i++) {
    if ((text.data[i] != 'h' && text.data[i] != 'w') || !begins_link(text, i)) continue;
    size_t end = i;
    while (end < text.len && !nw_is_space((unsigned char)text.data[end]) && memchr("<>\"')]", text.data[end], 6) == NULL) end++;
    while (end > i && memchr(".,;:!?", text.data[end - 1], 6) != NULL) end--;
    asked++;
    if (!link_is_there(l, nw_slice(text.data + i, end - i))) add(l, NW_LACKS_LINK, i, end);
    i = end;
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
  looking l = {work, texts, out, 0};
  unsigned numbers = 0, names = 0, maybe = 0;
  for (size_t i = 0; i < work->answer.count; i++)
    if (is_number(&l, &work->answer.at[i])) look_at_number(&l, i, &numbers);
  size_t capitals_end = capitals_tell(&work->answer) ? work->answer.count : 0;
  for (size_t i = 0; i < capitals_end; i++)
    if (is_capital(&work->answer.at[i])) i = look_at_name(&l, i, &names, &maybe) - 1;
  look_at_quotes(&l);
  look_at_links(&l);
  sort_lacks(out);
  out->feature[NW_F_NUMBERS] = counted(numbers);
  out->feature[NW_F_NAMES] = counted(names);
  out->feature[NW_F_MAYBE_NAMES] = counted(maybe);
}
