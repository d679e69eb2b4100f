/*
 * billport-keys: the keys that sign access tokens.
 *
 *   billport-keys list              kid, state, since when, until when
 *   billport-keys init            make the signing and the next key where one is missing
 *   billport-keys rotate [--force]  the next key signs, a new next one is published; what the old
 *                                   one signed still counts for ten minutes.  Refused while the
 *                                   next key is younger than that, unless forced
 *   billport-keys retire KID        emergency: what this key signed is refused from now on
 *
 * Connects as BILLPORT_DB_USER (bp_auth).
 */
#include <stdio.h>
#include <string.h>
#include "db.h"
#include "log.h"
#include "signing_key.h"

static enum err
list(struct cx *cx)
{
	struct rows rows;
	size_t i;

	TRY(db_all(cx, &rows,
	    "select kid, state, created_at, retired_at from store.signing_key order by created_at limit 1000"));
	for (i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];

		(void)printf("%s  %-8s  since %s%s%s\n", row_str(r, "kid"), row_str(r, "state"),
		    row_str(r, "created_at"), row_null(r, "retired_at") ? "" : "  until ",
		    row_null(r, "retired_at") ? "" : row_str(r, "retired_at"));
	}
	return OK;
}

static enum err
rotate(struct cx *cx, struct rotation *r)
{
	TRY(db_tx(cx, rotate_signing_keys, r));
	(void)printf("signing %s\nnext    %s\n", r->signing ? r->signing : "-", r->next);
	return OK;
}

static int
usage(void)
{
	(void)fputs("usage: billport-keys list | init | rotate [--force] | retire KID\n", stderr);
	return 2;
}

static enum err
run(struct cx *cx, int argc, char **argv, bool *known)
{
	struct rotation r = { 0 };

	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list(cx);
	if (argc == 2 && strcmp(argv[1], "init") == 0)
		return db_tx(cx, init_signing_keys, NULL);
	r.force = argc == 3 && strcmp(argv[2], "--force") == 0;
	if ((argc == 2 || r.force) && strcmp(argv[1], "rotate") == 0)
		return rotate(cx, &r);
	r = (struct rotation){ .now = true, .kid = argc == 3 ? argv[2] : NULL };
	if (argc == 3 && strcmp(argv[1], "retire") == 0)
		return rotate(cx, &r);
	*known = false;
	return OK;
}

int
main(int argc, char **argv)
{
	struct cx cx = { .arena = arena_new(8 << 20),
		.who = { .kind = ACTOR_SYSTEM, .name = "billport-keys" } };
	bool known = true;
	enum err e;

	log_name("billport-keys");
	if (argc < 2 || !cx.arena)
		return usage();
	cx.db = db_open();
	e = run(&cx, argc, argv, &known);
	if (e != OK)
		(void)fprintf(stderr, "billport-keys: %s\n",
		    cx.failure.detail ? cx.failure.detail : "failed");
	db_close(cx.db);
	arena_free(cx.arena);
	return !known ? usage() : e != OK;
}
