-- Lists that walked rows until a page was full: reads by what few of them are, bills that are estimated
-- or adjusted, accounts of a segment, exceptions by each thing they are asked for; and the sums of a
-- cycle from an index that holds all they need.

ALTER TABLE store.meter_read
	ADD KEY meter_read_state (tenant_id, state, read_on, id),
	ADD KEY meter_read_quality (tenant_id, quality, read_on, id),
	ADD KEY meter_read_source (tenant_id, source, read_on, id);

ALTER TABLE store.bill
	ADD COLUMN is_adjusted BOOLEAN AS (adjusted_minor <> 0) PERSISTENT,
	ADD KEY bill_estimated (tenant_id, is_estimated, issued_on, id),
	ADD KEY bill_adjusted (tenant_id, is_adjusted, issued_on, id),
	DROP KEY bill_cycle,
	ADD KEY bill_cycle (tenant_id, cycle_id, issued_on, id, status, class);

ALTER TABLE store.account
	ADD KEY account_segment (tenant_id, segment, id);

ALTER TABLE store.billing_exception
	/* in the order of work, what has no order of its own is looked for without a look at the rows */
	DROP KEY billing_exception_rank,
	ADD KEY billing_exception_rank (tenant_id, work_rank, id, opened_on, is_blocking, type, priority),
	DROP KEY billing_exception_cycle,
	ADD KEY billing_exception_cycle (tenant_id, cycle_id, work_rank, id, is_blocking, type, priority),
	ADD KEY billing_exception_priority (tenant_id, priority, work_rank, id),
	ADD KEY billing_exception_resolution (tenant_id, resolution, work_rank, id),
	ADD KEY billing_exception_blocking (tenant_id, is_blocking, work_rank, id),
	ADD KEY billing_exception_held (tenant_id, cycle_id, opened_at, id, is_blocking, state, type),
	ADD KEY billing_exception_count (tenant_id, cycle_id, is_blocking, state);
