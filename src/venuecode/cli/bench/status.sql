-- name: make_more_people#
-- So many in all; the scan bench's hundred thousand are the first of them.
INSERT INTO person (
    document_type, nationality, document_number, document_index, name, masked_name, division_code, state,
    registered_at, updated_at
)
SELECT
    'resident_id', 'CN', decode(md5('n' || n), 'hex'), decode(md5('i' || n), 'hex'), decode(md5('m' || n), 'hex'),
    '张*' || n % 10, '371502', 'registered', now(), now()
FROM generate_series((SELECT max(id) + 1 FROM person), $1::bigint) AS n;

-- name: clear_statuses#
TRUNCATE health_status;

-- name: make_bare_statuses#
-- 95 of 100 were tested within two days; what orders and positive tests make of it is for the product to derive.
INSERT INTO health_status (person_id, test_at, test_result, vaccinated_doses, vaccinated_on, updated_at)
SELECT
    id,
    CASE WHEN id % 20 > 0 THEN now() - (id % 48) * interval '1 hour' END,
    CASE WHEN id % 20 > 0 THEN (id % 100 = 1)::integer END,
    id % 4, '2022-03-01', now() - interval '1 hour'
FROM person;

-- name: make_tests#
-- The test above, 1 in 100 positive, and one more of the week before.
INSERT INTO test_result (person_id, sampled_at, result, institution, source, entered_at)
SELECT
    id, now() - (id % 48) * interval '1 hour' - w * interval '7 days', (id % 100 = 1 AND w = 0)::integer,
    '市检测中心', 'lab:市检测中心', now()
FROM person CROSS JOIN generate_series(0, 1) AS w
WHERE id % 20 > 0;

-- name: make_orders#
-- 4 in 100 are close contacts since up to 10 days ago, by which some are red, some yellow and some green again.
INSERT INTO health_order (person_id, reason, starts_at, source, evidence, entered_at)
SELECT id, 4, now() - (id % 10) * interval '1 day', 'officer:371502', '试验', now()
FROM person
WHERE id % 25 = 2;

-- name: retire_policy#
UPDATE policy_version SET state = 'retired', retired_at = now()
WHERE state = 'active';

-- name: put_policy#
INSERT INTO policy_version (document, state, made_at, activated_at)
VALUES ($1::jsonb, 'active', now(), now());
