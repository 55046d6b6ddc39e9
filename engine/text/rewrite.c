/* text/rewrite.c - see rewrite.h. */
#include "text/rewrite.h"

#include <string.h>

#include "base/slice.h"
#include "text/read_part.h"
#include "text/utf8.h"

/* ---- looking ---- */

unsigned nw_look_char_near_end(nw_look *look, size_t pos, uint32_t *cp) {
  int first = nw_look_at(look, pos);
  *cp = NW_UTF8_BAD;
  if (first < 0) return 0;
  if (first < 0x80) {
    *cp = (uint32_t)first;
    return 1;
  }
  size_t end = look->end < look->most ? look->end : look->most;
  unsigned step = nw_utf8_next(look->data + (pos - look->base), end - pos, cp);
  if (step > 0) return step;
  (void)nw_look_at(look, end);  /* cut: there may be more */
  return 1;
}

/* ---- places ---- */

void nw_passage_begin(nw_passage *place, size_t start) {
  place->start = place->end = start;
  place->text.len = 0;  /* a failure stays until nw_reading_begin: no refusal may hide it */
  place->pieces.count = 0;
  place->refused = 0;
  place->hidden = 0;
  place->goes_on = 0;
}

void nw_passage_add(nw_passage *place, const char *text, size_t len, size_t in_len) {
  nw_piece piece = { (uint32_t)len, (uint32_t)in_len };
  nw_buf *to = &place->text;
  if (len == 1 && to->len < to->capacity && !to->failed) to->data[to->len++] = *text;  /* most pieces are a letter */
  else nw_buf_add(to, text, len);
  if (!nw_vec_push(&place->alloc, &place->pieces, piece)) place->text.failed = 1;
  place->end += in_len;
}

void nw_passage_add_char(nw_passage *place, uint32_t cp, size_t in_len) {
  char bytes[4];
  nw_passage_add(place, bytes, nw_utf8_encode(cp, bytes), in_len);
}

unsigned nw_code_letters(const char *text, size_t len) {
  enum { LETTERS_LEAST = 2, LETTERS_MOST = 5, DIGITS_LEAST = 4, DIGITS_MOST = 12 };
  unsigned letters = 0;
  while (letters < len && nw_is_upper((unsigned char)text[letters])) letters++;
  for (size_t i = letters; i < len; i++)
    if (!nw_is_digit((unsigned char)text[i])) return 0;
  size_t digits = len - letters;
  return letters >= LETTERS_LEAST && letters <= LETTERS_MOST && digits >= DIGITS_LEAST && digits <= DIGITS_MOST ? letters : 0;
}

void nw_passage_both_ways(nw_passage *place, const char *front, size_t front_len) {
  enum { CODE_MOST = 17 };
  char code[CODE_MOST];
  size_t len = place->text.len, in_len = place->end - place->start;
  if (front_len + len > sizeof code || len == 0 || place->text.failed) return;
  memcpy(code, front, front_len);
  memcpy(code + front_len, place->text.data, len);
  unsigned letters = nw_code_letters(code, front_len + len);
  if (letters == 0) return;
  nw_buf_add(&place->text, "\n", 1);
  nw_buf_add(&place->text, code, letters);
  nw_buf_add(&place->text, "-", 1);
  nw_buf_add(&place->text, code + letters, front_len + len - letters);
  place->pieces.count = 1;
  if (!place->text.failed) place->pieces.at[0] = (nw_piece){ (uint32_t)place->text.len, (uint32_t)in_len };
}
