/* Every machine that can run here gives the masks of the byte-by-byte one, and the shape family finds the same with each. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/masks.h"
#include "detect/shape.h"
#include "detect/trigger.h"

enum { FILE_BYTES = 1 << 18 };

static const nw_machine *plain_machine(void) {
  unsigned i = 0;
  while (nw_machine_at(i + 1) != NULL) i++;
  return nw_machine_at(i);
}

/* What a wide machine writes behind place `blocks` is of no text. */
static void forget_behind(nw_events *events, size_t blocks) {
  for (size_t b = blocks + 1; b < NW_MASK_PLACES; b++) {
    for (unsigned kind = 0; kind < NW_TRIGGER_COUNT; kind++) events->of[kind][b] = 0;
    events->any[b] = 0;
  }
}

/* Masks, and the events of places 1 … n. */
static void same_batch(const unsigned char *text, size_t left, int open, int before) {
  nw_masks plain, wide;
  nw_events plain_events, wide_events;
  uint64_t wanted[NW_TRIGGER_COUNT];
  memset(wanted, 0xff, sizeof wanted);
  for (unsigned i = 0; nw_machine_at(i) != NULL; i++) {
    const nw_machine *machine = nw_machine_at(i);
    memset(&plain, 0, sizeof plain), memset(&wide, 0, sizeof wide);
    memset(&plain_events, 0, sizeof plain_events), memset(&wide_events, 0, sizeof wide_events);
    size_t blocks = nw_masks_batch(nw_masks_of(NW_WIDTH_8), &plain, text, left, open, before);
    cr_assert_eq(nw_masks_batch(nw_masks_of(machine->width), &wide, text, left, open, before), blocks);
    cr_assert_eq(memcmp(&plain, &wide, sizeof plain), 0, "%s, %zu bytes", machine->name, left);
    nw_events_of(plain_machine(), &plain_events, wanted, &plain, blocks);
    nw_events_of(machine, &wide_events, wanted, &wide, blocks);
    forget_behind(&wide_events, blocks);
    cr_assert_eq(memcmp(&plain_events, &wide_events, sizeof plain_events), 0, "%s, %zu bytes", machine->name, left);
  }
}

enum { WORDS_BLOCKS = 3, WORDS_BYTES = WORDS_BLOCKS * NW_BLOCK_BYTES };

/* Words of one text of WORDS_BYTES; `asked`: those that `fronts` knows. */
static void words_of(const nw_machine *machine, const unsigned char *text, const nw_fronts *fronts, nw_words *words, nw_mask asked) {
  nw_masks masks;
  memset(words, 0, sizeof *words);
  memset(asked, 0, sizeof words->word);
  nw_masks_batch(nw_masks_of(machine->width), &masks, text, WORDS_BYTES, 0, -1);
  machine->letters(words->letters, text, WORDS_BLOCKS);
  machine->starts(words, &masks, masks.alpha, WORDS_BLOCKS);
  machine->asked(asked, words, fronts, WORDS_BLOCKS);
}

static void same_words(const unsigned char *text, const nw_fronts *fronts) {
  nw_words plain, wide;
  nw_mask plain_asked, wide_asked;
  words_of(plain_machine(), text, fronts, &plain, plain_asked);
  for (unsigned i = 0; nw_machine_at(i) != NULL; i++) {
    words_of(nw_machine_at(i), text, fronts, &wide, wide_asked);
    cr_assert_eq(memcmp(&plain, &wide, sizeof plain), 0, "%s", nw_machine_at(i)->name);
    cr_assert_eq(memcmp(plain_asked, wide_asked, sizeof plain_asked), 0, "%s", nw_machine_at(i)->name);
  }
}

Test(masks, every_machine_tells_the_same_words) {
  static const char near[] = "aBcDe1, x_";
  unsigned char text[WORDS_BYTES];
  nw_fronts *fronts = calloc(1, sizeof *fronts);
  uint64_t random = 7;
  for (unsigned i = 0; i < 1 << NW_FRONT_LOG; i++) fronts->four[i] = i % 3 == 0;
  for (unsigned i = 0; i < sizeof fronts->eight / sizeof fronts->eight[0]; i++) fronts->eight[i] = 0x5555555555555555u * (i % 3);
  for (unsigned i = 0; i < sizeof fronts->nexts / sizeof fronts->nexts[0]; i++) fronts->nexts[i] = 0x6db6db6du >> i % 3;
  for (unsigned i = 0; i < sizeof fronts->leads / sizeof fronts->leads[0]; i++) fronts->leads[i] = 0x5555555555555555u * (i % 3);
  for (unsigned round = 0; round < 300; round++) {
    fronts->capitals = round % 3 == 0 ? 0 : UINT64_MAX, fronts->anywhere = round % 3 == 1 ? 0 : UINT64_MAX;
    for (unsigned i = 0; i < sizeof text; i++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      text[i] = (random >> 60) == 0 ? (unsigned char)(random >> 40) : (unsigned char)near[(random >> 33) % (sizeof near - 1)];
    }
    same_words(text, fronts);
  }
  free(fronts);
}

/* The text at place `at` of blanks, on the best machine. */
static void words_at(const char *text, size_t at, const nw_fronts *fronts, nw_words *words, nw_mask asked) {
  unsigned char all[WORDS_BYTES];
  memset(all, ' ', sizeof all);
  memcpy(all + at, text, strlen(text));
  words_of(nw_machine_best(), all, fronts, words, asked);
}

/* Words that are looked for, by their letters and by what stands around them, over the end of a block, too. */
Test(masks, words_are_asked_about_by_their_letters) {
  static const struct { const char *text; uint64_t asked, capital; } rows[] = {
    { "user has lived", 0x21, 0 },       /* "user": whatever follows; "has": before 'l' */
    { "user, has. lived", 0x41, 0 },     /* or two places on */
    { "has. moved has 12", 0x800, 0 },   /* or no letter near */
    { "a user has moved", 0x4, 0 },
    { "userName user1", 0x201, 0 },
    { "p users", 0x1, 0 },               /* a word of one letter */
    { "a p a p", 0x44, 0 },
    { "in Paris, Paris", 0x8, 0x8 },     /* a capital letter: behind "in" */
    { "to: Paris 12", 0x10, 0x10 },      /* in front of a number, behind a colon */
    { "my Paris was", 0, 0 },
    { "se\xc3\xb1or Paris", 0x1, 0 },    /* bytes beyond ASCII */
  };
  static nw_fronts fronts;
  unsigned user = nw_head_place(0x12051315), has = nw_head_place(0x130108), p = nw_head_place(0x10), in = nw_lead_place(0x0e09);
  fronts.capitals = UINT64_MAX;
  fronts.leads[in / 64] |= (uint64_t)1 << in % 64;
  fronts.four[nw_front_place(0x12051315)] = fronts.four[nw_front_place(0x130108)] = 1;
  fronts.eight[user / 64] |= (uint64_t)1 << user % 64, fronts.eight[has / 64] |= (uint64_t)1 << has % 64;
  fronts.eight[p / 64] |= (uint64_t)1 << p % 64;
  fronts.one = 1u << ('p' & 31);
  fronts.nexts[nw_next_place(user)] = fronts.nexts[nw_next_place(p)] = UINT32_MAX;
  fronts.nexts[nw_next_place(has)] = 1 | 1 << ('l' & 31);
  for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (size_t at = 0; at < 2 * NW_BLOCK_BYTES; at++) {
      nw_words words;
      nw_mask asked;
      if (at < 8 && rows[i].capital == 0) continue;  /* in front of a batch nothing is known */
      words_at(rows[i].text, at, &fronts, &words, asked);
      words.capital[WORDS_BLOCKS + 1] = 0;
      cr_assert_eq(nw_mask_bits(asked, at), rows[i].asked, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(words.capital, at), rows[i].capital, "%s at %zu", rows[i].text, at);
    }
}

/* What each place of a word is, over the end of a block, too. */
Test(masks, words_begin_where_they_are_said_to) {
  static const struct { const char *text; uint64_t word, plain, mixed, number, behind; } rows[] = {
    { "to be a 42", 0x49, 0x9, 0, 0x100, 0x16c },
    { "idNumber x1", 0x205, 0x4, 0, 0, 0xbfc },
    { "DrIvEr", 0x15, 0x10, 0x5, 0, 0xfc },
    { "pin7 is 1a", 0x221, 0x21, 0, 0x100, 0x99c },
    { "aBc", 0x3, 0x2, 0, 0, 0x1c },
    { "a: B", 0x9, 0, 0, 0, 0x2c },
  };
  static nw_fronts fronts;
  for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (size_t at = 0; at < 2 * NW_BLOCK_BYTES; at++) {
      nw_words words;
      nw_mask asked;
      words_at(rows[i].text, at, &fronts, &words, asked);
      words.word[WORDS_BLOCKS + 1] = words.plain[WORDS_BLOCKS + 1] = words.mixed[WORDS_BLOCKS + 1] = 0;
      cr_assert_eq(nw_mask_bits(words.word, at), rows[i].word, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(words.plain, at), rows[i].plain, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(words.mixed, at), rows[i].mixed, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(words.number, at), rows[i].number, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(words.behind, at), rows[i].behind, "%s at %zu", rows[i].text, at);
      cr_assert_eq(nw_mask_bits(asked, at), rows[i].mixed, "%s at %zu", rows[i].text, at);
    }
}

Test(masks, every_machine_gives_the_same_bits) {
  unsigned char text[NW_BATCH_BYTES + 200];
  cr_assert_str_eq(plain_machine()->name, "bytes");
  for (unsigned c = 0; c < 256; c++) {
    for (unsigned i = 0; i < sizeof text; i++) text[i] = (unsigned char)(c + i * 37);
    same_batch(text, sizeof text, 0, -1);
  }
  uint64_t random = 1;
  static const char near[] = "aB9_-@:/.=7Z ";  /* what events are made of */
  for (unsigned round = 0; round < 300; round++) {
    for (unsigned i = 0; i < sizeof text; i++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      text[i] = random >> 63 ? (unsigned char)(random >> 40) : (unsigned char)near[(random >> 33) % (sizeof near - 1)];
    }
    same_batch(text + 1 + round % 7, 1 + (random >> 35) % (sizeof text - 8), (int)(round % 2), text[round % 7]);
  }
}

/* Behind the end every bit is what `open` says, and the bytes in front are what they are. */
Test(masks, a_tail_is_open_or_nothing) {
  static const unsigned char text[] = "a1@b:/._-=";
  for (unsigned i = 0; nw_machine_at(i) != NULL; i++)
    for (unsigned len = 1; len < sizeof text; len++)
      for (int open = 0; open < 2; open++) {
        nw_masks masks;
        uint64_t behind = ~(uint64_t)0 << len, all = open ? UINT64_MAX : 0;
        cr_assert_eq(nw_masks_batch(nw_masks_of(nw_machine_at(i)->width), &masks, text, len, open, 'x'), 1);
        cr_assert_eq(masks.digit[1], (all & behind) | (len > 1 ? 2 : 0));
        cr_assert_eq(masks.high[1], all & behind);
        cr_assert_eq(masks.equal[2], all);
        cr_assert_eq(masks.alpha[0], (uint64_t)1 << 63);
        cr_assert_eq(masks.digit[0], 0);
      }
}

static size_t read_corpus(const char *name, unsigned char *text) {
  char path[512];
  (void)snprintf(path, sizeof path, "%s/%s", NEWEL_SOURCE_DIR, name);
  FILE *file = fopen(path, "rb");
  cr_assert_not_null(file, "%s", path);
  size_t len = fread(text, 1, FILE_BYTES, file);
  (void)fclose(file);
  return len;
}

/* All entities over one text; rule = entity. */
static void find_all(const nw_machine *machine, const unsigned char *text, size_t len, nw_sink *sink) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape_rule rules[NW_ENTITY_COUNT];
  uint8_t active[NW_ENTITY_COUNT];
  size_t count = 0;
  nw_shape *shape;
  memset(active, 1, sizeof active);
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    if (nw_entity_at(i)->local && !nw_cue_finds(i)) rules[count++] = (nw_shape_rule){ .entity = i, .rule = i };
  cr_assert_eq(nw_shape_build(&shape, &alloc, rules, count, NULL), NEWEL_OK);
  nw_shape_run_on(shape, machine);
  void *state = malloc(nw_shape_family.state_bytes(shape));
  cr_assert_not_null(state);
  nw_scan scan = { .data = text, .end = len, .final = 1, .active = active, .sink = sink };
  nw_shape_family.begin(shape, state);
  nw_shape_family.scan(shape, state, &scan);
  free(state);
  nw_shape_free(shape, &alloc);
}

Test(masks, every_machine_finds_the_same) {
  static const char *const files[] = { "corpus/benign-chat.jsonl", "docs/detectors.md", "docs/entities.md" };
  unsigned char *text = malloc(FILE_BYTES);
  for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
    size_t len = read_corpus(files[f], text);
    nw_sink plain = { .alloc = nw_alloc_of(NULL) };
    find_all(plain_machine(), text, len, &plain);
    for (unsigned i = 0; nw_machine_at(i) != NULL; i++) {
      nw_sink sink = { .alloc = nw_alloc_of(NULL) };
      find_all(nw_machine_at(i), text, len, &sink);
      cr_assert_eq(sink.found.count, plain.found.count, "%s, %s", files[f], nw_machine_at(i)->name);
      size_t bytes = plain.found.count * sizeof *plain.found.at;
      cr_assert(bytes == 0 || memcmp(sink.found.at, plain.found.at, bytes) == 0);
      nw_sink_free(&sink);
    }
    nw_sink_free(&plain);
  }
  free(text);
}
