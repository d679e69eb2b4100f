#include "tariff_import.h"
#include <string.h>
#include "db.h"
#include "files.h"

static enum err
read_file(struct cx *cx, const char *id, const char **text, size_t *len)
{
	struct buf b = buf_in(cx->arena);
	const struct row *file;
	struct file_reader *r;
	const char *piece;
	size_t n;

	TRY(db_maybe(cx, &file, "select bytes from file where id = ?", str(id)));
	if (!file) {
		fault_add(cx, "/file_id", "choice", "There is no such file.");
		return faults_check(cx);
	}
	if (row_i64(file, "bytes") > TAKE_BYTES_MAX) {
		fault_add(cx, "/file_id", "length", "A tariff's file has at most %d MiB.", TAKE_BYTES_MAX >> 20);
		return faults_check(cx);
	}
	r = file_open(cx, id, 0);
	for (;;) {
		TRY(file_next(cx, r, &piece, &n));
		if (n == 0)
			break;
		buf_put(&b, piece, n);
	}
	if ((int64_t)b.len != row_i64(file, "bytes")) {
		fault_add(cx, "/file_id", "length", "The file is not whole any more; upload it again.");
		return faults_check(cx);
	}
	*text = b.data;
	*len = b.len;
	return OK;
}

enum err
read_tariff_file(struct cx *cx, const char *file_id, bool is_owrs, struct tariff_taking *out)
{
	const char *text = "";
	size_t len = 0;

	out->cx = cx;
	TRY(read_file(cx, file_id, &text, &len));
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3, len -= 3;
	return is_owrs ? take_owrs(out, text, len) : take_urdb(out, text, len);
}
