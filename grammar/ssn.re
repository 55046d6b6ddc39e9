/* ssn.re - layouts of US social security numbers over the symbols of a digit chain (detect/pii/digits.h). */
#include "detect/pii/ssn.h"

const unsigned char *nw_ssn_layout(const unsigned char *s) {
  const unsigned char *mark;
  /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = s;
    re2c:define:YYMARKER = mark;
    re2c:yyfill:enable = 0;

    grouped = "3-2-4" | "3 2 4" | "3.2.4";
    bare    = "9";

    grouped | bare { return s; }
    *              { return NULL; }
  */
}
