-- Why a payment was voided, in the tenant's own list beside the words; and what its lists ask for.

ALTER TABLE store.payment
	ADD COLUMN void_code VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code in choice' AFTER void_reason,
	ADD KEY payment_plan (tenant_id, plan_id, paid_at, id);
