-- name: insert_appeal$
INSERT INTO appeal (
    person_id, fact_id, reason, source, division_code, content, photo, photo_type, made_at, due_at
)
VALUES (
    :person_id, :fact_id, :reason, :source, :division_code, :content, :photo, :photo_type, :now, :due_at
)
ON CONFLICT (person_id, fact_id) WHERE state = 'open' DO NOTHING
RETURNING id;

-- name: count_open$
SELECT count(*) FROM appeal
WHERE person_id = :person_id AND state = 'open';

-- name: appeals_of_person
SELECT * FROM appeal
WHERE person_id = :person_id
ORDER BY id DESC
LIMIT 100;

-- name: appeal_by_id^
SELECT * FROM appeal
WHERE id = :appeal_id;

-- name: hold_appeal^
SELECT * FROM appeal
WHERE id = :appeal_id
FOR UPDATE;

-- name: appeals_waiting
-- Those that wait, the most urgent first.
SELECT * FROM appeal
WHERE state = 'open' AND division_code >= :low AND division_code < :high
ORDER BY due_at, id
LIMIT :most;

-- name: appeals_decided
SELECT * FROM appeal
WHERE state <> 'open' AND division_code >= :low AND division_code < :high
ORDER BY decided_at DESC, id DESC
LIMIT :most;

-- name: decide_appeal!
UPDATE appeal SET state = :state, answer = :answer, decided_at = :now, decided_by = :decided_by
WHERE person_id = :person_id AND id = :appeal_id;
