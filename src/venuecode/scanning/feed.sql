-- name: guarded_doors
-- Those of the doors whose venue the person guards or manages, with the code each has now.
SELECT d.id, c.code
FROM door AS d
JOIN venue_code AS c ON c.door_id = d.id AND c.revoked_at IS NULL
JOIN venue_member AS m ON m.venue_id = d.venue_id AND m.person_id = :person_id AND m.until IS NULL
WHERE d.id = ANY(:door_ids::bigint[])
ORDER BY d.id;

-- name: count_day
-- The counts of a day by method, as far as recorded by `:until`; who was stopped has neither come nor gone.
SELECT
    door_id,
    method,
    count(*) FILTER (WHERE direction = 0 AND verdict = 0) AS entered,
    count(*) FILTER (WHERE direction = 1 AND verdict = 0) AS departed,
    count(*) FILTER (WHERE verdict = 1) AS stopped
FROM visit
WHERE door_id = ANY(:door_ids::bigint[]) AND at >= :day AND at < :next_day AND recorded_at <= :until
GROUP BY door_id, method;

-- name: stopped_of_day
SELECT v.*, p.masked_name
FROM visit AS v
JOIN person AS p ON p.id = v.person_id
WHERE v.door_id = ANY(:door_ids::bigint[]) AND v.at >= :day AND v.at < :next_day AND v.recorded_at <= :until
    AND v.verdict = 1
ORDER BY v.at DESC
LIMIT :most;

-- name: visits_recorded_since
-- Visits of doors recorded after `:since`: those of about now by the door's index, those sent late by their own.
SELECT v.*, p.masked_name
FROM (
    SELECT * FROM visit
    WHERE door_id = ANY(:door_ids::bigint[]) AND at > :at_since AND recorded_at > :since
        AND flags & 1 = 0
    UNION ALL
    SELECT * FROM visit
    WHERE door_id = ANY(:door_ids::bigint[]) AND at > :late_since AND recorded_at > :since
        AND flags & 1 = 1
) AS v
JOIN person AS p ON p.id = v.person_id
ORDER BY v.recorded_at DESC, v.at DESC, v.id, v.seq
LIMIT :most;

-- name: visit_of_door^
SELECT person_id, at, id, colour FROM visit
WHERE door_id = :door_id AND at = :at AND id = :id AND seq = :seq;

-- name: visits_of_person
SELECT
    v.*, d.name AS door_name, d.plate, d.route, d.run, w.full_name AS venue_name, w.short_name AS venue_short_name
FROM visit AS v
JOIN door AS d ON d.id = v.door_id
JOIN venue AS w ON w.id = d.venue_id
WHERE v.person_id = :person_id AND v.at < :before AND v.at > :oldest
ORDER BY v.at DESC, v.id
LIMIT :most;

-- name: visit_by_key$
SELECT true FROM visit WHERE person_id = :person_id AND at = :at AND id = :id;

-- name: visit_seen^
-- A person's visit at a door and moment, as its guard sees it.
SELECT v.*, p.masked_name
FROM visit AS v
JOIN person AS p ON p.id = v.person_id
WHERE v.person_id = :person_id AND v.at = :at AND v.door_id = :door_id
LIMIT 1;
