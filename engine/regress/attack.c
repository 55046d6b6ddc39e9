/* attack.c - a value in disguise is still the value: the label stays, the bytes change.
 *
 *   text   mail ana@example.com now        label 5..20
 *   full_width                             label 5..50, each letter three bytes
 *   base64      mail YW5hQGV4YW1wbGUuY29t now
 *
 * Own implementation of published classes: Boucher et al. (arXiv 2106.09898: invisible characters, homoglyphs, reordering,
 * deletion), Hackett et al. (arXiv 2504.11168: tags, smuggling, diacritics, full width, spaces), arXiv 2510.05025 (variation
 * selectors), arXiv 2508.14070 (encodings), UTS #39 (mixed digits). Deterministic: no random choice. A disguise takes a run of
 * code points and appends bytes; labelled places that touch are one run. JSON documents keep their syntax only as far as the
 * value does: a case with format json is attacked inside its labels alone.
 */
#include "regress/attack.h"

#include "base/error.h"
#include "base/slice.h"

typedef void (*disguise_fn)(nw_buf *out, newel_slice value, uint32_t parameter);

/* ---- code points ------------------------------------------------------------------------------------------ */

static uint32_t next_point(newel_slice text, size_t *at) {
  unsigned char c = (unsigned char)text.data[(*at)++];
  unsigned more = c < 0xC0 ? 0u : c < 0xE0 ? 1u : c < 0xF0 ? 2u : 3u;
  uint32_t point = more == 0 ? c : more == 1 ? c & 0x1Fu : more == 2 ? c & 0x0Fu : c & 0x07u;
  for (; more > 0 && *at < text.len; more--) point = point << 6 | ((unsigned char)text.data[(*at)++] & 0x3Fu);
  return point;
}

static void put_point(nw_buf *out, uint32_t c) {
  if (c < 0x80) nw_buf_add_char(out, (char)c);
  else if (c < 0x800) nw_buf_addf(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
  else if (c < 0x10000)
    nw_buf_addf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
  else
    nw_buf_addf(out, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)), (int)(0x80 | (c >> 6 & 0x3F)),
                (int)(0x80 | (c & 0x3F)));
}

/* ---- letter by letter ------------------------------------------------------------------------------------- */

static void full_width(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    put_point(out, c > 0x20 && c < 0x7F ? c + 0xFEE0 : c);
  }
}

static void math_bold(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    if (nw_is_upper(c)) c = 0x1D400 + (c - 'A');
    else if (nw_is_lower(c)) c = 0x1D41A + (c - 'a');
    else if (nw_is_digit(c)) c = 0x1D7CE + (c - '0');
    put_point(out, c);
  }
}

static void enclosed(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    if (nw_is_upper(c)) c = 0x24B6 + (c - 'A');
    else if (nw_is_lower(c)) c = 0x24D0 + (c - 'a');
    else if (nw_is_digit(c)) c = c == '0' ? 0x24EA : 0x2460 + (c - '1');
    put_point(out, c);
  }
}

static void tags(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    put_point(out, c >= 0x20 && c < 0x7F ? c + 0xE0000 : c);
  }
}

/* Digits of another script; `parameter` is its zero. */
static void digit_script(nw_buf *out, newel_slice value, uint32_t parameter) {
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    put_point(out, nw_is_digit(c) ? parameter + (c - '0') : c);
  }
}

static void homoglyphs(nw_buf *out, newel_slice value, uint32_t parameter) {
  static const struct { char latin; uint16_t like; } table[] = {
    {'a', 0x430}, {'c', 0x441}, {'e', 0x435}, {'i', 0x456}, {'j', 0x458}, {'o', 0x43E}, {'p', 0x440}, {'s', 0x455}, {'x', 0x445},
    {'y', 0x443}, {'A', 0x410}, {'B', 0x412}, {'C', 0x421}, {'E', 0x415}, {'H', 0x41D}, {'I', 0x406}, {'K', 0x41A}, {'M', 0x41C},
    {'O', 0x41E}, {'P', 0x420}, {'S', 0x405}, {'T', 0x422}, {'X', 0x425}};
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
      if (c == (unsigned char)table[i].latin) {
        c = table[i].like;
        break;
      }
    put_point(out, c);
  }
}

/* The code point `parameter` between two others. */
static void between(nw_buf *out, newel_slice value, uint32_t parameter) {
  for (size_t at = 0; at < value.len;) {
    put_point(out, next_point(value, &at));
    if (at < value.len) put_point(out, parameter);
  }
}

/* The mark `parameter` on each letter and digit. */
static void marks(nw_buf *out, newel_slice value, uint32_t parameter) {
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    put_point(out, c);
    if (nw_is_alnum(c)) put_point(out, parameter);
  }
}

static void zalgo(nw_buf *out, newel_slice value, uint32_t parameter) {
  for (size_t at = 0, n = 0; at < value.len; n++) {
    put_point(out, next_point(value, &at));
    for (uint32_t i = 0; i < 3; i++) put_point(out, parameter + (uint32_t)(n * 7 + i * 5) % 32);
  }
}

static void deletions(nw_buf *out, newel_slice value, uint32_t parameter) {
  for (size_t at = 0; at < value.len;) {
    put_point(out, next_point(value, &at));
    if (at < value.len) {
      nw_buf_add_char(out, 'X');
      put_point(out, parameter);
    }
  }
}

/* ---- as a whole ------------------------------------------------------------------------------------------- */

static void bidi_override(nw_buf *out, newel_slice value, uint32_t parameter) {
  put_point(out, 0x202E);
  for (size_t end = value.len; end > 0;) {
    size_t start = end - 1;
    while (start > 0 && ((unsigned char)value.data[start] & 0xC0u) == 0x80u) start--;
    nw_buf_add(out, value.data + start, end - start);
    end = start;
  }
  put_point(out, parameter);
}

static void emoji_smuggling(nw_buf *out, newel_slice value, uint32_t parameter) {
  put_point(out, parameter);
  for (size_t i = 0; i < value.len; i++) {
    unsigned char c = (unsigned char)value.data[i];
    put_point(out, c < 16 ? 0xFE00u + c : 0xE0100u + (c - 16u));
  }
}

static void base64(nw_buf *out, newel_slice value, uint32_t parameter) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  (void)parameter;
  for (size_t i = 0; i < value.len; i += 3) {
    size_t left = value.len - i;
    uint32_t bits = (uint32_t)(unsigned char)value.data[i] << 16;
    if (left > 1) bits |= (uint32_t)(unsigned char)value.data[i + 1] << 8;
    if (left > 2) bits |= (unsigned char)value.data[i + 2];
    nw_buf_add_char(out, digits[bits >> 18]);
    nw_buf_add_char(out, digits[bits >> 12 & 63]);
    nw_buf_add_char(out, left > 1 ? digits[bits >> 6 & 63] : '=');
    nw_buf_add_char(out, left > 2 ? digits[bits & 63] : '=');
  }
}

static void hex(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t i = 0; i < value.len; i++) nw_buf_addf(out, "%02x", (unsigned)(unsigned char)value.data[i]);
}

static void url_percent(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t i = 0; i < value.len; i++) nw_buf_addf(out, "%%%02X", (unsigned)(unsigned char)value.data[i]);
}

static void html_entities(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) nw_buf_addf(out, "&#%lu;", (unsigned long)next_point(value, &at));
}

static void unicode_escape(nw_buf *out, newel_slice value, uint32_t parameter) {
  (void)parameter;
  for (size_t at = 0; at < value.len;) {
    uint32_t c = next_point(value, &at);
    if (c < 0x10000) nw_buf_addf(out, "\\u%04lx", (unsigned long)c);
    else nw_buf_addf(out, "\\u%04lx\\u%04lx", (unsigned long)(0xD800 + ((c - 0x10000) >> 10)), (unsigned long)(0xDC00 + (c & 0x3FF)));
  }
}

/* ---- the table -------------------------------------------------------------------------------------------- */

static const struct {
  newel_attack attack;
  disguise_fn  make;
  uint32_t     parameter;
} table[] = {
  {{"full_width", "full-width forms (U+FF01..U+FF5E)"}, full_width, 0},
  {{"math_bold", "mathematical bold letters and digits"}, math_bold, 0},
  {{"enclosed", "letters and digits in circles"}, enclosed, 0},
  {{"unicode_tags", "tag characters (U+E0020..U+E007E), invisible"}, tags, 0},
  {{"zero_width", "ZERO WIDTH SPACE between the letters"}, between, 0x200B},
  {{"zero_width_joiner", "ZERO WIDTH NON-JOINER between the letters"}, between, 0x200C},
  {{"soft_hyphen", "SOFT HYPHEN between the letters"}, between, 0xAD},
  {{"variation_selectors", "a variation selector behind each letter"}, between, 0xFE0F},
  {{"spaces", "a space between the letters"}, between, ' '},
  {{"diacritics", "a combining acute on each letter"}, marks, 0x301},
  {{"underline_marks", "a combining low line on each letter"}, marks, 0x332},
  {{"zalgo", "three combining marks on each letter"}, zalgo, 0x310},
  {{"homoglyphs", "Cyrillic letters that look Latin"}, homoglyphs, 0},
  {{"digits_arabic", "Arabic-Indic digits"}, digit_script, 0x660},
  {{"digits_devanagari", "Devanagari digits"}, digit_script, 0x966},
  {{"deletion_chars", "a wrong letter and BACKSPACE between the letters"}, deletions, 8},
  {{"bidi_override", "written backwards, shown right (RLO)"}, bidi_override, 0x202C},
  {{"emoji_smuggling", "bytes as variation selectors behind an emoji"}, emoji_smuggling, 0x1F600},
  {{"base64", "base64"}, base64, 0},
  {{"hex", "hexadecimal"}, hex, 0},
  {{"url_percent", "percent-encoding of every byte"}, url_percent, 0},
  {{"html_entities", "numeric character references"}, html_entities, 0},
  {{"unicode_escape", "\\u escapes"}, unicode_escape, 0},
};

newel_attack newel_attack_at(size_t index) {
  newel_attack none = {NULL, NULL};
  return index < sizeof table / sizeof *table ? table[index].attack : none;
}

int nw_attack_find(newel_slice name) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (nw_slice_is(name, table[i].attack.name)) return (int)i;
  return -1;
}

/* ---- a case ----------------------------------------------------------------------------------------------- */

/* The labels of a run of touching ones, [first, *next), now are 'start'..'end' of the new text. */
static void move_labels(nw_case_span *labels, size_t first, size_t next, size_t start, size_t end) {
  for (size_t i = first; i < next; i++) labels[i].start = start, labels[i].end = end;
}

static void disguise_labels(nw_buf *out, size_t attack, newel_slice text, nw_case_span *labels, size_t count) {
  size_t at = 0;
  for (size_t i = 0, next; i < count; i = next) {
    size_t start = labels[i].start, end = labels[i].end;
    for (next = i + 1; next < count && labels[next].start < end; next++)
      if (labels[next].end > end) end = labels[next].end;
    nw_buf_add(out, text.data + at, start - at);
    size_t begin = out->len;
    table[attack].make(out, nw_slice(text.data + start, end - start), table[attack].parameter);
    move_labels(labels, i, next, begin, out->len);
    at = end;
  }
  nw_buf_add(out, text.data + at, text.len - at);
}

int nw_attack_case(newel_regress *run, nw_case *one, newel_error *err) {
  int attack = nw_attack_find(run->options.attack);
  for (size_t i = 0; i < one->segment_count; i++) {
    nw_case_expect *expect = &one->expects[i], labels = {0};
    newel_slice text = one->segments[i].text;
    labels.has_labels = expect->has_labels || expect->has_spans;
    labels.labels = expect->has_labels ? expect->labels : expect->spans;
    labels.label_count = expect->has_labels ? expect->label_count : expect->span_count;
    labels.has_scope = expect->has_scope, labels.scope = expect->scope, labels.scope_count = expect->scope_count;
    labels.has_types = expect->has_types, labels.types = expect->types, labels.type_count = expect->type_count;
    nw_buf_clear(&run->work);
    if (labels.has_labels) disguise_labels(&run->work, (size_t)attack, text, labels.labels, labels.label_count);
    else if (one->segments[i].format == NEWEL_FORMAT_TEXT) table[attack].make(&run->work, text, table[attack].parameter);
    else nw_buf_add_slice(&run->work, text);
    one->segments[i].text = nw_arena_copy(&run->arena, nw_buf_slice(&run->work));
    if (run->work.failed || one->segments[i].text.data == NULL) return nw_fail_nomem(err);
    labels.node = expect->node;
    *expect = labels;
  }
  nw_buf_clear(&run->work);
  one->request = (nw_case_expect){0};
  return NEWEL_OK;
}
