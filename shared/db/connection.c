#include "db_private.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

void
die(const char *what, const char *sql, const char *message)
{
	log_event(LOG_ERROR, NULL, "bug", "%s: %s: %s", what, message != NULL ? message : "",
	    sql != NULL ? sql : "");
	abort();
}

static const char *
read_password(struct arena *a, const char *path)
{
	char line[256];
	FILE *f = path != NULL ? fopen(path, "r") : NULL;
	size_t n;

	if (f == NULL)
		return NULL;
	n = fread(line, 1, sizeof line - 1, f);
	(void)fclose(f);
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	return arena_strndup(a, line, n);
}

struct db *
db_open_as(const struct db_config *config)
{
	struct arena *a = arena_new((size_t)64 << 20);
	struct db *db;

	if (a == NULL)
		die("no memory for a connection", NULL, NULL);
	db = arena_alloc(a, sizeof *db);
	db->arena = a;
	db->patience = 120;
	db->config.socket = arena_strdup(a, config->socket);
	db->config.user = arena_strdup(a, config->user);
	db->config.password = arena_strdup(a, config->password);
	db->config.schema = arena_strdup(a, config->schema != NULL ? config->schema : "billport");
	return db;
}

void
db_patience(struct db *db, unsigned seconds)
{
	db->patience = seconds;
}

struct db *
db_open(void)
{
	const char *schema = getenv("BILLPORT_DB_SCHEMA");
	struct arena *a = arena_new((size_t)1 << 20);
	struct db *db;

	if (a == NULL)
		die("no memory for a connection", NULL, NULL);
	db = db_open_as(&(struct db_config){
		.socket = getenv("BILLPORT_DB_SOCKET"),
		.user = getenv("BILLPORT_DB_USER"),
		.password = read_password(a, getenv("BILLPORT_DB_PASSWORD_FILE")),
		.schema = schema,
	});
	arena_free(a);
	return db;
}

static void
disconnect(struct db *db)
{
	statements_drop(db);
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	db->broken = false;
	db->tenant_known = false;
	if (db->tx == TX_WRITE && db->on_tx != NULL)
		db->on_tx(false);
	db->tx = TX_NONE;
	db->tx_doomed = false;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	disconnect(db);
	arena_free(db->arena);
}

/* What the code relies on; a server that differs would lose updates or money. */
static const char settings_wanted[] =
    "select @@innodb_snapshot_isolation = 1 and @@innodb_rollback_on_timeout = 1"
    " and @@innodb_flush_log_at_trx_commit = 1 and (not @@log_bin or @@sync_binlog = 1)"
    " and @@character_set_server = 'utf8mb4' and not @@local_infile"
    " and @@tx_isolation = 'REPEATABLE-READ' good";

static void
check_server(struct db *db)
{
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (mysql_query(db->my, settings_wanted) != 0 ||
	    (result = mysql_store_result(db->my)) == NULL)
		return;			/* lost again: the next statement says so */
	row = mysql_fetch_row(result);
	if (row == NULL || row[0] == NULL || strcmp(row[0], "1") != 0)
		die("the database server's settings are not those of deploy/mariadb.cnf",
		    settings_wanted, NULL);
	mysql_free_result(result);
	db->checked = true;
}

enum err
db_connected(struct cx *cx)
{
	static const char init[] = "set time_zone = '+00:00', innodb_snapshot_isolation = 1,"
	    " sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
	    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
	    " collation_connection = 'utf8mb4_uca1400_ai_ci', innodb_lock_wait_timeout = 3,"
	    " idle_transaction_timeout = " IDLE_SECONDS;
	struct db *db = cx->db;
	unsigned seconds = 2, off = 0;
	my_bool no = 0;

	if (db->my != NULL && !db->broken)
		return OK;
	if (db->tx != TX_NONE)
		return fail(cx, E_STORAGE,
		    "The database connection was lost. Nothing was changed; try again.");
	disconnect(db);
	db->my = mysql_init(NULL);
	if (db->my == NULL)
		return fail(cx, E_STORAGE, "The database is not reachable. Try again in a moment.");
	(void)mysql_options(db->my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
	(void)mysql_options(db->my, MYSQL_OPT_READ_TIMEOUT, &db->patience);
	(void)mysql_options(db->my, MYSQL_OPT_WRITE_TIMEOUT, &db->patience);
	(void)mysql_options(db->my, MYSQL_OPT_RECONNECT, &no);
	(void)mysql_options(db->my, MYSQL_OPT_LOCAL_INFILE, &off);
	(void)mysql_options(db->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	(void)mysql_options(db->my, MYSQL_INIT_COMMAND, init);
	if (db_call_fails(db) ||
	    mysql_real_connect(db->my, NULL, db->config.user, db->config.password,
		db->config.schema, 0, db->config.socket, CLIENT_FOUND_ROWS) == NULL) {
		log_event(LOG_ERROR, cx->request_id, "db_connect", "%s", mysql_error(db->my));
		mysql_close(db->my);
		db->my = NULL;
		return fail(cx, E_STORAGE, "The database is not reachable. Try again in a moment.");
	}
	if (!db->checked)
		check_server(db);
	return OK;
}

bool
db_call_fails(struct db *db)
{
	db->calls++;
	if (db->fail_at == 0 || --db->fail_at > 0)
		return false;
	return true;
}

enum err
db_query(struct cx *cx, const char *sql)
{
	struct db *db = cx->db;
	int64_t began = monotonic_now();
	bool fails;
	int rc;

	db->counts.statements++;
	fails = db_call_fails(db);
	if (fails)
		return db_translate(cx, db->fail_error, "injected", sql);
	rc = mysql_query(db->my, sql);
	db->counts.us += (uint64_t)(monotonic_now() - began);
	if (rc != 0)
		return db_translate(cx, mysql_errno(db->my), mysql_error(db->my), sql);
	return OK;
}

static bool
is_programmers_mistake(unsigned error)
{
	/* unknown table, column, function; syntax; wrong number of columns, parameters, grouping */
	static const unsigned mistakes[] = { 1049, 1051, 1052, 1054, 1055, 1064, 1066, 1109, 1110,
		1136, 1146, 1149, 1210, 1241, 1242, 1305, 1318, 1364, 2014, 2030, 2031, 2034,
		2036 };
	size_t i;

	for (i = 0; i < COUNT(mistakes); i++)
		if (mistakes[i] == error)
			return true;
	return false;
}

/* The client library's own errors, but those of a wrong call: the connection is not to be trusted. */
static bool
is_connections_end(unsigned error)
{
	return ((error >= CR_MIN_ERROR && error <= CR_MAX_ERROR) || error >= CER_MIN_ERROR ||
	    error == 1053 || error == 1927 || error == 4031) && !is_programmers_mistake(error);
}

enum err
db_translate(struct cx *cx, unsigned error, const char *message, const char *sql)
{
	struct db *db = cx->db;

	db->error = error;
	switch (error) {
	case 1213: case 1020: case 1205:
		db->tx_doomed = true;
		/* outside a transaction nobody reruns it */
		return fail(cx, db->tx == TX_NONE ? E_STORAGE : E_RERUN,
		    "Others changed the same things at the same moment. Try again.");
	case 1062:
		return fail(cx, E_CONFLICT, "There is one like this already.");
	case 1451: case 1452:
		return fail(cx, E_CONFLICT,
		    "This is linked to something that does not exist or is still in use.");
	case 1021:
	case 1040:
	case 1041:
	case 1114:
	case 1203:
	case 1290:
	case 1317:
	case 1461:
	case 1969:
		db->tx_doomed = true;
		log_event(LOG_ERROR, cx->request_id, "db_unable", "%u %s: %s", error, message, sql);
		return fail(
		    cx, E_STORAGE, "The database cannot take this now. Try again in a moment.");
	default:
		break;
	}
	if (is_connections_end(error)) {
		db->broken = true;
		db->tx_doomed = true;
		log_event(LOG_ERROR, cx->request_id, "db_lost", "%u %s", error, message);
		return fail(
		    cx, E_STORAGE, "The database connection was lost. Try again in a moment.");
	}
	if (is_programmers_mistake(error))
		die("wrong statement", sql, message);
	db->tx_doomed = true;
	log_event(LOG_ERROR, cx->request_id, "db_error", "%u %s: %s", error, message, sql);
	return fail(cx, E_INTERNAL, "Something went wrong on our side. Nothing was changed.");
}

/* Between requests the server has nothing to say: what can be read is its farewell (it was started
 * anew, or it cut the connection), and the request begins on a new one. */
static void
notice_farewell(struct db *db)
{
	struct pollfd p = { .events = POLLIN | POLLRDHUP };

	if (db->my == NULL || db->broken || db->tx != TX_NONE || db->active != NULL)
		return;
	p.fd = mysql_get_socket(db->my);
	if (poll(&p, 1, 0) > 0)
		db->broken = true;
}

enum err
db_set_tenant(struct cx *cx, const char *tenant_id)
{
	struct db *db = cx->db;

	notice_farewell(db);
	TRY(db_connected(cx));
	if (db->tenant_known && same_text(db->tenant, tenant_id != NULL ? tenant_id : ""))
		return OK;
	if (tenant_id != NULL && !uuid_valid(tenant_id))
		return fail(
		    cx, E_INTERNAL, "Something went wrong on our side. Nothing was changed.");
	db->tenant_known = false;
	TRY(db_exec(cx, "set @tenant_id = ?", str(tenant_id)));
	(void)snprintf(db->tenant, sizeof db->tenant, "%s", tenant_id != NULL ? tenant_id : "");
	db->tenant_known = true;
	return OK;
}

bool
db_settle(struct cx *cx)
{
	struct db *db = cx->db;
	bool found = false;

	if (db == NULL)
		return false;
	if (db->active != NULL) {
		statement_abandon(db, db->active);
		found = true;
	}
	if (db->tx != TX_NONE) {
		/* a snapshot left its connection more time than others have */
		if (db->my == NULL || db->broken || db->tx == TX_SNAPSHOT ||
		    mysql_rollback(db->my) != 0)
			db->broken = true;
		if (db->tx == TX_WRITE && db->on_tx != NULL)
			db->on_tx(false);
		db->tx = TX_NONE;
		db->tx_doomed = false;
		found = true;
	}
	return found;
}

struct db_counts
db_counts(const struct db *db)
{
	return db->counts;
}

void
db_fail_at(struct db *db, unsigned long k, unsigned error)
{
	db->fail_at = k;
	db->fail_error = error;
}

unsigned long
db_call_count(const struct db *db)
{
	return db->calls;
}

void
db_on_tx(struct db *db, void (*fn)(bool))
{
	db->on_tx = fn;
}

bool
db_lock_timed_out(const struct cx *cx)
{
	return cx->db->error == 1205;
}

bool
db_duplicate(const struct cx *cx)
{
	return cx->db->error == 1062;
}
