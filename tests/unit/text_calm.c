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
