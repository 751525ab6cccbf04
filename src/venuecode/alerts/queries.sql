-- name: alerts_in_scope
-- Newest first, before a cursor; codes from `:low` below `:high` are the officer's division and what lies under it.
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
WHERE a.division_code >= :low AND a.division_code < :high
    AND (:state::text IS NULL OR a.state = :state)
    AND (:kind::text IS NULL OR a.kind = :kind)
    AND (:before::bigint IS NULL OR a.id < :before)
    AND (:since::timestamptz IS NULL OR a.changed_at > :since)
ORDER BY a.id DESC
LIMIT :most;

-- name: alert_by_id^
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
WHERE a.id = :id;

-- name: count_open$
SELECT count(*) FROM alert
WHERE division_code >= :low AND division_code < :high AND state = 'open';

-- name: changed_since
-- Opened, added to or acknowledged after `:since`, of all divisions, oldest change first.
SELECT a.*, p.masked_name, v.full_name AS venue_name, d.name AS door_name, o.display_name AS acknowledged_name
FROM alert AS a
LEFT JOIN person AS p ON p.id = a.person_id
JOIN venue AS v ON v.id = a.venue_id
JOIN door AS d ON d.id = a.door_id
LEFT JOIN officer AS o ON o.id = a.acknowledged_by
WHERE a.changed_at > :since
ORDER BY a.changed_at
LIMIT :most;

-- name: acknowledge$
UPDATE alert SET state = 'acknowledged', acknowledged_by = :officer_id, acknowledged_at = :now, changed_at = :now
WHERE id = :id AND state = 'open'
RETURNING id;

-- name: open_report$
INSERT INTO alert (
    kind, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour,
    opened_at, last_at, note, reported_by, changed_at
)
SELECT
    'report', :person_id, :visit_at, :visit_id, d.id, v.id, v.division_code, :reason, :colour,
    :now, :now, :note, :reported_by, :now
FROM door AS d
JOIN venue AS v ON v.id = d.venue_id
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
    UPDATE alert SET kind = 'let_in', state = 'open', acknowledged_by = NULL, acknowledged_at = NULL, changed_at = :now
    WHERE person_id = :person_id AND visit_at = :visit_at AND visit_id = :visit_id AND kind = 'stop'
    RETURNING id
),

opened AS (
    INSERT INTO alert (
        kind, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour,
        opened_at, last_at, changed_at
    )
    SELECT
        'let_in', :person_id, :visit_at, :visit_id, d.id, v.id, v.division_code, :reason, :colour,
        :now, :visit_at, :now
    FROM door AS d
    JOIN venue AS v ON v.id = d.venue_id
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
