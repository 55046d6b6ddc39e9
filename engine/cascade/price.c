/* cascade/price.c - see cascade/price.h. */
#include "cascade/price.h"
#include "newel/cascade.h"

#include "base/slice.h"

typedef struct price { const char *unit; uint64_t micro_usd; int verified; } price;

static const price prices[] = {
#define PRICE(unit, micro_usd, verified, source) { unit, micro_usd, verified },
#include "prices.def"
#undef PRICE
};

int newel_unit_price(newel_slice unit, uint64_t *micro_usd, int *verified) {
  return micro_usd != NULL && verified != NULL && nw_price_of(unit, micro_usd, verified);
}

int nw_price_of(newel_slice unit, uint64_t *micro_usd, int *verified) {
  for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
    if (!nw_slice_is(unit, prices[i].unit)) continue;
    *micro_usd = prices[i].micro_usd;
    *verified = prices[i].verified;
    return 1;
  }
  return 0;
}
