/* detect/pii/ip.h - IP_ADDRESS: IPv4 (RFC 791) and IPv6 (RFC 4291). A port or a prefix length is no part of it. */
#ifndef NW_DETECT_PII_IP_H
#define NW_DETECT_PII_IP_H

#include "detect/pii/digits.h"

/* The end of four dotted groups that begin at `s`, or NULL. */
const unsigned char *nw_ipv4_layout(const unsigned char *s);
/* The longest IPv6 address at the cursor; leaves the cursor behind it. */
int nw_ipv6_scan(nw_cursor *cursor);

int nw_ipv4_verify(nw_probe *probe, nw_hit *hit);
/* 0: the digits at `pos` are no first octet. */
int nw_ipv4_may(const nw_scan *scan, size_t pos);
int nw_ipv6_verify(nw_probe *probe, nw_hit *hit);
/* 0: no address has its first colon at `pos`, by the bytes in front. `free_from`: as in a probe. */
int nw_ipv6_may(const nw_scan *scan, size_t pos, size_t free_from);

#endif
