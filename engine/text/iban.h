/* text/iban.h - what makes letters and digits an IBAN: a country, its length, modulo 97 (ISO 13616-1, ISO 7064). Detectors ask it of what
 * is written, readings of what a disguise may hide. Cost: a look into a table; some five instructions a letter or digit. */
#ifndef NW_TEXT_IBAN_H
#define NW_TEXT_IBAN_H

enum { NW_IBAN_LEAST = 15, NW_IBAN_MOST = 34, NW_IBAN_FRONT = 4 /* two letters and two digits, which modulo 97 takes last */ };

/* How many letters and digits an IBAN has that begins with these two capital letters; 0: no country has such. */
unsigned nw_iban_length(unsigned first, unsigned second);
/* Are these letters and digits, which begin with a country's letters and two digits, as modulo 97 wants them? */
int nw_iban_holds(const unsigned char *places, unsigned count);

#endif
