-- The two routines of schema `store`; sql/generate puts them in place.

-- Whose rows this connection sees.  DETERMINISTIC, or every query through a view is a full scan.
CREATE OR REPLACE DEFINER = bp_definer@localhost FUNCTION store.current_tenant() RETURNS UUID
	DETERMINISTIC NO SQL SQL SECURITY DEFINER
	RETURN @tenant_id;

-- A setting of the current tenant was written: processes read again when this number moves.
CREATE OR REPLACE DEFINER = bp_definer@localhost PROCEDURE store.settings_changed()
	MODIFIES SQL DATA SQL SECURITY DEFINER
	UPDATE store.tenant SET settings_version = settings_version + 1 WHERE id = store.current_tenant();
