-- The accounts of a cycle are counted without a look at them or their services.
ALTER TABLE store.account
	ADD KEY account_zone_status (tenant_id, zone_id, status, id);
ALTER TABLE store.service
	ADD KEY service_status (tenant_id, account_id, utility, status);
