/* The tagger: its tokens, its model file, its bounds, and a training that repeats bit for bit. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/slice.h"
#include "detect/tag/tag.h"
#include "train/tagger.h"

static nw_scan scan_of(const char *text, size_t len) {
  return (nw_scan){ .data = (const unsigned char *)text, .end = len, .final = 1 };
}

/* ---- tokens ---- */

Test(tag, the_window_is_the_same_from_every_side) {
  static const char text[] = "Flat 3,\n  12 O\xe2\x80\x99Neil St. \xc3\x89ric_x @ 9b\n\n\n\xf0\x9f\x98\x80 Zo\xc3\xab";
  nw_scan scan = scan_of(text, sizeof text - 1);
  nw_tag_view ahead, back;
  nw_probe first = { .scan = &scan };
  nw_tag_look(&ahead, &first, 0, SIZE_MAX);
  while (!nw_tag_is_end(&ahead.at[NW_TAG_BACK + 1])) {
    nw_tag_step(&ahead);
    size_t pos = ahead.at[NW_TAG_BACK].start;
    nw_probe probe = { .scan = &scan, .at = pos };
    nw_tag_look(&back, &probe, pos, SIZE_MAX);
    for (unsigned i = 1; i < NW_TAG_WINDOW; i++) {
      cr_expect_eq(back.at[i].start, ahead.at[i].start, "place %zu, token %u", pos, i);
      cr_expect_eq(back.at[i].end, ahead.at[i].end, "place %zu, token %u", pos, i);
    }
  }
}

/* ---- bad input ---- */

static int32_t ask(const nw_tag_model *model, const char *text, size_t len, size_t pos, uint64_t *work) {
  nw_scan scan = scan_of(text, len);
  nw_probe probe = { .scan = &scan, .at = pos };
  nw_tagged tagged;
  nw_tag_ask(model, &probe, pos, (nw_tag_wish){ .names = 1, .addresses = 1, .known = -1 }, &tagged);
  cr_expect_leq(tagged.end, len);
  *work = probe.work;
  return tagged.entity;
}

Test(tag, nothing_and_anything_have_an_answer) {
  static char bytes[4096];
  uint64_t work;
  nw_tag_model model;
  nw_tag_model_own(&model);
  (void)ask(&model, "", 0, 0, &work);
  (void)ask(&model, "A", 1, 0, &work);
  memset(bytes, 'A', sizeof bytes);
  for (size_t pos = 0; pos < sizeof bytes; pos += 97) {
    (void)ask(&model, bytes, sizeof bytes, pos, &work);
    cr_expect_lt(work, 2000, "a question is bounded");
  }
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(i * 2654435761u >> 7);
  for (size_t pos = 0; pos < sizeof bytes; pos++) {
    (void)ask(&model, bytes, sizeof bytes, pos, &work);
    cr_expect_lt(work, 4000, "a question is bounded");
  }
}

/* ---- steps ---- */

static const char *const said[] = {
  "Hi Khasanbek, your parcel for Mr. Zorblat Quix is at 12 Baker Street, London NW1 6XE.\nThanks,\nYesenia",
  "I met Tobias Wren and Anne-Marie Dubois in Paris. The Whitmore Group called. We live at Hauptstra\xc3\x9f" "e 12, 10115 Berlin, near the park.",
  "The early shows on Anderson Street were loved. Ship to: 8 rue de la Paix, 75002 Paris\nOur house in Elm Lane is red. Meet me on Main St.",
  "I forgot. Ik woon op Fafners All\xc3\xa9 198, 5507 Gjerlev. J'habite au Kamenita 5c, 84690 Plo\xc4\x8d" "e.\nRole: Plates",
  "Location: New York, NY. Bio: coffee lover, based in San Francisco, CA. Bring Dr. Jane R. Fowler, Flat 3, 99 Mill Road to the Grand Hotel.",
};
enum { SAID = sizeof said / sizeof said[0] };

static nw_tagged ask_far(const nw_tag_model *model, const nw_scan *scan, size_t pos, nw_tag_far far, int alone, int *touched) {
  nw_probe probe = { .scan = scan, .at = pos };
  nw_tagged tagged;
  nw_tag_ask(model, &probe, pos, (nw_tag_wish){ .names = 1, .addresses = 1, .known = -1, .alone = alone, .far = far }, &tagged);
  *touched = probe.touched;
  return tagged;
}

/* The sum of the lane of an answer over all rows at once. */
static int32_t sum_at_once(const nw_tag_model *model, const nw_scan *scan, const nw_tagged *tagged) {
  nw_probe probe = { .scan = scan, .at = tagged->start };
  nw_tag_lane lane = tagged->entity == (int)NW_ENTITY_NAME ? NW_TAG_NAME : NW_TAG_ADDRESS;
  nw_tag_view view;
  uint32_t rows[NW_TAG_FEATURES];
  int32_t sum = 0;
  nw_tag_look(&view, &probe, tagged->start, tagged->start + nw_entity_at(NW_ENTITY_NAME)->lookahead_bytes - 1);
  for (unsigned i = 0, n = nw_tag_features(&view, NULL, rows); i < n; i++) sum += model->weights[(size_t)lane * NW_TAG_ROWS + rows[i]];
  return sum;
}

Test(tag, steps_add_up_to_the_whole_window) {
  nw_tag_model model;
  unsigned names = 0, addresses = 0;
  nw_tag_model_own(&model);
  for (size_t i = 0; i < SAID; i++) {
    nw_scan scan = scan_of(said[i], strlen(said[i]));
    for (size_t pos = 0; pos < scan.end; pos++) {
      int touched;
      nw_tagged tagged = ask_far(&model, &scan, pos, NW_TAG_NEAR, 0, &touched);
      if (tagged.entity < 0) continue;
      cr_expect_eq(tagged.sum, sum_at_once(&model, &scan, &tagged), "text %zu, place %zu", i, pos);
      if (tagged.entity == (int)NW_ENTITY_NAME) names++;
      else addresses++;
    }
  }
  cr_expect_geq(names, 5);
  cr_expect_geq(addresses, 4);
}

/* What is answered before it is known how far the next number is stands when it is known; far from numbers nothing but a name stands
 * alone. */
Test(tag, an_answer_does_not_change_when_the_distance_is_known) {
  nw_tag_model model;
  unsigned waits = 0;
  nw_tag_model_own(&model);
  for (size_t i = 0; i < 2 * SAID; i++) {
    nw_scan scan = scan_of(said[i / 2], strlen(said[i / 2]));
    int alone = i % 2;
    for (size_t pos = 0; pos < scan.end; pos++) {
      int touched, never;
      nw_tagged now = ask_far(&model, &scan, pos, NW_TAG_UNKNOWN, alone, &touched);
      nw_tagged near = ask_far(&model, &scan, pos, NW_TAG_NEAR, alone, &never), far = ask_far(&model, &scan, pos, NW_TAG_FAR, alone, &never);
      cr_expect_not(never, "a whole text is never waited for");
      cr_expect(far.entity < 0 || far.entity == near.entity || far.entity == (int)NW_ENTITY_NAME, "far from numbers is no more evidence");
      cr_expect(!alone || far.entity != (int)NW_ENTITY_ADDRESS);
      if (touched) waits++;
      else cr_expect(now.entity == near.entity && now.entity == far.entity, "text %zu, place %zu", i / 2, pos);
    }
  }
  cr_expect_geq(waits, 2);
}

/* ---- the file ---- */

static nw_buf train(const char *const *lines, size_t count) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_tagger_trainer *trainer;
  nw_buf file;
  nw_buf_init(&file, alloc);
  cr_assert_eq(nw_tagger_trainer_new(&trainer, &alloc, NULL), NEWEL_OK);
  for (size_t i = 0; i < count; i++) cr_assert_eq(nw_tagger_trainer_add(trainer, newel_slice_of(lines[i]), NULL), NEWEL_OK);
  cr_assert_eq(nw_tagger_trainer_learn(trainer, 3, &file, NULL), NEWEL_OK);
  nw_tagger_trainer_free(trainer);
  return file;
}

static const char *const lines[] = {
  "{\"id\":\"a\",\"text\":\"my name is Zorblat Quix\",\"spans\":[{\"start\":11,\"end\":23,\"type\":\"NAME\"}]}",
  "{\"id\":\"b\",\"text\":\"Zorb went to Market\",\"spans\":[]}",
  "{\"id\":\"c\",\"text\":\"I live at 12 Foo Street\",\"spans\":[{\"start\":10,\"end\":23,\"type\":\"ADDRESS\"}]}",
};

Test(tag, a_training_repeats_bit_for_bit_and_its_file_is_read) {
  nw_buf one = train(lines, 3), two = train(lines, 3);
  nw_tag_model model;
  newel_error err;
  const unsigned char *bytes = (const unsigned char *)one.data;
  cr_assert_eq(one.len, two.len);
  cr_expect_arr_eq(one.data, two.data, one.len);
  cr_expect_eq(nw_tag_model_read(&model, bytes, one.len, &err), NEWEL_OK);
  cr_expect_eq(nw_tag_model_read(&model, bytes, one.len - 1, &err), NEWEL_E_FORMAT);
  cr_expect_eq(nw_tag_model_read(&model, bytes, 8, &err), NEWEL_E_FORMAT);
  cr_expect_eq(nw_tag_model_read(&model, (const unsigned char *)"no model at all", 15, &err), NEWEL_E_FORMAT);
  memset(one.data + NW_TAG_HEAD_BYTES - 4, 0xFF, 4);
  cr_expect_eq(nw_tag_model_read(&model, bytes, one.len, &err), NEWEL_E_FORMAT);
  nw_buf_free(&one);
  nw_buf_free(&two);
}

Test(tag, a_bad_record_is_refused) {
  static const char *const bad[] = { "", "[]", "{\"id\":\"a\",\"text\":\"x\"}", "{\"id\":\"a\",\"text\":1,\"spans\":[]}",
                                     "{\"id\":\"a\",\"text\":\"x\",\"spans\":[{\"start\":0,\"end\":9,\"type\":\"NAME\"}]}",
                                     "{\"id\":\"a\",\"text\":\"x\",\"spans\":[{\"start\":1,\"end\":0,\"type\":\"NAME\"}]}" };
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_tagger_trainer *trainer;
  nw_buf file;
  newel_error err;
  nw_buf_init(&file, alloc);
  cr_assert_eq(nw_tagger_trainer_new(&trainer, &alloc, &err), NEWEL_OK);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    cr_expect_eq(nw_tagger_trainer_add(trainer, newel_slice_of(bad[i]), &err), NEWEL_E_FORMAT, "row %zu", i);
  cr_expect_eq(nw_tagger_trainer_learn(trainer, 1, &file, &err), NEWEL_E_FORMAT);
  nw_tagger_trainer_free(trainer);
  nw_buf_free(&file);
}
