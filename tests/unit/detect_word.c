/* Words and phrases: what a list finds in a text. Each case is scanned whole and in every way of the split harness. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "detect/families.h"
#include "detect/word/profanity.h"
#include "detect/word/token.h"
#include "split_scan.h"

enum { MAX_RULES = 3, MAX_ENTRIES = 8 };

/* Lists are written "entry|entry", "~entry" with disguises; findings "rule:text rule:text" in order of start and rule. */
typedef struct word_case { const char *lists[MAX_RULES], *text, *want; } word_case;

typedef struct lists {
  newel_slice  entries[MAX_RULES][MAX_ENTRIES];
  nw_word_rule rules[MAX_RULES];
  size_t       count;
} lists;

static void split_list(lists *all, const char *list) {
  nw_word_rule *rule = &all->rules[all->count];
  *rule = (nw_word_rule){ .rule = (uint32_t)all->count, .type = "WORD", .entries = all->entries[all->count] };
  rule->disguises = *list == '~';
  for (const char *p = list + rule->disguises, *bar; p != NULL; p = bar == NULL ? NULL : bar + 1) {
    bar = strchr(p, '|');
    all->entries[all->count][rule->count++] = nw_slice(p, bar == NULL ? strlen(p) : (size_t)(bar - p));
  }
  all->count++;
}

static nw_word *build(const char *const list[MAX_RULES]) {
  lists all;
  nw_word *word = NULL;
  const nw_alloc alloc = nw_alloc_of(NULL);
  memset(&all, 0, sizeof all);
  for (size_t i = 0; i < MAX_RULES && list[i] != NULL; i++) split_list(&all, list[i]);
  cr_assert_eq(nw_word_build(&word, &alloc, all.rules, all.count, NULL), NEWEL_OK);
  return word;
}

/* What the harness finds, as "rule:text …". */
static void describe(nw_buf *buf, const nw_sink *found, const char *text) {
  for (size_t i = 0; i < found->found.count; i++) {
    const nw_found *f = &found->found.at[i];
    nw_buf_addf(buf, "%s%u:%.*s", i == 0 ? "" : " ", (unsigned)f->rule, (int)(f->end - f->start), text + f->start);
    cr_assert(f->score_ppm == 1000000 && f->validator[0] == '\0' && strcmp(f->type, "WORD") == 0);
  }
}

static void check(const char *const list[MAX_RULES], newel_slice text, size_t from, const uint8_t *active, const char *want) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word *word = build(list);
  uint64_t seed = 7;
  nw_buf got;
  nw_sink found = { .alloc = alloc };
  split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = text.data, .len = text.len,
                    .from = from, .hold_bytes = nw_word_lookahead(word) };
  const char *wrong = split_check(&job, &seed, &found);
  nw_buf_init(&got, alloc);
  describe(&got, &found, text.data);
  cr_assert(wrong == NULL, "'%s': %s", list[0], wrong);
  cr_assert(nw_slice_is(nw_buf_slice(&got), want), "'%s' found '%.*s', expected '%s'", list[0], (int)got.len, got.data, want);
  nw_buf_free(&got);
  nw_sink_free(&found);
  nw_word_free(word, &alloc);
}

static const uint8_t all_active[MAX_RULES] = { 1, 1, 1 };

static void check_cases(const word_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) check(cases[i].lists, newel_slice_of(cases[i].text), 0, all_active, cases[i].want);
}
#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof *(cases))

Test(word, boundaries) {
  static const word_case cases[] = {
    { { "cat" }, "cat", "0:cat" },
    { { "cat" }, "concat cats cat9 9cat cat_a a_cat", "" },
    { { "cat" }, "a cat.", "0:cat" },
    { { "cat" }, "(cat)cat,cat-cat/cat\ncat\tcat", "0:cat 0:cat 0:cat 0:cat 0:cat 0:cat 0:cat" },
    { { "cat" }, "_cat_ __cat__ **cat** {cat}", "0:cat 0:cat 0:cat 0:cat" },
    { { "cat" }, "cat's l'cat", "0:cat 0:cat" },
    { { "cat" }, "\xFF""cat\xFF \xC3 cat\xC3", "0:cat 0:cat" },
    { { "cat" }, "cat\xC3\xA9 \xC3\xA9""cat cat\xCC\x81", "" },
    { { "a_b|" }, "a_b a__b A_B a_b_", "0:a_b 0:A_B 0:a_b" },
    { { "caf\xC3\xA9" }, "CAF\xC3\x89 cafe caf\xC3\xA9s", "0:CAF\xC3\x89" },
    { { "42" }, "42 4.42 420", "0:42 0:42" },
    { { "!!|, |\xF0\x9F\x98\x80" }, "!! , \xF0\x9F\x98\x80", "" },
    { { "abcdefghijklmnopqrstuvwxyz" }, "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxya", "0:ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  };
  CHECK_CASES(cases);
}

Test(word, phrases) {
  static const word_case cases[] = {
    { { "tom cat" }, "Tom Cat, tom  cat, tom-cat tom\r\n cat tom . cat",
      "0:Tom Cat 0:tom  cat 0:tom-cat 0:tom\r\n cat 0:tom . cat" },
    { { "tom cat" }, "tom     cat tomcat tom", "" },
    { { "tom cat" }, "tom {x} cat; tom * cat; tom } cat", "" },
    { { "tom cat" }, "tom _cat_ tom_ cat", "0:tom _cat 0:tom_ cat" },
    { { "tom cat" }, "tom tom cat cat", "0:tom cat" },
    { { "don't panic" }, "DON\xE2\x80\x99T\n panic! don t panic", "0:DON\xE2\x80\x99T\n panic 0:don t panic" },
    { { "a b c|a|c d" }, "a b d a b c d", "0:a 0:a b c" },
    { { "a|a b|a b c" }, "a b c", "0:a b c" },
    { { "a|a b c" }, "a b x", "0:a" },
    { { "a a" }, "a a a a a", "0:a a 0:a a" },
    { { "tom cat" }, "tom\xC2\xA0" "cat tom\xE2\x80\xAF\xE2\x80\xAF\xE2\x80\xAF\xE2\x80\xAF" "cat",
      "0:tom\xC2\xA0" "cat 0:tom\xE2\x80\xAF\xE2\x80\xAF\xE2\x80\xAF\xE2\x80\xAF" "cat" },
  };
  CHECK_CASES(cases);
}

/* A scan that waited goes on behind the symbol that the first word begins with, with text enough for a batch or without. */
Test(word, symbols_in_front_of_what_waited) {
  static const word_case cases[] = {
    { { "~acme corp" }, "@cme corp------------------------", "0:@cme corp" },
    { { "~acme corp" }, "x @cme co~p and so on it goes here and there", "0:@cme co~p" },
    { { "~stop corp" }, "$top corp--------------------------------------------", "0:$top corp" },
  };
  CHECK_CASES(cases);
}

Test(word, dressed_phrases) {
  static const word_case cases[] = {
    { { "~tame wild cat" }, "tame **wild** cat; <i>tame</i> <b class=\"x\">wild</b> cat; ~~tame~~ ~~wild~~ ~~cat~~",
      "0:tame **wild** cat 0:tame</i> <b class=\"x\">wild</b> cat 0:tame~~ ~~wild~~ ~~cat" },
    { { "~tame wild cat" }, "1. tame\n2. wild\n3. cat", "0:tame\n2. wild\n3. cat" },
    { { "~tame wild cat" }, "tame <!-- no --> wild cat tame\n    - wild\n    - cat",
      "0:tame <!-- no --> wild cat 0:tame\n    - wild\n    - cat" },
    { { "~tame wild cat" }, "tame\\nwild\\ncat tame\\twild cat", "0:tame\\nwild\\ncat 0:tame\\twild cat" },
    /* columns, what was taken out, placeholders, what is longer */
    { { "~tame wild cat" }, "tame       wild       cat; tame **** wild cat; tame {x} wild cat; tame <wild cat", "0:tame <wild cat" },
    { { "~tame wild cat" }, "tame <b aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa> wild cat; tame 123. wild cat", "" },
    { { "~step 2 go" }, "step 2. go, step <b>2</b>. go", "0:step 2. go 0:step <b>2</b>. go" },
    { { "tame wild cat" }, "tame **wild** cat <b>tame</b> <b>wild</b> <b>cat</b>", "" },
  };
  CHECK_CASES(cases);
}

Test(word, case_folding) {
  static const word_case cases[] = {
    { { "straße" }, "STRASSE Strasse STRAẞE straße", "0:STRASSE 0:Strasse 0:STRAẞE 0:straße" },
    { { "STRASSE" }, "straße", "0:straße" },
    { { "istanbul" }, "ISTANBUL İSTANBUL ıstanbul", "0:ISTANBUL" },
    { { "İSTANBUL" }, "i̇stanbul İstanbul istanbul", "0:i̇stanbul 0:İstanbul" },
    { { "привет" }, "ПРИВЕТ, приветы", "0:ПРИВЕТ" },
    { { "σίσυφος" }, "ΣΊΣΥΦΟΣ", "0:ΣΊΣΥΦΟΣ" },
    { { "kelvin" }, "\xE2\x84\xAA" "elvin", "0:\xE2\x84\xAA" "elvin" },
  };
  CHECK_CASES(cases);
}

Test(word, scripts_without_spaces) {
  static const word_case cases[] = {
    { { "東京" }, "私は東京へ行く", "0:東京" },
    { { "東京" }, "東 京 東\n京 東、京 東・京", "0:東 京 0:東\n京" },
    { { "東・京" }, "東・京 東京 東 京", "0:東・京 0:東京 0:東 京" },
    { { "東京|東京都" }, "東京都と東京", "0:東京都 0:東京" },
    { { "東京", "東・京" }, "東。京", "1:東。京" },
    { { "くそ" }, "くそだ", "0:くそ" },
    { { "チンコ" }, "パチンコ チンコだ", "0:チンコ" },
    { { "Tシャツ" }, "新しいTシャツです", "0:Tシャツ" },
    { { "สวัสดี" }, "เขาพูดว่าสวัสดีครับ", "0:สวัสดี" },
    { { "바보" }, "너는 바보야", "0:바보" },
    { { "人々" }, "多くの人々が", "0:人々" },
    { { "ios用" }, "iOS用 ios 用", "0:iOS用 0:ios 用" },
  };
  CHECK_CASES(cases);
}

Test(word, rules_are_independent) {
  static const word_case cases[] = {
    { { "a b", "b c", "a|b|c" }, "a b c", "0:a b 2:a 1:b c 2:b 2:c" },
    { { "a", "a", "a b" }, "a b", "0:a 1:a 2:a b" },
    { { "cat|CAT|cat", "dog" }, "cat dog", "0:cat 1:dog" },
  };
  CHECK_CASES(cases);
}

Test(word, from_and_active) {
  static const char *const two[MAX_RULES] = { "cat|cat dog", "dog" };
  static const uint8_t second_only[MAX_RULES] = { 0, 1, 0 };
  check(two, NW_LIT("cat dog dog"), 0, second_only, "1:dog 1:dog");
  check(two, NW_LIT("cat dog dog"), 1, all_active, "1:dog 1:dog");
  check(two, NW_LIT("cat dog dog"), 4, all_active, "1:dog 1:dog");
  check(two, NW_LIT("cat dog dog"), 5, all_active, "1:dog");
  check(two, NW_LIT("cat\0dog"), 0, all_active, "0:cat 1:dog");  /* NUL is a separator; %.*s shows what stands before it */
}

/* A token of 400 bytes can match, one of 401 cannot, and neither hides what follows. */
Test(word, long_tokens) {
  enum { LIMIT = 400 };
  char entry[LIMIT + 1], text[2 * LIMIT + 20], want[LIMIT + 20];
  memset(entry, 'x', LIMIT);
  entry[LIMIT] = '\0';
  const char *const list[MAX_RULES] = { entry, "cat" };
  (void)snprintf(text, sizeof text, "%s cat", entry);
  (void)snprintf(want, sizeof want, "0:%s 1:cat", entry);
  check(list, newel_slice_of(text), 0, all_active, want);
  (void)snprintf(text, sizeof text, "%sx cat", entry);
  check(list, newel_slice_of(text), 0, all_active, "1:cat");
  (void)snprintf(text, sizeof text, "%s%s\xCC\x81 cat", entry, entry);
  check(list, newel_slice_of(text), 0, all_active, "1:cat");
  (void)snprintf(text, sizeof text, "cat_%.390s_______________ cat", entry);
  check(list, newel_slice_of(text), 0, all_active, "1:cat");
}

Test(word, refused_entries) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  cr_assert(NW_WORD_MOST_BYTES == NW_LIMIT_WORD_BYTES && NW_WORD_MOST_TOKENS == NW_LIMIT_WORD_TOKENS);
  char entry[402];
  newel_slice slice = { entry, 401 };
  nw_word_rule rule = { .rule = 0, .type = "WORD", .entries = &slice, .count = 1 };
  nw_word *word;
  newel_error err;
  memset(entry, 'x', sizeof entry);
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, &err), NEWEL_E_LIMIT);
  cr_assert_null(word);
  slice = NW_LIT("a b c d e f g h i j k l m n o p a b c d e f g h i j k l m n o p");
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, &err), NEWEL_OK);
  nw_word_free(word, &alloc);
  slice = NW_LIT("a b c d e f g h i j k l m n o p a b c d e f g h i j k l m n o p q");
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, &err), NEWEL_E_LIMIT);
  cr_assert_eq(nw_word_build(&word, &alloc, NULL, 0, &err), NEWEL_OK);
  nw_word_free(word, &alloc);
}

Test(word, token_count) {
  static const struct { const char *entry; size_t count; } cases[] = {
    { "", 0 }, { " -- ", 0 }, { "cat", 1 }, { "don't", 2 }, { "C++", 1 }, { "東京", 2 }, { "a_b _c", 2 }, { "foo-bar baz", 3 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(nw_word_token_count(newel_slice_of(cases[i].entry)), cases[i].count, "%s", cases[i].entry);
}

/* Every managed entry finds itself. */
Test(word, profanity_entries) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word_rule rule = { .rule = 0, .type = "PROFANITY", .managed = 1 };
  nw_word *word;
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, NULL), NEWEL_OK);
  for (size_t i = 0; i < nw_profanity_count(); i++) {
    newel_slice entry = nw_profanity_at(i);
    split_job job = { .family = &nw_word_family, .compiled = word, .active = all_active, .text = entry.data, .len = entry.len };
    nw_sink found = { .alloc = alloc };
    cr_assert_null(split_scan(&job, NULL, 0, &found));
    cr_assert(found.found.count == 1 && found.found.at[0].start == 0 && found.found.at[0].end == entry.len, "entry %zu", i);
    nw_sink_free(&found);
  }
  nw_word_free(word, &alloc);
}

/* Ordinary words that look or sound like one find nothing. */
Test(word, profanity) {
  static const char clean[] =
      "Scunthorpe, Essex, Penistone; a cock crows, the ass brays, Dick and Fanny assess a class of great tits. Con una bite. "
      "Slut pa skit fan hora. Die Pute und der Pfarrer. Fick's law. Amina, AMINA. puto rice cake, Pajero, Troia, Kike. "
      "ぱちんこ パチンコ 妈妈的菜 今天是妈妈的生日 시발점 시발역 ";
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word_rule rule = { .rule = 0, .type = "PROFANITY", .managed = 1 };
  nw_word *word;
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, NULL), NEWEL_OK);
  split_job job = { .family = &nw_word_family, .compiled = word, .active = all_active, .text = clean, .len = strlen(clean) };
  nw_sink found = { .alloc = alloc };
  cr_assert_null(split_scan(&job, NULL, 0, &found));
  if (found.found.count > 0) cr_assert_fail("found at byte %zu of the clean text", found.found.at[0].start);
  job.text = "What the FUCK, du Arschloch! Ну ты и мудак. SİKTİR git. ほんとにクソ野郎だな 你这个王八蛋啊 야 개새끼야";
  job.len = strlen(job.text);
  cr_assert_null(split_scan(&job, NULL, 0, &found));
  cr_assert_eq(found.found.count, 7);
  cr_assert(nw_profanity_count() > 500 && strlen(nw_profanity_digest()) == 64);
  cr_assert_not_null(strstr(nw_profanity_languages(), "en de fr"));
  nw_sink_free(&found);
  nw_word_free(word, &alloc);
}

/* A list too long for outlines: odd chunks are told by the first signs of their skeletons. */
Test(word, heads_of_a_long_list) {
  enum { FILLERS = 4200 };
  static const char *const texts[] = { "ig-nore", "ig_nore", "1gn0re", "ignoooore", "ign*re", "i-g-n-o-r-e", "|gnore", "ignore", "ignore!", "ig\xE2\x80\xA2nore" };
  static char words[FILLERS][16];
  static newel_slice entries[FILLERS + 1];
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word *word = NULL;
  for (size_t i = 0; i < FILLERS; i++) entries[i] = nw_slice(words[i], (size_t)snprintf(words[i], sizeof words[i], "zq%zuzq", i));
  entries[FILLERS] = newel_slice_of("ignore");
  nw_word_rule rule = { .type = "WORD", .entries = entries, .count = FILLERS + 1, .disguises = 1 };
  const uint8_t active[1] = { 1 };
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, NULL), NEWEL_OK);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    nw_sink found = { .alloc = alloc };
    split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = texts[i], .len = strlen(texts[i]),
                      .hold_bytes = nw_word_lookahead(word) };
    uint64_t seed = 11;
    const char *wrong = split_check(&job, &seed, &found);
    cr_expect(wrong == NULL && found.found.count == 1, "'%s': %zu findings", texts[i], found.found.count);
    nw_sink_free(&found);
  }
  nw_word_free(word, &alloc);
}
