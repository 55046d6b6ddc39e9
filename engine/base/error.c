#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts half a UTF-8 sequence off the end of a text that vsnprintf has cut. */
static void trim_utf8(char *text, size_t size) {
  size_t len = strlen(text);
  if (len + 1 < size) return;
  size_t start = len;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) start--;
  if (start > 0 && (unsigned char)text[start - 1] >= 0xC0) text[start - 1] = '\0';
}

void nw_error_clear(newel_error *err) {
  if (err == NULL) return;
  err->code = 0;
  err->line = err->column = 0;
  err->offset = 0;
  err->source[0] = err->message[0] = err->advice[0] = '\0';
}

static void fill(newel_error *err, int code, const char *format, va_list args) {
  nw_error_clear(err);
  err->code = code;
  (void)vsnprintf(err->message, sizeof err->message, format, args);
  trim_utf8(err->message, sizeof err->message);
}

int nw_fail(newel_error *err, int code, const char *format, ...) {
  if (err == NULL) return code;
  va_list args;
  va_start(args, format);
  fill(err, code, format, args);
  va_end(args);
  return code;
}

int nw_fail_advice(newel_error *err, int code, const char *advice, const char *format, ...) {
  if (err == NULL) return code;
  va_list args;
  va_start(args, format);
  fill(err, code, format, args);
  va_end(args);
  (void)snprintf(err->advice, sizeof err->advice, "%s", advice);
  trim_utf8(err->advice, sizeof err->advice);
  return code;
}

int nw_fail_nomem(newel_error *err) {
  return nw_fail(err, NEWEL_E_NOMEM, "out of memory");
}

void nw_fail_at(newel_error *err, const char *source, uint32_t line, uint32_t column, size_t offset) {
  if (err == NULL) return;
  (void)snprintf(err->source, sizeof err->source, "%s", source == NULL ? "" : source);
  err->line = line;
  err->column = column;
  err->offset = offset;
}

const char *newel_code_name(int code) {
  switch (code) {
    case NEWEL_OK: return "NEWEL_OK";
    case NEWEL_E_NOMEM: return "NEWEL_E_NOMEM";
    case NEWEL_E_ARGUMENT: return "NEWEL_E_ARGUMENT";
    case NEWEL_E_IO: return "NEWEL_E_IO";
    case NEWEL_E_POLICY: return "NEWEL_E_POLICY";
    case NEWEL_E_LIMIT: return "NEWEL_E_LIMIT";
    case NEWEL_E_STATE: return "NEWEL_E_STATE";
    case NEWEL_E_NO_JUDGE: return "NEWEL_E_NO_JUDGE";
    case NEWEL_E_UNSUPPORTED: return "NEWEL_E_UNSUPPORTED";
    case NEWEL_E_FORMAT: return "NEWEL_E_FORMAT";
    case NEWEL_E_INTERNAL: return "NEWEL_E_INTERNAL";
    case NEWEL_E_NETWORK: return "NEWEL_E_NETWORK";
    case NEWEL_E_REMOTE: return "NEWEL_E_REMOTE";
    case NEWEL_E_CREDENTIALS: return "NEWEL_E_CREDENTIALS";
    case NEWEL_E_CANCELLED: return "NEWEL_E_CANCELLED";
    default: return "NEWEL_E_?";
  }
}
