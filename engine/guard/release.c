/* guard/release.c - the edited text: raw bytes with the edits put in. The only place that writes output bytes. */
#include "guard/scratch.h"

void nw_release(const newel_scratch *scratch, const nw_seg *seg, size_t *next_edit, nw_buf *out, const char *data, size_t base,
                size_t from, size_t to) {
  for (; *next_edit < seg->edits.count; ++*next_edit) {
    const nw_edit_fact *edit = &scratch->edits.at[seg->edits.first + *next_edit];
    if (edit->end > to) break;
    nw_buf_add(out, data + (from - base), edit->start - from);
    nw_buf_add_slice(out, nw_buf_part(&scratch->replacements, edit->text_at, edit->text_len));
    from = edit->end;
  }
  nw_buf_add(out, data + (from - base), to - from);
}
