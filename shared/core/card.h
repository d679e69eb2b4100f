/*
 * Card numbers are never accepted: what looks like one in free text is refused.
 */
#ifndef BILLPORT_CARD_H
#define BILLPORT_CARD_H

#include <stdbool.h>

/*
 * Does the text hold what looks like a card number: a brand's prefix, a length that the brand
 * uses (13 to 19 digits, whole or in groups parted by blanks, dashes or dots), and a right Luhn
 * digit?  NULL and "" hold none.
 */
bool card_in_text(const char *);

#endif
