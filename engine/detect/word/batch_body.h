/* batch_body.h - nw_batch_read for one machine. Defined around it: NAME, TARGET, CLASSIFY(block *, bytes with one behind, disguises)
 * and KEY(bytes, len): the key (shuffle.h) of a word of sixteen bytes or fewer, sixteen bytes readable; LOWEST(bits): the
 * lowest bit, or any number. */

/* Appends the places of `bits`; some slots behind them are overwritten. */
TARGET INLINE size_t JOIN(NAME, _add)(uint32_t *edges, size_t count, uint64_t bits, uint32_t from) {
  size_t end = count + count_of(bits);
  for (uint32_t *to = edges + count; to < edges + end; to += 8)
    for (unsigned i = 0; i < 8; i++) {
      to[i] = from + LOWEST(bits);
      bits &= bits - 1;
    }
  return end;
}

/* The edges of the batch, its odd places, and where it has to stop. Returns the number of words; those behind the stop have no
 * second edge. */
TARGET INLINE size_t JOIN(NAME, _edges)(nw_batch *batch, int disguises, const nw_reader *reader, size_t from) {
  size_t left = reader->len - from, at = 0, count = 0;
  block last = { 0, 0, 0, 0, 0, 0, 0, 0 };
  uint32_t *edges = batch->edges;
  int whole = reader->final;
  if (left > NW_BATCH_BYTES) left = NW_BATCH_BYTES, whole = 0;
  batch->odd_count = 0;
  for (; at < left; at += 64) {
    unsigned char tail[64 + 1];
    const unsigned char *data = reader->data + from + at;
    uint64_t seen = ~(uint64_t)0;
    block b;
    if (left - at < 64) seen = ((uint64_t)1 << (left - at)) - 1;
    if (reader->len - from - at < sizeof tail) {
      memset(tail, 0, sizeof tail);
      data = memcpy(tail, data, reader->len - from - at);
    }
    CLASSIFY(&b, data, disguises);
    uint64_t word = b.letter | b.digit, stop = b.other & seen, odd;
    if (stop != 0) seen = (stop & -stop) - 1;
    count = JOIN(NAME, _add)(edges, count, (word ^ (word << 1 | (last.letter | last.digit) >> 63)) & seen, (uint32_t)at);
    if (disguises && (odd = odd_places(&b, &last) & seen) != 0)
      batch->odd_count = JOIN(NAME, _add)(batch->odd, batch->odd_count, odd, (uint32_t)at);
    last = b;
    if (stop == 0) continue;
    left = at + lowest(stop);
    whole = 0;
  }
  if (whole) {
    batch->next = from + (count & 1 ? edges[count - 1] : left);  /* only a run that fills the last block has no end */
    return count / 2;
  }
  batch->next = from + chunk_start(reader->data + from, left);
  while (count > 0 && edges[count - 1] > batch->next - from) count--;
  if (count & 1 && edges[count - 1] < batch->next - from) batch->next = from + edges[count - 1];
  return count / 2;
}

/* Looks the words [i, end) up. Returns the number of hits. */
TARGET static size_t JOIN(NAME, _look)(nw_batch *batch, const nw_filter *filter, const unsigned char *data, size_t i, size_t end,
                                       size_t hits) {
  const nw_filter local = *filter;
  const uint32_t *edges = batch->edges;
  for (; i < end; i++) {
    size_t start = edges[2 * i], len = edges[2 * i + 1] - start;
    batch->hits[hits] = (uint32_t)i;
    hits += (size_t)(nw_filter_may_hold(&local, KEY(data + start, len)) | (len > 16));  /* the key of a long word needs more */
  }
  return hits;
}

/* A closer look at the hit `i` of `words`: 0 when no entry can begin there. What is no whole entry needs the next word, too; it counts
 * only where that one is plain and stands one byte away, as what is odd has more forms. */
TARGET static size_t JOIN(NAME, _may_begin)(const nw_batch *batch, const nw_filters *filters, const unsigned char *data, size_t i,
                                            size_t words) {
  const uint32_t *edge = batch->edges + 2 * i;
  size_t len = edge[1] - edge[0], next_len;
  if (len > 16) return 1;
  uint64_t key = KEY(data + edge[0], len);
  if (nw_filter_may_hold(&filters->alone, key)) return 1;
  if (i + 1 >= words || edge[2] != edge[1] + 1 || (next_len = edge[3] - edge[2]) > 15) return 1;
  if (!is_plain_word(data + edge[2], next_len)) return 1;
  return (size_t)nw_filter_may_hold(&filters->pairs, nw_pair_key(key, KEY(data + edge[2], next_len)));
}

TARGET static void NAME(nw_batch *batch, const nw_filters *filters, int disguises, const nw_reader *reader, size_t from) {
  const unsigned char *data = reader->data + from;
  size_t words = disguises ? JOIN(NAME, _edges)(batch, 1, reader, from) : JOIN(NAME, _edges)(batch, 0, reader, from);
  size_t looked = 0, hits = 0, left = reader->len - from, near_end = words, i = 0;
  while (near_end > 0 && left - batch->edges[2 * near_end - 2] < 16) near_end--;
  for (size_t k = 0; k < batch->odd_count; k++) {
    size_t odd = first_of_chunk(batch, data, words, batch->odd[k]);
    if (odd >= near_end) break;
    if (odd < i) continue;  /* of the chunk before */
    looked = JOIN(NAME, _look)(batch, &filters->all, data, i, odd, looked);
    size_t last = looked;
    looked = JOIN(NAME, _look)(batch, &filters->all, data, odd, odd + 1, looked);
    batch->hits[last] = (uint32_t)odd | (looked > last ? NW_BATCH_ODD : NW_BATCH_CHUNK);
    looked = last + 1;
    i = odd + 1;
  }
  looked = JOIN(NAME, _look)(batch, &filters->all, data, i, near_end, looked);
  for (i = 0; i < looked; i++) {
    batch->hits[hits] = batch->hits[i];
    hits += batch->hits[i] & ~NW_BATCH_WORD ? 1 : JOIN(NAME, _may_begin)(batch, filters, data, batch->hits[i], near_end);
  }
  for (i = near_end; i < words; i++) batch->hits[hits++] = (uint32_t)i | NW_BATCH_ODD;  /* sixteen bytes cannot be read there */
  batch->count = hits;
}
#undef NAME
#undef TARGET
#undef CLASSIFY
#undef KEY
#undef LOWEST
