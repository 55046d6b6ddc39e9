/* cue_gap.re - what may stand between a cue and its value: one token at a time; detect/cue/gap.c sees to whole words. */
#include "detect/cue/cue.h"

nw_gap_token nw_cue_gap_token(nw_cursor *c) {
  /*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    blank  = ([ \t] | "\xC2\xA0" | [*_])+;
    line   = "\r"? "\n" [ \t>]*;
    note   = "(" [^()\r\n{}\x00]{1,24} ")";
    tag    = "<" "/"? ('b' | 'i' | 'em' | 'strong' | 'td' | 'th' | 'tr' | 'dt' | 'dd' | 'span' | 'code' | 'p' | 'br' | 'div' | 'li')
             ([ ] [^<>\r\n\x00]{0,40})? "/"? ">";
    quote  = ["'`] | "\\\"" | "\xE2\x80\x9C" | "\xE2\x80\x98" | "\xE2\x80\x9E" | "\xC2\xAB";
    verb   = 'is' | 'was' | 'are' | 'ist' | 'lautet' | 'est' | 'es' | '\xC3\xA8' | '\xC3\xA9' | 'to' | 'jest' |
             'to jest' | 'set to' |
             '\xC3\xA4r' | 'er' | 'je' | 'este' | 'ay' | 'adalah' | 'ialah' | 'l\xC3\xA0' | "\xD1\x8D\xD1\x82\xD0\xBE" |
             "\xD1\x86\xD0\xB5" | "\xD0\xB5" | "\xCE\xB5\xCE\xAF\xCE\xBD\xCE\xB1\xCE\xB9" | "\xD9\x87\xD9\x88" | "\xD9\x87\xD9\x8A" |
             "\xD7\x94\xD7\x95\xD7\x90" | "\xD7\x94\xD7\x99\xD7\x90" | "\xE6\x98\xAF" | "\xE4\xB8\xBA" | "\xE7\x82\xBA" |
             "\xE3\x81\xAF" | "\xEB\x8A\x94" | "\xEC\x9D\x80" | "\xE0\xB8\x84\xE0\xB8\xB7\xE0\xB8\xAD" |
             'will be' | 'changed to' | 'reset to' | 'would be' | 'equals';
    filler = 'number' | 'numbers' | 'num' | 'no' | 'no.' | 'nr' | 'nr.' | 'nummer' | 'num\xC3\xA9ro' | 'n\xC3\xBAmero' |
             'numero' |
             'numer' | 'code' | 'date' | 'id' | 'value' | 'plate' | 'card' |
             'record' | 'registration' | 'key' | 'the' | 'account' | 'ending in' | 'reads' | 'plates' |
             'tag' | 'serial' | 'as' | 'by' | 'book' | 'mea' | 'meu' |
             'temporal' | 'temporaire' | 'provisional' | 'provisoire' | 'provvisoria' | 'provis\xC3\xB3ria';

    of     = 'of' | 'for' | 'from' | 'on' |
             'de' | 'di' | 'von' | 'f\xC3\xBCr' | 'f\xC3\xBCrs' | 'zum' | 'pour' | 'para' |
             'per' | 'voor';

    blank             { return NW_GAP_BLANK; }
    line              { return NW_GAP_LINE; }
    note              { return NW_GAP_NOTE; }
    tag               { return NW_GAP_TAG; }
    "=" | ":="        { return NW_GAP_EQUAL; }
    ":" | "=>" | "->" | "=="  { return NW_GAP_SIGN; }
    "\xEF\xBC\x9A" | "\xE2\x80\x93" | "-" | "|"+ { return NW_GAP_SIGN; }
    "#" | "n\xC2\xB0" | "N\xC2\xB0" | "\xE2\x84\x96" | ","  { return NW_GAP_FILLER; }
    quote             { return NW_GAP_QUOTE; }
    verb              { return NW_GAP_VERB; }
    filler            { return NW_GAP_FILLER; }
    of                { return NW_GAP_OF; }
    *                 { c->pos--; return NW_GAP_NONE; }
  */
}
