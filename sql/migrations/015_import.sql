-- Files as they came, and what was made of them.

CREATE TABLE store.file (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(255) NOT NULL,
	type       VARCHAR(80) NOT NULL,
	bytes      BIGINT NOT NULL,
	sha256     BINARY(32) NOT NULL,
	is_utf8    BOOLEAN NOT NULL COMMENT 'every byte of it',
	created_at DATETIME(6) NOT NULL,
	created_by UUID NULL,
	PRIMARY KEY (tenant_id, id),
	KEY file_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- A part belongs to a file that may still be under way, so it has no foreign key to it.
CREATE TABLE store.file_part (
	tenant_id  UUID NOT NULL,
	file_id    UUID NOT NULL,
	part       INT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	content    MEDIUMBLOB NOT NULL COMMENT '1 MiB, the last one less',
	PRIMARY KEY (tenant_id, file_id, part)
);

CREATE TABLE store.import (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	kind         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	file_id      UUID NOT NULL,
	state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'mapping',
	format_json  TEXT NOT NULL COMMENT 'encoding, separator, date order, decimal mark',
	columns_json MEDIUMTEXT NOT NULL COMMENT '[{"name", "samples"}]: the columns of the file',
	mapping_json TEXT NOT NULL COMMENT 'field to column, from 0',
	next_offset  BIGINT NOT NULL DEFAULT 0 COMMENT 'of the file: where the next batch begins',
	next_line    BIGINT NOT NULL DEFAULT 0,
	rows_in      BIGINT NOT NULL DEFAULT 0,
	created      BIGINT NOT NULL DEFAULT 0,
	updated      BIGINT NOT NULL DEFAULT 0,
	unchanged    BIGINT NOT NULL DEFAULT 0,
	refused      BIGINT NOT NULL DEFAULT 0,
	made_consumers BIGINT NOT NULL DEFAULT 0,
	made_accounts  BIGINT NOT NULL DEFAULT 0,
	made_meters    BIGINT NOT NULL DEFAULT 0,
	made_zones     BIGINT NOT NULL DEFAULT 0,
	made_items     BIGINT NOT NULL DEFAULT 0 COMMENT 'open bills and charges',
	in_minor     BIGINT NOT NULL DEFAULT 0 COMMENT 'what the amounts in the file come to: taken, there already or refused',
	taken_minor  BIGINT NOT NULL DEFAULT 0,
	there_minor  BIGINT NOT NULL DEFAULT 0,
	refused_minor BIGINT NOT NULL DEFAULT 0,
	unread_amounts BIGINT NOT NULL DEFAULT 0 COMMENT 'refused rows whose amount is no number',
	owed_before_minor BIGINT NULL COMMENT 'what all accounts owed when it began, and when it had ended',
	owed_after_minor  BIGINT NULL,
	job_id       UUID NULL,
	index_job_id UUID NULL,
	created_at   DATETIME(6) NOT NULL,
	created_by   UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	started_at   DATETIME(6) NULL,
	finished_at  DATETIME(6) NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY import_created (tenant_id, created_at, id),
	KEY import_state (tenant_id, state, created_at, id),
	FOREIGN KEY (tenant_id, file_id) REFERENCES store.file (tenant_id, id),
	CHECK (kind IN ('accounts', 'receivables')),
	CHECK (state IN ('mapping', 'running', 'done', 'failed', 'cancelled'))
);

-- What became of each row of the file.  number: of its account, or of the bill or charge; NULL where
-- the row was refused before it had one.  A consumer's marks say how the file describes him, so that
-- a later row cannot say otherwise.
CREATE TABLE store.import_row (
	tenant_id  UUID NOT NULL,
	import_id  UUID NOT NULL,
	line       BIGINT NOT NULL COMMENT 'of the file, from 1',
	outcome    VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	number     VARCHAR(32) NULL,
	account_id UUID NULL,
	consumer_number VARCHAR(32) NULL,
	consumer_marks  BIGINT NULL,
	to_index   BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'what it is found by changed',
	PRIMARY KEY (tenant_id, import_id, line),
	UNIQUE KEY import_row_number (tenant_id, import_id, number),
	KEY import_row_consumer (tenant_id, import_id, consumer_number),
	FOREIGN KEY (tenant_id, import_id) REFERENCES store.import (tenant_id, id),
	CHECK (outcome IN ('created', 'updated', 'unchanged', 'refused'))
);

-- A row that was not taken, as it stood in the file, and why.
CREATE TABLE store.import_refusal (
	tenant_id UUID NOT NULL,
	import_id UUID NOT NULL,
	line      BIGINT NOT NULL COMMENT 'of the file, from 1',
	raw       MEDIUMTEXT NOT NULL,
	errors_json TEXT NOT NULL COMMENT '[{"column", "field", "code", "message"}]',
	PRIMARY KEY (tenant_id, import_id, line),
	FOREIGN KEY (tenant_id, import_id) REFERENCES store.import (tenant_id, id)
);

-- Bills and charges that came by import keep the number that they had: it is of no series here.
ALTER TABLE store.bill   ADD COLUMN import_id UUID NULL;
ALTER TABLE store.charge ADD COLUMN import_id UUID NULL;
