#include "aws/advice.h"

#include "base/slice.h"

static const struct advice { const char *error; int status; const char *said, *advice; } advices[] = {
#define ADVICE(error, status, said, advice) { error, status, said, advice },
#include "advice.def"
#undef ADVICE
};

static int holds(newel_slice text, const char *piece) {
  size_t len = strlen(piece);
  for (size_t at = 0; at + len <= text.len; at++) {
    size_t i = 0;
    while (i < len && nw_to_lower((unsigned char)text.data[at + i]) == nw_to_lower((unsigned char)piece[i])) i++;
    if (i == len) return 1;
  }
  return 0;
}

const char *nw_aws_advice(newel_slice error, int status, newel_slice said) {
  for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
    const struct advice *a = &advices[i];
    if ((a->error[0] == '\0' || nw_slice_is(error, a->error)) && (a->status == 0 || a->status == status) && holds(said, a->said))
      return a->advice;
  }
  return "";
}
