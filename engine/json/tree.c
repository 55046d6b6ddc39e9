/* The tree is built while the reader runs: a node is linked when its value begins, and `open` holds the nodes that are not closed
 * yet. Decoded strings gather in one buffer and move to the arena when they end. */
#include "json/tree.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

typedef struct builder {
  nw_arena      *arena;
  newel_slice    text;
  nw_json_reader reader;
  nw_json_token  token;
  nw_buf         string;        /* the string that is being read, decoded */
  size_t         string_start;
  newel_slice    key;           /* of the member whose value comes next */
  size_t         key_start, key_end;
  nw_json_node  *root;
  nw_json_node  *open[sizeof((nw_json_reader *)0)->stack], *last[sizeof((nw_json_reader *)0)->stack];  /* `last`: newest child */
  unsigned       depth;
  size_t         nodes_left;
  newel_error   *err;
} builder;

static int fail_at(builder *b, size_t offset, int code, const char *message) {
  uint32_t line, column;
  nw_line_column(b->text, offset, &line, &column);
  (void)nw_fail(b->err, code, "%s", message);
  nw_fail_at(b->err, NULL, line, column, offset);
  return code;
}

/* ---- duplicate members ---- */

static int member_before(const nw_json_node *a, const nw_json_node *b) {
  int order = nw_slice_cmp(a->key, b->key);
  return order != 0 ? order < 0 : a->key_start < b->key_start;
}

static void sift_down(const nw_json_node **heap, size_t at, size_t count) {
  for (size_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && member_before(heap[child], heap[child + 1])) child++;
    if (!member_before(heap[at], heap[child])) return;
    const nw_json_node *moved = heap[at];
    heap[at] = heap[child];
    heap[child] = moved;
  }
}

/* Heap sort: n log n whatever the names are, and no memory; qsort promises neither. */
static void sort_members(const nw_json_node **members, size_t count) {
  for (size_t i = count / 2; i-- > 0;) sift_down(members, i, count);
  for (size_t end = count; end-- > 1;) {
    const nw_json_node *largest = members[0];
    members[0] = members[end];
    members[end] = largest;
    sift_down(members, 0, end);
  }
}

/* Fails at the first member, in the order of the text, whose name an earlier one has. */
static int check_names(builder *b, const nw_json_node *object) {
  if (object->count < 2) return NEWEL_OK;
  const nw_json_node **members = nw_malloc(&b->arena->alloc, object->count * sizeof *members);
  if (members == NULL) return nw_fail_nomem(b->err);
  size_t count = 0;
  for (const nw_json_node *m = object->first; m != NULL; m = m->next) members[count++] = m;
  sort_members(members, count);
  const nw_json_node *twice = NULL;
  for (size_t i = 1; i < count; i++)
    if (nw_slice_eq(members[i - 1]->key, members[i]->key) && (twice == NULL || members[i]->key_start < twice->key_start))
      twice = members[i];
  nw_free(&b->arena->alloc, members, object->count * sizeof *members);
  if (twice == NULL) return NEWEL_OK;
  return fail_at(b, twice->key_start, NEWEL_E_FORMAT, "a member of this name stands before in the object");
}

/* ---- nodes ---- */

/* Links a new node where the next value belongs; NULL after an error. */
static nw_json_node *add_node(builder *b, nw_json_type type, size_t start, int *code) {
  if (b->nodes_left == 0) {
    *code = fail_at(b, start, NEWEL_E_LIMIT, "too many values in the document");
    return NULL;
  }
  nw_json_node *node = nw_arena_zalloc(b->arena, sizeof *node);
  if (node == NULL) {
    *code = nw_fail_nomem(b->err);
    return NULL;
  }
  b->nodes_left--;
  node->type = type;
  node->start = start;
  node->end = b->token.end;
  node->key = b->key;
  node->key_start = b->key_start;
  node->key_end = b->key_end;
  b->key = nw_slice(NULL, 0);
  b->key_start = b->key_end = 0;
  if (b->depth == 0) {
    b->root = node;
    return node;
  }
  nw_json_node *parent = b->open[b->depth - 1], **last = &b->last[b->depth - 1];
  if (*last == NULL) parent->first = node;
  else (*last)->next = node;
  *last = node;
  parent->count++;
  return node;
}

static int open_node(builder *b, nw_json_type type) {
  int code = NEWEL_OK;
  nw_json_node *node = add_node(b, type, b->token.start, &code);
  if (node == NULL) return code;
  b->open[b->depth] = node;
  b->last[b->depth++] = NULL;
  return NEWEL_OK;
}

static int close_node(builder *b) {
  nw_json_node *node = b->open[--b->depth];
  node->end = b->token.end;
  return node->type == NW_JSON_T_OBJECT ? check_names(b, node) : NEWEL_OK;
}

static int add_scalar(builder *b, nw_json_type type) {
  int code = NEWEL_OK;
  nw_json_node *node = add_node(b, type, b->token.start, &code);
  if (node == NULL) return code;
  node->text = nw_arena_copy(b->arena, nw_slice(b->text.data + b->token.start, b->token.end - b->token.start));
  return node->text.data == NULL ? nw_fail_nomem(b->err) : NEWEL_OK;
}

/* ---- strings ---- */

static void begin_string(builder *b) {
  nw_buf_clear(&b->string);
  b->string_start = b->token.start;
}

static int end_string(builder *b, int is_name) {
  newel_slice decoded = { NULL, 0 };
  if (!b->string.failed) decoded = nw_arena_copy(b->arena, nw_buf_slice(&b->string));
  if (decoded.data == NULL) return nw_fail_nomem(b->err);
  if (is_name) {
    b->key = decoded;
    b->key_start = b->string_start;
    b->key_end = b->token.end;
    return NEWEL_OK;
  }
  int code = NEWEL_OK;
  nw_json_node *node = add_node(b, NW_JSON_T_STRING, b->string_start, &code);
  if (node != NULL) node->text = decoded;
  return code;
}

/* ---- the document ---- */

static int take_token(builder *b, int was_name) {
  const nw_json_token *token = &b->token;
  switch (token->kind) {
    case NW_JSON_OBJECT_BEGIN: return open_node(b, NW_JSON_T_OBJECT);
    case NW_JSON_ARRAY_BEGIN: return open_node(b, NW_JSON_T_ARRAY);
    case NW_JSON_OBJECT_END: case NW_JSON_ARRAY_END: return close_node(b);
    case NW_JSON_KEY_BEGIN: case NW_JSON_STRING_BEGIN: begin_string(b); return NEWEL_OK;
    case NW_JSON_CHARS: nw_buf_add(&b->string, b->text.data + token->start, token->end - token->start); return NEWEL_OK;
    case NW_JSON_ESCAPE: nw_buf_add(&b->string, token->decoded, token->decoded_len); return NEWEL_OK;
    case NW_JSON_STRING_END: return end_string(b, was_name);
    case NW_JSON_NUMBER: return add_scalar(b, NW_JSON_T_NUMBER);
    case NW_JSON_TRUE: case NW_JSON_FALSE: return add_scalar(b, NW_JSON_T_BOOL);
    case NW_JSON_NULL: return add_scalar(b, NW_JSON_T_NULL);
    case NW_JSON_ERROR: return fail_at(b, token->start, token->limit ? NEWEL_E_LIMIT : NEWEL_E_FORMAT, token->error);
    default: return nw_fail(b->err, NEWEL_E_INTERNAL, "the JSON reader asks for more of a whole document");
  }
}

int nw_json_parse(nw_json_node **out, nw_arena *arena, newel_slice text, size_t max_nodes, newel_error *err) {
  builder b;
  memset(&b, 0, sizeof b);
  b.arena = arena;
  b.text = text;
  b.nodes_left = max_nodes;
  b.err = err;
  nw_buf_init(&b.string, arena->alloc);
  nw_json_begin(&b.reader, 0);
  nw_error_clear(err);
  *out = NULL;
  int code = NEWEL_OK;
  while (code == NEWEL_OK) {
    int in_name = b.reader.in_string == 1;
    if (nw_json_next(&b.reader, text.data, 0, text.len, 1, &b.token) == NW_JSON_END) break;
    code = take_token(&b, in_name);
  }
  if (code == NEWEL_OK) *out = b.root;
  if (b.string.data != NULL) nw_wipe(b.string.data, b.string.capacity);
  nw_buf_free(&b.string);
  return code;
}

const nw_json_node *nw_json_member(const nw_json_node *object, const char *key) {
  if (object == NULL || object->type != NW_JSON_T_OBJECT) return NULL;
  for (const nw_json_node *m = object->first; m != NULL; m = m->next)
    if (nw_slice_is(m->key, key)) return m;
  return NULL;
}

/* ---- numbers ---- */

int nw_json_int(const nw_json_node *node, int64_t *out) {
  if (node == NULL || node->type != NW_JSON_T_NUMBER) return 0;
  const char *p = node->text.data, *end = p + node->text.len;
  int negative = *p == '-';
  uint64_t value = 0, most = (uint64_t)INT64_MAX + (unsigned)negative;
  for (p += negative; p < end; p++) {
    if (!nw_is_digit((unsigned char)*p)) return 0;
    unsigned digit = (unsigned)(*p - '0');
    if (value > (most - digit) / 10) return 0;
    value = value * 10 + digit;
  }
  *out = !negative ? (int64_t)value : value == 0 ? 0 : -(int64_t)(value - 1) - 1;
  return 1;
}

int nw_json_ppm(const nw_json_node *node, int64_t *out) {
  return node != NULL && node->type == NW_JSON_T_NUMBER && nw_decimal_ppm(node->text, out);
}

/* A number taken apart: 0.0125e+2 is the digits "0" and "0125" with exponent 2. */
typedef struct decimal {
  int         negative;
  newel_slice whole, part;
  int64_t     exponent;  /* held within +-EXPONENT_MOST */
} decimal;

enum { EXPONENT_MOST = 1000000 };

static newel_slice take_digits(const char **p, const char *end) {
  const char *begin = *p;
  while (*p < end && nw_is_digit((unsigned char)**p)) ++*p;
  return nw_slice(begin, (size_t)(*p - begin));
}

static int take_exponent(const char **p, const char *end, int64_t *out) {
  int negative = *p < end && **p == '-';
  if (*p < end && (**p == '-' || **p == '+')) ++*p;
  newel_slice digits = take_digits(p, end);
  int64_t value = 0;
  for (size_t i = 0; i < digits.len; i++)
    if (value < EXPONENT_MOST) value = value * 10 + (digits.data[i] - '0');
  if (value > EXPONENT_MOST) value = EXPONENT_MOST;
  *out = negative ? -value : value;
  return digits.len > 0;
}

/* Reads the number grammar of RFC 8259. */
static int decimal_of(newel_slice text, decimal *d) {
  const char *p = text.data, *end = p + text.len;
  memset(d, 0, sizeof *d);
  if (p < end && *p == '-') d->negative = 1, p++;
  d->whole = take_digits(&p, end);
  if (d->whole.len == 0 || (d->whole.len > 1 && d->whole.data[0] == '0')) return 0;
  if (p < end && *p == '.') {
    p++;
    d->part = take_digits(&p, end);
    if (d->part.len == 0) return 0;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (!take_exponent(&p, end, &d->exponent)) return 0;
  }
  return p == end;
}

static unsigned digit_at(const decimal *d, size_t index) {
  if (index < d->whole.len) return (unsigned)(d->whole.data[index] - '0');
  index -= d->whole.len;
  return index < d->part.len ? (unsigned)(d->part.data[index] - '0') : 0;
}

int nw_decimal_ppm(newel_slice text, int64_t *out) {
  const uint64_t most = UINT64_C(1000000000000000000);  /* 1e12 in ppm */
  decimal d;
  if (text.len > INT32_MAX || !decimal_of(text, &d)) return 0;
  size_t digits = d.whole.len + d.part.len, at = 0;
  while (at < digits && digit_at(&d, at) == 0) at++;
  if (at == digits) {
    *out = 0;
    return 1;
  }
  /* The value in ppm has its point behind this many digits. */
  int64_t point = (int64_t)d.whole.len + d.exponent + 6;
  if (point - (int64_t)at > 19) return 0;
  uint64_t ppm = 0;
  for (; (int64_t)at < point; at++) ppm = ppm * 10 + digit_at(&d, at);
  if (point >= 0 && digit_at(&d, (size_t)point) >= 5) ppm++;
  if (ppm > most) return 0;
  *out = d.negative ? -(int64_t)ppm : (int64_t)ppm;
  return 1;
}

/* ---- places ---- */

void nw_line_column(newel_slice text, size_t offset, uint32_t *line, uint32_t *column) {
  if (offset > text.len) offset = text.len;
  *line = *column = 1;
  for (size_t i = 0; i < offset; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c == '\n') ++*line, *column = 1;
    else if ((c & 0xC0) != 0x80) ++*column;
  }
}
