/*
 * Damage done to the books, what billport-verify says of it, and the cure.
 */
#ifndef BILLPORT_TEST_DAMAGE_H
#define BILLPORT_TEST_DAMAGE_H

#include "fixture.h"

/* What billport-verify prints of the tenant (of all, if it is NULL); its exit status in *status. */
const char *verify(struct fixture *, const char *options, const char *tenant, int *status);

/* A statement over the fixture's tenant as the server's administrator: no module could. */
void damage(struct fixture *, const char *sql);

/* Damage, the checks that must see it ("a b c"), a word in the report (or NULL), and the cure, after
 * which all agrees again. */
void found(struct fixture *, const char *sick, const char *checks, const char *word,
    const char *cure);

/* The statement with the id in quotes in place of its $. */
const char *with(struct fixture *, const char *sql, const char *id);

#endif
