#include "tree.h"

#include "json_out.h"
#include "text.h"

static void
put(struct json *j, const struct tree *t)
{
	switch (t->kind) {
	case TREE_NULL:
		json_null(j);
		break;
	case TREE_BOOL:
		json_bool(j, t->truth);
		break;
	case TREE_NUMBER:
		json_raw(j, t->text);
		break;
	case TREE_TEXT:
		json_str(j, t->text);
		break;
	case TREE_LIST:
		json_begin_list(j);
		for (size_t i = 0; i < t->n; i++)
			put(j, &t->items[i]);
		json_end_list(j);
		break;
	case TREE_OBJECT:
		json_begin(j);
		for (size_t i = 0; i < t->n; i++) {
			json_key(j, t->items[i].key);
			put(j, &t->items[i]);
		}
		json_end(j);
		break;
	}
}

const char *
tree_text(struct cx *cx, const struct tree *t)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	put(&j, t);
	return b.data;
}
