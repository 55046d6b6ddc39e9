/* Phrases, and the values behind them.
 *
 *   "my social security number is 078-05-1120"
 *       ^ slot of "social"        its phrases: "social security number" goes on here, "social insurance number" does not
 *                             ^ gap ^ value
 */
#include "detect/cue/pass.h"
#include "detect/miss.h"

/* ---- values ---- */

static int verify_gap(nw_probe *probe, const nw_cue *cue, const nw_cue_gap *gap, nw_hit *hit) {
  switch (cue->entity) {
    case NW_ENTITY_PASSWORD: return nw_cue_password(probe, gap, cue, hit);
    case NW_ENTITY_USERNAME: return nw_cue_username(probe, gap, cue, hit);
    case NW_ENTITY_AWS_SECRET_KEY: return nw_cue_aws_secret(probe, gap, cue, hit);
    case NW_ENTITY_AGE: return nw_cue_age(probe, gap, cue, hit);
    default: return nw_cue_number(probe, gap, cue, hit);
  }
}

/* A cue and no value behind it. With a digit, a sign or a quote something was meant to be one. */
NW_MISS_COLD static int refuse(nw_probe *probe, const nw_cue *cue, const nw_cue_gap *gap) {
  nw_miss miss = { .start = gap->start, .end = nw_miss_word_end(probe, gap->start), .entity = cue->entity };
  unsigned digits = 0;
  for (size_t at = miss.start; at < miss.end; at++) digits += nw_is_digit_at(nw_probe_at(probe, at)) ? 1u : 0u;
  if (digits == 0 && !gap->sign && gap->quote == 0) return 0;
  if (cue->how == NW_CUE_SIGN && !gap->sign) miss.missing = NW_MISS_BIT(SIGN);
  else miss.missing = NW_MISS_BIT(FORM), miss.what = "the word in front is there, and what follows is no such value";
  nw_miss_add(probe, miss);
  return 0;
}

static int verify_value(nw_probe *probe, const nw_cue *cue, size_t pos, nw_hit *hit) {
  nw_cue_gap gap;
  if (cue->how == NW_CUE_OPTION) return nw_cue_option_scan(probe, pos, &gap) && verify_gap(probe, cue, &gap, hit);
  if (!nw_cue_gap_scan(probe, pos, cue->entity, &gap)) return 0;
  int told = gap.sign || cue->entity == NW_ENTITY_PASSWORD;  /* what a password is made of may say enough */
  if (cue->how == NW_CUE_SIGN && !told) return nw_refuse(probe, refuse(probe, cue, &gap));
  return verify_gap(probe, cue, &gap, hit) || nw_refuse(probe, refuse(probe, cue, &gap));
}

static int verify(nw_cue_pass *p, nw_probe *probe, const nw_cue *cue, nw_hit *hit) {
  size_t pos = nw_cue_phrase_end(probe, cue);
  if (pos == 0) return 0;
  hit->context_start = probe->at;
  hit->context_end = pos;
  if (cue->entity == NW_ENTITY_NAME) return nw_cue_name(p->table, probe, pos, cue, hit);
  if (cue->entity == NW_ENTITY_ADDRESS) return nw_cue_address(probe, pos, cue, hit);
  return verify_value(probe, cue, pos, hit);
}

/* ---- phrases ---- */

static int is_phrase_blank(unsigned c) { return c == ' ' || c == '_' || c == '-' || c == '.' || c == '\t'; }

/* Is the rest of the phrase at `text` from its letter `i` on, as far as the letters of ASCII go that both have? */
static int may_be_rest(const nw_cue *cue, unsigned i, const unsigned char *text, size_t left) {
  for (size_t at = 0; i < cue->len && at < left && nw_is_lower((unsigned char)cue->text[i]); i++, at++)
    if (nw_to_lower(text[at]) != (unsigned char)cue->text[i]) return 0;
  return 1;
}

/* Could the rest of the phrase stand behind its first word, which ends at `end`? "account" before "number": its second word is looked
 * at here, the rest by nw_cue_phrase_end. */
static int may_go_on(const nw_scan *scan, size_t end, const nw_cue *cue) {
  if (scan->end - end < 2) return 1;
  const unsigned char *behind = scan->data + (end - scan->base);
  if (cue->len == cue->first_len) return scan->misses != NULL || nw_cue_may_follow(cue, behind, scan->end - end);
  if (cue->len < cue->first_len + 2) return 1;
  unsigned rest = (unsigned char)cue->text[cue->first_len], want = (unsigned char)cue->text[cue->first_len + 1];
  if (rest == '\'') return behind[0] == '\'' || behind[0] == 0xE2;
  if (rest != ' ') return 1;
  if (!is_phrase_blank(behind[0])) return nw_is_upper(behind[0]) && nw_to_lower(behind[0]) == nw_to_lower(want);
  if (is_phrase_blank(behind[1])) return 1;
  return want >= 0x80 ? behind[1] >= 0x80 : may_be_rest(cue, cue->first_len + 1, behind + 1, scan->end - end - 1);
}

/* The same for all phrases with this first word at once: a blank and the first letter behind it. */
static int may_be_first(const nw_scan *scan, size_t end, const nw_cue_slot *slot) {
  if (slot->anything || scan->end - end < 2) return 1;
  const unsigned char *behind = scan->data + (end - scan->base);
  unsigned c = behind[0] == ' ' || behind[0] == '\'' ? behind[1] : behind[0];
  return c >= 0x80 || is_phrase_blank(c) || (nw_is_alpha(c) && slot->seconds >> (c & 31) & 1);
}

static int ask_cue(nw_cue_pass *p, size_t pos, size_t len, const nw_cue *cue, int is_upper) {
  if (!nw_cue_is_on(p, cue->entity) || pos < nw_cue_end_of(p->state, cue->entity)) return 1;
  if (!may_go_on(p->scan, pos + len, cue)) return 1;
  if ((cue->how == NW_CUE_TITLE || cue->how == NW_CUE_HEAD) && !is_upper) return 1;
  nw_probe probe = { .scan = p->scan, .at = pos };
  nw_hit hit = nw_cue_fresh_hit(cue->entity);
  return nw_cue_answer(p, &probe, verify(p, &probe, cue, &hit), &hit);
}

int nw_cue_ask_word(nw_cue_pass *p, size_t pos, size_t len, const nw_cue_slot *slot, int is_upper) {
  if (!may_be_first(p->scan, pos + len, slot)) return 1;
  for (uint32_t i = slot->first; i != 0; i = p->table->cues[i - 1].next)
    if (!ask_cue(p, pos, len, &p->table->cues[i - 1], is_upper)) return 0;
  return 1;
}
