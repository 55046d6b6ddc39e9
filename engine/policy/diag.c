/* policy/diag.c - the collection behind newel_diagnostics.
 *
 * Order: by file (as first named), line, column, then as added; a NOTE has its head's place as the sort key, so it stays behind
 * it. After NW_LIMIT_DIAGNOSTICS remarks only the count goes on; one more remark (LEFT_OUT) then says how many were left out.
 * Cost of a remark: its message. Cost of nw_diag_finish: a sort of at most NW_LIMIT_DIAGNOSTICS remarks.
 */
#include "policy/diag.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "text/utf8.h"

enum { NAME_MAX_CHARS = 400 };  /* of one %s: a path, a chain of files */

static const nw_diag_info diag_table[NW_DIAG_COUNT] = {
#define DIAGNOSTIC(NAME, code, severity, text, advice, example) { #NAME, code, text, advice, example, NEWEL_SEVERITY_##severity },
#include "diagnostics.def"
#undef DIAGNOSTIC
};

const nw_diag_info *nw_diag_at(unsigned id) {
  return id < NW_DIAG_COUNT ? &diag_table[id] : NULL;
}

newel_diagnostics *nw_diag_open(const nw_alloc *alloc) {
  newel_diagnostics *diags = nw_zalloc(alloc, sizeof *diags);
  if (diags == NULL) return NULL;
  diags->alloc = *alloc;
  nw_arena_init(&diags->arena, *alloc);
  return diags;
}

void newel_diagnostics_free(newel_diagnostics *diags) {
  if (diags == NULL) return;
  nw_alloc alloc = diags->alloc;
  nw_vec_free(&alloc, &diags->remarks);
  nw_vec_free(&alloc, &diags->files);
  nw_arena_free(&diags->arena);
  nw_free(&alloc, diags, sizeof *diags);
}

/* ---- files ---------------------------------------------------------------------------------------------------------------- */

/* The file's index; it is added where it is new. SIZE_MAX when there is no memory. Linear: a policy has at most some 65 files. */
static size_t file_index(newel_diagnostics *diags, newel_slice name) {
  for (size_t i = 0; i < diags->files.count; i++)
    if (nw_slice_eq(diags->files.at[i].name, name)) return i;
  nw_diag_file file = { nw_arena_copy(&diags->arena, name), { NULL, 0 } };
  if (file.name.data == NULL || !nw_vec_push(&diags->alloc, &diags->files, file)) return SIZE_MAX;
  return diags->files.count - 1;
}

int nw_diag_source(newel_diagnostics *diags, newel_slice name, newel_slice text) {
  if (diags == NULL) return 1;
  size_t index = file_index(diags, name);
  if (index != SIZE_MAX && diags->files.at[index].text.data != NULL) return 1;
  newel_slice copy = { NULL, 0 };
  if (index != SIZE_MAX) copy = nw_arena_copy(&diags->arena, text);
  if (copy.data == NULL) diags->no_memory = 1;
  else diags->files.at[index].text = copy;
  return copy.data != NULL;
}

/* ---- messages ------------------------------------------------------------------------------------------------------------- */

/* Characters that move the cursor, hide text or turn its direction round (Unicode 15: Cc, Bidi_Control, separators, BOM). */
static int is_unsafe(uint32_t cp) {
  return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || cp == 0x200E || cp == 0x200F ||
         (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF;
}

static void add_escaped(nw_buf *buf, uint32_t cp, unsigned char byte) {
  if (cp == '\n') nw_buf_add_text(buf, "\\n");
  else if (cp == '\r') nw_buf_add_text(buf, "\\r");
  else if (cp == '\t') nw_buf_add_text(buf, "\\t");
  else if (cp == NW_UTF8_BAD || cp < 0x100) nw_buf_addf(buf, "\\x%02X", cp == NW_UTF8_BAD ? byte : (unsigned)cp);
  else nw_buf_addf(buf, "\\u%04X", (unsigned)cp);
}

size_t nw_diag_clean(nw_buf *buf, newel_slice text, size_t most) {
  size_t columns = 0;
  for (size_t pos = 0, chars = 0; pos < text.len; chars++) {
    if (chars == most) {
      nw_buf_add_text(buf, "...");
      return columns + 3;
    }
    uint32_t cp = NW_UTF8_BAD;
    const unsigned char *p = (const unsigned char *)text.data + pos;
    unsigned len = nw_utf8_decode(p, text.len - pos, &cp);
    if (len == 0) len = 1, cp = NW_UTF8_BAD;  /* cut at the end */
    if (cp == NW_UTF8_BAD || is_unsafe(cp)) {
      size_t before = buf->len;
      add_escaped(buf, cp, *p);
      columns += buf->len - before;
    } else {
      nw_buf_add(buf, (const char *)p, len);
      columns++;
    }
    pos += len;
  }
  return columns;
}

/* Our own small printf: %s is the only conversion that diagnostics.def may use, and each name is made safe to show. */
static void expand(nw_buf *buf, const char *format, va_list args) {
  for (const char *p = format; *p != '\0'; p++) {
    if (p[0] == '%' && p[1] == 's') {
      (void)nw_diag_clean(buf, newel_slice_of(va_arg(args, const char *)), NAME_MAX_CHARS);
      p++;
    } else if (p[0] == '%' && p[1] == '%') {
      nw_buf_add_char(buf, '%');
      p++;
    } else {
      nw_buf_add_char(buf, *p);
    }
  }
}

/* ---- adding --------------------------------------------------------------------------------------------------------------- */

/* 1 when the remark is to be kept. A first error past the limit takes the place of the last remark: the list must show why the
 * policy does not compile. */
static int makes_room(newel_diagnostics *diags, newel_severity severity) {
  int is_note = severity == NEWEL_SEVERITY_NOTE;
  int first_error = severity == NEWEL_SEVERITY_ERROR && diags->errors == 0;
  int full = diags->remarks.count >= NW_LIMIT_DIAGNOSTICS;
  int keep = is_note ? !full && !diags->head_left_out : !full || first_error;
  if (full && keep) diags->remarks.count--, diags->left_out++;
  if (!is_note) diags->head_left_out = !keep;
  if (severity == NEWEL_SEVERITY_ERROR) diags->errors++;
  if (!keep) diags->left_out++;
  return keep;
}

/* A NOTE takes over its head's sort key. */
static void set_order(newel_diagnostics *diags, nw_remark *remark) {
  remark->order = remark->head = diags->added++;
  remark->head_file = remark->file;
  remark->head_line = remark->shown.line;
  remark->head_column = remark->shown.column;
  if (remark->shown.severity != NEWEL_SEVERITY_NOTE || diags->remarks.count == 0) return;
  const nw_remark *before = &diags->remarks.at[diags->remarks.count - 1];
  remark->head = before->head;
  remark->head_file = before->head_file;
  remark->head_line = before->head_line;
  remark->head_column = before->head_column;
}

static void add(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, const char *advice, va_list args) {
  static const nw_place no_place = { { "", 0 }, 0, 0, 0 };
  const nw_diag_info *info = &diag_table[id];
  if (diags == NULL || diags->no_memory || !makes_room(diags, info->severity)) return;
  if (place == NULL) place = &no_place;
  nw_buf message, hint;
  nw_buf_init(&message, diags->alloc);
  nw_buf_init(&hint, diags->alloc);
  expand(&message, info->text, args);
  (void)nw_diag_clean(&hint, newel_slice_of(advice), SIZE_MAX);
  nw_remark remark = { .id = id, .file = file_index(diags, place->source) };
  remark.shown.severity = info->severity;
  remark.shown.code = newel_slice_of(info->code);
  remark.shown.message = nw_arena_copy(&diags->arena, nw_buf_slice(&message));
  remark.shown.advice = nw_arena_copy(&diags->arena, nw_buf_slice(&hint));
  remark.shown.line = place->line;
  remark.shown.column = place->column;
  remark.shown.end_column = place->end_column > place->column ? place->end_column : place->line == 0 ? 0 : place->column + 1;
  set_order(diags, &remark);
  int kept = !message.failed && !hint.failed && remark.file != SIZE_MAX && remark.shown.message.data != NULL &&
             remark.shown.advice.data != NULL;
  if (kept) remark.shown.source = diags->files.at[remark.file].name;
  if (!kept || !nw_vec_push(&diags->alloc, &diags->remarks, remark)) diags->no_memory = 1;
  nw_buf_free(&message);
  nw_buf_free(&hint);
}

void nw_diag_add(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, ...) {
  va_list args;
  va_start(args, place);
  add(diags, id, place, diag_table[id].advice, args);
  va_end(args);
}

void nw_diag_add_advice(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, const char *advice, ...) {
  va_list args;
  va_start(args, advice);
  add(diags, id, place, advice, args);
  va_end(args);
}

/* ---- the end -------------------------------------------------------------------------------------------------------------- */

int nw_diag_failed(const newel_diagnostics *diags) {
  return diags != NULL && (diags->errors > 0 || diags->no_memory);
}

static int compare(uint64_t a, uint64_t b) { return (a > b) - (a < b); }

static int by_place(const void *left, const void *right) {
  const nw_remark *a = left, *b = right;
  int order = compare(a->head_file, b->head_file);
  if (order == 0) order = compare(a->head_line, b->head_line);
  if (order == 0) order = compare(a->head_column, b->head_column);
  if (order == 0) order = compare(a->head, b->head);
  return order != 0 ? order : compare(a->order, b->order);
}

static void copy_text(char *to, size_t size, newel_slice text) {
  size_t len = text.len < size ? text.len : size - 1;
  while (len > 0 && len < text.len && ((unsigned char)text.data[len] & 0xC0) == 0x80) len--;  /* not within a code point */
  if (len > 0) memcpy(to, text.data, len);
  to[len] = '\0';
}

int nw_diag_finish(newel_diagnostics *diags, newel_error *err) {
  if (diags == NULL) return NEWEL_OK;
  if (diags->no_memory) return nw_fail_nomem(err);
  if (diags->remarks.count > 1) qsort(diags->remarks.at, diags->remarks.count, sizeof *diags->remarks.at, by_place);
  if (diags->left_out > 0)
    (void)snprintf(diags->left_out_text, sizeof diags->left_out_text, "%zu more remarks are left out", diags->left_out);
  for (size_t i = 0; i < diags->remarks.count; i++) {
    const newel_diagnostic *first = &diags->remarks.at[i].shown;
    if (first->severity != NEWEL_SEVERITY_ERROR) continue;
    (void)nw_fail(err, NEWEL_E_POLICY, "%s", first->message.data);
    nw_fail_at(err, first->source.data, first->line, first->column, 0);
    if (err != NULL) copy_text(err->advice, sizeof err->advice, first->advice);
    return NEWEL_E_POLICY;
  }
  return NEWEL_OK;
}

size_t newel_diagnostics_total(const newel_diagnostics *diags) {
  return diags == NULL ? 0 : diags->remarks.count + (diags->left_out > 0);
}

newel_diagnostic newel_diagnostics_at(const newel_diagnostics *diags, size_t index) {
  newel_diagnostic none = { .severity = NEWEL_SEVERITY_ERROR };
  if (diags == NULL || index >= newel_diagnostics_total(diags)) return none;
  if (index < diags->remarks.count) return diags->remarks.at[index].shown;
  const nw_diag_info *info = &diag_table[NW_DIAG_LEFT_OUT];
  return (newel_diagnostic){ info->severity, newel_slice_of(info->code), newel_slice_of(diags->left_out_text),
                             newel_slice_of(info->advice), NW_LIT(""), 0, 0, 0 };
}

size_t newel_diagnostics_count(const newel_diagnostics *diags, newel_severity severity) {
  size_t count = 0;
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) count += newel_diagnostics_at(diags, i).severity == severity;
  return count;
}
