/* detect/pii/email.h - EMAIL: dot-atom local part, domain with a top-level domain. Quoted local parts and address
 * literals are absent. */
#ifndef NW_DETECT_PII_EMAIL_H
#define NW_DETECT_PII_EMAIL_H

#include "detect/probe.h"

enum { NW_EMAIL_LOCAL_BYTES = 64, NW_EMAIL_DOMAIN_BYTES = 255 };

/* The longest domain at the cursor; leaves the cursor behind it. */
int nw_email_domain(nw_cursor *cursor);
int nw_email_verify(nw_probe *probe, nw_hit *hit);
/* 0: no local part stands in front of the '@', as in front of "@user". */
int nw_email_may(const nw_scan *scan, size_t pos);
/* 1 when `c` may be a byte of a local part. */
int nw_email_is_local(int c);

#endif
