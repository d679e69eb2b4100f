#include "yaml_tree.h"
#include <string.h>
#include <yaml.h>
#include "text.h"

/* ---- a tree under way: children as lists, made into arrays when they are whole ---- */

struct link { struct yaml node; struct link *next; };

struct group {			/* a list or a map that is open */
	struct yaml node;
	struct link *first, *last;
	size_t n;
	const char *key;	/* of a map: read, its value is to come */
	unsigned key_line;
};

struct reading {
	struct cx *cx;
	const char *pointer;
	struct group open[YAML_DEPTH_MAX + 1];
	size_t depth, nodes;
	struct yaml root;
	bool has_root;
};

static enum err
refused(struct reading *r, size_t line, const char *code, const char *what)
{
	fault_add(r->cx, r->pointer, code, "Line %zu: %s", line, what);
	return faults_check(r->cx);
}

static enum err
take_key(struct reading *r, struct group *g, const struct yaml *node)
{
	if (node->kind != YAML_TEXT && node->kind != YAML_NULL)
		return refused(r, node->line, "format", "a key must be a word.");
	g->key = node->kind == YAML_TEXT ? node->text : "";
	g->key_line = node->line;
	for (struct link *l = g->first; l; l = l->next)
		if (strcmp(l->node.key, g->key) == 0)
			return refused(r, node->line, "doubled",
			    fmt(r->cx->arena, "\"%s\" stands twice.", g->key));
	return OK;
}

/* A node that is whole takes its place: as the root, a key, a member, an entry. */
static enum err
place(struct reading *r, struct yaml node)
{
	struct group *g;
	struct link *l;

	if (r->depth == 0) {
		r->root = node;
		r->has_root = true;
		return OK;
	}
	g = &r->open[r->depth];
	if (g->node.kind == YAML_MAP && !g->key)
		return take_key(r, g, &node);
	l = arena_alloc(r->cx->arena, sizeof *l);
	l->node = node;
	if (g->node.kind == YAML_MAP) {
		l->node.key = g->key;
		l->node.line = g->key_line;	/* where a reader looks for it */
		g->key = NULL;
	}
	if (g->n == YAML_MEMBERS_MAX)
		return refused(r, node.line, "length", "there are too many entries.");
	if (g->last)
		g->last->next = l;
	else
		g->first = l;
	g->last = l;
	g->n++;
	return OK;
}

static enum err
begin(struct reading *r, enum yaml_kind kind, unsigned line)
{
	struct group *g = &r->open[r->depth];

	if (r->depth > 0 && g->node.kind == YAML_MAP && !g->key)
		return refused(r, line, "format", "a key must be a word.");
	if (r->depth == YAML_DEPTH_MAX)
		return refused(r, line, "depth", "this is nested too deeply.");
	r->open[++r->depth] = (struct group){ .node = { .kind = kind, .line = line } };
	return OK;
}

static enum err
end(struct reading *r)
{
	struct group *g = &r->open[r->depth];
	struct yaml *items = arena_array(r->cx->arena, struct yaml, g->n);
	size_t i = 0;

	for (struct link *l = g->first; l; l = l->next)
		items[i++] = l->node;
	g->node.items = items;
	g->node.n = g->n;
	r->depth--;
	return place(r, g->node);
}

/* ---- events of the library ---- */

static bool
is_null(const char *s, size_t len)
{
	return len == 0 || (len == 1 && *s == '~') ||
	    (len == 4 && (memcmp(s, "null", 4) == 0 || memcmp(s, "Null", 4) == 0 ||
		memcmp(s, "NULL", 4) == 0));
}

static enum err
scalar(struct reading *r, const yaml_event_t *e, unsigned line)
{
	const char *s = (const char *)e->data.scalar.value;
	size_t len = e->data.scalar.length;
	struct yaml node = { .kind = YAML_TEXT, .line = line };

	if (e->data.scalar.anchor || e->data.scalar.tag)
		return refused(r, line, "alias", "anchors and tags are not taken.");
	if (len > YAML_SCALAR_MAX)
		return refused(r, line, "length", "this text is too long.");
	if (memchr(s, '\0', len) || !utf8_valid(s, len))
		return refused(r, line, "format", "this is not text.");
	node.quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (!node.quoted && is_null(s, len))
		node.kind = YAML_NULL;
	node.text = arena_strndup(r->cx->arena, s, len);
	return place(r, node);
}

static enum err
event(struct reading *r, const yaml_event_t *e, bool *last)
{
	unsigned line = (unsigned)e->start_mark.line + 1;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (++r->nodes > YAML_NODES_MAX)
			return refused(r, line, "length", "the file holds too many values.");
		break;
	default:
		break;
	}
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return scalar(r, e, line);
	case YAML_SEQUENCE_START_EVENT:
		if (e->data.sequence_start.anchor || e->data.sequence_start.tag)
			return refused(r, line, "alias", "anchors and tags are not taken.");
		return begin(r, YAML_LIST, line);
	case YAML_MAPPING_START_EVENT:
		if (e->data.mapping_start.anchor || e->data.mapping_start.tag)
			return refused(r, line, "alias", "anchors and tags are not taken.");
		return begin(r, YAML_MAP, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return end(r);
	case YAML_ALIAS_EVENT:
		return refused(r, line, "alias", "aliases are not taken; write it out.");
	case YAML_DOCUMENT_START_EVENT:
		if (r->has_root)
			return refused(r, line, "format", "a second document begins here.");
		return OK;
	case YAML_STREAM_END_EVENT:
		*last = true;
		return OK;
	default:
		return OK;
	}
}

static enum err
broken(struct reading *r, const yaml_parser_t *p)
{
	size_t line = (p->problem_mark.line ? p->problem_mark.line : p->context_mark.line) + 1;

	return refused(r, line, "format",
	    fmt(r->cx->arena, "the YAML cannot be read: %s.", p->problem ? p->problem : "it is broken"));
}

static enum err
read_all(struct reading *r, yaml_parser_t *p, yaml_event_t *e)
{
	bool last = false;

	while (!last) {
		yaml_event_delete(e);
		if (!yaml_parser_parse(p, e))
			return broken(r, p);
		TRY(event(r, e, &last));
	}
	return OK;
}

/* Of the library, and given back when the arena is: whatever ends the reading. */
static void
delete_event(void *e)
{
	yaml_event_delete(e);
}

static void
delete_parser(void *p)
{
	yaml_parser_delete(p);
}

enum err
yaml_parse(struct cx *cx, const char *pointer, const char *text, size_t len, const struct yaml **out)
{
	struct reading *r = arena_alloc(cx->arena, sizeof *r);
	yaml_parser_t *p = arena_alloc(cx->arena, sizeof *p);
	yaml_event_t *e = arena_alloc(cx->arena, sizeof *e);
	struct yaml *root = arena_alloc(cx->arena, sizeof *root);

	*out = NULL;
	*r = (struct reading){ .cx = cx, .pointer = pointer };
	if (len > YAML_BYTES_MAX)
		return fail(cx, E_TOO_LARGE, "The file is over %d MiB. Nothing was changed.",
		    YAML_BYTES_MAX >> 20);
	if (!yaml_parser_initialize(p))
		return fail(cx, E_INTERNAL, "There is no memory to read the YAML.");
	arena_defer(cx->arena, delete_parser, p);
	arena_defer(cx->arena, delete_event, e);
	yaml_parser_set_input_string(p, (const unsigned char *)text, len);
	TRY(read_all(r, p, e));
	if (!r->has_root)
		return refused(r, 1, "required", "the file is empty.");
	*root = r->root;
	*out = root;
	return OK;
}

const struct yaml *
yaml_member(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->items[i].key, key) == 0)
			return &map->items[i];
	return NULL;
}
