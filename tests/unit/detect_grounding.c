/* The judge of grounding: what an answer has and its source lacks, scores that rank, and texts that are none. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "detect/grounding/grounding.h"
#include "detect/grounding/number.h"

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
static void expect_lacks(const char *source, const char *answer, const char *want) {
  char got[200] = "";
  nw_grounding_says says = judge(newel_slice_of(source), NW_LIT(""), newel_slice_of(answer));
  for (size_t k = 0; k < says.lacks; k++) {
    const nw_lack *lack = &says.lack[k];
    size_t len = strlen(got);
    (void)snprintf(got + len, sizeof got - len, "%s%s:%.*s", k > 0 ? "," : "", nw_grounding_kind_name(lack->kind),
                   (int)(lack->end - lack->start), answer + lack->start);
  }
  cr_expect_str_eq(got, want, "%s", answer);
}

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
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect_lacks(tower, cases[i].answer, cases[i].want);
}

/* However it is written, and what is only rounded. */
Test(detect_grounding, numbers) {
  static const struct { const char *source, *answer, *want; } cases[] = {
    {"It had 3,012,455 visitors.", "It had about 3 million visitors.", ""},
    {"It had 3,012,455 visitors.", "It had 3.0 million visitors.", ""},
    {"It had 3,012,455 visitors.", "It had about 4 million visitors.", "NUMBER:4"},
    {"It had 3,012,455 visitors.", "It had 3,000,000 visitors.", "NUMBER:3,000,000"},
    {"It weighs 10.4 tonnes.", "It weighs 10 tonnes.", ""},
    {"It took twenty-five days.", "It took 25 days.", ""},
    {"It took twenty-five days.", "It took 26 days.", "NUMBER:26"},
    {"Two hundred people came in the eleventh year.", "200 people came in the 11th year.", ""},
    {"Five people came to town.", "Six people came to town.", ""},
    {"Yesterday five people came to town.", "Yesterday six people came to town.", "NUMBER:six"},
    {"They lent 3 million dollars.", "They lent $3m.", ""},
    {"They lent 3 million dollars.", "They lent 3 billion dollars.", "NUMBER:3"},
    {"They lent $2.7bn.", "They lent 2.7 billion dollars.", ""},
    {"They lent 500 euros.", "They lent $500.", "UNIT:500"},
    {"The rate was 5 %.", "The rate was 5 percent.", ""},
    {"The rate was 5 %.", "The rate was 5 degrees.", "UNIT:5 degrees"},
    {"He reigned 1986-91.", "He reigned until 1991.", ""},
    {"It opened on 2021-03-05.", "It opened on March 5, 2021.", ""},
    {"It opened on 2021-03-05.", "It opened on April 5, 2021.", "DATE:April"},
    {"It opened on Sept 5.", "It opened on 5 September.", ""},
    {"More than 13, 000 twins, 98. 7 per cent", "13,000 twins, 98.7 per cent", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect_lacks(cases[i].source, cases[i].answer, cases[i].want);
}

Test(detect_grounding, names_in_other_forms) {
  static const struct { const char *source, *answer, *want; } cases[] = {
    {"The National Basketball Association met.", "The NBA met.", ""},
    {"The NBA met in May.", "It was the National Basketball Association.", ""},
    {"Ada Lovelace wrote it.", "It was Lovelace's work.", ""},
    {"Ada Lovelace\xE2\x80\x99s work", "It was by Lovelace.", ""},
    {"Ada Lovelace wrote it.", "It was Ada Byron who wrote it.", "NAME:Ada Byron"},
    {"They went to Nicaragua.", "They were Nicaraguan.", ""},
    {"The mayor of Scranton spoke.", "The mayor of Glasgow spoke.", "NAME:Glasgow"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect_lacks(cases[i].source, cases[i].answer, cases[i].want);
}

/* What stands in the place of something else denies the source; what is only new adds to it. */
Test(detect_grounding, replaced) {
  static const char source[] = "Dave Farrish played 430 games in the league and scored in most of them.";
  nw_grounding_says number = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("Dave Farrish played 437 games in the league.")),
                    name = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("Dave Miller played 430 games in the league.")),
                    more = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("Dave Farrish played in the league, aged 31 by then."));
  cr_expect_eq(number.feature[NW_F_REPLACED], 1000000);
  cr_expect_eq(name.feature[NW_F_RENAMED], 1000000);
  cr_expect_eq(more.feature[NW_F_REPLACED], 0);
  cr_expect_eq(more.feature[NW_F_NUMBERS], 1000000);
}

Test(detect_grounding, pieces) {
  static const char source[] = "The tower, built in 1889 by Eiffel, is 330 m tall. It stands in Paris near the river Seine.";
  nw_grounding_says one = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("Built in 1889 by Eiffel, is 330 m tall.")),
                    two = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("The tower is 330 m tall.")),
                    back = judge(newel_slice_of(source), NW_LIT(""), NW_LIT("The river Seine is 330 m tall."));
  cr_expect_eq(one.feature[NW_F_PIECES], 0);
  cr_expect_eq(two.feature[NW_F_PIECES], 1000000 / 6);
  cr_expect_eq(two.feature[NW_F_JUMPS], 0);
  cr_expect_eq(back.feature[NW_F_JUMPS], 1000000 / 7);
  cr_expect_eq(two.feature[NW_F_SENTENCE], 1000000);
  cr_expect_lt(back.feature[NW_F_SENTENCE], 1000000);
}

static void name_term(void *user, const nw_term *term) { *(nw_term *)user = *term; }

static nw_term term_of(const char *word) {
  nw_term_reader reader;
  nw_term term = {0};
  nw_term_begin(&reader);
  nw_term_push(&reader, (const unsigned char *)word, strlen(word), 0, name_term, &term);
  nw_term_end(&reader, name_term, &term);
  return term;
}

/* The first and the last words of the table, and some between: it is searched by halving. */
Test(detect_grounding, senses) {
  static const struct { const char *word; nw_sense want; } cases[] = {
    {"about", {NW_MARK_ABOUT, 0, 0, 255}}, {"zero", {NW_MARK_WORD, 0, 0, 0}}, {"eleventh", {NW_MARK_WORD, 0, 0, 11}},
    {"sept", {NW_MARK_MONTH, 9, 0, 255}}, {"million", {NW_MARK_WORD, 0, 6, 255}}, {"without", {NW_MARK_NOT, 0, 0, 255}},
    {"our", {NW_MARK_PERSON, 0, 0, 255}}, {"seventeenth", {NW_MARK_WORD, 0, 0, 17}}, {"tower", {NW_MARK_WORD, 0, 0, 255}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_term term = term_of(cases[i].word);
    nw_sense got = nw_sense_of(&term);
    cr_expect(memcmp(&got, &cases[i].want, sizeof got) == 0, "%s: %u %u %u %u", cases[i].word, got.kind, got.which, got.zeroes, got.value);
  }
  nw_term km = term_of("km"), kilometres = term_of("kilometres"), big = term_of("99999999999999999999");
  cr_expect(nw_sense_of(&km).which > 0 && nw_sense_of(&km).which == nw_sense_of(&kilometres).which);
  cr_expect_eq(nw_value_of_digits(&big), NW_NO_VALUE);
  cr_expect(nw_is_rounded(3000000, 3012455) && !nw_is_rounded(3000000, 3600000) && !nw_is_rounded(0, 1));
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

/* Texts of nothing but what is costly to compare: the work stays linear, or this test does not end in time. */
Test(detect_grounding, floods) {
  static const struct { const char *source, *answer; } cases[] = {
    {"a ", "a "}, {"12 34 ", "12 34 "}, {"77 ", "91 "}, {"Abc ", "ABCD E. "}, {"Ab Cd. ", "Ab Cd. "}, {"\"a b c\" ", "\"d e f\" "},
    {"www.example.com/a ", "www.example.com/b "}, {"\x80\xFF\x00 ", "\xC3 "},
  };
  size_t len = 200000;
  char *source = malloc(len), *answer = malloc(len);
  cr_assert(source != NULL && answer != NULL);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    for (size_t k = 0; k < len; k++) source[k] = cases[i].source[k % strlen(cases[i].source)];
    for (size_t k = 0; k < len; k++) answer[k] = cases[i].answer[k % strlen(cases[i].answer)];
    nw_grounding_says says = judge(nw_slice(source, len), NW_LIT(""), nw_slice(answer, len));
    cr_expect_leq(says.lacks, NW_GROUNDING_FOUND_MOST, "%s", cases[i].source);
  }
  free(source);
  free(answer);
}

Test(detect_grounding, names) {
  for (unsigned i = 0; i < NW_F_COUNT; i++) cr_expect_not_null(nw_grounding_feature_name((nw_grounding_feature)i));
}
