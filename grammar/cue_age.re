/* cue_age.re - a quantity with its unit, as an age is written ("40 years", "3 yrs.", "40 ans", "40 Jahre"), and what makes
 * an age of it ("old", "-old", "alt", "de edad"). */
#include "detect/cue/cue.h"

/*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;
*/

nw_age_form nw_cue_age_scan(nw_cursor *c) {
  /*!re2c
    n    = [0-9]{1,3} ([.,][0-9])? ([ -]? ("1/2" | "\xC2\xBD"))?;
    unit = 'years' | 'year' | 'yrs' | 'yr' | 'months' | 'month' | 'mos' | 'weeks' | 'week' | 'wks' | 'days' | 'day' |
             'mo' | 'Jahre' |
           'Jahren' | 'Monate' | 'ans' | 'an' | 'mois' | 'a\xC3\xB1os' | 'meses' | 'anni' | 'mesi' | 'lat' | 'lata' |
             'jaar' | 'anos' |
           '\xC3\xA5r' | 'vuotta' | 'let' | "лет" | "года" | "год" | "років" | "роки" | "рік" | "ετών" | "χρονών";

    n [ ]? ("\xE5\xB2\x81" | "\xE6\xAD\xB2" | "\xE6\xAD\xB3" | "\xEC\x82\xB4") { return NW_AGE_OLD; }  /* 岁 歲 歳 살 */
    n " " 'ya\xC5\x9F\xC4\xB1nda'         { return NW_AGE_OLD; }  /* Turkish: "at the age of" */
    n [ -]? ('y/o' | 'yo' | 'y.o.' | 'y.o') { return NW_AGE_OLD; }
    n ([ .-]? | "\xC2\xA0") unit            { return NW_AGE_UNIT; }
    n                                       { return NW_AGE_BARE; }
    *                                       { return NW_AGE_NONE; }
  */
}

int nw_cue_old_scan(nw_cursor *c) {
  /*!re2c
    "."? [ -] ('old' | 'of age')                     { return 1; }
    " " ('alt' | 'd' ['] '\xC3\xA2ge' | 'de edad' | 'di et\xC3\xA0' | 'oud' | 'de idade' | 'gammal' | 'vanha') { return 1; }
    *                                                { return 0; }
  */
}
