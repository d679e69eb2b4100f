-- What the office knows of a consumer beside the bill: contacts, notes, who called.

ALTER TABLE store.consumer
	ADD COLUMN preferred_method VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code in choice',
	ADD COLUMN circumstances VARCHAR(500) NULL COMMENT 'what one should know before speaking';

CREATE TABLE store.contact (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	consumer_id UUID NOT NULL,
	kind        VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	value       VARCHAR(254) NOT NULL,
	label       VARCHAR(80) NULL COMMENT 'work, daughter, …',
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY contact_consumer (tenant_id, consumer_id, id),
	FOREIGN KEY (tenant_id, consumer_id) REFERENCES store.consumer (tenant_id, id),
	CHECK (kind IN ('phone', 'email', 'post'))
);

CREATE TABLE store.account_note (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	account_id  UUID NOT NULL,
	text        VARCHAR(2000) NOT NULL,
	is_pinned   BOOLEAN NOT NULL DEFAULT FALSE,
	written_at  DATETIME(6) NOT NULL,
	written_by  UUID NULL,
	written_by_name VARCHAR(120) NOT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY account_note_of (tenant_id, account_id, written_at, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id)
);

-- A caller told what only the consumer should know, before anything is done for him by phone.
CREATE TABLE store.caller_check (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	account_id  UUID NOT NULL,
	at          DATETIME(6) NOT NULL,
	by_user     UUID NOT NULL,
	by_user_name VARCHAR(120) NOT NULL,
	matched     VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what was right, by commas',
	has_passed  BOOLEAN NOT NULL,
	PRIMARY KEY (tenant_id, id),
	KEY caller_check_of (tenant_id, account_id, at, id),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id)
);

ALTER TABLE store.meter
	ADD KEY meter_account (tenant_id, account_id, number);
