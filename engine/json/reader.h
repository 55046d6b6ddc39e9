/* json/reader.h - our strict JSON reader (RFC 8259) as a push lexer: bytes may come one at a time, spans are absolute.
 *
 *   {"a":"x\u00e9"}  ->  OBJECT_BEGIN, KEY_BEGIN, CHARS "a", STRING_END, STRING_BEGIN, CHARS "x", ESCAPE C3 A9, STRING_END,
 *                        OBJECT_END, END
 *
 * A string comes in pieces, so a long one is never held back. The scanner is grammar/json.re; the grammar (which token may follow
 * which) is checked here. Nothing is allocated. Depth is bounded by NW_LIMIT_JSON_DEPTH.
 *
 *   nw_json_begin(&reader, 0);
 *   for (;;) {
 *     kind = nw_json_next(&reader, window, base, len, final, &token);
 *     if (kind == NW_JSON_MORE) …            move the window: bytes before reader.pos are done with; at most 1,024 must be kept
 *     else if (kind == NW_JSON_END) break;
 *   }
 *
 * However a document is cut into windows, the tokens are the same, but for where a run of CHARS is cut.
 * One thread. Cost: linear; a token that waits for bytes is read again from its start, and the longest is a number of 1,024
 * bytes.
 */
#ifndef NW_JSON_READER_H
#define NW_JSON_READER_H

#include "base/limits.h"
#include "newel/types.h"

typedef enum nw_json_kind {
  NW_JSON_OBJECT_BEGIN, NW_JSON_OBJECT_END, NW_JSON_ARRAY_BEGIN, NW_JSON_ARRAY_END,
  NW_JSON_KEY_BEGIN,     /* the opening quote of a member name */
  NW_JSON_STRING_BEGIN,  /* the opening quote of a value */
  NW_JSON_CHARS,         /* a run of unescaped bytes inside a string, cut only between UTF-8 sequences; [start, end) */
  NW_JSON_ESCAPE,        /* one escape (a surrogate pair is one): `decoded`, `decoded_len`; a lone surrogate gives U+FFFD */
  NW_JSON_STRING_END,    /* the closing quote */
  NW_JSON_NUMBER, NW_JSON_TRUE, NW_JSON_FALSE, NW_JSON_NULL,
  NW_JSON_END,           /* the document is whole, and only white space follows (final) */
  NW_JSON_MORE,          /* not final, and what stands at `pos` is not whole yet */
  NW_JSON_ERROR          /* `error` says what; start is the offset. Sticky */
} nw_json_kind;

typedef struct nw_json_token {
  nw_json_kind  kind;
  size_t        start, end;   /* absolute byte span of the token */
  unsigned char decoded_len;
  unsigned char limit;        /* ERROR: 1 + NW_LIMIT_ID_… when the document may be JSON, but is too deep or has too long a number */
  char          decoded[4];
  const char   *error;        /* "expected ':' after a member name", …: static storage; NULL unless ERROR */
} nw_json_token;

enum { NW_JSON_LENIENT_UTF8 = 1 /* bad bytes inside strings are CHARS, not errors */ };

typedef struct nw_json_reader {
  size_t        pos;        /* absolute offset of the next byte to read */
  unsigned      flags, depth, expect, in_string;  /* in_string: 0 none, 1 member name, 2 value */
  unsigned char stack[128]; /* by depth: 1 object, 0 array */
  unsigned char limit;
  const char   *error;      /* the error that sticks; `pos` is its offset */
} nw_json_reader;

void nw_json_begin(nw_json_reader *reader, unsigned flags);
/* The next token of the window `data`, which holds the absolute bytes [base, base + len), base <= reader->pos. `final`: nothing
 * follows. White space and punctuation (':' and ',') give no token. A number is bounded by 1,024 bytes. */
nw_json_kind nw_json_next(nw_json_reader *reader, const char *data, size_t base, size_t len, int final, nw_json_token *token);

#endif
