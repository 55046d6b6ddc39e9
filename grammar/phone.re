/* phone.re - layouts of telephone numbers over the symbols of a digit chain (detect/pii/digits.h).
 *
 *   +44 20 7946 0175    "2 2 4 4"     behind '+': E.164 groups
 *   (202) 555-0143      "3) 3-4"      behind '('
 *   202-555-0143        "3-3-4"       North America
 *
 * The layouts of other countries are a table (detect/pii/phone_table.h).
 */
#include "detect/pii/phone.h"

/* Groups of a number that begins with '+': the longest run of groups with a phone's separators. */
const unsigned char *nw_phone_groups(const unsigned char *s) {
  const unsigned char *mark;
  /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = s;
    re2c:define:YYMARKER = mark;
    re2c:yyfill:enable = 0;

    group = [1-9A-F];
    sep   = [ ./-] | " (" | "(" | ")" | ") " | ")-" | "-(" | " - ";

    group (sep group)* { return s; }
    *                  { return NULL; }
  */
}

nw_phone_layout nw_phone_bare(const unsigned char *s, const unsigned char **end) {
  const unsigned char *mark;
  nw_phone_layout found = NW_PHONE_NONE;
  /*!re2c
    nanp   = "3-3-4" | "3.3.4" | "3 3 4" | "3 3-4";
    trunk  = "1-3-3-4" | "1 3 3 4" | "1.3.3.4" | "1 3-3-4" | "1 (3) 3-4" | "1 (3)3-4" | "1-(3)-3-4" | "1 (3) 3 4" | "1(3)3-4";

    nanp  { found = NW_PHONE_NANP; goto done; }
    trunk { found = NW_PHONE_TRUNK; goto done; }
    *     { goto done; }
  */
done:
  *end = s;
  return found;
}

/* What follows an opening parenthesis. */
nw_phone_layout nw_phone_paren(const unsigned char *s, const unsigned char **end) {
  const unsigned char *mark;
  nw_phone_layout found = NW_PHONE_NONE;
  /*!re2c
    area = "3) 3-4" | "3)3-4" | "3) 3 4" | "3)-3-4" | "3) 3.4" | "3).3.4" | "3)3 4" | "3) 7" | "3)7";

    area { found = NW_PHONE_NANP; goto done; }
    *    { goto done; }
  */
done:
  *end = s;
  return found;
}

/* "2024-01-15", "15.01.2024", "1/15/2024", with a time behind it or not. */
int nw_phone_is_date(const unsigned char *s) {
  const unsigned char *mark;
  /*!re2c
    part = [12];
    date = "4-" part "-" part | "4/" part "/" part | "4." part "." part | part "-" part "-4" | part "/" part "/4"
        | part "." part ".4";

    date { return 1; }
    *    { return 0; }
  */
}
