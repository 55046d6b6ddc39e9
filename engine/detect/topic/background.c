/* background.c - the texts that cosines are measured against: engine/models/background.txt, in the library. */
#include "base/hash.h"
#include "detect/topic/model.h"

extern const unsigned char nw_model_background[];
extern const unsigned      nw_model_background_len;

newel_slice nw_topic_background(void) {
  newel_slice text = {(const char *)nw_model_background, nw_model_background_len};
  return text;
}

uint64_t nw_topics_fingerprint(void) {
  newel_slice text = nw_topic_background();
  return nw_hash64(text.data, text.len, nw_lexicon_fingerprint()) | 1;
}
