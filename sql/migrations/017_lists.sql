-- What lists and their totals are read from alone: the order with the amount that a range asks for,
-- and all that sums by status may be filtered by (its view reads this index and nothing else).
ALTER TABLE store.payment
	DROP KEY payment_paid,
	ADD KEY payment_paid (tenant_id, paid_at, id, amount_minor),
	ADD KEY payment_sums (tenant_id, status, method, channel, type, verification, flag, paid_on, amount_minor);
