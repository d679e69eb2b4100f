-- An alert that was over by itself and is passed again soon is the same alert.
ALTER TABLE store.alert ADD KEY alert_threshold (tenant_id, threshold_id, resolved_at);
