-- Bills made from reads: runs and their parts, what a bill copies, how it is taken back and adjusted;
-- exceptions, simulations, late fees, what is printed and sent.

CREATE TABLE store.generation (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	cycle_id    UUID NOT NULL,
	account_id  UUID NULL COMMENT 'of a single run',
	filter_json TEXT NOT NULL COMMENT 'classes and segments that were chosen',
	state       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running',
	parts       SMALLINT NOT NULL,
	accounts    BIGINT NOT NULL COMMENT 'chosen when it began',
	issued_on   DATE NOT NULL,
	due_on      DATE NOT NULL,
	started_at  DATETIME(6) NOT NULL,
	started_by  UUID NULL,
	started_by_name VARCHAR(120) NOT NULL,
	finished_at DATETIME(6) NULL,
	failure     VARCHAR(500) NULL,
	running_cycle UUID AS (IF(state IN ('running', 'paused') AND account_id IS NULL, cycle_id, NULL)) PERSISTENT COMMENT 'one at a time',
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY generation_running (tenant_id, running_cycle),
	KEY generation_cycle (tenant_id, cycle_id, started_at, id),
	KEY generation_started (tenant_id, started_at, id),
	FOREIGN KEY (tenant_id, cycle_id) REFERENCES store.cycle (tenant_id, id),
	CHECK (state IN ('running', 'paused', 'done', 'failed', 'cancelled'))
);

-- A share of the accounts, by id; what it did is committed with each batch.
CREATE TABLE store.generation_part (
	tenant_id     UUID NOT NULL,
	generation_id UUID NOT NULL,
	part          SMALLINT NOT NULL,
	job_id        UUID NULL,
	first_account UUID NOT NULL,
	last_account  UUID NOT NULL,
	next_number   BIGINT NULL COMMENT 'of its reserved block of bill numbers',
	last_number   BIGINT NULL,
	accounts      BIGINT NOT NULL,
	done          BIGINT NOT NULL DEFAULT 0,
	billed        BIGINT NOT NULL DEFAULT 0,
	excepted      BIGINT NOT NULL DEFAULT 0,
	skipped       BIGINT NOT NULL DEFAULT 0 COMMENT 'billed before, or nothing to bill',
	estimated     BIGINT NOT NULL DEFAULT 0,
	amount_minor  BIGINT NOT NULL DEFAULT 0,
	use_milli     BIGINT NOT NULL DEFAULT 0,
	is_finished   BOOLEAN NOT NULL DEFAULT FALSE,
	PRIMARY KEY (tenant_id, generation_id, part),
	FOREIGN KEY (tenant_id, generation_id) REFERENCES store.generation (tenant_id, id)
);

ALTER TABLE store.bill
	ADD COLUMN cycle_id      UUID NULL,
	ADD COLUMN generation_id UUID NULL,
	ADD COLUMN service_id    UUID NULL,
	ADD COLUMN tariff_id     UUID NULL,
	ADD COLUMN class         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'as it was billed',
	ADD COLUMN quality       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the reads: actual, estimated, substituted',
	ADD COLUMN fixed_minor   BIGINT NOT NULL DEFAULT 0 COMMENT 'of the amount: what does not hang on use',
	ADD COLUMN tax_minor     BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN before_minor  BIGINT NULL COMMENT 'what the account owed when it was issued',
	ADD COLUMN adjusted_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'given up of it since',
	ADD COLUMN copy_json     TEXT NULL COMMENT 'what may change later: address, tariff, terms, meters and reads',
	ADD COLUMN replaces_id   UUID NULL COMMENT 'the reversed bill that this one stands for',
	ADD COLUMN reversed_on   DATE NULL,
	ADD COLUMN reversed_by_name VARCHAR(120) NULL,
	ADD COLUMN reverse_reason VARCHAR(500) NULL,
	ADD COLUMN reverse_entry_id UUID NULL,
	ADD COLUMN version       BIGINT NOT NULL DEFAULT 1,
	ADD COLUMN live_cycle    UUID AS (IF(status = 'issued', cycle_id, NULL)) PERSISTENT COMMENT 'one live bill an account and cycle',
	ADD UNIQUE KEY bill_live (tenant_id, live_cycle, account_id),
	ADD KEY bill_cycle (tenant_id, cycle_id, issued_on, id),
	ADD KEY bill_cycle_sums (tenant_id, cycle_id, status, is_estimated, amount_minor, consumption_milli),
	ADD KEY bill_period (tenant_id, account_id, to_on),
	ADD UNIQUE KEY bill_replaces (tenant_id, replaces_id);

ALTER TABLE store.bill_line
	DROP CONSTRAINT CONSTRAINT_1,
	ADD COLUMN tier      SMALLINT NULL,
	ADD COLUMN gl_code   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'NULL: the code of revenue or tax',
	ADD COLUMN from_on   DATE NULL COMMENT 'where it is not the whole period',
	ADD COLUMN to_on     DATE NULL,
	ADD COLUMN adjusts_line  SMALLINT NULL,
	ADD COLUMN adjustment_id UUID NULL,
	ADD CHECK (kind IN ('service', 'fixed', 'usage', 'demand', 'surcharge', 'minimum', 'tax', 'adjustment'));

ALTER TABLE store.adjustment
	DROP CONSTRAINT CONSTRAINT_1,
	ADD COLUMN undone_on DATE NULL,
	ADD COLUMN undone_by_name VARCHAR(120) NULL,
	ADD COLUMN undone_reason VARCHAR(500) NULL,
	ADD COLUMN undo_entry_id UUID NULL,
	ADD COLUMN use_milli BIGINT NULL COMMENT 'of a leak: what was not used by the consumer',
	ADD CHECK (kind IN ('waiver', 'leak', 'error', 'other'));

-- Something that a person must look at.  One that is blocking stands in place of the bill.
CREATE TABLE store.billing_exception (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	cycle_id    UUID NULL,
	generation_id UUID NULL,
	account_id  UUID NOT NULL,
	zone_id     UUID NOT NULL,
	meter_id    UUID NULL,
	read_id     UUID NULL,
	bill_id     UUID NULL,
	type        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	is_blocking BOOLEAN NOT NULL,
	risk_minor  BIGINT NOT NULL DEFAULT 0 COMMENT 'money at risk: what the bill would be, or differs by',
	priority    SMALLINT NOT NULL COMMENT '1 urgent, 2 high, 3 normal, 4 low: by money at risk, and a step higher each week it is open',
	use_milli   BIGINT NULL,
	usual_milli BIGINT NULL COMMENT 'what it was held against',
	detail_json TEXT NOT NULL DEFAULT '{}',
	state       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
	assigned_to UUID NULL,
	assigned_to_name VARCHAR(120) NULL,
	escalated_at DATETIME(6) NULL,
	opened_at   DATETIME(6) NOT NULL,
	opened_on   DATE NOT NULL,
	resolved_at DATETIME(6) NULL,
	resolved_by UUID NULL,
	resolved_by_name VARCHAR(120) NULL,
	resolution  VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
	reason      VARCHAR(500) NULL,
	open_key    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin AS (IF(state IN ('open', 'escalated'), CONCAT(account_id, ':', type), NULL)) PERSISTENT,
	work_rank   BIGINT AS (IF(state = 'resolved', 900000000000000000 - TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', resolved_at),
		priority * 10000000000000000 + TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', opened_at))) PERSISTENT
		COMMENT 'the order in which they are worked: open ones by priority and age, then what is resolved, latest first',
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY billing_exception_open (tenant_id, cycle_id, open_key),
	KEY billing_exception_rank (tenant_id, work_rank, id),
	KEY billing_exception_state (tenant_id, state, work_rank, id),
	KEY billing_exception_type (tenant_id, type, work_rank, id),
	KEY billing_exception_types (tenant_id, type, id),
	KEY billing_exception_cycle (tenant_id, cycle_id, work_rank, id),
	KEY billing_exception_zone (tenant_id, zone_id, work_rank, id),
	KEY billing_exception_assigned (tenant_id, assigned_to, work_rank, id),
	KEY billing_exception_account (tenant_id, account_id, opened_at, id),
	KEY billing_exception_opened (tenant_id, opened_at, id),
	KEY billing_exception_risk (tenant_id, risk_minor, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	CHECK (type IN ('missing_read', 'estimated', 'high', 'low', 'zero', 'negative', 'rollover', 'meter_swap', 'no_tariff', 'inactive_use', 'duplicate', 'bad_address', 'bad_email', 'refused')),
	CHECK (state IN ('open', 'escalated', 'resolved')),
	CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
	CHECK (resolution IN ('accept', 'reread', 'estimate', 'correct', 'adjust', 'dismiss', 'billed'))
);

-- A draft tariff held against the one in force over a cycle.  Posts nothing; both documents are kept.
CREATE TABLE store.simulation (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(120) NOT NULL,
	cycle_id   UUID NOT NULL,
	tariff_id  UUID NOT NULL COMMENT 'the draft',
	tariff_version BIGINT NOT NULL,
	base_tariff_id UUID NULL,
	doc_json      MEDIUMTEXT NOT NULL,
	base_doc_json MEDIUMTEXT NOT NULL,
	job_id     UUID NULL,
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running',
	accounts   BIGINT NOT NULL DEFAULT 0,
	left_out   BIGINT NOT NULL DEFAULT 0 COMMENT 'accounts that could not be rated by both',
	base_minor BIGINT NOT NULL DEFAULT 0,
	new_minor  BIGINT NOT NULL DEFAULT 0,
	billed_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what the cycle''s live bills come to',
	result_json MEDIUMTEXT NULL COMMENT 'by class, and how the changes are spread',
	failure    VARCHAR(500) NULL,
	created_at DATETIME(6) NOT NULL,
	created_by UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	finished_at DATETIME(6) NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY simulation_created (tenant_id, created_at, id),
	KEY simulation_cycle (tenant_id, cycle_id, created_at, id),
	FOREIGN KEY (tenant_id, cycle_id) REFERENCES store.cycle (tenant_id, id),
	CHECK (state IN ('running', 'done', 'failed', 'cancelled'))
);

CREATE TABLE store.simulation_row (
	tenant_id     UUID NOT NULL,
	simulation_id UUID NOT NULL,
	account_id    UUID NOT NULL,
	class         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	use_milli     BIGINT NOT NULL,
	base_minor    BIGINT NOT NULL,
	new_minor     BIGINT NOT NULL,
	change_minor  BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, simulation_id, account_id),
	KEY simulation_row_change (tenant_id, simulation_id, change_minor, account_id),
	FOREIGN KEY (tenant_id, simulation_id) REFERENCES store.simulation (tenant_id, id)
);

-- A fee once for each bill and step of its rule.
CREATE TABLE store.late_fee (
	tenant_id     UUID NOT NULL,
	receivable_id UUID NOT NULL COMMENT 'the bill that is late',
	step          SMALLINT NOT NULL,
	charge_id     UUID NOT NULL,
	PRIMARY KEY (tenant_id, receivable_id, step),
	KEY late_fee_charge (tenant_id, charge_id),
	FOREIGN KEY (tenant_id, receivable_id) REFERENCES store.receivable (tenant_id, id),
	FOREIGN KEY (tenant_id, charge_id) REFERENCES store.charge (tenant_id, id)
);
ALTER TABLE store.charge ADD COLUMN about_id UUID NULL COMMENT 'of a late fee: the bill that is late';

-- The words of a bill beside its figures.
CREATE TABLE store.bill_template (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(80) NOT NULL,
	is_default BOOLEAN NOT NULL DEFAULT FALSE,
	texts_json TEXT NOT NULL COMMENT 'message, terms, how to pay, footer, colour, what is shown',
	default_one TINYINT AS (IF(is_default, 1, NULL)) PERSISTENT COMMENT 'one a tenant',
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY bill_template_name (tenant_id, name),
	UNIQUE KEY bill_template_default (tenant_id, default_one),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- Bills that are printed together, or mailed.
CREATE TABLE store.bill_batch (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(120) NOT NULL,
	channel    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	cycle_id   UUID NULL,
	template_id UUID NULL,
	filter_json TEXT NOT NULL,
	sort       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'postcode',
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running',
	bills      BIGINT NOT NULL DEFAULT 0,
	done       BIGINT NOT NULL DEFAULT 0,
	failed     BIGINT NOT NULL DEFAULT 0,
	pages      BIGINT NOT NULL DEFAULT 0,
	amount_minor BIGINT NOT NULL DEFAULT 0,
	file_id    UUID NULL,
	job_id     UUID NULL,
	failure    VARCHAR(500) NULL,
	created_at DATETIME(6) NOT NULL,
	created_by UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	finished_at DATETIME(6) NULL,
	posted_on  DATE NULL COMMENT 'handed to the post',
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY bill_batch_created (tenant_id, created_at, id),
	KEY bill_batch_cycle (tenant_id, cycle_id, created_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (channel IN ('print', 'email')),
	CHECK (sort IN ('postcode', 'street', 'account')),
	CHECK (state IN ('running', 'done', 'failed', 'cancelled'))
);

CREATE TABLE store.bill_delivery (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	bill_id    UUID NOT NULL,
	batch_id   UUID NULL,
	channel    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	address    VARCHAR(500) NOT NULL,
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'queued: how the mail fares, its outbox row says',
	outbox_id  UUID NULL,
	position   INT NULL COMMENT 'in the batch, from 1',
	page       INT NULL COMMENT 'of the file, from 1',
	pages      INT NULL,
	is_copy    BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'it had been delivered before',
	failure    VARCHAR(500) NULL,
	delivered_at DATETIME(6) NOT NULL,
	by_name    VARCHAR(120) NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY bill_delivery_once (tenant_id, batch_id, bill_id),
	KEY bill_delivery_at (tenant_id, delivered_at, id),
	KEY bill_delivery_bill (tenant_id, bill_id, delivered_at, id),
	KEY bill_delivery_batch (tenant_id, batch_id, delivered_at, id),
	KEY bill_delivery_position (tenant_id, batch_id, position),
	KEY bill_delivery_outbox (tenant_id, outbox_id),
	FOREIGN KEY (tenant_id, bill_id) REFERENCES store.bill (tenant_id, id),
	CHECK (channel IN ('print', 'email')),
	CHECK (state IN ('waiting', 'printed', 'queued', 'failed', 'cancelled'))
);

ALTER TABLE store.import
	DROP CONSTRAINT CONSTRAINT_1,
	ADD COLUMN made_reads BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN made_services BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN in_use_milli BIGINT NOT NULL DEFAULT 0 COMMENT 'what the uses in the file come to: taken, there already or refused',
	ADD COLUMN taken_use_milli BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN there_use_milli BIGINT NOT NULL DEFAULT 0,
	ADD COLUMN refused_use_milli BIGINT NOT NULL DEFAULT 0,
	ADD CHECK (kind IN ('accounts', 'receivables', 'reads', 'nem12'));
ALTER TABLE store.import_row
	ADD COLUMN read_id UUID NULL COMMENT 'that it made, or found there: a read answers for one row of a file',
	ADD KEY import_row_read (tenant_id, import_id, read_id);
