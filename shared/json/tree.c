#include "tree.h"

#include <string.h>

#include "input_private.h"
#include "text.h"

static void fill(struct cx *, struct json_object *, const char *key, struct tree *);

static void
fill_object(struct cx *cx, struct json_object *v, struct tree *t)
{
	struct tree *items;
	size_t i = 0;

	t->kind = TREE_OBJECT;
	t->n = (size_t)json_object_object_length(v);
	t->items = items = arena_array(cx->arena, struct tree, t->n);
	json_object_object_foreach(v, key, member) {
		fill(cx, member, key, &items[i++]);
	}
}

static void
fill_list(struct cx *cx, struct json_object *v, struct tree *t)
{
	struct tree *items;

	t->kind = TREE_LIST;
	t->n = json_object_array_length(v);
	t->items = items = arena_array(cx->arena, struct tree, t->n);
	for (size_t i = 0; i < t->n; i++)
		fill(cx, json_object_array_get_idx(v, i), NULL, &items[i]);
}

/* The tree lives as long as the arena, its texts with it. */
static void
fill(struct cx *cx, struct json_object *v, const char *key, struct tree *t)
{
	t->key = key;
	switch (json_object_get_type(v)) {
	case json_type_null:
		t->kind = TREE_NULL;
		break;
	case json_type_boolean:
		t->kind = TREE_BOOL;
		t->truth = json_object_get_boolean(v);
		break;
	case json_type_int:
	case json_type_double:
		t->kind = TREE_NUMBER;
		t->text = arena_strdup(cx->arena, json_object_get_string(v));
		break;
	case json_type_string:
		t->kind = TREE_TEXT;
		t->text = json_object_get_string(v);
		break;
	case json_type_array:
		fill_list(cx, v, t);
		break;
	case json_type_object:
		fill_object(cx, v, t);
		break;
	}
}

enum err
tree_parse(struct cx *cx, const char *text, size_t len, const struct tree **out)
{
	struct tree *t = arena_alloc(cx->arena, sizeof *t), *items;
	struct input *in;

	TRY(input_parse(cx, text, len, &in));
	t->kind = TREE_OBJECT;
	t->n = in->n;
	t->items = items = arena_array(cx->arena, struct tree, in->n);
	for (size_t i = 0; i < in->n; i++)
		fill(cx, in->fields[i].value, in->fields[i].key, &items[i]);
	*out = t;
	return OK;
}

const struct tree *
in_tree(struct input *in, const char *key)
{
	struct json_object *v = input_value(in, key);
	struct tree *t;

	if (!v)
		return NULL;
	t = arena_alloc(in->cx->arena, sizeof *t);
	fill(in->cx, v, key, t);
	return t;
}

const struct tree *
tree_member(const struct tree *t, const char *key)
{
	if (!t || t->kind != TREE_OBJECT)
		return NULL;
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->items[i].key, key) == 0)
			return &t->items[i];
	return NULL;
}

const char *
tree_below(struct cx *cx, const char *pointer, const char *key)
{
	return input_below(&(struct input){ .cx = cx, .pointer = pointer }, key);
}

const char *
tree_below_at(struct cx *cx, const char *pointer, size_t i)
{
	return fmt(cx->arena, "%s/%zu", pointer, i);
}
