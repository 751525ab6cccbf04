-- name: alerts_in_scope
-- Newest first, before a cursor; codes from `:low` below `:high` are the officer's division and what lies under it.
-- An alert concerns the venue's division, the person's home and the division that it was handed to.
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name,
    e.display_name AS assigned_name, c.display_name AS closed_name, v.latitude, v.longitude
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
LEFT JOIN officer AS e ON e.id = a.assigned_to
LEFT JOIN officer AS c ON c.id = a.closed_by
WHERE (
        (a.division_code >= :low AND a.division_code < :high)
        OR (a.home_code >= :low AND a.home_code < :high)
        OR (a.handed_code >= :low AND a.handed_code < :high)
    )
    AND (:severity::smallint IS NULL OR a.severity = :severity)
    AND (:mine::bigint IS NULL OR a.assigned_to = :mine)
    AND (:state::text IS NULL OR a.state = :state)
    AND (:kind::text IS NULL OR a.kind = :kind)
    AND (:before::bigint IS NULL OR a.id < :before)
    AND (:since::timestamptz IS NULL OR a.changed_at > :since)
ORDER BY a.id DESC
LIMIT :most;

-- name: alert_by_id^
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name,
    e.display_name AS assigned_name, c.display_name AS closed_name, v.latitude, v.longitude
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
LEFT JOIN officer AS e ON e.id = a.assigned_to
LEFT JOIN officer AS c ON c.id = a.closed_by
WHERE a.id = :id;

-- name: count_open$
SELECT count(*) FROM alert
WHERE state = 'open' AND (
    (division_code >= :low AND division_code < :high)
    OR (home_code >= :low AND home_code < :high)
    OR (handed_code >= :low AND handed_code < :high)
);

-- name: changed_since
-- Opened, added to or acknowledged after `:since`, of all divisions, oldest change first.
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name,
    e.display_name AS assigned_name, c.display_name AS closed_name, v.latitude, v.longitude
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
LEFT JOIN officer AS e ON e.id = a.assigned_to
LEFT JOIN officer AS c ON c.id = a.closed_by
WHERE a.changed_at > :since
ORDER BY a.changed_at
LIMIT :most;

-- name: acknowledge$
-- Who takes it first has it; the time is kept when an alert is opened again.
UPDATE alert SET
    state = 'acknowledged', acknowledged_by = :officer_id, acknowledged_at = coalesce(acknowledged_at, :now),
    department_code = :department_code, assigned_to = coalesce(assigned_to, :officer_id),
    instruction = :instruction, changed_at = :now
WHERE id = :id AND state = 'open'
RETURNING id;

-- name: assign$
UPDATE alert SET assigned_to = :officer_id, changed_at = :now
WHERE id = :id AND state = 'acknowledged'
RETURNING id;

-- name: instruct$
UPDATE alert SET instruction = :instruction, changed_at = :now
WHERE id = :id AND state = 'acknowledged'
RETURNING id;

-- name: dispose$
UPDATE alert SET disposition = :disposition, instruction = :instruction, changed_at = :now
WHERE id = :id AND state = 'acknowledged'
RETURNING id;

-- name: hand_over$
-- Open again, for the officers of the other division, with all their time.
UPDATE alert SET
    state = 'open', handed_code = :division_code, level = 0, told_level = -1, raised_at = :now,
    disposition = NULL, assigned_to = NULL, changed_at = :now
WHERE id = :id AND state = 'acknowledged'
RETURNING id;

-- name: close$
UPDATE alert SET state = 'closed', closed_by = :officer_id, closed_at = :now, changed_at = :now
WHERE id = :id AND state = 'acknowledged' AND disposition IS NOT NULL
RETURNING id;

-- name: touch!
UPDATE alert SET changed_at = :now WHERE id = :id;

-- name: add_event!
INSERT INTO alert_event (alert_id, at, act, officer_id, division_code, detail, assigned_to, note)
VALUES (:alert_id, :now, :act, :officer_id, :division_code, :detail, :assigned_to, :note);

-- name: events_of
SELECT e.*, o.display_name AS officer_name, f.display_name AS assigned_name
FROM alert_event AS e
LEFT JOIN officer AS o ON o.id = e.officer_id
LEFT JOIN officer AS f ON f.id = e.assigned_to
WHERE e.alert_id = :alert_id
ORDER BY e.id;

-- name: raise_overdue
-- Up by a level what nobody took in its time: `:waits` seconds for the severities 1, 2 and 3.
UPDATE alert SET level = level + 1, raised_at = :now, changed_at = :now
WHERE state = 'open' AND level < 2
    AND coalesce(raised_at, opened_at) + make_interval(secs => (:waits::float[])[severity]) <= :now
RETURNING id, level, division_code;

-- name: handled_at_doors
-- What was taken at these doors since `:since`, last change first: what their guards are shown.
SELECT a.id, a.door_id, a.last_at, a.state, a.instruction, a.disposition, a.department_code, a.changed_at, p.masked_name
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
WHERE a.door_id = ANY(:door_ids::bigint[]) AND a.changed_at > :since AND a.department_code IS NOT NULL
ORDER BY a.changed_at DESC
LIMIT :most;

-- name: stops_of_person
-- The stops of a person that an officer may see: by alerts of the officer's divisions.
SELECT a.last_at AS at, v.full_name AS venue_name, d.name AS door_name, a.reason, a.colour
FROM alert AS a
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
WHERE a.person_id = :person_id
    AND (
        (a.division_code >= :low AND a.division_code < :high)
        OR (a.home_code >= :low AND a.home_code < :high)
        OR (a.handed_code >= :low AND a.handed_code < :high)
    )
ORDER BY a.last_at DESC
LIMIT :most;

-- name: times
-- Median and nine in ten, in seconds, of alerts opened since `:since`.
SELECT
    severity, count(*) AS alerts,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(EPOCH FROM acknowledged_at - opened_at))
        FILTER (WHERE acknowledged_at IS NOT NULL) AS acknowledge,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(EPOCH FROM closed_at - opened_at))
        FILTER (WHERE closed_at IS NOT NULL) AS close
FROM alert
WHERE opened_at >= :since AND (
    (division_code >= :low AND division_code < :high)
    OR (home_code >= :low AND home_code < :high)
    OR (handed_code >= :low AND handed_code < :high)
)
GROUP BY severity
ORDER BY severity DESC;

-- name: colleagues
-- Who may be given an alert of these divisions: health officers at work whose division covers one of them.
SELECT id, display_name FROM officer
WHERE state = 'active' AND role IN ('health_officer', 'approver') AND division_code = ANY(:codes::text[])
ORDER BY display_name, id;

-- name: open_report$
INSERT INTO alert (
    kind, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour,
    opened_at, last_at, note, reported_by, changed_at, severity, home_code
)
SELECT
    'report', :person_id, :visit_at, :visit_id, d.id, v.id, v.division_code, :reason, :colour,
    :now, :now, :note, :reported_by, :now, g.severity, p.division_code
FROM door AS d
JOIN venue AS v ON v.id = d.venue_id
JOIN alert_severity AS g ON g.reason = :reason
LEFT JOIN person AS p ON p.id = :person_id
WHERE d.id = :door_id
RETURNING id;

-- name: recent_report$
-- The same guard reporting the same visit again: one tap too many, not another alert.
SELECT id FROM alert
WHERE kind = 'report' AND reported_by = :reported_by AND door_id = :door_id AND visit_id IS NOT DISTINCT FROM :visit_id
    AND person_id IS NOT DISTINCT FROM :person_id AND opened_at > :after
ORDER BY id DESC
LIMIT 1;

-- name: let_in$
-- The alert of a stop that came too late becomes one of somebody let in; where the stop was added to an earlier alert,
-- or there is none, a new one. Told again it changes nothing and answers null.
WITH changed AS (
    UPDATE alert SET
        kind = 'let_in', state = 'open', acknowledged_by = NULL, acknowledged_at = NULL, disposition = NULL,
        raised_at = :now, level = 0, told_level = -1, changed_at = :now
    WHERE person_id = :person_id AND visit_at = :visit_at AND visit_id = :visit_id AND kind = 'stop'
    RETURNING id
),

opened AS (
    INSERT INTO alert (
        kind, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour,
        opened_at, last_at, changed_at, severity, home_code
    )
    SELECT
        'let_in', :person_id, :visit_at, :visit_id, d.id, v.id, v.division_code, :reason, :colour,
        :now, :visit_at, :now, g.severity, p.division_code
    FROM door AS d
    JOIN venue AS v ON v.id = d.venue_id
    JOIN alert_severity AS g ON g.reason = :reason
    LEFT JOIN person AS p ON p.id = :person_id
    WHERE d.id = :door_id AND NOT EXISTS (SELECT 1 FROM changed)
        AND NOT EXISTS (
            SELECT 1 FROM alert AS a
            WHERE a.person_id = :person_id AND a.visit_at = :visit_at AND a.visit_id = :visit_id AND a.kind = 'let_in'
        )
    RETURNING id
)

SELECT id FROM changed UNION ALL SELECT id FROM opened;

-- name: claim_untold
-- The doors of stops that no guard was told of, each as often as it had one; whoever asks next gets others.
update alert set guards_told_at = :now
where guards_told_at is null and kind = 'stop' and opened_at > :since
  and not exists (
      select 1 from alert told where told.door_id = alert.door_id and told.guards_told_at > :quiet_since
  )
returning door_id;

-- name: guards_of_doors
-- Whoever is bound to the venues of the doors.
select d.id as door_id, d.name as door, v.short_name as venue, m.person_id
from door d join venue v on v.id = d.venue_id
join venue_member m on m.venue_id = d.venue_id and m.until is null
where d.id = any(:door_ids::bigint[])
order by d.id, m.id;
