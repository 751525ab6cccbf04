-- name: make_people#
-- Invented people: the sealed fields hold noise, which nobody opens here.
INSERT INTO person (
    document_type, nationality, document_number, document_index, name, masked_name, division_code, state,
    registered_at, updated_at
)
SELECT
    'resident_id', 'CN', decode(md5('n' || n), 'hex'), decode(md5('i' || n), 'hex'), decode(md5('m' || n), 'hex'),
    '张*' || n % 10, '371502', 'registered', now(), now()
FROM generate_series(1, 100000) AS n;

-- name: make_statuses#
-- 95 of 100 were tested within two days; 5 of 1,000 are red.
INSERT INTO health_status (
    person_id, colour, reason, source, since, until, steps, test_at, test_result, vaccinated_doses, vaccinated_on, updated_at
)
SELECT
    id,
    CASE WHEN id % 200 = 0 THEN 3 ELSE 0 END,
    CASE WHEN id % 200 = 0 THEN 4 END,
    CASE WHEN id % 200 = 0 THEN 'bench' END,
    CASE WHEN id % 200 = 0 THEN now() - interval '1 day' END,
    CASE WHEN id % 200 = 0 THEN now() + interval '7 days' END,
    CASE WHEN id % 200 = 0 THEN
        ARRAY[ROW(3, now() - interval '1 day', now() + interval '7 days', ARRAY[4])::status_step]
    END,
    CASE WHEN id % 20 > 0 THEN now() - (id % 48) * interval '1 hour' END,
    CASE WHEN id % 20 > 0 THEN 0 END,
    id % 4, '2022-03-01', now() - interval '1 hour'
FROM person;

-- name: make_venues#
-- One in ten asks for a negative test within 72 h.
INSERT INTO venue (full_name, short_name, class, type, division_code, address, demand_test_hours)
SELECT '第 ' || n || ' 号试验场所', '场所 ' || n, 2, 'restaurant', '371502001', '试验路 ' || n || ' 号',
    CASE WHEN n % 10 = 0 THEN 72 END
FROM generate_series(1, 5000) AS n;

-- name: make_doors#
INSERT INTO door (venue_id, name, direction)
SELECT id, '正门', 'in' FROM venue ORDER BY id;

-- name: make_visits#
-- A million earlier visits over the seven days before, none younger than an hour.
INSERT INTO visit (
    person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq, flags
)
SELECT 1 + (n * 7919) % 100000, moment, md5('v' || n)::uuid, moment, 1 + (n * 104729) % 5000, 0, 0, 0, 0, 0, 0
FROM (
    SELECT n, now() - interval '1 hour' - (n % 600000) * interval '1 second' AS moment
    FROM generate_series(1::bigint, 1000000) AS n
) AS earlier;


-- name: count_acknowledged^
-- How many acknowledged visits are stored, and how many of them more or less than once.
SELECT coalesce(sum(found), 0) AS stored, count(*) FILTER (WHERE found <> 1) AS wrong
FROM (
    SELECT count(v.id) AS found
    FROM acknowledged AS a
    LEFT JOIN visit AS v ON v.person_id = a.person_id AND v.id = a.id
    GROUP BY a.person_id, a.id
) AS counted;

-- name: count_since$
SELECT count(*) FROM visit
WHERE recorded_at >= :since AND at >= :since - interval '10 minutes';
