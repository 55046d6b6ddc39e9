// re2.cc - RE2::Set over the patterns of the other candidates: says which patterns match, not where.
#include <re2/set.h>

#include <vector>

#include "bench.h"

void *bench_re2_open(const char *const *patterns, size_t count) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(64 << 20);
  auto *set = new RE2::Set(options, RE2::UNANCHORED);
  for (size_t i = 0; i < count; i++) set->Add(patterns[i], nullptr);
  return set->Compile() ? set : nullptr;
}

size_t bench_re2_run(void *peer, const char *text, size_t len) {
  std::vector<int> hits;
  static_cast<RE2::Set *>(peer)->Match(re2::StringPiece(text, len), &hits);
  return hits.size();
}

void bench_re2_close(void *peer) { delete static_cast<RE2::Set *>(peer); }
