/* detect/shape_ask.c - one event: who is asked, and what is told of what they find.
 *
 *   event     DIGITS at "4111 1111 1111 1111"
 *   asked     card: proven    phone: not its groups    ids: none is so long
 *   told      CREDIT_DEBIT_CARD_NUMBER, to each of its rules; the groups behind are no numbers of their own
 *
 * A verifier that looked at the end of a window that is not final has no answer: the event is put again with more text.
 */
#include <string.h>

#include "detect/miss.h"
#include "detect/pii/card.h"
#include "detect/pii/email.h"
#include "detect/pii/ip.h"
#include "detect/pii/mac.h"
#include "detect/pii/phone.h"
#include "detect/placeholder.h"
#include "detect/shape_pass.h"

enum { ID_HITS = 32 };  /* ids that are found at one place; a second one is rare */

static int is_enough(const nw_shape_rule *rule, const nw_hit *hit) { return nw_hit_is_enough(hit, rule->strictness); }

/* Several findings at one event leave the same place behind them, in whatever order they are told. */
static void note_end(nw_shape_state *state, const nw_hit *hit) {
  if (hit->end <= state->free_from) return;
  if (state->free_from <= hit->start) state->free_before = state->free_from;
  state->free_from = hit->end;
}

/* A card or an account with its check digits, a telephone number of a plan behind '+': no group of it is a number of its own. */
static int is_proven_number(const nw_scan *scan, const nw_hit *hit) {
  switch (hit->entity) {
    case NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER:
    case NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER: return hit->score_ppm >= NW_SCORE_PROVEN;
    case NW_ENTITY_PHONE: return hit->score_ppm >= NW_SCORE_SHAPE && scan->data[hit->start - scan->base] == '+';
    default: return 0;
  }
}

static void report(nw_pass *pass, const nw_hit *hit) {
  const nw_shape *shape = pass->shape;
  nw_found found = { .start = hit->start, .end = hit->end, .context_start = hit->context_start, .context_end = hit->context_end,
                     .type = nw_entity_at(hit->entity)->name, .validator = hit->validator, .score_ppm = hit->score_ppm };
  int reported = 0;
  for (unsigned i = shape->first[hit->entity]; i < shape->first[hit->entity + 1]; i++) {
    found.rule = shape->rules[i].rule;
    if (!pass->scan->active[found.rule] || !is_enough(&shape->rules[i], hit)) continue;
    nw_sink_add(pass->scan->sink, &found);
    reported = 1;
    if (hit->limit >= 0) nw_sink_limit(pass->scan->sink, (uint32_t)hit->limit, found.rule);
  }
  if (!reported) return;
  int touched = 0;
  if (nw_is_digit_at(nw_text_at(pass->scan, hit->end, &touched))) pass->state->glued = hit->end;
  nw_shape_set_end(pass->state, hit->entity, hit->end);
  note_end(pass->state, hit);
  if (is_proven_number(pass->scan, hit)) pass->state->proven_from = hit->start, pass->state->proven_to = hit->end;
}

nw_probe *nw_pass_probe(nw_pass *pass, size_t pos) {
  nw_probe *probe = &pass->probe;
  probe->at = pos;
  probe->free_from = nw_shape_free_from(pass->state, pos);
  return probe;
}

/* An id was found at the event of `probe`. */
typedef struct id_sink { nw_probe *probe; nw_hit hits[ID_HITS]; unsigned count; } id_sink;

static void keep_id(void *to, const nw_hit *hit) {
  id_sink *sink = to;
  if (sink->count < ID_HITS && !nw_placeholder_holds(sink->probe, hit->start, hit->end)) sink->hits[sink->count++] = *hit;
}

/* The evidence of `a` is better than that of `b`: a context word, the nearer one, the longer phrase ("passport" yields to
 * "Estonian passport"), then proof and form. Ids with the same evidence are all reported: a Czech birth number is a Slovak
 * one, too. */
static int beats(const nw_hit *a, const nw_hit *b) {
  int named_a = a->context_end > a->context_start, named_b = b->context_end > b->context_start;
  if (named_a != named_b) return named_a;
  if (a->context_end != b->context_end) return a->context_end > b->context_end;
  if (a->context_start != b->context_start) return a->context_start < b->context_start;
  return a->score_ppm > b->score_ppm;
}

static int is_wanted(const nw_pass *pass, const nw_hit *hit) {
  const nw_shape *shape = pass->shape;
  if (hit->start < pass->scan->from) return 0;
  for (unsigned i = shape->first[hit->entity]; i < shape->first[hit->entity + 1]; i++)
    if (pass->scan->active[shape->rules[i].rule] && is_enough(&shape->rules[i], hit)) return 1;
  return 0;
}

/* One place, one id: what better evidence names otherwise is not reported. An event may be put twice, so what was reported before
 * still beats others. */
static void report_best(nw_pass *pass, id_sink *sink) {
  unsigned count = 0;
  for (unsigned i = 0; i < sink->count; i++)
    if (is_wanted(pass, &sink->hits[i])) sink->hits[count++] = sink->hits[i];
  for (unsigned i = 0; i < count; i++) {
    int beaten = 0;
    for (unsigned j = 0; j < count && !beaten; j++) beaten = beats(&sink->hits[j], &sink->hits[i]);
    if (!beaten && sink->hits[i].start >= nw_shape_end_of(pass->state, sink->hits[i].entity)) report(pass, &sink->hits[i]);
  }
}

/* Puts the event of `probe` to all ids. Returns 0 when there is no answer yet. */
int nw_pass_ask_ids(nw_pass *pass, nw_probe *probe) {
  id_sink sink;  /* its hits are written before they are read */
  sink.probe = probe;
  sink.count = 0;
  probe->own_from = 0;
  nw_ids_verify(pass->shape->ids, &pass->groups, probe, pass->shape->bare, keep_id, &sink);
  if (probe->touched) return 0;
  if (sink.count > 0) report_best(pass, &sink);
  return 1;
}

/* Puts the event of `probe` to one detector. Returns 0 when it has no answer yet. */
static int ask(nw_pass *pass, nw_probe *probe, const nw_detector *detector) {
  nw_shape_state *state = pass->state;
  probe->own_from = detector->last == 0 ? nw_shape_end_of(state, detector->entity) : 0;
  if (probe->at < probe->own_from) return 1;
  nw_hit hit = { .entity = detector->entity, .validator = "", .limit = -1 };
  int found = detector->verify(probe, &hit) && !nw_placeholder_holds(probe, hit.start, hit.end);
  if (probe->touched) return 0;
  if (!found || hit.start < nw_shape_end_of(state, hit.entity) || hit.start < pass->scan->from) return 1;
  report(pass, &hit);
  probe->free_from = nw_shape_free_from(state, probe->at);
  return 1;
}

int nw_pass_ask_all(nw_pass *pass, nw_probe *probe, uint32_t which) {
  for (; which != 0; which &= which - 1)
    if (!ask(pass, probe, &nw_detectors[__builtin_ctz(which)])) return 0;
  return 1;
}

/* '-' or '.' when a digit and that stand in front, and no finding ends there: the inside of a number. */
static int joint_before(const nw_pass *pass, size_t pos) {
  const nw_scan *scan = pass->scan;
  if (pos < scan->from + 2 || (pass->state->free_from > 0 && pos - pass->state->free_from <= 1)) return 0;
  const unsigned char *p = scan->data + (pos - scan->base);
  return (p[-1] == '-' || p[-1] == '.') && nw_is_digit(p[-2]) ? p[-1] : 0;
}

/* "123 123 |123 12": behind a number and a blank, and with nothing but blanks inside, no telephone number begins. */
static int is_in_row(nw_pass *pass, const nw_probe *probe) {
  const nw_scan *scan = pass->scan;
  const unsigned char *p = scan->data + (probe->at - scan->base);
  if (probe->at < scan->from + 2 || p[-1] != ' ' || !nw_is_digit(p[-2]) || nw_probe_is_free(probe, probe->at)) return 0;
  return !nw_chain_has_other(&pass->chain);
}

/* 0: the first symbols say that the detector does not take the layout. */
static int may_take(nw_pass *pass, const nw_probe *probe, const nw_detector *detector, const unsigned char *layout) {
  if (detector->verify == nw_ipv4_verify) return layout[1] == '.';
  if (detector->verify == nw_phone_verify) return !is_in_row(pass, probe);
  return detector->verify != nw_card_verify || layout[0] == '4' || nw_group_digits(layout[0]) >= 12;
}

/* The detectors of numbers to ask at `pos`: no finding of theirs covers it. Inside of a number (`joint`) it is that of addresses. */
static uint32_t ask_whom(const nw_pass *pass, size_t pos, int joint) {
  uint32_t which = pass->state->choice->on[NW_TRIGGER_DIGITS];
  if (joint == 0 && !nw_chain_may(pass->scan, pos)) return 0;
  if (joint == 0 && pos >= pass->state->free_from) return which;
  for (uint32_t rest = which; rest != 0; rest &= rest - 1) {
    const nw_detector *detector = &nw_detectors[__builtin_ctz(rest)];
    if ((joint != 0 && detector->verify != nw_ipv4_verify) || pos < nw_shape_end_of(pass->state, detector->entity))
      which &= ~(rest & (0 - rest));
  }
  return which;
}

/* Puts a group of digits to all. */
__attribute__((noinline)) static int ask_digits(nw_pass *pass, size_t pos, int joint) {
  nw_probe *probe = nw_pass_probe(pass, pos);
  uint32_t which = ask_whom(pass, pos, joint);
  if (which != 0) nw_chain_seek(&pass->chain, probe);
  if (probe->touched) return 0;
  const unsigned char *layout = nw_chain_layout(&pass->chain);
  for (; which != 0; which &= which - 1) {
    const nw_detector *detector = &nw_detectors[__builtin_ctz(which)];
    if (!may_take(pass, probe, detector, layout) && !nw_miss_wanted(probe)) continue;
    if (!ask(pass, probe, detector)) return 0;
  }
  return joint != 0 || !pass->state->choice->ids || nw_pass_ask_ids(pass, probe);
}

/* "://", as far as the window shows it. */
static int is_scheme(const nw_scan *scan, size_t pos) {
  const unsigned char *data = scan->data + (pos - scan->base);
  size_t left = scan->end - pos;
  return (left < 2 || data[1] == '/') && (left < 3 || data[2] == '/');
}

static int is_cut(const nw_scan *scan, size_t pos, size_t bytes) { return !scan->final && scan->end - pos < bytes; }

/* What the bytes around say of the event. OPEN: nobody knows yet whether it is one, so no verifier need be asked to say so. */
typedef enum chance { NO_CHANCE, SOME_CHANCE, OPEN } chance;

static chance chance_of(const nw_pass *pass, nw_trigger kind, size_t pos) {
  const nw_scan *scan = pass->scan;
  const nw_shape_state *state = pass->state;
  switch (kind) {
    case NW_TRIGGER_AT: return nw_email_may(scan, pos) ? SOME_CHANCE : NO_CHANCE;
    case NW_TRIGGER_COLONS:
      return nw_ipv6_may(scan, pos, nw_shape_free_from(state, pos)) || nw_mac_colon_may(scan, pos) ? SOME_CHANCE : NO_CHANCE;
    case NW_TRIGGER_SCHEME: return is_scheme(scan, pos) ? SOME_CHANCE : NO_CHANCE;
    /* The domain of an e-mail is no host. */
    case NW_TRIGGER_DOT: return pos >= nw_shape_end_of(state, NW_ENTITY_EMAIL) ? SOME_CHANCE : NO_CHANCE;
    case NW_TRIGGER_COUNTRY: return is_cut(scan, pos, NW_COUNTRY_BYTES) ? OPEN : SOME_CHANCE;
    case NW_TRIGGER_TOKEN: return is_cut(scan, pos, NW_TOKEN_BYTES) ? OPEN : SOME_CHANCE;
    default: return SOME_CHANCE;
  }
}

int nw_pass_ask(nw_pass *pass, nw_trigger kind, size_t pos) {
  if (kind == NW_TRIGGER_DIGITS) {
    /* Inside of a number nothing begins but the end of a range of addresses, behind '-'. */
    const int joint = joint_before(pass, pos);
    return (joint != 0 && (joint != '-' || !nw_ipv4_may(pass->scan, pos))) || ask_digits(pass, pos, joint);
  }
  const chance is = chance_of(pass, kind, pos);
  if (is != SOME_CHANCE) return is == NO_CHANCE;
  nw_probe *probe = nw_pass_probe(pass, pos);
  return kind == NW_TRIGGER_ID ? nw_pass_ask_ids(pass, probe) : nw_pass_ask_all(pass, probe, pass->state->choice->on[kind]);
}
