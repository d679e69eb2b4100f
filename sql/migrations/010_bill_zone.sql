-- Bills of a zone, newest first.
ALTER TABLE store.bill
	ADD KEY bill_zone (tenant_id, zone_id, issued_on, id);
