-- Files as they came, and what was made of them.

CREATE TABLE store.file (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	name       VARCHAR(255) NOT NULL,
	type       VARCHAR(80) NOT NULL,
	bytes      BIGINT NOT NULL,
	sha256     BINARY(32) NOT NULL,
	created_at DATETIME(6) NOT NULL,
	created_by UUID NULL,
	PRIMARY KEY (tenant_id, id),
	KEY file_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- A part belongs to a file that may still be under way, so it has no foreign key to it.
CREATE TABLE store.file_part (
	tenant_id UUID NOT NULL,
	file_id   UUID NOT NULL,
	part      INT NOT NULL,
	content   MEDIUMBLOB NOT NULL COMMENT '1 MiB, the last one less',
	PRIMARY KEY (tenant_id, file_id, part)
);

CREATE TABLE store.import (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	kind         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	file_id      UUID NOT NULL,
	state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'mapping',
	format_json  TEXT NOT NULL COMMENT 'encoding, separator, columns of the file',
	mapping_json TEXT NOT NULL COMMENT 'field to column',
	rows_in      BIGINT NOT NULL DEFAULT 0,
	created      BIGINT NOT NULL DEFAULT 0,
	updated      BIGINT NOT NULL DEFAULT 0,
	unchanged    BIGINT NOT NULL DEFAULT 0,
	refused      BIGINT NOT NULL DEFAULT 0,
	amount_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what its open items come to',
	job_id       UUID NULL,
	index_job_id UUID NULL,
	created_at   DATETIME(6) NOT NULL,
	created_by   UUID NULL,
	created_by_name VARCHAR(120) NOT NULL,
	finished_at  DATETIME(6) NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY import_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id, file_id) REFERENCES store.file (tenant_id, id),
	CHECK (kind IN ('accounts', 'receivables')),
	CHECK (state IN ('mapping', 'running', 'done', 'failed', 'cancelled'))
);

-- A row that was not taken, as it stood in the file, and why.
CREATE TABLE store.import_refusal (
	tenant_id UUID NOT NULL,
	import_id UUID NOT NULL,
	line      BIGINT NOT NULL COMMENT 'of the file, from 1',
	raw       TEXT NOT NULL,
	errors_json TEXT NOT NULL COMMENT '[{"column", "field", "code", "message"}]',
	PRIMARY KEY (tenant_id, import_id, line),
	FOREIGN KEY (tenant_id, import_id) REFERENCES store.import (tenant_id, id)
);
