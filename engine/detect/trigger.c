#include "detect/trigger.h"

#include <string.h>

#define BODY "detect/trigger_body.h"
#include "text/each_machine.h"

void nw_events_of(const nw_machine *machine, nw_events *events, const uint64_t wanted[NW_TRIGGER_COUNT], const nw_masks *masks,
                  size_t blocks) {
  const uint64_t places = ((uint64_t)2 << blocks) - 1;  /* what a register has behind them is of no text */
  events->some = events->sifted = 0;
#define MACHINE(name, width) \
  if (machine->lanes == lanes_##name) events_##name(events, wanted, masks, blocks);
  NW_EACH_MACHINE(MACHINE)
#undef MACHINE
  events->some &= places;
  events->sifted &= places;
}
