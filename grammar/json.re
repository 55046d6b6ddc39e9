/* json.re - the lexemes of JSON (RFC 8259) and the byte ranges of UTF-8 (RFC 3629, section 4). Contract: engine/json/scan.h.
 *
 * The end of the window is read as a 0 that is recorded in `touched`; no definition but `control` holds a 0, and it asks whether
 * the byte was really there, so a NUL in the text is never taken for the end.
 */
#include "json/scan.h"

static inline unsigned char peek(nw_json_scan *scan, size_t at) {
  if (at < scan->len) return scan->data[at];
  scan->touched = 1;
  return 0;
}

/*!re2c
  re2c:api              = custom;
  re2c:api:style        = free-form;
  re2c:yyfill:enable    = 0;
  re2c:define:YYCTYPE   = "unsigned char";
  re2c:define:YYPEEK    = "peek(scan, at)";
  re2c:define:YYSKIP    = "at++;";
  re2c:define:YYBACKUP  = "mark = at;";
  re2c:define:YYRESTORE = "at = mark;";

  tail      = [\x80-\xBF];
  utf8_2    = [\xC2-\xDF] tail;
  utf8_3    = "\xE0" [\xA0-\xBF] tail | [\xE1-\xEC\xEE\xEF] tail{2} | "\xED" [\x80-\x9F] tail;
  utf8_4    = "\xF0" [\x90-\xBF] tail{2} | [\xF1-\xF3] tail{3} | "\xF4" [\x80-\x8F] tail{2};
  multibyte = utf8_2 | utf8_3 | utf8_4;

  space     = [ \t\n\r]+;
  digits    = [0-9]+;
  number    = "-"? ("0" | [1-9] [0-9]*) ("." digits)? ([eE] [-+]? digits)?;
  numberish = [-0-9] [-+.eE0-9]*;
  bom       = "\xEF\xBB\xBF";

  control   = [\x00-\x1F];
  plain     = [\x20-\x7F] \ ["\\];
  hex       = [0-9a-fA-F];
  high      = "\\u" [dD] [89abAB] hex{2};
  low       = "\\u" [dD] [c-fC-F] hex{2};
*/

nw_json_lexeme nw_json_scan_value(nw_json_scan *scan) {
  size_t at = scan->at, mark = at;
  nw_json_lexeme lexeme;
  scan->touched = 0;
  /*!re2c
    space     { lexeme = NW_LEX_SPACE; goto done; }
    "{"       { lexeme = NW_LEX_OBJECT_BEGIN; goto done; }
    "}"       { lexeme = NW_LEX_OBJECT_END; goto done; }
    "["       { lexeme = NW_LEX_ARRAY_BEGIN; goto done; }
    "]"       { lexeme = NW_LEX_ARRAY_END; goto done; }
    ":"       { lexeme = NW_LEX_COLON; goto done; }
    ","       { lexeme = NW_LEX_COMMA; goto done; }
    ["]       { lexeme = NW_LEX_QUOTE; goto done; }
    number    { lexeme = NW_LEX_NUMBER; goto done; }
    "true"    { lexeme = NW_LEX_TRUE; goto done; }
    "false"   { lexeme = NW_LEX_FALSE; goto done; }
    "null"    { lexeme = NW_LEX_NULL; goto done; }
    numberish { lexeme = NW_LEX_BAD_NUMBER; goto done; }
    bom       { lexeme = NW_LEX_BYTE_ORDER_MARK; goto done; }
    *         { lexeme = NW_LEX_NONE; goto done; }
  */
done:
  scan->at = at;
  return lexeme;
}

nw_json_lexeme nw_json_scan_string(nw_json_scan *scan) {
  size_t at = scan->at, mark = at;
  nw_json_lexeme lexeme;
  scan->touched = 0;
  /*!re2c
    (plain | multibyte)+      { lexeme = NW_LEX_CHARS; goto done; }
    ["]                       { lexeme = NW_LEX_QUOTE; goto done; }
    "\\" ["\\/bfnrt]          { lexeme = NW_LEX_ESCAPE; goto done; }
    high low                  { lexeme = NW_LEX_PAIR; goto done; }
    high | low                { lexeme = NW_LEX_LONE; goto done; }
    "\\u" hex{4}              { lexeme = NW_LEX_UNICODE; goto done; }
    "\\"                      { lexeme = NW_LEX_BAD_ESCAPE; goto done; }
    control                   { lexeme = at > scan->len ? NW_LEX_NONE : NW_LEX_CONTROL; goto done; }
    *                         { lexeme = NW_LEX_NONE; goto done; }
  */
done:
  scan->at = at;
  return lexeme;
}

unsigned nw_json_utf8_len(const char *data, size_t len) {
  nw_json_scan window = { (const unsigned char *)data, len, 0, 0 }, *scan = &window;
  size_t at = 0, mark = 0;
  /*!re2c
    [\x00-\x7F] { return scan->touched ? 0 : 1; }
    multibyte   { return (unsigned)at; }
    *           { return 0; }
  */
}
