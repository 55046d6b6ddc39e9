/* policy/yaml_explain.c - what libyaml's error texts mean, in plain words and at the place where a hand must go.
 *
 *   key             libyaml: "could not find expected ':'", reported at the line below
 *   name: p         ours:    1:1 not valid YAML: expected ':' after this key
 *
 * The left column holds texts of libyaml 0.2.5 (scanner.c, parser.c). What is not in the table is shown as libyaml says it.
 */
#include <stdio.h>
#include <yaml.h>

#include "base/slice.h"
#include "policy/tree.h"

/* Where the remark stands: where libyaml noticed it, or where the thing began that it is about. */
typedef enum where { HERE, BEGIN } where;

typedef struct meaning {
  const char *problem;  /* how libyaml's problem begins */
  const char *context;  /* how its context begins; "" any */
  where       at;
  const char *text, *advice;
} meaning;

#define QUOTE "write the value in quotes"
#define SPACES "indent with spaces"

static const meaning meanings[] = {
  { "could not find expected ':'", "", BEGIN, "expected ':' after this key", "a key and its value are written 'key: value'" },
  { "mapping values are not allowed", "", HERE, "':' is not expected here",
    "write a value with ': ' in quotes; check the indentation, and that the key above has its ':'" },
  { "block sequence entries are not allowed", "", HERE, "a list item is not expected here",
    "put each '- item' on a line of its own below the key" },
  { "mapping keys are not allowed", "", HERE, "a key is not expected here", "check the indentation" },
  { "found unexpected end of stream", "while scanning a quoted", BEGIN, "this quote is never closed", "" },
  { "found unexpected document indicator", "while scanning a quoted", BEGIN, "this quote is never closed", "" },
  { "found unknown escape character", "", HERE, "unknown escape in a double-quoted text",
    "write it in single quotes: there a backslash is only a backslash" },
  { "did not find expected hexdecimal number", "while parsing a quoted", HERE, "expected hexadecimal digits in this escape", "" },
  { "found invalid Unicode character escape", "", HERE, "this escape is no Unicode character", "" },
  { "found a tab character", "", HERE, "a tab cannot indent", SPACES },
  { "found unexpected ':'", "", HERE, "':' is not expected here", QUOTE },
  { "did not find expected alphabetic", "while scanning an alias", BEGIN, "'*' begins an alias, which a policy has not", QUOTE },
  { "did not find expected alphabetic", "while scanning an anchor", BEGIN,
    "'&' begins an anchor, which a policy has not", QUOTE },
  { "", "while scanning a tag", BEGIN, "'!' begins a tag, which a policy has not", QUOTE },
  { "", "while parsing a tag", BEGIN, "'!' begins a tag, which a policy has not", QUOTE },
  { "found undefined tag handle", "", BEGIN, "'!' begins a tag, which a policy has not", QUOTE },
  { "did not find expected comment or line break", "while scanning a block scalar", HERE,
    "the text of '|' or '>' starts on the next line", "" },
  { "found an indentation indicator equal to 0", "", HERE, "'|' and '>' take an indentation of 1 to 9", "" },
  { "did not find expected <document start>", "", HERE, "this does not belong to what stands above it",
    "check the indentation and the quotes above" },
  { "did not find expected node content", "", HERE, "expected a value", "" },
  { "did not find expected '-' indicator", "", HERE, "expected the next list item ('- ')",
    "check the indentation: it must be that of the items above" },
  { "did not find expected key", "", HERE, "expected a key", "check the indentation: it must be that of the keys above" },
  { "did not find expected ',' or ']'", "", HERE, "expected ',' or ']'", "" },
  { "did not find expected ',' or '}'", "", HERE, "expected ',' or '}'", "" },
};

static int begins(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const meaning *find_meaning(const char *problem, const char *context) {
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
    if (begins(problem, meanings[i].problem) && begins(context, meanings[i].context)) return &meanings[i];
  return NULL;
}

/* The byte at code point `index` of the text; -1 at the end. */
static int byte_at(newel_slice text, size_t index) {
  size_t pos = 0;
  for (; pos < text.len && index > 0; index--)
    do pos++;
    while (pos < text.len && ((unsigned char)text.data[pos] & 0xC0) == 0x80);
  return pos < text.len ? (unsigned char)text.data[pos] : -1;
}

static int is_end(newel_slice text, size_t index) {
  return byte_at(text, index) < 0;
}

static void report(nw_node_input *in, yaml_mark_t mark, const char *text, const char *advice) {
  nw_place place = nw_place_at(in->source, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, 0);
  nw_diag_add_advice(in->diags, NW_DIAG_SYNTAX, &place, advice, "YAML", text);
}

/* "found character that cannot start any token": what it is decides what to say. */
static void report_character(nw_node_input *in, yaml_mark_t mark) {
  int byte = byte_at(in->text, mark.index);
  char text[64];
  if (byte == '\t') {
    report(in, mark, "a tab cannot indent", SPACES);
    return;
  }
  (void)snprintf(text, sizeof text, "a value cannot start with '%c'", byte);
  report(in, mark, text, QUOTE);
}

void nw_yaml_explain(nw_node_input *in, const struct yaml_parser_s *parser) {
  const char *problem = parser->problem == NULL ? "cannot be read" : parser->problem;
  const char *context = parser->context == NULL ? "" : parser->context;
  const meaning *found = find_meaning(problem, context);
  yaml_mark_t here = parser->problem_mark;
  if (begins(problem, "found character that cannot start any token")) {
    report_character(in, here);
  } else if (begins(context, "while parsing a flow") && is_end(in->text, here.index)) {
    report(in, parser->context_mark, "this bracket is never closed", "");
  } else if (begins(problem, "did not find expected node content") && byte_at(in->text, here.index) == '%') {
    report_character(in, here);
  } else if (found == NULL) {
    report(in, here, problem, "");
  } else {
    report(in, found->at == BEGIN ? parser->context_mark : here, found->text, found->advice);
  }
}
