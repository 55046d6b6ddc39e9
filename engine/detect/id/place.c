/* The place of an event: is it the begin of an id, and which groups may it take?
 *
 *   "+44 20 7946"        none: joined to a '+'
 *   "943 476 5919"       "943", "943 476", "943 476 5919": of these the ways that some row is printed in or long for
 */
#include "detect/field.h"
#include "detect/id/inside.h"
#include "detect/miss.h"

static char length_char(unsigned len) { return (char)(len < 10 ? '0' + len : 'A' + len - 10); }

/* What stands in front makes it a part of something longer. */
static int is_joined(nw_probe *probe, unsigned char *joint) {
  int before = nw_probe_before(probe, probe->at, 1), second;
  *joint = 0;
  if (before < 0 || nw_probe_is_free(probe, probe->at)) return 0;
  if (before == '_' || before == '$' || before == '+' || before == '@' || before == '%') return 1;
  second = nw_probe_before(probe, probe->at, 2);
  if (before == '.' || before == '-') return second >= 0 && (nw_is_alnum((unsigned)second) || before == '-');
  if (before == ' ' && nw_is_digit_at(second)) *joint = ' ';
  return 0;
}

typedef enum ending { GOES_ON, LOOSE, ENDS } ending;

/* How the id ends behind `group`. LOOSE: what follows may be more of it ("123456789-A"), so a word must name it. */
static ending ending_of(nw_probe *probe, const nw_group *group, size_t end) {
  int c = nw_probe_at(probe, end);
  if (nw_is_word(c) || c == '@' || c == '%') return GOES_ON;
  /* "91.198.174" of "91.198.174.192": dots between numbers go on. */
  int dotted = group->len <= 3 && group->joint == '.' && nw_probe_before(probe, group->at, 1) == '.';
  if (dotted && nw_is_digit_at(nw_probe_at(probe, end + 1))) return GOES_ON;
  return group->joint == 0 || group->joint == ' ' || group->joint == '/' || group->joint == '\n' ? ENDS : LOOSE;
}

static int has_rows(const nw_ids *ids, size_t len) { return ids->first[len][0] != ids->first[len + 1][0]; }

/* The group in front of the two bytes at `p` is all that an id may take: nothing is joined to it, or it stands between two other
 * numbers (`joint`: a blank in front; cuts_a_row). 0: that takes a closer look. */
static int is_single(const unsigned char *p, unsigned char joint) {
  switch (p[0]) {
    case ' ': return nw_is_digit(p[1]) ? joint == ' ' : !nw_is_upper(p[1]);
    case '-': case '.': case '/': return !nw_is_alnum(p[1]);
    case '(': case '[': return 0;
    case '\n': return !nw_is_digit(p[1]);
    case '\r': return p[1] != '\n';
    default: return p[0] < 0x80;
  }
}

/* "4 digits 4 digits 4 digits": a table of equal numbers holds no id that begins or ends inside of it. `next` stands behind `last`
 * where that is known: "123 45 6789 378282246310005" are two items. */
static int cuts_a_row(const nw_id_taken *t, unsigned char joint, const nw_group *last, const nw_group *next) {
  enum { MOST_DIGITS = 12 };
  if (t->groups < 2 || t->layout[1] != ' ') return 0;
  int goes_on = last->joint == ' ' && last[1].digits && (next == NULL || next->len <= MOST_DIGITS);
  return goes_on || joint == ' ';
}

/* "550e8400-e29b-41d4-a716-446655440000" */
static int is_uuid(const nw_ids *ids, nw_groups *groups, nw_probe *probe) {
  static const uint8_t lens[] = { 8, 4, 4, 4, 12 };
  for (unsigned i = 0; i < sizeof lens; i++) {
    const nw_group *group = nw_id_group_at(ids, groups, probe, i);
    if (group == NULL || group->len != lens[i]) return 0;
  }
  return 1;
}

static void add_symbol(nw_id_taken *t, char symbol) {
  t->layout[t->layout_len++] = symbol;
  t->hash = nw_id_hash_on(t->hash, symbol);
}

static void take_group(nw_id_taken *t, const nw_group *group) {
  if (t->groups > 0) add_symbol(t, (char)group[-1].joint);
  t->broken |= t->groups > 0 && group[-1].joint == '\n';
  add_symbol(t, length_char(group->len));
  t->letters |= group->letters << t->compact.len;
  t->compact.len += group->len;
  t->lower |= group->lower;
  t->end = group->at + group->len + (t->groups > 0 && group[-1].joint == '(');
  t->groups++;
}

/* Only there a value may be a field, or one of several. */
static int is_near_begin(const nw_scan *scan, size_t pos) {
  return pos - scan->base <= NW_FIELD_LIST_BYTES || pos - scan->from <= NW_FIELD_MARGIN;
}

/* One value is all that is there; of several, any may be this one: "GL0285191 EU4488929" are one or two. */
static void note_field(nw_probe *probe, nw_id_taken *way, unsigned ways) {
  if (!is_near_begin(probe->scan, way->start)) return;
  nw_id_taken *longest = &way[ways - 1];
  int one = nw_field_is(probe, longest->start, longest->end), several = (!one || ways > 1) &&
      nw_field_lists(probe, longest->start, longest->end);
  for (unsigned i = 0; several && i < ways; i++) way[i].field = NW_ID_SEVERAL;
  if (one) longest->field = NW_ID_ONE;
}

/* The lengths of ids whose first group may have such places: so many, with letters or without, and these at first. A field is told by all
 * groups of it. */
static uint64_t lengths_of(const nw_id_search *s, unsigned len, int letters, const unsigned char *value) {
  const nw_ids *ids = s->ids;
  uint64_t lengths = ids->fronts[letters][len];
  for (unsigned place = 0; place < NW_ID_HEAD_PLACES && place < len && !is_near_begin(s->probe->scan, s->probe->at); place++)
    lengths &= ids->heads[place][value[place]];
  return lengths;
}

/* A word right in front may name a number of some row, however it is grouped; see ask.c. */
static int is_named_so(const nw_id_search *s, size_t start) {
  const nw_context_mask *adjacent = &nw_context_at(s->probe, start)->adjacent;
  return nw_context_meet(adjacent, &s->ids->any_context) || (adjacent->lane[0] & s->ids->any_concept) != 0;
}

/* Some layout begins with these groups, or a word in front may name a number that nobody prints so. */
static int is_layout(const nw_id_search *s, const nw_id_taken *t) {
  return t->groups == 1 || nw_id_is_begun(s->ids, t->hash) || is_near_begin(s->probe->scan, t->start) ||
         nw_miss_wanted(s->probe) || (nw_id_is_one_joint(t) && is_named_so(s, t->start));
}

/* The ways of taking groups that some row may read; sets `touched` when the window ends before they are all told. */
static unsigned ways_of(const nw_id_search *s, nw_groups *groups, unsigned char joint, nw_id_taken way[NW_ID_TAKE]) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  const nw_group *first = &groups->group[groups->head], *group = first;
  nw_id_taken t = { .compact = { groups->value + first->first, 0 }, .start = probe->at };
  unsigned ways = 0, most = joint == ' ' && first->joint == ' ' ? 1 : NW_ID_TAKE;  /* cuts_a_row */
  uint64_t digits = lengths_of(s, first->len, 0, t.compact.value), lettered = lengths_of(s, first->len, 1, t.compact.value);
  for (unsigned i = 0; i < most && group != NULL && t.compact.len + group->len <= NW_COMPACT_MAX; i++) {
    take_group(&t, group);
    if (!is_layout(s, &t)) break;
    uint64_t lens = (t.letters != 0 ? lettered : digits) >> t.compact.len;
    if (nw_miss_wanted(probe)) lens |= has_rows(ids, t.compact.len) ? 3 : 2;
    int goes_on = lens > 1 && i + 1 < most, asks = (lens & 1) && i > 0 && group->joint == ' ';
    const nw_group *next = goes_on || asks ? nw_id_group_at(ids, groups, probe, i + 1) : NULL;
    if (lens & 1) {
      ending end = ending_of(probe, group, t.end);
      t.loose = end == LOOSE;
      t.layout_bit = nw_id_layout_bit(t.hash);
      if (end != GOES_ON && !cuts_a_row(&t, joint, group, next)) way[ways++] = t;
    }
    if (lens <= 1 || probe->touched) break;
    group = next;
  }
  return ways;
}

/* How many letters a word without a blank has in front of its number: "PESEL44051401359". 0: it is none. */
static unsigned glued_letters(const unsigned char *value, unsigned len) {
  enum { LEAST_LETTERS = 2, LEAST_DIGITS = 6, LETTER = 10 };
  unsigned letters = 0;
  while (letters < len && value[letters] >= LETTER) letters++;
  if (letters < LEAST_LETTERS || len < letters + LEAST_DIGITS) return 0;
  for (unsigned i = 0; i < LEAST_DIGITS; i++)
    if (value[letters + i] >= LETTER) return 0;
  return letters;
}

static unsigned is_glued(const nw_groups *groups, const nw_group *group) {
  return group->joint != 0 && group->joint != '\n' ? 0 : glued_letters(groups->value + group->first, group->len);
}

/* "my id code is030594W903B": the word names the number or leads to one that does, and its check digit proves it. */
static void ask_glued(nw_id_search *s, const nw_groups *groups, const nw_group *first) {
  nw_group group = *first;
  unsigned letters = is_glued(groups, first);
  if (letters == 0) return;
  group.at += letters;
  group.first = (uint16_t)(group.first + letters);
  group.len = (uint8_t)(group.len - letters);
  group.lower = 0;
  group.letters >>= letters;
  nw_id_taken t = { .compact = { groups->value + group.first, 0 }, .start = group.at, .glued = 1 };
  if (group.len > NW_COMPACT_MAX) return;
  take_group(&t, &group);
  t.layout_bit = nw_id_layout_bit(t.hash);
  s->concepts = 0;
  if (has_rows(s->ids, group.len) && ending_of(s->probe, first, t.end) == ENDS) nw_id_ask_length(s, &t);
}

/* What ends where the line does comes first: the next line may be another number. */
static void ask_each(nw_id_search *s, const nw_id_taken *way, unsigned ways) {
  for (unsigned i = ways; i > 0; i--)
    if (!way[i - 1].broken) nw_id_ask_length(s, &way[i - 1]);
  for (unsigned i = ways; i > 0 && way[i - 1].broken && s->found == 0; i--) nw_id_ask_length(s, &way[i - 1]);
}

static void ask_ways(nw_id_search *s, nw_id_taken *way, unsigned ways) {
  note_field(s->probe, way, ways);
  if (nw_miss_wanted(s->probe)) nw_id_refuse_form(s, &way[ways - 1]);
  ask_each(s, way, ways);
  /* Nobody's own word: a concept may name it, "Steuernummer" before an Italian tax number. */
  s->concepts = s->found == 0 && nw_context_conceptual(s->probe, s->probe->at);
  if (s->concepts) ask_each(s, way, ways);
}

/* ---- most places ---- */

/* Some row of so many places is STRONG, or a word stands in front that may name one, or the text may be a field. */
static int may_speak(const nw_id_search *s, const nw_id_range *r, unsigned len, size_t pos) {
  const nw_ids *ids = s->ids;
  uint64_t strong = 0;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) strong |= nw_id_rows_in(r, w) & ids->all_strong.word[w];
  if (strong != 0 || s->bare[NW_ENTITY_COUNT] || is_near_begin(s->probe->scan, pos)) return 1;
  const nw_context *context = nw_context_at(s->probe, pos);
  return nw_context_meet(&context->has, &ids->contexts[len]) || (context->nearest.lane[0] & ids->concepts[len]) != 0;
}

/* May the group of `len` digits or letters at `text`, which is none by itself, go on to an id? Not where digits follow behind a joint, as
 * in most numbers, and no layout begins with the two groups. */
static int may_go_on(const nw_id_search *s, const unsigned char *text, size_t left, unsigned len) {
  enum { MOST_DIGITS = 12 };
  const unsigned char joint = text[len], *next = text + len + 1;
  size_t room = left - len - 1, digits = 0;
  if (!nw_id_is_joint(joint)) return 1;
  while (digits < room && digits <= MOST_DIGITS && nw_is_digit(next[digits])) digits++;
  if (digits == 0 || digits > MOST_DIGITS || digits == room || s->ids->value[next[digits]] != NW_ID_NONE) return 1;
  unsigned hash = nw_id_hash_on(nw_id_hash_on(nw_id_hash_on(0, length_char(len)), (char)joint), length_char((unsigned)digits));
  s->probe->work += digits;
  return nw_id_is_begun(s->ids, hash) || is_near_begin(s->probe->scan, s->probe->at) ||
         ((joint == ' ' || joint == '-') && is_named_so(s, s->probe->at));
}

/* 0: what the first group is says that no row reads it: its length, and where nothing is joined to it its first characters and the words
 * in front. */
static int may_begin(const nw_id_search *s, unsigned char joint) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  const unsigned char *text = probe->scan->data + (probe->at - probe->scan->base);
  size_t left = probe->scan->end - probe->at;
  uint64_t letters = 0;
  unsigned char value[NW_COMPACT_MAX + 1];
  size_t len = left < sizeof(uint64_t) ? 0 : nw_id_digits_of(text, value);
  for (unsigned v; len < left && len <= NW_COMPACT_MAX && (v = ids->value[text[len]]) != NW_ID_NONE; len++) {
    value[len] = (unsigned char)(v & NW_ID_VALUE);
    letters |= (uint64_t)!(v & NW_ID_DIGIT) << len;
  }
  probe->work += len;
  if (len == left || nw_miss_wanted(probe)) return 1;
  if (len > NW_COMPACT_MAX || ids->fronts[0][len] == 0) return 0;
  if (nw_is_alpha(text[0]) && glued_letters(value, (unsigned)len) > 0) return 1;
  uint64_t lengths = lengths_of(s, (unsigned)len, letters != 0, value);
  if (lengths == 0) return 0;
  const int single = len + 1 < left && (is_single(text + len, joint) || (nw_id_is_line_end(text[len]) && !is_named_so(s, probe->at)));
  const int is_length = lengths >> len & 1;
  if (!single) return is_length || may_go_on(s, text, left, (unsigned)len);
  if (!is_length) return 0;
  nw_id_range r = nw_id_range_of(ids, (unsigned)len, letters != 0, value[0], value[len > 1]);
  return nw_id_has_form_in(ids, &r, letters, value) && may_speak(s, &r, (unsigned)len, probe->at);
}

/* What stands there is long enough, and stands free. */
__attribute__((noinline)) static void verify_groups(nw_id_search *s, nw_groups *groups, unsigned char joint) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  nw_id_taken way[NW_ID_TAKE];
  nw_id_seek(groups, probe->at);
  const nw_group *first = nw_id_group_at(ids, groups, probe, 0);
  if (first == NULL) return;
  if (is_uuid(ids, groups, probe)) {
    nw_probe_miss(probe, .start = probe->at, .end = first[4].at + first[4].len, .entity = NW_ENTITY_COUNT,
                  .missing = NW_MISS_BIT(VETO), .what = "a UUID", .unnamed = 1);
    return;
  }
  unsigned ways = probe->touched ? 0 : ways_of(s, groups, joint, way);
  first = &groups->group[groups->head];
  if (probe->touched || (ways == 0 && !is_glued(groups, first))) return;
  if (ways > 0) ask_ways(s, way, ways);
  if (s->found == 0) ask_glued(s, groups, first);
}

void nw_ids_verify(const nw_ids *ids, nw_groups *groups, nw_probe *probe, const uint8_t *bare, nw_id_report_fn report, void *to) {
  unsigned char joint;
  nw_id_search s = { .ids = ids, .probe = probe, .bare = bare, .report = report, .to = to };
  if (!is_joined(probe, &joint) && may_begin(&s, joint)) verify_groups(&s, groups, joint);
}
