/* detect/pii/iban.h - INTERNATIONAL_BANK_ACCOUNT_NUMBER: country, its length, modulo 97. */
#ifndef NW_DETECT_PII_IBAN_H
#define NW_DETECT_PII_IBAN_H

#include "detect/probe.h"

/* The longest run that is written like an IBAN; leaves the cursor behind it. */
int nw_iban_scan(nw_cursor *cursor);
int nw_iban_verify(nw_probe *probe, nw_hit *hit);

#endif
