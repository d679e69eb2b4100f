-- More ways to meet a receivable: credit notes and adjustments beside payments; charges from a price
-- list; plans as schedules over receivables; corrections, checks and flags of payments.

ALTER TABLE store.gl_account
	DROP CONSTRAINT CONSTRAINT_1,
	ADD CHECK (kind IN ('asset', 'liability', 'revenue', 'expense', 'equity'));

INSERT INTO store.gl_account (tenant_id, code, name, kind, purpose)
SELECT t.id, d.code, d.name, d.kind, d.purpose FROM store.tenant t JOIN (
	SELECT '1005' code, 'Cheques to deposit' name, 'asset' kind, 'cheques' purpose
	UNION ALL SELECT '1015', 'Other payments in clearing', 'asset', 'other_clearing'
	UNION ALL SELECT '3000', 'Opening balances', 'equity', 'opening'
	UNION ALL SELECT '4200', 'Service charges', 'revenue', 'service_revenue'
	UNION ALL SELECT '5010', 'Billing adjustments', 'expense', 'adjustments'
	UNION ALL SELECT '5020', 'Cash over and short', 'expense', 'over_short'
) d;

INSERT INTO store.number_series (tenant_id, series, next, first)
SELECT s.tenant_id, d.series, s.first, s.first FROM store.number_series s JOIN (
	SELECT 'credit_note' series UNION ALL SELECT 'charge' UNION ALL SELECT 'plan' UNION ALL SELECT 'drawer'
) d WHERE s.series = 'receipt';

-- What the consumer may use later.  An overpayment's note is born with its payment; others are
-- written by hand, over all notes of a payment at most what it paid.
CREATE TABLE store.credit_note (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	number       VARCHAR(32) NOT NULL,
	account_id   UUID NOT NULL,
	consumer_id  UUID NOT NULL,
	payment_id   UUID NOT NULL,
	source       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	reason       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'code in choice',
	remarks      VARCHAR(500) NULL,
	amount_minor BIGINT NOT NULL,
	remaining_minor BIGINT NOT NULL,
	status       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	created_at   DATETIME(6) NOT NULL,
	created_on   DATE NOT NULL,
	expires_on   DATE NOT NULL,
	created_by   UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	entry_id     UUID NOT NULL COMMENT 'of an overpayment: the payment''s entry',
	voided_on    DATE NULL,
	void_reason  VARCHAR(500) NULL,
	void_entry_id UUID NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY credit_note_number (tenant_id, number),
	KEY credit_note_created (tenant_id, created_at, id),
	KEY credit_note_status (tenant_id, status, created_at, id),
	KEY credit_note_reason (tenant_id, reason, created_at, id),
	KEY credit_note_account (tenant_id, account_id, created_at, id),
	KEY credit_note_payment (tenant_id, payment_id),
	KEY credit_note_expires (tenant_id, status, expires_on),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	FOREIGN KEY (tenant_id, consumer_id) REFERENCES store.consumer (tenant_id, id),
	FOREIGN KEY (tenant_id, payment_id) REFERENCES store.payment (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (source IN ('overpayment', 'manual')),
	CHECK (status IN ('active', 'applied', 'expired', 'void')),
	CHECK (amount_minor > 0),
	CHECK (remaining_minor BETWEEN 0 AND amount_minor)
);

-- One use of a credit note: pays receivables by its allocations; undone as a whole.
CREATE TABLE store.credit_use (
	tenant_id      UUID NOT NULL,
	id             UUID NOT NULL,
	credit_note_id UUID NOT NULL,
	account_id     UUID NOT NULL,
	amount_minor   BIGINT NOT NULL,
	used_at        DATETIME(6) NOT NULL,
	used_on        DATE NOT NULL,
	used_by        UUID NULL,
	used_by_name   VARCHAR(120) NOT NULL,
	entry_id       UUID NOT NULL,
	undone_on      DATE NULL,
	undone_reason  VARCHAR(500) NULL,
	undo_entry_id  UUID NULL,
	PRIMARY KEY (tenant_id, id),
	KEY credit_use_note (tenant_id, credit_note_id, used_at, id),
	KEY credit_use_account (tenant_id, account_id, used_at, id),
	FOREIGN KEY (tenant_id, credit_note_id) REFERENCES store.credit_note (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (amount_minor > 0)
);

-- What is given up of a receivable.
CREATE TABLE store.adjustment (
	tenant_id     UUID NOT NULL,
	id            UUID NOT NULL,
	kind          VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	account_id    UUID NOT NULL,
	receivable_id UUID NOT NULL,
	amount_minor  BIGINT NOT NULL,
	reason        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'code in choice',
	remarks       VARCHAR(500) NULL,
	made_at       DATETIME(6) NOT NULL,
	made_on       DATE NOT NULL,
	made_by       UUID NULL,
	made_by_name  VARCHAR(120) NOT NULL,
	entry_id      UUID NOT NULL,
	PRIMARY KEY (tenant_id, id),
	KEY adjustment_receivable (tenant_id, receivable_id),
	KEY adjustment_account (tenant_id, account_id, made_at, id),
	FOREIGN KEY (tenant_id, receivable_id) REFERENCES store.receivable (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (kind IN ('waiver')),
	CHECK (amount_minor > 0)
);

-- An edge's credit side is exactly one of a payment, a use of a credit note, an adjustment.
ALTER TABLE store.allocation
	MODIFY payment_id UUID NULL,
	ADD COLUMN credit_use_id UUID NULL AFTER payment_id,
	ADD COLUMN adjustment_id UUID NULL AFTER credit_use_id,
	ADD KEY allocation_credit_use (tenant_id, credit_use_id),
	ADD KEY allocation_adjustment (tenant_id, adjustment_id),
	ADD FOREIGN KEY (tenant_id, credit_use_id) REFERENCES store.credit_use (tenant_id, id),
	ADD FOREIGN KEY (tenant_id, adjustment_id) REFERENCES store.adjustment (tenant_id, id),
	ADD CHECK ((payment_id IS NOT NULL) + (credit_use_id IS NOT NULL) + (adjustment_id IS NOT NULL) = 1);

-- The price list of one-off services.
CREATE TABLE store.price (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	code         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name         VARCHAR(80) NOT NULL,
	kind         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'service',
	amount_minor BIGINT NOT NULL,
	due_days     SMALLINT NOT NULL DEFAULT 14,
	is_active    BOOLEAN NOT NULL DEFAULT TRUE,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY price_code (tenant_id, code),
	KEY price_name (tenant_id, name, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (kind IN ('service', 'late_fee')),
	CHECK (amount_minor > 0),
	CHECK (due_days BETWEEN 0 AND 365)
);

-- A one-off service on an account; shares its receivable's id.
CREATE TABLE store.charge (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	account_id   UUID NOT NULL,
	consumer_id  UUID NOT NULL,
	number       VARCHAR(32) NOT NULL,
	price_id     UUID NULL,
	name         VARCHAR(80) NOT NULL,
	kind         VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'service',
	amount_minor BIGINT NOT NULL,
	served_on    DATE NOT NULL,
	issued_on    DATE NOT NULL,
	due_on       DATE NOT NULL,
	notes        VARCHAR(500) NULL,
	status       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'raised',
	raised_at    DATETIME(6) NOT NULL,
	raised_by    UUID NULL,
	raised_by_name VARCHAR(120) NOT NULL,
	entry_id     UUID NOT NULL,
	end_reason   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code in choice',
	end_remarks  VARCHAR(500) NULL,
	ended_on     DATE NULL,
	end_entry_id UUID NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY charge_number (tenant_id, number),
	KEY charge_raised (tenant_id, raised_at, id),
	KEY charge_status (tenant_id, status, raised_at, id),
	KEY charge_account (tenant_id, account_id, raised_at, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	FOREIGN KEY (tenant_id, id) REFERENCES store.receivable (tenant_id, id),
	FOREIGN KEY (tenant_id, price_id) REFERENCES store.price (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (status IN ('raised', 'waived', 'cancelled')),
	CHECK (kind IN ('service', 'late_fee')),
	CHECK (amount_minor > 0)
);

-- A schedule over receivables, no new debt.  What was paid of it is what its receivables fell since.
CREATE TABLE store.plan (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	number       VARCHAR(32) NOT NULL,
	account_id   UUID NOT NULL,
	consumer_id  UUID NOT NULL,
	total_minor  BIGINT NOT NULL COMMENT 'open of its receivables when it was made',
	left_minor   BIGINT NOT NULL COMMENT 'of that, what is open; of an ended one, what was',
	next_due_on  DATE NULL COMMENT 'of the first instalment that is not paid',
	instalments  SMALLINT NOT NULL,
	every        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	status       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	notes        VARCHAR(500) NULL,
	override_reason VARCHAR(500) NULL COMMENT 'why it is below the floor',
	created_at   DATETIME(6) NOT NULL,
	created_by   UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	ended_at     DATETIME(6) NULL,
	end_reason   VARCHAR(500) NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY plan_number (tenant_id, number),
	KEY plan_created (tenant_id, created_at, id),
	KEY plan_status (tenant_id, status, created_at, id),
	KEY plan_next_due (tenant_id, next_due_on, id),
	KEY plan_account (tenant_id, account_id, created_at, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	CHECK (every IN ('week', 'fortnight', 'month')),
	CHECK (status IN ('active', 'completed', 'cancelled')),
	CHECK (total_minor > 0),
	CHECK (left_minor BETWEEN 0 AND total_minor)
);

CREATE TABLE store.plan_receivable (
	tenant_id     UUID NOT NULL,
	plan_id       UUID NOT NULL,
	receivable_id UUID NOT NULL,
	open_minor    BIGINT NOT NULL COMMENT 'when the plan was made',
	PRIMARY KEY (tenant_id, plan_id, receivable_id),
	KEY plan_receivable_of (tenant_id, receivable_id),
	FOREIGN KEY (tenant_id, plan_id) REFERENCES store.plan (tenant_id, id),
	FOREIGN KEY (tenant_id, receivable_id) REFERENCES store.receivable (tenant_id, id),
	CHECK (open_minor > 0)
);

CREATE TABLE store.instalment (
	tenant_id    UUID NOT NULL,
	plan_id      UUID NOT NULL,
	number       SMALLINT NOT NULL,
	due_on       DATE NOT NULL,
	amount_minor BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, plan_id, number),
	KEY instalment_due (tenant_id, due_on),
	FOREIGN KEY (tenant_id, plan_id) REFERENCES store.plan (tenant_id, id),
	CHECK (amount_minor > 0)
);

-- For which instalments a payment was taken: what its receipt says.
CREATE TABLE store.payment_instalment (
	tenant_id    UUID NOT NULL,
	payment_id   UUID NOT NULL,
	plan_id      UUID NOT NULL,
	number       SMALLINT NOT NULL,
	amount_minor BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, payment_id, plan_id, number),
	FOREIGN KEY (tenant_id, payment_id) REFERENCES store.payment (tenant_id, id),
	FOREIGN KEY (tenant_id, plan_id, number) REFERENCES store.instalment (tenant_id, plan_id, number),
	CHECK (amount_minor > 0)
);

ALTER TABLE store.payment
	ADD COLUMN method_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'cash'
		COMMENT 'of its payment mode then' AFTER method,
	ADD COLUMN credit_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'kept as credit' AFTER amount_minor,
	ADD COLUMN card_last4 CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER reference,
	ADD COLUMN plan_id UUID NULL,
	ADD COLUMN corrects_id UUID NULL COMMENT 'the voided payment that this one stands for',
	ADD COLUMN verified_at DATETIME(6) NULL,
	ADD COLUMN verified_by UUID NULL,
	ADD COLUMN verified_by_name VARCHAR(120) NULL,
	ADD COLUMN flag VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
	ADD COLUMN flag_reason VARCHAR(500) NULL,
	ADD UNIQUE KEY payment_corrects (tenant_id, corrects_id),
	ADD KEY payment_verification (tenant_id, verification, paid_at, id),
	ADD KEY payment_flag (tenant_id, flag, paid_at, id),
	ADD KEY payment_last4 (tenant_id, card_last4, paid_at, id),
	ADD FOREIGN KEY (tenant_id, corrects_id) REFERENCES store.payment (tenant_id, id),
	ADD FOREIGN KEY (tenant_id, plan_id) REFERENCES store.plan (tenant_id, id),
	ADD CHECK (credit_minor BETWEEN 0 AND amount_minor),
	ADD CHECK (flag IN ('duplicate', 'fraud', 'review')),
	ADD CHECK (verification IN ('verified', 'pending'));
UPDATE store.payment SET method_kind = 'card' WHERE method = 'card_terminal';
