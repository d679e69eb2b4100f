-- Facts of what stands already, so that a dashboard has its history and verify agrees.

-- ---- what 030 left rough ----

UPDATE store.receivable SET cancelled_on = issued_on, changed_on = GREATEST(changed_on, issued_on)
 WHERE cancelled_on < issued_on;

-- What a payment paid when it was taken: as its entry says; what was moved to another bill since has
-- edges of its own.
UPDATE store.payment SET edges = 0, edge_days = 0, late_fee_minor = 0;
UPDATE store.payment p
  JOIN (SELECT q.tenant_id, q.id, COUNT(*) n, SUM(GREATEST(0, DATEDIFF(q.paid_on, r.issued_on))) days,
               SUM(IF(r.is_late_fee, -l.amount_minor, 0)) fees
          FROM store.payment q
          JOIN store.journal_line l ON l.tenant_id = q.tenant_id AND l.entry_id = q.entry_id AND l.amount_minor < 0
          JOIN store.receivable r ON r.tenant_id = l.tenant_id AND r.id = l.receivable_id
         GROUP BY q.tenant_id, q.id) s
    ON s.tenant_id = p.tenant_id AND s.id = p.id
   SET p.edges = s.n, p.edge_days = s.days, p.late_fee_minor = s.fees;

UPDATE store.billing_exception SET resolved_on = opened_on WHERE resolved_on < opened_on;
-- Of those that are open one stands for the bill that is not there.
UPDATE store.billing_exception x
  JOIN (SELECT tenant_id, MIN(id) id FROM store.billing_exception WHERE is_blocking AND state <> 'resolved'
         GROUP BY tenant_id, account_id, COALESCE(cycle_id, id) HAVING COUNT(held_on) = 0) f
    ON f.tenant_id = x.tenant_id AND f.id = x.id
   SET x.held_on = x.opened_on;

-- ---- facts, as datasets.def has them: all of them anew, under ids below those of any delta to come ----

DELETE FROM store.metric_delta;
DELETE FROM store.metric_rollup;
UPDATE store.metric_state SET version = version + 1, rebuilt = rebuilt + 1;

INSERT INTO store.metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, m1, m2, m3, m4)
SELECT tenant_id, CONCAT('00000000-0001-7000-8000-', LPAD(HEX(ROW_NUMBER() OVER ()), 12, '0')), 'bills', fact_on, zone_id, account_class, segment, cycle_id, utility, unit, is_estimated,
       use_class, SUM(n), SUM(n * amount_minor), SUM(n * consumption_milli), SUM(undone)
  FROM (SELECT tenant_id, issued_on fact_on, IFNULL(CONCAT(zone_id), '') zone_id, account_class, segment COLLATE utf8mb4_bin segment,
               IFNULL(CONCAT(cycle_id), '') cycle_id, utility, unit COLLATE utf8mb4_bin unit, is_estimated, use_class, 1 n, amount_minor,
               consumption_milli, 0 undone FROM store.bill
        UNION ALL
        SELECT tenant_id, COALESCE(reversed_on, issued_on), IFNULL(CONCAT(zone_id), ''), account_class, segment,
               IFNULL(CONCAT(cycle_id), ''), utility, unit, is_estimated, use_class, -1, amount_minor,
               consumption_milli, COALESCE(reversed_on, issued_on) <> issued_on FROM store.bill WHERE status = 'reversed') f
 GROUP BY tenant_id, fact_on, zone_id, account_class, segment, cycle_id, utility, unit, is_estimated, use_class;

INSERT INTO store.metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, m1, m2, m3)
SELECT tenant_id, CONCAT('00000000-0002-7000-8000-', LPAD(HEX(ROW_NUMBER() OVER ()), 12, '0')), 'lines', fact_on, zone_id, account_class, segment, cycle_id, utility, kind, gl_code,
       SUM(n), SUM(n * amount_minor), SUM(undone)
  FROM (SELECT b.tenant_id, b.issued_on fact_on, IFNULL(CONCAT(b.zone_id), '') zone_id, b.account_class, b.segment COLLATE utf8mb4_bin segment,
               IFNULL(CONCAT(b.cycle_id), '') cycle_id, b.utility, l.kind, IFNULL(l.gl_code, '') gl_code, 1 n,
               l.amount_minor, 0 undone
          FROM store.bill b JOIN store.bill_line l ON l.tenant_id = b.tenant_id AND l.bill_id = b.id
           AND l.adjustment_id IS NULL
        UNION ALL
        SELECT b.tenant_id, COALESCE(b.reversed_on, b.issued_on), IFNULL(CONCAT(b.zone_id), ''), b.account_class, b.segment,
               IFNULL(CONCAT(b.cycle_id), ''), b.utility, l.kind, IFNULL(l.gl_code, ''), -1, l.amount_minor,
               COALESCE(b.reversed_on, b.issued_on) <> b.issued_on
          FROM store.bill b JOIN store.bill_line l ON l.tenant_id = b.tenant_id AND l.bill_id = b.id
           AND l.adjustment_id IS NULL WHERE b.status = 'reversed') f
 GROUP BY tenant_id, fact_on, zone_id, account_class, segment, cycle_id, utility, kind, gl_code;

INSERT INTO store.metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, m1, m2, m3,
       m4, m5, m6)
SELECT tenant_id, CONCAT('00000000-0003-7000-8000-', LPAD(HEX(ROW_NUMBER() OVER ()), 12, '0')), 'payments', fact_on, zone_id, class, segment, method, channel, source, type, received_by,
       brand, has_late_fee, SUM(n), SUM(n * amount_minor), SUM(n * late_fee_minor), SUM(n * edges),
       SUM(n * edge_days), SUM(undone)
  FROM (SELECT tenant_id, paid_on fact_on, IFNULL(CONCAT(zone_id), '') zone_id, class, segment COLLATE utf8mb4_bin segment, method, channel,
               source, type, IFNULL(CONCAT(received_by), '') received_by, IFNULL(brand, '') brand,
               late_fee_minor <> 0 has_late_fee, 1 n, amount_minor, late_fee_minor, edges, edge_days, 0 undone
          FROM store.payment WHERE status IN ('posted', 'cancelled', 'returned')
        UNION ALL
        SELECT tenant_id, COALESCE(voided_on, paid_on), IFNULL(CONCAT(zone_id), ''), class, segment, method, channel, source, type,
               IFNULL(CONCAT(received_by), ''), IFNULL(brand, ''), late_fee_minor <> 0, -1, amount_minor,
               late_fee_minor, edges, edge_days, COALESCE(voided_on, paid_on) <> paid_on
          FROM store.payment WHERE status = 'cancelled') f
 GROUP BY tenant_id, fact_on, zone_id, class, segment, method, channel, source, type, received_by, brand, has_late_fee;

-- Each edge by what was open before and after it, in the order in which they came.
INSERT INTO store.metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d4, d5, d6, m1, m2, m3, m4)
SELECT tenant_id, CONCAT('00000000-0004-7000-8000-', LPAD(HEX(ROW_NUMBER() OVER ()), 12, '0')), 'receivables', fact_on, zone_id, class, segment, cycle_id, kind, due_on, SUM(n),
       SUM(amount_minor), SUM(open_minor), SUM(open_count)
  FROM (SELECT r.tenant_id, r.issued_on fact_on, IFNULL(CONCAT(r.zone_id), '') zone_id, r.class, r.segment COLLATE utf8mb4_bin segment,
               IFNULL(CONCAT(r.cycle_id), '') cycle_id, IF(r.is_late_fee, 'late_fee', r.kind) kind, r.due_on, 1 n,
               r.amount_minor, r.amount_minor open_minor, 1 open_count FROM store.receivable r
        UNION ALL
        SELECT r.tenant_id, r.cancelled_on, IFNULL(CONCAT(r.zone_id), ''), r.class, r.segment,
               IFNULL(CONCAT(r.cycle_id), ''), IF(r.is_late_fee, 'late_fee', r.kind), r.due_on, -1,
               -r.amount_minor, -r.amount_minor, -1 FROM store.receivable r WHERE r.status = 'cancelled'
        UNION ALL
        SELECT r.tenant_id, GREATEST(r.issued_on, e.allocated_on), IFNULL(CONCAT(r.zone_id), ''), r.class, r.segment,
               IFNULL(CONCAT(r.cycle_id), ''), IF(r.is_late_fee, 'late_fee', r.kind), r.due_on, 0, 0, -e.met,
               (r.amount_minor - e.met_by_now <> 0) - (r.amount_minor - e.met_by_now + e.met <> 0)
          FROM store.receivable r JOIN (SELECT tenant_id, receivable_id, allocated_on,
                   IF(reverses_id IS NULL, amount_minor, -amount_minor) met,
                   SUM(IF(reverses_id IS NULL, amount_minor, -amount_minor))
                       OVER (PARTITION BY tenant_id, receivable_id ORDER BY id) met_by_now
                 FROM store.allocation) e
            ON e.tenant_id = r.tenant_id AND e.receivable_id = r.id) f
 GROUP BY tenant_id, fact_on, zone_id, class, segment, cycle_id, kind, due_on;

INSERT INTO store.metric_delta (tenant_id, id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, m1, m2, m3, m4, m5, m6)
SELECT tenant_id, CONCAT('00000000-0005-7000-8000-', LPAD(HEX(ROW_NUMBER() OVER ()), 12, '0')), 'exceptions', fact_on, zone_id, class, segment, cycle_id, utility, type, is_blocking,
       SUM(standing), SUM(held), SUM(risk), SUM(opened), SUM(resolved), SUM(days)
  FROM (SELECT tenant_id, opened_on fact_on, IFNULL(CONCAT(zone_id), '') zone_id, class, segment COLLATE utf8mb4_bin segment,
               IFNULL(CONCAT(cycle_id), '') cycle_id, utility, type, is_blocking, 1 standing, 0 held,
               risk_minor risk, 1 opened, 0 resolved, 0 days FROM store.billing_exception
        UNION ALL
        SELECT tenant_id, held_on, IFNULL(CONCAT(zone_id), ''), class, segment, IFNULL(CONCAT(cycle_id), ''), utility,
               type, is_blocking, 0, 1, 0, 0, 0, 0 FROM store.billing_exception WHERE held_on IS NOT NULL
        UNION ALL
        SELECT tenant_id, resolved_on, IFNULL(CONCAT(zone_id), ''), class, segment, IFNULL(CONCAT(cycle_id), ''),
               utility, type, is_blocking, -1, IF(held_on IS NULL, 0, -1), -risk_minor, 0, 1,
               DATEDIFF(resolved_on, opened_on) FROM store.billing_exception WHERE resolved_on IS NOT NULL) f
 GROUP BY tenant_id, fact_on, zone_id, class, segment, cycle_id, utility, type, is_blocking;
