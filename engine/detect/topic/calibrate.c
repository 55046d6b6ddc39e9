/* calibrate.c - from a score to a chance and a band, as measured; docs/judges.md says on what, and what the held-back half gives.
 *
 * The chance is that of a text being on the topic where one text in ten is. Between the knots it is a straight line. More examples make a
 * score worth more, so there are three rows: a definition alone, one or two examples, three and more.
 *
 *   hit      0.2 % of texts that are off the topic (near misses of the same domain among them) score as high
 *   clear    2 % of texts that are on the topic score as low
 */
#include "detect/topic/model.h"

enum { KNOTS = 17, ROWS = 3 };

/* In deviations. */
static const int8_t knots[KNOTS] = {-12, -3, -1, 0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 32, 60};

typedef struct calibration { uint32_t chance_ppm[KNOTS]; int32_t hit, clear; } calibration;

static const calibration rows[ROWS] = {
  {{1000, 5873, 11891, 21264, 34947, 57399, 111993, 233800, 242622, 280304, 480643, 520294, 590343, 718313, 876066, 937782, 970000},
   2340 * 256 / 100, -79 * 256 / 100},
  {{1000, 4426, 7756, 15224, 25164, 45092, 96390, 201961, 263313, 329672, 480274, 592177, 697015, 807257, 914377, 962395, 980000},
   2148 * 256 / 100, -47 * 256 / 100},
  {{1000, 2686, 3319, 8721, 16486, 34032, 68085, 132144, 187316, 270075, 436111, 600151, 736122, 860876, 940846, 967817, 985000},
   2077 * 256 / 100, 15 * 256 / 100},
};

static const calibration *row_of(const nw_topic *topic) {
  return &rows[topic->examples == 0 ? 0 : topic->examples < 3 ? 1 : 2];
}

uint32_t nw_topic_chance(const nw_topic *topic, int32_t score) {
  const uint32_t *chance = row_of(topic)->chance_ppm;
  if (score <= knots[0] * 256) return chance[0];
  for (int i = 1; i < KNOTS; i++) {
    int32_t from = knots[i - 1] * 256, to = knots[i] * 256;
    if (score >= to) continue;
    uint64_t rise = (uint64_t)(chance[i] - chance[i - 1]) * (uint64_t)(score - from) / (uint64_t)(to - from);
    return chance[i - 1] + (uint32_t)rise;
  }
  return chance[KNOTS - 1];
}

uint32_t nw_topic_band(const nw_topic *topic, int32_t score) {
  const calibration *row = row_of(topic);
  if (topic->blind) return NW_BAND_UNSURE;
  return score >= row->hit ? NW_BAND_HIT : score <= row->clear ? NW_BAND_CLEAR : NW_BAND_UNSURE;
}
