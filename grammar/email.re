/* email.re - what may stand behind the '@' of an e-mail address (RFC 5321 section 4.1.2, RFC 5890): labels and a
 * top-level domain.
 * Letters beyond ASCII come as two bytes of UTF-8 (Latin, Greek, Cyrillic, …). */
#include "detect/pii/email.h"

int nw_email_domain(nw_cursor *c) {
  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    letter = [0-9A-Za-z] | [\xC3-\xDF][\x80-\xBF];
    label  = letter (letter | "-"+ letter)*;
    tld    = [A-Za-z]{2,} | 'xn--' [0-9A-Za-z-]* [0-9A-Za-z];

    (label ".")+ tld { return 1; }
    *                { return 0; }
  */
}
