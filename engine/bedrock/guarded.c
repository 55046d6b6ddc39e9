#include "bedrock/guarded.h"

#include "base/error.h"
#include "base/slice.h"
#include "bedrock/tag.h"
#include "json/tree.h"

enum { NODES_MOST = 1000000 };

typedef struct guarded {
  nw_params          *p;
  newel_slice         source;  /* the messages */
  newel_slice         tag;
  newel_guarded_part  part;
  const nw_json_node *latest;  /* NEWEL_GUARDED_LATEST: the message to wrap */
  size_t              wrapped;
  int                 unclosed;
} guarded;

static newel_slice source_of(const guarded *g, const nw_json_node *node) {
  return nw_slice(g->source.data + node->start, node->end - node->start);
}

static const nw_json_node *member(const nw_json_node *node, const char *key, nw_json_type type) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found != NULL && found->type == type ? found : NULL;
}

/* ---- which ---- */

static int is_user(const nw_json_node *message) {
  const nw_json_node *role = member(message, "role", NW_JSON_T_STRING);
  return role != NULL && nw_slice_is(role->text, "user");
}

/* The guardrail judges PNG and JPEG that come as bytes. */
static const nw_json_node *guardable_image(const nw_json_node *block) {
  const nw_json_node *image = member(block, "image", NW_JSON_T_OBJECT), *format = member(image, "format", NW_JSON_T_STRING);
  int fits = format != NULL && (nw_slice_is(format->text, "png") || nw_slice_is(format->text, "jpeg"));
  return fits && member(member(image, "source", NW_JSON_T_OBJECT), "bytes", NW_JSON_T_STRING) != NULL ? image : NULL;
}

static int has_guardable(const nw_json_node *message) {
  const nw_json_node *content = member(message, "content", NW_JSON_T_ARRAY);
  for (const nw_json_node *block = content == NULL ? NULL : content->first; block != NULL; block = block->next)
    if (member(block, "text", NW_JSON_T_STRING) != NULL || guardable_image(block) != NULL) return 1;
  return 0;
}

static const nw_json_node *latest_of(const nw_json_node *messages) {
  const nw_json_node *latest = NULL;
  for (const nw_json_node *message = messages->first; message != NULL; message = message->next)
    if (is_user(message) && has_guardable(message)) latest = message;
  return latest;
}

/* ---- writing blocks ---- */

static void write_guarded_text(guarded *g, newel_slice text, const char *qualifier) {
  nw_params_object(g->p, NULL);
  nw_params_object(g->p, "guardContent");
  nw_params_object(g->p, "text");
  nw_params_string(g->p, "text", text);
  if (qualifier != NULL) {
    nw_params_array(g->p, "qualifiers");
    nw_params_string(g->p, NULL, newel_slice_of(qualifier));
    nw_params_close(g->p);
  }
  nw_params_close(g->p);
  nw_params_close(g->p);
  nw_params_close(g->p);
  g->wrapped++;
}

static int is_blank(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if (!nw_is_space((unsigned char)text.data[i])) return 0;
  return 1;
}

/* Blank pieces between spans go: Converse takes no blank text. */
static void write_spans(guarded *g, newel_slice text) {
  static const char *const qualifiers[] = { NULL, NULL, "grounding_source", "query" };
  nw_tag_span span;
  int got;
  for (size_t at = 0; (got = nw_tag_next(text, g->tag, &at, &span)) > 0;) {
    if (is_blank(span.text)) continue;
    if (span.kind != NW_SPAN_PLAIN) {
      write_guarded_text(g, span.text, qualifiers[span.kind]);
      continue;
    }
    nw_params_object(g->p, NULL);
    nw_params_string(g->p, "text", span.text);
    nw_params_close(g->p);
  }
  if (got < 0) g->unclosed = 1;
}

static void write_guarded_image(guarded *g, const nw_json_node *image) {
  nw_params_object(g->p, NULL);
  nw_params_object(g->p, "guardContent");
  nw_params_raw(g->p, "image", source_of(g, image));
  nw_params_close(g->p);
  nw_params_close(g->p);
  g->wrapped++;
}

static void write_block(guarded *g, const nw_json_node *block) {
  const nw_json_node *text = member(block, "text", NW_JSON_T_STRING), *image = guardable_image(block);
  if (text != NULL && g->part == NEWEL_GUARDED_TAGGED) write_spans(g, text->text);
  else if (text != NULL) write_guarded_text(g, text->text, NULL);
  else if (image != NULL && g->part != NEWEL_GUARDED_TAGGED) write_guarded_image(g, image);
  else nw_params_raw(g->p, NULL, source_of(g, block));
}

static void write_message(guarded *g, const nw_json_node *message) {
  nw_params_object(g->p, NULL);
  for (const nw_json_node *node = message->first; node != NULL; node = node->next) {
    nw_json_key_slice(&g->p->w, node->key);
    if (!nw_slice_is(node->key, "content") || node->type != NW_JSON_T_ARRAY) {
      nw_params_raw(g->p, NULL, source_of(g, node));
      continue;
    }
    nw_params_array(g->p, NULL);
    for (const nw_json_node *block = node->first; block != NULL; block = block->next) write_block(g, block);
    nw_params_close(g->p);
  }
  nw_params_close(g->p);
}

static void write_messages(guarded *g, const nw_json_node *messages) {
  nw_params_array(g->p, "messages");
  for (const nw_json_node *message = messages->first; message != NULL; message = message->next) {
    int wraps = is_user(message) && (g->part != NEWEL_GUARDED_LATEST || message == g->latest);
    if (wraps) write_message(g, message);
    else nw_params_raw(g->p, NULL, source_of(g, message));
  }
  nw_params_close(g->p);
}

/* ---- all ---- */

static int fail_nothing(const guarded *g, newel_error *err) {
  if (g->unclosed)
    return nw_fail(err, NEWEL_E_ARGUMENT, "converse: a span of the tag '%.*s' is not closed, or not opened", (int)g->tag.len,
                   g->tag.data);
  if (g->part == NEWEL_GUARDED_TAGGED)
    return nw_fail(err, NEWEL_E_ARGUMENT, "converse: no text of a user holds <%.*s> … </%.*s>: nothing would be guarded",
                   (int)g->tag.len, g->tag.data, (int)g->tag.len, g->tag.data);
  return nw_fail(err, NEWEL_E_ARGUMENT, "converse: no turn of the user holds a text or an image: nothing would be guarded");
}

int nw_guarded_write(nw_params *p, newel_slice messages, newel_guarded_part part, newel_slice tag, newel_error *err) {
  guarded g = { .p = p, .source = messages, .tag = tag, .part = part };
  nw_json_node *root = NULL;
  nw_arena arena;
  if (part == NEWEL_GUARDED_AS_SENT) {
    nw_params_raw(p, "messages", messages);
    return NEWEL_OK;
  }
  if (part == NEWEL_GUARDED_TAGGED && !nw_tag_is_name(tag))
    return nw_fail(err, NEWEL_E_ARGUMENT, "converse: the tag is no name of 1 to 20 letters and digits");
  nw_arena_init(&arena, p->client->alloc);
  int code = nw_json_parse(&root, &arena, messages, NODES_MOST, err);
  if (code == NEWEL_OK && root->type != NW_JSON_T_ARRAY) code = nw_fail(err, NEWEL_E_ARGUMENT, "converse: 'messages' is no list");
  if (code == NEWEL_OK) {
    g.latest = latest_of(root);
    write_messages(&g, root);
    if (g.wrapped == 0 || g.unclosed) code = fail_nothing(&g, err);
  }
  nw_arena_free(&arena);
  return code;
}
