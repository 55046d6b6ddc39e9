/* cli/color.h - when to colour, how, and how to show a text that may hold anything. */
#ifndef NW_CLI_COLOR_H
#define NW_CLI_COLOR_H

#include "cli/output.h"

typedef enum nw_style {
  NW_STYLE_PLAIN, NW_STYLE_BOLD, NW_STYLE_DIM, NW_STYLE_RED, NW_STYLE_YELLOW, NW_STYLE_GREEN, NW_STYLE_CYAN,
  NW_STYLE_MARK_RED, NW_STYLE_MARK_YELLOW, NW_STYLE_MARK_CYAN,  /* underlined: a finding */
  NW_STYLE_BADGE_RED, NW_STYLE_BADGE_YELLOW, NW_STYLE_BADGE_GREEN  /* reversed: a verdict */
} nw_style;

/* `when`: "always", "never", "auto" or NULL. auto: not with NO_COLOR (no-color.org); else with CLICOLOR_FORCE
 * (bixense.com/clicolors) or when `fd` is a terminal that is not "dumb". */
int nw_color_wanted(const char *when, int fd);

/* Writes `text` in a style; without `color` plain. */
void nw_paint(nw_out *out, int color, nw_style style, const char *text);
void nw_style_on(nw_out *out, int color, nw_style style);
void nw_style_off(nw_out *out, int color, nw_style style);

/* Writes a text so that a terminal shows it and obeys nothing in it: control characters as ␀..␡, bytes that are no UTF-8 as \xFF,
 * bidi controls and other invisible characters as <U+202E>. Line feeds are followed by `margin`; tabs stay. */
void nw_show_text(nw_out *out, newel_slice text, const char *margin);
/* Columns a terminal needs for `text`, when it holds no line feed: code points, wide ones counted as one. */
size_t nw_text_columns(newel_slice text);

#endif
