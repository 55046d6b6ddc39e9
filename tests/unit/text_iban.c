#include "text/iban.h"

#include <criterion/criterion.h>
#include <string.h>

Test(iban, length_is_the_country_s) {
  cr_expect_eq(nw_iban_length('D', 'E'), 22u);
  cr_expect_eq(nw_iban_length('N', 'O'), (unsigned)NW_IBAN_LEAST);
  cr_expect_eq(nw_iban_length('Q', 'R'), 0u);
  cr_expect_eq(nw_iban_length('d', 'e'), 0u, "letters are asked for as capitals");
  cr_expect_eq(nw_iban_length('1', 'E'), 0u);
  for (unsigned first = 'A'; first <= 'Z'; first++)
    for (unsigned second = 'A'; second <= 'Z'; second++) {
      unsigned length = nw_iban_length(first, second);
      cr_expect(length == 0 || (length >= NW_IBAN_LEAST && length <= NW_IBAN_MOST), "%c%c", (int)first, (int)second);
    }
}

static int holds(const char *text) { return nw_iban_holds((const unsigned char *)text, (unsigned)strlen(text)); }

Test(iban, modulo_97) {
  cr_expect(holds("DE89370400440532013000"));
  cr_expect(holds("GB82WEST12345698765432"));
  cr_expect(holds("gb82west12345698765432"), "small letters count as capitals");
  cr_expect(holds("NO9386011117947"));
  cr_expect_not(holds("DE89370400440532013001"));
  cr_expect_not(holds("DE98370400440532013000"));
}
