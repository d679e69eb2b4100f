/* What looks like a card number, and what does not. */
#include "card.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const char *const cards[] = {
	"4111111111111111",
	"4111 1111 1111 1111",
	"4111-1111-1111-1111",
	"4111.1111.1111.1111",
	"4111\xC2\xA0" "1111\xC2\xA0" "1111\xC2\xA0" "1111",
	"paid with 5555 5555 5555 4444 12/27",
	"card 378282246310005, thanks",
	"3782 822463 10005",
	"6011111111111117",
	"3530111333300000",
	"30569309025904",
	"6200000000000005",
	"4222222222222",
	"2223003122003222",
	"ref 12 4012 8888 8888 1881 99",
	"x4111111111111111x",
	"6759649826438453",
	"account 10-48213-7 card 4111 1111 1111 1111",
	"4111 1111\n1111 1111",
	"4111\t1111\r\n1111 1111",
	"4111\xE2\x80\x8B" "1111\xE2\x80\xAF" "1111\xEF\xBB\xBF" "1111",	/* zero width, narrow, a mark */
	"4111\xE2\x80\x93" "1111\xE2\x81\xA0" "1111-1111",
	"\xEF\xBC\x94" "111 1111 1111 111\xEF\xBC\x91",	/* full-width */
	"\xE0\xA5\xAA" "111 1111 1111 1111",		/* Devanagari */
	"\xD9\xA4" "111 1111 1111 111\xDB\xB1",		/* Arabic, Persian */
};
static const char *const others[] = {
	"",
	"no digits at all",
	"4111111111111112",			/* Luhn */
	"411111111111",				/* too short */
	"10-48213-7",
	"+1 (555) 010-4417",
	"9111111111111111",			/* no brand */
	"2025-10-31 16:38:06 R-5001",
	"00000000000000000000000000000000",
	"41111111111111111111",			/* 20 digits in one piece */
	"4111    1111    1111    1111",		/* too far apart */
	"1234567890123456",
	"4111\xE2\x82\xAC" "1111 1111 1111",		/* a euro sign parts nothing */
	"4111 1111 1111 111\xE0\xA5",			/* cut in the middle of a letter */
	"4111 1111 1111 111\xE2\x80",
};

START_TEST(refused)
{
	ck_assert_msg(card_in_text(cards[_i]), "%s", cards[_i]);
}
END_TEST

START_TEST(left_alone)
{
	ck_assert_msg(!card_in_text(others[_i]), "%s", others[_i]);
}
END_TEST

START_TEST(hostile)
{
	char *long_one = malloc(100001);

	ck_assert(!card_in_text(NULL));
	ck_assert_ptr_nonnull(long_one);
	memset(long_one, '4', 100000);
	long_one[100000] = '\0';
	ck_assert(!card_in_text(long_one));
	for (size_t i = 1; i < 100000; i += 2)
		long_one[i] = ' ';
	(void)card_in_text(long_one);
	free(long_one);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("card");
	TCase *t = tcase_create("card");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, refused, 0, (int)(sizeof(cards) / sizeof(cards[0])));
	tcase_add_loop_test(t, left_alone, 0, (int)(sizeof(others) / sizeof(others[0])));
	tcase_add_test(t, hostile);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
