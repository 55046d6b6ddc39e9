/* System prompts as people write them, each with an answer that its assistant would give and that tells nothing of it. */
#ifndef NW_TEST_LEAK_PROMPTS_H
#define NW_TEST_LEAK_PROMPTS_H

#include <stddef.h>

typedef struct leak_prompt { const char *prompt, *answer; } leak_prompt;
extern const leak_prompt leak_prompts[];
extern const size_t leak_prompt_count;

#endif
