/* aws/time.h - the forms of time that AWS writes, without locale and time zone. Seconds since 1970-01-01T00:00:00Z. */
#ifndef NW_AWS_TIME_H
#define NW_AWS_TIME_H

#include "newel/types.h"

/* "20260301T123600Z" with a NUL. 1, or 0 outside the years 1970 to 9999. */
int nw_time_basic(char out[17], int64_t time_s);
/* ISO 8601: "2026-03-01T12:36:00Z", with a fraction (dropped), with an offset ("+02:00"), or in the basic form above. 1, or 0. */
int nw_time_parse(newel_slice text, int64_t *time_s);
/* RFC 9110: "Sun, 01 Mar 2026 12:36:00 GMT" of a Date header. 1, or 0. */
int nw_time_parse_http(newel_slice text, int64_t *time_s);

#endif
