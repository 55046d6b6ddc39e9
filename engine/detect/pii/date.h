/* detect/pii/date.h - DATE_TIME: a calendar day, and the time of day behind it. Times alone, years alone and durations are none. */
#ifndef NW_DETECT_PII_DATE_H
#define NW_DETECT_PII_DATE_H

#include "detect/masks.h"
#include "detect/probe.h"

enum { NW_DATE_WEAK = 16 };

/* How a time of day is written. */
typedef enum nw_date_clock { NW_DATE_NONE, NW_DATE_SPOKEN, NW_DATE_ISO } nw_date_clock;

/* grammar/date.re: each leaves the cursor behind what it has read. */
int nw_date_month(nw_cursor *cursor);
int nw_date_joint(nw_cursor *cursor);
int nw_date_ordinal(nw_cursor *cursor);
nw_date_clock nw_date_time(nw_cursor *cursor);

int nw_date_verify(nw_probe *probe, nw_hit *hit);
/* 0: by what stands next to it the number at `pos` is no part of a date, as most are not. `masks` are of the batch that begins at
 * `masks_at`. */
int nw_date_may(const nw_scan *scan, const nw_masks *masks, size_t masks_at, size_t pos);
/* How far a date may begin in front of its first number, when the text goes on behind `data`: "May ". At most `room`. */
size_t nw_date_back(const unsigned char *data, size_t room);
/* The same of a word of letters that ends one blank in front: may a date begin at it or in front of it? */
int nw_date_may_end(const unsigned char *word, size_t len);

#endif
