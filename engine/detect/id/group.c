/* Groups of letters and digits behind an event, with the joints between them.
 *
 *   "AB 12 34 56 C, 943 476"    AB | 12 | 34 | 56 | C      joints: blanks; none behind C
 *   "943 476\n5919"              943 | 476 | 5919              the second joint is a line end: only between digits
 *
 * They are kept for the events behind: a group is read once.
 */
#include <string.h>

#include "detect/id/inside.h"

/* "(3)" or "[3]" behind a number: its check character, in Hong Kong. */
static int is_bracketed(nw_probe *probe, size_t pos) {
  int inside = nw_probe_at(probe, pos + 1), close = nw_probe_at(probe, pos + 2);
  return inside >= 0 && nw_is_alnum((unsigned)inside) && (close == ')' || close == ']');
}

/* The joint at `pos`: its symbol and length; 0 when there is none. */
static unsigned char joint_at(nw_probe *probe, size_t pos, unsigned *len) {
  int c = nw_probe_at(probe, pos);
  *len = 1;
  if (c >= 0 && nw_id_is_joint((unsigned)c)) return (unsigned char)c;
  if (nw_id_is_line_end(c)) {
    *len = c == '\r' ? 2 : 1;
    const int parts = nw_is_digit_at(nw_probe_before(probe, pos, 1)) && (c == '\n' || nw_probe_at(probe, pos + 1) == '\n');
    return parts && nw_is_digit_at(nw_probe_at(probe, pos + *len)) ? '\n' : 0;
  }
  if (c == '(' || c == '[') return is_bracketed(probe, pos) ? '(' : 0;
  if (c == 0xC2) {
    *len = 2;
    return nw_probe_at(probe, pos + 1) == 0xA0 ? ' ' : 0;
  }
  if (c != 0xE2 || nw_probe_at(probe, pos + 1) != 0x80) return 0;
  *len = 3;
  c = nw_probe_at(probe, pos + 2);
  return c >= 0x90 && c <= 0x93 ? '-' : c == 0xAF ? ' ' : 0;
}

/* A group behind a blank is a digit, or one of up to four capitals: words of a sentence are none. */
static int may_follow(nw_probe *probe, size_t pos, unsigned char joint) {
  int c = nw_probe_at(probe, pos);
  if (nw_is_digit_at(c)) return 1;
  if (c < 0 || !nw_is_alpha((unsigned)c)) return 0;
  if (joint != ' ') return 1;
  unsigned n = 0;
  while (n < 5 && (c = nw_probe_at(probe, pos + n)) >= 0 && nw_is_upper((unsigned)c)) n++;
  return n > 0 && n < 5 && (c < 0 || !nw_is_lower((unsigned)c));
}

/* Groups are read up to this length at least: that of a UUID's four first, so that more can be seen to know one. */
enum { UUID_CHARS = 20 };
static unsigned longest_of(const nw_ids *ids) { return ids->longest > UUID_CHARS ? ids->longest : UUID_CHARS; }

/* Reads one group at `pos`; 0 when the window ended inside it. No id that is on has more than `longest` characters. */
static int read_group(const nw_ids *ids, nw_groups *groups, nw_probe *probe, size_t pos) {
  const nw_scan *scan = probe->scan;
  const unsigned char *text = scan->data + (pos - scan->base);
  nw_group *group = &groups->group[groups->count];
  unsigned first = groups->count == 0 ? 0 : (unsigned)group[-1].first + group[-1].len, longest = longest_of(ids), len = 0, seen = 0;
  unsigned joint_len = 1;
  size_t left = scan->end - pos;
  group->at = pos;
  group->letters = 0;
  if (left >= sizeof(uint64_t) && nw_is_digit(text[0])) len = nw_id_digits_of(text, groups->value + first), seen = NW_ID_DIGIT;
  for (unsigned v; len <= longest && len < left && (v = ids->value[text[len]]) != NW_ID_NONE; len++) {
    if (len == longest) continue;
    groups->value[first + len] = (unsigned char)(v & NW_ID_VALUE);
    group->letters |= (uint64_t)!(v & NW_ID_DIGIT) << len;
    seen |= v;
  }
  probe->work += len + 1;
  group->lower = (seen & NW_ID_SMALL) != 0;
  group->digits = (seen & NW_ID_DIGIT) != 0;
  if (len > longest) {
    groups->closed = 1;  /* too long for any id: it counts as no group */
    return 1;
  }
  const int joined = len + 1 < left && nw_id_is_joint(text[len]) && nw_is_digit(text[len + 1]);
  group->joint = joined ? text[len] : joint_at(probe, pos + len, &joint_len);
  if (!joined && group->joint != 0 && !may_follow(probe, pos + len + joint_len, group->joint)) group->joint = 0;
  if (probe->touched) return 0;
  group->first = (uint16_t)first;
  group->len = (uint8_t)len;
  group[1].at = pos + len + joint_len;
  group[1].digits = group->joint != 0 && nw_is_digit_at(nw_probe_at(probe, group[1].at));  /* until it is read */
  groups->count++;
  groups->closed = group->joint == 0;
  return 1;
}

static void forget_front(nw_groups *groups) {
  unsigned rest = groups->count - groups->head, base = groups->group[groups->head].first;
  memmove(groups->group, groups->group + groups->head, (rest + 1) * sizeof groups->group[0]);
  unsigned used = rest > 0 ? groups->group[rest - 1].first + groups->group[rest - 1].len - base : 0;
  memmove(groups->value, groups->value + base, used);
  for (unsigned i = 0; i < rest; i++) groups->group[i].first = (uint16_t)(groups->group[i].first - base);
  groups->head = 0;
  groups->count = rest;
}

void nw_id_seek(nw_groups *groups, size_t at) {
  while (groups->head < groups->count && groups->group[groups->head].at < at) groups->head++;
  int known = groups->head < groups->count && groups->group[groups->head].at == at;
  if (!known) {
    groups->head = groups->count = 0;
    groups->closed = 0;
    groups->group[0].at = at;
  }
  if (groups->head > NW_ID_GROUPS / 2) forget_front(groups);
}

const nw_group *nw_id_group_at(const nw_ids *ids, nw_groups *groups, nw_probe *probe, unsigned i) {
  while (groups->head + i >= groups->count) {
    size_t at = groups->group[groups->count].at;
    if (groups->closed || groups->count == NW_ID_GROUPS) return NULL;
    if (groups->count > groups->head && at >= probe->at + NW_ID_LOOKAHEAD - NW_COMPACT_MAX - 8) return NULL;
    if (!read_group(ids, groups, probe, at)) return NULL;
  }
  return &groups->group[groups->head + i];
}
