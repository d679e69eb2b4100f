# make            the release build into build/release
# make check      unit, db and api tests, all built under ASan and UBSan
# V=asan make …   the same goals with the sanitizer build
V      ?= release
B      := build/$V
CC     := $(if $(filter default,$(origin CC)),gcc,$(CC))
PKGS   := libmariadb json-c zlib libjwt openssl libargon2 libcurl pangocairo cairo cairo-pdf fontconfig icu-i18n icu-uc yaml-0.1 libqrencode
PKGS   := $(shell for p in $(PKGS); do pkg-config --exists $$p && printf '%s ' $$p; done)

ROOMS  := $(sort $(dir $(wildcard shared/*/*.h)))
WARN   := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wno-missing-field-initializers -Werror
FLAGS_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
FLAGS_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_cov     := -O0 -g --coverage
FLAGS_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
LINK_fuzz     := -fsanitize=address,undefined
LINK_asan     := -fsanitize=address,undefined
LINK_cov      := --coverage
CFLAGS  := $(WARN) $(FLAGS_$V) -D_GNU_SOURCE -fvisibility=hidden -MMD -MP -include shared/core/banned.h
CPPFLAGS:= $(patsubst %/,-I%,$(ROOMS)) $(shell pkg-config --cflags $(PKGS) | sed 's/-I/-isystem /g')
LDLIBS  := -Wl,--as-needed $(shell pkg-config --libs $(PKGS)) -lfcgi -lm
LDFLAGS := $(LINK_$V) -Wl,-z,relro,-z,now -pie

MODULES := $(filter-out worker,$(notdir $(patsubst %/main.c,%,$(wildcard modules/*/main.c))))
SHARED  := $(patsubst %.c,$B/%.o,$(wildcard shared/*/*.c))
OPS_SRC := $(filter-out %/main.c $(wildcard modules/*/api_*.c) $(wildcard modules/worker/*.c),$(wildcard modules/*/*.c))
OPS     := $(OPS_SRC:%.c=$B/%.o)
# Whoever runs modules' operations sees their headers: worker, commands, demo data, tests.
OPS_INC := $(patsubst %,-I%,$(sort $(patsubst %/,%,$(dir $(wildcard modules/*/*.h)))))
COMMANDS:= $(patsubst deploy/commands/%.c,%,$(wildcard deploy/commands/*.c))

BINS := $(MODULES:%=$B/bin/billport-%) $(COMMANDS:%=$B/bin/%) \
	$(if $(wildcard modules/worker/main.c),$B/bin/billport-worker) \
	$(if $(wildcard sql/demo/generate.c),$B/bin/billport-demo-data)

.PHONY: all
all: $(BINS)

$B/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS) -fPIE $(CPPFLAGS) -I$(dir $<) $(INC) -c -o $@ $<

$B/libbillport.a: $(SHARED)
	@rm -f $@; ar rcs $@ $^
$B/libops.a: $(OPS)
	@rm -f $@; ar rcs $@ $^

# Rooms whose library's headers say banned words: they are included before the ban (banned.h).
$B/shared/db/%.o: CPPFLAGS += -DBILLPORT_MYSQL
$B/shared/documents/%.o: CPPFLAGS += -DBILLPORT_PANGO

define MODULE
$B/bin/billport-$1: $(patsubst %.c,$B/%.o,$(wildcard modules/$1/*.c)) $B/libbillport.a
	@mkdir -p $$(@D)
	@echo '  LD $$@'
	@$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)
endef
$(foreach m,$(MODULES),$(eval $(call MODULE,$m)))

$B/modules/worker/%.o $B/deploy/commands/%.o $B/sql/demo/%.o $B/tests/%.o: INC = -Itests/support $(OPS_INC)
$B/bin/billport-worker: $(patsubst %.c,$B/%.o,$(wildcard modules/worker/*.c)) $B/libops.a $B/libbillport.a
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$B/bin/billport-demo-data: $(patsubst %.c,$B/%.o,$(wildcard sql/demo/*.c)) $B/libops.a $B/libbillport.a
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(COMMANDS:%=$B/bin/%): $B/bin/%: $B/deploy/commands/%.o $B/libops.a $B/libbillport.a
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

-include tests/tests.mk

# ---- make install DESTDIR=… PREFIX=/usr/local: executables, schema, front door, pages, units ----
PREFIX  ?= /usr/local
SHARE   := $(PREFIX)/share/billport
UNITDIR ?= $(PREFIX)/lib/systemd/system

.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(SHARE)/sql/migrations $(DESTDIR)$(SHARE)/nginx \
		$(DESTDIR)$(SHARE)/www $(DESTDIR)$(PREFIX)/share/doc/billport $(DESTDIR)$(UNITDIR)
	install -m 755 $(BINS) $(DESTDIR)$(PREFIX)/bin
	install -m 755 sql/migrate sql/generate $(DESTDIR)$(SHARE)/sql
	install -m 644 sql/routines.sql sql/grants.def $(DESTDIR)$(SHARE)/sql
	install -m 644 sql/migrations/*.sql $(DESTDIR)$(SHARE)/sql/migrations
	install -m 755 nginx/generate $(DESTDIR)$(SHARE)/nginx
	install -m 644 nginx/nginx.conf.in $(DESTDIR)$(SHARE)/nginx
	install -m 644 deploy/mariadb.cnf deploy/processes deploy/systemd/billport.env $(DESTDIR)$(SHARE)
	if [ -d www/dist ]; then cp -R www/dist/. $(DESTDIR)$(SHARE)/www/; \
		else echo "www/dist is not built: the pages are left out"; fi
	deploy/systemd/units $(DESTDIR)$(UNITDIR) $(PREFIX)/bin $(PREFIX)/share
	install -m 644 README.md LICENSE NOTICE $(DESTDIR)$(PREFIX)/share/doc/billport

.PHONY: clean
clean:
	rm -rf build

-include $(shell find $B -name '*.d' 2>/dev/null)
