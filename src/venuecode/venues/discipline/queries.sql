-- name: insert_measure<!
INSERT INTO venue_measure (venue_id, kind, reason, division_code, sent_by, sent_at)
VALUES (:venue_id, :kind, :reason, :division_code, :officer, :at)
RETURNING id;

-- name: measures_of_venue
-- The latest 100, newest first.
SELECT m.*, v.short_name AS venue_name
FROM venue_measure AS m
JOIN venue AS v ON v.id = m.venue_id
WHERE m.venue_id = :venue_id
ORDER BY m.id DESC
LIMIT 100;

-- name: measures_of_manager
-- Of all venues whose manager the person is, the unanswered first, then the newest.
SELECT m.*, v.short_name AS venue_name
FROM venue_member AS b
JOIN venue_measure AS m ON m.venue_id = b.venue_id
JOIN venue AS v ON v.id = m.venue_id
WHERE b.person_id = :person_id AND b.role = 'manager' AND b.until IS NULL
ORDER BY (m.answered_at IS NOT NULL), m.id DESC
LIMIT 100;

-- name: mark_seen!
UPDATE venue_measure SET seen_at = :at
WHERE venue_id = :venue_id AND id <= :through::bigint AND seen_at IS NULL;

-- name: lock_measure^
SELECT m.*, v.short_name AS venue_name
FROM venue_measure AS m
JOIN venue AS v ON v.id = m.venue_id
WHERE m.id = :measure_id AND m.venue_id = :venue_id
FOR UPDATE OF m;

-- name: answer_measure!
UPDATE venue_measure SET
    answer = :answer,
    answered_at = :at,
    answered_by = :person,
    seen_at = coalesce(seen_at, :at)
WHERE id = :measure_id;
