-- name: plan_by_index^
-- These queries are many short walks along indexes; a planner that expects more rows would read whole days instead.
SELECT
    set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('jit', 'off', true), set_config('work_mem', '256MB', true),
    set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: contacts_of
-- Whom each of the people asked about met within the window that counts for them: the best ranked, and with each row
-- how many there are of each class. `mine` are their own stays, cut to the window; for each of these the stays of
-- others at the same place that overlap it come out of the index `stay_place` alone.
WITH kind AS MATERIALIZED (
    SELECT * FROM unnest(:types::text[], :longest::interval[], :closeness::float8[]) AS k (type, longest, closeness)
),

asked AS MATERIALIZED (
    SELECT * FROM unnest(:people::bigint[], :since::timestamptz[], :until::timestamptz[]) AS a (person_id, since, until)
),

mine AS MATERIALIZED (
    SELECT
        s.person_id, s.place_id, greatest(s.started_at, a.since) AS started_at, least(s.ended_at, a.until) AS ended_at,
        s.how, coalesce(k.closeness, :other_closeness) AS closeness, coalesce(k.longest, :other_longest) AS longest
    FROM asked AS a
    CROSS JOIN LATERAL (
        SELECT * FROM stay AS e
        WHERE e.person_id = a.person_id AND e.started_at > a.since - interval '1 day' AND e.started_at < a.until
            AND e.ended_at > a.since AND e.ended_at > e.started_at
        OFFSET 0
    ) AS s
    JOIN door AS d ON d.id = s.door_id
    JOIN venue AS v ON v.id = d.venue_id
    LEFT JOIN kind AS k ON k.type = v.type
),

tally AS MATERIALIZED (
    SELECT
        m.person_id AS of_person, o.person_id,
        sum(o.seconds) / 60 AS minutes,
        sum(
            o.seconds * m.closeness * CASE WHEN m.how = 0 AND o.how = 0 THEN 1 ELSE :inferred_weight::float8 END
        ) / 60 AS close_minutes,
        count(*) AS meetings,
        count(*) FILTER (WHERE m.how <> 0 OR o.how <> 0) AS inferred,
        min(greatest(m.started_at, o.started_at)) AS first_at,
        max(least(m.ended_at, o.ended_at)) AS last_at
    FROM mine AS m
    CROSS JOIN LATERAL (
        SELECT
            e.person_id, e.started_at, e.ended_at, e.how,
            date_part('epoch', least(m.ended_at, e.ended_at) - greatest(m.started_at, e.started_at)) AS seconds
        FROM stay AS e
        WHERE e.place_id = m.place_id AND e.started_at > m.started_at - m.longest AND e.started_at < m.ended_at
            AND e.ended_at > m.started_at AND e.ended_at > e.started_at AND e.person_id <> m.person_id
        OFFSET 0
    ) AS o
    GROUP BY m.person_id, o.person_id
),

classed AS (
    SELECT
        *,
        CASE
            WHEN close_minutes >= :close_minutes::float8 THEN 0
            WHEN meetings >= :repeated_meetings AND close_minutes >= :repeated_close_minutes::float8 THEN 0
            WHEN minutes >= :companion_minutes::float8 THEN 1
            ELSE 2
        END AS class
    FROM tally
),

counted AS (
    SELECT
        of_person, count(*) FILTER (WHERE class = 0) AS close_contacts, count(*) FILTER (WHERE class = 1) AS companions,
        count(*) FILTER (WHERE class = 2) AS others
    FROM classed
    GROUP BY of_person
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY of_person ORDER BY class, close_minutes * meetings DESC, minutes DESC, person_id
        ) AS place
    FROM classed
    WHERE NOT :merged::boolean AND class <= :lowest
),

-- With `merged` nobody is listed more than once, whoever of the people asked about they met, and the `known` not at all: a
-- hundred close contacts of one case mostly met the same people.
best AS (
    SELECT DISTINCT ON (person_id) *, array_agg(of_person) OVER (PARTITION BY person_id) AS through
    FROM classed
    WHERE :merged::boolean AND class <= :lowest AND person_id <> ALL(:known::bigint[])
    ORDER BY person_id, close_minutes * meetings DESC, of_person
)

-- First a row that counts, then the listed ones: joining the two would compare each with each, without hash joins.
SELECT
    of_person, 0 AS place, close_contacts, companions, others, NULL AS person_id, NULL AS minutes,
    NULL AS close_minutes, NULL AS meetings, NULL AS inferred, NULL AS first_at, NULL AS last_at, NULL AS class,
    NULL::bigint[] AS through
FROM counted
UNION ALL
SELECT
    of_person, place, NULL, NULL, NULL, person_id, minutes, close_minutes, meetings, inferred, first_at, last_at, class,
    NULL
FROM ranked
WHERE place <= :most
UNION ALL
SELECT
    of_person, 1, NULL, NULL, NULL, person_id, minutes, close_minutes, meetings, inferred, first_at, last_at, class,
    through
FROM best
ORDER BY of_person, place;

-- name: meetings_of
-- When and where one person met another: what a rank is made of.
SELECT
    a.person_id, b.person_id AS met_id, v.id AS venue_id, v.full_name AS venue_name, v.type AS venue_type,
    d.id AS door_id, d.name AS door_name, d.plate, d.route, d.run,
    greatest(a.started_at, b.started_at, :since) AS started_at, least(a.ended_at, b.ended_at, :until) AS ended_at,
    a.how AS how, b.how AS met_how
FROM stay AS a
JOIN stay AS b ON b.person_id = :met_id AND b.place_id = a.place_id
    AND b.started_at < a.ended_at AND b.ended_at > a.started_at
    AND b.started_at > :since::timestamptz - interval '1 day' AND b.started_at < :until
JOIN door AS d ON d.id = a.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE a.person_id = :person_id AND a.started_at > :since::timestamptz - interval '1 day' AND a.started_at < :until
    AND greatest(a.started_at, b.started_at, :since) < least(a.ended_at, b.ended_at, :until)
ORDER BY started_at;

-- name: shared_places
-- Where at least two of the people asked about were within their windows, most people first.
WITH asked AS (
    SELECT * FROM unnest(:people::bigint[], :since::timestamptz[], :until::timestamptz[]) AS a (person_id, since, until)
)

SELECT
    v.id AS venue_id, v.full_name AS venue_name, v.type AS venue_type, v.division_code,
    array_agg(DISTINCT s.person_id) AS people, count(*) AS stays, min(s.started_at) AS first_at,
    max(s.ended_at) AS last_at
FROM asked AS a
JOIN stay AS s ON s.person_id = a.person_id AND s.started_at > a.since - interval '1 day' AND s.started_at < a.until
    AND s.ended_at > a.since
JOIN door AS d ON d.id = s.door_id
JOIN venue AS v ON v.id = d.venue_id
GROUP BY v.id
HAVING count(DISTINCT s.person_id) > 1
ORDER BY count(DISTINCT s.person_id) DESC, count(*) DESC, v.id
LIMIT :most;

-- name: met_each_other
-- Which of the people asked about met one another, where first and how long in all; each pair once.
WITH asked AS (
    SELECT * FROM unnest(:people::bigint[], :since::timestamptz[], :until::timestamptz[]) AS a (person_id, since, until)
),

mine AS MATERIALIZED (
    SELECT
        s.person_id, s.place_id, s.door_id, greatest(s.started_at, a.since) AS started_at,
        least(s.ended_at, a.until) AS ended_at, s.how
    FROM asked AS a
    JOIN stay AS s ON s.person_id = a.person_id AND s.started_at > a.since - interval '1 day' AND s.started_at < a.until
        AND s.ended_at > a.since AND s.ended_at > s.started_at
)

SELECT
    a.person_id, b.person_id AS met_id, count(*) AS meetings,
    sum(date_part('epoch', least(a.ended_at, b.ended_at) - greatest(a.started_at, b.started_at))) / 60 AS minutes,
    min(greatest(a.started_at, b.started_at)) AS first_at,
    count(*) FILTER (WHERE a.how <> 0 OR b.how <> 0) AS inferred,
    (array_agg(d.venue_id ORDER BY greatest(a.started_at, b.started_at)))[1] AS venue_id
FROM mine AS a
JOIN mine AS b ON b.place_id = a.place_id AND b.person_id > a.person_id
    AND b.started_at < a.ended_at AND b.ended_at > a.started_at
JOIN door AS d ON d.id = a.door_id
GROUP BY a.person_id, b.person_id
ORDER BY a.person_id, b.person_id;
