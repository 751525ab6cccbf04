-- The data set of the trace bench: a city whose venues are visited as unevenly as a real one's.

-- name: make_city_people#
INSERT INTO person (
    document_type, nationality, document_number, document_index, name, masked_name, division_code, state,
    registered_at, updated_at
)
SELECT
    'resident_id', 'CN', decode(md5('n' || n), 'hex'), decode(md5('i' || n), 'hex'), decode(md5('m' || n), 'hex'),
    '张*' || n % 10, '371502', 'registered', now(), now()
FROM generate_series(1, {people}) AS n;

-- name: make_city_venues#
-- Id is rank by popularity. What a venue is follows from its rank: stations and malls are on top, shops in the tail.
-- They lie in the streets of Liaocheng, the popular ones all over; a county's bureau oversees each trade.
INSERT INTO venue (full_name, short_name, class, type, division_code, address, department)
WITH street AS (
    SELECT array_agg(code ORDER BY code) AS codes FROM division WHERE code LIKE '3715%' AND level = 4
),

ranked AS (
    SELECT
        n,
        CASE
            WHEN n <= 40 THEN
                (ARRAY['railway_station', 'hospital', 'mall', 'university', 'coach_station', 'farmers_market'])[n % 6 + 1]
            WHEN n <= 600 THEN
                (ARRAY[
                    'hospital', 'mall', 'supermarket', 'farmers_market', 'compound', 'bus', 'park', 'factory'
                ])[n % 8 + 1]
            WHEN n <= 5000 THEN
                (ARRAY[
                    'compound', 'supermarket', 'office_building', 'company', 'bus', 'school', 'restaurant'
                ])[n % 7 + 1]
            ELSE
                (ARRAY[
                    'restaurant', 'pharmacy', 'company', 'beauty', 'bank', 'parcel_point', 'compound', 'clinic'
                ])[n % 8 + 1]
        END AS type,
        1 + (hashint8extended(n, 11) & 2147483647) % 1000003 AS drawn
    FROM generate_series(1, {venues}) AS n
)

SELECT
    '第 ' || n || ' 号试验场所', '场所 ' || n,
    CASE
        WHEN type IN ('hospital', 'university', 'school', 'clinic') THEN 1
        WHEN type IN ('mall', 'farmers_market', 'supermarket', 'park', 'restaurant', 'pharmacy', 'beauty') THEN 2
        WHEN type IN ('railway_station', 'coach_station', 'bus', 'factory', 'office_building', 'company') THEN 3
        WHEN type = 'parcel_point' THEN 4
        WHEN type = 'compound' THEN 5
        ELSE 6
    END,
    type, codes[1 + drawn % cardinality(codes)], '试验路 ' || n || ' 号',
    CASE WHEN n % 10 > 0 THEN left(codes[1 + drawn % cardinality(codes)], 6) || ' ' || type || ' 主管局' END
FROM ranked CROSS JOIN street
ORDER BY n;

-- name: make_city_doors#
-- Large venues have several doors, bus lines ten or twenty vehicles.
INSERT INTO door (venue_id, name, direction, plate, route, run)
SELECT
    v.id, CASE WHEN v.type = 'bus' THEN '车 ' ELSE '门 ' END || n, 'both',
    CASE WHEN v.type = 'bus' THEN '鲁P' || v.id || n END,
    CASE WHEN v.type = 'bus' THEN 'K' || v.id END,
    CASE WHEN v.type = 'bus' THEN n || ' 班' END
FROM venue AS v
CROSS JOIN LATERAL generate_series(
    1,
    CASE
        WHEN v.type = 'bus' THEN CASE WHEN v.id <= 600 THEN 20 ELSE 10 END
        WHEN v.id <= 40 THEN 8
        WHEN v.id <= 600 THEN 4
        WHEN v.id <= 5000 THEN 2
        ELSE 1
    END
) AS n
ORDER BY v.id, n;

-- name: make_city_spots#
-- First door and number of doors of each venue, to draw from.
CREATE UNLOGGED TABLE bench_spot AS
SELECT venue_id, min(id) AS first_door, count(*) AS doors FROM door GROUP BY venue_id;
ALTER TABLE bench_spot ADD PRIMARY KEY (venue_id);
ANALYZE bench_spot;

-- name: make_city_day#
-- One day's visits, in the order of time, in a table that becomes a partition afterwards. Popularity is Zipf's with
-- exponent 0.8 (the busiest of 20,000 venues gets 3 % of all); two of five stays are at one of three places that the
-- person goes to again and again; three of five are ended by an exit scan.
DROP TABLE IF EXISTS {part};
CREATE TABLE {part} (LIKE visit INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
INSERT INTO {part} (
    person_id, at, id, recorded_at, door_id, status_as_of, test_at, test_result,
    direction, verdict, colour, method, seq, flags
)
WITH drawn AS MATERIALIZED (
    SELECT
        person_id,
        (power((power({venues} + 1, 0.2) - 1) * CASE
            WHEN random() < 0.4
                THEN (hashint8extended(person_id * 3 + floor(random() * 3)::bigint, 7) & 2147483647) / 2147483648.0
            ELSE random()
        END + 1, 5))::int AS rank,
        timestamptz '{day}' + interval '6 hours' + (random() + random()) * interval '8 hours' AS began,
        least(interval '10 hours', -ln(1 - random()) * interval '45 minutes' + interval '2 minutes') AS lasted,
        random() < 0.6 AS leaves
    FROM (SELECT 1 + floor(random() * {people})::bigint AS person_id FROM generate_series(1, {stays})) AS n
),

stayed AS (
    SELECT d.*, s.first_door + (hashint8extended(d.person_id, d.rank) & 1023) % s.doors AS door_id
    FROM drawn AS d
    JOIN bench_spot AS s ON s.venue_id = greatest(1, least({venues}, d.rank))
),

scanned AS (
    SELECT person_id, began AS at, door_id, 0 AS direction FROM stayed
    UNION ALL
    SELECT person_id, least(began + lasted, timestamptz '{day}' + interval '23:59:59'), door_id, 1
    FROM stayed WHERE leaves
)

SELECT person_id, at, gen_random_uuid(), at, door_id, at - interval '1 hour', at - interval '20 hours', 0,
    direction, 0, 0, 0, 0, 0
FROM scanned
ORDER BY at;

-- name: attach_city_day#
ALTER TABLE visit ATTACH PARTITION {part} FOR VALUES FROM ('{day}') TO ('{next}');

-- name: make_city_statuses#
INSERT INTO health_status (person_id, colour, test_at, test_result, vaccinated_doses, vaccinated_on, updated_at)
SELECT id, 0, now() - interval '20 hours', 0, 3, '2022-03-01', now() - interval '1 hour' FROM person;
ANALYZE health_status;

-- name: some_doors
SELECT id FROM door ORDER BY hashint8extended(id, 3) LIMIT 5000;

-- name: make_entrances!
-- The load says no direction, as a phone at an entrance does not.
UPDATE door SET direction = 'in' WHERE id = ANY($1::bigint[]);

-- name: codes_of_doors
SELECT code FROM venue_code ORDER BY code;

-- name: count_visits$
SELECT count(*) FROM visit;

-- name: visits_recorded$
SELECT count(*) FROM visit WHERE recorded_at > $1 AND recorded_at <= $2 AND at > $1::timestamptz - interval '1 day';

-- name: index_self_join#
CREATE INDEX bench_self_join ON visit (door_id, at) INCLUDE (person_id);

-- name: self_join$
SELECT count(DISTINCT o.person_id)
FROM visit AS m
CROSS JOIN LATERAL (
    SELECT e.person_id FROM visit AS e
    WHERE e.door_id = m.door_id AND e.at > m.at - interval '30 minutes' AND e.at < m.at + interval '30 minutes'
        AND e.person_id <> m.person_id
    OFFSET 0
) AS o
WHERE m.person_id = $1 AND m.at >= $2 AND m.at < $3;
