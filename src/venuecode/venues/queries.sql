-- name: doors_by_code
-- Everything a scan needs of each code, in one round trip.
SELECT
    c.code, c.revoked_at AS code_revoked_at,
    d.id AS door_id, d.name AS door_name, d.direction, d.state AS door_state, d.plate, d.route, d.run,
    v.id AS venue_id, v.full_name AS venue_full_name, v.short_name AS venue_short_name, v.state AS venue_state,
    v.class AS venue_class, v.type AS venue_type, v.division_code, v.demand_test_hours, d.rotating_only
FROM venue_code AS c
JOIN door AS d ON d.id = c.door_id
JOIN venue AS v ON v.id = d.venue_id
WHERE c.code = ANY(:codes::text[]);

-- name: code_of_door$
SELECT code FROM venue_code
WHERE door_id = :door_id AND revoked_at IS NULL;

-- name: changes_since
-- Repeats what was in flight at the last call: forgetting twice does no harm, missing once would.
SELECT venue_id, door_id, code FROM venue_change
WHERE xact >= :cursor::text::xid8;

-- name: change_cursor$
-- Every transaction before this one has ended, so its changes are visible to the query that follows.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text;

-- name: note_change!
INSERT INTO venue_change (venue_id, door_id, code)
VALUES (:venue_id::bigint, :door_id::bigint, :code::text);

-- name: note_venue_changes!
INSERT INTO venue_change (venue_id)
SELECT unnest(:venue_ids::bigint[]);

-- name: purge_changes!
DELETE FROM venue_change
WHERE at < :before;

-- name: mark_scanned!
-- At most one write an hour and venue.
UPDATE venue SET last_scan_at = given.at
FROM unnest(:venue_ids::bigint[], :moments::timestamptz[]) AS given (id, at)
WHERE venue.id = given.id AND (last_scan_at IS NULL OR last_scan_at < given.at - interval '1 hour');

-- name: insert_venue<!
INSERT INTO venue (
    full_name, short_name, class, type, credit_code, division_code, address, latitude, longitude,
    responsible_person, responsible_phone, department, issued_at, updated_at, created_by_person, created_by_officer
)
VALUES (
    :full_name, :short_name, :venue_class, :type, :credit_code, :division_code, :address, :latitude, :longitude,
    :responsible_person, :responsible_phone, :department, :at, :at, :person, :officer
)
RETURNING id;

-- name: update_venue_facts!
UPDATE venue SET
    full_name = :full_name,
    short_name = :short_name,
    class = :venue_class,
    type = :type,
    credit_code = :credit_code,
    division_code = :division_code,
    address = :address,
    latitude = :latitude,
    longitude = :longitude,
    responsible_person = :responsible_person,
    responsible_phone = :responsible_phone,
    department = :department,
    updated_at = :at,
    row_version = row_version + 1
WHERE id = :venue_id;

-- name: venue_by_id^
SELECT * FROM venue
WHERE id = :venue_id;

-- name: venues_by_ids
SELECT * FROM venue
WHERE id = ANY(:venue_ids::bigint[]);

-- name: lock_venue^
SELECT * FROM venue
WHERE id = :venue_id
FOR UPDATE;

-- name: set_venue_state!
UPDATE venue SET state = :state, state_reason = :reason, updated_at = :at, row_version = row_version + 1
WHERE id = :venue_id;

-- name: set_demand!
UPDATE venue SET demand_test_hours = :hours, updated_at = :at, row_version = row_version + 1
WHERE id = :venue_id;

-- name: doors_of
SELECT d.*, c.code, c.issued_at AS code_issued_at
FROM door AS d
JOIN venue_code AS c ON c.door_id = d.id AND c.revoked_at IS NULL
WHERE d.venue_id = ANY(:venue_ids::bigint[])
ORDER BY d.venue_id, d.id;

-- name: count_doors$
SELECT count(*) FROM door
WHERE venue_id = :venue_id;

-- name: insert_doors
INSERT INTO door (venue_id, name, direction, plate, route, run, created_at)
SELECT :venue_id::bigint, given.name, given.direction, given.plate, given.route, given.run, :at
FROM unnest(
    :names::text[], :directions::text[], :plates::text[], :routes::text[], :runs::text[]
) WITH ORDINALITY AS given (name, direction, plate, route, run, place)
ORDER BY given.place
ON CONFLICT (venue_id, name) DO NOTHING
RETURNING id;

-- name: insert_codes!
INSERT INTO venue_code (code, door_id, issued_at)
SELECT given.code, given.door_id, :at
FROM unnest(:codes::text[], :door_ids::bigint[]) AS given (code, door_id);

-- name: update_door$
UPDATE door SET
    name = :name,
    direction = :direction,
    plate = :plate,
    route = :route,
    run = :run,
    row_version = row_version + 1
WHERE id = :door_id
RETURNING id;

-- name: touch_door!
UPDATE door SET row_version = row_version + 1
WHERE id = :door_id;

-- name: set_door_state!
UPDATE door SET state = :state, closed_at = :closed_at, closed_by = :closed_by, row_version = row_version + 1
WHERE id = :door_id;

-- name: set_rotating!
UPDATE door SET rotating_only = :rotating_only, row_version = row_version + 1
WHERE id = :door_id;

-- name: revoke_code$
UPDATE venue_code SET revoked_at = :at, replaced_by = :replaced_by
WHERE door_id = :door_id AND revoked_at IS NULL
RETURNING code;

-- name: insert_event!
INSERT INTO venue_event (at, act, application_id, venue_id, door_id, by_person, by_officer, reason)
VALUES (:at, :act, :application_id, :venue_id, :door_id, :person, :officer, :reason);

-- name: events_of_venue
SELECT * FROM venue_event
WHERE venue_id = :venue_id
ORDER BY id DESC
LIMIT 200;
