/*
 * Words that nobody may use, because each has a safe sister: forced into every compilation by the
 * Makefile.  The system's headers that say them come first.
 */
#ifndef BILLPORT_BANNED_H
#define BILLPORT_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef BILLPORT_MYSQL			/* set by the Makefile for the rooms that need them */
#include <mysql.h>
#endif
#ifdef BILLPORT_PANGO
#include <pango/pangocairo.h>
#endif

#undef alloca				/* a macro of the C library */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets alloca
#pragma GCC poison asctime ctime gmtime localtime

#endif
