/* The end of a part, for the job that carries it out. */
#ifndef BILLPORT_GENERATION_PART_H
#define BILLPORT_GENERATION_PART_H

#include "jobs.h"

struct ending_part { const char *id; int64_t part; struct job *job; };

/* In a transaction of its own: what is left of the part's numbers is told, the job is done; with the last
 * part the run ends, and its cycle is generated. */
enum err end_part(struct cx *, void *ending_part) MUST_USE;

#endif
