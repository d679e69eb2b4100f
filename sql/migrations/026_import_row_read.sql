-- A read answers for one row of a file: said by the key, so that it is found by it whatever is known
-- of how many rows there are.
ALTER TABLE store.import_row
	DROP KEY import_row_read,
	ADD UNIQUE KEY import_row_read (tenant_id, import_id, read_id);
