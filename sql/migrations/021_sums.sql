-- Totals of one receiver's payments, and of corrections, out of the index of sums as well.
ALTER TABLE store.payment
	DROP KEY payment_sums,
	ADD KEY payment_sums (tenant_id, status, method, channel, type, verification, flag, paid_on, received_by,
		corrects_id, amount_minor);
