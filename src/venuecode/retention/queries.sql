-- Destroys personal data whose time is over (ADR 0092). A case holds until it ends: its person, and those who were shown or
-- are followed up under it.

-- name: begin^
-- For this transaction: rows that are never changed may go, and it takes as long as it takes.
SELECT set_config('venuecode.destroying', 'on', true), set_config('statement_timeout', '0', true);

-- name: wait_briefly!
-- Dropping a partition needs all scans out of the table for a moment; they must not queue behind a wait for that.
SET LOCAL lock_timeout = '2s';

-- name: stored_days
-- The days of which there are visits or stays, the held ones too; `what` is 'visit' or 'stay'.
SELECT DISTINCT to_date(substring(c.relname FROM '[0-9]{8}'), 'YYYYMMDD') AS day
FROM pg_inherits AS i
JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = (:what::text)::regclass AND c.relname ~ '_[0-9]{8}(_held)?$'
ORDER BY day;

-- name: held_people
-- Whose visits and stays of a time are held by cases that have not ended and whose window reaches into it.
WITH holding AS (
    SELECT id, person_id FROM trace_case
    WHERE state <> 'ended' AND ends_at > :now AND infectious_from < :until AND infectious_until >= :since
)

SELECT person_id FROM holding
UNION
SELECT r.person_id FROM trace_reach AS r JOIN holding AS h ON h.id = r.case_id
UNION
SELECT f.person_id FROM follow_up AS f JOIN holding AS h ON h.id = f.case_id;

-- name: destroy_day$
SELECT destroy_day(:what, :day, :kept::bigint[]);

-- name: rows_of_visits$
SELECT count(*) FROM visit WHERE at >= :since AND at < :until AND person_id <> ALL(:kept::bigint[]);

-- name: rows_of_stays$
SELECT count(*) FROM stay WHERE started_at >= :since AND started_at < :until AND person_id <> ALL(:kept::bigint[]);

-- name: destroy_alerts$
-- What happened at which door stays and can be counted; whom it was about, who reported it and what was noted goes.
WITH holding AS (
    SELECT id, person_id FROM trace_case WHERE state <> 'ended' AND ends_at > :now
),

held AS (
    SELECT person_id FROM holding
    UNION
    SELECT r.person_id FROM trace_reach AS r JOIN holding AS h ON h.id = r.case_id
    UNION
    SELECT f.person_id FROM follow_up AS f JOIN holding AS h ON h.id = f.case_id
),

forgotten AS (
    UPDATE alert SET
        person_id = NULL, visit_id = NULL, visit_at = NULL, home_code = NULL, reported_by = NULL, note = NULL
    WHERE state = 'closed' AND closed_at < :before
        AND num_nonnulls(person_id, visit_id, visit_at, home_code, reported_by, note) > 0
        AND (person_id IS NULL OR person_id NOT IN (SELECT person_id FROM held))
    RETURNING id
),

noted AS (
    UPDATE alert_event SET note = NULL WHERE note IS NOT NULL AND alert_id IN (SELECT id FROM forgotten)
)

SELECT count(*) FROM forgotten;

-- name: destroy_follow_up_steps!
WITH over AS (
    SELECT id FROM trace_case
    WHERE (state = 'ended' AND ended_at < :before) OR ends_at < :before
)

DELETE FROM follow_up_step WHERE case_id IN (SELECT id FROM over);

-- name: destroy_follow_ups$
-- After their steps.
WITH over AS (
    SELECT id FROM trace_case
    WHERE (state = 'ended' AND ended_at < :before) OR ends_at < :before
),

gone AS (
    DELETE FROM follow_up WHERE case_id IN (SELECT id FROM over)
    RETURNING id
)

SELECT count(*) FROM gone;

-- name: destroy_notices$
-- The notice stays, with its number of people.
WITH gone AS (
    DELETE FROM notice_person AS p USING notice AS n, trace_case AS c
    WHERE n.id = p.notice_id AND c.id = n.case_id
        AND ((c.state = 'ended' AND c.ended_at < :before) OR c.ends_at < :before)
    RETURNING p.notice_id
)

SELECT count(*) FROM gone;

-- name: destroy_appeal_photos$
WITH gone AS (
    UPDATE appeal SET photo = NULL, photo_type = NULL
    WHERE photo IS NOT NULL AND state <> 'open' AND decided_at < :before
    RETURNING id
)

SELECT count(*) FROM gone;
