#include "cli/color.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "text/utf8.h"

int nw_color_wanted(const char *when, int fd) {
  if (when != NULL && strcmp(when, "auto") != 0) return strcmp(when, "always") == 0;
  const char *none = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
  if (none != NULL && none[0] != '\0') return 0;
  if (force != NULL && force[0] != '\0' && strcmp(force, "0") != 0) return 1;
  return isatty(fd) && (term == NULL || strcmp(term, "dumb") != 0);
}

/* SGR parameters (ECMA-48, 8.3.117). */
static const char *const styles[] = {
  [NW_STYLE_PLAIN] = "",          [NW_STYLE_BOLD] = "1",           [NW_STYLE_DIM] = "2",
  [NW_STYLE_RED] = "31",          [NW_STYLE_YELLOW] = "33",        [NW_STYLE_GREEN] = "32",        [NW_STYLE_CYAN] = "36",
  [NW_STYLE_MARK_RED] = "1;4;31", [NW_STYLE_MARK_YELLOW] = "1;4;33", [NW_STYLE_MARK_CYAN] = "4;36",
  [NW_STYLE_BADGE_RED] = "1;7;31", [NW_STYLE_BADGE_YELLOW] = "1;7;33", [NW_STYLE_BADGE_GREEN] = "1;7;32",
};

void nw_style_on(nw_out *out, int color, nw_style style) {
  if (color && style != NW_STYLE_PLAIN) nw_out_printf(out, "\033[%sm", styles[style]);
}

void nw_style_off(nw_out *out, int color, nw_style style) {
  if (color && style != NW_STYLE_PLAIN) nw_out_text(out, "\033[0m");
}

void nw_paint(nw_out *out, int color, nw_style style, const char *text) {
  nw_style_on(out, color, style);
  nw_out_text(out, text);
  nw_style_off(out, color, style);
}

/* C1 controls, soft hyphen, zero-width and bidi controls, tags: what a reader cannot see and a terminal may obey. */
static int is_invisible(uint32_t cp) {
  return (cp >= 0x80 && cp < 0xA0) || cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
         (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xE0000 && cp <= 0xE0FFF);
}

static void show_control(nw_out *out, uint32_t cp) {
  char picture[4];
  unsigned len = nw_utf8_encode(cp == 0x7F ? 0x2421u : 0x2400u + cp, picture);  /* U+2400: control pictures */
  nw_out_slice(out, nw_slice(picture, len));
}

void nw_show_text(nw_out *out, newel_slice text, const char *margin) {
  for (size_t at = 0; at < text.len;) {
    uint32_t cp = NW_UTF8_BAD;
    unsigned len = nw_utf8_decode((const unsigned char *)text.data + at, text.len - at, &cp);
    if (len == 0) len = 1, cp = NW_UTF8_BAD;
    if (cp == NW_UTF8_BAD) nw_out_printf(out, "\\x%02X", (unsigned)(unsigned char)text.data[at]);
    else if (cp == '\n') nw_out_printf(out, "\n%s", margin);
    else if ((cp < 0x20 && cp != '\t') || cp == 0x7F) show_control(out, cp);
    else if (is_invisible(cp)) nw_out_printf(out, "<U+%04X>", (unsigned)cp);
    else nw_out_slice(out, nw_slice(text.data + at, len));
    at += len;
  }
}

size_t nw_text_columns(newel_slice text) {
  size_t columns = 0;
  for (size_t i = 0; i < text.len; i++) columns += ((unsigned char)text.data[i] & 0xC0u) != 0x80u;
  return columns;
}
