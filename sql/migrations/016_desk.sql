-- What people keep for themselves, and mail on its way.

CREATE TABLE store.saved_view (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	page       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '/payments',
	name       VARCHAR(80) NOT NULL,
	query      VARCHAR(1000) NOT NULL COMMENT 'as in the address of the page',
	user_id    UUID NOT NULL,
	user_name  VARCHAR(120) NOT NULL,
	is_shared  BOOLEAN NOT NULL DEFAULT FALSE,
	created_at DATETIME(6) NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY saved_view_name (tenant_id, user_id, page, name),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id)
);

CREATE TABLE store.preference (
	tenant_id UUID NOT NULL,
	user_id   UUID NOT NULL,
	name      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'columns.payments',
	value     VARCHAR(2000) NOT NULL,
	PRIMARY KEY (tenant_id, user_id, name),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id)
);

ALTER TABLE store.outbox
	ADD COLUMN recipient   VARCHAR(254) NOT NULL DEFAULT '',
	ADD COLUMN subject     VARCHAR(200) NOT NULL DEFAULT '',
	ADD COLUMN object_type VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,
	ADD COLUMN object_id   UUID NULL,
	ADD COLUMN failure     VARCHAR(500) NULL,
	ADD COLUMN sent_at     DATETIME(6) NULL,
	ADD KEY outbox_object (tenant_id, object_id, created_at, id),
	ADD CHECK (state IN ('queued', 'sending', 'accepted', 'failed'));
