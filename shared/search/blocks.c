#include "search_private.h"
#include <stdlib.h>
#include <string.h>

/*
 * Blocks of objects: for each gram (three letters in a row, ^ at the ends of a word) the places in
 * the block that have it.  A search asks for the grams of all words, lays their places over one
 * another as bits, and looks at the words of those that are left; so nothing depends on how common
 * a word is, and a place whose object went elsewhere finds nothing.
 */
enum {
	PLACES = SEARCH_BLOCK,		/* of a block */
	BITS = PLACES / 8,		/* bytes of a bit for each place */
	GRAMS_MAX = 16,			/* of a query; more tell little more */
	AT_ONCE = 64,			/* blocks that one statement reads */
	/* candidates whose words one statement reads, where some or where all are wanted */
	LOOKED_AT = 64, ALL_LOOKED_AT = 256,
	TOO_MANY = 3,			/* times the limit: nobody wants to look at them */
	BULK_MAX = 1000,
	AS_DISTANCES = 0, AS_BITS = 1	/* first byte of places */
};

struct bits { unsigned char byte[BITS]; };

/* ---- places ---- */

static void
set_bit(struct bits *b, unsigned place)
{
	b->byte[place / 8] = (unsigned char)(b->byte[place / 8] | 1u << place % 8);
}

/* Rising places as bytes: each one's distance to the one before in seven bits a byte, or the bits
 * themselves where that is shorter. */
static struct param
packed(struct arena *arena, const uint16_t *place, size_t n)
{
	unsigned char *out = arena_alloc(arena, 1 + BITS);
	size_t len = 1;
	unsigned last = 0;

	out[0] = AS_DISTANCES;
	for (size_t i = 0; i < n && len < BITS; i++) {
		unsigned distance = place[i] - last;

		if (distance >= 0x80)
			out[len++] = (unsigned char)(0x80 | distance >> 7);
		out[len++] = (unsigned char)(distance & 0x7f);
		last = place[i];
	}
	if (len < BITS)
		return bytes(out, len);
	memset(out, 0, 1 + BITS);
	out[0] = AS_BITS;
	for (size_t i = 0; i < n; i++)
		out[1 + place[i] / 8] = (unsigned char)(out[1 + place[i] / 8] | 1u << place[i] % 8);
	return bytes(out, 1 + BITS);
}

static void
unpack(const struct value *v, struct bits *to)
{
	const unsigned char *p = (const unsigned char *)v->s, *end = p + v->len;
	unsigned place = 0;

	if (v->len == 0)
		return;
	if (*p++ == AS_BITS) {
		for (size_t i = 0; i < BITS && p + i < end; i++)
			to->byte[i] |= p[i];
		return;
	}
	while (p < end) {
		unsigned high = *p & 0x80 ? *p++ & 0x7fu : 0;

		if (p == end)
			return;
		place += high << 7 | *p++;
		if (place < PLACES)
			set_bit(to, place);
	}
}

/* ---- grams of a query ---- */

/*
 * What stands in the lists of a word "maria": ^ma mar ari ria ia^ and ^mar, its beginning as one; of
 * a word of up to three letters also the whole: ^li^.  near: the farthest hits that have it.
 */
struct gram { const char *text; enum nearness near; };
struct grams {
	struct gram gram[GRAMS_MAX];
	size_t n;
	const char *beginning;		/* of grams, for a word of two letters anywhere */
};

static void
add_gram(struct grams *g, const char *text, enum nearness near)
{
	for (size_t i = 0; i < g->n; i++)
		if (same_text(g->gram[i].text, text)) {
			if (near > g->gram[i].near)
				g->gram[i].near = near;
			return;
		}
	if (g->n < GRAMS_MAX)
		g->gram[g->n++] = (struct gram){ text, near };
}

static struct grams
grams_of(struct arena *arena, const struct words *asked, bool anywhere_only)
{
	struct grams g = { .n = 0 };

	for (size_t i = 0; i < asked->n; i++) {
		const char *word = asked->word[i].text, *text = fmt(arena, "^%s", word);
		size_t len = utf8_length(word);

		if (len == 2 && g.beginning == NULL)
			g.beginning = fmt(arena, "%s%%", word);
		for (const char *p = word; utf8_length(p) >= 3; p += width(p))
			add_gram(&g, arena_strndup(arena, p, bytes_of(p, 3)), PARTS);
		if (anywhere_only)
			continue;
		add_gram(&g, arena_strndup(arena, text, bytes_of(text, 4)), BEGINNINGS);
		if (len <= 3)
			add_gram(&g, fmt(arena, "^%s^", word), WORDS);
	}
	return g;
}

/* ---- finding ---- */

/* For each gram a bit for each place of each block. */
struct found_in_blocks {
	const char *kind;
	const struct words *asked;
	struct grams grams;
	size_t blocks;
	struct bits *has;		/* has[gram * blocks + block] */
};

static enum err
read_lists(struct cx *cx, struct found_in_blocks *f, size_t first)
{
	size_t last = (f->blocks - first < AT_ONCE ? f->blocks : first + AT_ONCE) - 1;
	const char *gram[GRAMS_MAX];
	struct rows rows;

	for (size_t i = 0; i < GRAMS_MAX; i++)
		gram[i] = f->grams.gram[i < f->grams.n ? i : f->grams.n - 1].text;
	TRY(db_all(cx, &rows, "select gram, block, places from search_gram where kind = ?"
	    " and gram in (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) and block between ? and ?",
	    str(f->kind), str(gram[0]), str(gram[1]), str(gram[2]), str(gram[3]), str(gram[4]),
	    str(gram[5]), str(gram[6]), str(gram[7]), str(gram[8]), str(gram[9]), str(gram[10]),
	    str(gram[11]), str(gram[12]), str(gram[13]), str(gram[14]), str(gram[15]),
	    i64((int64_t)first), i64((int64_t)last)));
	for (size_t i = 0; i < rows.n; i++) {
		size_t which = 0;

		while (which < f->grams.n && !row_is(&rows.row[i], "gram", gram[which]))
			which++;
		if (which < f->grams.n)
			unpack(row_value(&rows.row[i], "places"),
			    &f->has[which * f->blocks + (size_t)row_i64(&rows.row[i], "block")]);
	}
	return OK;
}

/* Places in any list of grams that begin so. */
static enum err
any_of(struct cx *cx, const struct found_in_blocks *f, size_t first, struct bits *out)
{
	size_t last = (f->blocks - first < AT_ONCE ? f->blocks : first + AT_ONCE) - 1;
	struct bits *some = arena_array(cx->arena, struct bits, f->blocks);
	struct rows rows;

	TRY(db_all(cx, &rows, "select block, places from search_gram where kind = ?"
	    " and gram like ? and block between ? and ?", str(f->kind), str(f->grams.beginning),
	    i64((int64_t)first), i64((int64_t)last)));
	for (size_t i = 0; i < rows.n; i++)
		unpack(row_value(&rows.row[i], "places"),
		    &some[row_i64(&rows.row[i], "block")]);
	for (size_t b = first; b <= last; b++)
		for (size_t i = 0; i < BITS; i++)
			out[b].byte[i] &= some[b].byte[i];
	return OK;
}

enum err
open_blocks(struct cx *cx, const char *kind, const struct words *asked, bool anywhere_only,
    struct found_in_blocks **out)
{
	struct found_in_blocks *f = arena_alloc(cx->arena, sizeof *f);
	const struct row *row;

	*out = f;
	*f = (struct found_in_blocks){ .kind = kind, .asked = asked,
		.grams = grams_of(cx->arena, asked, anywhere_only) };
	TRY(db_one(cx, &row, "select coalesce(max(block), -1) last from search_block where kind = ?",
	    str(kind)));
	f->blocks = (size_t)(row_i64(row, "last") + 1);
	f->has = arena_array(cx->arena, struct bits, f->blocks * f->grams.n);
	for (size_t first = 0; first < f->blocks && f->grams.n > 0; first += AT_ONCE)
		TRY(read_lists(cx, f, first));
	return OK;
}

void
keep_hit(struct hits *hits, const char *id, enum nearness near)
{
	if (hits->n == hits->limit)
		return;
	for (size_t i = 0; hits->looks > 0 && i < hits->n; i++)
		if (same_text(hits->hit[i].id, id))
			return;
	hits->hit[hits->n++] = (struct search_hit){ id, (int)near };
}

#define EIGHT   "?, ?, ?, ?, ?, ?, ?, ?"
#define SIXTY_4 EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT ", " EIGHT
#define EIGHT_OF(p) i64((p)[0]), i64((p)[1]), i64((p)[2]), i64((p)[3]), i64((p)[4]), i64((p)[5]), \
	i64((p)[6]), i64((p)[7])
#define SIXTY_4_OF(p) EIGHT_OF(p), EIGHT_OF((p) + 8), EIGHT_OF((p) + 16), EIGHT_OF((p) + 24), \
	EIGHT_OF((p) + 32), EIGHT_OF((p) + 40), EIGHT_OF((p) + 48), EIGHT_OF((p) + 56)
#define WORDS_AT "select object_id, words from search_text where kind = ? and place in ("

/* The candidates' words decide. */
static enum err
look_at(struct cx *cx, const char *kind, int64_t *place, size_t n, const struct words *asked,
    enum nearness near, struct hits *hits)
{
	struct rows rows;

	for (size_t i = n; i < ALL_LOOKED_AT; i++)
		place[i] = place[n - 1];
	if (n <= LOOKED_AT)
		TRY(db_all(cx, &rows, WORDS_AT SIXTY_4 ")", str(kind), SIXTY_4_OF(place)));
	else
		TRY(db_all(cx, &rows,
		    WORDS_AT SIXTY_4 ", " SIXTY_4 ", " SIXTY_4 ", " SIXTY_4 ")", str(kind),
		    SIXTY_4_OF(place), SIXTY_4_OF(place + 64), SIXTY_4_OF(place + 128),
		    SIXTY_4_OF(place + 192)));
	for (size_t i = 0; i < rows.n; i++) {
		enum nearness it = nearness(row_str(&rows.row[i], "words"), asked);

		if (it <= near)
			keep_hit(hits, row_str(&rows.row[i], "object_id"), it);
	}
	return OK;
}

static size_t
count_bits(const struct bits *bits, size_t n)
{
	size_t count = 0;

	for (size_t b = 0; b < n; b++)
		for (size_t i = 0; i < BITS; i++)
			for (unsigned char x = bits[b].byte[i]; x; x &= (unsigned char)(x - 1))
				count++;
	return count;
}

static enum err
look_into(struct cx *cx, const struct found_in_blocks *f, const struct bits *bits,
    enum nearness near, struct hits *hits)
{
	size_t n = 0, looked = 0, at_once = hits->looks > 0 ? LOOKED_AT : ALL_LOOKED_AT;
	int64_t place[ALL_LOOKED_AT];

	for (size_t p = 0; p < f->blocks * PLACES && hits->n < hits->limit; p++) {
		const struct bits *b = &bits[p / PLACES];

		if (b->byte[p % PLACES / 8] == 0) {
			p |= 7;
			continue;
		}
		if (!(b->byte[p % PLACES / 8] & 1u << p % 8))
			continue;
		place[n++] = (int64_t)p;
		if (n < at_once)
			continue;
		TRY(look_at(cx, f->kind, place, n, f->asked, near, hits));
		looked += n;
		n = 0;
		if (hits->looks > 0 && (looked >= hits->looks || hits->n >= hits->enough))
			return OK;
	}
	return n > 0 && hits->n < hits->limit
	    ? look_at(cx, f->kind, place, n, f->asked, near, hits) : OK;
}

enum err
find_in_blocks(
    struct cx *cx, const struct found_in_blocks *f, enum nearness near, struct hits *hits)
{
	struct bits *bits = arena_array(cx->arena, struct bits, f->blocks);

	if (f->blocks == 0)
		return OK;
	memset(bits, 0xff, f->blocks * sizeof *bits);
	for (size_t g = 0; g < f->grams.n; g++)
		for (size_t b = 0; b < f->blocks && near <= f->grams.gram[g].near; b++)
			for (size_t i = 0; i < BITS; i++)
				bits[b].byte[i] &= f->has[g * f->blocks + b].byte[i];
	for (size_t first = 0; first < f->blocks && near == PARTS && f->grams.beginning;
	    first += AT_ONCE)
		TRY(any_of(cx, f, first, bits));
	if (hits->looks == 0 && count_bits(bits, f->blocks) > TOO_MANY * hits->limit) {
		while (hits->n < hits->limit)
			hits->hit[hits->n++] = (struct search_hit){ NULL, PARTS };
		return OK;
	}
	return look_into(cx, f, bits, near, hits);
}

/* ---- making a block ---- */

struct list { const char *gram; unsigned n; int last; uint16_t *places; };
struct table { struct list *slot; size_t size, used; };

static size_t
slot_of(const struct table *t, const char *gram, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t i;

	for (size_t k = 0; k < len; k++)
		h = (h ^ (unsigned char)gram[k]) * UINT64_C(1099511628211);
	for (i = (size_t)(h ^ h >> 32) & (t->size - 1); t->slot[i].gram; i = (i + 1) & (t->size - 1))
		if (strncmp(t->slot[i].gram, gram, len) == 0 && t->slot[i].gram[len] == '\0')
			break;
	return i;
}

static struct list *
list_of(struct arena *arena, struct table *t, const char *gram, size_t len)
{
	size_t i;

	if (t->used * 2 >= t->size) {
		struct table more = { .size = t->size ? t->size * 2 : 4096, .used = t->used };

		more.slot = arena_array(arena, struct list, more.size);
		for (i = 0; i < t->size; i++)
			if (t->slot[i].gram)
				more.slot[slot_of(&more, t->slot[i].gram, strlen(t->slot[i].gram))] =
				    t->slot[i];
		*t = more;
	}
	i = slot_of(t, gram, len);
	if (t->slot[i].gram == NULL) {
		t->slot[i] = (struct list){ .gram = arena_strndup(arena, gram, len), .last = -1 };
		t->used++;
	}
	return &t->slot[i];
}

static void
note(struct arena *arena, struct table *t, const char *gram, size_t len, int place, bool put)
{
	struct list *list = list_of(arena, t, gram, len);

	if (list->last == place)
		return;
	list->last = place;
	if (put)
		list->places[list->n] = (uint16_t)place;
	list->n++;
}

/* Each gram of each word (see add_grams), once a place: counted first, then put down. */
static void
count_grams(struct arena *arena, struct table *t, const char *words, int place, bool put)
{
	char *text = fmt(arena, "^%s^", words);

	for (char *p = text; *p; p++)
		if (*p == ' ')
			*p = '^';
	for (const char *p = text; p[1]; p += width(p)) {
		size_t two = bytes_of(p, 2), three = bytes_of(p, 3), four = bytes_of(p, 4);
		size_t five = bytes_of(p, 5);

		if (three > two && p[width(p)] != '^')
			note(arena, t, p, three, place, put);
		if (*p != '^' || p[1] == '^' || four == three)
			continue;
		if (memchr(p + 1, '^', three - 1) == NULL)
			note(arena, t, p, four, place, put);	/* ^li^ too */
		if (five > four && p[four] == '^' &&
		    memchr(p + 1, '^', four - 1) == NULL)
			note(arena, t, p, five, place, put);
	}
}

static int
by_gram(const void *a, const void *b)
{
	return strcmp(((const struct list *)a)->gram, ((const struct list *)b)->gram);
}

/* All lists in the order in which the index holds them. */
static struct list *
lists_of(struct cx *cx, const char *const *words, size_t n, size_t *count)
{
	struct table t = { NULL, 0, 0 };
	struct list *lists;

	for (size_t i = 0; i < n; i++)
		count_grams(cx->arena, &t, words[i], (int)i, false);
	for (size_t i = 0; i < t.size; i++) {
		t.slot[i].places = arena_array(cx->arena, uint16_t, t.slot[i].n);
		t.slot[i].n = 0;
		t.slot[i].last = -1;
	}
	for (size_t i = 0; i < n; i++)
		count_grams(cx->arena, &t, words[i], (int)i, true);
	lists = arena_array(cx->arena, struct list, t.used);
	*count = 0;
	for (size_t i = 0; i < t.size; i++)
		if (t.slot[i].gram)
			lists[(*count)++] = t.slot[i];
	qsort(lists, *count, sizeof *lists, by_gram);
	return lists;
}

static enum err
write_lists(struct cx *cx, const char *kind, int64_t block, const struct list *lists, size_t count)
{
	struct param *column[4];

	for (unsigned c = 0; c < 4; c++)
		column[c] = arena_array(cx->arena, struct param, BULK_MAX);
	for (size_t at = 0; at < count; at += BULK_MAX) {
		size_t n = count - at < BULK_MAX ? count - at : BULK_MAX;

		for (size_t i = 0; i < n; i++) {
			column[0][i] = str(kind);
			column[1][i] = str(lists[at + i].gram);
			column[2][i] = i64(block);
			column[3][i] = packed(cx->arena, lists[at + i].places, lists[at + i].n);
		}
		TRY(db_bulk(cx, n, column, 4,
		    "insert into search_gram (kind, gram, block, places) values (?, ?, ?, ?)"));
	}
	return OK;
}

static enum err
write_texts(struct cx *cx, const char *kind, int64_t block, const struct search_object *objects,
    const char *const *words, size_t count)
{
	struct param *column[4];

	for (unsigned c = 0; c < 4; c++)
		column[c] = arena_array(cx->arena, struct param, BULK_MAX);
	for (size_t at = 0; at < count; at += BULK_MAX) {
		size_t n = count - at < BULK_MAX ? count - at : BULK_MAX;

		for (size_t i = 0; i < n; i++) {
			column[0][i] = str(kind);
			column[1][i] = str(objects[at + i].id);
			column[2][i] = str(words[at + i]);
			column[3][i] = i64(block * PLACES + (int64_t)(at + i));
		}
		TRY(db_bulk(cx, n, column, 4, "insert into search_text (kind, object_id, words, place)"
		    " values (?, ?, ?, ?) on duplicate key update words = value(words),"
		    " place = value(place)"));
	}
	return OK;
}

/* What is in a block has no endings of its own any more. */
static enum err
forget_parts(struct cx *cx, const char *kind, const struct search_object *objects, size_t count)
{
	struct param *column[2];

	for (unsigned c = 0; c < 2; c++)
		column[c] = arena_array(cx->arena, struct param, BULK_MAX);
	for (size_t at = 0; at < count; at += BULK_MAX) {
		size_t n = count - at < BULK_MAX ? count - at : BULK_MAX;

		for (size_t i = 0; i < n; i++) {
			column[0][i] = str(objects[at + i].id);
			column[1][i] = str(kind);
		}
		TRY(db_bulk(cx, n, column, 2,
		    "delete from search_part where object_id = ? and kind = ?"));
	}
	return OK;
}

enum err
search_index_bulk(struct cx *cx, const char *kind, const struct search_object *objects, size_t n)
{
	const char **words = arena_array(cx->arena, const char *, n);
	const struct row *row;
	struct list *lists;
	int64_t block;
	size_t count;

	if (n == 0)
		return OK;
	if (n > PLACES)
		abort();
	for (size_t i = 0; i < n; i++) {
		struct words found;

		words_of(cx->arena, &objects[i], &found);
		words[i] = found.n > 0 ? joined(cx->arena, &found) : "";
	}
	lists = lists_of(cx, words, n, &count);
	TRY(db_maybe(cx, &row, "select block from search_block where kind = ?"
	    " order by block desc limit 1 for update", str(kind)));
	block = row ? row_i64(row, "block") + 1 : 0;
	TRY(db_exec(cx, "insert into search_block (kind, block, objects) values (?, ?, ?)",
	    str(kind), i64(block), i64((int64_t)n)));
	TRY(forget_parts(cx, kind, objects, n));
	TRY(write_texts(cx, kind, block, objects, words, n));
	return write_lists(cx, kind, block, lists, count);
}
