/* card.re - layouts of payment card numbers over the symbols of a digit chain (detect/pii/digits.h).
 *
 *   4111 1111 1111 1111    "4 4 4 4"        3782-822463-10005    "4-6-5"        4111111111111111    "G"
 */
#include "detect/pii/card.h"

const unsigned char *nw_card_layout(const unsigned char *s) {
  const unsigned char *mark;
  /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = s;
    re2c:define:YYMARKER = mark;
    re2c:yyfill:enable = 0;

    single   = [C-J];                                        // 12..19 digits
    fours    = "4 4 4 4" | "4-4-4-4" | "4.4.4.4";
    nineteen = "4 4 4 4 3" | "4-4-4-4-3" | "4.4.4.4.3";
    amex     = "4 6 5" | "4-6-5" | "4.6.5";
    diners   = "4 6 4" | "4-6-4" | "4.6.4";

    single | fours | nineteen | amex | diners { return s; }
    *                                         { return NULL; }
  */
}
