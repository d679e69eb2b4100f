-- What is billed, how it is measured and what it costs: services, meters with their history, reads,
-- interval days, cycles, tariffs; GL accounts of the tenant's own beside those that have a purpose.

ALTER TABLE store.gl_account
	MODIFY purpose VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'a name in postings.def; NULL: the tenant''s own',
	ADD COLUMN is_active BOOLEAN NOT NULL DEFAULT TRUE,
	ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE store.account
	ADD COLUMN segment VARCHAR(40) NULL COMMENT 'the tenant''s own way to group accounts';

CREATE TABLE store.service (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	account_id  UUID NOT NULL,
	utility     VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	class       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the tariff',
	tariff_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'NULL: the tariff of the utility that knows the class',
	attributes_json TEXT NOT NULL DEFAULT '{}' COMMENT 'what the tariff asks for: {"meter_size": "5/8\\""}',
	status      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	started_on  DATE NOT NULL,
	ended_on    DATE NULL,
	low_milli   BIGINT NULL COMMENT 'limits of daily use of this service, where the tenant checks by limits',
	high_milli  BIGINT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY service_account (tenant_id, account_id, utility, started_on),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	CHECK (status IN ('active', 'ended'))
);

-- A meter as it stands now; how it stood before is meter_span.
ALTER TABLE store.meter
	ADD COLUMN service_id UUID NULL,
	ADD COLUMN kind     VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'register' COMMENT 'register: its reads are positions; use: of a period; interval: of part hours',
	ADD COLUMN size     VARCHAR(16) NULL,
	ADD COLUMN unit     VARCHAR(8) NOT NULL DEFAULT '',
	ADD COLUMN digits   SMALLINT NULL COMMENT 'of the register, before it begins anew at nothing',
	ADD COLUMN multiplier_milli BIGINT NOT NULL DEFAULT 1000,
	ADD COLUMN installed_on DATE NULL,
	ADD COLUMN removed_on   DATE NULL,
	ADD COLUMN replaces_id  UUID NULL,
	ADD COLUMN version  BIGINT NOT NULL DEFAULT 1,
	ADD CHECK (kind IN ('register', 'use', 'interval')),
	ADD CHECK (multiplier_milli > 0);

CREATE TABLE store.meter_span (
	tenant_id   UUID NOT NULL,
	meter_id    UUID NOT NULL,
	from_on     DATE NOT NULL,
	to_on       DATE NULL,
	account_id  UUID NOT NULL,
	service_id  UUID NULL,
	unit        VARCHAR(8) NOT NULL,
	digits      SMALLINT NULL,
	multiplier_milli BIGINT NOT NULL,
	start_milli BIGINT NULL COMMENT 'register when it came, and when it went',
	end_milli   BIGINT NULL,
	reason      VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'installed, swapped, moved, changed',
	PRIMARY KEY (tenant_id, meter_id, from_on),
	KEY meter_span_account (tenant_id, account_id, from_on),
	FOREIGN KEY (tenant_id, meter_id) REFERENCES store.meter (tenant_id, id)
);

-- One read: a register's position, or the use of a period.  Never changed but in its state; another
-- one takes its place.
CREATE TABLE store.meter_read (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	account_id  UUID NOT NULL,
	meter_id    UUID NOT NULL,
	read_on     DATE NOT NULL COMMENT 'last day of what it measures',
	from_on     DATE NULL COMMENT 'first day: where the read itself says so, and of a register the day after the read before',
	register_milli BIGINT NULL COMMENT 'position, in thousandths; NULL: it is the use of a period',
	previous_milli BIGINT NULL COMMENT 'the position it was held against; NULL: there was none',
	multiplier_milli BIGINT NULL COMMENT 'of a register, as it was worked out',
	rolled_over BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'the register began anew since the read before',
	use_milli   BIGINT NULL COMMENT 'multiplied, may be negative; NULL: not worked out, there was none before',
	unit        VARCHAR(8) NOT NULL,
	quality     VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	reason      VARCHAR(80) NULL COMMENT 'why it was estimated or substituted',
	state       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'live',
	source      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	import_id   UUID NULL,
	line        BIGINT NULL COMMENT 'of the file',
	replaces_id UUID NULL,
	notes       VARCHAR(500) NULL,
	read_at     DATETIME(6) NOT NULL COMMENT 'when it came in',
	read_by     UUID NULL,
	read_by_name VARCHAR(120) NOT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY meter_read_account (tenant_id, account_id, read_on, id),
	KEY meter_read_meter (tenant_id, meter_id, read_on, id),
	KEY meter_read_on (tenant_id, read_on, id),
	KEY meter_read_import (tenant_id, import_id, line),
	FOREIGN KEY (tenant_id, meter_id) REFERENCES store.meter (tenant_id, id),
	CHECK (quality IN ('actual', 'estimated', 'substituted')),
	CHECK (state IN ('live', 'replaced', 'dropped')),
	CHECK (source IN ('import', 'staff', 'estimate'))
);

-- A day of an interval meter, by register ("E1").
CREATE TABLE store.interval_day (
	tenant_id   UUID NOT NULL,
	meter_id    UUID NOT NULL,
	register    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	on_day      DATE NOT NULL,
	minutes     SMALLINT NOT NULL,
	unit        VARCHAR(8) NOT NULL,
	use_milli   BIGINT NOT NULL COMMENT 'of the day',
	values_text MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'thousandths, by commas, one an interval',
	quality_text TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'A, E or S for all, or one letter an interval',
	import_id   UUID NULL,
	line        BIGINT NULL,
	read_at     DATETIME(6) NOT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, meter_id, register, on_day),
	FOREIGN KEY (tenant_id, meter_id) REFERENCES store.meter (tenant_id, id)
);

CREATE TABLE store.cycle (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(80) NOT NULL,
	zone_id    UUID NOT NULL,
	utility    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	from_on    DATE NOT NULL,
	to_on      DATE NOT NULL,
	bill_on    DATE NOT NULL COMMENT 'bills are issued on',
	due_on     DATE NOT NULL,
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
	created_at DATETIME(6) NOT NULL,
	created_by_name VARCHAR(120) NOT NULL,
	closed_at  DATETIME(6) NULL,
	closed_by_name VARCHAR(120) NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY cycle_of (tenant_id, zone_id, utility, from_on, to_on),
	KEY cycle_to (tenant_id, to_on, id),
	KEY cycle_state (tenant_id, state, to_on, id),
	KEY cycle_zone (tenant_id, zone_id, to_on, id),
	KEY cycle_utility (tenant_id, utility, to_on, id),
	FOREIGN KEY (tenant_id, zone_id) REFERENCES store.zone (tenant_id, id),
	CHECK (state IN ('open', 'generating', 'generated', 'closed')),
	CHECK (to_on >= from_on),
	CHECK (due_on >= bill_on)
);

-- A version of a tariff.  Drafts are edited; active ones never change.
CREATE TABLE store.tariff (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	code         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'same for all versions',
	revision     INT NOT NULL,
	name         VARCHAR(120) NOT NULL,
	utility      VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'draft',
	effective_on DATE NULL,
	ends_on      DATE NULL COMMENT 'last day; NULL: until the next version',
	doc_json     MEDIUMTEXT NOT NULL,
	source       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'hand',
	file_id      UUID NULL,
	left_out_json TEXT NOT NULL DEFAULT '[]' COMMENT '[{"at", "text"}]: what an import could not take over',
	created_at   DATETIME(6) NOT NULL,
	created_by   UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	activated_at DATETIME(6) NULL,
	activated_by_name VARCHAR(120) NULL,
	active_from  DATE AS (IF(state = 'active', effective_on, NULL)) PERSISTENT COMMENT 'one active version a day',
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY tariff_revision (tenant_id, code, revision),
	UNIQUE KEY tariff_active (tenant_id, code, active_from),
	KEY tariff_name (tenant_id, name, id),
	KEY tariff_state (tenant_id, state, name, id),
	KEY tariff_utility (tenant_id, utility, name, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (state IN ('draft', 'active', 'retired')),
	CHECK (source IN ('hand', 'owrs', 'urdb')),
	CHECK (state <> 'active' OR effective_on IS NOT NULL)
);

-- Every meter that stands measures a service of its account.
INSERT INTO store.service (tenant_id, id, account_id, utility, class, started_on)
SELECT m.tenant_id, UUID(), a.id, m.utility, MIN(a.class), MIN(a.opened_on)
  FROM store.meter m JOIN store.account a ON a.tenant_id = m.tenant_id AND a.id = m.account_id
 GROUP BY m.tenant_id, a.id, m.utility;
UPDATE store.meter m JOIN store.service s ON s.tenant_id = m.tenant_id AND s.account_id = m.account_id AND s.utility = m.utility
   SET m.service_id = s.id;
INSERT INTO store.meter_span (tenant_id, meter_id, from_on, account_id, service_id, unit, multiplier_milli, reason)
SELECT m.tenant_id, m.id, a.opened_on, a.id, m.service_id, m.unit, m.multiplier_milli, 'installed'
  FROM store.meter m JOIN store.account a ON a.tenant_id = m.tenant_id AND a.id = m.account_id;

ALTER TABLE store.choice
	DROP CONSTRAINT CONSTRAINT_1,
	ADD CHECK (list IN ('payment_mode', 'payment_channel', 'void_reason', 'credit_reason', 'waive_reason', 'decision_reason', 'adjust_reason'));
ALTER TABLE store.role_limit
	DROP CONSTRAINT CONSTRAINT_1,
	ADD CHECK (kind IN ('void', 'overpayment', 'credit_note', 'waiver', 'correction', 'adjustment', 'rebill'));
INSERT INTO store.choice (tenant_id, id, list, code, name, kind, needs_reference, position)
SELECT t.id, UUID(), 'adjust_reason', d.code, d.name, d.kind, FALSE, d.position FROM store.tenant t JOIN (
	SELECT 'leak' code, 'Leak' name, 'leak' kind, 1 position
	UNION ALL SELECT 'read_error', 'Wrong read', 'error', 2
	UNION ALL SELECT 'rate_error', 'Wrong tariff or class', 'error', 3
	UNION ALL SELECT 'goodwill', 'Goodwill', 'other', 4
) d;
