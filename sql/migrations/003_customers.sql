-- Who owes, and what is billed.

CREATE TABLE store.zone (
	tenant_id UUID NOT NULL,
	id        UUID NOT NULL,
	name      VARCHAR(80) NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY zone_name (tenant_id, name),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

CREATE TABLE store.consumer (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	number     VARCHAR(32) NOT NULL,
	name       VARCHAR(120) NOT NULL,
	kind       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'person',
	phone      VARCHAR(32) NULL,
	email      VARCHAR(254) NULL,
	created_at DATETIME(6) NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY consumer_number (tenant_id, number),
	KEY consumer_name (tenant_id, name, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (kind IN ('person', 'firm'))
);

CREATE TABLE store.account (
	tenant_id   UUID NOT NULL,
	id          UUID NOT NULL,
	number      VARCHAR(32) NOT NULL,
	consumer_id UUID NOT NULL COMMENT 'responsible now; the history is account_consumer',
	zone_id     UUID NOT NULL,
	class       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'residential',
	street      VARCHAR(120) NOT NULL,
	city        VARCHAR(80) NOT NULL,
	region      VARCHAR(40) NOT NULL,
	postcode    VARCHAR(16) NOT NULL,
	status      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'active',
	opened_on   DATE NOT NULL,
	closed_on   DATE NULL,
	version     BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY account_number (tenant_id, number),
	KEY account_consumer (tenant_id, consumer_id),
	KEY account_number_id (tenant_id, number, id),
	FOREIGN KEY (tenant_id, consumer_id) REFERENCES store.consumer (tenant_id, id),
	FOREIGN KEY (tenant_id, zone_id) REFERENCES store.zone (tenant_id, id),
	CHECK (status IN ('active', 'closed'))
);

CREATE TABLE store.account_consumer (
	tenant_id   UUID NOT NULL,
	account_id  UUID NOT NULL,
	from_on     DATE NOT NULL,
	to_on       DATE NULL,
	consumer_id UUID NOT NULL,
	PRIMARY KEY (tenant_id, account_id, from_on),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id),
	FOREIGN KEY (tenant_id, consumer_id) REFERENCES store.consumer (tenant_id, id)
);

CREATE TABLE store.meter (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	account_id UUID NOT NULL,
	number     VARCHAR(32) NOT NULL,
	utility    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY meter_number (tenant_id, number),
	FOREIGN KEY (tenant_id, account_id) REFERENCES store.account (tenant_id, id)
);
