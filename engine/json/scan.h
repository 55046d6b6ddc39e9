/* json/scan.h - the lexemes of JSON, as grammar/json.re finds them; only json/ includes this. One call finds one lexeme; which
 * may follow which is the reader's affair.
 *
 *   [12, "x"]   ->   ARRAY_BEGIN, NUMBER 12, COMMA, SPACE, QUOTE   then, inside the string:   CHARS x, QUOTE   then   ARRAY_END
 *
 * A window is not NUL-terminated and may hold NUL bytes. Looking beyond its end is recorded in `touched`: with more bytes the
 * answer might have been another. Nothing is kept between calls. Cost: linear in the lexeme.
 */
#ifndef NW_JSON_SCAN_H
#define NW_JSON_SCAN_H

#include "newel/types.h"

typedef enum nw_json_lexeme {
  NW_LEX_NONE,      /* no lexeme begins here: a stray byte, or the end of the window */
  NW_LEX_SPACE,     /* a run of white space */
  NW_LEX_OBJECT_BEGIN, NW_LEX_OBJECT_END, NW_LEX_ARRAY_BEGIN, NW_LEX_ARRAY_END, NW_LEX_COLON, NW_LEX_COMMA,
  NW_LEX_QUOTE,     /* opens and closes strings */
  NW_LEX_NUMBER, NW_LEX_TRUE, NW_LEX_FALSE, NW_LEX_NULL,
  NW_LEX_BAD_NUMBER,  /* 01, 1., -, 1e+, … */
  NW_LEX_BYTE_ORDER_MARK,
  /* inside strings */
  NW_LEX_CHARS,     /* one or more whole, unescaped characters */
  NW_LEX_ESCAPE,    /* \n and its like */
  NW_LEX_UNICODE,   /* \uXXXX that is no surrogate */
  NW_LEX_PAIR,      /* \uD8xx\uDCxx: two surrogates, one character */
  NW_LEX_LONE,      /* \uD8xx or \uDCxx alone */
  NW_LEX_BAD_ESCAPE,
  NW_LEX_CONTROL    /* a byte below 0x20 */
} nw_json_lexeme;

typedef struct nw_json_scan {
  const unsigned char *data;
  size_t               len;
  size_t               at;       /* in: where the lexeme begins; out: where it ends */
  int                  touched;  /* out: the end of the window was looked at */
} nw_json_scan;

nw_json_lexeme nw_json_scan_value(nw_json_scan *scan);   /* between strings */
nw_json_lexeme nw_json_scan_string(nw_json_scan *scan);  /* inside a string */

/* Length 1..4 of the well-formed UTF-8 sequence (RFC 3629) at `data`; 0 when there is none. */
unsigned nw_json_utf8_len(const char *data, size_t len);

#endif
