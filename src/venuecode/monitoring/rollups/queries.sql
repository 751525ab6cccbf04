-- name: hold_progress$
-- True for the one process that may count now; let go at the end of the transaction.
SELECT pg_try_advisory_xact_lock(7462100);

-- name: await_progress
-- As `hold_progress`, and waits for its turn.
SELECT pg_advisory_xact_lock(7462100);

-- name: counted_until$
-- NULL: nothing was counted yet.
SELECT nullif(counted_until, '-infinity') FROM count_progress;

-- name: note_progress!
UPDATE count_progress SET counted_until = :counted_until;

-- name: take_all_the_time!
-- Counting whole days takes minutes in a large city; the pool's limit is for requests.
SET LOCAL statement_timeout = 0;

-- name: refresh_statistics#
-- After much was stored at once: the planner must not take the tables for empty until autovacuum comes by.
ANALYZE count_trade, count_door_hour, count_area_hour, count_area_day, count_door_day, count_venue_day,
    count_venue_span, count_guard_day, count_venue;

-- name: days_with_visits
-- The days whose visits are still kept: one partition each, maybe empty.
SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day
FROM pg_inherits AS i
JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'visit'::regclass AND c.relname ~ '^visit_[0-9]{8}$'
ORDER BY day;

-- name: visits_of_day$
-- How many visits of a day are recorded up to a moment.
SELECT count(*) FROM visit
WHERE at >= :since AND at < :until AND recorded_at <= :counted_until;

-- name: counted_of_day$
SELECT coalesce(sum(visits), 0) FROM count_area_day
WHERE area = '000000' AND day = :day;

-- name: fold
-- Adds the visits recorded in (after, counted_until] and made in [oldest, newest) to every count; gives the venues of
-- these with the last scan of each.
WITH fresh AS MATERIALIZED (
    SELECT
        door_id, date_trunc('hour', at) AS hour, min(at) AS first_at, max(at) AS last_at,
        count(*) AS visits,
        count(*) FILTER (WHERE verdict = 1) AS stops,
        count(*) FILTER (WHERE direction = 0) AS entries,
        count(*) FILTER (WHERE colour = 1) AS grey,
        count(*) FILTER (WHERE colour = 2) AS yellow,
        count(*) FILTER (WHERE colour = 3) AS red,
        count(*) FILTER (WHERE age <= interval '24 hours') AS test_24h,
        count(*) FILTER (WHERE age > interval '24 hours' AND age <= interval '48 hours') AS test_48h,
        count(*) FILTER (WHERE age > interval '48 hours' AND age <= interval '72 hours') AS test_72h,
        count(*) FILTER (WHERE age > interval '72 hours' AND age <= interval '168 hours') AS test_7d,
        count(*) FILTER (WHERE age > interval '168 hours') AS test_older,
        count(*) FILTER (WHERE method = 1) AS companion,
        count(*) FILTER (WHERE method = 2) AS card,
        count(*) FILTER (WHERE method = 3) AS personal_code,
        count(*) FILTER (WHERE method = 4) AS document,
        count(*) FILTER (WHERE method = 5) AS terminal,
        count(*) FILTER (WHERE method = 6) AS typed,
        count(*) FILTER (WHERE flags & 1 = 1) AS late
    FROM (
        -- the age that the badge showed: as of the decision, which for a late scan is the moment at the door
        SELECT *, CASE WHEN flags & 1 = 1 THEN at ELSE recorded_at END - test_at AS age
        FROM visit
        WHERE recorded_at > :after AND recorded_at <= :counted_until AND at >= :oldest AND at < :newest
    ) AS v
    GROUP BY door_id, date_trunc('hour', at)
),

place AS MATERIALIZED (
    SELECT d.id AS door_id, d.venue_id, v.division_code, v.class, v.type, coalesce(v.department, '') AS department
    FROM (SELECT DISTINCT door_id FROM fresh) AS f
    JOIN door AS d ON d.id = f.door_id
    JOIN venue AS v ON v.id = d.venue_id
),

new_trade AS (
    INSERT INTO count_trade (class, type, department)
    SELECT DISTINCT class, type, department FROM place
    EXCEPT
    SELECT class, type, department FROM count_trade
    RETURNING *
),

trade AS MATERIALIZED (
    SELECT * FROM count_trade
    UNION ALL
    SELECT * FROM new_trade
),

placed AS MATERIALIZED (
    SELECT
        f.*, (f.hour AT TIME ZONE 'Asia/Shanghai')::date AS day, p.venue_id, p.division_code, t.id AS trade_id
    FROM fresh AS f
    JOIN place AS p ON p.door_id = f.door_id
    JOIN trade AS t ON t.class = p.class AND t.type = p.type AND t.department = p.department
),

street_hour AS MATERIALIZED (
    SELECT division_code, hour, day, trade_id,
        sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey,
        sum(yellow) AS yellow, sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h,
        sum(test_72h) AS test_72h, sum(test_7d) AS test_7d, sum(test_older) AS test_older,
        sum(companion) AS companion, sum(card) AS card, sum(personal_code) AS personal_code,
        sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed, sum(late) AS late
    FROM placed
    GROUP BY division_code, hour, day, trade_id
),

woken AS (
    -- venues without a visit on that day until now
    SELECT DISTINCT p.venue_id, p.day, p.division_code, p.trade_id
    FROM placed AS p
    WHERE NOT EXISTS (SELECT 1 FROM count_venue_day AS c WHERE c.day = p.day AND c.venue_id = p.venue_id)
),

woken_in AS (
    SELECT area, day, trade_id, count(*) AS venues
    FROM woken CROSS JOIN LATERAL unnest(areas_of(division_code)) AS area
    GROUP BY area, day, trade_id
),

door_hour AS (
    INSERT INTO count_door_hour AS c (
        door_id, hour,
        visits, stops, entries, grey, yellow, red, test_24h, test_48h, test_72h, test_7d, test_older, companion,
        card, personal_code, document, terminal, typed, late
    )
    SELECT
        door_id, hour,
        visits, stops, entries, grey, yellow, red, test_24h, test_48h, test_72h, test_7d, test_older, companion,
        card, personal_code, document, terminal, typed, late
    FROM placed
    ON CONFLICT (door_id, hour) DO UPDATE SET
        visits = c.visits + excluded.visits, stops = c.stops + excluded.stops,
        entries = c.entries + excluded.entries, grey = c.grey + excluded.grey, yellow = c.yellow + excluded.yellow,
        red = c.red + excluded.red, test_24h = c.test_24h + excluded.test_24h,
        test_48h = c.test_48h + excluded.test_48h, test_72h = c.test_72h + excluded.test_72h,
        test_7d = c.test_7d + excluded.test_7d, test_older = c.test_older + excluded.test_older,
        companion = c.companion + excluded.companion, card = c.card + excluded.card,
        personal_code = c.personal_code + excluded.personal_code, document = c.document + excluded.document,
        terminal = c.terminal + excluded.terminal, typed = c.typed + excluded.typed, late = c.late + excluded.late
),

area_hour AS (
    INSERT INTO count_area_hour AS c (
        area, hour, trade_id,
        visits, stops, entries, grey, yellow, red, test_24h, test_48h, test_72h, test_7d, test_older, companion,
        card, personal_code, document, terminal, typed, late
    )
    SELECT
        area, hour, trade_id,
        sum(visits), sum(stops), sum(entries), sum(grey), sum(yellow), sum(red), sum(test_24h), sum(test_48h),
        sum(test_72h), sum(test_7d), sum(test_older), sum(companion), sum(card), sum(personal_code), sum(document),
        sum(terminal), sum(typed), sum(late)
    FROM street_hour CROSS JOIN LATERAL unnest(areas_of(division_code)) AS area
    GROUP BY area, hour, trade_id
    ON CONFLICT (area, hour, trade_id) DO UPDATE SET
        visits = c.visits + excluded.visits, stops = c.stops + excluded.stops,
        entries = c.entries + excluded.entries, grey = c.grey + excluded.grey, yellow = c.yellow + excluded.yellow,
        red = c.red + excluded.red, test_24h = c.test_24h + excluded.test_24h,
        test_48h = c.test_48h + excluded.test_48h, test_72h = c.test_72h + excluded.test_72h,
        test_7d = c.test_7d + excluded.test_7d, test_older = c.test_older + excluded.test_older,
        companion = c.companion + excluded.companion, card = c.card + excluded.card,
        personal_code = c.personal_code + excluded.personal_code, document = c.document + excluded.document,
        terminal = c.terminal + excluded.terminal, typed = c.typed + excluded.typed, late = c.late + excluded.late
),

area_day AS (
    INSERT INTO count_area_day AS c (
        area, day, trade_id, venues,
        visits, stops, entries, grey, yellow, red, test_24h, test_48h, test_72h, test_7d, test_older, companion,
        card, personal_code, document, terminal, typed, late
    )
    SELECT
        s.area, s.day, s.trade_id, coalesce(w.venues, 0),
        s.visits, s.stops, s.entries, s.grey, s.yellow, s.red, s.test_24h, s.test_48h, s.test_72h, s.test_7d,
        s.test_older, s.companion, s.card, s.personal_code, s.document, s.terminal, s.typed, s.late
    FROM (
        SELECT area, day, trade_id,
            sum(visits) AS visits, sum(stops) AS stops, sum(entries) AS entries, sum(grey) AS grey,
            sum(yellow) AS yellow, sum(red) AS red, sum(test_24h) AS test_24h, sum(test_48h) AS test_48h,
            sum(test_72h) AS test_72h, sum(test_7d) AS test_7d, sum(test_older) AS test_older,
            sum(companion) AS companion, sum(card) AS card, sum(personal_code) AS personal_code,
            sum(document) AS document, sum(terminal) AS terminal, sum(typed) AS typed, sum(late) AS late
        FROM street_hour CROSS JOIN LATERAL unnest(areas_of(division_code)) AS area
        GROUP BY area, day, trade_id
    ) AS s
    LEFT JOIN woken_in AS w USING (area, day, trade_id)
    ON CONFLICT (area, day, trade_id) DO UPDATE SET
        venues = c.venues + excluded.venues,
        visits = c.visits + excluded.visits, stops = c.stops + excluded.stops,
        entries = c.entries + excluded.entries, grey = c.grey + excluded.grey, yellow = c.yellow + excluded.yellow,
        red = c.red + excluded.red, test_24h = c.test_24h + excluded.test_24h,
        test_48h = c.test_48h + excluded.test_48h, test_72h = c.test_72h + excluded.test_72h,
        test_7d = c.test_7d + excluded.test_7d, test_older = c.test_older + excluded.test_older,
        companion = c.companion + excluded.companion, card = c.card + excluded.card,
        personal_code = c.personal_code + excluded.personal_code, document = c.document + excluded.document,
        terminal = c.terminal + excluded.terminal, typed = c.typed + excluded.typed, late = c.late + excluded.late
),

door_day AS (
    INSERT INTO count_door_day AS c (door_id, day, visits, stops)
    SELECT door_id, day, sum(visits), sum(stops) FROM placed
    GROUP BY door_id, day
    ON CONFLICT (door_id, day) DO UPDATE SET visits = c.visits + excluded.visits, stops = c.stops + excluded.stops
),

venue_day AS (
    INSERT INTO count_venue_day AS c (day, venue_id, visits, stops)
    SELECT day, venue_id, sum(visits), sum(stops) FROM placed
    GROUP BY day, venue_id
    ON CONFLICT (day, venue_id) DO UPDATE SET visits = c.visits + excluded.visits, stops = c.stops + excluded.stops
),

venue_span AS (
    INSERT INTO count_venue_span AS c (length, first, venue_id, visits, stops)
    SELECT length, span_start(day, length), venue_id, sum(visits), sum(stops)
    FROM placed CROSS JOIN unnest(ARRAY[4, 16]::smallint[]) AS length
    GROUP BY length, span_start(day, length), venue_id
    ON CONFLICT (length, first, venue_id) DO UPDATE SET
        visits = c.visits + excluded.visits, stops = c.stops + excluded.stops
)

INSERT INTO count_venue AS c (venue_id, first_at, last_at)
SELECT venue_id, min(first_at), max(last_at) FROM placed
GROUP BY venue_id
ON CONFLICT (venue_id) DO UPDATE SET
    first_at = least(c.first_at, excluded.first_at), last_at = greatest(c.last_at, excluded.last_at)
RETURNING c.venue_id, c.last_at;

-- name: fold_guards!
-- The same for visits that a guard or manager registered. A terminal's own id is no person's.
INSERT INTO count_guard_day AS c (door_id, day, registrar_id, visits, stops)
SELECT
    door_id, (at AT TIME ZONE 'Asia/Shanghai')::date, registrar_id, count(*), count(*) FILTER (WHERE verdict = 1)
FROM visit
WHERE recorded_at > :after AND recorded_at <= :counted_until AND at >= :oldest AND at < :newest
    AND registrar_id IS NOT NULL AND method IN (2, 3, 4, 6)
GROUP BY door_id, (at AT TIME ZONE 'Asia/Shanghai')::date, registrar_id
ON CONFLICT (door_id, day, registrar_id) DO UPDATE SET
    visits = c.visits + excluded.visits, stops = c.stops + excluded.stops;

-- name: forget_day!
-- Takes a day out of the counts, so that it can be counted again; `since` and `until` are its first and last moment.
WITH door_hour AS (DELETE FROM count_door_hour WHERE hour >= :since AND hour < :until),
area_hour AS (DELETE FROM count_area_hour WHERE hour >= :since AND hour < :until),
area_day AS (DELETE FROM count_area_day WHERE day = :day),
door_day AS (DELETE FROM count_door_day WHERE day = :day),
venue_day AS (DELETE FROM count_venue_day WHERE day = :day RETURNING venue_id, visits, stops),
venue_span AS (
    UPDATE count_venue_span AS c SET visits = c.visits - d.visits, stops = c.stops - d.stops
    FROM venue_day AS d
    WHERE c.venue_id = d.venue_id AND (c.length, c.first) IN (
        SELECT length, span_start(:day, length) FROM unnest(ARRAY[4, 16]::smallint[]) AS length
    )
)
DELETE FROM count_guard_day WHERE day = :day;

-- name: forget_old_doors!
DELETE FROM count_door_hour WHERE hour < :before;

-- name: forget_old_guards!
DELETE FROM count_guard_day WHERE day < :before;

-- name: pasts_of_doors
-- Counts of a day and of the days before it, as [day offset, visits] pairs a door; doors that were never used are left
-- out, and so are those closed now and those of venues that are not in use.
SELECT c.door_id, array_agg((:day::date - c.day)::int ORDER BY c.day) AS ago, array_agg(c.visits ORDER BY c.day) AS visits
FROM count_door_day AS c
JOIN door AS d ON d.id = c.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE c.day <= :day AND c.day >= :first AND d.state = 'open' AND v.state = 'active'
GROUP BY c.door_id;

-- name: forget_odd_doors!
DELETE FROM odd_door WHERE day = :day;

-- name: note_odd_doors!
INSERT INTO odd_door (day, door_id, visits, usual, low, high, days, kind, strength)
SELECT :day, o.*
FROM unnest(
    :door_ids::bigint[], :visits::int[], :usual::real[], :low::real[], :high::real[], :days::smallint[],
    :kinds::text[], :strengths::real[]
) AS o;
