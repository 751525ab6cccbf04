-- The demonstration's past, stored as scans of their own day would have been: the desk takes none older than a week.

-- name: record_past!
-- $1 a visit_line each; stored a second after the moment at the door, or two hours after where the phone was offline.
INSERT INTO visit (
    person_id, at, id, recorded_at, door_id, status_as_of, status_until, test_at, registrar_id,
    direction, verdict, colour, method, seq, test_result, flags, reasons
)
SELECT
    w.person_id, w.at, w.id, least(w.at + CASE WHEN w.flags = 0 THEN interval '1 s' ELSE interval '2 h' END, now()),
    w.door_id, w.status_as_of, w.status_until, w.test_at, w.registrar_id,
    w.direction, w.verdict, w.colour, w.method, w.seq, w.test_result, w.flags, w.reasons
FROM unnest($1::visit_line[]) AS w
ON CONFLICT DO NOTHING;

-- name: alert_of_past_stops!
-- An alert for each stop before `until`, acknowledged within minutes; the seconds come from the visit's own id.
INSERT INTO alert (
    kind, state, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour,
    opened_at, count, last_at, acknowledged_by, acknowledged_at, changed_at
)
SELECT
    'stop', 'acknowledged', s.person_id, s.at, s.id, s.door_id, v.id, v.division_code, s.reasons[1], s.colour,
    s.recorded_at, 1, s.at, :officer_id, s.taken_at, s.taken_at
FROM (
    SELECT e.*, e.recorded_at + make_interval(secs => 40 + abs(hashtext(e.id::text)) % 560) AS taken_at
    FROM visit AS e
    WHERE e.verdict = 1 AND e.person_id = ANY(:people::bigint[]) AND e.at < :until
) AS s
JOIN door AS d ON d.id = s.door_id
JOIN venue AS v ON v.id = d.venue_id;
