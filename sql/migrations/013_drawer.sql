-- A cashier's drawer, counted at the end of a day (or of a shift) against the cash that he took.

CREATE TABLE store.drawer_close (
	tenant_id     UUID NOT NULL,
	id            UUID NOT NULL,
	number        VARCHAR(32) NOT NULL,
	user_id       UUID NOT NULL,
	user_name     VARCHAR(120) NOT NULL,
	closed_on     DATE NOT NULL,
	closed_at     DATETIME(6) NOT NULL,
	float_minor   BIGINT NOT NULL COMMENT 'in the drawer before the first payment',
	taken_minor   BIGINT NOT NULL COMMENT 'sum of its lines',
	counted_minor BIGINT NOT NULL,
	difference_minor BIGINT NOT NULL COMMENT 'counted less float less taken',
	notes         VARCHAR(500) NULL,
	count_json    TEXT NULL COMMENT 'pieces of each denomination',
	entry_id      UUID NULL COMMENT 'of the difference',
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY drawer_close_number (tenant_id, number),
	KEY drawer_close_at (tenant_id, closed_at, id),
	KEY drawer_close_user (tenant_id, user_id, closed_at, id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id),
	FOREIGN KEY (tenant_id, entry_id) REFERENCES store.journal_entry (tenant_id, id),
	CHECK (difference_minor = counted_minor - float_minor - taken_minor)
);

-- Cash that went in, or out again by a void: each once, in one close.
CREATE TABLE store.drawer_line (
	tenant_id    UUID NOT NULL,
	close_id     UUID NOT NULL,
	payment_id   UUID NOT NULL,
	way          VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	amount_minor BIGINT NOT NULL COMMENT 'out: negative',
	PRIMARY KEY (tenant_id, payment_id, way),
	KEY drawer_line_close (tenant_id, close_id, payment_id),
	FOREIGN KEY (tenant_id, close_id) REFERENCES store.drawer_close (tenant_id, id),
	FOREIGN KEY (tenant_id, payment_id) REFERENCES store.payment (tenant_id, id),
	CHECK (way IN ('in', 'out'))
);

ALTER TABLE store.payment
	ADD KEY payment_voider (tenant_id, voided_by, voided_at, id),
	ADD KEY payment_recorded (tenant_id, received_by, recorded_at, id);
