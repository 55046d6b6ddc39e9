/* models/content.c - the weights of the content judge, in the library as they lie in engine/models/content.model. The assembler reads
 * the file; NEWEL_CONTENT_MODEL, its path, comes from the build. */
#include "detect/content/model.h"

#define SYMBOL "nw_content_model_file"
__asm__(".section .rodata\n"
        ".balign 64\n"
        ".globl " SYMBOL "\n.hidden " SYMBOL "\n" SYMBOL ":\n"
        ".incbin \"" NEWEL_CONTENT_MODEL "\"\n"
        ".globl " SYMBOL "_end\n.hidden " SYMBOL "_end\n" SYMBOL "_end:\n"
        ".byte 0\n"
        ".previous\n");
extern const unsigned char nw_content_model_file[], nw_content_model_file_end[];

const unsigned char *nw_content_built_in(size_t *len) {
  *len = (size_t)(nw_content_model_file_end - nw_content_model_file);
  return nw_content_model_file;
}
