#include "api.h"
#include "merge.h"

/*
 * Who changed what is known of an account and of whoever it belongs to: the audit's rows of these
 * kinds.  The channel is by whom it came: a person in the portal, a program over the API, a file,
 * or the system by itself.
 */
#define KINDS \
	" and u.action in ('account.create', 'account.edit', 'account.move'," \
	" 'consumer.create', 'consumer.edit', 'contact.add', 'contact.edit'," \
	" 'contact.remove', 'meter.create', 'meter.edit', 'enrolment.create', 'enrolment.edit'," \
	" 'enrolment.end')"
#define CHANGE \
	"select u.id, u.at, u.action, u.actor_kind `actor.kind`, u.actor_id `actor.id`," \
	" u.actor_name `actor.name`, case when u.reason = 'Import' then 'import'" \
	" when u.actor_kind = 'user' then 'portal' when u.actor_kind = 'client' then 'api'" \
	" else 'system' end channel, u.object_type `object.type`, u.object_id `object.id`," \
	" u.reason, u.before_json, u.after_json"

/* A row of a consumer may name the account through which it came. */
SOURCE(of_account, CHANGE " from audit u where u.account_id = ? and u.object_type <> 'consumer'"
    KINDS BEFORE("u.at", "u.id"), a->of, PLACE)
SOURCE(of_consumer, CHANGE " from account a join audit u on u.object_id = a.consumer_id"
    " where a.id = ?" KINDS BEFORE("u.at", "u.id"), a->of, PLACE)
/* Of those before him, while they were. */
SOURCE(of_former, CHANGE " from account a join account_consumer h on h.account_id = a.id"
    " join audit u on u.object_id = h.consumer_id where a.id = ?"
    " and h.consumer_id <> a.consumer_id and u.at < h.to_on + interval 1 day" KINDS
    BEFORE("u.at", "u.id"), a->of, PLACE)

static const struct merged sources[] = {
	{ of_account,  CAN_READ_CONSUMERS, 0 },
	{ of_consumer, CAN_READ_CONSUMERS, 0 },
	{ of_former,   CAN_READ_CONSUMERS, 0 },
};

/* GET /api/v1/accounts/:id/changes -- newest first */
enum err
change_list(struct rq *rq)
{
	return rq_merged(rq, sources, COUNT(sources), NULL);
}
