#include "permission.h"

#include "unit.h"

static const char none[] = "0000000000000000000000000000000000000000000000000000000000000000";

START_TEST(bit_by_bit)
{
	for (int bit = 1; bit < 256; bit++) {
		struct permissions p = { { 0 } };

		ck_assert(!may(&p, (enum permission)bit));
		permissions_add(&p, (enum permission)bit);
		for (int other = 1; other < 256; other++)
			ck_assert_int_eq(may(&p, (enum permission)other), other == bit);
	}
}
END_TEST

START_TEST(what_is_no_permission_is_never_held)
{
	struct permissions all;

	memset(&all, 0xff, sizeof all);
	ck_assert(!may(&all, PERM_FORGOTTEN));
	ck_assert(!may(&all, SIGNED_IN));
	ck_assert(!may(&all, NOBODY_ASKED));
	ck_assert(!may(&all, (enum permission)256));
	memset(&all, 0, sizeof all);
	permissions_add(&all, PERM_FORGOTTEN);
	permissions_add(&all, SIGNED_IN);
	permissions_add(&all, (enum permission)256);
	for (int i = 0; i < PERMISSION_WORDS; i++)
		ck_assert_uint_eq(all.w[i], 0);
}
END_TEST

START_TEST(hex_there)
{
	struct permissions p = { { 0 } };
	char hex[65];

	permissions_to_hex(&p, hex);
	ck_assert_str_eq(hex, none);
	permissions_add(&p, (enum permission)1);
	permissions_add(&p, (enum permission)5);
	permissions_add(&p, (enum permission)64);
	permissions_add(&p, (enum permission)255);
	permissions_to_hex(&p, hex);
	ck_assert_str_eq(hex, "8000000000000000000000000000000000000000000000010000000000000022");
}
END_TEST

START_TEST(hex_and_back)
{
	struct permissions p, q;
	char hex[65];

	for (unsigned i = 0; i < PERMISSION_WORDS; i++)
		p.w[i] = UINT64_C(0x9e3779b97f4a7c15) * (i + 1);
	permissions_to_hex(&p, hex);
	ck_assert(permissions_from_hex(&q, hex));
	ck_assert_mem_eq(&p, &q, sizeof p);
	for (char *c = hex; *c; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
	ck_assert(permissions_from_hex(&q, hex));
	ck_assert_mem_eq(&p, &q, sizeof p);
}
END_TEST

START_TEST(malformed_hex_gives_nothing)
{
	const char *bad[] = { "", "f",
		"g00000000000000000000000000000000000000000000000000000000000000f",
		"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff 0",
		"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct permissions p;

		memset(&p, 0xff, sizeof p);
		ck_assert_msg(!permissions_from_hex(&p, bad[i]), "%s", bad[i]);
		for (int w = 0; w < PERMISSION_WORDS; w++)
			ck_assert_uint_eq(p.w[w], 0);
	}
}
END_TEST

START_TEST(within)
{
	struct permissions part = { { 0 } }, whole = { { 0 } };

	ck_assert(permissions_within(&part, &whole));
	permissions_add(&part, (enum permission)130);
	ck_assert(!permissions_within(&part, &whole));
	permissions_add(&whole, (enum permission)130);
	permissions_add(&whole, (enum permission)7);
	ck_assert(permissions_within(&part, &whole));
	ck_assert(!permissions_within(&whole, &part));
}
END_TEST

START_TEST(table_is_sound)
{
	ck_assert_uint_gt(permission_count, 10);
	for (unsigned i = 0; i < permission_count; i++) {
		const struct permission_row *r = &permission_table[i];

		ck_assert_int_gt(r->bit, 0);
		ck_assert_int_lt(r->bit, 256);
		ck_assert_int_eq(strncmp(r->constant, "CAN_", 4), 0);
		ck_assert_uint_eq(strspn(r->name, "abcdefghijklmnopqrstuvwxyz_:"), strlen(r->name));
		ck_assert_ptr_nonnull(strchr(r->name, ':'));
		ck_assert(*r->sentence);
		ck_assert_int_eq(permission_by_name(r->name), r->bit);
		ck_assert_str_eq(permission_name(r->bit), r->name);
		for (unsigned k = 0; k < i; k++) {
			ck_assert_int_ne(permission_table[k].bit, r->bit);
			ck_assert_str_ne(permission_table[k].name, r->name);
		}
	}
}
END_TEST

START_TEST(every_role_is_known)
{
	for (unsigned i = 0; i < permission_count; i++) {
		const char *r = permission_table[i].roles;

		for (; *r; r += r[2] ? 3 : 2) {
			char role[3] = { r[0], r[1], '\0' };

			ck_assert_ptr_nonnull(strstr("BM BS UA RE CE CM CA CO CR", role));
			ck_assert(r[2] == ' ' || r[2] == '\0');
		}
	}
}
END_TEST

START_TEST(administrator_may_everything_but_the_row_rule)
{
	for (unsigned i = 0; i < permission_count; i++)
		ck_assert_msg((strstr(permission_table[i].roles, "UA") != NULL) ==
		    (permission_table[i].bit != CAN_READ_OWN_PAYMENTS), "%s",
		    permission_table[i].name);
}
END_TEST

START_TEST(unknown_names)
{
	ck_assert_int_eq(permission_by_name("payments:steal"), PERM_FORGOTTEN);
	ck_assert_int_eq(permission_by_name(""), PERM_FORGOTTEN);
	ck_assert_ptr_null(permission_name(PERM_FORGOTTEN));
	ck_assert_ptr_null(permission_name(SIGNED_IN));
	ck_assert_int_eq(CAN_RECORD_PAYMENT, 5);	/* bits are append-only */
	ck_assert_int_eq(permission_by_name("payments:record"), CAN_RECORD_PAYMENT);
}
END_TEST

START_TEST(a_set_as_names_and_as_hex)
{
	struct permissions set = { { 0 } };

	ck_assert_str_eq(permissions_names(cx.arena, &set), "");
	permissions_add(&set, CAN_VOID_PAYMENT);
	permissions_add(&set, CAN_READ_BILLS);
	ck_assert_str_eq(permissions_names(cx.arena, &set), "bills:read payments:void");
	ck_assert_str_eq(permissions_hex(cx.arena, &set),
	    "0000000000000000000000000000000000000000000000000000000000000044");
}
END_TEST

UNIT_MAIN("permission", 0, bit_by_bit, what_is_no_permission_is_never_held, hex_there,
    hex_and_back, malformed_hex_gives_nothing, within, table_is_sound, every_role_is_known,
    administrator_may_everything_but_the_row_rule, unknown_names, a_set_as_names_and_as_hex)
