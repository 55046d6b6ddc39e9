/* ip.re - IP addresses.
 *
 * IPv4 is a layout of a digit chain (detect/pii/digits.h): four groups of 1..3 digits with dots.
 * IPv6 is text: the forms of RFC 4291 section 2.2 as the grammar of RFC 3986 appendix A writes them, with a zone (RFC 4007).
 */
#include "detect/pii/ip.h"

const unsigned char *nw_ipv4_layout(const unsigned char *s) {
  const unsigned char *mark;
  /*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYCURSOR = s;
    re2c:define:YYMARKER = mark;
    re2c:yyfill:enable = 0;

    octet = [123];
    octet "." octet "." octet "." octet { return s; }
    *                                   { return NULL; }
  */
}

int nw_ipv6_scan(nw_cursor *c) {
  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    byte = [0-9] | [1-9][0-9] | "1"[0-9][0-9] | "2"[0-4][0-9] | "25"[0-5];
    v4   = byte "." byte "." byte "." byte;
    h    = [0-9a-fA-F]{1,4};
    tail = h ":" h | v4;
    v6   = (h ":"){6} tail
         | "::" (h ":"){5} tail
         | h? "::" (h ":"){4} tail
         | ((h ":"){0,1} h)? "::" (h ":"){3} tail
         | ((h ":"){0,2} h)? "::" (h ":"){2} tail
         | ((h ":"){0,3} h)? "::" h ":" tail
         | ((h ":"){0,4} h)? "::" tail
         | ((h ":"){0,5} h)? "::" h
         | ((h ":"){0,6} h)? "::";
    zone = "%" [0-9A-Za-z]+ ([._-] [0-9A-Za-z]+)*;

    v6 zone? { return 1; }
    *        { return 0; }
  */
}
