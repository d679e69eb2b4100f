-- What a tenant offers at the counter (payment modes, channels, reasons), how far a role may go on
-- its own, and what its people should hear of.

-- A list's items: code is what rows keep, name what people read.  Items are never deleted: switched off.
CREATE TABLE store.choice (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	list       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	code       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name       VARCHAR(80) NOT NULL,
	kind       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a payment mode or channel',
	needs_reference BOOLEAN NOT NULL DEFAULT FALSE,
	is_active  BOOLEAN NOT NULL DEFAULT TRUE,
	position   INT NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY choice_code (tenant_id, list, code),
	KEY choice_position (tenant_id, list, position, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (list IN ('payment_mode', 'payment_channel', 'void_reason', 'credit_reason', 'waive_reason', 'decision_reason')),
	CHECK (list <> 'payment_mode' OR kind IN ('cash', 'card', 'cheque', 'transfer', 'other')),
	CHECK (list <> 'payment_channel' OR kind IN ('counter', 'phone', 'mail', 'field', 'online'))
);

-- alone: what a member may do without another person; approve: what he may approve.  NULL: the
-- tenant's limit; any amount.
CREATE TABLE store.role_limit (
	tenant_id     UUID NOT NULL,
	role_id       UUID NOT NULL,
	kind          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	alone_minor   BIGINT NULL,
	approve_minor BIGINT NULL,
	PRIMARY KEY (tenant_id, role_id, kind),
	FOREIGN KEY (tenant_id, role_id) REFERENCES store.role (tenant_id, id) ON DELETE CASCADE,
	CHECK (kind IN ('void', 'overpayment', 'credit_note', 'waiver', 'correction')),
	CHECK (alone_minor >= 0),
	CHECK (approve_minor >= 0)
);

-- For everyone who holds the permission, or for one user.
CREATE TABLE store.notification (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	at          DATETIME(6) NOT NULL,
	kind        VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	severity    VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'info',
	text        VARCHAR(1500) NOT NULL,
	link        VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'a page of the portal',
	permission  SMALLINT NULL COMMENT 'bit in permissions.def',
	user_id     UUID NULL,
	actor_id    UUID NULL COMMENT 'who did it: he need not be told',
	PRIMARY KEY (tenant_id, id),
	KEY notification_at (tenant_id, at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (severity IN ('info', 'warning', 'critical')),
	CHECK ((permission IS NULL) <> (user_id IS NULL))
);

-- Read up to here, by each user.
CREATE TABLE store.notification_seen (
	tenant_id UUID NOT NULL,
	user_id   UUID NOT NULL,
	seen_at   DATETIME(6) NOT NULL,
	PRIMARY KEY (tenant_id, user_id)
);

INSERT INTO store.choice (tenant_id, id, list, code, name, kind, needs_reference, position)
SELECT t.id, UUID(), d.list, d.code, d.name, d.kind, d.ref, d.position FROM store.tenant t JOIN (
	SELECT 'payment_mode' list, 'cash' code, 'Cash' name, 'cash' kind, FALSE ref, 1 position
	UNION ALL SELECT 'payment_mode', 'card_terminal', 'Card terminal', 'card', TRUE, 2
	UNION ALL SELECT 'payment_mode', 'cheque', 'Check', 'cheque', TRUE, 3
	UNION ALL SELECT 'payment_mode', 'money_order', 'Money order', 'cheque', TRUE, 4
	UNION ALL SELECT 'payment_mode', 'bank_transfer', 'Bank transfer', 'transfer', TRUE, 5
	UNION ALL SELECT 'payment_channel', 'walk_in', 'Walk-in', 'counter', FALSE, 1
	UNION ALL SELECT 'payment_channel', 'phone', 'Phone', 'phone', FALSE, 2
	UNION ALL SELECT 'payment_channel', 'mail', 'Mail', 'mail', FALSE, 3
	UNION ALL SELECT 'payment_channel', 'field', 'In the field', 'field', FALSE, 4
	UNION ALL SELECT 'void_reason', 'duplicate', 'Duplicate payment', NULL, FALSE, 1
	UNION ALL SELECT 'void_reason', 'wrong_account', 'Wrong account', NULL, FALSE, 2
	UNION ALL SELECT 'void_reason', 'wrong_amount', 'Wrong amount', NULL, FALSE, 3
	UNION ALL SELECT 'void_reason', 'fraud', 'Fraud', NULL, FALSE, 4
	UNION ALL SELECT 'void_reason', 'customer', 'Customer request', NULL, FALSE, 5
	UNION ALL SELECT 'credit_reason', 'overpayment', 'Overpayment', NULL, FALSE, 1
	UNION ALL SELECT 'credit_reason', 'duplicate', 'Duplicate Payment', NULL, FALSE, 2
	UNION ALL SELECT 'credit_reason', 'billing_error', 'Billing Error', NULL, FALSE, 3
	UNION ALL SELECT 'credit_reason', 'adjustment', 'Billing Adjustment', NULL, FALSE, 4
	UNION ALL SELECT 'credit_reason', 'refund_request', 'Refund Request', NULL, FALSE, 5
	UNION ALL SELECT 'credit_reason', 'customer', 'Customer Request', NULL, FALSE, 6
	UNION ALL SELECT 'credit_reason', 'other', 'Other', NULL, FALSE, 7
	UNION ALL SELECT 'waive_reason', 'goodwill', 'Goodwill', NULL, FALSE, 1
	UNION ALL SELECT 'waive_reason', 'our_error', 'Our error', NULL, FALSE, 2
	UNION ALL SELECT 'waive_reason', 'hardship', 'Hardship', NULL, FALSE, 3
	UNION ALL SELECT 'waive_reason', 'other', 'Other', NULL, FALSE, 4
	UNION ALL SELECT 'decision_reason', 'in_policy', 'Within policy', NULL, FALSE, 1
	UNION ALL SELECT 'decision_reason', 'out_of_policy', 'Against policy', NULL, FALSE, 2
	UNION ALL SELECT 'decision_reason', 'more_needed', 'More information needed', NULL, FALSE, 3
) d;
