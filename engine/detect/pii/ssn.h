/* detect/pii/ssn.h - US_SOCIAL_SECURITY_NUMBER: 3-2-4 digits with the rules of area, group and serial. */
#ifndef NW_DETECT_PII_SSN_H
#define NW_DETECT_PII_SSN_H

#include "detect/pii/digits.h"

/* The end of a layout that begins at `s`, or NULL. */
const unsigned char *nw_ssn_layout(const unsigned char *s);
int nw_ssn_verify(nw_probe *probe, nw_hit *hit);

#endif
