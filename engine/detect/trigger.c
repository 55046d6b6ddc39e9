#include "detect/trigger.h"

#include <string.h>

#define NAME events1
#define TARGET
#define VECTOR uint64_t
#include "detect/trigger_body.h"

typedef uint64_t vector2 __attribute__((vector_size(16)));
#define NAME events2
#define TARGET
#define VECTOR vector2
#include "detect/trigger_body.h"

#if defined(__x86_64__)
typedef uint64_t vector4 __attribute__((vector_size(32)));
#  define NAME events4
#  define TARGET __attribute__((target("avx2")))
#  define VECTOR vector4
#  include "detect/trigger_body.h"

typedef uint64_t vector8 __attribute__((vector_size(64)));
#  define NAME events8
#  define TARGET __attribute__((target("avx512bw")))
#  define VECTOR vector8
#  include "detect/trigger_body.h"
#endif

void nw_events_of(const nw_machine *machine, nw_events *events, const uint64_t wanted[NW_TRIGGER_COUNT], const nw_masks *masks,
                  size_t blocks) {
  size_t b = 1;
#if defined(__x86_64__)
  for (; machine->lanes == 8 && b + 8 <= blocks + 1; b += 8) events8(events, wanted, masks, b);
  for (; machine->lanes >= 4 && b + 4 <= blocks + 1; b += 4) events4(events, wanted, masks, b);
#endif
  for (; machine->lanes >= 2 && b + 2 <= blocks + 1; b += 2) events2(events, wanted, masks, b);
  for (; b <= blocks; b++) events1(events, wanted, masks, b);
}
