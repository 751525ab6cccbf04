-- name: positive_test_at$
-- When the newest positive sample of a person was taken.
SELECT max(sampled_at) FROM test_result WHERE person_id = :person_id AND result = 1;

-- name: add_case$
INSERT INTO trace_case (
    number, person_id, division_code, basis, test_at, document_reference, state, infectious_from, infectious_until,
    opened_by, opened_at, confirmed_at, ends_at
)
SELECT
    :division_code::text || '-' || :year::text || '-' || lpad(nextval('trace_number')::text, 5, '0'), :person_id,
    :division_code, :basis, :test_at, :document_reference, :state, :infectious_from, :infectious_until,
    :opened_by, :opened_at, CASE WHEN :state = 'open' THEN :opened_at::timestamptz END, :ends_at
ON CONFLICT (person_id) WHERE state <> 'ended' DO NOTHING
RETURNING id;

-- name: end_overdue!
UPDATE trace_case SET state = 'ended', ended_at = ends_at, row_version = row_version + 1
WHERE state <> 'ended' AND ends_at <= :now;

-- name: case_by_id^
SELECT
    c.*, p.masked_name, o.display_name AS opened_by_name, f.display_name AS confirmed_by_name,
    (SELECT count(*) FROM trace_query AS q WHERE q.case_id = c.id) AS queries,
    (SELECT count(DISTINCT r.person_id) FROM trace_reach AS r WHERE r.case_id = c.id) AS people_reached
FROM trace_case AS c
JOIN person AS p ON p.id = c.person_id
JOIN officer AS o ON o.id = c.opened_by
LEFT JOIN officer AS f ON f.id = c.confirmed_by
WHERE c.id = :id;

-- name: cases_in_scope
SELECT
    c.*, p.masked_name, o.display_name AS opened_by_name, f.display_name AS confirmed_by_name,
    (SELECT count(*) FROM trace_query AS q WHERE q.case_id = c.id) AS queries,
    (SELECT count(DISTINCT r.person_id) FROM trace_reach AS r WHERE r.case_id = c.id) AS people_reached
FROM trace_case AS c
JOIN person AS p ON p.id = c.person_id
JOIN officer AS o ON o.id = c.opened_by
LEFT JOIN officer AS f ON f.id = c.confirmed_by
WHERE c.division_code >= :low AND c.division_code < :high
    AND (:state::text IS NULL OR c.state = :state)
    AND (:before::bigint IS NULL OR c.id < :before)
ORDER BY c.id DESC
LIMIT :most;

-- name: confirm$
UPDATE trace_case SET state = 'open', confirmed_by = :officer_id, confirmed_at = :now, row_version = row_version + 1
WHERE id = :id AND state = 'proposed' AND opened_by <> :officer_id
RETURNING id;

-- name: set_window$
UPDATE trace_case SET infectious_from = :since, infectious_until = :until, row_version = row_version + 1
WHERE id = :id AND row_version = :version AND state <> 'ended'
RETURNING id;

-- name: end_case$
UPDATE trace_case SET state = 'ended', ended_by = :officer_id, ended_at = :now, row_version = row_version + 1
WHERE id = :id AND state <> 'ended'
RETURNING id;

-- name: ask_grant$
INSERT INTO trace_grant (case_id, division_code, reason, asked_by, asked_at)
VALUES (:case_id, :division_code, :reason, :officer_id, :now)
ON CONFLICT (case_id, division_code) DO UPDATE SET
    state = CASE trace_grant.state WHEN 'granted' THEN 'granted' ELSE 'asked' END, reason = excluded.reason
RETURNING id;

-- name: grant_by_id^
SELECT g.*, c.number AS case_number, c.division_code AS case_division_code, o.display_name AS asked_by_name
FROM trace_grant AS g
JOIN trace_case AS c ON c.id = g.case_id
JOIN officer AS o ON o.id = g.asked_by
WHERE g.id = :id;

-- name: grants_of_case
SELECT g.*, c.number AS case_number, c.division_code AS case_division_code, o.display_name AS asked_by_name
FROM trace_grant AS g
JOIN trace_case AS c ON c.id = g.case_id
JOIN officer AS o ON o.id = g.asked_by
WHERE g.case_id = :case_id
ORDER BY g.id;

-- name: grants_waiting
SELECT g.*, c.number AS case_number, c.division_code AS case_division_code, o.display_name AS asked_by_name
FROM trace_grant AS g
JOIN trace_case AS c ON c.id = g.case_id
JOIN officer AS o ON o.id = g.asked_by
WHERE g.state = 'asked' AND g.division_code >= :low AND g.division_code < :high
ORDER BY g.id
LIMIT 200;

-- name: decide_grant$
UPDATE trace_grant SET state = :state, decided_by = :officer_id, decided_at = :now
WHERE id = :id AND state = 'asked'
RETURNING id;

-- name: note_query$
INSERT INTO trace_query (at, case_id, officer_id, kind, reason, people)
VALUES (:at, :case_id, :officer_id, :kind, :reason, :people)
RETURNING id;

-- name: reach
-- Those of the people whom the officer had not been shown today under this case.
INSERT INTO trace_reach (person_id, case_id, officer_id, day, at)
SELECT p, :case_id, :officer_id, :day, :at FROM unnest(:people::bigint[]) AS p
ON CONFLICT DO NOTHING
RETURNING person_id;

-- name: is_reached$
SELECT EXISTS (SELECT 1 FROM trace_reach WHERE person_id = :person_id AND case_id = :case_id);

-- name: people_today$
SELECT count(*) FROM trace_reach WHERE officer_id = :officer_id AND at > :since;

-- name: use_of^
SELECT
    (SELECT count(*) FROM trace_query WHERE officer_id = :officer_id AND at > :hour_ago) AS queries_hour,
    (SELECT count(*) FROM trace_reach WHERE officer_id = :officer_id AND at > :day_ago) AS people_day,
    (
        SELECT count(*) FROM trace_query
        WHERE officer_id = :officer_id AND at > :day_ago
            AND (extract(hour FROM at AT TIME ZONE 'Asia/Shanghai') >= 23
                OR extract(hour FROM at AT TIME ZONE 'Asia/Shanghai') < 5)
    ) AS night_queries,
    (
        SELECT count(*) FROM audit_event
        WHERE actor_kind = 'officer' AND actor_id = :officer_id AND action = 'trace.refused' AND at > :day_ago
    ) AS refusals_day;

-- name: warn$
INSERT INTO trace_warning (at, day, officer_id, case_id, division_code, kind)
VALUES (:at, :day, :officer_id, :case_id, :division_code, :kind)
ON CONFLICT (officer_id, kind, day) DO NOTHING
RETURNING id;

-- name: warnings_in_scope
SELECT w.*, o.display_name AS officer_name, c.number AS case_number, s.display_name AS seen_by_name
FROM trace_warning AS w
JOIN officer AS o ON o.id = w.officer_id
LEFT JOIN trace_case AS c ON c.id = w.case_id
LEFT JOIN officer AS s ON s.id = w.seen_by
WHERE w.division_code >= :low AND w.division_code < :high AND (:before::bigint IS NULL OR w.id < :before)
ORDER BY w.id DESC
LIMIT :most;

-- name: see_warning$
UPDATE trace_warning SET seen_by = :officer_id, seen_at = :now
WHERE id = :id AND seen_by IS NULL AND division_code >= :low AND division_code < :high
RETURNING id;

-- name: public_counts^
SELECT
    (SELECT count(*) FROM trace_case WHERE state <> 'proposed') AS cases,
    (SELECT count(*) FROM trace_case WHERE state = 'open' AND ends_at > :now) AS open_cases,
    (SELECT count(*) FROM trace_query) AS queries,
    (SELECT count(DISTINCT person_id) FROM trace_reach) AS people_reached,
    (SELECT count(*) FROM trace_grant WHERE state = 'granted') AS grants,
    (SELECT count(*) FROM follow_up) AS followed_up,
    (SELECT coalesce(sum(people), 0)::bigint FROM notice WHERE state IN ('sending', 'sent')) AS people_told,
    (SELECT count(*) FROM trace_warning) AS warnings;

-- name: people_of
SELECT id, masked_name, division_code FROM person WHERE id = ANY(:people::bigint[]);
