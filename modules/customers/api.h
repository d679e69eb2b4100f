/* The handlers of this module, for its route table. */
#ifndef BILLPORT_CUSTOMERS_API_H
#define BILLPORT_CUSTOMERS_API_H

#include "app.h"
#include "consumer.h"

handler consumer_list, consumer_get, consumer_edit;
handler contact_list, contact_add, contact_edit, contact_remove;
handler account_list, account_get, meter_list;
handler note_list, note_write, note_edit, note_remove;
handler caller_check_list, caller_check_add;
handler timeline_get, change_list, habits_get;
handler search_all;

/* A field of an edit: absent, emptied (null or ""), or a text of at most max characters. */
struct edit rq_edit(struct rq *, const char *key, size_t max);

/* {"id", "version"} with an ETag: what every edit answers. */
enum err rq_edited(struct rq *, int status, const char *id, int64_t version) MUST_USE;

/* E_NOT_FOUND where the account is not there, before lists that belong to one. */
enum err account_exists(struct rq *, const char *id) MUST_USE;

/* The row rule: does this actor see only the payments that he received himself? */
bool only_own_payments(const struct cx *);

/* A note's and a caller check's columns, wherever they are shown. */
#define NOTE_COLUMNS \
	"n.id, n.text, n.is_pinned, n.written_at, n.written_by `written_by.id`," \
	" n.written_by_name `written_by.name`, n.version"
#define CALLER_COLUMNS \
	"k.id, k.at, k.by_user `by.id`, k.by_user_name `by.name`, k.has_passed," \
	" if(k.matched = '', '[]', concat('[\"', replace(k.matched, ',', '\",\"'), '\"]')) matched_json"

#endif
