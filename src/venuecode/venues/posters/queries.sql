-- name: venue_standing^
-- Enough to decide who may print, and whether there is anything to print.
SELECT
    v.state, v.division_code,
    (
        SELECT m.person_id FROM venue_member AS m
        WHERE m.venue_id = v.id AND m.role = 'manager' AND m.until IS NULL
    ) AS manager
FROM venue AS v
WHERE v.id = :venue_id;

-- name: venue_of_door$
SELECT venue_id FROM door
WHERE id = :door_id;

-- name: doors_to_print
-- What stands on the posters of active venues, closed doors left out.
SELECT
    v.id AS venue_id, v.short_name, v.full_name, v.address, v.division_code,
    d.id AS door_id, d.name AS door_name, d.direction, d.plate, d.route, d.run, c.code
FROM venue AS v
JOIN door AS d ON d.venue_id = v.id AND d.state = 'open'
JOIN venue_code AS c ON c.door_id = d.id AND c.revoked_at IS NULL
WHERE v.id = ANY(:venue_ids::bigint[]) AND v.state = 'active'
ORDER BY v.division_code, v.id, d.id;

-- name: venues_to_print
-- At most `most` venues, each with how many posters it takes.
SELECT v.id, count(*) AS posters
FROM venue AS v
JOIN door AS d ON d.venue_id = v.id AND d.state = 'open'
WHERE
    v.state = 'active' AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class)
    AND (:venue_type::text IS NULL OR v.type = :venue_type)
    AND (:venue_ids::bigint[] IS NULL OR v.id = ANY(:venue_ids::bigint[]))
GROUP BY v.division_code, v.id
ORDER BY v.division_code, v.id
LIMIT :most;

-- name: count_posters$
SELECT count(*)
FROM venue AS v
JOIN door AS d ON d.venue_id = v.id AND d.state = 'open'
WHERE
    v.state = 'active' AND v.division_code >= :low AND v.division_code < :high
    AND (:venue_class::smallint IS NULL OR v.class = :venue_class)
    AND (:venue_type::text IS NULL OR v.type = :venue_type)
    AND (:venue_ids::bigint[] IS NULL OR v.id = ANY(:venue_ids::bigint[]));

-- name: insert_batch<!
INSERT INTO poster_batch (
    officer_id, division_code, venue_class, venue_type, part, parts, layout, venue_ids, posters_total, requested_at,
    expires_at
)
VALUES (
    :officer_id, :division_code, :venue_class, :venue_type, :part, :parts, :layout, :venue_ids, :posters_total,
    :requested_at, :expires_at
)
RETURNING id;

-- name: batch_by_id^
SELECT * FROM poster_batch
WHERE id = :batch_id;

-- name: batches_of
SELECT * FROM poster_batch
WHERE officer_id = :officer_id AND expires_at > :now AND id < :before
ORDER BY id DESC
LIMIT :most;

-- name: lock_batch^
SELECT * FROM poster_batch
WHERE id = :batch_id
FOR UPDATE;

-- name: start_batch!
UPDATE poster_batch SET state = 'running', posters_done = 0, started_at = :at
WHERE id = :batch_id;

-- name: note_progress!
UPDATE poster_batch SET posters_done = :posters_done
WHERE id = :batch_id AND state = 'running';

-- name: finish_batch!
-- Doors closed since the request were left out, so what was made is the total.
UPDATE poster_batch SET
    state = 'done', posters_done = :posters, posters_total = :posters, size_bytes = :size_bytes, finished_at = :at
WHERE id = :batch_id;

-- name: fail_batch!
UPDATE poster_batch SET state = 'failed', finished_at = :at
WHERE id = :batch_id AND state = 'running';

-- name: delete_chunks!
DELETE FROM poster_batch_chunk
WHERE batch_id = :batch_id;

-- name: insert_chunk!
INSERT INTO poster_batch_chunk (batch_id, number, bytes)
VALUES (:batch_id, :number, :bytes);

-- name: chunk$
SELECT bytes FROM poster_batch_chunk
WHERE batch_id = :batch_id AND number = :number;

-- name: delete_expired!
DELETE FROM poster_batch
WHERE expires_at <= :now;
