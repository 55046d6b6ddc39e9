/* aws/eventstream.h - messages of application/vnd.amazon.eventstream, taken apart as bytes arrive.
 *
 *   0       4        8        12                         12+H              N-4   N
 *   | total | headers | CRC of | headers: name, type, value | payload       | CRC of all before |
 *   |  u32  |  u32    | 8 bytes|                            |               |                   |
 *
 * Push bytes in any cut; take messages until there is none. Checked in this order: the prelude's CRC, the lengths, the
 * message's CRC, the headers; so a flipped bit is told as a CRC error, and nothing is trusted before its CRC is right. After an
 * error the stream is dead: what follows cannot be framed. Source: Smithy "Amazon Event Stream" specification; both CRCs are
 * CRC-32 (IEEE 802.3).
 *
 * One thread. Memory: one message, at most NW_LIMIT_EVENT_BYTES. */
#ifndef NW_AWS_EVENTSTREAM_H
#define NW_AWS_EVENTSTREAM_H

#include "base/buf.h"

typedef enum nw_event_type {
  NW_EVENT_TRUE = 0, NW_EVENT_FALSE = 1, NW_EVENT_BYTE = 2, NW_EVENT_SHORT = 3, NW_EVENT_INTEGER = 4, NW_EVENT_LONG = 5,
  NW_EVENT_BYTES = 6, NW_EVENT_STRING = 7, NW_EVENT_TIMESTAMP = 8 /* ms since 1970 */, NW_EVENT_UUID = 9
} nw_event_type;

typedef struct nw_event_header {
  newel_slice   name;
  nw_event_type type;
  int64_t       number;  /* BYTE .. LONG, TIMESTAMP; TRUE is 1 */
  newel_slice   bytes;   /* BYTES, STRING (UTF-8), UUID (16 bytes) */
} nw_event_header;

enum { NW_EVENT_HEADERS = 64 };

/* Borrowed from the decoder until its next call. */
typedef struct nw_event_message {
  nw_event_header headers[NW_EVENT_HEADERS];
  size_t          header_count;
  newel_slice     payload;
} nw_event_message;

typedef enum nw_event_error {
  NW_EVENT_OK = 0, NW_EVENT_PRELUDE_CRC, NW_EVENT_MESSAGE_CRC, NW_EVENT_LENGTHS, NW_EVENT_TRUNCATED, NW_EVENT_HEADER_NAME_LENGTH,
  NW_EVENT_HEADER_NAME_UTF8, NW_EVENT_HEADER_TYPE, NW_EVENT_HEADER_VALUE, NW_EVENT_HEADER_VALUE_UTF8, NW_EVENT_DUPLICATE_HEADER,
  NW_EVENT_TOO_LONG, NW_EVENT_TOO_MANY_HEADERS, NW_EVENT_NO_MEMORY
} nw_event_error;
/* "message_crc", …: static storage. */
const char *nw_event_error_name(nw_event_error error);

typedef struct nw_event_decoder {
  nw_buf         in;
  size_t         taken;  /* bytes of `in` that the last message used */
  nw_event_error error;
} nw_event_decoder;

void nw_event_open(nw_event_decoder *decoder, nw_alloc alloc);
void nw_event_close(nw_event_decoder *decoder);  /* wipes */
/* Takes bytes off the wire. */
void nw_event_push(nw_event_decoder *decoder, const char *data, size_t len);
/* 1 and the next message; 0 when more bytes are needed, or decoder->error says what is wrong. */
int nw_event_next(nw_event_decoder *decoder, nw_event_message *out);
/* At the end of the body: NW_EVENT_TRUNCATED when a message is cut. */
nw_event_error nw_event_finish(nw_event_decoder *decoder);

/* The string header `name`; data NULL where there is none, or it is no string. */
newel_slice nw_event_string(const nw_event_message *message, const char *name);

/* Appends one message. For tests, servers of tests, and recording. 0 when there is no memory or a name or value is too long. */
int nw_event_encode(nw_buf *out, const nw_event_header *headers, size_t count, newel_slice payload);

#endif
