/* say.c - talk: messages on stderr, their exit codes, and the interrupt flag. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/cli.h"

/* The one global of the program: a signal handler can reach nothing else. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

void nw_interrupt_watch(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  action.sa_flags = (int)SA_RESETHAND;  /* no SA_RESTART: a read that waits comes back */
  (void)sigaction(SIGINT, &action, NULL);
  action.sa_handler = SIG_IGN;
  action.sa_flags = 0;
  (void)sigaction(SIGPIPE, &action, NULL);  /* a closed pipe is a failed write, said like any other */
}

int nw_interrupted(void) { return interrupted != 0; }

_Static_assert(sizeof(sig_atomic_t) == sizeof(int), "the flag is looked at as an int");
const volatile int *nw_interrupt_flag(void) { return &interrupted; }

int nw_say(const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  int len = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  for (int i = 0; i < len && text[i] != '\0'; i++)
    if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) text[i] = '?';
  (void)fprintf(stderr, "newel: %s\n", text);
  return NW_EXIT_ERROR;
}

int nw_exit_of_code(int code) {
  switch (code) {
    case NEWEL_OK: return NW_EXIT_OK;
    case NEWEL_E_POLICY:
    case NEWEL_E_UNSUPPORTED: return NW_EXIT_POLICY;
    case NEWEL_E_NO_JUDGE: return NW_EXIT_ESCALATION;
    default: return NW_EXIT_ERROR;
  }
}

int nw_say_error(const newel_error *err) {
  const char *message = err->message[0] != '\0' ? err->message : newel_code_name(err->code);
  if (err->source[0] == '\0') (void)nw_say("%s", message);
  else if (err->line == 0) (void)nw_say("%s: %s", err->source, message);
  else (void)nw_say("%s:%u:%u: %s", err->source, (unsigned)err->line, (unsigned)err->column, message);
  if (err->advice[0] != '\0') (void)fprintf(stderr, "       %s\n", err->advice);
  return nw_exit_of_code(err->code);
}

const char *nw_nearest(const char *word, const char *const *names) {
  const char *near = NULL;
  unsigned best = strlen(word) < 4 ? 2 : 3;  /* one slip in a short word, two in a long one */
  for (; *names != NULL; names++) {
    unsigned distance = nw_edit_distance(newel_slice_of(word), newel_slice_of(*names), best);
    if (distance < best) best = distance, near = *names;
  }
  return near;
}
