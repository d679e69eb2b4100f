-- When a payment was entered (paid_at is when it was made: a counter may date one back), and the
-- orders and filters of the lists of payments and of what is open.

ALTER TABLE store.payment
	ADD COLUMN recorded_at DATETIME(6) NOT NULL AFTER paid_on,
	ADD KEY payment_amount (tenant_id, amount_minor, id),
	ADD KEY payment_consumer (tenant_id, consumer_id, paid_at, id),
	ADD KEY payment_channel (tenant_id, channel, paid_at, id),
	ADD KEY payment_type (tenant_id, type, paid_at, id);

ALTER TABLE store.receivable
	ADD KEY receivable_status (tenant_id, status, due_on, id),
	ADD KEY receivable_kind (tenant_id, kind, due_on, id);
