-- The rows behind a number: each is found by its day in an index that has what it may be filtered by, so
-- that a row is looked at only once it is known to be one.

ALTER TABLE store.receivable
	DROP KEY receivable_status_issued,
	DROP KEY receivable_status,
	DROP KEY receivable_due,
	DROP KEY receivable_issued,
	DROP KEY receivable_fee,
	ADD KEY receivable_status_issued (tenant_id, status, issued_on, id, zone_id, class, segment, cycle_id, kind, is_late_fee),
	ADD KEY receivable_status (tenant_id, status, due_on, id, zone_id, class, segment, cycle_id, kind, is_late_fee),
	ADD KEY receivable_due (tenant_id, due_on, id, cancelled_on, zone_id, class, segment, cycle_id, kind, is_late_fee),
	ADD KEY receivable_issued (tenant_id, issued_on, id, cancelled_on, zone_id, class, segment, cycle_id, kind, is_late_fee),
	ADD KEY receivable_fee (tenant_id, is_late_fee, issued_on, id),
	ADD KEY receivable_cancelled (tenant_id, cancelled_on, id);

ALTER TABLE store.payment
	DROP KEY payment_day,
	DROP KEY payment_late_fee,
	ADD KEY payment_day (tenant_id, paid_on, id, status, voided_on, zone_id, class, segment, method, channel, source, type,
		received_by, brand, late_fee_minor),
	ADD KEY payment_receiver_day (tenant_id, received_by, paid_on, id);
