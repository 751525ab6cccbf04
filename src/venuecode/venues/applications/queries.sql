-- name: insert_draft<!
INSERT INTO venue_application (kind, person_id, venue_id, form, created_at, updated_at)
VALUES (:kind, :person_id, :venue_id::bigint, :form, :at, :at)
RETURNING id;

-- name: lock_drafts_of_person!
-- One person's drafts are counted and added one after another.
SELECT pg_advisory_xact_lock(hashtextextended('venue_draft', :person_id));

-- name: count_unfinished$
SELECT count(*) FROM venue_application
WHERE person_id = :person_id AND state IN ('draft', 'returned');

-- name: application_by_id^
SELECT * FROM venue_application
WHERE id = :application_id;

-- name: lock_application^
SELECT * FROM venue_application
WHERE id = :application_id
FOR UPDATE;

-- name: open_amendment^
SELECT * FROM venue_application
WHERE venue_id = :venue_id AND kind = 'amendment' AND state IN ('draft', 'submitted', 'returned');

-- name: applications_of_person
SELECT * FROM venue_application
WHERE person_id = :person_id
ORDER BY id DESC
LIMIT 100;

-- name: save_form!
UPDATE venue_application SET form = :form, updated_at = :at, row_version = row_version + 1
WHERE id = :application_id;

-- name: delete_application!
DELETE FROM venue_application
WHERE id = :application_id;

-- name: mark_submitted!
UPDATE venue_application SET
    state = 'submitted',
    reason = NULL,
    full_name = :full_name,
    class = :venue_class,
    division_code = :division_code,
    credit_code = :credit_code,
    submitted_at = :at,
    updated_at = :at,
    row_version = row_version + 1
WHERE id = :application_id;

-- name: mark_decided!
UPDATE venue_application SET
    state = :state,
    reason = :reason,
    venue_id = coalesce(:venue_id::bigint, venue_id),
    decided_at = :at,
    decided_by = :officer_id::bigint,
    updated_at = :at,
    row_version = row_version + 1
WHERE id = :application_id;

-- name: queue
-- Oldest first, from behind (after_at, after_id).
SELECT id, kind, full_name, class, division_code, submitted_at FROM venue_application
WHERE
    state = :state
    AND division_code >= :low AND division_code < :high
    AND (:venue_class::smallint IS NULL OR class = :venue_class::smallint)
    AND submitted_at <= :filed_by::timestamptz
    AND (submitted_at, id) > (:after_at::timestamptz, :after_id::bigint)
ORDER BY submitted_at, id
LIMIT :size;

-- name: count_queue$
SELECT count(*) FROM venue_application
WHERE state = 'submitted' AND division_code >= :low AND division_code < :high;

-- name: duplicates
WITH asked AS (
    SELECT :credit_code::text AS credit_code, :division_code::text AS division_code,
        venue_name_key(:full_name::text) AS name_key
)

(
    SELECT v.id AS venue_id, NULL::bigint AS application_id, v.full_name, v.division_code, v.address, v.state,
        v.credit_code IS NOT DISTINCT FROM asked.credit_code AND v.credit_code IS NOT NULL AS same_credit_code,
        v.name_key = asked.name_key AND v.division_code = asked.division_code AS same_name
    FROM venue AS v, asked
    WHERE
        v.state <> 'revoked'
        AND v.id <> coalesce(:venue_id::bigint, 0)
        AND (
            v.credit_code = asked.credit_code
            OR (v.division_code = asked.division_code AND v.name_key = asked.name_key AND asked.name_key <> '')
        )
    ORDER BY v.id
    LIMIT 10
)
UNION ALL
(
    SELECT NULL, a.id, a.full_name, a.division_code, NULL, a.state,
        a.credit_code IS NOT DISTINCT FROM asked.credit_code AND a.credit_code IS NOT NULL,
        a.name_key = asked.name_key AND a.division_code = asked.division_code
    FROM venue_application AS a, asked
    WHERE
        a.state IN ('submitted', 'returned')
        AND a.kind = 'new'
        AND a.id <> coalesce(:application_id::bigint, 0)
        AND (
            a.credit_code = asked.credit_code
            OR (a.division_code = asked.division_code AND a.name_key = asked.name_key AND asked.name_key <> '')
        )
    ORDER BY a.id
    LIMIT 10
);

-- name: events_of_application
SELECT * FROM venue_event
WHERE application_id = :application_id
ORDER BY id;
