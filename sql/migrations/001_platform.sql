-- Schema `store` holds every base table, `billport` the tenant views over them (generated).
-- Keys lead with tenant_id; every foreign key carries it, so a cross-tenant link is refused.

CREATE TABLE store.tenant (
	id               UUID NOT NULL PRIMARY KEY,
	code             VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name             VARCHAR(120) NOT NULL,
	state            VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	currency         CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	zone             VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	locale           VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	utility          VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	settings_version BIGINT NOT NULL DEFAULT 1,
	created_at       DATETIME(6) NOT NULL,
	UNIQUE KEY tenant_code (code),
	CHECK (state IN ('active', 'suspended'))
) COMMENT 'platform';

-- ES256 keys: one signs, the others are still published until what they signed has run out.
CREATE TABLE store.signing_key (
	kid         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	state       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	private_pem TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	public_pem  TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	created_at  DATETIME(6) NOT NULL,
	retired_at  DATETIME(6) NULL,
	CHECK (state IN ('next', 'signing', 'retired'))
) COMMENT 'platform';

-- Failed sign-ins by a hash of tenant code and e-mail, whether or not such a user exists.
CREATE TABLE store.lockout (
	who_hash     BINARY(32) NOT NULL PRIMARY KEY,
	failures     INT NOT NULL,
	locked_until DATETIME(6) NULL,
	changed_at   DATETIME(6) NOT NULL,
	KEY lockout_changed (changed_at)
) COMMENT 'platform';

CREATE TABLE store.user (
	tenant_id     UUID NOT NULL,
	id            UUID NOT NULL,
	email         VARCHAR(254) NOT NULL,
	name          VARCHAR(120) NOT NULL,
	password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	is_active     BOOLEAN NOT NULL DEFAULT TRUE,
	must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
	last_sign_in_at DATETIME(6) NULL,
	created_at    DATETIME(6) NOT NULL,
	version       BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY user_email (tenant_id, email),
	KEY user_name (tenant_id, name, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.role (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	name        VARCHAR(80) NOT NULL,
	is_built_in BOOLEAN NOT NULL DEFAULT FALSE,
	permissions CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'hex bit mask',
	created_at  DATETIME(6) NOT NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY role_name (tenant_id, name),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.user_role (
	tenant_id UUID NOT NULL,
	user_id   UUID NOT NULL,
	role_id   UUID NOT NULL,
	PRIMARY KEY (tenant_id, user_id, role_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id),
	FOREIGN KEY (tenant_id, role_id) REFERENCES store.role (tenant_id, id)
);

-- A session is the family of its refresh tokens: the live one and the one before it.  A refresh
-- token carries the family's secret and its own, so that an older one is known for what it is.
CREATE TABLE store.session (
	tenant_id     UUID NOT NULL,
	id            UUID NOT NULL,
	user_id       UUID NOT NULL,
	family_hash   BINARY(32) NOT NULL,
	refresh_hash  BINARY(32) NOT NULL,
	previous_hash BINARY(32) NULL,
	rotated_at    DATETIME(6) NULL,
	user_agent    VARCHAR(255) NOT NULL DEFAULT '',
	address       VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	created_at    DATETIME(6) NOT NULL,
	seen_at       DATETIME(6) NOT NULL,
	expires_at    DATETIME(6) NOT NULL,
	revoked_at    DATETIME(6) NULL,
	revoked_why   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY session_family (family_hash),
	KEY session_user (tenant_id, user_id, created_at, id),
	KEY session_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id)
);

CREATE TABLE store.api_client (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	name        VARCHAR(120) NOT NULL,
	secret_hash BINARY(32) NOT NULL,
	permissions CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'hex bit mask: its scopes',
	created_by  UUID NOT NULL,
	created_at  DATETIME(6) NOT NULL,
	last_used_at DATETIME(6) NULL,
	revoked_at  DATETIME(6) NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY api_client_id (id),
	KEY api_client_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.job (
	tenant_id    UUID NOT NULL,
	id           UUID NOT NULL,
	kind         VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	input_json   LONGTEXT NOT NULL,
	state        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'queued',
	requested_by UUID NULL,
	requested_by_name VARCHAR(120) NOT NULL,
	approval_id  UUID NULL,
	done         BIGINT NOT NULL DEFAULT 0,
	total        BIGINT NULL,
	position     VARCHAR(255) NULL COMMENT 'where the next batch begins',
	attempts     INT NOT NULL DEFAULT 0,
	run_at       DATETIME(6) NOT NULL,
	lease_until  DATETIME(6) NULL,
	result_json  LONGTEXT NULL,
	failure      VARCHAR(500) NULL,
	created_at   DATETIME(6) NOT NULL,
	finished_at  DATETIME(6) NULL,
	PRIMARY KEY (tenant_id, id),
	KEY job_due (state, run_at),
	KEY job_created (tenant_id, created_at, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled'))
);

CREATE TABLE store.outbox (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	kind       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	body_json  LONGTEXT NOT NULL,
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'queued',
	attempts   INT NOT NULL DEFAULT 0,
	run_at     DATETIME(6) NOT NULL,
	lease_until DATETIME(6) NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (tenant_id, id),
	KEY outbox_due (state, run_at),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);
