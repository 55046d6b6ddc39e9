/* detect/pii/phone.h - PHONE: E.164 behind '+', layouts that countries print, the rest beside a context word. */
#ifndef NW_DETECT_PII_PHONE_H
#define NW_DETECT_PII_PHONE_H

#include "detect/pii/digits.h"

typedef enum nw_phone_layout {
  NW_PHONE_NONE = 0,
  NW_PHONE_NANP,   /* area, exchange, line */
  NW_PHONE_TRUNK   /* the same behind 1 */
} nw_phone_layout;

/* Layouts that begin at `s`; each gives the end of the longest. */
const unsigned char *nw_phone_groups(const unsigned char *s);
nw_phone_layout nw_phone_bare(const unsigned char *s, const unsigned char **end);
nw_phone_layout nw_phone_paren(const unsigned char *s, const unsigned char **end);
/* 1 when the groups are laid out as a date. */
int nw_phone_is_date(const unsigned char *s);

int nw_phone_verify(nw_probe *probe, nw_hit *hit);

#endif
