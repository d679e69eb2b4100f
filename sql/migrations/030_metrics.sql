-- Numbers that open: what a fact is counted by stands on the row that it is about, as it was then, so
-- that rows add up to facts without a look at what has changed since; rollups in several cuts, each
-- with the columns that a question needs and no others; thresholds, alerts, dashboards, behaviour.

-- ---- copies ----

ALTER TABLE store.bill
	ADD COLUMN account_class VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the account when it was billed',
	ADD COLUMN segment  VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'of the account when it was billed',
	ADD COLUMN utility  VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	ADD COLUMN use_class VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none' COMMENT 'use against what it is held against: high, low, zero, usual; none: there was nothing to hold it against',
	ADD CHECK (use_class IN ('high', 'low', 'zero', 'usual', 'none')),
	ADD KEY bill_use (tenant_id, use_class, issued_on, id),
	ADD KEY bill_reversed (tenant_id, reversed_on, id),
	ADD KEY bill_segment (tenant_id, segment, issued_on, id),
	ADD KEY bill_account_class (tenant_id, account_class, issued_on, id),
	ADD KEY bill_utility (tenant_id, utility, issued_on, id);

ALTER TABLE store.receivable
	ADD COLUMN zone_id  UUID NULL,
	ADD COLUMN class    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the account when it was issued',
	ADD COLUMN segment  VARCHAR(40) NOT NULL DEFAULT '',
	ADD COLUMN cycle_id UUID NULL COMMENT 'of the bill; of a late fee: of the bill that is late',
	ADD COLUMN is_late_fee BOOLEAN NOT NULL DEFAULT FALSE,
	ADD COLUMN changed_on DATE NULL COMMENT 'last business day on which what is open of it changed',
	ADD COLUMN cancelled_on DATE NULL,
	ADD KEY receivable_changed (tenant_id, changed_on, id),
	ADD KEY receivable_issued (tenant_id, issued_on, id),
	ADD KEY receivable_cycle (tenant_id, cycle_id, due_on, id),
	ADD KEY receivable_fee (tenant_id, is_late_fee, due_on, id);

ALTER TABLE store.payment
	ADD COLUMN zone_id  UUID NULL COMMENT 'of the account when it paid',
	ADD COLUMN class    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	ADD COLUMN segment  VARCHAR(40) NOT NULL DEFAULT '',
	ADD COLUMN source   VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'kind of its channel: counter, phone, mail, field, online',
	ADD COLUMN brand    VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a card',
	ADD COLUMN late_fee_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of the amount: what it paid of late fees',
	ADD COLUMN edges     INT NOT NULL DEFAULT 0 COMMENT 'what it paid when it was taken, so many',
	ADD COLUMN edge_days BIGINT NOT NULL DEFAULT 0 COMMENT 'days from their issue to the payment, over all of them',
	ADD KEY payment_day (tenant_id, paid_on, id),
	ADD KEY payment_voided (tenant_id, voided_on, id),
	ADD KEY payment_source (tenant_id, source, paid_on, id),
	ADD KEY payment_brand (tenant_id, brand, paid_on, id),
	ADD KEY payment_zone (tenant_id, zone_id, paid_on, id),
	ADD KEY payment_late_fee (tenant_id, late_fee_minor, paid_on, id);

ALTER TABLE store.billing_exception
	ADD COLUMN class    VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	ADD COLUMN segment  VARCHAR(40) NOT NULL DEFAULT '',
	ADD COLUMN utility  VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	ADD COLUMN held_on  DATE NULL COMMENT 'from this day it stands for the bill that is not there: one of an account and cycle at a time',
	ADD COLUMN resolved_on DATE NULL COMMENT 'business day',
	ADD KEY billing_exception_held_on (tenant_id, held_on, id),
	ADD KEY billing_exception_opened_on (tenant_id, opened_on, id),
	ADD KEY billing_exception_resolved_on (tenant_id, resolved_on, id);

-- ---- facts ----

DROP TABLE store.metric_delta;
DROP TABLE store.metric_rollup;

-- A write appends its deltas; the worker folds them into the rollup in one transaction that deletes
-- exactly the rows it read.  Which column means what: shared/metrics/datasets.def.
CREATE TABLE store.metric_delta (
	tenant_id UUID NOT NULL,
	id        UUID NOT NULL,
	dataset   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	fact_on   DATE NOT NULL,
	d1 VARCHAR(40) NOT NULL DEFAULT '', d2 VARCHAR(40) NOT NULL DEFAULT '', d3 VARCHAR(40) NOT NULL DEFAULT '',
	d4 VARCHAR(40) NOT NULL DEFAULT '', d5 VARCHAR(40) NOT NULL DEFAULT '', d6 VARCHAR(40) NOT NULL DEFAULT '',
	d7 VARCHAR(40) NOT NULL DEFAULT '', d8 VARCHAR(40) NOT NULL DEFAULT '', d9 VARCHAR(40) NOT NULL DEFAULT '',
	d10 VARCHAR(40) NOT NULL DEFAULT '',
	m1 BIGINT NOT NULL DEFAULT 0, m2 BIGINT NOT NULL DEFAULT 0, m3 BIGINT NOT NULL DEFAULT 0,
	m4 BIGINT NOT NULL DEFAULT 0, m5 BIGINT NOT NULL DEFAULT 0, m6 BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (tenant_id, id)
);

-- The same facts once a cut: dimensions that a cut leaves out are empty.
CREATE TABLE store.metric_rollup (
	tenant_id UUID NOT NULL,
	dataset   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	cut       SMALLINT NOT NULL,
	on_day    DATE NOT NULL COMMENT 'of a cut without days: 0001-01-01',
	d1 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d2 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d3 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d4 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d5 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d6 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d7 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d8 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	d9 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, d10 VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
	m1 BIGINT NOT NULL, m2 BIGINT NOT NULL, m3 BIGINT NOT NULL, m4 BIGINT NOT NULL, m5 BIGINT NOT NULL, m6 BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, dataset, cut, on_day, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10)
);

-- A fold moves facts from the deltas into the rollup, and nothing takes a fact away: how many were ever
-- folded and how many wait say together which facts a reader sees, folded or not.
CREATE TABLE store.metric_state (
	tenant_id UUID NOT NULL,
	version   BIGINT NOT NULL COMMENT 'one higher with each fold',
	folded    BIGINT NOT NULL DEFAULT 0 COMMENT 'deltas that were ever folded',
	rebuilt   BIGINT NOT NULL DEFAULT 0 COMMENT 'one higher whenever the rollup was written otherwise than by a fold',
	folded_at DATETIME(6) NOT NULL,
	PRIMARY KEY (tenant_id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

INSERT INTO store.metric_state (tenant_id, version, folded_at) SELECT id, 0, created_at FROM store.tenant;

-- What a tenant thinks of a metric, where it is not what the catalog says.
CREATE TABLE store.metric_choice (
	tenant_id UUID NOT NULL,
	metric    VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	polarity  VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	version   BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, metric),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (polarity IN ('up_good', 'up_bad', 'neutral'))
);

-- ---- thresholds and alerts ----

CREATE TABLE store.threshold (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	metric     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	name       VARCHAR(120) NOT NULL,
	test       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'value above or below the limit; rise or fall against the period before by more than it',
	limit_value BIGINT NOT NULL COMMENT 'count, minor units, thousandths of a unit, ten thousandths of a percent, hundredths of a day; of rise and fall: hundredths of a percent or of a point',
	period     VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	filter_json TEXT NOT NULL DEFAULT '{}',
	severity   VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'warning',
	owner_id   UUID NULL,
	owner_name VARCHAR(120) NULL,
	by_mail    BOOLEAN NOT NULL DEFAULT FALSE,
	is_active  BOOLEAN NOT NULL DEFAULT TRUE,
	checked_at DATETIME(6) NULL,
	checked_fold BIGINT NULL COMMENT 'metric_state.version that it was held against',
	quiet_from DATE NULL COMMENT 'somebody resolved its alert while it held: quiet until it is over, or another period begins',
	created_at DATETIME(6) NOT NULL,
	created_by_name VARCHAR(120) NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	KEY threshold_metric (tenant_id, metric, id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (test IN ('above', 'below', 'rise', 'fall')),
	CHECK (severity IN ('info', 'warning', 'critical'))
);

-- A threshold that was passed, from then until it is over: one live one a threshold.
CREATE TABLE store.alert (
	tenant_id  UUID NOT NULL,
	id         UUID NOT NULL,
	threshold_id UUID NULL COMMENT 'NULL: it was deleted, or the system itself tells',
	kind       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'threshold',
	metric     VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
	severity   VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	state      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'new',
	text       VARCHAR(500) NOT NULL,
	link       VARCHAR(400) NULL COMMENT 'the page with the rows behind it',
	name       VARCHAR(120) NOT NULL COMMENT 'of the threshold when it was passed',
	test       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
	period     VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL,
	from_on    DATE NULL COMMENT 'what the period was when it was last seen',
	to_on      DATE NULL,
	period_text VARCHAR(120) NULL,
	filter_json TEXT NOT NULL DEFAULT '{}',
	value      BIGINT NULL COMMENT 'what is held against the limit: of rise and fall the change',
	worst_value BIGINT NULL,
	limit_value BIGINT NULL,
	value_json VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the three as they go out, in the unit of the metric',
	worst_json VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
	limit_json VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
	unit       VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of these: count, money, percent, use, days; points',
	unit_of_use VARCHAR(12) NULL,
	opened_at  DATETIME(6) NOT NULL,
	seen_at    DATETIME(6) NOT NULL COMMENT 'last time that it held',
	owner_id   UUID NULL,
	owner_name VARCHAR(120) NULL,
	acknowledged_at DATETIME(6) NULL,
	acknowledged_by_name VARCHAR(120) NULL,
	snoozed_until DATETIME(6) NULL,
	resolved_at DATETIME(6) NULL,
	resolved_by_name VARCHAR(120) NULL COMMENT 'NULL: it was over by itself',
	note       VARCHAR(500) NULL,
	live_threshold UUID AS (IF(state <> 'resolved', threshold_id, NULL)) PERSISTENT,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, id),
	UNIQUE KEY alert_live (tenant_id, live_threshold),
	KEY alert_opened (tenant_id, opened_at, id),
	KEY alert_state (tenant_id, state, opened_at, id),
	KEY alert_severity (tenant_id, severity, opened_at, id),
	KEY alert_metric (tenant_id, metric, opened_at, id),
	KEY alert_owner (tenant_id, owner_id, opened_at, id),
	KEY alert_snoozed (snoozed_until, tenant_id),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id),
	CHECK (severity IN ('info', 'warning', 'critical')),
	CHECK (state IN ('new', 'acknowledged', 'snoozed', 'resolved'))
);

-- ---- dashboards ----

-- What a role sees of a dashboard and in which order, where its people have not chosen themselves.
CREATE TABLE store.dashboard_default (
	tenant_id  UUID NOT NULL,
	page       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	role_id    UUID NOT NULL,
	layout_json TEXT NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, page, role_id),
	FOREIGN KEY (tenant_id, role_id) REFERENCES store.role (tenant_id, id) ON DELETE CASCADE
);

-- What one sees oneself.
CREATE TABLE store.dashboard_own (
	tenant_id  UUID NOT NULL,
	page       VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	user_id    UUID NOT NULL,
	layout_json TEXT NOT NULL,
	version    BIGINT NOT NULL DEFAULT 1,
	PRIMARY KEY (tenant_id, page, user_id),
	FOREIGN KEY (tenant_id, user_id) REFERENCES store.user (tenant_id, id)
);

-- The part of the portal in which something was done: what the audit log is filtered by.
ALTER TABLE store.audit
	ADD COLUMN area VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin AS (CASE SUBSTRING_INDEX(action, '.', 1)
		WHEN 'dashboard' THEN 'dashboard' WHEN 'metric' THEN 'dashboard' WHEN 'threshold' THEN 'dashboard'
		WHEN 'alert' THEN 'dashboard' WHEN 'view' THEN 'dashboard' WHEN 'report' THEN 'dashboard'
		WHEN 'bill' THEN 'billing' WHEN 'bill_batch' THEN 'billing' WHEN 'bill_template' THEN 'billing'
		WHEN 'cycle' THEN 'billing' WHEN 'generation' THEN 'billing' WHEN 'exception' THEN 'billing'
		WHEN 'tariff' THEN 'billing' WHEN 'simulation' THEN 'billing' WHEN 'meter' THEN 'billing'
		WHEN 'read' THEN 'billing' WHEN 'service' THEN 'billing' WHEN 'gl_code' THEN 'billing'
		WHEN 'late_fee' THEN 'billing' WHEN 'price' THEN 'billing' WHEN 'charge' THEN 'billing'
		WHEN 'payment' THEN 'payments' WHEN 'receipt' THEN 'payments' WHEN 'credit_note' THEN 'payments'
		WHEN 'plan' THEN 'payments' WHEN 'drawer' THEN 'payments' WHEN 'approval' THEN 'payments'
		WHEN 'consumer' THEN 'customers' WHEN 'account' THEN 'customers' WHEN 'contact' THEN 'customers'
		WHEN 'note' THEN 'customers' WHEN 'caller' THEN 'customers'
		WHEN 'user' THEN 'access' WHEN 'role' THEN 'access' WHEN 'session' THEN 'access'
		WHEN 'client' THEN 'access' WHEN 'sign_in' THEN 'access' WHEN 'sign_out' THEN 'access'
		WHEN 'denied' THEN 'access' WHEN 'refused' THEN 'access' WHEN 'support' THEN 'access'
		WHEN 'setting' THEN 'settings' WHEN 'choice' THEN 'settings' WHEN 'tenant' THEN 'settings'
		WHEN 'zone' THEN 'settings' WHEN 'import' THEN 'settings' WHEN 'job' THEN 'settings'
		ELSE 'other' END) PERSISTENT,
	ADD KEY audit_area (tenant_id, area, at, id),
	ADD KEY audit_object_type (tenant_id, object_type, at, id),
	ADD KEY audit_actor_kind (tenant_id, actor_kind, at, id);

-- ---- how the portal is used ----

CREATE TABLE store.behaviour_event (
	tenant_id UUID NOT NULL,
	id        UUID NOT NULL,
	name      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	at        DATETIME(6) NOT NULL,
	on_day    DATE NOT NULL,
	user_id   UUID NOT NULL,
	session_id UUID NULL,
	page      VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
	object    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'a metric, a tab, an action: never what somebody typed',
	value     BIGINT NULL COMMENT 'milliseconds or a count, by the name',
	props_json VARCHAR(1000) NOT NULL DEFAULT '{}',
	PRIMARY KEY (tenant_id, id),
	KEY behaviour_event_name (tenant_id, name, on_day, object),
	KEY behaviour_event_day (tenant_id, on_day, id),
	KEY behaviour_event_user (tenant_id, user_id, name, at),
	FOREIGN KEY (tenant_id) REFERENCES store.tenant (id)
);

-- ---- what stands already ----

UPDATE store.bill b
  JOIN store.account a ON a.tenant_id = b.tenant_id AND a.id = b.account_id
  LEFT JOIN store.cycle c ON c.tenant_id = b.tenant_id AND c.id = b.cycle_id
  LEFT JOIN store.service s ON s.tenant_id = b.tenant_id AND s.id = b.service_id
  LEFT JOIN (SELECT tenant_id, account_id, MIN(utility) utility FROM store.service GROUP BY tenant_id, account_id) o
    ON o.tenant_id = b.tenant_id AND o.account_id = b.account_id
   SET b.account_class = a.class, b.segment = COALESCE(a.segment, ''),
       b.utility = COALESCE(c.utility, s.utility, o.utility, ''),
       b.use_class = COALESCE((SELECT MIN(x.type) FROM store.billing_exception x
           WHERE x.tenant_id = b.tenant_id AND x.bill_id = b.id AND x.type IN ('high', 'low', 'zero')), 'none');

UPDATE store.receivable r
  JOIN store.account a ON a.tenant_id = r.tenant_id AND a.id = r.account_id
  LEFT JOIN store.bill b ON b.tenant_id = r.tenant_id AND b.id = r.id
  LEFT JOIN store.charge c ON c.tenant_id = r.tenant_id AND c.id = r.id
  LEFT JOIN store.bill l ON l.tenant_id = c.tenant_id AND l.id = c.about_id
   SET r.zone_id = COALESCE(b.zone_id, a.zone_id), r.class = a.class, r.segment = COALESCE(a.segment, ''),
       r.cycle_id = COALESCE(b.cycle_id, l.cycle_id), r.is_late_fee = COALESCE(c.kind, '') = 'late_fee',
       r.cancelled_on = IF(r.status = 'cancelled', COALESCE(b.reversed_on, c.ended_on, r.issued_on), NULL),
       r.changed_on = GREATEST(r.issued_on, COALESCE(IF(r.status = 'cancelled', COALESCE(b.reversed_on, c.ended_on), NULL), r.issued_on),
           COALESCE((SELECT MAX(e.allocated_on) FROM store.allocation e
               WHERE e.tenant_id = r.tenant_id AND e.receivable_id = r.id), r.issued_on));

UPDATE store.payment p
  JOIN store.account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
  LEFT JOIN store.choice h ON h.tenant_id = p.tenant_id AND h.list = 'payment_channel' AND h.code = p.channel
   SET p.zone_id = a.zone_id, p.class = a.class, p.segment = COALESCE(a.segment, ''), p.source = COALESCE(h.kind, '');
UPDATE store.payment p
  JOIN (SELECT e.tenant_id, e.payment_id, COUNT(*) n, SUM(GREATEST(0, DATEDIFF(q.paid_on, r.issued_on))) days,
               SUM(IF(r.is_late_fee, e.amount_minor, 0)) fees
          FROM store.allocation e
          JOIN store.receivable r ON r.tenant_id = e.tenant_id AND r.id = e.receivable_id
          JOIN store.payment q ON q.tenant_id = e.tenant_id AND q.id = e.payment_id
         WHERE e.reverses_id IS NULL GROUP BY e.tenant_id, e.payment_id) s
    ON s.tenant_id = p.tenant_id AND s.payment_id = p.id
   SET p.edges = s.n, p.edge_days = s.days, p.late_fee_minor = s.fees;

UPDATE store.billing_exception x
  JOIN store.account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
  LEFT JOIN store.cycle c ON c.tenant_id = x.tenant_id AND c.id = x.cycle_id
   SET x.class = a.class, x.segment = COALESCE(a.segment, ''), x.utility = COALESCE(c.utility, ''),
       x.resolved_on = DATE(x.resolved_at);
UPDATE store.billing_exception x
  JOIN (SELECT tenant_id, MIN(id) id FROM store.billing_exception WHERE is_blocking
         GROUP BY tenant_id, COALESCE(cycle_id, id), account_id) f ON f.tenant_id = x.tenant_id AND f.id = x.id
   SET x.held_on = x.opened_on;
