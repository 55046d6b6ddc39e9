/* cue_number.re - numbers and codes that stand behind a cue (detect/cue/number.c checks what follows them, and check digits). */
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

    d   = [0-9];
    u   = [A-Z];
    x   = [0-9A-Z];
    sep = [ -];
    mon = 'jan' | 'feb' | 'mar' | 'apr' | 'may' | 'jun' | 'jul' | 'aug' | 'sep' | 'sept' | 'oct' | 'nov' | 'dec' | 'january' |
          'february' | 'march' | 'april' | 'june' | 'july' | 'august' | 'september' | 'october' | 'november' | 'december';
    month = [a-zA-Z\x80-\xFF]{3,12};
    mm  = "0"? [1-9] | "1" [0-2];
    dd  = "0"? [1-9] | [12] d | "3" [01];
    yy  = d{2} | "20" d{2};
    year = ("19" | "20") d{2};
    ord = 'st' | 'nd' | 'rd' | 'th' | 'er' | ".";
    m2  = "0" [1-9] | "1" [0-2];
    d2  = "0" [1-9] | [12] d | "3" [01];
    town = [A-Z\xC3-\xC5\xD0] [a-zA-Z\x80-\xFF-]{1,24};
*/

int nw_cue_digits_scan(nw_cursor *c) {
  /*!re2c
    d+ (sep d+){0,5} { return 1; }
    *                { return 0; }
  */
}

int nw_cue_expiry_scan(nw_cursor *c) {
  /*!re2c
    ("0" [1-9] | "1" [0-2]) " "? [/-] " "? yy  { return 1; }
    [1-9] "/" yy                               { return 1; }
    ("0" [1-9] | "1" [0-2]) d{2}               { return 3; }
    mon [ .,/'-]{1,2} ("20"? d{2})             { return 2; }
    *                                          { return 0; }
  */
}

int nw_cue_date_scan(nw_cursor *c) {
  /*!re2c
    dd [./-] mm [./-] (year | d{2})            { return 1; }
    mm [./-] dd [./-] (year | d{2})            { return 1; }
    year [./-] mm [./-] dd                     { return 1; }
    year m2 d2                                 { return 1; }
    year " "? ("\xE5\xB9\xB4" | "\xEB\x85\x84") " "?
        mm " "? ("\xE6\x9C\x88" | "\xEC\x9B\x94") " "?
        dd " "? ("\xE6\x97\xA5" | "\xEC\x9D\xBC")  { return 1; }
    mon "."? " " dd ord? ","? " " year         { return 1; }
    dd ord? " " ('of ' | 'de ')? month ","? (" " | " de ") year  { return 1; }
    dd [-] mon [-] (year | d{2})               { return 1; }
    *                                          { return 0; }
  */
}

/* "born" | "in Leeds on " | "3 May 1980". */
int nw_cue_birthplace_scan(nw_cursor *c) {
  /*!re2c
    at  = 'in' | 'a' | 'ad' | "\xC3\xA0" | 'en' | 'em' | 'w' | 'we' | 'te' | 'i';
    when = 'on' | 'on the' | 'am' | 'il' | 'le' | 'el' | 'em' | 'op' | 'den' | 'dnia';
    at " " town (" " town){0,2} ("," " " town){0,2} ","? " " when " "  { return 1; }
    *                                          { return 0; }
  */
}

/* AAMVA formats of the states, UK (surname, date, initials, check), and the like with hyphens. */
int nw_cue_driver_scan(nw_cursor *c) {
  /*!re2c
    u{1,3} d{3,14} u{0,2}                      { return 1; }
    u{0,2} d{2,5} (sep d{2,6}){1,4}            { return 1; }
    d{7,14} u{0,2}                             { return 1; }
    [A-Z9]{5} d{6} [A-Z9]{2} x{3,5}            { return 1; }
    [A-Z9]{5} " " d{6} " " [A-Z9]{2} x{3}      { return 1; }
    "WDL" x{9}                                 { return 1; }
    u d{2} x{2} d{5,8} x{0,2}                  { return 1; }
    *                                          { return 0; }
  */
}

/* Plates that are rigid enough to be told without a word before them: what the authorities of the countries write. */
int nw_cue_plate_form_scan(nw_cursor *c) {
  /*!re2c
    ca    = [A-HJ-NP-Z];                       /* no I, O */
    cb    = [A-HJ-PR-Z];                       /* no I, Q */
    cons  = [B-DF-HJ-NP-TV-Z];
    uk    = [A-HJ-PR-Y]{2} ("0" [2-9] | [12] d | "5" [1-9] | [67] d) " "? cb{3};
    de    = (u | "\xC3" [\x84\x96\x9C]){1,3} [ -] u{1,2} [ -]? [1-9] d{0,3} [EH]?;
    fr    = ca{2} "-" d{3} "-" ca{2};
    it    = ca{2} " "? d{3} " "? ca{2};
    es    = d{4} [ -]? cons{3};
    nl    = d{2} "-" u{2} "-" u{2} | u{2} "-" d{2} "-" u{2} | u{2} "-" u{2} "-" d{2} | d{2} "-" u{3} "-" d | d "-" u{3} "-" d{2}
          | u{2} "-" d{3} "-" u | u "-" d{3} "-" u{2};
    tr    = ("0" [1-9] | [1-7] d | "8" [01]) " "? (u " "? d{4} | u{2} " "? d{3,4} | u{3} " "? d{2,4});
    small = [a-z];                             /* typed without shift: only what text does not have by chance */
    uk_s  = small{2} ("0" [2-9] | [12] d | "5" [1-9] | [67] d) " " small{3};
    tr_s  = ("0" [1-9] | [1-7] d | "8" [01]) " " (small " " d{4} | small{2} " " d{3,4} | small{3} " " d{2,4});
    tr_1  = ("0" [1-9] | [1-7] d | "8" [01]) " " (u " " d{2,3} | u{2} " " d{2});
    in    = ("A"[NPRS] | "BR" | "C"[GH] | "D"[DLN] | "G"[AJ] | "H"[PR] | "J"[HK] | "K"[AL] | "L"[AD] | "M"[HLNPZ] | "NL"
          | "O"[DR] | "P"[BY] | "RJ" | "SK" | "T"[GNRS] | "U"[AKP] | "WB") [ -]? d{1,2} [ -]? u{1,3} [ -]? d{4};
    in_bh = d{2} [ -]? "BH" [ -]? d{4} [ -]? u{1,2};
    ng    = u{3} "-"? d{3} u{2};
    br    = u{3} d u d{2};
    ru_l  = "А" | "В" | "Е" | "К" | "М" | "Н" | "О" | "Р" | "С" | "Т" | "У" | "Х";
    ru    = ru_l " "? d{3} " "? ru_l{2} " "? d{2,3};

    uk | de | fr | it | es | nl | tr | uk_s | tr_s | tr_1 | in | in_bh | ng | br | ru  { return 1; }
    *                                          { return 0; }
  */
}

/* Driving licences of the same kind: Britain (surname, date of birth, initials), Germany, Italy, Korea,
 * states of the US. */
int nw_cue_driver_form_scan(nw_cursor *c) {
  /*!re2c
    l    = [A-Za-z];
    name = l{5} | l{4} "9" | l{3} "99" | l{2} "999" | l "9999";
    born = d ("0" [1-9] | "1" [0-2] | "5" [1-9] | "6" [0-2]) ("0" [1-9] | [12] d | "3" [01]) d;
    kr   = "1" [1-9] | "2" [0-68];             /* regions of Korea */
    name " "? born " "? (l{2} | l "9" | "99") [A-Za-z0-9] l{2}  { return 1; }
    u{2} d{8} x | u{2} d{7} u                  { return 1; }
    kr "-"? d{2} "-"? d{6} "-"? d{2}           { return 1; }
    u d{8} | u d{12} | u d{14}                 { return 1; }
    u d{3} "-" d{4} "-" d{4} | u d{3} "-" d{3} "-" d{2} "-" d{3} "-" d  { return 1; }
    *                                          { return 0; }
  */
}

int nw_cue_plate_scan(nw_cursor *c) {
  /*!re2c
    uk | de | fr | it | es | nl | tr | uk_s | tr_s | tr_1 | in | in_bh | ng | br | ru  { return 1; }
    (x{1,4} (sep x{1,6}){0,3} | x{5,8})                   { return 1; }
    *                                          { return 0; }
  */
}

/* Ontario 4-3-3 with a version code, and what the other provinces print. */
int nw_cue_health_scan(nw_cursor *c) {
  /*!re2c
    d{4} sep? d{3} sep? d{3} (sep? u{2})?      { return 1; }
    u{4} " "? d{4} " "? d{4}                   { return 2; }
    d{9} | d{5} sep d{4} | d{3} sep d{3} sep d{3} | d{8} | d{12} | [NDMT] d{7}  { return 3; }
    *                                          { return 0; }
  */
}

int nw_cue_record_scan(nw_cursor *c) {
  /*!re2c
    (u{1,4} "-"?)? d{4,12} u?                  { return 1; }
    d{3,4} "-" d{3,4} "-" d{3,4}               { return 1; }
    *                                          { return 0; }
  */
}

int nw_cue_passport_scan(nw_cursor *c) {
  /*!re2c
    d{9} | u d{8}                              { return 1; }
    *                                          { return 0; }
  */
}
