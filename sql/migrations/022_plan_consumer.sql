-- Plans of a consumer, newest first.
ALTER TABLE store.plan
	ADD KEY plan_consumer (tenant_id, consumer_id, created_at, id);
