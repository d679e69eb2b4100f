-- The double-entry ledger, receivables, allocations, bills, payments.

CREATE TABLE store.gl_account (
	tenant_id UUID NOT NULL,
	code      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name      VARCHAR(80) NOT NULL,
	kind      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	purpose   VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a name in postings.def',
	PRIMARY KEY (tenant_id, code),
	UNIQUE KEY gl_account_purpose (tenant_id, purpose),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (kind IN ('asset', 'liability', 'revenue', 'expense'))
);

-- Immutable.  A correction is a new entry that names the one it reverses.
CREATE TABLE store.journal_entry (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	event       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	posted_on   DATE NOT NULL COMMENT 'business day of the tenant',
	posted_at   DATETIME(6) NOT NULL,
	source_type VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	source_id   UUID NOT NULL,
	reverses_id UUID NULL,
	memo        VARCHAR(200) NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY journal_entry_reverses (tenant_id, reverses_id),
	KEY journal_entry_source (tenant_id, source_id),
	KEY journal_entry_on (tenant_id, posted_on, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	FOREIGN KEY (tenant_id, reverses_id) REFERENCES store.journal_entry (tenant_id, id)
);

-- Debits are positive, credits negative; the lines of an entry add up to nothing.
CREATE TABLE store.journal_line (
	tenant_id     UUID NOT NULL,
	entry_id      UUID NOT NULL,
	line          SMALLINT NOT NULL,
	gl_code       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	amount_minor  BIGINT NOT NULL,
	account_id    UUID NULL,
	receivable_id UUID NULL,
	PRIMARY KEY (tenant_id, entry_id, line),
	KEY journal_line_gl (tenant_id, gl_code, entry_id),
	KEY journal_line_account (tenant_id, account_id, entry_id),
	KEY journal_line_receivable (tenant_id, receivable_id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	FOREIGN KEY (tenant_id, gl_code) REFERENCES store.gl_account (tenant_id, code),
	CHECK (amount_minor <> 0)
);

-- Cache of what the journal says of an account; its row is the account's lock.
CREATE TABLE store.account_balance (
	tenant_id    UUID NOT NULL,
	account_id   UUID NOT NULL,
	owed_minor   BIGINT NOT NULL DEFAULT 0 COMMENT 'sum of what is open on receivables',
	credit_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'credit kept for the consumer',
	PRIMARY KEY (tenant_id, account_id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id)
);

-- A bill or a charge as something to be paid; shares its id.
CREATE TABLE store.receivable (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	account_id   UUID NOT NULL,
	kind         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	number       VARCHAR(32) NOT NULL,
	amount_minor BIGINT NOT NULL,
	open_minor   BIGINT NOT NULL,
	issued_on    DATE NOT NULL,
	due_on       DATE NOT NULL,
	status       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY receivable_number (tenant_id, number),
	KEY receivable_account (tenant_id, account_id, status, due_on, id),
	KEY receivable_due (tenant_id, due_on, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	CHECK (kind IN ('bill', 'charge')),
	CHECK (status IN ('open', 'paid', 'cancelled')),
	CHECK (open_minor BETWEEN 0 AND amount_minor)
);

CREATE TABLE store.bill (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	account_id   UUID NOT NULL,
	consumer_id  UUID NOT NULL,
	zone_id      UUID NOT NULL,
	number       VARCHAR(32) NOT NULL,
	status       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'issued',
	from_on      DATE NOT NULL,
	to_on        DATE NOT NULL,
	issued_on    DATE NOT NULL,
	due_on       DATE NOT NULL,
	is_estimated BOOLEAN NOT NULL DEFAULT FALSE,
	consumption_milli BIGINT NOT NULL DEFAULT 0 COMMENT 'thousandths of the unit',
	unit         VARCHAR(8) NOT NULL,
	amount_minor BIGINT NOT NULL,
	entry_id     UUID NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY bill_number (tenant_id, number),
	KEY bill_account (tenant_id, account_id, issued_on, id),
	KEY bill_issued (tenant_id, issued_on, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	FOREIGN KEY (tenant_id, id) REFERENCES store.receivable (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (status IN ('issued', 'reversed'))
);

CREATE TABLE store.bill_line (
	tenant_id    UUID NOT NULL,
	bill_id      UUID NOT NULL,
	line         SMALLINT NOT NULL,
	kind         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	text         VARCHAR(120) NOT NULL,
	quantity_milli BIGINT NULL,
	rate_micro   BIGINT NULL COMMENT 'millionths of the minor unit per unit',
	amount_minor BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, bill_id, line),
	FOREIGN KEY (tenant_id, bill_id) REFERENCES store.bill (tenant_id, id),
	CHECK (kind IN ('service', 'usage', 'tax', 'adjustment'))
);

CREATE TABLE store.payment (
	tenant_id      UUID NOT NULL,
	id             UUID NOT NULL,
	account_id     UUID NOT NULL,
	consumer_id    UUID NOT NULL,
	payment_no     VARCHAR(32) NOT NULL,
	transaction_no VARCHAR(32) NOT NULL,
	receipt_no     VARCHAR(32) NULL,
	amount_minor   BIGINT NOT NULL,
	type           VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'bill',
	method         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	channel        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'walk_in',
	status         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	gateway_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	settlement_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	verification   VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'verified',
	received_minor BIGINT NULL COMMENT 'cash handed over',
	change_minor   BIGINT NULL COMMENT 'cash handed back',
	reference      VARCHAR(64) NULL COMMENT 'terminal slip, cheque number',
	notes          VARCHAR(500) NULL,
	paid_at        DATETIME(6) NOT NULL,
	paid_on        DATE NOT NULL COMMENT 'business day of the tenant',
	received_by    UUID NULL,
	received_by_name VARCHAR(120) NOT NULL,
	entry_id       UUID NOT NULL,
	void_reason    VARCHAR(500) NULL,
	voided_at      DATETIME(6) NULL,
	voided_on      DATE NULL,
	voided_by      UUID NULL,
	voided_by_name VARCHAR(120) NULL,
	void_entry_id  UUID NULL,
	version        BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY payment_no (tenant_id, payment_no),
	UNIQUE KEY payment_transaction (tenant_id, transaction_no),
	UNIQUE KEY payment_receipt (tenant_id, receipt_no),
	KEY payment_paid (tenant_id, paid_at, id),
	KEY payment_account (tenant_id, account_id, paid_at, id),
	KEY payment_status (tenant_id, status, paid_at, id),
	KEY payment_method (tenant_id, method, paid_at, id),
	KEY payment_receiver (tenant_id, received_by, paid_at, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	FOREIGN KEY (tenant_id, consumer_id) REFERENCES store.consumer (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (amount_minor > 0),
	CHECK (status IN ('pending', 'posted', 'failed', 'cancelled', 'returned'))
);

-- Edges between a credit (a payment) and a receivable, always positive; undone by a reversing edge.
CREATE TABLE store.allocation (
	tenant_id     UUID NOT NULL,
	id            UUID NOT NULL,
	payment_id    UUID NOT NULL,
	receivable_id UUID NOT NULL,
	amount_minor  BIGINT NOT NULL,
	allocated_on  DATE NOT NULL,
	reverses_id   UUID NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY allocation_reverses (tenant_id, reverses_id),
	KEY allocation_payment (tenant_id, payment_id),
	KEY allocation_receivable (tenant_id, receivable_id),
	FOREIGN KEY (tenant_id, payment_id) REFERENCES store.payment (tenant_id, id),
	FOREIGN KEY (tenant_id, receivable_id) REFERENCES store.receivable (tenant_id, id),
	FOREIGN KEY (tenant_id, reverses_id) REFERENCES store.allocation (tenant_id, id),
	CHECK (amount_minor > 0)
);
