#include "aws/sign.h"

#include <stdlib.h>

#include "aws/time.h"
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"

/* Headers that are never signed: what stands between may change them. */
static const char *const unsigned_headers[] = {
  "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
  "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
};

/* A header as it is signed: order of lower-case name, then as given. */
typedef struct signed_header { newel_slice name, value; size_t order; } signed_header;
typedef NW_VEC(signed_header) header_list;

typedef NW_VEC(newel_slice) slice_list;

static int by_bytes(const void *a, const void *b) { return nw_slice_cmp(*(const newel_slice *)a, *(const newel_slice *)b); }

static int cmp_name(newel_slice a, newel_slice b) {
  for (size_t i = 0; i < a.len && i < b.len; i++) {
    int order = (int)nw_to_lower((unsigned char)a.data[i]) - (int)nw_to_lower((unsigned char)b.data[i]);
    if (order != 0) return order;
  }
  return (a.len > b.len) - (a.len < b.len);
}

static int by_name(const void *a, const void *b) {
  const signed_header *x = a, *y = b;
  int order = cmp_name(x->name, y->name);
  return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* ---- the canonical request ---- */

static int is_signed(newel_slice name) {
  for (size_t i = 0; i < sizeof unsigned_headers / sizeof *unsigned_headers; i++)
    if (cmp_name(name, newel_slice_of(unsigned_headers[i])) == 0) return 0;
  return 1;
}

/* The next segment of a path: from `*at` to the next '/'. */
static newel_slice next_segment(newel_slice path, size_t *at) {
  size_t start = *at;
  while (*at < path.len && path.data[*at] != '/') ++*at;
  newel_slice segment = nw_slice(path.data + start, *at - start);
  if (*at < path.len) ++*at;
  return segment;
}

/* "/a/./b//../c/" -> "/a/c/" (RFC 3986 section 5.2.4, and double slashes are one), each segment encoded once more. */
static void add_normal_path(nw_buf *buf, newel_slice path) {
  size_t begin = buf->len, at = 0;
  while (at < path.len) {
    newel_slice segment = next_segment(path, &at);
    if (segment.len == 0 || nw_slice_is(segment, ".")) continue;
    if (nw_slice_is(segment, "..")) {
      while (buf->len > begin && buf->data[--buf->len] != '/') {}
      continue;
    }
    nw_buf_add_char(buf, '/');
    nw_http_encode(buf, segment, "");
  }
  if (buf->len == begin || (path.len > 0 && path.data[path.len - 1] == '/')) nw_buf_add_char(buf, '/');
}

/* Pairs sorted by encoded name, then value: sorting "name=value" would put "a-=" before "a=". */
static int by_pair(const void *a, const void *b) {
  const newel_slice *x = a, *y = b;
  const char *xe = memchr(x->data, '=', x->len), *ye = memchr(y->data, '=', y->len);
  newel_slice xn = nw_slice(x->data, xe == NULL ? x->len : (size_t)(xe - x->data));
  newel_slice yn = nw_slice(y->data, ye == NULL ? y->len : (size_t)(ye - y->data));
  int order = nw_slice_cmp(xn, yn);
  return order != 0 ? order : by_bytes(a, b);
}

static int add_query(nw_buf *buf, newel_slice query) {
  slice_list pairs = { 0 };
  int ok = 1;
  for (size_t at = 0; ok && at < query.len;) {
    const char *amp = memchr(query.data + at, '&', query.len - at);
    size_t end = amp == NULL ? query.len : (size_t)(amp - query.data);
    if (end > at) ok = nw_vec_push(&buf->alloc, &pairs, nw_slice(query.data + at, end - at));
    at = end + 1;
  }
  if (pairs.count > 1) qsort(pairs.at, pairs.count, sizeof *pairs.at, by_pair);
  for (size_t i = 0; ok && i < pairs.count; i++) {
    if (i > 0) nw_buf_add_char(buf, '&');
    nw_buf_add_slice(buf, pairs.at[i]);
    if (memchr(pairs.at[i].data, '=', pairs.at[i].len) == NULL) nw_buf_add_char(buf, '=');
  }
  nw_vec_free(&buf->alloc, &pairs);
  return ok;
}

/* Trimmed, and runs of blanks and line ends are one space. */
static void add_value(nw_buf *buf, newel_slice value) {
  size_t begin = buf->len;
  for (size_t i = 0; i < value.len; i++) {
    if (!nw_is_space((unsigned char)value.data[i])) {
      nw_buf_add_char(buf, value.data[i]);
    } else if (buf->len > begin && buf->data[buf->len - 1] != ' ') {
      nw_buf_add_char(buf, ' ');
    }
  }
  if (buf->len > begin && buf->data[buf->len - 1] == ' ') buf->len--;
}

static void add_lower(nw_buf *buf, newel_slice name) {
  for (size_t i = 0; i < name.len; i++) nw_buf_add_char(buf, (char)nw_to_lower((unsigned char)name.data[i]));
}

static int collect(header_list *list, const nw_alloc *alloc, newel_slice name, newel_slice value) {
  return nw_vec_push(alloc, list, ((signed_header){ name, value, list->count }));
}

/* "a:1\nb:2,3\n\na;b": headers of one name become one line, in the order given. */
static void add_headers(nw_buf *buf, const header_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    int again = i > 0 && cmp_name(list->at[i - 1].name, list->at[i].name) == 0;
    if (again) {
      buf->len--;
      nw_buf_add_char(buf, ',');
    } else {
      add_lower(buf, list->at[i].name);
      nw_buf_add_char(buf, ':');
    }
    add_value(buf, list->at[i].value);
    nw_buf_add_char(buf, '\n');
  }
}

static void add_names(nw_buf *buf, const header_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (i > 0 && cmp_name(list->at[i - 1].name, list->at[i].name) == 0) continue;
    if (i > 0) nw_buf_add_char(buf, ';');
    add_lower(buf, list->at[i].name);
  }
}

static int collect_all(header_list *list, const nw_alloc *alloc, const nw_http_request *request, const nw_sign_key *key,
                       const char *date) {
  int ok =
      collect(list, alloc, NW_LIT("host"), request->host) && collect(list, alloc, NW_LIT("x-amz-date"), newel_slice_of(date));
  if (ok && key->token.len > 0) ok = collect(list, alloc, NW_LIT("x-amz-security-token"), key->token);
  for (size_t i = 0; ok && i < request->header_count; i++)
    if (is_signed(request->headers[i].name)) ok = collect(list, alloc, request->headers[i].name, request->headers[i].value);
  if (ok) qsort(list->at, list->count, sizeof *list->at, by_name);
  return ok;
}

static int sha256_hex(char hex[NW_SHA256_HEX], newel_slice data) {
  unsigned char digest[NW_SHA256_BYTES];
  nw_sha256 *h = nw_sha256_begin();
  if (h != NULL) nw_sha256_add(h, data.data, data.len);
  if (!nw_sha256_end(h, digest)) return 0;
  nw_hex(hex, digest, sizeof digest);
  return 1;
}

static int add_canonical(nw_signed *out, const nw_http_request *request, const header_list *headers, const nw_sign_scope *scope) {
  nw_buf *buf = &out->canonical;
  char body_hash[NW_SHA256_HEX];
  if (!sha256_hex(body_hash, request->body)) return 0;
  nw_buf_add_slice(buf, request->method);
  nw_buf_add_char(buf, '\n');
  if (scope->path_as_it_is) nw_http_encode(buf, request->path, "/");
  else add_normal_path(buf, request->path);
  nw_buf_add_char(buf, '\n');
  if (!add_query(buf, request->query)) return 0;
  nw_buf_add_char(buf, '\n');
  add_headers(buf, headers);
  nw_buf_add_char(buf, '\n');
  add_names(buf, headers);
  nw_buf_add_char(buf, '\n');
  nw_buf_add_text(buf, body_hash);
  return !buf->failed;
}

/* ---- the signature ---- */

/* HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), service), "aws4_request"). */
static int signing_key(unsigned char key[NW_SHA256_BYTES], const nw_alloc *alloc, newel_slice secret, newel_slice day,
                       const nw_sign_scope *scope) {
  nw_buf first;
  nw_buf_init_secret(&first, *alloc);
  nw_buf_add_text(&first, "AWS4");
  nw_buf_add_slice(&first, secret);
  int ok = !first.failed && nw_hmac_sha256(nw_buf_slice(&first), day, key);
  nw_buf_free(&first);
  const newel_slice rest[] = { scope->region, scope->service, NW_LIT("aws4_request") };
  for (size_t i = 0; ok && i < sizeof rest / sizeof *rest; i++)
    ok = nw_hmac_sha256(nw_slice((const char *)key, NW_SHA256_BYTES), rest[i], key);
  return ok;
}

static void add_scope(nw_buf *buf, newel_slice day, const nw_sign_scope *scope) {
  nw_buf_add_slice(buf, day);
  nw_buf_add_char(buf, '/');
  nw_buf_add_slice(buf, scope->region);
  nw_buf_add_char(buf, '/');
  nw_buf_add_slice(buf, scope->service);
  nw_buf_add_text(buf, "/aws4_request");
}

static int add_signature(nw_signed *out, const header_list *headers, const nw_sign_key *key, const nw_sign_scope *scope) {
  const newel_slice day = nw_slice(out->date, 8);
  char canonical_hash[NW_SHA256_HEX], signature[NW_SHA256_HEX];
  unsigned char secret[NW_SHA256_BYTES], digest[NW_SHA256_BYTES];
  if (!sha256_hex(canonical_hash, nw_buf_slice(&out->canonical))) return 0;
  nw_buf_addf(&out->to_sign, "AWS4-HMAC-SHA256\n%s\n", out->date);
  add_scope(&out->to_sign, day, scope);
  nw_buf_addf(&out->to_sign, "\n%s", canonical_hash);
  int ok = !out->to_sign.failed && signing_key(secret, &out->to_sign.alloc, key->secret, day, scope) &&
           nw_hmac_sha256(nw_slice((const char *)secret, sizeof secret), nw_buf_slice(&out->to_sign), digest);
  nw_wipe(secret, sizeof secret);
  if (!ok) return 0;
  nw_hex(signature, digest, sizeof digest);
  nw_buf_add_text(&out->authorization, "AWS4-HMAC-SHA256 Credential=");
  nw_buf_add_slice(&out->authorization, key->key_id);
  nw_buf_add_char(&out->authorization, '/');
  add_scope(&out->authorization, day, scope);
  nw_buf_add_text(&out->authorization, ", SignedHeaders=");
  add_names(&out->authorization, headers);
  nw_buf_addf(&out->authorization, ", Signature=%s", signature);
  return !out->authorization.failed;
}

void nw_signed_init(nw_signed *out, nw_alloc alloc) {
  memset(out, 0, sizeof *out);
  nw_buf_init_secret(&out->canonical, alloc);
  nw_buf_init_secret(&out->to_sign, alloc);
  nw_buf_init_secret(&out->authorization, alloc);
}

void nw_signed_free(nw_signed *out) {
  nw_buf *const all[] = { &out->canonical, &out->to_sign, &out->authorization };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) nw_buf_free(all[i]);
}

int nw_sign(nw_signed *out, const nw_http_request *request, const nw_sign_key *key, const nw_sign_scope *scope,
            newel_error *err) {
  nw_buf_clear(&out->canonical);
  nw_buf_clear(&out->to_sign);
  nw_buf_clear(&out->authorization);
  if (!nw_time_basic(out->date, scope->time_s))
    return nw_fail(err, NEWEL_E_ARGUMENT, "the clock is outside the years 1970 to 9999");
  const nw_alloc alloc = out->canonical.alloc;
  header_list headers = { 0 };
  int ok = collect_all(&headers, &alloc, request, key, out->date) && add_canonical(out, request, &headers, scope) &&
           add_signature(out, &headers, key, scope);
  nw_vec_free(&alloc, &headers);
  return ok ? NEWEL_OK : nw_fail_nomem(err);
}
