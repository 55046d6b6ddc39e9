/* The judge of grounding: what an answer has and its source lacks, scores that rank, and texts that are none. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "detect/grounding/grounding.h"

static nw_grounding_says judge(newel_slice source, newel_slice query, newel_slice answer) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_grounding_work *work;
  nw_grounding_says says;
  nw_grounding_texts texts = {&source, &query, source.len > 0, query.len > 0, answer};
  cr_assert_eq(nw_grounding_open(&work, &alloc, NULL), NEWEL_OK);
  cr_assert_eq(nw_grounding_judge(work, &texts, &says, NULL), NEWEL_OK);
  nw_grounding_free(work);
  return says;
}

static const char tower[] = "The tower is 330 m tall. Gustave Eiffel's company built it from 1887 to 3 March 1889 for $1,200. "
                            "\"It is a truly tragic street lamp\", wrote Bloy. See https://example.com/tower for more.";

/* "KIND:text" of each finding, with commas. */
Test(detect_grounding, lacks) {
  static const struct { const char *answer, *want; } cases[] = {
    {"It is 330 m tall.", ""},
    {"It is 324 m tall.", "NUMBER:324"},
    {"It cost 1200 dollars.", ""},
    {"It cost 1,300 dollars.", "NUMBER:1,300"},
    {"It was ready on 3 March 1889.", ""},
    {"It was ready on 4 March 1889.", "DATE:4 March"},
    {"It is 330 feet tall.", "UNIT:330 feet"},
    {"Eiffel built the tower.", ""},
    {"The company of Gustave Sauvestre built the tower.", "NAME:Gustave Sauvestre"},
    {"He said \"it is a truly tragic street lamp\" of it.", ""},
    {"He said \"it is a truly ugly street lamp\" of it.", "QUOTE:it is a truly ugly street lamp"},
    {"See https://example.com/tower.", ""},
    {"See https://example.com/eiffel.", "LINK:https://example.com/eiffel"},
    {"1. It is tall. 2. It is a tower.", ""},
    {"The GE company built it.", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char got[200] = "";
    nw_grounding_says says = judge(newel_slice_of(tower), NW_LIT(""), newel_slice_of(cases[i].answer));
    for (size_t k = 0; k < says.lacks; k++) {
      const nw_lack *lack = &says.lack[k];
      size_t len = strlen(got);
      (void)snprintf(got + len, sizeof got - len, "%s%s:%.*s", k > 0 ? "," : "", nw_grounding_kind_name(lack->kind),
                     (int)(lack->end - lack->start), cases[i].answer + lack->start);
    }
    cr_expect_str_eq(got, cases[i].want, "%s", cases[i].answer);
  }
}

Test(detect_grounding, ranks) {
  newel_slice source = newel_slice_of(tower), query = NW_LIT("How tall is the tower?");
  nw_grounding_says good = judge(source, query, NW_LIT("The tower is 330 m tall.")),
                    bad = judge(source, query, NW_LIT("My cousin likes to cook pasta with her friends on Sundays.")),
                    swapped = judge(source, query, NW_LIT("The tower is 250 m tall."));
  cr_expect_eq(good.grounding_band, NW_BAND_CLEAR, "verbatim");
  cr_expect_eq(bad.grounding_band, NW_BAND_HIT);
  cr_expect_neq(swapped.grounding_band, NW_BAND_CLEAR);
  cr_expect(good.grounding_ppm > swapped.grounding_ppm && swapped.grounding_ppm > bad.grounding_ppm, "%u %u %u", good.grounding_ppm,
            swapped.grounding_ppm, bad.grounding_ppm);
  cr_expect_gt(good.relevance_ppm, bad.relevance_ppm);
  cr_expect_neq(good.relevance_band, NW_BAND_CLEAR, "relevance is never settled as good");
}

Test(detect_grounding, nothing_to_judge_by) {
  nw_grounding_says says = judge(NW_LIT(""), NW_LIT(""), NW_LIT("It is tall."));
  cr_expect_eq(says.grounding_band, NW_BAND_UNEVALUATED);
  cr_expect_eq(says.relevance_band, NW_BAND_UNEVALUATED);
  says = judge(newel_slice_of(tower), NW_LIT("How tall?"), NW_LIT(""));
  cr_expect_eq(says.grounding_band, NW_BAND_UNSURE);
  says = judge(NW_LIT("\xFF\xFE\x00\x01"), NW_LIT("\x00"), NW_LIT("\x80\x00\x80"));
  cr_expect_eq(says.lacks, 0);
}

/* 200 KB, and more findings than there is room for. */
Test(detect_grounding, long_texts) {
  size_t len = 200000;
  char *source = malloc(len), *answer = malloc(len);
  cr_assert(source != NULL && answer != NULL);
  for (size_t i = 0; i < len; i++) source[i] = tower[i % (sizeof tower - 1)];
  for (size_t i = 0; i < len; i++) answer[i] = i % 5 == 4 ? ' ' : (char)('1' + i * 7 / 5 % 9);
  nw_grounding_says says = judge(nw_slice(source, len), NW_LIT(""), NW_LIT("The tower is 330 m tall."));
  cr_expect_eq(says.grounding_band, NW_BAND_CLEAR);
  says = judge(nw_slice(source, len), NW_LIT(""), nw_slice(answer, len));
  cr_expect_eq(says.lacks, NW_GROUNDING_FOUND_MOST);
  cr_expect_gt(says.left_out, 1000);
  free(source);
  free(answer);
}

Test(detect_grounding, names) {
  for (unsigned i = 0; i < NW_F_COUNT; i++) cr_expect_not_null(nw_grounding_feature_name((nw_grounding_feature)i));
}
