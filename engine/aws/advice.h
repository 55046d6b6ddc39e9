/* aws/advice.h - what to do about an error of AWS: the table of grammar/advice.def. */
#ifndef NW_AWS_ADVICE_H
#define NW_AWS_ADVICE_H

#include "newel/types.h"

/* "" where there is nothing to say. Static storage. */
const char *nw_aws_advice(newel_slice error, int status, newel_slice said);

#endif
