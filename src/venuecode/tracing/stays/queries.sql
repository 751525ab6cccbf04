-- name: progress^
SELECT derived_until, settled_until, limits FROM stay_progress;

-- name: hold_progress$
-- True for the one process that may derive now; let go at the end of the transaction.
SELECT pg_try_advisory_xact_lock(7462090);

-- name: note_progress!
UPDATE stay_progress SET derived_until = :derived_until;

-- name: note_settled!
UPDATE stay_progress SET settled_until = :settled_until;

-- name: note_all!
INSERT INTO stay_progress (derived_until, settled_until, limits) VALUES (:derived_until, :settled_until, :limits)
ON CONFLICT (single) DO UPDATE SET
    derived_until = excluded.derived_until, settled_until = excluded.settled_until, limits = excluded.limits;

-- name: first_visit_at$
-- The earliest moment of any visit; each day's partition answers from its key or is empty.
SELECT min(at) FROM visit;

-- name: visits_recorded_since$
SELECT count(*) FROM visit
WHERE recorded_at > :after AND at >= :oldest AND at < :newest;

-- name: ensure_partitions
SELECT ensure_stay_partition(day::date)
FROM generate_series(
    (:start::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, (:until::timestamptz AT TIME ZONE 'Asia/Shanghai')::date,
    interval '1 day'
) AS day;

-- name: forget_stays!
TRUNCATE stay;

-- name: derive_between!
-- The stays of all scans made in [start, until), into an emptied table. An entry looks at the scan after it, an exit at
-- the scan before it; each no further than the longest stay at such a place.
WITH kind AS MATERIALIZED (
    SELECT * FROM unnest(:types::text[], :limits::interval[], :longest::interval[]) AS k (type, stay_limit, longest)
),

place AS MATERIALIZED (
    SELECT
        d.id AS door_id, d.venue_id,
        CASE WHEN d.run IS NULL THEN d.id ELSE min(d.id) OVER (PARTITION BY d.venue_id, d.route, d.run) END AS place_id,
        coalesce(k.stay_limit, :other_limit) AS stay_limit, coalesce(k.longest, :other_longest) AS longest
    FROM door AS d
    JOIN venue AS v ON v.id = d.venue_id
    LEFT JOIN kind AS k ON k.type = v.type
),

scan AS (
    SELECT
        person_id, at, id, door_id, direction, verdict,
        CASE direction WHEN 0 THEN lead(at) OVER mine ELSE lag(at) OVER mine END AS other_at,
        CASE direction WHEN 0 THEN lead(direction) OVER mine ELSE lag(direction) OVER mine END AS other_direction,
        CASE direction WHEN 0 THEN lead(door_id) OVER mine ELSE lag(door_id) OVER mine END AS other_door_id
    FROM visit
    WHERE at >= :start::timestamptz - interval '1 day' AND at <= :until::timestamptz + interval '1 day'
    WINDOW mine AS (PARTITION BY person_id ORDER BY at, id)
)

INSERT INTO stay (person_id, started_at, ended_at, place_id, door_id, visit_id, how)
SELECT w.person_id, s.started_at, s.ended_at, p.place_id, w.door_id, w.id, s.how
FROM scan AS w
JOIN place AS p ON p.door_id = w.door_id
LEFT JOIN door AS o ON o.id = w.other_door_id
    AND w.other_at <= w.at + p.longest AND w.other_at >= w.at - p.longest
CROSS JOIN LATERAL infer_stay(
    w.at, w.direction, w.verdict = 1, p.venue_id, p.stay_limit, p.longest, :stopped_limit,
    CASE WHEN o.id IS NOT NULL THEN w.other_at END, o.venue_id, CASE WHEN o.id IS NOT NULL THEN w.other_direction END
) AS s
WHERE w.at >= :start AND w.at < :until;

-- name: derive_recorded!
-- The same for scans recorded in (after, until], and again for their neighbours, whose stays they may end or explain.
WITH kind AS MATERIALIZED (
    SELECT * FROM unnest(:types::text[], :limits::interval[], :longest::interval[]) AS k (type, stay_limit, longest)
),

fresh AS MATERIALIZED (
    SELECT person_id, at, id, door_id, direction, verdict FROM visit
    WHERE recorded_at > :after AND recorded_at <= :until AND at >= :oldest AND at < :newest
),

touched AS MATERIALIZED (
    SELECT * FROM fresh
    UNION
    SELECT b.* FROM fresh AS f
    CROSS JOIN LATERAL (
        SELECT e.person_id, e.at, e.id, e.door_id, e.direction, e.verdict FROM visit AS e
        WHERE e.person_id = f.person_id AND e.at <= f.at AND e.at >= f.at - :most::interval
            AND (e.at, e.id) < (f.at, f.id)
        ORDER BY e.at DESC, e.id DESC
        LIMIT 1
    ) AS b
    WHERE b.direction = 0
    UNION
    SELECT a.* FROM fresh AS f
    CROSS JOIN LATERAL (
        SELECT e.person_id, e.at, e.id, e.door_id, e.direction, e.verdict FROM visit AS e
        WHERE e.person_id = f.person_id AND e.at >= f.at AND e.at <= f.at + :most::interval
            AND (e.at, e.id) > (f.at, f.id)
        ORDER BY e.at, e.id
        LIMIT 1
    ) AS a
    WHERE a.direction = 1
),

place AS MATERIALIZED (
    SELECT
        d.id AS door_id, d.venue_id,
        CASE
            WHEN d.run IS NULL THEN d.id
            ELSE (
                SELECT min(e.id) FROM door AS e
                WHERE e.venue_id = d.venue_id AND e.run = d.run AND e.route IS NOT DISTINCT FROM d.route
            )
        END AS place_id,
        coalesce(k.stay_limit, :other_limit) AS stay_limit, coalesce(k.longest, :other_longest) AS longest
    FROM (SELECT DISTINCT door_id FROM touched) AS t
    JOIN door AS d ON d.id = t.door_id
    JOIN venue AS v ON v.id = d.venue_id
    LEFT JOIN kind AS k ON k.type = v.type
),

gone AS (
    DELETE FROM stay AS s USING touched AS t
    WHERE s.person_id = t.person_id AND s.visit_id = t.id
        AND s.started_at <= t.at AND s.started_at >= t.at - :most::interval
        AND s.started_at <= :newest AND s.started_at >= :oldest::timestamptz - :most::interval
)

INSERT INTO stay (person_id, started_at, ended_at, place_id, door_id, visit_id, how)
SELECT v.person_id, s.started_at, s.ended_at, p.place_id, v.door_id, v.id, s.how
FROM touched AS v
JOIN place AS p ON p.door_id = v.door_id
LEFT JOIN LATERAL (
    SELECT a.at, a.door_id, a.direction FROM visit AS a
    WHERE v.direction = 0 AND a.person_id = v.person_id
        AND a.at >= v.at AND a.at <= v.at + p.longest AND (a.at, a.id) > (v.at, v.id)
        AND a.at >= :oldest::timestamptz - :most::interval AND a.at <= :newest::timestamptz + :most::interval
    ORDER BY a.at, a.id
    LIMIT 1
) AS after ON true
LEFT JOIN LATERAL (
    SELECT b.at, b.door_id, b.direction FROM visit AS b
    WHERE v.direction = 1 AND b.person_id = v.person_id
        AND b.at <= v.at AND b.at >= v.at - p.longest AND (b.at, b.id) < (v.at, v.id)
        AND b.at >= :oldest::timestamptz - :most::interval AND b.at <= :newest::timestamptz + :most::interval
    ORDER BY b.at DESC, b.id DESC
    LIMIT 1
) AS before ON true
LEFT JOIN door AS o ON o.id = coalesce(after.door_id, before.door_id)
CROSS JOIN LATERAL infer_stay(
    v.at, v.direction, v.verdict = 1, p.venue_id, p.stay_limit, p.longest, :stopped_limit,
    coalesce(after.at, before.at), o.venue_id, coalesce(after.direction, before.direction)
) AS s;

-- name: take_all_the_time!
-- Deriving everything again takes minutes on a large city's visits; the pool's limit is for requests.
SET LOCAL statement_timeout = 0;

-- name: await_progress
-- As `hold_progress`, and waits for its turn.
SELECT pg_advisory_xact_lock(7462090);
