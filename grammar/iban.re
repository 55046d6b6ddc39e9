/* iban.re - an IBAN as it is written (ISO 13616-1): country, check digits, and groups of four that may be set apart by
 * a space, a NBSP or
 * a hyphen. How long it is, its country says. */
#include "detect/pii/iban.h"

int nw_iban_scan(nw_cursor *c) {
  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    x     = [0-9A-Za-z];
    sep   = [ -] | "\xC2\xA0";
    head  = [A-Za-z]{2} [0-9]{2};
    group = sep x{4};

    head x+               { return 1; }
    head group+ sep x{1,3} { return 1; }
    head group+           { return 1; }
    *                     { return 0; }
  */
}
