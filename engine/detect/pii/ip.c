/* IP addresses.
 *
 *   "from 10.0.0.7:8080"   layout "3.1.1.1$" … no fifth group, no word in front: IPv4, without the port
 *   "version 1.2.3.4"      the word before says what it is
 *   "fe80::1%eth0/64"      IPv6 with its zone and the prefix length
 *   "12:34:56", "std::"    fewer groups than eight and no "::" with a digit: no address
 */
#include "detect/pii/ip.h"

#include <string.h>

#include "detect/context.h"
#include "detect/miss.h"
#include "detect/placeholder.h"

/* "10.0.0.0/8": the prefix length of a network (RFC 4632, RFC 4291) belongs to its address; a path behind a host does not. */
static size_t with_prefix(nw_probe *probe, size_t start, size_t end, unsigned most) {
  unsigned bits = 0;
  size_t at = end + 1;
  if (nw_probe_at(probe, end) != '/' || nw_probe_before(probe, start, 1) == '/') return end;
  for (int c; at <= end + 3 && nw_is_digit_at(c = nw_probe_at(probe, at)); at++) bits = bits * 10 + (unsigned)(c - '0');
  int after = nw_probe_at(probe, at), next = after == '.' || after == '-' ? nw_probe_at(probe, at + 1) : 0;
  if (at == end + 1 || bits > most || (at > end + 2 && nw_probe_at(probe, end + 1) == '0')) return end;
  return nw_is_word(after) || after == '/' || nw_is_word(next) ? end : at;
}

/* ---- IPv4 ---- */

/* Strict octets: no leading zero, which some readers take for octal. */
static int octets_hold(nw_probe *probe, const unsigned char *from, const unsigned char *to) {
  for (; from < to; from += 2) {
    const unsigned char *d = probe->scan->data + (nw_chain_text(probe->chain, from) - probe->scan->base);
    unsigned count = nw_group_digits(*from);
    if ((count > 1 && d[0] == '0') || (count == 3 && memcmp(d, "255", 3) > 0)) return 0;
  }
  return 1;
}

/* Behind an address stands no further group: "1.2.3.4.5" and "1.2.3.4-5" are versions, "10.0.0.1-10.0.0.9" is a range, and the
 * dot of "1.2.3.4.(5" ends a sentence. */
static int ipv4_ends(const unsigned char *end) {
  switch (*end) {
    case '$': case ' ': case '/': case ':': case ',': case ')': case '(': return 1;
    case '-': return nw_ipv4_layout(end + 1) != NULL;
    case '.': return nw_group_digits(end[1]) == 0;
    default: return 0;
  }
}

static int ipv4_begins(nw_probe *probe) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '.' || before == '+') return 0;
  if (before != '-') return 1;
  return nw_is_digit_at(nw_probe_before(probe, probe->at, 2));
}

/* No finding: tells what was missing. */
NW_MISS_COLD static int refuse(nw_probe *probe, const unsigned char *layout, const unsigned char *end) {
  nw_miss miss = { .start = probe->at, .end = nw_chain_text(probe->chain, end), .entity = NW_ENTITY_IP_ADDRESS };
  if (nw_context_next(probe, probe->at, NW_CONTEXT_VERSION)) miss.missing |= NW_MISS_BIT(NEGATIVE), miss.what = "a version";
  if (!ipv4_ends(end) || !ipv4_begins(probe)) miss.missing |= NW_MISS_BIT(JOINED), miss.what = "more than four numbers";
  if (!octets_hold(probe, layout, end)) miss.missing |= NW_MISS_BIT(FORM), miss.what = "an octet is above 255 or begins with 0";
  nw_miss_add(probe, miss);
  return 0;
}

int nw_ipv4_may(const nw_scan *scan, size_t pos) {
  enum { OCTET_DIGITS = 3 };
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, n = 0;
  while (n < left && n <= OCTET_DIGITS && nw_is_digit(text[n])) n++;
  return n == left || text[n] == '.' || scan->misses != NULL;
}

int nw_ipv4_verify(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain), *end = nw_ipv4_layout(layout);
  if (end == NULL) return 0;
  if (!ipv4_ends(end) || !ipv4_begins(probe) || !octets_hold(probe, layout, end))
    return nw_refuse(probe, refuse(probe, layout, end));
  if (nw_context_next(probe, probe->at, NW_CONTEXT_VERSION)) return nw_refuse(probe, refuse(probe, layout, end));
  hit->start = probe->at;
  hit->end = with_prefix(probe, hit->start, nw_chain_text(probe->chain, end), 32);
  hit->score_ppm = NW_SCORE_SHAPE;
  return 1;
}

/* ---- IPv6 ---- */

static int is_hex_at(int c) { return c >= 0 && nw_is_hex((unsigned)c); }

/* The first group stands before the event, the first colon. Returns 0 when this is a later colon or the inside of a word. */
static int ipv6_start(nw_probe *probe, size_t *start) {
  size_t n = 0;
  while (n < 4 && probe->at - n != probe->free_from && is_hex_at(nw_probe_before(probe, probe->at, n + 1))) n++;
  int before = nw_probe_before(probe, probe->at, n + 1);
  *start = probe->at - n;
  if (*start > 0 && *start == probe->free_from) return 1;  /* "123-45-6789::1" */
  return !nw_is_word(before) && before != ':' && before != '.' && before != '-';
}

int nw_ipv6_may(const nw_scan *scan, size_t pos, size_t free_from) {
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t room = pos - scan->from, n = 0;
  if (room > 1 && text[-2] == ':' && nw_is_alnum(text[-1]) && free_from < pos - 1) return 0;  /* "1:2:3:", as most are */
  while (n < 4 && n < room && pos - n != free_from && nw_is_hex(*(text - n - 1))) n++;
  if (n == room || pos - n == free_from) return 1;
  int before = *(text - n - 1);
  return !nw_is_word(before) && before != ':' && before != '.' && before != '-';
}

/* What text has by chance: "a::b" of a program, "x[::2]", fingerprints of two-digit groups. */
static int ipv6_is_dull(nw_probe *probe, size_t start, size_t end) {
  unsigned digits = 0, groups = 0, run = 0, pairs = 0, doubled = 0;
  int last = 0;
  for (size_t pos = start; pos < end; pos++) {
    int c = nw_probe_at(probe, pos);
    if (c == '%') break;
    doubled += c == ':' && last == ':';
    digits += (unsigned)nw_is_digit_at(c);
    if (c == ':') run = 0;
    else if (++run == 1) groups++;
    else if (run == 2) pairs++;
    else if (run == 3) pairs += 99;
    last = c;
  }
  if (!doubled) return pairs == 8;
  if (digits == 0 || groups == 0) return 1;
  return groups == 1 && nw_probe_before(probe, start, 1) == '[' && nw_is_word(nw_probe_before(probe, start, 2));
}

/* "{WORD}::1", "1::{URL}": the colons join it to an item that was edited, as they joined it to the item before. */
static int is_joined(nw_probe *probe, size_t start, size_t end) {
  if (nw_probe_at(probe, start) == ':' && nw_placeholder_before(probe, start) < start) return 1;
  return nw_probe_at(probe, end - 1) == ':' && nw_placeholder_at(probe, end);
}

int nw_ipv6_verify(nw_probe *probe, nw_hit *hit) {
  size_t start;
  if (!ipv6_start(probe, &start)) return 0;
  nw_cursor cursor = nw_cursor_at(probe, start, NW_ENTITY_IP_ADDRESS);
  if (!nw_ipv6_scan(&cursor)) return 0;
  int after = nw_probe_at(probe, cursor.pos);
  if (nw_is_word(after) || after == ':') return 0;
  if (after == '.' && nw_is_word(nw_probe_at(probe, cursor.pos + 1))) return 0;
  if (is_joined(probe, start, cursor.pos)) return 0;
  if (ipv6_is_dull(probe, start, cursor.pos)) {
    nw_probe_miss(probe, .start = start, .end = cursor.pos, .entity = NW_ENTITY_IP_ADDRESS, .missing = NW_MISS_BIT(VETO),
                  .what = "a fingerprint or a name of a program");
    return 0;
  }
  hit->start = start;
  hit->end = with_prefix(probe, start, cursor.pos, 128);
  hit->score_ppm = NW_SCORE_PROVEN;
  return 1;
}
