-- Reads the counts (ADR 0070). `area` is a division's code: its rows hold all that lies under it.

-- name: plan_for_the_values_given^
-- For this transaction. A plan made once for all filters walks whole tables, compiling one takes longer than it runs, and
-- parallel workers would wait for processors that scans are using.
SELECT
    set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true);

-- name: counted_until$
SELECT nullif(counted_until, '-infinity') FROM count_progress;

-- name: by_hour
SELECT
    hour AS at,
    sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey, sum(yellow) AS yellow,
    sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h, sum(test_72h) AS test_72h,
    sum(test_7d) AS test_7d, sum(test_older) AS test_older, sum(companion) AS companion, sum(card) AS card,
    sum(personal_code) AS personal_code, sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed,
    sum(late) AS late
FROM count_area_hour
WHERE area = :area AND hour >= :since AND hour < :until
    AND trade_id IN (
        SELECT id FROM count_trade
        WHERE (:venue_class::smallint IS NULL OR class = :venue_class) AND (:type::text IS NULL OR type = :type)
            AND (:department::text IS NULL OR department = :department)
    )
GROUP BY hour
ORDER BY hour;

-- name: by_day
SELECT
    day, sum(venues) AS venues,
    sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey, sum(yellow) AS yellow,
    sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h, sum(test_72h) AS test_72h,
    sum(test_7d) AS test_7d, sum(test_older) AS test_older, sum(companion) AS companion, sum(card) AS card,
    sum(personal_code) AS personal_code, sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed,
    sum(late) AS late
FROM count_area_day
WHERE area = :area AND day >= :since AND day <= :until
    AND trade_id IN (
        SELECT id FROM count_trade
        WHERE (:venue_class::smallint IS NULL OR class = :venue_class) AND (:type::text IS NULL OR type = :type)
            AND (:department::text IS NULL OR department = :department)
    )
GROUP BY day
ORDER BY day;

-- name: by_area
-- Days from `since` on count in full; those before it, back to `earlier`, are what these are compared with.
SELECT
    area,
    coalesce(sum(venues) FILTER (WHERE day >= :since), 0) AS venue_days,
    coalesce(sum(visits) FILTER (WHERE day < :since), 0) AS visits_before,
    coalesce(sum(stops) FILTER (WHERE day < :since), 0) AS stops_before,
    coalesce(sum(visits) FILTER (WHERE day >= :since), 0) AS visits,
    coalesce(sum(stops) FILTER (WHERE day >= :since), 0) AS stops,
    coalesce(sum(entries) FILTER (WHERE day >= :since), 0) AS entries,
    coalesce(sum(grey) FILTER (WHERE day >= :since), 0) AS grey,
    coalesce(sum(yellow) FILTER (WHERE day >= :since), 0) AS yellow,
    coalesce(sum(red) FILTER (WHERE day >= :since), 0) AS red,
    coalesce(sum(test_24h) FILTER (WHERE day >= :since), 0) AS test_24h,
    coalesce(sum(test_48h) FILTER (WHERE day >= :since), 0) AS test_48h,
    coalesce(sum(test_72h) FILTER (WHERE day >= :since), 0) AS test_72h,
    coalesce(sum(test_7d) FILTER (WHERE day >= :since), 0) AS test_7d,
    coalesce(sum(test_older) FILTER (WHERE day >= :since), 0) AS test_older,
    coalesce(sum(companion) FILTER (WHERE day >= :since), 0) AS companion,
    coalesce(sum(card) FILTER (WHERE day >= :since), 0) AS card,
    coalesce(sum(personal_code) FILTER (WHERE day >= :since), 0) AS personal_code,
    coalesce(sum(document) FILTER (WHERE day >= :since), 0) AS document,
    coalesce(sum(terminal) FILTER (WHERE day >= :since), 0) AS terminal,
    coalesce(sum(typed) FILTER (WHERE day >= :since), 0) AS typed,
    coalesce(sum(late) FILTER (WHERE day >= :since), 0) AS late
FROM count_area_day
WHERE area = ANY(:areas::text[]) AND day >= :earlier AND day <= :until
    AND trade_id IN (
        SELECT id FROM count_trade
        WHERE (:venue_class::smallint IS NULL OR class = :venue_class) AND (:type::text IS NULL OR type = :type)
            AND (:department::text IS NULL OR department = :department)
    )
GROUP BY area;

-- name: by_facet
SELECT
    CASE :facet::text WHEN 'class' THEN t.class::text WHEN 'type' THEN t.type ELSE t.department END AS key,
    coalesce(sum(venues) FILTER (WHERE day >= :since), 0) AS venue_days,
    coalesce(sum(visits) FILTER (WHERE day < :since), 0) AS visits_before,
    coalesce(sum(stops) FILTER (WHERE day < :since), 0) AS stops_before,
    coalesce(sum(visits) FILTER (WHERE day >= :since), 0) AS visits,
    coalesce(sum(stops) FILTER (WHERE day >= :since), 0) AS stops,
    coalesce(sum(entries) FILTER (WHERE day >= :since), 0) AS entries,
    coalesce(sum(grey) FILTER (WHERE day >= :since), 0) AS grey,
    coalesce(sum(yellow) FILTER (WHERE day >= :since), 0) AS yellow,
    coalesce(sum(red) FILTER (WHERE day >= :since), 0) AS red,
    coalesce(sum(test_24h) FILTER (WHERE day >= :since), 0) AS test_24h,
    coalesce(sum(test_48h) FILTER (WHERE day >= :since), 0) AS test_48h,
    coalesce(sum(test_72h) FILTER (WHERE day >= :since), 0) AS test_72h,
    coalesce(sum(test_7d) FILTER (WHERE day >= :since), 0) AS test_7d,
    coalesce(sum(test_older) FILTER (WHERE day >= :since), 0) AS test_older,
    coalesce(sum(companion) FILTER (WHERE day >= :since), 0) AS companion,
    coalesce(sum(card) FILTER (WHERE day >= :since), 0) AS card,
    coalesce(sum(personal_code) FILTER (WHERE day >= :since), 0) AS personal_code,
    coalesce(sum(document) FILTER (WHERE day >= :since), 0) AS document,
    coalesce(sum(terminal) FILTER (WHERE day >= :since), 0) AS terminal,
    coalesce(sum(typed) FILTER (WHERE day >= :since), 0) AS typed,
    coalesce(sum(late) FILTER (WHERE day >= :since), 0) AS late
FROM count_area_day
JOIN count_trade AS t ON t.id = trade_id
WHERE area = :area AND day >= :earlier AND day <= :until
    AND (:venue_class::smallint IS NULL OR t.class = :venue_class) AND (:type::text IS NULL OR t.type = :type)
    AND (:department::text IS NULL OR t.department = :department)
GROUP BY key;

-- name: venues_by_division
SELECT division_code, count(*) AS venues FROM venue AS v
WHERE state = 'active' AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
GROUP BY division_code;

-- name: venues_by_facet
SELECT
    CASE :facet::text WHEN 'class' THEN class::text WHEN 'type' THEN type ELSE coalesce(department, '') END AS key,
    count(*) AS venues
FROM venue AS v
WHERE state = 'active' AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
GROUP BY key;

-- name: standing_still^
-- Venues in use, those never scanned, and those scanned last before `quiet_since`.
SELECT
    count(*) AS venues, count(*) FILTER (WHERE c.venue_id IS NULL) AS never_scanned,
    count(*) FILTER (WHERE c.last_at < :quiet_since) AS quiet
FROM venue AS v
LEFT JOIN count_venue AS c ON c.venue_id = v.id
WHERE v.state = 'active' AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department);

-- name: never_scanned
-- Longest without first.
WITH page AS (
    SELECT v.*, NULL::timestamptz AS last_at, count(*) OVER () AS total FROM venue AS v
    WHERE v.state = 'active' AND NOT EXISTS (SELECT 1 FROM count_venue AS c WHERE c.venue_id = v.id)
    AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
    ORDER BY v.issued_at, v.id
    LIMIT :size OFFSET :offset
)
SELECT id, full_name, class, type, division_code, department, state, issued_at, last_at, total, 0 AS visits, 0 AS stops
FROM page;

-- name: quiet_venues
-- Scanned last before `quiet_since`, longest ago first.
WITH page AS (
    SELECT v.*, c.last_at, count(*) OVER () AS total FROM venue AS v
    JOIN count_venue AS c ON c.venue_id = v.id
    WHERE v.state = 'active' AND c.last_at < :quiet_since
    AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
    ORDER BY c.last_at, v.id
    LIMIT :size OFFSET :offset
)
SELECT
    p.id, p.full_name, p.class, p.type, p.division_code, p.department, p.state, p.issued_at, p.last_at, p.total,
    coalesce(sum(c.visits), 0) AS visits, coalesce(sum(c.stops), 0) AS stops
FROM page AS p
CROSS JOIN generate_series(:since::date::timestamp, :until::date::timestamp, interval '1 day') AS g (moment)
LEFT JOIN count_venue_day AS c ON c.day = g.moment::date AND c.venue_id = p.id
GROUP BY p.id, p.full_name, p.class, p.type, p.division_code, p.department, p.state, p.issued_at, p.last_at, p.total
ORDER BY p.last_at, p.id;

-- name: venues_by_visits
-- Venues with visits (or stops, with `by_stops`) within the days, most first.
-- The days are given as whole spans (`lengths`, `firsts`) and single days (monitoring/rules.py: spans_of).
WITH counted AS MATERIALIZED (
    SELECT v.id, sum(c.visits) AS visits, sum(c.stops) AS stops
    FROM (
        SELECT venue_id, visits, stops FROM count_venue_day WHERE day = ANY(:days::date[])
        UNION ALL
        SELECT c.venue_id, c.visits, c.stops
        FROM unnest(:lengths::smallint[], :firsts::date[]) AS s (length, first)
        JOIN count_venue_span AS c ON c.length = s.length AND c.first = s.first
    ) AS c
    JOIN venue AS v ON v.id = c.venue_id
    WHERE v.division_code >= :low AND v.division_code < :high
        AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
        AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
    GROUP BY v.id
),

page AS (
    SELECT *, count(*) OVER () AS total FROM counted
    WHERE CASE WHEN :by_stops::boolean THEN stops ELSE visits END > 0
    ORDER BY CASE WHEN :by_stops::boolean THEN stops ELSE visits END DESC, id
    LIMIT :size OFFSET :offset
)

SELECT
    v.id, v.full_name, v.class, v.type, v.division_code, v.department, v.state, v.issued_at, l.last_at,
    p.visits, p.stops, p.total
FROM page AS p
JOIN venue AS v ON v.id = p.id
JOIN count_venue AS l ON l.venue_id = p.id
ORDER BY CASE WHEN :by_stops::boolean THEN p.stops ELSE p.visits END DESC, p.id;

-- name: odd_doors
-- Furthest from its past first.
SELECT
    o.*, d.name AS door_name, v.id AS venue_id, v.full_name AS venue_name, v.division_code, v.type,
    count(*) OVER () AS total
FROM odd_door AS o
JOIN door AS d ON d.id = o.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE o.day = :day
    AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
    AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
ORDER BY o.strength DESC, o.door_id
LIMIT :size OFFSET :offset;

-- name: alert_times
-- A row a day on which alerts were opened, and one (day NULL) for all of them.
WITH asked AS (
    SELECT
        (a.opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, a.acknowledged_at,
        extract(epoch FROM a.acknowledged_at - a.opened_at) AS seconds,
        CASE a.state WHEN 'closed' THEN extract(epoch FROM a.closed_at - a.opened_at) END AS closed_seconds
    FROM alert AS a
    JOIN venue AS v ON v.id = a.venue_id
    WHERE a.division_code >= :low AND a.division_code < :high AND a.opened_at >= :since AND a.opened_at < :until
        AND (:venue_class::smallint IS NULL OR v.class = :venue_class) AND (:type::text IS NULL OR v.type = :type)
        AND (:department::text IS NULL OR coalesce(v.department, '') = :department)
        AND (:venue_id::bigint IS NULL OR a.venue_id = :venue_id)
)
SELECT
    day, count(*) AS opened, count(acknowledged_at) AS acknowledged,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90_seconds,
    count(*) FILTER (WHERE seconds <= 300) AS within_5_minutes,
    count(*) FILTER (WHERE seconds <= 900) AS within_15_minutes, count(closed_seconds) AS closed,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY closed_seconds) AS median_closed_seconds,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY closed_seconds) AS p90_closed_seconds,
    count(*) FILTER (WHERE closed_seconds <= 300) AS closed_within_5_minutes,
    count(*) FILTER (WHERE closed_seconds <= 900) AS closed_within_15_minutes
FROM asked
GROUP BY GROUPING SETS ((day), ())
ORDER BY day;

-- name: cases_and_contacts^
-- Cases opened within the span, the people shown as contacts under them, and those of them who are followed up and reached.
WITH opened AS (
    SELECT id, person_id FROM trace_case
    WHERE division_code >= :low AND division_code < :high AND opened_at >= :since AND opened_at < :until
        AND state <> 'proposed'
)
SELECT
    (SELECT count(*) FROM opened) AS cases,
    (
        SELECT count(DISTINCT r.person_id) FROM trace_reach AS r
        JOIN opened AS o ON o.id = r.case_id
        WHERE r.person_id <> o.person_id
    ) AS contacts,
    (SELECT count(DISTINCT f.person_id) FROM follow_up AS f JOIN opened AS o ON o.id = f.case_id) AS assigned,
    (
        SELECT count(DISTINCT f.person_id) FROM follow_up AS f
        JOIN opened AS o ON o.id = f.case_id
        WHERE f.reached_at IS NOT NULL
    ) AS reached;

-- name: venue^
SELECT v.id, v.full_name, v.type, v.division_code, v.department, v.state, c.last_at
FROM venue AS v
LEFT JOIN count_venue AS c ON c.venue_id = v.id
WHERE v.id = :venue_id;

-- name: doors_of_venue
SELECT id, name, state FROM door
WHERE venue_id = :venue_id
ORDER BY id;

-- name: doors_by_hour
SELECT
    hour AS at,
    sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey, sum(yellow) AS yellow,
    sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h, sum(test_72h) AS test_72h,
    sum(test_7d) AS test_7d, sum(test_older) AS test_older, sum(companion) AS companion, sum(card) AS card,
    sum(personal_code) AS personal_code, sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed,
    sum(late) AS late
FROM count_door_hour
WHERE door_id = ANY(:door_ids::bigint[]) AND hour >= :since AND hour < :until
GROUP BY hour
ORDER BY hour;

-- name: by_door
SELECT
    door_id,
    sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey, sum(yellow) AS yellow,
    sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h, sum(test_72h) AS test_72h,
    sum(test_7d) AS test_7d, sum(test_older) AS test_older, sum(companion) AS companion, sum(card) AS card,
    sum(personal_code) AS personal_code, sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed,
    sum(late) AS late
FROM count_door_hour
WHERE door_id = ANY(:door_ids::bigint[]) AND hour >= :since AND hour < :until
GROUP BY door_id;

-- name: by_guard
-- The venue's own people only, by masked name; `bound` whether they still belong to it.
SELECT
    p.masked_name AS name, sum(g.visits) AS visits, sum(g.stops) AS stops,
    EXISTS (
        SELECT 1 FROM venue_member AS m
        WHERE m.venue_id = :venue_id AND m.person_id = g.registrar_id AND m.until IS NULL
    ) AS bound
FROM count_guard_day AS g
JOIN person AS p ON p.id = g.registrar_id
WHERE g.door_id = ANY(:door_ids::bigint[]) AND g.day >= :since AND g.day <= :until
GROUP BY g.registrar_id, p.masked_name
ORDER BY sum(g.visits) DESC, g.registrar_id;

