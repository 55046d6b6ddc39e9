/* bedrock/model.h - what AWS's service models say, as tables: operations, their members, the shapes of members.
 *
 *   nw_operation_find("Retrieve")  ->  POST /knowledgebases/{knowledgeBaseId}/retrieve, input shape 269
 *   shape 269                      ->  STRUCT of members 524..529: "knowledgeBaseId" PATH, required; "retrievalQuery" BODY, …
 *
 * The tables are grammar/tables/bedrock.h, made from the models by grammar/tables/bedrock.py. Constant; any thread. */
#ifndef NW_BEDROCK_MODEL_H
#define NW_BEDROCK_MODEL_H

#include "aws/endpoint.h"

typedef enum nw_kind {
  NW_KIND_STRUCT,    /* members [first, first + count); no other member may stand in it */
  NW_KIND_OPEN,      /* the same, but other members go along unread: bodies that are not AWS's own */
  NW_KIND_UNION,     /* exactly one of the members */
  NW_KIND_LIST,      /* items of shape `first` */
  NW_KIND_MAP,       /* values of shape `first`, names of shape `count` */
  NW_KIND_STRING,    /* one of the words [first, first + count) where count > 0 */
  NW_KIND_BLOB,      /* base64 in JSON */
  NW_KIND_INTEGER, NW_KIND_NUMBER, NW_KIND_BOOLEAN,
  NW_KIND_TIME,      /* "2026-03-01T12:36:00Z" */
  NW_KIND_DOCUMENT   /* any JSON */
} nw_kind;

typedef struct nw_shape {
  uint8_t  kind;         /* nw_kind */
  uint16_t first, count;
  int32_t  least, most;  /* characters, bytes, items, or the number itself; -1: no bound */
  uint8_t  class;        /* the characters of a string; 0: any */
} nw_shape;

typedef enum nw_place {
  NW_PLACE_BODY,
  NW_PLACE_PAYLOAD,  /* it is the body */
  NW_PLACE_PATH, NW_PLACE_QUERY, NW_PLACE_HEADER
} nw_place;

enum { NW_MEMBER_REQUIRED = 1, NW_MEMBER_TOKEN = 2 /* an idempotency token: filled when it is not given */ };

typedef struct nw_member {
  const char *name;
  uint16_t    shape;
  uint8_t     place;  /* nw_place */
  uint8_t     flags;
  const char *wire;   /* the name in path, query or header where it is another; else "" */
} nw_member;

typedef enum nw_answer_form {
  NW_ANSWER_JSON,
  NW_ANSWER_BLOB,    /* bytes of a model */
  NW_ANSWER_EVENTS,  /* vnd.amazon.eventstream */
  NW_ANSWER_LINES    /* server-sent events */
} nw_answer_form;

typedef struct nw_operation {
  const char *name;
  nw_service  service;
  const char *method, *path;  /* "/model/{modelId}/converse" */
  uint16_t    input;          /* shape */
  uint16_t    headers, header_count;  /* members of the answer that travel in headers */
  uint8_t     answer;         /* nw_answer_form */
  const char *payload;        /* the member of the answer that is the whole body, or "" */
  const char *last;           /* the event that a stream does not end without, or "" */
} nw_operation;

/* The operation, or NULL. */
const nw_operation *nw_operation_find(newel_slice name);
/* The `index`-th in order of names; NULL behind the last. */
const nw_operation *nw_operation_at(size_t index);
/* The name nearest to `name`, or NULL when none is near. */
const char *nw_operation_near(newel_slice name);

const nw_shape *nw_shape_at(unsigned index);
const nw_member *nw_member_at(unsigned index);
/* A word of an enum. */
const char *nw_word_at(unsigned index);
/* The characters of a class as pairs, the first and the last of every run: "09az". */
const char *nw_class_at(unsigned index);

/* The member `name` of a structure or union, or NULL. */
const nw_member *nw_shape_member(const nw_shape *shape, newel_slice name);

static inline const char *nw_member_wire(const nw_member *member) {
  return member->wire[0] != '\0' ? member->wire : member->name;
}
static inline int nw_operation_streams(const nw_operation *op) {
  return op->answer == NW_ANSWER_EVENTS || op->answer == NW_ANSWER_LINES;
}

/* The nearest of `count` names that `name_at` gives, or NULL when none is near: for "did you mean". */
const char *nw_near(newel_slice word, const char *(*name_at)(const void *from, size_t index), const void *from, size_t count);

#endif
