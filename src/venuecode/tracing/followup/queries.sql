-- name: add
-- Put people on the list of a case, once each; the rows that are new.
INSERT INTO follow_up (
    person_id, case_id, division_code, contact_class, first_at, last_at, reason, added_by, added_at
)
SELECT u.person_id, :case_id, u.division_code, u.contact_class, u.first_at, u.last_at, :reason, :officer_id, :now
FROM unnest(
    :people::bigint[], :divisions::text[], :classes::text[], :first::timestamptz[], :last::timestamptz[]
) WITH ORDINALITY AS u (person_id, division_code, contact_class, first_at, last_at, n)
ORDER BY u.n
ON CONFLICT (person_id, case_id) DO NOTHING
RETURNING person_id, division_code;

-- name: add_steps!
INSERT INTO follow_up_step (person_id, case_id, at, officer_id, kind, division_code, note)
SELECT u.person_id, :case_id, :now, :officer_id, :kind, u.division_code, :note
FROM unnest(:people::bigint[], :divisions::text[]) AS u (person_id, division_code);

-- name: follow_ups
-- Whom the officers of a scope follow up, oldest first.
SELECT
    f.*, p.masked_name, p.division_code AS home_division, c.number AS case_number, o.state AS order_state,
    coalesce((
        SELECT s.note FROM follow_up_step AS s
        WHERE s.person_id = f.person_id AND s.case_id = f.case_id AND s.note <> ''
            AND s.kind NOT IN ('added', 'ordered')
        ORDER BY s.id DESC
        LIMIT 1
    ), '') AS last_note
FROM follow_up AS f
JOIN person AS p ON p.id = f.person_id
JOIN trace_case AS c ON c.id = f.case_id
LEFT JOIN order_proposal AS o ON o.id = f.proposal_id
WHERE f.division_code >= :low AND f.division_code < :high
    AND (:case_id::bigint IS NULL OR f.case_id = :case_id)
    AND (:open::boolean IS NULL OR (f.closed_at IS NULL) = :open)
    AND (:people::bigint[] IS NULL OR f.person_id = ANY(:people::bigint[]))
    AND f.id > :after
ORDER BY f.id
LIMIT :most;

-- name: steps_of
SELECT s.at, s.kind, s.division_code, s.note, o.display_name AS officer_name
FROM follow_up_step AS s
JOIN officer AS o ON o.id = s.officer_id
WHERE s.person_id = :person_id AND s.case_id = :case_id
ORDER BY s.id;

-- name: mark$
-- The moment of a mark is that of the first time; closing and reopening replace each other.
UPDATE follow_up SET
    reached_at = CASE WHEN :mark::text = 'reached' THEN coalesce(reached_at, :now) ELSE reached_at END,
    isolated_at = CASE WHEN :mark = 'isolated' THEN coalesce(isolated_at, :now) ELSE isolated_at END,
    tested_at = CASE WHEN :mark = 'tested' THEN coalesce(tested_at, :now) ELSE tested_at END,
    closed_at = CASE :mark WHEN 'closed' THEN coalesce(closed_at, :now) WHEN 'reopened' THEN NULL ELSE closed_at END,
    row_version = row_version + 1
WHERE person_id = :person_id AND case_id = :case_id AND row_version = :version
RETURNING row_version;

-- name: assign
UPDATE follow_up SET division_code = :division_code, row_version = row_version + 1
WHERE case_id = :case_id AND person_id = ANY(:people::bigint[])
    AND division_code >= :low AND division_code < :high AND division_code <> :division_code
RETURNING person_id;

-- name: note_order!
UPDATE follow_up SET proposal_id = :proposal_id, row_version = row_version + 1
WHERE case_id = :case_id AND person_id = ANY(:people::bigint[]);

-- name: progress_by_division
SELECT
    f.division_code, count(*) AS people, count(f.reached_at) AS reached, count(f.isolated_at) AS isolated,
    count(f.tested_at) AS tested, count(f.closed_at) AS closed,
    count(*) FILTER (WHERE o.state = 'approved') AS ordered
FROM follow_up AS f
LEFT JOIN order_proposal AS o ON o.id = f.proposal_id
WHERE f.case_id = :case_id
GROUP BY f.division_code
ORDER BY f.division_code;
