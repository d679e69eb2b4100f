#include "permission.h"

#include <string.h>

#include "err.h"
#include "text.h"

const struct permission_row permission_table[] = {
#define PERMISSION(bit, NAME, name, roles, sentence) { NAME, #NAME, name, roles, sentence },
#include "permissions.def"
#undef PERMISSION
};
const unsigned permission_count = COUNT(permission_table);

static bool
real(enum permission p)
{
	return p > PERM_FORGOTTEN && (int)p < PERMISSION_WORDS * 64;
}

bool
may(const struct permissions *set, enum permission p)
{
	return real(p) && (set->w[(unsigned)p / 64] >> ((unsigned)p % 64) & 1);
}

void
permissions_add(struct permissions *set, enum permission p)
{
	if (real(p))
		set->w[(unsigned)p / 64] |= UINT64_C(1) << ((unsigned)p % 64);
}

bool
permissions_within(const struct permissions *part, const struct permissions *whole)
{
	for (unsigned i = 0; i < PERMISSION_WORDS; i++)
		if (part->w[i] & ~whole->w[i])
			return false;
	return true;
}

void
permissions_to_hex(const struct permissions *set, char out[65])
{
	for (unsigned i = 0; i < 64; i++) {
		unsigned nibble = 63 - i;

		out[i] = "0123456789abcdef"[set->w[nibble / 16] >> (nibble % 16 * 4) & 15];
	}
	out[64] = '\0';
}

bool
permissions_from_hex(struct permissions *set, const char *hex)
{
	memset(set, 0, sizeof *set);
	for (unsigned i = 0; i < 64; i++) {
		unsigned nibble = 63 - i;
		char c = hex[i];
		unsigned v;

		if (c >= '0' && c <= '9')
			v = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			v = (unsigned)(c - 'A') + 10;
		else
			goto malformed;
		set->w[nibble / 16] |= (uint64_t)v << (nibble % 16 * 4);
	}
	if (hex[64] == '\0')
		return true;
malformed:
	memset(set, 0, sizeof *set);	/* whoever does not look at the answer gets nothing */
	return false;
}

enum permission
permission_by_name(const char *name)
{
	for (unsigned i = 0; i < permission_count; i++)
		if (strcmp(permission_table[i].name, name) == 0)
			return permission_table[i].bit;
	return PERM_FORGOTTEN;
}

const char *
permission_name(enum permission p)
{
	for (unsigned i = 0; i < permission_count; i++)
		if (permission_table[i].bit == p)
			return permission_table[i].name;
	return NULL;
}

char *
permissions_hex(struct arena *a, const struct permissions *set)
{
	char *hex = arena_alloc(a, 65);

	permissions_to_hex(set, hex);
	return hex;
}

const char *
permissions_names(struct arena *a, const struct permissions *set)
{
	struct buf b = buf_in(a);

	buf_puts(&b, "");
	for (unsigned i = 0; i < permission_count; i++)
		if (may(set, permission_table[i].bit)) {
			if (b.len)
				buf_putc(&b, ' ');
			buf_puts(&b, permission_table[i].name);
		}
	return b.data;
}
