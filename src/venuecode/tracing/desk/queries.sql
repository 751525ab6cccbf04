-- name: scans_of_person
-- A person's scans with all that is said of doors and venues, in order.
SELECT
    e.at, e.id, e.door_id, e.direction, e.verdict, e.colour, e.method,
    d.name AS door_name, d.plate, d.route, d.run, v.id AS venue_id, v.full_name AS venue_name, v.type AS venue_type,
    v.division_code, v.address, v.latitude, v.longitude
FROM visit AS e
JOIN door AS d ON d.id = e.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE e.person_id = :person_id AND e.at >= :since AND e.at < :until
ORDER BY e.at, e.id;

-- name: venue_of^
SELECT id, full_name, type, division_code FROM venue WHERE id = :id;

-- name: present_at_venue
-- Who was at a venue between two moments, longest first; a person's stays at its doors are added up.
SELECT
    s.person_id, min(greatest(s.started_at, :since)) AS first_at, max(least(s.ended_at, :until)) AS last_at,
    sum(date_part('epoch', least(s.ended_at, :until) - greatest(s.started_at, :since))) / 60 AS minutes,
    count(*) FILTER (WHERE s.how <> 0) AS inferred, array_agg(DISTINCT d.name) AS doors,
    count(*) OVER () AS people
FROM door AS d
JOIN stay AS s ON s.place_id IN (SELECT o.id FROM door AS o WHERE o.venue_id = :venue_id) AND s.door_id = d.id
WHERE d.venue_id = :venue_id AND s.started_at > :since::timestamptz - interval '1 day' AND s.started_at < :until
    AND s.ended_at > :since
GROUP BY s.person_id
ORDER BY minutes DESC, s.person_id
LIMIT :most;

-- name: people_by_door_and_hour
SELECT
    d.id AS door_id, d.name AS door_name, date_trunc('hour', e.at, 'Asia/Shanghai') AS hour,
    count(DISTINCT e.person_id) AS people
FROM door AS d
JOIN visit AS e ON e.door_id = d.id
WHERE d.venue_id = :venue_id AND e.at >= :since AND e.at < :until
GROUP BY d.id, d.name, hour
ORDER BY hour, d.id;
