/* detect/content/judge.c - scores to bands. See content.h. */
#include <string.h>

#include "base/error.h"
#include "detect/attack/attack.h"
#include "detect/content/content.h"
#include "detect/content/lanes.h"

enum { PROMPT_ATTACK = 5, SURE_PPM = 990000 };

struct nw_content {
  nw_alloc         alloc;
  nw_content_model model;
  nw_known_table   attacks;
  unsigned         by_script[NW_SCRIPT_COUNT], by_language[NW_LEX_LANGUAGES];  /* bits of outputs that were trained on it */
  nw_content_rule *rules;
  size_t           count;
};

/* The best window of an output so far. */
typedef struct best { nw_content_worst worst; size_t start, end; uint8_t view; } best;

/* `any`: its score is told. `known`: its band counts; a window that the output cannot judge is among those only when it is a hit. */
typedef struct output_state { best any, known; } output_state;

typedef struct content_state {
  const nw_content  *content;
  nw_judge_text      text;
  output_state       output[NW_CONTENT_OUTPUTS];
  int32_t            floor[NW_CONTENT_OUTPUTS];  /* a weighted sum that is not above it changes nothing */
  unsigned           unknown;                    /* bit: the output met a window that it cannot judge */
  int                worsened;                   /* some output's worst window is another since the judge last spoke */
  nw_content_weigher weigher;
  int                attacked;   /* a rule asks about attacks: the weigher has */
  unsigned           evidence;   /* of attacks, when the judge last spoke */
  nw_attack          attack;
} content_state;

/* Bits: the outputs that were trained on the script and language of the window. */
static unsigned known_outputs(const nw_content *content, const nw_content_window *window) {
  const unsigned script = content->by_script[window->script];
  return window->script == NW_SCRIPT_LATIN ? script & content->by_language[window->language] : script;
}

static void list_trained(nw_content *content) {
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) {
    const nw_content_output *out = &content->model.out[k];
    for (unsigned s = 0; s < NW_SCRIPT_COUNT; s++) content->by_script[s] |= (out->scripts >> s & 1) << k;
    for (unsigned l = 0; l < NW_LEX_LANGUAGES; l++) content->by_language[l] |= (out->languages >> l & 1) << k;
  }
}

int nw_content_build(nw_content **out, const nw_alloc *alloc, newel_slice file, const nw_content_rule *rules, size_t count,
                     newel_error *err) {
  nw_content *content = nw_zalloc(alloc, sizeof *content);
  *out = NULL;
  if (content == NULL) return nw_fail_nomem(err);
  content->alloc = *alloc;
  content->count = count;
  content->attacks = nw_known_built_in();
  int code = nw_content_model_read(&content->model, (const unsigned char *)file.data, file.len, err);
  if (code == NEWEL_OK && (content->rules = nw_malloc(alloc, count * sizeof *rules)) == NULL) code = nw_fail_nomem(err);
  if (code != NEWEL_OK) {
    nw_content_free(content, alloc);
    return code;
  }
  memcpy(content->rules, rules, count * sizeof *rules);
  list_trained(content);
  *out = content;
  return NEWEL_OK;
}

void nw_content_free(void *self, const nw_alloc *alloc) {
  nw_content *content = self;
  if (content == NULL) return;
  nw_free(alloc, content->rules, content->count * sizeof *content->rules);
  nw_free(alloc, content, sizeof *content);
}

const nw_content_model *nw_content_model_of(const nw_content *content) { return &content->model; }

/* ---- windows ---- */

/* The logit from which an output's score is a hit. */
static int is_hit(const nw_content_model *model, unsigned output, int32_t logit) {
  return nw_content_ppm(model, output, logit) >= model->out[output].cut[NW_CUT_LOW];
}

/* The lower one of two that windows must be worse than; INT32_MIN: there is none yet. */
static int32_t least_sum(const output_state *of) {
  if (!of->any.worst.seen || !of->known.worst.seen) return INT32_MIN;
  return of->any.worst.sum < of->known.worst.sum ? of->any.worst.sum : of->known.worst.sum;
}
static int32_t least_logit(const output_state *of) {
  if (!of->any.worst.seen || !of->known.worst.seen) return INT32_MIN;
  return of->any.worst.logit < of->known.worst.logit ? of->any.worst.logit : of->known.worst.logit;
}

/* Notes the window where it is the worst so far; 1: it is. */
static int note_best(best *to, int32_t sum, int32_t logit) {
  return nw_content_may_worsen(&to->worst, sum) && nw_content_worsen(&to->worst, sum, logit);
}

/* A window that the weighted sum of an output finds worse than its floor. `known`: the output can judge it. */
static void take_worse(content_state *s, const nw_content_window *window, unsigned view, unsigned output, int32_t sum, int known) {
  const nw_content_model *model = &s->content->model;
  output_state *to = &s->output[output];
  const int32_t floor = known ? least_logit(to) : INT32_MIN;
  const int32_t logit = nw_content_mended_above(&model->stage[window->reach], output, sum, window->input, floor);
  const int any_is = note_best(&to->any, sum, logit);
  const int known_is = (known || is_hit(model, output, logit)) && note_best(&to->known, sum, logit);
  s->floor[output] = least_sum(to);
  if (!any_is && !known_is) return;
  s->worsened = 1;
  size_t start, end;
  nw_content_tight(&s->weigher, window, view, output < NW_CONTENT_HEADS ? output : NW_LANE_ANY, &start, &end);
  if (any_is) to->any.start = start, to->any.end = end, to->any.view = (uint8_t)view;
  if (known_is) to->known.start = start, to->known.end = end, to->known.view = (uint8_t)view;
}

static void take_window(void *self, const nw_content_window *window, unsigned view) {
  content_state *s = self;
  const unsigned trained = known_outputs(s->content, window);
  int32_t sums[NW_CONTENT_OUTPUTS];
  s->unknown |= ~trained;
  unsigned worse = s->weigher.lanes->above(&s->content->model.stage[window->reach], window->input, s->floor, sums);
  for (; worse != 0; worse &= worse - 1) {
    const unsigned output = (unsigned)__builtin_ctz(worse);
    take_worse(s, window, view, output, sums[output], trained >> output & 1);
  }
}

/* ---- the judge ---- */

static size_t state_bytes(const void *compiled) {
  (void)compiled;
  return sizeof(content_state);
}

static void begin(const void *compiled, void *state, const nw_judge_text *text) {
  content_state *s = state;
  s->content = compiled;
  s->text = *text;
  memset(s->output, 0, sizeof s->output);
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) s->floor[k] = INT32_MIN;
  s->unknown = s->evidence = 0;
  s->worsened = 0;
  nw_content_weigh_begin(&s->weigher, &s->content->model, take_window, s);
  s->attacked = 0;
  for (size_t r = 0; r < s->content->count; r++)
    s->attacked |= s->content->rules[r].output == PROMPT_ATTACK && text->active[s->content->rules[r].rule];
  if (!s->attacked) return;
  nw_attack_begin(&s->attack, &s->content->attacks, text->foreign);
  s->weigher.attack = &s->attack;
}

static void push(const void *compiled, void *state, const unsigned char *data, size_t len, size_t at, int gap) {
  content_state *s = state;
  (void)compiled;
  nw_content_weigh(&s->weigher, data, len, at, gap);
}

static size_t live(const void *compiled, const void *state) {
  const content_state *s = state;
  (void)compiled;
  size_t live = nw_content_weigh_live(&s->weigher), attack = s->attacked ? nw_attack_live(&s->attack, s->weigher.at) : live;
  return attack < live ? attack : live;
}

/* The band of a score under a strength. */
static uint32_t band_of(const nw_content_output *out, uint32_t score_ppm, unsigned strength) {
  if (score_ppm >= out->cut[NW_CUT_LOW]) return NW_BAND_HIT;
  return strength > 0 && score_ppm >= out->cut[strength - 1] ? NW_BAND_UNSURE : NW_BAND_CLEAR;
}

static uint32_t ppm_of(const nw_content *content, unsigned output, const best *of) {
  return of->worst.seen ? nw_content_ppm(&content->model, output, of->worst.logit) : 0;
}

/* What is known of attacks raises the score to that of a band, and never lowers it. A strength of none asks for nothing. */
static void raise_attack(const content_state *s, const nw_content_output *out, unsigned strength, nw_judged *said) {
  nw_attack_says attack = nw_attack_say(&s->attack);
  if (attack.force == NW_ATTACK_NONE || strength == 0) return;
  int doubted = attack.force == NW_ATTACK_LIKELY && said->score_ppm >= out->cut[NW_CUT_MEDIUM];
  uint32_t hit_ppm = out->cut[NW_CUT_LOW] > SURE_PPM ? out->cut[NW_CUT_LOW] : SURE_PPM;
  uint32_t floor_ppm = attack.force == NW_ATTACK_HIT ? hit_ppm : out->cut[doubted ? NW_CUT_LOW : NW_CUT_HIGH];
  uint32_t band = attack.force == NW_ATTACK_HIT || doubted ? NW_BAND_HIT : NW_BAND_UNSURE;
  if (said->score_ppm < floor_ppm) said->score_ppm = floor_ppm;
  said->evidence = attack.evidence;
  said->settled = 0;
  if (band < said->band || (band == said->band && said->unknown == NULL && attack.force != NW_ATTACK_HIT)) return;
  said->band = band;
  said->unknown = NULL;
  said->start = attack.start, said->end = attack.end;
}

static nw_judged judged(const content_state *s, const nw_content_rule *rule, int final) {
  const nw_content_output *out = &s->content->model.out[rule->output];
  const output_state *of = &s->output[rule->output];
  unsigned strength = rule->strength[s->text.source];
  nw_judged said = { .rule = rule->rule, .start = of->any.start, .end = of->any.end, .type = nw_content_names[rule->output] };
  uint32_t known_ppm = ppm_of(s->content, rule->output, &of->known);
  said.score_ppm = ppm_of(s->content, rule->output, &of->any);
  said.band = of->known.worst.seen ? band_of(out, known_ppm, strength) : NW_BAND_CLEAR;
  if (said.band != NW_BAND_CLEAR) said.start = of->known.start, said.end = of->known.end, said.score_ppm = known_ppm;
  said.settled = strength > 0 && said.score_ppm < out->allow[strength - 1];
  said.evidence = of->any.view == 0 ? "" : "disguised";
  if (final && said.band == NW_BAND_CLEAR && s->unknown >> rule->output & 1) {
    said.band = NW_BAND_UNSURE;
    said.unknown = "a language or script that the content model was not trained on";
    said.settled = 0;
  }
  if (rule->output == PROMPT_ATTACK) raise_attack(s, out, strength, &said);
  return said;
}

static size_t say(const void *compiled, void *state, int final, nw_judged *out, size_t most) {
  const nw_content *content = compiled;
  content_state *s = state;
  size_t count = 0;
  if (final) nw_content_weigh_end(&s->weigher);
  if (final && s->attacked) nw_attack_end(&s->attack);
  const unsigned evidence = s->attacked ? nw_attack_evidence(&s->attack) : 0;
  if (!final && !s->worsened && evidence == s->evidence) return 0;  /* most pushes of a stream end no window */
  s->worsened = 0;
  s->evidence = evidence;
  for (size_t r = 0; r < content->count && count < most; r++)
    if (s->text.active[content->rules[r].rule]) out[count++] = judged(s, &content->rules[r], final);
  return count;
}

/* ANY and PROFANITY, which no rule asks about. */
static size_t also(const void *compiled, const void *state, nw_judged *out, size_t most) {
  const nw_content *content = compiled;
  const content_state *s = state;
  size_t count = 0;
  for (unsigned output = NW_CONTENT_SIX; output < NW_CONTENT_OUTPUTS && count < most; output++) {
    const best *top = &s->output[output].any;
    out[count] = (nw_judged){ .rule = UINT32_MAX, .type = nw_content_names[output], .evidence = "", .start = top->start, .end = top->end };
    out[count++].score_ppm = ppm_of(content, output, top);
  }
  return count;
}

const nw_judge nw_content_judge = { "content", state_bytes, begin, push, say, live, also };
