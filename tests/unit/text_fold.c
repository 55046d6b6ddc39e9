/* Case folding against CaseFolding.txt itself, word classes by examples. */
#include "text/fold.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "text/utf8.h"

enum { CODE_POINTS = 0x110000 };

typedef struct folding { uint32_t to[3]; unsigned count; } folding;

/* Reads the C and F rows; 0 when the file is not there. */
static int read_case_folding(folding *table) {
  char line[512], status;
  unsigned cp, to[3];
  FILE *file = fopen("/usr/share/unicode/CaseFolding.txt", "r");
  if (file == NULL) return 0;
  for (uint32_t i = 0; i < CODE_POINTS; i++) table[i] = (folding){ { i, 0, 0 }, 1 };
  while (fgets(line, sizeof line, file) != NULL) {
    int count = sscanf(line, "%x; %c; %x %x %x", &cp, &status, &to[0], &to[1], &to[2]) - 2;
    if (count < 1 || (status != 'C' && status != 'F')) continue;
    table[cp].count = (unsigned)count;
    for (int i = 0; i < count; i++) table[cp].to[i] = to[i];
  }
  (void)fclose(file);
  return 1;
}

Test(fold, all_code_points) {
  folding *table = malloc(CODE_POINTS * sizeof *table);
  cr_assert_not_null(table);
  if (!read_case_folding(table)) {
    fprintf(stderr, "SKIPPED: no /usr/share/unicode/CaseFolding.txt (Debian: unicode-data)\n");
    free(table);
    cr_skip_test("no CaseFolding.txt");
  }
  for (uint32_t cp = 0; cp < CODE_POINTS; cp++) {
    uint32_t out[3];
    unsigned count = nw_fold_case(cp, out);
    if (count != table[cp].count || memcmp(out, table[cp].to, count * sizeof *out) != 0) cr_assert_fail("U+%04X", cp);
  }
  free(table);
}

Test(fold, outside) {
  uint32_t out[3];
  cr_assert(nw_fold_case(NW_UTF8_BAD, out) == 1 && out[0] == NW_UTF8_BAD);
  cr_assert(nw_fold_case(0x110000, out) == 1 && out[0] == 0x110000);
  cr_assert_eq(nw_word_class_of(NW_UTF8_BAD), NW_WORD_NONE);
}

Test(fold, text) {
  static const struct { const char *text, *folded; } cases[] = {
    { "", "" }, { "HeLLo 42_", "hello 42_" }, { "Straße STRASSE ẞ", "strasse strasse ss" }, { "İstanbul Iı", "i̇stanbul iı" },
    { "ПРИВЕТ Ёж", "привет ёж" }, { "ΣΊΣΥΦΟΣ ς", "σίσυφοσ σ" }, { "ﬃ", "ffi" }, { "漢字", "漢字" }, { "A\xFF\xC3", "a\xFF\xC3" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    nw_buf buf;
    nw_buf_init(&buf, nw_alloc_of(NULL));
    cr_assert(nw_fold_text(&buf, newel_slice_of(cases[i].text)));
    cr_assert(nw_slice_is(nw_buf_slice(&buf), cases[i].folded), "%s", cases[i].text);
    nw_buf_free(&buf);
  }
}

Test(fold, word_classes) {
  static const struct { uint32_t cp; nw_word_class want; const char *what; } cases[] = {
    { 'a', NW_WORD_PART, "letter" }, { 'Z', NW_WORD_PART, "letter" }, { '7', NW_WORD_PART, "digit" },
    { '_', NW_WORD_JOIN, "low line" },
    { ' ', NW_WORD_NONE, "space" }, { '\'', NW_WORD_NONE, "apostrophe" }, { 0x2019, NW_WORD_NONE, "right quote" },
    { 0xB7, NW_WORD_NONE, "middle dot" },
    { '-', NW_WORD_NONE, "hyphen" }, { '{', NW_WORD_NONE, "brace" }, { 0, NW_WORD_NONE, "NUL" },
    { 0x202F, NW_WORD_NONE, "narrow space" },
    { 0xE9, NW_WORD_PART, "e acute" }, { 0x416, NW_WORD_PART, "Cyrillic" }, { 0x5D0, NW_WORD_PART, "Hebrew" },
    { 0x627, NW_WORD_PART, "Arabic" },
    { 0x905, NW_WORD_PART, "Devanagari" }, { 0x94D, NW_WORD_MARK, "virama" }, { 0x301, NW_WORD_MARK, "acute" },
    { 0x200D, NW_WORD_MARK, "ZWJ" },
    { 0xAD, NW_WORD_MARK, "soft hyphen" }, { 0xFE0F, NW_WORD_MARK, "variation selector" },
    { 0x200B, NW_WORD_NONE, "zero width space" },
    { 0x6F22, NW_WORD_SINGLE, "Han" }, { 0x20000, NW_WORD_SINGLE, "Han extension" }, { 0x3005, NW_WORD_SINGLE, "Han repeat" },
    { 0x3042, NW_WORD_SINGLE, "Hiragana" }, { 0x30A2, NW_WORD_PART, "Katakana" }, { 0x30FC, NW_WORD_PART, "long vowel" },
    { 0xFF71, NW_WORD_PART, "half-width Katakana" }, { 0xAC00, NW_WORD_SINGLE, "Hangul" },
    { 0x314B, NW_WORD_SINGLE, "Hangul jamo" },
    { 0xE01, NW_WORD_SINGLE, "Thai" }, { 0xE31, NW_WORD_MARK, "Thai vowel" }, { 0xE50, NW_WORD_PART, "Thai digit" },
    { 0xE81, NW_WORD_SINGLE, "Lao" },
    { 0x1780, NW_WORD_SINGLE, "Khmer" }, { 0x1000, NW_WORD_SINGLE, "Myanmar" }, { 0xFF21, NW_WORD_PART, "full-width A" },
    { 0xFF11, NW_WORD_PART, "full-width digit" }, { 0xFF3F, NW_WORD_JOIN, "full-width low line" },
    { 0x3002, NW_WORD_NONE, "full stop" },
    { 0x1F600, NW_WORD_NONE, "emoji" }, { 0xB2, NW_WORD_NONE, "superscript" }, { 0x1D400, NW_WORD_PART, "mathematical letter" },
    { 0x10FFFF, NW_WORD_NONE, "noncharacter" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(nw_word_class_of(cases[i].cp), cases[i].want, "%s: %d", cases[i].what, (int)nw_word_class_of(cases[i].cp));
  cr_assert_str_eq(nw_unicode_version(), "15.0.0");
}
