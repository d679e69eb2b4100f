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
