/* aws/xml.h - the answers of STS: XML of a fixed form whose values are ids, base64 and times. The text between two tags is all that is
 * read; no entities, no attributes. */
#ifndef NW_AWS_XML_H
#define NW_AWS_XML_H

#include "newel/types.h"

/* The text of the first element `name` (at most 60 bytes); data NULL where there is none. A slice of `xml`. */
newel_slice nw_xml_text(newel_slice xml, const char *name);

#endif
