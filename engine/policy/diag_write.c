/* policy/diag_write.c - showing diagnostics.
 *
 *   policy.yaml:4:5: error[E0101]: unknown key 'acton' in rule 'pii.EMAIL'
 *       4 |     acton: block
 *         |     ^~~~~
 *         = did you mean 'action'?
 *
 * A column is a code point; tabs are expanded and control characters escaped in the line that is shown, and the caret is moved
 * with them, so nothing in a policy can drive a terminal. Of a long line the part around the caret is shown. One thread; linear
 * in the lines shown, plus a search for each line's begin.
 */
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "policy/diag.h"
#include "text/utf8.h"

enum { TAB_COLUMNS = 4, BEFORE_CHARS = 60, WINDOW_CHARS = 110, NUMBER_COLUMNS = 5 };

/* ---- for people ----------------------------------------------------------------------------------------------------------- */

typedef struct colors { const char *error, *warning, *note, *bold, *dim, *off; } colors;
static const colors plain_colors = { "", "", "", "", "", "" };
static const colors ansi_colors = { "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1m", "\x1b[2m", "\x1b[0m" };

static const char *severity_name(newel_severity severity) {
  return severity == NEWEL_SEVERITY_ERROR ? "error" : severity == NEWEL_SEVERITY_WARNING ? "warning" : "note";
}

static const char *severity_color(const colors *c, newel_severity severity) {
  return severity == NEWEL_SEVERITY_ERROR ? c->error : severity == NEWEL_SEVERITY_WARNING ? c->warning : c->note;
}

/* Line `number` of the text without its end; 0 when there is none. */
static int find_line(newel_slice text, uint32_t number, newel_slice *line) {
  const char *at = text.data, *end = text.data + text.len;
  for (uint32_t i = 1; i < number; i++) {
    at = at == end ? NULL : memchr(at, '\n', (size_t)(end - at));
    if (at == NULL) return 0;
    at++;
  }
  const char *stop = at == end ? NULL : memchr(at, '\n', (size_t)(end - at));
  *line = nw_slice(at, (size_t)((stop == NULL ? end : stop) - at));
  if (line->len > 0 && line->data[line->len - 1] == '\r') line->len--;
  return 1;
}

/* The length in bytes of the first character; a bad byte is one. */
static size_t char_len(newel_slice text) {
  uint32_t cp;
  unsigned len = nw_utf8_decode((const unsigned char *)text.data, text.len, &cp);
  return len == 0 ? 1 : len;
}

/* Appends one character as it is shown `column` columns into the line; returns the columns it takes. */
static size_t add_char(nw_buf *out, newel_slice c, size_t column) {
  if (c.data[0] != '\t') return nw_diag_clean(out, c, SIZE_MAX);
  size_t wide = TAB_COLUMNS - column % TAB_COLUMNS;
  for (size_t i = 0; i < wide; i++) nw_buf_add_char(out, ' ');
  return wide;
}

/* Where the caret stands below what was shown. */
typedef struct caret { size_t from, to; } caret;

/* Appends the part of the line around the remark's columns. */
static caret add_window(nw_buf *out, newel_slice line, const newel_diagnostic *d) {
  caret mark = { SIZE_MAX, SIZE_MAX };
  uint32_t first = d->column > WINDOW_CHARS - 20 ? d->column - BEFORE_CHARS : 1, number = 1;
  size_t column = 0, pos = 0;
  for (; pos < line.len && number < first; number++) pos += char_len(nw_slice(line.data + pos, line.len - pos));
  if (first > 1) {
    nw_buf_add_text(out, "...");
    column = 3;
  }
  for (; pos < line.len && number < first + WINDOW_CHARS; number++) {
    size_t len = char_len(nw_slice(line.data + pos, line.len - pos));
    if (number == d->column) mark.from = column;
    if (number == d->end_column) mark.to = column;
    column += add_char(out, nw_slice(line.data + pos, len), column);
    pos += len;
  }
  if (mark.from == SIZE_MAX) mark.from = column;  /* behind the end of the line */
  if (mark.to == SIZE_MAX) mark.to = column;
  if (mark.to <= mark.from) mark.to = mark.from + 1;
  if (pos < line.len) nw_buf_add_text(out, "...");
  return mark;
}

static void add_source_line(nw_buf *out, newel_slice line, const newel_diagnostic *d, const colors *c) {
  nw_buf_addf(out, "%s%*u |%s ", c->dim, NUMBER_COLUMNS, (unsigned)d->line, c->off);
  caret mark = add_window(out, line, d);
  nw_buf_addf(out, "\n%s%*s |%s ", c->dim, NUMBER_COLUMNS, "", c->off);
  for (size_t i = 0; i < mark.from; i++) nw_buf_add_char(out, ' ');
  nw_buf_add_text(out, severity_color(c, d->severity));
  nw_buf_add_char(out, '^');
  for (size_t i = mark.from + 1; i < mark.to; i++) nw_buf_add_char(out, '~');
  nw_buf_addf(out, "%s\n", c->off);
}

static void add_remark(nw_buf *out, const newel_diagnostic *d, newel_slice text, const colors *c) {
  newel_slice line;
  nw_buf_add_text(out, c->bold);
  if (d->source.len > 0) {
    (void)nw_diag_clean(out, d->source, SIZE_MAX);
    if (d->line > 0) nw_buf_addf(out, ":%u:%u", (unsigned)d->line, (unsigned)d->column);
    nw_buf_add_text(out, ": ");
  }
  nw_buf_addf(out, "%s%s%s[", c->off, severity_color(c, d->severity), severity_name(d->severity));
  nw_buf_add_slice(out, d->code);
  nw_buf_addf(out, "]:%s ", c->off);
  nw_buf_add_slice(out, d->message);
  nw_buf_add_char(out, '\n');
  if (d->line > 0 && text.data != NULL && find_line(text, d->line, &line)) add_source_line(out, line, d, c);
  if (d->advice.len == 0) return;
  nw_buf_addf(out, "%s%*s =%s ", c->dim, NUMBER_COLUMNS, "", c->off);
  nw_buf_add_slice(out, d->advice);
  nw_buf_add_char(out, '\n');
}

static newel_slice text_of(const newel_diagnostics *diags, size_t index) {
  newel_slice none = { NULL, 0 };
  return index < diags->remarks.count ? diags->files.at[diags->remarks.at[index].file].text : none;
}

static int write_people(const newel_diagnostics *diags, const colors *c, newel_write_fn write, void *user, newel_error *err) {
  int code = NEWEL_OK;
  nw_buf out;
  nw_buf_init(&out, diags->alloc);
  for (size_t i = 0; i < newel_diagnostics_total(diags) && code == NEWEL_OK; i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    nw_buf_clear(&out);
    add_remark(&out, &d, text_of(diags, i), c);
    if (out.failed) code = nw_fail_nomem(err);
    else if (write(user, out.data, out.len) != 0) code = nw_fail(err, NEWEL_E_IO, "writing diagnostics failed");
  }
  nw_buf_free(&out);
  return code;
}

/* ---- for programs --------------------------------------------------------------------------------------------------------- */

/* Empties a buffer but keeps its failure, which is asked for at the end. */
static void reuse(nw_buf *buf) { buf->len = 0; }

static void write_json(nw_json_writer *w, const newel_diagnostics *diags) {
  nw_json_array(w);
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    nw_json_object(w);
    nw_json_key_text(w, "severity", newel_slice_of(severity_name(d.severity)));
    nw_json_key_text(w, "code", d.code);
    nw_json_key_text(w, "message", d.message);
    nw_json_key_text(w, "advice", d.advice);
    nw_json_key_text(w, "source", d.source);
    nw_json_key_uint(w, "line", d.line);
    nw_json_key_uint(w, "column", d.column);
    nw_json_key_uint(w, "end_column", d.end_column);
    nw_json_close(w);
  }
  nw_json_close(w);
}

/* SARIF 2.1.0 (OASIS): the rules are all of diagnostics.def, so a rule's index never depends on what was found. */
static void sarif_rules(nw_json_writer *w) {
  nw_json_key(w, "rules");
  nw_json_array(w);
  for (unsigned id = 0; id < NW_DIAG_COUNT; id++) {
    const nw_diag_info *info = nw_diag_at(id);
    nw_json_object(w);
    nw_json_key_text(w, "id", newel_slice_of(info->code));
    nw_json_key_text(w, "name", newel_slice_of(info->name));
    nw_json_key(w, "shortDescription");
    nw_json_object(w);
    nw_json_key_text(w, "text", newel_slice_of(info->text));
    nw_json_close(w);
    if (info->advice[0] != '\0') {
      nw_json_key(w, "help");
      nw_json_object(w);
      nw_json_key_text(w, "text", newel_slice_of(info->advice));
      nw_json_close(w);
    }
    nw_json_close(w);
  }
  nw_json_close(w);
}

/* A path as a relative URI reference (RFC 3986): what is not unreserved or '/' is percent-encoded. */
static void key_uri(nw_json_writer *w, nw_buf *uri, newel_slice path) {
  reuse(uri);
  for (size_t i = 0; i < path.len; i++) {
    unsigned char c = (unsigned char)path.data[i];
    int is_plain = nw_is_alnum(c) || c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
    if (is_plain) nw_buf_add_char(uri, (char)c);
    else nw_buf_addf(uri, "%%%02X", (unsigned)c);
  }
  nw_json_key_text(w, "uri", nw_buf_slice(uri));
}

static void sarif_location(nw_json_writer *w, nw_buf *uri, const newel_diagnostic *d) {
  nw_json_key(w, "locations");
  nw_json_array(w);
  if (d->source.len > 0) {
    nw_json_object(w);
    nw_json_key(w, "physicalLocation");
    nw_json_object(w);
    nw_json_key(w, "artifactLocation");
    nw_json_object(w);
    key_uri(w, uri, d->source);
    nw_json_close(w);
    if (d->line > 0) {
      nw_json_key(w, "region");
      nw_json_object(w);
      nw_json_key_uint(w, "startLine", d->line);
      nw_json_key_uint(w, "startColumn", d->column == 0 ? 1 : d->column);
      nw_json_key_uint(w, "endColumn", d->end_column == 0 ? 1 : d->end_column);
      nw_json_close(w);
    }
    nw_json_close(w);
    nw_json_close(w);
  }
  nw_json_close(w);
}

/* The same remark keeps its fingerprint when lines move: FNV-1a of code, file, message and the how-manieth of them it is. */
static void sarif_fingerprint(nw_json_writer *w, nw_buf *scratch, const newel_diagnostics *diags, size_t index) {
  newel_diagnostic d = newel_diagnostics_at(diags, index);
  unsigned same = 0;
  for (size_t i = 0; i < index; i++) {
    newel_diagnostic other = newel_diagnostics_at(diags, i);
    same += nw_slice_eq(other.code, d.code) && nw_slice_eq(other.source, d.source) && nw_slice_eq(other.message, d.message);
  }
  const newel_slice parts[] = { d.code, d.source, d.message };
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t part = 0; part < 3; part++) {
    for (size_t i = 0; i < parts[part].len; i++) hash = (hash ^ (unsigned char)parts[part].data[i]) * 0x100000001b3u;
    hash *= 0x100000001b3u;  /* a NUL between the parts */
  }
  reuse(scratch);
  nw_buf_addf(scratch, "%08x%08x:%u", (unsigned)(hash >> 32), (unsigned)hash, same + 1);
  nw_json_key(w, "partialFingerprints");
  nw_json_object(w);
  nw_json_key_text(w, "newel/v1", nw_buf_slice(scratch));
  nw_json_close(w);
}

static void sarif_result(nw_json_writer *w, nw_buf *scratch, const newel_diagnostics *diags, size_t index) {
  newel_diagnostic d = newel_diagnostics_at(diags, index);
  nw_json_object(w);
  nw_json_key_text(w, "ruleId", d.code);
  nw_json_key_uint(w, "ruleIndex", index < diags->remarks.count ? diags->remarks.at[index].id : NW_DIAG_LEFT_OUT);
  nw_json_key_text(w, "level", newel_slice_of(severity_name(d.severity)));
  reuse(scratch);
  nw_buf_add_slice(scratch, d.message);
  if (d.advice.len > 0) nw_buf_add_text(scratch, "; ");
  nw_buf_add_slice(scratch, d.advice);
  nw_json_key(w, "message");
  nw_json_object(w);
  nw_json_key_text(w, "text", nw_buf_slice(scratch));
  nw_json_close(w);
  sarif_location(w, scratch, &d);
  sarif_fingerprint(w, scratch, diags, index);
  nw_json_close(w);
}

static void write_sarif(nw_json_writer *w, nw_buf *scratch, const newel_diagnostics *diags) {
  nw_json_object(w);
  nw_json_key_text(w, "$schema", NW_LIT("https://json.schemastore.org/sarif-2.1.0.json"));
  nw_json_key_text(w, "version", NW_LIT("2.1.0"));
  nw_json_key(w, "runs");
  nw_json_array(w);
  nw_json_object(w);
  nw_json_key(w, "tool");
  nw_json_object(w);
  nw_json_key(w, "driver");
  nw_json_object(w);
  nw_json_key_text(w, "name", NW_LIT("newel"));
  nw_json_key_text(w, "semanticVersion", newel_slice_of(newel_version()));
  sarif_rules(w);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_key_text(w, "columnKind", NW_LIT("unicodeCodePoints"));
  nw_json_key(w, "results");
  nw_json_array(w);
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) sarif_result(w, scratch, diags, i);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_close(w);
}

static int write_programs(const newel_diagnostics *diags, int sarif, newel_write_fn write, void *user, newel_error *err) {
  nw_json_writer w;
  nw_buf scratch;
  nw_buf_init(&scratch, diags->alloc);
  nw_json_writer_init(&w, write, user, 1);
  if (sarif) write_sarif(&w, &scratch, diags);
  else write_json(&w, diags);
  nw_json_newline(&w);
  int written = nw_json_writer_end(&w) == 0, complete = !scratch.failed;
  nw_buf_free(&scratch);
  if (!complete) return nw_fail_nomem(err);
  return written ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "writing diagnostics failed");
}

int newel_diagnostics_write(const newel_diagnostics *diags, newel_render how, newel_write_fn write, void *user,
                            newel_error *err) {
  nw_error_clear(err);
  if (diags == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_diagnostics_write: a parameter is NULL");
  switch (how) {
    case NEWEL_RENDER_TEXT: return write_people(diags, &plain_colors, write, user, err);
    case NEWEL_RENDER_COLOR: return write_people(diags, &ansi_colors, write, user, err);
    case NEWEL_RENDER_JSON: return write_programs(diags, 0, write, user, err);
    case NEWEL_RENDER_SARIF: return write_programs(diags, 1, write, user, err);
  }
  return nw_fail(err, NEWEL_E_ARGUMENT, "newel_diagnostics_write: there is no rendering %d", (int)how);
}
