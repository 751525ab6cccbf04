-- The yardstick's statements, as a plain application would write them (SQLAlchemy's parameters).

-- name: door_of_code
SELECT d.id, d.name FROM venue_code AS c
JOIN door AS d ON d.id = c.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE c.code = :code AND c.revoked_at IS NULL AND v.state = 'active';

-- name: facts_of_person
SELECT p.masked_name, h.colour, h.until FROM person AS p
LEFT JOIN health_status AS h ON h.person_id = p.id
WHERE p.id = :person;

-- name: insert_visit
INSERT INTO visit (
    person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq, flags
)
VALUES (:person, :at, :id, now(), :door, 0, :verdict, :colour, 0, 0, 0)
ON CONFLICT DO NOTHING;

-- name: recent_visit
SELECT at, verdict FROM visit
WHERE person_id = :person AND door_id = :door AND direction = 0 AND at > :since AND at < :until
LIMIT 1;
