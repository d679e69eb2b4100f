-- The filters of the lists of consumers, accounts, bills, the audit and jobs, each with the list's order.

ALTER TABLE store.consumer
	ADD KEY consumer_kind (tenant_id, kind, name, id);

ALTER TABLE store.account
	ADD KEY account_status (tenant_id, status, number, id),
	ADD KEY account_zone (tenant_id, zone_id, number, id);

ALTER TABLE store.bill
	ADD KEY bill_status (tenant_id, status, issued_on, id);

ALTER TABLE store.receivable
	ADD KEY receivable_status_issued (tenant_id, status, issued_on, id);

ALTER TABLE store.audit
	ADD KEY audit_action (tenant_id, action, at, id);

ALTER TABLE store.job
	ADD KEY job_state (tenant_id, state, created_at, id);

-- Balances are sums of lines by GL account: read from the index alone.
ALTER TABLE store.journal_line
	ADD KEY journal_line_balance (tenant_id, gl_code, amount_minor, entry_id),
	DROP KEY journal_line_gl;
