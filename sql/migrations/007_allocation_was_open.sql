-- What was open of a receivable before an edge paid some of it, so that a payment is shown (and its
-- receipt printed again) without adding up all edges before it.  NULL on edges that reverse.

ALTER TABLE store.allocation
	ADD COLUMN was_open_minor BIGINT NULL COMMENT 'open before this edge' AFTER amount_minor;

UPDATE store.allocation a
  JOIN (SELECT tenant_id, id, SUM(IF(reverses_id IS NULL, amount_minor, -amount_minor))
               OVER (PARTITION BY tenant_id, receivable_id ORDER BY id) AS paid_minor
          FROM store.allocation) w ON w.tenant_id = a.tenant_id AND w.id = a.id
  JOIN store.receivable r ON r.tenant_id = a.tenant_id AND r.id = a.receivable_id
   SET a.was_open_minor = r.amount_minor - w.paid_minor + a.amount_minor
 WHERE a.reverses_id IS NULL;
