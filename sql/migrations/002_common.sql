-- What every domain leans on: settings, numbers, idempotency, audit, approvals, metric facts, search.

CREATE TABLE store.setting (
	tenant_id  UUID NOT NULL,
	name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	value      VARCHAR(2000) NOT NULL,
	changed_at DATETIME(6) NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, name),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- next: the number that will be given next.  Gapless series are taken under this row's lock.
CREATE TABLE store.number_series (
	tenant_id UUID NOT NULL,
	series    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	next      BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, series),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- Blocks of a series that is handed out in bulk; a number that was reserved and not used is a gap.
CREATE TABLE store.number_gap (
	tenant_id UUID NOT NULL,
	series    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	first_no  BIGINT NOT NULL,
	last_no   BIGINT NOT NULL,
	reason    VARCHAR(200) NOT NULL,
	noted_at  DATETIME(6) NOT NULL,
	PRIMARY KEY (tenant_id, series, first_no),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.idempotency (
	tenant_id   UUID NOT NULL,
	principal   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	idem_key    VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	fingerprint BINARY(32) NOT NULL COMMENT 'SHA-256 of method, path and body',
	status      SMALLINT NULL,
	answer      LONGTEXT NULL,
	created_at  DATETIME(6) NOT NULL,
	PRIMARY KEY (tenant_id, principal, idem_key),
	KEY idempotency_age (created_at),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- Insert and read only.
CREATE TABLE store.audit (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	at          DATETIME(6) NOT NULL,
	actor_kind  VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	actor_id    UUID NULL,
	actor_name  VARCHAR(120) NOT NULL,
	approved_by UUID NULL,
	approved_by_name VARCHAR(120) NULL,
	action      VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	object_type VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	object_id   UUID NULL,
	account_id  UUID NULL,
	reason      VARCHAR(500) NULL,
	request_id  VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	before_json TEXT NULL,
	after_json  TEXT NULL,
	PRIMARY KEY (tenant_id, id),
	KEY audit_at (tenant_id, at, id),
	KEY audit_object (tenant_id, object_id, at, id),
	KEY audit_account (tenant_id, account_id, at, id),
	KEY audit_actor (tenant_id, actor_id, at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.approval (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	kind         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	input_json   TEXT NOT NULL,
	input_hash   BINARY(32) NOT NULL,
	summary      VARCHAR(300) NOT NULL COMMENT 'in words, for the one who decides',
	amount_minor BIGINT NOT NULL,
	account_id   UUID NULL,
	requested_by UUID NOT NULL,
	requested_by_name VARCHAR(120) NOT NULL,
	requested_at DATETIME(6) NOT NULL,
	expires_at   DATETIME(6) NOT NULL,
	state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting',
	decided_by   UUID NULL,
	decided_by_name VARCHAR(120) NULL,
	decided_at   DATETIME(6) NULL,
	reason       VARCHAR(500) NULL,
	job_id       UUID NULL,
	version      BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY approval_state (tenant_id, state, requested_at, id),
	KEY approval_requested (tenant_id, requested_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	FOREIGN KEY (tenant_id, requested_by) REFERENCES store.user (tenant_id, id),
	CHECK (state IN ('waiting', 'approved', 'rejected', 'expired', 'used', 'failed'))
);

-- Facts of the metrics catalog.  A write appends its deltas; the worker folds them into the
-- rollup in one transaction that deletes exactly the rows it read.  Which column means what is
-- the dataset's declaration in shared/metrics/datasets.def.
CREATE TABLE store.metric_delta (
	tenant_id UUID NOT NULL,
	id        UUID NOT NULL,
	dataset   VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	fact_on   DATE NOT NULL,
	d1 VARCHAR(40) NOT NULL DEFAULT '', d2 VARCHAR(40) NOT NULL DEFAULT '', d3 VARCHAR(40) NOT NULL DEFAULT '',
	d4 VARCHAR(40) NOT NULL DEFAULT '', d5 VARCHAR(40) NOT NULL DEFAULT '', d6 VARCHAR(40) NOT NULL DEFAULT '',
	m1 BIGINT NOT NULL DEFAULT 0, m2 BIGINT NOT NULL DEFAULT 0, m3 BIGINT NOT NULL DEFAULT 0,
	m4 BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (tenant_id, id)
);

CREATE TABLE store.metric_rollup (
	tenant_id UUID NOT NULL,
	dataset   VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	fact_on   DATE NOT NULL,
	d1 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d2 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d3 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d4 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d5 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d6 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	m1 BIGINT NOT NULL, m2 BIGINT NOT NULL, m3 BIGINT NOT NULL, m4 BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, dataset, fact_on, d1, d2, d3, d4, d5, d6)
);

-- Every word's endings, so that a part of a word is a prefix: 'gad' finds 'delgado' by 'gado'.
CREATE TABLE store.search_part (
	tenant_id UUID NOT NULL,
	part      VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	kind      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	object_id UUID NOT NULL,
	PRIMARY KEY (tenant_id, kind, part, object_id),
	KEY search_object (tenant_id, object_id)
);
