-- A cycle's bills and what is owed of them, the latest first, whatever they are filtered by: out of one index.
ALTER TABLE store.receivable
	DROP KEY receivable_cycle,
	ADD KEY receivable_cycle (tenant_id, cycle_id, issued_on, id, status, cancelled_on, zone_id, class, segment, kind, is_late_fee);
ALTER TABLE store.bill
	DROP KEY bill_cycle,
	ADD KEY bill_cycle (tenant_id, cycle_id, issued_on, id, status, class, zone_id, account_class, segment, utility, is_estimated, use_class);
