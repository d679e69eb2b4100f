-- What was paid on a day before one on which it had been paid already: facts count what is open in the
-- order in which that came about, and of these alone days tell another number.
ALTER TABLE store.receivable
	ADD COLUMN is_tangled BOOLEAN NOT NULL DEFAULT FALSE,
	ADD KEY receivable_tangled (tenant_id, is_tangled, issued_on);

UPDATE store.receivable r
  JOIN (SELECT DISTINCT tenant_id, receivable_id
          FROM (SELECT tenant_id, receivable_id, allocated_on < MAX(allocated_on) OVER (PARTITION BY tenant_id, receivable_id
                    ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) is_late FROM store.allocation) e
         WHERE is_late) t ON t.tenant_id = r.tenant_id AND t.receivable_id = r.id
   SET r.is_tangled = TRUE;
