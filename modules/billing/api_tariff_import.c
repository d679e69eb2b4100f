#include "api.h"
#include <string.h>
#include "tariff_import.h"
#include "tariff_version.h"
#include "text.h"

enum { UNIT_LENGTH = 8, CLASS_LENGTH = 40 };

/* POST /api/v1/tariffs/import {"file_id", "format", "code", "utility", "name"?, "effective_on"?, "unit"?,
 * "class"?} */
enum err
tariff_import(struct rq *rq)
{
	const char *format = rq_body_choice(rq, "format", "owrs|urdb");
	const char *unit = in_text_or(rq->body, "unit", 1, UNIT_LENGTH, NULL);
	struct tariff_taking taking = { .class = in_text_or(rq->body, "class", 1, CLASS_LENGTH, NULL) };
	struct tariff_edit in = {
		.file_id      = rq_body_id(rq, "file_id"),
		.code         = rq_body_text(rq, "code", 1, TARIFF_CODE_LENGTH),
		.name         = in_text_or(rq->body, "name", 1, TARIFF_NAME_LENGTH, NULL),
		.utility      = rq_body_choice(rq, "utility", UTILITIES),
		.effective_on = in_date_or(rq->body, "effective_on", NULL),
		.source       = format,
	};

	if (unit) {
		taking.unit = unit_guess(unit);
		if (!taking.unit)
			in_fault(rq->body, "unit", "choice", "\"%s\" is no unit that is known here.", unit);
	}
	TRY(rq_valid(rq));
	TRY(read_tariff_file(&rq->cx, in.file_id, same_text(format, "owrs"), &taking));
	in.doc_json = taking.doc_json;
	in.left_out_json = taking.left_out_json;
	in.name = in.name ? in.name : taking.name ? taking.name : in.code;
	in.effective_on = in.effective_on ? in.effective_on : taking.effective_on;
	return rq_tx(rq, create_tariff, tariff_drafted, &in);
}
