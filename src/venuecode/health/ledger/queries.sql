-- name: insert_changes
INSERT INTO status_change (
    person_id, batch, at, from_colour, to_colour, reasons, since, until, cause, fact_id, source, policy_version
)
SELECT
    g.person_id, :batch::bigint, :now, g.from_colour, g.to_colour, g.reasons, g.since, g.until, :cause, g.fact_id, :source,
    :policy_version
FROM unnest(:rows::change_line[]) AS g
RETURNING *;

-- name: next_batch$
SELECT nextval('status_change_batch');

-- name: turned_since^
-- How many people facts have given a worse colour since :since, in all and by one source.
SELECT count(*) AS in_all, count(*) FILTER (WHERE source = :source) AS by_source FROM status_change
WHERE at > :since AND to_colour > from_colour AND cause = 'fact';

-- name: insert_proposal$
INSERT INTO order_proposal (
    state, held, division_code, source, evidence, case_reference, people, proposed_by, proposed_at, expires_at, stopped_at
)
VALUES (
    :state, :held, :division_code, :source, :evidence, :case_reference, :people, :proposed_by, :now, :expires_at, :stopped_at
)
RETURNING id;

-- name: held_lately$
-- The proposal that already gathers what a source's facts would turn beyond the threshold.
SELECT id FROM order_proposal
WHERE state = 'stopped' AND held AND division_code = :division_code AND source = :source
    AND proposed_by IS NOT DISTINCT FROM :proposed_by::bigint AND proposed_at > :since
ORDER BY id DESC
LIMIT 1
FOR UPDATE;

-- name: add_facts!
INSERT INTO order_proposal_fact (proposal_id, person_id, n, fact)
SELECT
    :proposal_id, g.person_id,
    coalesce((SELECT max(f.n) FROM order_proposal_fact AS f WHERE f.proposal_id = :proposal_id), 0) + g.n, g.fact::jsonb
FROM unnest(:person_ids::bigint[], :facts::text[]) WITH ORDINALITY AS g (person_id, fact, n);

-- name: count_people!
UPDATE order_proposal AS p SET
    people = (
        SELECT count(DISTINCT f.person_id) FROM order_proposal_fact AS f
        WHERE f.proposal_id = p.id AND f.taken_back_at IS NULL
    )
WHERE p.id = :proposal_id;

-- name: held_facts_of
SELECT f.proposal_id, f.person_id, f.n, f.fact, p.proposed_by FROM order_proposal_fact AS f
JOIN order_proposal AS p ON p.id = f.proposal_id
WHERE f.person_id = :person_id AND f.taken_back_at IS NULL
    AND p.held AND p.source = :source AND p.state = 'stopped' AND p.expires_at > :now
ORDER BY p.id
FOR UPDATE OF p;

-- name: take_back_held!
UPDATE order_proposal_fact SET taken_back_at = :now
WHERE proposal_id = :proposal_id AND person_id = :person_id AND n = :n;

-- name: end_if_empty!
UPDATE order_proposal SET state = 'taken_back', decided_at = :now
WHERE id = :proposal_id AND people = 0;

-- name: proposal_by_id^
SELECT p.*, f.fact FROM order_proposal AS p
CROSS JOIN LATERAL (SELECT fact FROM order_proposal_fact WHERE proposal_id = p.id ORDER BY n LIMIT 1) AS f
WHERE p.id = :proposal_id;

-- name: hold_proposal^
SELECT id FROM order_proposal
WHERE id = :proposal_id
FOR UPDATE;

-- name: facts_of_proposal
SELECT person_id, fact FROM order_proposal_fact
WHERE proposal_id = :proposal_id AND taken_back_at IS NULL
ORDER BY n;

-- name: proposals
SELECT p.*, f.fact FROM order_proposal AS p
CROSS JOIN LATERAL (SELECT fact FROM order_proposal_fact WHERE proposal_id = p.id ORDER BY n LIMIT 1) AS f
WHERE p.division_code >= :low AND p.division_code < :high
    AND (:state::text IS NULL OR p.state = :state)
    AND (:before::bigint IS NULL OR p.id < :before)
ORDER BY p.id DESC
LIMIT :most;

-- name: open_about
-- Proposals about a person that nobody has decided yet.
SELECT p.*, f.fact FROM order_proposal AS p
JOIN order_proposal_fact AS f ON f.proposal_id = p.id
WHERE f.person_id = :person_id AND f.taken_back_at IS NULL AND p.state IN ('proposed', 'stopped') AND p.expires_at > :now
ORDER BY p.id DESC;

-- name: close_proposal!
UPDATE order_proposal SET state = :state, decided_by = :officer_id, decided_at = :now, note = :note
WHERE id = :proposal_id;

-- name: stop_proposal!
UPDATE order_proposal SET state = 'stopped', stopped_by = :officer_id, stopped_at = :now
WHERE id = :proposal_id;

-- name: expire_proposals
UPDATE order_proposal SET state = 'expired', decided_at = :now
WHERE state IN ('proposed', 'stopped') AND expires_at < :now
RETURNING id, division_code;

-- name: changes_of_person
SELECT * FROM status_change
WHERE person_id = :person_id
ORDER BY id DESC
LIMIT :most;

-- name: batches
-- A stretch of batches with their rows, for verifying.
SELECT * FROM status_change
WHERE batch > :after AND batch <= :last
ORDER BY batch, id;

-- name: last_batch$
SELECT coalesce(max(batch), 0) FROM status_change;

-- name: digests
-- What the record says of batches.
SELECT (details ->> 'batch')::bigint AS batch, (details ->> 'rows')::bigint AS rows, details ->> 'digest' AS digest
FROM audit_event
WHERE action = 'health.status_changed' AND (details ->> 'batch')::bigint > :after
    AND (details ->> 'batch')::bigint <= :last;

-- name: last_recorded$
SELECT coalesce(max((details ->> 'batch')::bigint), 0) FROM audit_event
WHERE action = 'health.status_changed';
