-- Deliveries are looked up by their bill, for thousands of bills at once: their rows lie by it, so that
-- no plan made of young statistics reads them all for each.
ALTER TABLE store.bill_delivery
	DROP PRIMARY KEY,
	ADD PRIMARY KEY (tenant_id, bill_id, id),
	DROP KEY bill_delivery_bill;
