/* Secret tokens by their prefix: the event of a run of 16 bytes and more.
 *
 *   "key ghp_16C7e42F292c6912E7710c838347Ae178B4a"    the word begins like a prefix of the index, its pattern holds: proof.c judges
 *   "xoxb-1234-…", "glpat-…"                          a token may begin before the event's run: any word in front without a blank
 *   "createUserAccount_v2"                            a name of a program, as most runs are: nw_token_may
 *
 * Cost: an event looks up three bytes in a filter; few rows share them. A word is asked once.
 */
#include "detect/masks.h"
#include "detect/miss.h"
#include "detect/secret/row.h"

enum { RUN_BYTES = 256 };

/* No finding behind a prefix of three bytes and more: tells what was missing. `end` 0: the pattern does not match. */
NW_MISS_COLD static int refuse(nw_probe *probe, const nw_secret_entry *entry, size_t start, size_t end, int joined) {
  const nw_secret_row *row = &nw_secret_rows[entry->row];
  if (entry->len < 3) return 0;
  nw_miss miss = { .start = start, .end = end > 0 ? end : nw_miss_word_end(probe, start), .entity = row->entity };
  if (end == 0 && miss.end < start + entry->len + 8) return 0;
  if (end == 0) miss.missing = NW_MISS_BIT(FORM), miss.what = "behind the prefix the length or the letters are other ones";
  else if (joined) miss.missing = NW_MISS_BIT(JOINED), miss.what = "a name or a path";
  else if (nw_secret_is_dull(probe, start + (end - start) / 2, end))
    miss.missing = NW_MISS_BIT(DUMMY), miss.what = "few different letters";
  else if (nw_secret_is_example(probe, row, start, end)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "an example of a manual";
  else if (row->check == BYTES) miss.missing = NW_MISS_BIT(RANDOM), miss.what = "base64 of a text";
  else if (row->check == HEADER) miss.missing = NW_MISS_BIT(CHECK), miss.check = "header with \"alg\"";
  else miss.missing = NW_MISS_BIT(RANDOM), miss.what = "letters and digits are not mixed";
  nw_miss_add(probe, miss);
  return 0;
}

static inline int has_prefix(nw_probe *probe, const nw_secret_entry *entry, size_t start) {
  const char *prefix = nw_secret_rows[entry->row].prefixes + entry->at;
  size_t i = 0;
  while (i < entry->len && nw_probe_at(probe, start + i) == (unsigned char)prefix[i]) i++;
  return i == entry->len;
}

/* A token behind the prefix of `entry` at `start`. */
static int try_entry(nw_probe *probe, const nw_secret_entry *entry, size_t start, nw_hit *hit) {
  const nw_secret_row *row = &nw_secret_rows[entry->row];
  size_t limit = probe->at + nw_entity_at(row->entity)->lookahead_bytes - 1;
  size_t end = nw_secret_match(probe, start + entry->len, limit, row->patterns);
  if (end <= probe->at) return nw_refuse(probe, refuse(probe, entry, start, 0, 0));
  if (nw_secret_is_dull(probe, start + (end - start) / 2, end) || nw_secret_is_example(probe, row, start, end)) {
    if (row->check != SHAPE || row->prefixes[0] == '\0')
      return nw_refuse(probe, refuse(probe, entry, start, end, 0));
    *hit = (nw_hit){ .entity = NW_ENTITY_SECRET_PLACEHOLDER, .start = start, .end = end, .validator = "", .limit = -1, .bare = 1,
                     .score_ppm = NW_SCORE_WEAK };
    return 1;
  }
  int before = nw_probe_before(probe, start, 1);  /* a part of a name or a path is none */
  if ((row->check == SHAPE || row->check == BYTES) && (before == '.' || (before == '/' && nw_probe_before(probe, start, 2) != '/')))
    return nw_refuse(probe, refuse(probe, entry, start, end, 1));
  nw_hit found = *hit;
  found.entity = row->entity;
  found.start = start;
  found.end = end;
  found.score_ppm = NW_SCORE_SHAPE;
  if (!nw_secret_prove(probe, &found, (nw_proof)row->check, start + entry->len))
    return nw_refuse(probe, refuse(probe, entry, start, end, 0));
  *hit = found;
  return 1;
}

/* The run that begins at byte `at` of a batch, a bit a byte: all ones when it is longer than 64 bytes. */
static inline uint64_t run_at(const nw_masks *masks, size_t at) {
  uint64_t others = ~(nw_mask_bits(masks->digit, at) | nw_mask_bits(masks->join, at) | nw_mask_bits(masks->alpha, at));
  return (others & (0 - others)) - 1;
}

/* Bytes up to the next blank, which no pattern has; SIZE_MAX where they are many, or more may come. */
static size_t solid_bytes(const nw_probe *probe, size_t start) {
  enum { MANY_BYTES = NW_BLOCK_BYTES };
  const nw_scan *scan = probe->scan;
  const unsigned char *text = nw_secret_text(probe, start);
  size_t left = scan->end - start, len = 0;
  if (probe->masks != NULL && start >= probe->masks_at && start - probe->masks_at < NW_BATCH_BYTES) {
    uint64_t run = run_at(probe->masks, start - probe->masks_at);
    len = run == UINT64_MAX ? MANY_BYTES : (size_t)__builtin_ctzll(~run);
  }
  while (len < left && len < MANY_BYTES && text[len] > ' ') len++;
  return len == MANY_BYTES || (len >= left && !scan->final) || nw_miss_wanted(probe) ? SIZE_MAX : len;
}

int nw_secret_prefixed(nw_probe *probe, size_t start, int bare, nw_hit *hit) {
  const nw_secret_index *index = probe->secrets;
  int first = nw_probe_at(probe, start), second = nw_probe_at(probe, start + 1), third = nw_probe_at(probe, start + 2);
  if (first < 0 || second < 0 || third < 0) return 0;
  const int may = nw_secret_may_begin(index, nw_secret_text(probe, start));
  if (!may && !bare) return 0;
  const size_t room = solid_bytes(probe, start);
  const nw_secret_entry *entry;
  size_t best = 0;
  int found = 0;
  for (unsigned i = may ? index->prefix[nw_secret_slot((unsigned)first, (unsigned)second)] : 0; i != 0; i = entry->next) {
    entry = &index->entry[i - 1];
    if (entry->least > room || entry->len <= best || !has_prefix(probe, entry, start)) continue;
    if (try_entry(probe, entry, start, hit)) best = entry->len;
  }
  for (unsigned i = bare && best == 0 ? index->bare : 0; i != 0 && !found; i = entry->next) {
    entry = &index->entry[i - 1];
    found = entry->least <= room && has_prefix(probe, entry, start) && try_entry(probe, entry, start, hit);
  }
  return found || best > 0;
}

/* What the run of the event is made of. */
typedef struct makeup { unsigned digits, humps, joints; size_t len; } makeup;

/* Byte by byte. */
static makeup makeup_by_byte(nw_probe *probe) {
  const nw_scan *scan = probe->scan;
  const unsigned char *text = scan->data + (probe->at - scan->base);
  size_t left = scan->end - probe->at, most = left < RUN_BYTES ? left : RUN_BYTES;
  makeup m = { 0, 0, 0, 0 };
  for (unsigned last = 'A'; m.len < most; last = text[m.len++]) {
    unsigned c = text[m.len];
    if (nw_is_digit(c)) m.digits++;
    else if (nw_is_upper(c)) m.humps += !nw_is_upper(last);
    else if (c == '_' || c == '-') m.joints++;
    else if (!nw_is_lower(c)) break;
  }
  if (m.len == left && !scan->final) probe->touched = 1;
  return m;
}

/* The capitals in it that follow no capital. */
static inline unsigned humps_of(const nw_masks *masks, size_t at, uint64_t run) {
  uint64_t upper = nw_mask_bits(masks->upper, at);
  return (unsigned)__builtin_popcountll(upper & ~(upper << 1 | 1) & run);
}

static makeup makeup_of(nw_probe *probe) {
  const nw_masks *masks = probe->masks;
  size_t at = masks == NULL ? NW_BATCH_BYTES : probe->at - probe->masks_at;
  uint64_t run = at < NW_BATCH_BYTES ? run_at(masks, at) : UINT64_MAX;
  makeup m = { .len = run == UINT64_MAX ? NW_BLOCK_BYTES : (size_t)__builtin_ctzll(~run) };
  if (run == UINT64_MAX || m.len >= probe->scan->end - probe->at) {
    m = makeup_by_byte(probe);
  } else {
    m.digits = (unsigned)__builtin_popcountll(nw_mask_bits(masks->digit, at) & run);
    m.joints = (unsigned)__builtin_popcountll(nw_mask_bits(masks->join, at) & run);
    m.humps = humps_of(masks, at, run);
  }
  probe->work += m.len;
  return m;
}

/* So few changes of cases for a run without a digit and a joint are those of a name. */
static int is_calm(unsigned humps, size_t len) { return humps * 5 < len; }

int nw_token_may(const nw_secret_index *index, const nw_scan *scan, const nw_masks *masks, size_t masks_at, size_t pos) {
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t at = pos - masks_at;
  if (pos > scan->base && nw_secret_is_inside(text[-1])) return 1;  /* a token may begin in front of the run */
  uint64_t run = run_at(masks, at);
  size_t len = run == UINT64_MAX ? NW_BLOCK_BYTES : (size_t)__builtin_ctzll(~run);
  if (len == NW_BLOCK_BYTES || len >= scan->end - pos || (nw_mask_bits(masks->digit, at) & run) != 0) return 1;
  if (text[0] == 'L' || nw_secret_may_begin(index, text)) return 1;
  return (nw_mask_bits(masks->join, at) & run) == 0 && !is_calm(humps_of(masks, at, run), len);
}

/* Where the stretch without blanks begins that the event is in, NW_SECRET_BACK_BYTES in front of it at most; `digit`: behind the last
 * digit in it, 0 without one. What an event before has read is known. */
static size_t stretch_start(const nw_scan *scan, const nw_tried *tried, size_t at, size_t *digit) {
  const unsigned char *text = scan->data;
  size_t low = at - scan->from < NW_SECRET_BACK_BYTES ? scan->from : at - NW_SECRET_BACK_BYTES, pos = at;
  size_t known = tried->end > low && tried->end <= at ? tried->end : low;
  *digit = 0;
  for (unsigned c; pos > known && nw_secret_is_inside((int)(c = text[pos - scan->base - 1])); pos--)
    if (*digit == 0 && nw_is_digit(c)) *digit = pos;
  if (pos > known || known == low) return pos;
  pos = tried->start > low ? tried->start : low;
  if (*digit == 0 && tried->digit > pos) *digit = tried->digit;
  return pos;
}

/* Asks the words from `start` to the event. None is asked again that was refused for good. */
static int ask_words(nw_probe *probe, size_t start, int bare, nw_hit *hit) {
  nw_tried *tried = probe->tried;
  const unsigned char *text = probe->scan->data;
  size_t pos = start, at = probe->at, base = probe->scan->base;
  if (tried->refused > pos && tried->bare >= bare && !nw_miss_wanted(probe)) pos = tried->refused < at ? tried->refused : at;
  tried->cut = 0;
  for (int before = nw_probe_before(probe, pos, 1); pos <= at; pos++) {
    int here = text[pos - base], begins = !nw_is_word(before) && before != '-' && nw_is_word(here);
    before = here;
    if (begins && nw_secret_prefixed(probe, pos, bare, hit)) break;
  }
  if (probe->touched || tried->cut) *tried = (nw_tried){ 0 };
  else tried->refused = pos, tried->bare = bare;
  return pos <= at;
}

/* Tokens with dots, colons or bars inside begin before the event's run: at any word of the stretch without blanks in front.
 * Most runs are names of programs. */
int nw_token_verify(nw_probe *probe, nw_hit *hit) {
  const nw_scan *scan = probe->scan;
  size_t at = probe->at, digit, start = stretch_start(scan, probe->tried, at, &digit);
  if (scan->data[at - scan->base] == 'L' && nw_encoded_verify(probe, hit)) return 1;
  makeup m = makeup_of(probe);
  probe->work += 2 * (at - start);
  probe->tried->start = start, probe->tried->end = at, probe->tried->digit = digit;
  if (ask_words(probe, start, m.digits > 0 || digit > 0, hit)) return 1;
  if (m.digits == 0 && (m.joints > 0 || is_calm(m.humps, m.len))) return 0;
  return nw_prose_verify(probe, hit);
}
