/* text/read_bytes.h - what encodings say, a byte after the other: is it a text that a person wrote?
 *
 *   62 6f 62       "bob"            shown, most of it letters, digits and blanks
 *   89 50 4e 47                     no text at the first byte
 *
 * For tokens (read_token.c) and rows of numbers (read_series.c). Cost: some 15 instructions a byte.
 */
#ifndef NW_TEXT_READ_BYTES_H
#define NW_TEXT_READ_BYTES_H

#include "text/read_part.h"

enum { NW_DECODED_MOST = 4096 };

/* Bytes of the reading, as they come. */
typedef struct nw_decoded {
  unsigned char bytes[NW_DECODED_MOST];
  size_t   len;       /* whole code points that are shown end here at `good` */
  size_t   good;
  unsigned wordy;     /* letters, digits, blanks and what is not ASCII among them */
  unsigned letters;   /* of ASCII */
  int      bad;
  int      goes_on;   /* its first bytes may be the last ones of a code point; it begins inside a line */
  size_t   whole;     /* what came with the letters of the token up to `whole_end`: whole bytes */
  size_t   whole_end;
} nw_decoded;

/* 0 when the text so far cannot be one. */
static inline int nw_decoded_add(nw_decoded *text, unsigned byte) {
  uint32_t cp;
  if (text->len == sizeof text->bytes) return 0;
  text->bytes[text->len++] = (unsigned char)byte;
  if (text->goes_on && text->len < 4 && text->good + 1 == text->len && (byte & 0xC0) == 0x80) return text->good = text->len, 1;
  cp = byte;
  unsigned len = byte < 0x80 && text->good + 1 == text->len ? 1 : nw_utf8_decode(text->bytes + text->good, text->len - text->good, &cp);
  if (len == 0) return 1;
  if (cp == NW_UTF8_BAD || !nw_is_shown(cp)) {
    text->bad = 1;
    return 0;
  }
  if (cp < 0x20) text->bytes[text->good] = ' ';
  text->wordy += cp >= 0x80 || cp <= ' ' || nw_is_alnum(cp);
  text->letters += cp < 0x80 && nw_is_alpha(cp);
  text->good = text->len;
  return 1;
}

static inline unsigned nw_decoded_chars(const nw_decoded *text) {
  unsigned count = 0;
  for (size_t i = 0; i < text->good; i++) count += (text->bytes[i] & 0xC0) != 0x80;
  return count;
}

/* Of so many characters, do these look like something that was written? Many shown characters in a row are no accident: they may be
 * escapes, or a record of signs and few words. */
static inline int nw_chars_are_texty(unsigned chars, unsigned wordy) {
  enum { LONG_CHARS = 16 };
  return wordy * 8 >= chars * (chars < LONG_CHARS ? 5 : 3);
}

static inline int nw_decoded_is_texty(const nw_decoded *text, unsigned least) {
  unsigned chars = nw_decoded_chars(text);
  return chars >= least && nw_chars_are_texty(chars, text->wordy);
}

static inline void nw_decoded_forget(nw_decoded *out, int goes_on) {
  out->len = out->good = out->whole = 0;
  out->wordy = out->letters = 0;
  out->bad = 0;
  out->goes_on = goes_on;
}

#endif
