-- name: status_of_person^
SELECT * FROM health_status
WHERE person_id = :person_id;

-- name: insert_tests
-- One row a test that was new; `n` is its place in the arrays. The same test twice in one call is one. The numbers are
-- drawn beforehand, so that what was stored is found again by number alone.
WITH given AS MATERIALIZED (
    SELECT nextval('health_fact_id') AS id, g.*
    FROM unnest(
        :ns::integer[], :person_ids::bigint[], :sampled_ats::timestamptz[], :results::smallint[],
        :institutions::text[], :resulted_ats::timestamptz[], :evidences::text[]
    ) AS g (n, person_id, sampled_at, result, institution, resulted_at, evidence)
),

added AS (
    INSERT INTO test_result (
        id, person_id, sampled_at, result, institution, resulted_at, evidence, source, entered_by, entered_at
    )
    SELECT id, person_id, sampled_at, result, institution, resulted_at, evidence, :source, :entered_by::bigint, :now
    FROM given
    ON CONFLICT DO NOTHING
    RETURNING id
)

SELECT g.n, a.id
FROM added AS a
JOIN given AS g USING (id);

-- name: insert_vaccinations
WITH given AS (
    SELECT DISTINCT ON (person_id, dose_no, given_on) *
    FROM unnest(
        :ns::integer[], :person_ids::bigint[], :dose_nos::smallint[], :given_ons::date[], :products::text[],
        :institutions::text[], :evidences::text[]
    ) AS g (n, person_id, dose_no, given_on, product, institution, evidence)
    ORDER BY person_id, dose_no, given_on, n
),

added AS (
    INSERT INTO vaccination (
        person_id, dose_no, given_on, product, institution, evidence, source, entered_by, entered_at
    )
    SELECT person_id, dose_no, given_on, product, institution, evidence, :source, :entered_by::bigint, :now
    FROM given
    ON CONFLICT DO NOTHING
    RETURNING id, person_id, dose_no, given_on
)

SELECT g.n, a.id
FROM added AS a
JOIN given AS g USING (person_id, dose_no, given_on);

-- name: insert_orders
WITH given AS (
    SELECT DISTINCT ON (person_id, reason, starts_at, case_reference) *
    FROM unnest(
        :ns::integer[], :person_ids::bigint[], :reasons::smallint[], :colours::smallint[], :starts_ats::timestamptz[],
        :ends_ats::timestamptz[], :case_references::text[], :evidences::text[]
    ) AS g (n, person_id, reason, colour, starts_at, ends_at, case_reference, evidence)
    ORDER BY person_id, reason, starts_at, case_reference, n
),

added AS (
    INSERT INTO health_order (
        person_id, reason, colour, starts_at, ends_at, case_reference, evidence,
        source, entered_by, approved_by, entered_at
    )
    SELECT
        person_id, reason, colour, starts_at, ends_at, case_reference, evidence,
        :source, :entered_by::bigint, :approved_by::bigint, :now
    FROM given
    ON CONFLICT DO NOTHING
    RETURNING id, person_id, reason, starts_at, case_reference
)

SELECT g.n, a.id
FROM added AS a
JOIN given AS g USING (person_id, reason, starts_at, case_reference);

-- name: insert_declarations
WITH given AS (
    SELECT DISTINCT ON (person_id, kind, declared_at) *
    FROM unnest(
        :ns::integer[], :person_ids::bigint[], :kinds::smallint[], :flags::smallint[], :contents::bytea[],
        :declared_ats::timestamptz[], :evidences::text[]
    ) AS g (n, person_id, kind, flags, content, declared_at, evidence)
    ORDER BY person_id, kind, declared_at, n
),

added AS (
    INSERT INTO declaration (
        person_id, kind, flags, content, declared_at, evidence, source, entered_by, entered_at
    )
    SELECT person_id, kind, flags, content, declared_at, evidence, :source, :entered_by::bigint, :now
    FROM given
    ON CONFLICT DO NOTHING
    RETURNING id, person_id, kind, declared_at
)

SELECT g.n, a.id
FROM added AS a
JOIN given AS g USING (person_id, kind, declared_at);

-- name: touch_statuses!
-- Makes the rows that are missing.
INSERT INTO health_status (person_id, updated_at)
SELECT DISTINCT person_id, :now::timestamptz FROM unnest(:person_ids::bigint[]) AS g (person_id)
ORDER BY person_id
ON CONFLICT DO NOTHING;

-- name: note_tests
-- Makes or brings up to date the rows of people with new tests (each the newest of its person in this call), and holds
-- all of them, in order, until the end of the transaction. Returns those that a new fact may turn or cut short, and who
-- knew a newer test already.
WITH given AS (
    SELECT * FROM unnest(:person_ids::bigint[], :sampled_ats::timestamptz[], :results::smallint[])
        AS g (person_id, sampled_at, result)
),

noted AS (
    INSERT INTO health_status AS h (person_id, test_at, test_result, updated_at)
    SELECT person_id, sampled_at, result, :now
    FROM given
    ORDER BY person_id
    ON CONFLICT (person_id) DO UPDATE SET
        test_at = excluded.test_at,
        test_result = excluded.test_result,
        updated_at = excluded.updated_at
    WHERE h.test_at IS NULL OR h.test_at <= excluded.test_at
    RETURNING person_id, colour, steps, next_at, test_result
)

SELECT person_id, colour, steps, next_at, true AS noted FROM noted
WHERE steps IS NOT NULL OR test_result = 1
UNION ALL
SELECT person_id, NULL, NULL, NULL, false FROM given
WHERE person_id NOT IN (SELECT person_id FROM noted);

-- name: hold_statuses
-- Those of :certain, and of :perhaps whoever has steps that a new fact may cut short.
SELECT person_id, colour, steps, next_at FROM health_status
WHERE person_id = ANY(:certain::bigint[])
    OR (person_id = ANY(:perhaps::bigint[]) AND steps IS NOT NULL)
ORDER BY person_id
FOR UPDATE;

-- name: renew_tests!
-- After a withdrawal: the newest test that still stands.
UPDATE health_status AS h SET
    test_at = t.sampled_at,
    test_result = t.result,
    updated_at = :now
FROM unnest(:person_ids::bigint[]) AS g (person_id)
LEFT JOIN LATERAL (
    SELECT r.sampled_at, r.result FROM test_result AS r
    WHERE r.person_id = g.person_id
        AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = r.person_id AND w.fact_id = r.id)
    ORDER BY r.sampled_at DESC, r.result DESC
    LIMIT 1
) AS t ON true
WHERE h.person_id = g.person_id;

-- name: renew_vaccinations!
UPDATE health_status AS h SET
    vaccinated_doses = coalesce(v.doses, 0),
    vaccinated_on = v.last_on,
    updated_at = :now
FROM unnest(:person_ids::bigint[]) AS g (person_id)
LEFT JOIN LATERAL (
    SELECT max(r.dose_no)::smallint AS doses, max(r.given_on) AS last_on FROM vaccination AS r
    WHERE r.person_id = g.person_id
        AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = r.person_id AND w.fact_id = r.id)
) AS v ON true
WHERE h.person_id = g.person_id;

-- name: tests_of
SELECT t.person_id, t.id, t.result, t.sampled_at, t.resulted_at, t.source
FROM test_result AS t
WHERE t.person_id = ANY(:person_ids::bigint[]) AND t.sampled_at > :since
    AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = t.person_id AND w.fact_id = t.id);

-- name: orders_of
SELECT o.person_id, o.id, o.reason, o.colour, o.starts_at, o.ends_at, o.source
FROM health_order AS o
WHERE o.person_id = ANY(:person_ids::bigint[]) AND o.starts_at > :since
    AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = o.person_id AND w.fact_id = o.id);

-- name: declared_of
SELECT d.person_id, d.id, d.flags, d.declared_at, d.source
FROM declaration AS d
WHERE d.person_id = ANY(:person_ids::bigint[]) AND d.declared_at > :since AND d.flags <> 0
    AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = d.person_id AND w.fact_id = d.id);

-- name: put_statuses!
UPDATE health_status AS h SET
    colour = g.colour,
    reason = g.reason,
    source = g.source,
    since = g.since,
    until = g.until,
    steps = g.steps,
    next_at = g.next_at,
    policy_version = :policy_version,
    updated_at = :now
FROM unnest(:rows::status_row[]) AS g
WHERE h.person_id = g.person_id;

-- name: divisions_of
SELECT id, division_code FROM person
WHERE id = ANY(:person_ids::bigint[]);

-- name: fact_of^
-- One fact of a person, of whatever kind.
SELECT 1 AS kind, id, entered_by, NULL::bigint AS approved_by, source FROM test_result
WHERE person_id = :person_id AND id = :fact_id
UNION ALL
SELECT 2, id, entered_by, NULL, source FROM vaccination
WHERE person_id = :person_id AND id = :fact_id
UNION ALL
SELECT 3, id, entered_by, approved_by, source FROM health_order
WHERE person_id = :person_id AND id = :fact_id
UNION ALL
SELECT 4, id, entered_by, NULL, source FROM declaration
WHERE person_id = :person_id AND id = :fact_id;

-- name: own_test$
select id from test_result
where person_id = :person_id and sampled_at = :sampled_at and result = :result and institution = :institution
    and source = :source;

-- name: own_vaccination$
select id from vaccination
where person_id = :person_id and dose_no = :dose_no and given_on = :given_on and source = :source;

-- name: own_order$
select id from health_order
where person_id = :person_id and reason = :reason and starts_at = :starts_at and case_reference = :case_reference
    and source = :source;

-- name: own_declaration$
select id from declaration
where person_id = :person_id and kind = :kind and declared_at = :declared_at and source = :source;

-- name: insert_withdrawal$
INSERT INTO fact_withdrawal (person_id, fact_id, kind, why, evidence, source, withdrawn_by, withdrawn_at)
VALUES (:person_id, :fact_id, :kind, :why, :evidence, :source, :withdrawn_by, :now)
ON CONFLICT DO NOTHING
RETURNING fact_id;

-- name: insert_waiting
INSERT INTO waiting_fact (document_index, digest, sealed, source, entered_by, entered_at)
SELECT g.document_index, g.digest, g.sealed, :source, :entered_by::bigint, :now
FROM unnest(:document_indexes::bytea[], :digests::bytea[], :sealed::bytea[]) AS g (document_index, digest, sealed)
ON CONFLICT DO NOTHING
RETURNING digest;

-- name: take_waiting
DELETE FROM waiting_fact
WHERE document_index = :document_index
RETURNING id, sealed, source, entered_by, entered_at;

-- name: waiting_of_source
SELECT id, sealed, entered_by FROM waiting_fact
WHERE document_index = :document_index AND source = :source
FOR UPDATE;

-- name: drop_these_waiting!
DELETE FROM waiting_fact
WHERE document_index = :document_index AND id = ANY(:ids::bigint[]);

-- name: drop_waiting!
DELETE FROM waiting_fact
WHERE entered_at < :before;

-- name: relevant_in_range
-- The next people by number, up to :most, whose colour may not be plain green: who has steps, or a fact that can make some.
-- :every asks for everybody (a policy whose routine turns people by the age of their last test).
SELECT h.person_id FROM health_status AS h
WHERE h.person_id > :after AND h.person_id <= :last
    AND (
        :every OR h.steps IS NOT NULL
        OR EXISTS (SELECT 1 FROM health_order AS o WHERE o.person_id = h.person_id AND o.starts_at > :since)
        OR EXISTS (
            SELECT 1 FROM test_result AS t
            WHERE t.person_id = h.person_id AND t.sampled_at > :since AND t.result = 1
        )
        OR EXISTS (
            SELECT 1 FROM declaration AS d
            WHERE d.person_id = h.person_id AND d.declared_at > :since AND d.flags <> 0
        )
    )
ORDER BY h.person_id;

-- name: range_end$
-- The last of the next :most people by number.
SELECT max(person_id) FROM (
    SELECT person_id FROM health_status
    WHERE person_id > :after
    ORDER BY person_id
    LIMIT :most
) AS stretch;

-- name: count_statuses$
SELECT count(*) FROM health_status;

-- name: due_people
-- Whose colour or reasons changed by time alone since their row was last brought up to date.
SELECT person_id FROM health_status
WHERE next_at <= :now
ORDER BY next_at
LIMIT :most;

-- name: look_statuses
-- As `hold_statuses`, without holding: for counting only.
SELECT person_id, colour, steps, next_at FROM health_status
WHERE person_id = ANY(:person_ids::bigint[]);

-- name: sample_of
SELECT id, masked_name, division_code FROM person
WHERE id = ANY(:person_ids::bigint[]);

-- name: facts_on_file
-- All facts of a person, newest first, with what was withdrawn marked.
SELECT f.*, w.why, w.withdrawn_at, w.source AS withdrawn_source
FROM (
    SELECT
        1 AS kind, person_id, id, sampled_at AS at, source, evidence, entered_at, entered_by, NULL::bigint AS approved_by,
        result::integer AS number, institution AS words, NULL::smallint AS colour, NULL::timestamptz AS ends_at,
        '' AS case_reference, NULL::smallint AS declared_kind, NULL::bytea AS content
    FROM test_result WHERE person_id = :person_id
    UNION ALL
    SELECT
        2, person_id, id, given_on::timestamp AT TIME ZONE 'Asia/Shanghai', source, evidence, entered_at, entered_by, NULL,
        dose_no, product || ' ' || institution, NULL, NULL, '', NULL, NULL
    FROM vaccination WHERE person_id = :person_id
    UNION ALL
    SELECT
        3, person_id, id, starts_at, source, evidence, entered_at, entered_by, approved_by,
        reason, '', colour, ends_at, case_reference, NULL, NULL
    FROM health_order WHERE person_id = :person_id
    UNION ALL
    SELECT
        4, person_id, id, declared_at, source, evidence, entered_at, entered_by, NULL,
        flags, '', NULL, NULL, '', kind, content
    FROM declaration WHERE person_id = :person_id
) AS f
LEFT JOIN fact_withdrawal AS w ON w.person_id = f.person_id AND w.fact_id = f.id
ORDER BY f.at DESC, f.id DESC
LIMIT :most;

-- name: registered_meanwhile
-- Whom facts wait for although they are registered: both came within the same moment.
SELECT w.document_index, d.person_id FROM waiting_fact AS w
JOIN person_document AS d ON d.document_index = w.document_index
GROUP BY w.document_index, d.person_id
LIMIT :most;
