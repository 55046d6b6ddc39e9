/* text/calm.h: reasons to look at a block. That no place is without one is property.text_calm's; here is what it met too seldom. */
#include "text/calm.h"

#include <criterion/criterion.h>
#include <string.h>

#include "text/masks.h"

/* A card in dashes may be one in disguise, wherever its first group stands: in the block of the first dash or in the one before. */
Test(text_calm, a_card_in_dashes_is_looked_at_at_every_place) {
  static const char card[] = "5500-0000-0000-0004";
  enum { CARD = sizeof card - 1, GROUP = 4, MOST = 200 };
  for (size_t front = 0; front < MOST; front++) {
    unsigned char text[MOST + CARD + 1];
    nw_calm calm;
    nw_masks masks;
    memset(text, 'x', sizeof text);
    for (size_t i = 5; i < front; i += 7) text[i] = ' ';
    if (front > 0) text[front - 1] = '\'';
    memcpy(text + front, card, CARD);
    text[front + CARD] = ':';
    cr_assert(nw_calm_look(&calm, &masks, text, front + CARD + 1, 0));
    cr_expect_neq(calm.reasons[(front + GROUP) / NW_CALM_BLOCK_BYTES] & NW_CALM_DIGITS, 0, "%zu bytes in front", front);
  }
}

/* The reasons of all blocks of a text of words with `number` at offset `front`. */
static unsigned reasons_of(const char *number, size_t front) {
  enum { BYTES = 6 * NW_CALM_BLOCK_BYTES };
  static const char word[] = "word ";
  unsigned char text[BYTES];
  unsigned reasons = 0;
  nw_calm calm;
  nw_masks masks;
  for (size_t i = 0; i < BYTES; i++) text[i] = (unsigned char)word[(i + sizeof word - 1 - front % (sizeof word - 1)) % (sizeof word - 1)];
  memcpy(text + front, number, strlen(number));
  text[front + strlen(number)] = ' ';
  cr_assert(nw_calm_look(&calm, &masks, text, BYTES, 0));
  for (unsigned b = 0; b < calm.blocks; b++) reasons |= calm.reasons[b];
  return reasons;
}

/* Digits are everywhere: a number that reads as it is written gives nobody a reason, the same in disguise does. */
Test(text_calm, numbers_as_they_are_written_are_passed_by) {
  static const char *const written[] = {
    "4111 1111 1111 1111", "3714 496353 98431", "DE89 3704 0044 0532 0130 00", "GB82 WEST 1234 5698 7654 32",
    "192.168.10.24", "10.0.200.17", "+1 202 555 0143", "536-22-1847", "2024-05-01"
  };
  static const char *const disguised[] = {
    "4111 1111, 1111 1111", "DE89 3704 then 0044 0532 0130 00", "QR89 3704 0044 0532 0130 00", "192/168/10/24", "536, 22, 1847",
    "98 111 98 98", "4 one 1 one 5 five 5 0", "4Ol2 8888 8888 l881"
  };
  for (size_t front = 100; front < 100 + NW_CALM_BLOCK_BYTES; front++) {
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
      cr_expect_eq(reasons_of(written[i], front) & NW_CALM_DIGITS, 0, "\"%s\" at %zu", written[i], front);
    for (size_t i = 0; i < sizeof disguised / sizeof *disguised; i++)
      cr_expect_neq(reasons_of(disguised[i], front) & NW_CALM_DIGITS, 0, "\"%s\" at %zu", disguised[i], front);
  }
}

/* "o r +" at the end of a text: nothing behind it, which is as good as a blank, also where the text ends with a block. */
Test(text_calm, a_row_at_the_end_of_the_text_is_looked_at) {
  static const char row[] = "o r +";
  enum { ROW = sizeof row - 1, MOST = 3 * NW_CALM_BLOCK_BYTES };
  for (size_t len = NW_CALM_BLOCK_BYTES; len <= MOST; len++) {
    unsigned char text[MOST];
    nw_calm calm;
    nw_masks masks;
    memset(text, 'n', sizeof text);
    text[len - ROW - 1] = ' ';
    memcpy(text + len - ROW, row, ROW);
    cr_assert(nw_calm_look(&calm, &masks, text, len, 0));
    cr_expect_neq(calm.reasons[(len - ROW) / NW_CALM_BLOCK_BYTES] & NW_CALM_SINGLE, 0, "%zu bytes", len);
  }
}
