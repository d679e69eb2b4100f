-- Rows of days and of cycles, the latest first, whatever they are filtered by, each out of one index that
-- holds all that they are filtered by; in place of an index for each filter, which every bill pays for.
ALTER TABLE store.bill
	DROP KEY bill_use, DROP KEY bill_segment, DROP KEY bill_account_class, DROP KEY bill_utility,
	DROP KEY bill_issued,
	ADD KEY bill_issued (tenant_id, issued_on, id, due_on, amount_minor, adjusted_minor, class, quality, is_estimated, status,
		reversed_on, zone_id, account_class, segment, utility, use_class),
	DROP KEY bill_cycle,
	ADD KEY bill_cycle (tenant_id, cycle_id, issued_on, id, status, class, zone_id, account_class, segment, utility, is_estimated, use_class);

ALTER TABLE store.receivable
	MODIFY changed_on DATE NOT NULL COMMENT 'last business day on which what is open of it changed',
	DROP KEY receivable_changed, DROP KEY receivable_fee,
	DROP KEY receivable_cycle,
	ADD KEY receivable_cycle (tenant_id, cycle_id, issued_on, id, status, cancelled_on, zone_id, class, segment, kind, is_late_fee);

-- What stands open of an account in a cycle: looked at for each exception that a run opens.
ALTER TABLE store.billing_exception
	ADD KEY billing_exception_place (tenant_id, account_id, cycle_id, state, id);
