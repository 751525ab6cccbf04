-- name: status_of_person^
SELECT * FROM health_status
WHERE person_id = :person_id;

-- name: insert_test$
INSERT INTO test_result (person_id, sampled_at, result, institution, source, entered_by, entered_at)
VALUES (:person_id, :sampled_at, :result, :institution, :source, :entered_by, :now)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: note_test!
-- Brings the status up to date with a test, if it is the newest known.
INSERT INTO health_status (person_id, test_at, test_result, updated_at)
VALUES (:person_id, :sampled_at, :result, :now)
ON CONFLICT (person_id) DO UPDATE SET
    test_at = excluded.test_at,
    test_result = excluded.test_result,
    updated_at = excluded.updated_at
WHERE health_status.test_at IS NULL OR health_status.test_at <= excluded.test_at;

-- name: insert_entry!
INSERT INTO status_entry (person_id, colour, reason, since, until, source, evidence, entered_by, entered_at)
VALUES (:person_id, :colour, :reason, :since, :until, :source, :evidence, :entered_by, :now);

-- name: put_status!
INSERT INTO health_status (person_id, colour, reason, source, since, until, updated_at)
VALUES (:person_id, :colour, :reason, :source, :since, :until, :now)
ON CONFLICT (person_id) DO UPDATE SET
    colour = excluded.colour,
    reason = excluded.reason,
    source = excluded.source,
    since = excluded.since,
    until = excluded.until,
    updated_at = excluded.updated_at;
