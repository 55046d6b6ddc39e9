/* grounding.c - the judge: measure, look for what is lacking, combine. */
#include "detect/grounding/grounding.h"

#include "base/error.h"
#include "detect/grounding/work.h"

const char *nw_grounding_kind_name(nw_grounding_kind kind) {
  static const char *const names[NW_LACKS_COUNT] = {"NUMBER", "UNIT", "DATE", "NAME", "QUOTE", "LINK"};
  return names[kind];
}

const char *nw_grounding_feature_name(nw_grounding_feature feature) {
  static const char *const names[NW_F_COUNT] = {
    "coverage", "coverage_all", "window", "bigram", "trigram", "char", "run", "worst", "rarest", "numbers", "names", "maybe_names",
    "negation", "person", "length", "likeness", "near", "query", "query_likeness", "query_cosine", "source_query", "together",
    "replaced", "renamed", "pieces", "density", "jumps", "source_length", "sentence",
  };
  return names[feature];
}

int nw_grounding_open(nw_grounding_work **out, const nw_alloc *alloc, newel_error *err) {
  *out = NULL;
  nw_grounding_work *work = nw_zalloc(alloc, sizeof *work);
  if (work == NULL) return nw_fail_nomem(err);
  work->alloc = *alloc;
  if (!nw_lexicon_built_in(&work->lexicon)) {
    nw_free(alloc, work, sizeof *work);
    return nw_fail(err, NEWEL_E_UNSUPPORTED, "this build carries no lexicon");
  }
  *out = work;
  return NEWEL_OK;
}

static void free_bits(nw_grounding_work *work, nw_bits *bits) {
  nw_free(&work->alloc, bits->at, bits->capacity * sizeof *bits->at);
}

void nw_grounding_free(nw_grounding_work *work) {
  if (work == NULL) return;
  nw_alloc alloc = work->alloc;
  nw_bits *all[] = {&work->words, &work->source_exact, &work->pairs, &work->near, &work->around, &work->beside, &work->grams,
                    &work->exact, &work->values, &work->query_words};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) free_bits(work, all[i]);
  nw_vec_free(&alloc, &work->source);
  nw_vec_free(&alloc, &work->query);
  nw_vec_free(&alloc, &work->answer);
  nw_vec_free(&alloc, &work->stems);
  nw_vec_free(&alloc, &work->forms);
  nw_vec_free(&alloc, &work->heads);
  nw_vec_free(&alloc, &work->next);
  nw_vec_free(&alloc, &work->seen);
  nw_free(&alloc, work, sizeof *work);
}

int nw_grounding_judge(nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out, newel_error *err) {
  *out = (nw_grounding_says){.grounding_band = NW_BAND_UNEVALUATED, .relevance_band = NW_BAND_UNEVALUATED};
  if (!nw_grounding_measure(work, texts, out->feature)) return nw_fail_nomem(err);
  nw_grounding_lacks(work, texts, out);
  nw_grounding_combine(work, out);
  return NEWEL_OK;
}
