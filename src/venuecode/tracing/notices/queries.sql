-- name: told_before
-- Who of the people was told under this case at least as urgently, or is about to be.
SELECT DISTINCT p.person_id
FROM notice AS n
JOIN notice_person AS p ON p.notice_id = n.id
WHERE n.case_id = :case_id AND n.state <> 'refused' AND (n.urgency = 'urgent' OR :urgency::text = 'advice')
    AND p.person_id = ANY(:people::bigint[]);

-- name: phones
-- Whose phone serves each of the people: their own, else that of whoever looks after them.
SELECT
    p.id AS person_id,
    CASE
        WHEN p.phone IS NOT NULL THEN p.id
        ELSE (
            SELECT min(g.guardian_id) FROM guardianship AS g
            JOIN person AS k ON k.id = g.guardian_id AND k.phone IS NOT NULL
            WHERE g.ward_id = p.id AND g.ended_at IS NULL
        )
    END AS sms_to
FROM person AS p
WHERE p.id = ANY(:people::bigint[]);

-- name: told_since$
SELECT coalesce(sum(people), 0)::bigint FROM notice
WHERE made_by = :officer_id AND made_at > :since AND state <> 'refused';

-- name: hold_case$
-- One notice of a case is made at a time, so that nobody is told twice.
SELECT id FROM trace_case WHERE id = :case_id FOR UPDATE;

-- name: add_notice$
INSERT INTO notice (
    case_id, division_code, urgency, kind, venue_id, sms, people, state, reason, made_by, made_at
)
VALUES (
    :case_id, :division_code, :urgency, :kind, :venue_id, :sms, :people, :state, :reason, :officer_id, :now
)
RETURNING id;

-- name: add_people!
INSERT INTO notice_person (person_id, notice_id, exposed_on, sms, sms_to, sms_next_at)
SELECT u.person_id, :notice_id, u.exposed_on, u.sms, u.sms_to, :due_at
FROM unnest(:people::bigint[], :days::date[], :sms::text[], :sms_to::bigint[])
    AS u (person_id, exposed_on, sms, sms_to);

-- name: notices
SELECT
    n.*, c.number AS case_number, v.full_name AS venue_name, o.display_name AS made_by_name,
    d.display_name AS decided_by_name, t.read, t.sms_sent, t.sms_waiting, t.sms_failed, t.no_phone
FROM notice AS n
JOIN trace_case AS c ON c.id = n.case_id
JOIN officer AS o ON o.id = n.made_by
LEFT JOIN officer AS d ON d.id = n.decided_by
LEFT JOIN venue AS v ON v.id = n.venue_id
CROSS JOIN LATERAL (
    SELECT
        count(p.read_at) AS read, count(*) FILTER (WHERE p.sms = 'sent') AS sms_sent,
        count(*) FILTER (WHERE p.sms = 'waiting') AS sms_waiting, count(*) FILTER (WHERE p.sms = 'failed') AS sms_failed,
        count(*) FILTER (WHERE p.sms = 'no_phone') AS no_phone
    FROM notice_person AS p WHERE p.notice_id = n.id
) AS t
WHERE n.division_code >= :low AND n.division_code < :high
    AND (:case_id::bigint IS NULL OR n.case_id = :case_id)
    AND (:id::bigint IS NULL OR n.id = :id)
    AND (:state::text IS NULL OR n.state = :state)
ORDER BY n.id DESC
LIMIT 200;

-- name: decide$
UPDATE notice SET state = :state, decided_by = :officer_id, decided_at = :now
WHERE id = :id AND state = 'waiting' AND made_by <> :officer_id
RETURNING id;

-- name: release!
UPDATE notice_person SET sms_next_at = :now WHERE notice_id = :id AND sms = 'waiting';

-- name: take_due
-- Take some messages that are due. A taken one is due again later, in case whoever took it never comes back.
WITH due AS (
    SELECT person_id, notice_id FROM notice_person
    WHERE sms = 'waiting' AND sms_next_at <= :now
    ORDER BY sms_next_at
    LIMIT :most
    FOR UPDATE SKIP LOCKED
)

UPDATE notice_person AS p SET
    sms_tries = p.sms_tries + 1, sms_next_at = :now::timestamptz + interval '1 minute' * (1 << p.sms_tries)
FROM due, notice AS n, person AS w
WHERE p.person_id = due.person_id AND p.notice_id = due.notice_id AND n.id = p.notice_id AND w.id = p.sms_to
RETURNING p.person_id, p.notice_id, p.sms_to, p.sms_tries, w.phone, n.urgency;

-- name: note_sms!
UPDATE notice_person SET sms = :sms, sms_at = :now
WHERE person_id = :person_id AND notice_id = :notice_id AND sms = 'waiting';

-- name: end_sent!
UPDATE notice AS n SET state = 'sent'
WHERE n.state = 'sending'
    AND NOT EXISTS (SELECT 1 FROM notice_person AS p WHERE p.notice_id = n.id AND p.sms = 'waiting');

-- name: own_notices
SELECT
    p.person_id, p.notice_id AS id, p.exposed_on, p.read_at, w.masked_name, n.urgency, n.division_code,
    coalesce(n.decided_at, n.made_at) AS at, v.full_name AS venue_name
FROM notice_person AS p
JOIN notice AS n ON n.id = p.notice_id AND n.state IN ('sending', 'sent')
JOIN person AS w ON w.id = p.person_id
LEFT JOIN venue AS v ON v.id = n.venue_id
WHERE p.person_id = ANY(:people::bigint[])
ORDER BY p.notice_id DESC, p.person_id
LIMIT :most;

-- name: read
UPDATE notice_person AS p SET read_at = coalesce(p.read_at, :now)
FROM notice AS n
WHERE p.notice_id = :id AND n.id = p.notice_id AND n.state IN ('sending', 'sent')
    AND p.person_id = ANY(:people::bigint[])
RETURNING p.person_id;
