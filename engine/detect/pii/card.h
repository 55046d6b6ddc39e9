/* detect/pii/card.h - CREDIT_DEBIT_CARD_NUMBER: layout, issuer range with its lengths, Luhn. */
#ifndef NW_DETECT_PII_CARD_H
#define NW_DETECT_PII_CARD_H

#include "detect/pii/digits.h"

/* The end of a card layout that begins at `s`, or NULL. */
const unsigned char *nw_card_layout(const unsigned char *s);
int nw_card_verify(nw_probe *probe, nw_hit *hit);

#endif
