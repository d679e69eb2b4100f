#include "generate.h"

enum err
generate_account(struct cx *cx, void *arg)
{
	(void)arg;
	return fail(cx, E_CONFLICT, "There is nothing to bill.");
}
