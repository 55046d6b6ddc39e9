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
    quote  = ["'`] | "\\\"" | "\xE2\x80\x9C" | "\xE2\x80\x98" | "\xE2\x80\x9E" | "\xC2\xAB";
    verb   = 'is' | 'was' | 'are' | 'ist' | 'lautet' | 'est' | 'es' | '\xC3\xA8' | '\xC3\xA9' | 'to' | 'jest' |
             'to jest' | 'set to' |
             'will be' | 'changed to' | 'reset to' | 'would be' | 'equals';
    filler = 'number' | 'numbers' | 'num' | 'no' | 'no.' | 'nr' | 'nr.' | 'nummer' | 'num\xC3\xA9ro' | 'n\xC3\xBAmero' |
             'numero' |
             'numer' | 'code' | 'date' | 'id' | 'value' | 'of' | 'de' | 'von' | 'di' | 'for' | 'plate' | 'card' |
             'record' | 'registration' | 'key' | 'from' |
             'on' | 'the' | 'account' | 'ending in' | 'reads' | 'plates' | 'tag' | 'serial' | 'as' | 'by' | 'book';

    blank             { return NW_GAP_BLANK; }
    line              { return NW_GAP_LINE; }
    note              { return NW_GAP_NOTE; }
    "=" | ":="        { return NW_GAP_EQUAL; }
    ":" | "=>" | "->" | "=="  { return NW_GAP_SIGN; }
    "\xEF\xBC\x9A" | "\xE2\x80\x93" | "-" | "|"+ { return NW_GAP_SIGN; }
    "#" | "n\xC2\xB0" | "N\xC2\xB0" | "\xE2\x84\x96" | ","  { return NW_GAP_FILLER; }
    quote             { return NW_GAP_QUOTE; }
    verb              { return NW_GAP_VERB; }
    filler            { return NW_GAP_FILLER; }
    *                 { c->pos--; return NW_GAP_NONE; }
  */
}
