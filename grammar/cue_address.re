/* cue_address.re - postal addresses: streets of several languages, and what may stand behind them.
 * Suffixes: USPS Publication 28,
 * appendix C1; postcodes: Royal Mail, Canada Post; states: ISO 3166-2:US.
 * Names of streets and cities begin with a capital letter. */
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

    d      = [0-9];
    cap    = [A-Z] | [\xC3-\xC5\xCE\xD0] [\x80-\xBF];
    in     = [A-Za-z'] | [\xC3-\xDF][\x80-\xBF] | "\xE2\x80\x99";
    name   = cap in* ("-" in+)* ;
    small  = 'de' | 'la' | 'le' | 'les' | 'du' | 'des' | 'del' | 'della' | 'dei' | 'di' | 'da' | 'do' | 'dos' | 'den' |
             'der' | 'van' |
             'von' | 'y' | 'of' | 'the' | 'am' | 'an' | "d'" | "l'" | 'und';
    roman  = "-" [IVX]{1,4};                   /* a floor of the Netherlands */
    num    = d{1,6} [A-Za-z]? ("-" d{1,5})? ("/" d{1,4} [A-Za-z]?){0,3} | d{1,4} "-" d{1,4} | d{1,4} roman;
    ordin  = d{1,3} ('st' | 'nd' | 'rd' | 'th');
    dir    = ([NSEW] | 'NE' | 'NW' | 'SE' | 'SW') "."? | "North" | "South" | "East" | "West" | "Northeast" | "Northwest" |
             "Southeast" | "Southwest";
    suffix = "Street" | "St" "."? | "Avenue" | "Ave" "."? | "Boulevard" | "Blvd" "."? | "Road" | "Rd" "."? | "Lane" |
             "Ln" "."? | "Drive" |
             "Dr" "."? | "Court" | "Ct" "."? | "Place" | "Pl" "."? | "Terrace" | "Ter" "."? | "Way" | "Highway" |
             "Hwy" "."? | "Parkway" |
             "Pkwy" "."? | "Circle" | "Cir" "."? | "Square" | "Sq" "."? | "Trail" | "Trl" "."? | "Loop" | "Crescent" |
             "Cres" "."? | "Close" |
             "Row" | "Alley" | "Plaza" | "Pike" | "Turnpike" | "Expressway" | "Gardens" | "Grove" | "Mews" | "Broadway" |
             "Hill" | "Path" |
             "Crossing" | "Crossroad" | "Esplanade" | "Parade" | "Quay" | "Walk" | "Rise" | "Heights" | "View" |
             "Ridge" | "Run" | "Cove" |
             "STREET" | "ST" | "AVENUE" | "AVE" | "BOULEVARD" | "BLVD" | "ROAD" | "RD" | "LANE" | "LN" | "DRIVE" | "DR" |
             "COURT" | "CT" |
             "street" | "avenue" | "boulevard" | "road" | "lane" | "drive" | "blvd" | "rd" | "ave";
    latin  = 'rue' | 'avenue' | 'av.' | 'boulevard' | 'bd' | 'bvd' | 'place' | 'chemin' | 'all\xC3\xA9e' | 'impasse' |
             'quai' | 'cours' |
             'route' | 'square' | 'passage' | 'calle' | 'avenida' | 'paseo' | 'plaza' | 'via' | 'viale' | 'piazza' |
             'corso' | 'vicolo' |
             'rua' | 'faubourg' | 'sentier' | 'ul.' | 'al.';
    zip    = d{5} ("-" d{4})?;
    state  = [A-Z]{2};
    uk     = [A-Z]{1,2} d [0-9A-Z]? " "? d [ABD-HJLNP-UW-Z]{2};
    canada = [A-CEGHJ-NPR-TVXY] d [A-Z] [ -]? d [A-Z] d;
    abroad = [ADF] "PO" " " ("AA" | "AE" | "AP") " " d{5};
    dutch  = d{4} " "? [A-Z]{2};
    polish = d{2} "-" d{3};
    iberic = d{4} "-" d{3} | d{5} "-" d{3};
    code   = zip | uk | canada | dutch | polish | d{4} ;
    comma  = [ ]* "," [ ]* ">"? ("\r"? "\n" [ \t>]*)? | [ ]* "\r"? "\n" [ \t>]*;
    sep    = comma | " ";
    city   = name ([ -] (small [ -])? name){0,3} | "St. " name;
    unit   = ('apt' | 'apartment' | 'suite' | 'ste' | 'unit' | 'floor' | 'flat' | 'lok' |
             'm') "."? " "? "#"? d [0-9A-Za-z-]{0,5} |
             ('apt' | 'apartment' | 'suite' | 'ste' | 'unit' | 'flat') "."? " " "#"? [A-Za-z] [0-9]{0,4};
    nth    = d{1,2} "."? "\xC2" [\xBA\xAA];
    side   = [A-Z] | ('izq' | 'izda' | 'dcha' | 'dto' | 'dta' | 'esq' | 'dir' | 'frente') "."?;
    floor  = ('bus' | 'bte' | 'bo\xC3\xAEte' | 'piso' | 'planta' | 'int.' | 'interno' | 'scala' | 'stiege' | 'top' | 'daire' |
             'kat') " " d{1,4} [A-Za-z]? (" " side)? | nth (" " side)?;
    quart  = ('col.' | 'colonia' | 'fracc.' | 'barrio' | 'urb.' | 'bairro') " " city;
*/

int nw_cue_street_scan(nw_cursor *c) {
  /*!re2c
    d{1,6} [A-Za-z]? "," " " (name " "){1,3} suffix                         { return 1; }
    num " " (dir " ")? ((name "."? | ordin) " "){1,4} suffix (" " dir)?     { return 1; }
    num (" "? ('bis' | 'ter'))? ","? " " latin " " (small " "?){0,2} name ([ -] (small " "?){0,2} name){0,4}  { return 1; }
    num " " ("Broadway" | "Highway " d{1,3} | "County Road " d{1,4})        { return 1; }
    ordin " " ("Avenue" | "Street" | "Ave" | "St")                          { return 1; }
    *                                                                       { return 0; }
  */
}

int nw_cue_street_after_scan(nw_cursor *c) {
  /*!re2c
    "."? " " (small " "?){0,2} (name |
             d{1,2} " " name) ([ -] (small " "?){0,2} name){0,4} ","? " " ('n\xC2\xBA' " "?)? num { return 1; }
    *                                                                       { return 0; }
  */
}

/* "90 Árpád fejedelem útja 3", "37 Via Verbano 62": between two numbers. */
int nw_cue_house_scan(nw_cursor *c) {
  /*!re2c
    part   = name | small | in{1,12};
    num " " (small " "){0,2} name "."? ([ -] part "."?){0,4} ","? " " num "."?     { return 1; }
    *                                                                       { return 0; }
  */
}

int nw_cue_street_word_scan(nw_cursor *c) {
  /*!re2c
    name "."? " " d{1,4} (" "? [a-z])? ("-" d{1,4} | roman | ("/" d{1,4}){1,3})?                { return 1; }
    *                                                                       { return 0; }
  */
}

/* What follows a street; the longest of these. */
int nw_cue_tail_scan(nw_cursor *c) {
  /*!re2c
    ","? " " "#" " "? [0-9A-Za-z]{1,6}                                      { return 1; }
    sep unit                                                                { return 3; }
    sep (floor | quart)                                                     { return 1; }
    " - " city "," " " city (" - " state)?                                  { return 1; }
    sep? abroad                                                             { return 1; }
    sep city ","? " "{1,2} state (" "{1,2} (zip | canada))?          { return 1; }
    sep city ("," " "? | " ") uk                                     { return 1; }
    sep (zip | polish | dutch | iberic | d{4}) " " city                       { return 1; }
    sep uk                                                           { return 1; }
    comma city sep ("," " "?)? code                                  { return 1; }
    "," " " city                                                     { return 2; }
    "," " " city "," " " city                                        { return 2; }
    sep city sep city " " zip                                        { return 1; }
    *                                                                       { return 0; }
  */
}

int nw_cue_box_scan(nw_cursor *c) {
  /*!re2c
    [ ]* ("#" | 'no.')? [ ]* d{1,6}                                         { return 1; }
    *                                                                       { return 0; }
  */
}

/* "PSC 1083, Box 3672", "Unit 4818 Box 0262": military mail (USPS Publication 28, section 225). */
int nw_cue_mail_scan(nw_cursor *c) {
  /*!re2c
    " " d{1,5} ","? " " 'box' " " d{1,5}                                    { return 1; }
    *                                                                       { return 0; }
  */
}

/* "03555 Vicolo Calcirelli 13 Suite 694 Valderice": begins with a number or a name and holds both. */
int nw_cue_free_scan(nw_cursor *c) {
  /*!re2c
    token  = name | cap in{0,2} "." | num | small | dir;
    between = " " | ", " | [ ]* "\n" [ ]+;
    num between (small between)? name (between token){0,10}                 { return 1; }
    name (between (small | name)){0,4} between num (between token){0,10}    { return 1; }
    *                                                                       { return 0; }
  */
}
