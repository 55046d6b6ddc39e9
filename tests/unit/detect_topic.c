/* The judge of topics: terms, the lexicon, scores that rank, windows, and texts that are none. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "detect/lex/lexicon.h"
#include "detect/lex/stop.h"
#include "detect/topic/topic.h"

/* ---- terms ---- */

typedef struct listing { char text[512]; } listing;

static void list_term(void *user, const nw_term *t) {
  listing *l = user;
  size_t len = strlen(l->text);
  (void)snprintf(l->text + len, sizeof l->text - len, "%s%.*s%s%s", len > 0 ? " " : "", (int)t->len, t->text,
                 t->flags & NW_TERM_STOP ? "/s" : "", t->flags & NW_TERM_CAPITAL ? "/C" : "");
}

static listing terms_of(const char *text, size_t cut) {
  listing l = {""};
  nw_term_reader reader;
  size_t len = strlen(text);
  nw_term_begin(&reader);
  for (size_t at = 0; at < len; at += cut)
    nw_term_push(&reader, (const unsigned char *)text + at, at + cut < len ? cut : len - at, at, list_term, &l);
  nw_term_end(&reader, list_term, &l);
  return l;
}

Test(detect_topic, terms) {
  static const struct { const char *text, *want; } cases[] = {
    {"The clients' rents", "the/s/C clients rents"},
    {"don't; O'Neil's", "dont/s oneils/C"},
    {"1,234.50 and 3.", "1234.50 and/s 3"},
    {"v1.2 a.b", "v1.2 a/s b"},
    {"Stra\xC3\x9F" "e caf\xC3\xA9", "strasse/C caf\xC3\xA9"},
    {"\xE6\x9D\xB1\xE4\xBA\xAC", "\xE6\x9D\xB1 \xE4\xBA\xAC"},
    {"a\xFF\xFE" "b", "a/s b"},
    {"", ""},
    {"...'''", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (size_t cut = 1; cut < 8; cut++) {
      listing l = terms_of(cases[i].text, cut);
      cr_expect_str_eq(l.text, cases[i].want, "%s, cut %zu", cases[i].text, cut);
    }
}

Test(detect_topic, stems) {
  static const struct { const char *word, *stem; } cases[] = {
    {"policies", "policy"}, {"taxes", "tax"}, {"planned", "plan"}, {"making", "mak"}, {"makes", "mak"}, {"rented", "rent"},
    {"class", "class"}, {"bus", "bus"}, {"sing", "sing"}, {"quickly", "quick"}, {"is", "is"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char word[32];
    (void)snprintf(word, sizeof word, "%s", cases[i].word);
    size_t len = nw_stem(word, strlen(word));
    cr_expect(len == strlen(cases[i].stem) && memcmp(word, cases[i].stem, len) == 0, "%s: %.*s", cases[i].word, (int)len, word);
  }
}

/* The list is searched by its first letter: words at the edges of each, and near them. */
Test(detect_topic, stop_words) {
  static const char *const stop[] = {"a", "and", "because", "by", "can", "even", "few", "got", "how", "i", "ive", "just", "know", "let",
                                     "me", "now", "own", "per", "really", "so", "the", "us", "very", "who", "yet", "youve"};
  static const char *const frame[] = {"advice", "including", "questions", "topics"};
  static const char *const none[] = {"", "zebra", "aardvark", "thex", "th", "weapon", "qi", "4", "\xC3\xA9t\xC3\xA9", "incomprehensible"};
  for (size_t i = 0; i < sizeof stop / sizeof stop[0]; i++)
    cr_expect_eq(nw_stop_flags(stop[i], strlen(stop[i])), NW_TERM_STOP, "%s", stop[i]);
  for (size_t i = 0; i < sizeof frame / sizeof frame[0]; i++)
    cr_expect_eq(nw_stop_flags(frame[i], strlen(frame[i])), NW_TERM_FRAME, "%s", frame[i]);
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) cr_expect_eq(nw_stop_flags(none[i], strlen(none[i])), 0, "%s", none[i]);
}

static void name_it(void *user, const nw_term *term) {
  nw_term *named = user;
  *named = *term;
  nw_term_name(named);
}

static void keep_it(void *user, const nw_term *term) { *(nw_term *)user = *term; }

/* A term that is named when it is needed is the term that came with its name. */
Test(detect_topic, bare_terms) {
  static const char *const words[] = {"Policies", "the", "Questions", "1,234.50", ("Stra\xC3\x9F" "e"), "don't"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    nw_term_reader reader;
    nw_term whole = {0}, bare = {0};
    nw_term_begin(&reader);
    nw_term_push(&reader, (const unsigned char *)words[i], strlen(words[i]), 0, keep_it, &whole);
    nw_term_end(&reader, keep_it, &whole);
    nw_term_begin_bare(&reader);
    nw_term_push(&reader, (const unsigned char *)words[i], strlen(words[i]), 0, name_it, &bare);
    nw_term_end(&reader, name_it, &bare);
    cr_expect(whole.hash == bare.hash && whole.flags == bare.flags && whole.stem_len == bare.stem_len, "%s", words[i]);
  }
}

/* ---- the lexicon ---- */

static uint32_t hash_of(const char *word) {
  char stem[32];
  (void)snprintf(stem, sizeof stem, "%s", word);
  return nw_term_hash(stem, nw_stem(stem, strlen(stem)), 0);
}

static int likeness(const nw_lexicon *l, const char *a, const char *b) {
  int i = nw_lexicon_find(l, hash_of(a)), j = nw_lexicon_find(l, hash_of(b)), sum = 0;
  cr_assert(i >= 0 && j >= 0, "%s %s", a, b);
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) sum += l->vector[i * NW_LEXICON_DIMENSIONS + k] * l->vector[j * NW_LEXICON_DIMENSIONS + k];
  return sum;
}

Test(detect_topic, lexicon) {
  nw_lexicon l;
  cr_assert(nw_lexicon_built_in(&l));
  cr_expect_gt(nw_idf_word(&l, hash_of("overdraft")), nw_idf_word(&l, hash_of("account")));
  cr_expect_gt(likeness(&l, "doctor", "physician"), likeness(&l, "doctor", "flight"));
  cr_expect_gt(likeness(&l, "flight", "airport"), likeness(&l, "flight", "recipe"));
  cr_expect_lt(nw_lexicon_find(&l, hash_of("qzxvjkq")), 0);
}

Test(detect_topic, foreign_lexicon) {
  nw_lexicon l;
  unsigned char head[64] = "NWLX";
  cr_expect_not(nw_lexicon_read(&l, head, 3));
  cr_expect_not(nw_lexicon_read(&l, head, sizeof head));
  head[4] = NW_LEXICON_VERSION;
  head[12] = NW_LEXICON_DIMENSIONS;
  cr_expect_not(nw_lexicon_read(&l, head, sizeof head), "cut");
  memcpy(head, "ELF!", 4);
  cr_expect_not(nw_lexicon_read(&l, head, sizeof head));
}

/* ---- judging ---- */

static const newel_slice loans[] = {{"can I borrow money for a house?", 31}, {"what is the interest on a loan?", 31}};
static const newel_slice illness[] = {{"my chest hurts when I breathe", 29}, {"is this rash an allergy?", 24}};

typedef struct bench { nw_topics *topics; void *state; } bench;

static bench open_bench(const nw_topic_rule *rules, size_t count) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  bench b;
  cr_assert_eq(nw_topics_build(&b.topics, &alloc, rules, count, NULL), NEWEL_OK);
  b.state = malloc(nw_topic_judge.state_bytes(b.topics));
  cr_assert_not_null(b.state);
  return b;
}

static void close_bench(bench *b) {
  free(b->state);
  nw_topics_free(b->topics);
}

static nw_judged judge(const bench *b, newel_slice text, size_t cut, size_t rule) {
  const nw_judge_text all = {0, 0, NULL};
  nw_judged out[4];
  nw_topic_judge.begin(b->topics, b->state, &all);
  for (size_t at = 0; at < text.len; at += cut)
    nw_topic_judge.push(b->topics, b->state, (const unsigned char *)text.data + at, at + cut < text.len ? cut : text.len - at, at, 0);
  cr_assert_gt(nw_topic_judge.say(b->topics, b->state, 1, out, 4), rule);
  return out[rule];
}

static const nw_topic_rule two[] = {
  {.rule = 0, .name = "loans", .definition = {"Loans, mortgages and credit", 27}, .examples = loans, .example_count = 2},
  {.rule = 1, .name = "medicine", .definition = {"Medical advice", 14}, .examples = illness, .example_count = 2},
};

Test(detect_topic, ranks) {
  bench b = open_bench(two, 2);
  static const struct { const char *text; size_t topic; } cases[] = {
    {"how much can I borrow for a new house", 0}, {"do you give mortgages to students", 0},
    {"the rash on my arm is getting worse", 1},   {"should I see a doctor about this chest pain", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    newel_slice text = newel_slice_of(cases[i].text);
    nw_judged on = judge(&b, text, 1000, cases[i].topic), off = judge(&b, text, 1000, 1 - cases[i].topic);
    cr_expect_gt(on.score_ppm, off.score_ppm, "%s", cases[i].text);
    cr_expect_neq(on.band, NW_BAND_CLEAR);
  }
  close_bench(&b);
}

Test(detect_topic, own_examples_hit_and_clean_pushes_away) {
  static const newel_slice clean[] = {{"what is the interest on my savings?", 35}};
  nw_topic_rule with = two[0];
  with.clean = clean;
  with.clean_count = 1;
  bench b = open_bench(two, 2), c = open_bench(&with, 1);
  cr_expect_eq(judge(&b, loans[0], 1000, 0).band, NW_BAND_HIT);
  cr_expect_lt(nw_topics_raw(c.topics, c.state, clean[0], 0), nw_topics_raw(b.topics, b.state, clean[0], 0));
  close_bench(&b);
  close_bench(&c);
}

/* The split law, a needle in a long text, and the place it is in. */
Test(detect_topic, windows) {
  bench b = open_bench(two, 2);
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (int i = 0; i < 60; i++) nw_buf_add_text(&text, "The garden was quiet and the children played until the evening came. ");
  size_t needle = text.len;
  nw_buf_add_text(&text, "Can I borrow money for a house? What is the interest on a loan? ");
  for (int i = 0; i < 60; i++) nw_buf_add_text(&text, "The garden was quiet and the children played until the evening came. ");
  nw_judged whole = judge(&b, nw_buf_slice(&text), text.len, 0);
  cr_expect_neq(whole.band, NW_BAND_CLEAR);
  cr_expect(whole.start < needle + 64 && whole.end > needle, "%zu..%zu, needle %zu", whole.start, whole.end, needle);
  for (size_t cut = 1; cut < 40; cut += 7) {
    nw_judged now = judge(&b, nw_buf_slice(&text), cut, 0);
    cr_expect(now.score_ppm == whole.score_ppm && now.start == whole.start && now.end == whole.end, "cut %zu", cut);
  }
  nw_buf_free(&text);
  close_bench(&b);
}

/* A score that runs only rises, and no evidence to come begins before `live`. */
Test(detect_topic, runs) {
  bench b = open_bench(two, 2);
  const nw_judge_text all = {0, 0, NULL};
  uint32_t before = 0;
  nw_judged out[2];
  size_t live = 0;
  nw_topic_judge.begin(b.topics, b.state, &all);
  for (size_t i = 0; i < 400; i++) {
    const char *piece = i % 50 == 40 ? "interest on a loan " : "green trees stand ";
    nw_topic_judge.push(b.topics, b.state, (const unsigned char *)piece, strlen(piece), i * 20, 0);
    size_t count = nw_topic_judge.say(b.topics, b.state, 0, out, 2);
    if (count > 0 && out[0].score_ppm != before) {
      cr_expect(out[0].score_ppm > before && out[0].start >= live, "%zu < %zu", out[0].start, live);
      before = out[0].score_ppm;
    }
    live = nw_topic_judge.live(b.topics, b.state);
  }
  (void)nw_topic_judge.say(b.topics, b.state, 1, out, 2);
  cr_expect_geq(out[0].score_ppm, before);
  close_bench(&b);
}

/* A thousand different words before it, which the window forgets, change nothing of what the last window holds. */
Test(detect_topic, windows_forget) {
  bench b = open_bench(two, 2);
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (unsigned i = 0; i < 64 * 16; i++) {
    char word[16];
    int len = snprintf(word, sizeof word, "zq%cx%cv ", 'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26));
    nw_buf_add(&text, word, (size_t)len);
  }
  nw_buf_add_text(&text, "Can I borrow money for a house? What is the interest on a loan?");
  newel_slice all = nw_buf_slice(&text);
  size_t tail = 7 * (64 * 16 - 32);  /* where the last window but one begins */
  cr_expect_eq(nw_topics_raw(b.topics, b.state, all, 0), nw_topics_raw(b.topics, b.state, nw_slice(all.data + tail, all.len - tail), 0));
  nw_buf_free(&text);
  close_bench(&b);
}

/* A state is used for text after text, and what memory held before is nothing to it. */
Test(detect_topic, a_text_after_another) {
  static const char *const texts[] = {"zqax zqbx can I borrow money zqax", "what is the interest on a loan?", "zqbx", "", "is this rash an allergy?"};
  static const int filled[] = {0, 0xFF, 0xA5};
  bench b = open_bench(two, 2), fresh = open_bench(two, 2);
  const size_t bytes = nw_topic_judge.state_bytes(b.topics);
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (unsigned i = 0; i < 1000; i++) {
    char word[32];
    int len = snprintf(word, sizeof word, "zq%cx loan zq%cx money ", 'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26));
    nw_buf_add(&text, word, (size_t)len);
  }
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    for (size_t f = 0; f < sizeof filled / sizeof filled[0]; f++) {
      (void)judge(&b, nw_buf_slice(&text), 1000, 0);
      memset(fresh.state, filled[f], bytes);
      for (size_t topic = 0; topic < 2; topic++)
        cr_expect_eq(nw_topics_raw(b.topics, b.state, newel_slice_of(texts[i]), topic),
                     nw_topics_raw(fresh.topics, fresh.state, newel_slice_of(texts[i]), topic), "%s", texts[i]);
    }
  nw_buf_free(&text);
  close_bench(&b);
  close_bench(&fresh);
}

/* What a text is to one topic does not depend on the other topics, though they are judged together. */
Test(detect_topic, topics_are_apart) {
  static nw_topic_rule many[40];
  static char definitions[40][48];
  for (uint32_t i = 0; i < 40; i++) {
    int len = snprintf(definitions[i], sizeof definitions[i], "loans for house number %u and chest pain", i);
    many[i] = (nw_topic_rule){.rule = i, .name = "m", .definition = {definitions[i], (size_t)len}};
  }
  many[17] = two[0];
  bench alone = open_bench(two, 1), together = open_bench(many, 40);
  static const char *const texts[] = {"how much can I borrow for a new house", "the rash on my arm", "", "what is the interest rate"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    cr_expect_eq(nw_topics_raw(alone.topics, alone.state, newel_slice_of(texts[i]), 0),
                 nw_topics_raw(together.topics, together.state, newel_slice_of(texts[i]), 17), "%s", texts[i]);
  close_bench(&alone);
  close_bench(&together);
}

Test(detect_topic, strange_texts) {
  static const nw_topic_rule odd[] = {{.rule = 0, .name = "one", .definition = {"weapons", 7}},
                                      {.rule = 1, .name = "blind", .definition = {"the", 3}}};
  bench b = open_bench(odd, 2);
  char *big = malloc(1 << 20);
  cr_assert_not_null(big);
  memset(big, 'a', 1 << 20);
  cr_expect_eq(judge(&b, NW_LIT(""), 1, 0).band, NW_BAND_CLEAR);
  cr_expect_neq(judge(&b, NW_LIT("weapons for sale"), 100, 0).band, NW_BAND_CLEAR);
  cr_expect_neq(judge(&b, NW_LIT("a"), 100, 1).band, NW_BAND_HIT);
  cr_expect_neq(judge(&b, nw_slice(big, 1 << 20), 1 << 20, 0).band, NW_BAND_HIT);
  for (size_t i = 0; i < 1 << 16; i++) big[i] = (char)(i * 2654435761u >> 13);
  cr_expect_neq(judge(&b, nw_slice(big, 1 << 16), 4096, 0).band, NW_BAND_HIT);
  nw_judged other = judge(&b, NW_LIT("wie wird das wetter morgen in hamburg und warum regnet es"), 100, 0);
  cr_expect_neq(other.band, NW_BAND_CLEAR);
  cr_expect_str_eq(other.unknown, "language");
  free(big);
  close_bench(&b);
}

Test(detect_topic, a_thousand_topics) {
  static nw_topic_rule many[1000];
  static char text[1000][64];
  for (uint32_t i = 0; i < 1000; i++) {
    int len = snprintf(text[i], sizeof text[i], "questions about model %c%c%u engines", 'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26), i);
    many[i] = (nw_topic_rule){.rule = i, .name = "m", .definition = {text[i], (size_t)len}};
  }
  bench b = open_bench(many, 1000);
  cr_expect_gt(nw_topics_raw(b.topics, b.state, newel_slice_of(text[77]), 77), nw_topics_raw(b.topics, b.state, newel_slice_of(text[77]), 78));
  close_bench(&b);
}
