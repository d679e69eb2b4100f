-- The routines of schema `store`; sql/generate puts them in place.

-- Whose rows this connection sees.  DETERMINISTIC, or every query through a view is a full scan.
CREATE OR REPLACE DEFINER = bp_definer@localhost FUNCTION store.current_tenant() RETURNS UUID
	DETERMINISTIC NO SQL SQL SECURITY DEFINER
	RETURN @tenant_id;

-- A setting of the current tenant was written: processes read again when this number moves.
CREATE OR REPLACE DEFINER = bp_definer@localhost PROCEDURE store.settings_changed()
	MODIFIES SQL DATA SQL SECURITY DEFINER
	UPDATE store.tenant SET settings_version = settings_version + 1 WHERE id = store.current_tenant();

-- What a tenant's people may know of its row, which has no view.
CREATE OR REPLACE DEFINER = bp_definer@localhost FUNCTION store.tenant_about() RETURNS TEXT CHARACTER SET utf8mb4
	READS SQL DATA SQL SECURITY DEFINER
	RETURN (SELECT JSON_OBJECT('code', code, 'name', name, 'currency', currency, 'zone', zone, 'locale', locale,
		'utility', utility, 'version', settings_version) FROM store.tenant WHERE id = store.current_tenant());

-- The tenant's own row, if nobody changed it or a setting since it was read.
CREATE OR REPLACE DEFINER = bp_definer@localhost PROCEDURE store.tenant_change(IN read_version BIGINT,
	IN new_name VARCHAR(120) CHARACTER SET utf8mb4, IN new_currency CHAR(3) CHARACTER SET ascii,
	IN new_zone VARCHAR(64) CHARACTER SET ascii, IN new_locale VARCHAR(16) CHARACTER SET ascii)
	MODIFIES SQL DATA SQL SECURITY DEFINER
	UPDATE store.tenant SET name = new_name, currency = new_currency, zone = new_zone, locale = new_locale,
		settings_version = settings_version + 1
		WHERE id = store.current_tenant() AND settings_version = read_version;

-- What a cycle's bills and exceptions come to: one pass over an index that holds all it needs.
CREATE OR REPLACE DEFINER = bp_definer@localhost FUNCTION store.cycle_figures(of_cycle UUID) RETURNS TEXT CHARACTER SET utf8mb4
	READS SQL DATA SQL SECURITY DEFINER
	RETURN (SELECT JSON_OBJECT('bills', COUNT(IF(b.status = 'issued', 1, NULL)),
		'estimated', CAST(COALESCE(SUM(IF(b.status = 'issued', b.is_estimated, 0)), 0) AS SIGNED),
		'reversed', COUNT(IF(b.status = 'reversed', 1, NULL)),
		'amount', JSON_OBJECT('amount', CAST(COALESCE(SUM(IF(b.status = 'issued', b.amount_minor, 0)), 0) AS SIGNED),
			'currency', (SELECT t.currency FROM store.tenant t WHERE t.id = store.current_tenant())),
		'use_milli', CAST(COALESCE(SUM(IF(b.status = 'issued', b.consumption_milli, 0)), 0) AS SIGNED),
		'unit', (SELECT u.unit FROM store.bill u FORCE INDEX (bill_cycle) WHERE u.tenant_id = store.current_tenant() AND u.cycle_id = of_cycle LIMIT 1),
		'exceptions', (SELECT COUNT(*) FROM store.billing_exception x FORCE INDEX (billing_exception_count) WHERE x.tenant_id = store.current_tenant()
			AND x.cycle_id = of_cycle AND x.is_blocking = 1 AND x.state IN ('open', 'escalated')),
		'warnings', (SELECT COUNT(*) FROM store.billing_exception x FORCE INDEX (billing_exception_count) WHERE x.tenant_id = store.current_tenant()
			AND x.cycle_id = of_cycle AND x.is_blocking = 0 AND x.state IN ('open', 'escalated')))
		FROM store.bill b FORCE INDEX (bill_cycle_sums) WHERE b.tenant_id = store.current_tenant() AND b.cycle_id = of_cycle);

-- What the parts of a run have done.
CREATE OR REPLACE DEFINER = bp_definer@localhost FUNCTION store.generation_figures(of_generation UUID) RETURNS TEXT CHARACTER SET utf8mb4
	READS SQL DATA SQL SECURITY DEFINER
	RETURN (SELECT JSON_OBJECT('parts_finished', CAST(COALESCE(SUM(p.is_finished), 0) AS SIGNED),
		'done', CAST(COALESCE(SUM(p.done), 0) AS SIGNED), 'billed', CAST(COALESCE(SUM(p.billed), 0) AS SIGNED),
		'excepted', CAST(COALESCE(SUM(p.excepted), 0) AS SIGNED), 'skipped', CAST(COALESCE(SUM(p.skipped), 0) AS SIGNED),
		'estimated', CAST(COALESCE(SUM(p.estimated), 0) AS SIGNED),
		'amount', JSON_OBJECT('amount', CAST(COALESCE(SUM(p.amount_minor), 0) AS SIGNED),
			'currency', (SELECT t.currency FROM store.tenant t WHERE t.id = store.current_tenant())),
		'use_milli', CAST(COALESCE(SUM(p.use_milli), 0) AS SIGNED))
		FROM store.generation_part p WHERE p.tenant_id = store.current_tenant() AND p.generation_id = of_generation);
