#include "api.h"
#include <string.h>
#include "files.h"
#include "text.h"

enum { NAME_MAX_LETTERS = 255, PIECE = 256 * 1024 };

/* Its last part, without what no name of a file has. */
static const char *
file_name(struct rq *rq)
{
	const char *s = rq_query(rq, "name"), *slash;
	bool good = s != NULL && *s != '\0';

	while (s != NULL && (slash = strpbrk(s, "/\\")) != NULL)
		s = slash + 1;
	good = good && *s != '\0' && utf8_length(s) <= NAME_MAX_LETTERS;
	for (const char *p = s; good && *p != '\0'; p++)
		good = (unsigned char)*p >= ' ' && *p != 0x7f;
	if (!good)
		fault_add(&rq->cx, "?name", "format", "A file needs a name of 1 to 255 characters.");
	return good ? s : "";
}

/* What a tariff is published as, beside what tables are; NULL: something else. */
static const char *
file_type(struct rq *rq)
{
	static const char *const types[] = { "text/csv", "application/yaml", "application/json" };

	for (size_t i = 0; i < COUNT(types); i++)
		if (rq_body_is(rq, types[i]))
			return types[i];
	return NULL;
}

/* For an import, a tariff, or reads. */
static bool
may_bring(const struct cx *cx)
{
	return may(&cx->who.may, CAN_IMPORT) || may(&cx->who.may, CAN_MANAGE_TARIFFS) ||
	    may(&cx->who.may, CAN_RECORD_READS);
}

/* POST /api/v1/files?name=accounts.csv with the file as the body: text/csv, or a published tariff as
 * application/yaml or application/json */
enum err
file_create(struct rq *rq)
{
	const char *name = file_name(rq), *type = file_type(rq);
	struct file_writer *file;
	struct file_made made;
	char *piece;
	size_t n;

	TRY(rq_valid(rq));
	if (!may_bring(&rq->cx))
		return fail(&rq->cx, E_FORBIDDEN, "You may not upload files.");
	if (!type)
		return fail(&rq->cx, E_MEDIA, "The body must be text/csv, application/yaml or application/json.");
	if (rq_body_length(rq) == 0)
		return fail(&rq->cx, E_INPUT, "The file is empty.");
	file = file_begin(&rq->cx);
	piece = arena_alloc(rq->cx.arena, PIECE);
	do {
		TRY(rq_read(rq, piece, PIECE, &n));
		TRY(file_put(&rq->cx, file, piece, n));
	} while (n > 0);
	TRY(file_end(&rq->cx, file, name, type, &made));
	return rq_json(rq, 201, j_str("id", made.id), j_str("name", name), j_i64("bytes", made.bytes),
	    j_str("sha256", made.sha256));
}
