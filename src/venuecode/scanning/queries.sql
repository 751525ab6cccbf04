-- The hot path. Positional parameters: these statements are prepared once a connection (scanning/store.py).

-- name: read_group
-- All that decides a whole group of scans, in one round trip: the person, the status, whether a companion is bound,
-- and a visit that already answers (the same client id, or the same door and direction within 60 s).
-- $1 a scan_line a person (without guardian: who scanned), $2 first and $3 last `at` of the group less and plus 60 s,
-- so that only the partitions of those days are opened.
SELECT
    w.n, p.masked_name,
    h.steps, h.test_at, h.test_result, h.vaccinated_doses, h.vaccinated_on, h.updated_at,
    CASE
        WHEN w.guardian_id IS NULL THEN true
        ELSE EXISTS (
            SELECT 1 FROM guardianship AS g
            WHERE g.guardian_id = w.guardian_id AND g.ward_id = w.person_id AND g.ended_at IS NULL
        )
    END AS bound,
    v.at AS v_at, v.recorded_at AS v_recorded_at, v.status_as_of AS v_status_as_of, v.status_until AS v_status_until,
    v.test_at AS v_test_at, v.test_result AS v_test_result, v.direction AS v_direction, v.verdict AS v_verdict,
    v.colour AS v_colour, v.flags AS v_flags, v.reasons AS v_reasons
FROM unnest($1::scan_line[]) WITH ORDINALITY AS w (person_id, at, id, door_id, direction, guardian_id, n)
LEFT JOIN person AS p ON p.id = w.person_id
LEFT JOIN health_status AS h ON h.person_id = w.person_id
LEFT JOIN LATERAL (
    SELECT * FROM visit AS e
    WHERE e.person_id = w.person_id AND e.at > w.at - interval '60 s' AND e.at < w.at + interval '60 s'
        AND e.at > $2 AND e.at < $3
        AND (e.id = w.id OR (e.door_id = w.door_id AND e.direction = w.direction))
    ORDER BY e.id = w.id DESC, e.recorded_at
    LIMIT 1
) AS v ON true;

-- name: record_visits
-- Stores a group of visits ($1 when, $2 a visit_line each); answers how many were new. One statement, one transaction.
WITH stored AS (
    INSERT INTO visit (
        person_id, at, id, recorded_at, door_id, status_as_of, status_until, test_at, registrar_id,
        direction, verdict, colour, method, seq, test_result, flags, reasons
    )
    SELECT
        w.person_id, w.at, w.id, $1::timestamptz, w.door_id, w.status_as_of, w.status_until, w.test_at, w.registrar_id,
        w.direction, w.verdict, w.colour, w.method, w.seq, w.test_result, w.flags, w.reasons
    FROM unnest($2::visit_line[]) AS w
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM stored;

-- name: record_visits_and_alerts
-- As `record_visits`, and for each stop that was new: an alert, or one more on the alert of the same person at the
-- same venue within the hour. $3 a stop_line for each stop. A function of migration 0110, for the reason told there.
SELECT record_stops($1::timestamptz, $2::visit_line[], $3::stop_line[]);

-- name: stored_visits
-- The visits of these keys as another process stored them.
SELECT v.*
FROM unnest($1::bigint[], $2::timestamptz[], $3::uuid[]) AS w (person_id, at, id)
JOIN visit AS v ON v.person_id = w.person_id AND v.at = w.at AND v.id = w.id
WHERE v.at >= $4 AND v.at <= $5;

-- name: ensure_partitions
SELECT ensure_visit_partition((day AT TIME ZONE 'Asia/Shanghai')::date)
FROM unnest($1::timestamptz[]) AS day;

-- name: ensure_partitions_around$
SELECT ensure_visit_partitions(:now);
