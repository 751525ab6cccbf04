-- name: insert_import<!
INSERT INTO venue_import (officer_id, division_code, file_name, file_format, content, created_at)
VALUES (:officer_id, :division_code, :file_name, :file_format, :content, :at)
RETURNING id;

-- name: import_by_id^
SELECT * FROM venue_import
WHERE id = :import_id;

-- name: lock_import^
SELECT * FROM venue_import
WHERE id = :import_id
FOR UPDATE;

-- name: imports_in
SELECT * FROM venue_import
WHERE division_code >= :low AND division_code < :high
ORDER BY id DESC
LIMIT 50;

-- name: set_state!
UPDATE venue_import SET state = :state, fault = :fault, row_version = row_version + 1
WHERE id = :import_id;

-- name: set_progress!
UPDATE venue_import SET rows_total = :rows_total, rows_done = :rows_done
WHERE id = :import_id;

-- name: set_counts!
UPDATE venue_import SET
    rows_total = :rows_total,
    rows_done = :rows_done,
    rows_good = :rows_good,
    rows_bad = :rows_bad,
    venues_new = :venues_new,
    venues_changed = :venues_changed,
    venues_same = :venues_same,
    doors_new = :doors_new,
    rows_likely = :rows_likely
WHERE id = :import_id;

-- name: mark_checked!
UPDATE venue_import SET
    state = 'checked', fault = :fault, content = NULL, checked_at = :at, row_version = row_version + 1
WHERE id = :import_id;

-- name: mark_applied!
UPDATE venue_import SET state = 'applied', applied_at = :at, row_version = row_version + 1
WHERE id = :import_id;

-- name: drop_content!
UPDATE venue_import SET content = NULL
WHERE id = :import_id;

-- name: delete_rows!
DELETE FROM venue_import_row
WHERE import_id = :import_id;

-- name: insert_rows!
INSERT INTO venue_import_row (import_id, row, cells, faults, likely)
SELECT :import_id::bigint, given.number, given.cells, given.faults::jsonb, given.likely::jsonb
FROM unnest(:numbers::int[], :cells::bytea[], :faults::text[], :likely::text[]) AS given (number, cells, faults, likely);

-- name: good_rows
SELECT row, cells, faults, likely FROM venue_import_row
WHERE import_id = :import_id AND faults IS NULL AND (likely IS NULL OR :take_likely::boolean)
ORDER BY row;

-- name: bad_rows
SELECT row, cells, faults, likely FROM venue_import_row
WHERE import_id = :import_id AND (faults IS NOT NULL OR likely IS NOT NULL) AND row > :after
ORDER BY row
LIMIT :size;

-- name: set_row_faults!
UPDATE venue_import_row SET faults = given.faults::jsonb, likely = given.likely::jsonb
FROM unnest(:numbers::int[], :faults::text[], :likely::text[]) AS given (number, faults, likely)
WHERE import_id = :import_id AND row = given.number;

-- name: set_take_likely!
UPDATE venue_import SET take_likely = :take_likely
WHERE id = :import_id;

-- name: forget_likely_taken!
UPDATE venue_import_row AS r SET likely = NULL
FROM venue_import AS i
WHERE r.import_id = :import_id AND i.id = r.import_id AND i.take_likely AND r.likely IS NOT NULL;

-- name: purge_rows!
DELETE FROM venue_import_row AS r
USING venue_import AS i
WHERE r.import_id = i.id AND i.created_at < :before;

-- name: purge_content!
UPDATE venue_import SET
    content = NULL, state = CASE WHEN state IN ('applied', 'failed') THEN state ELSE 'discarded' END
WHERE created_at < :before AND (content IS NOT NULL OR state NOT IN ('applied', 'failed', 'discarded'));

-- name: name_keys
-- One rule for comparing names, the one that the index on venues is made with.
SELECT venue_name_key(given.name) AS name_key
FROM unnest(:names::text[]) WITH ORDINALITY AS given (name, place)
ORDER BY given.place;

-- name: hold_imports!
-- Two imports that apply at once would not see each other's new venues.
SELECT pg_advisory_xact_lock(hashtextextended('venue_import', 0));

-- name: matching_venues
-- The venue that each row of a file speaks of, best match first: own number in the county; name in the street;
-- credit code and address in the street.
SELECT given.place::int AS place, found.rank, v.*
FROM unnest(
    :external_ids::text[], :divisions::text[], :name_keys::text[], :credit_codes::text[], :addresses::text[]
) WITH ORDINALITY AS given (external_id, division_code, name_key, credit_code, address, place)
CROSS JOIN LATERAL (
    SELECT m.id, 1 AS rank FROM venue AS m
    WHERE left(m.division_code, 6) = left(given.division_code, 6) AND m.external_id = given.external_id
    UNION ALL
    SELECT m.id, 2 FROM venue AS m
    WHERE
        m.division_code = given.division_code
        AND m.name_key = given.name_key
        AND m.state <> 'revoked'
        AND (m.external_id IS NULL OR given.external_id IS NULL OR m.external_id = given.external_id)
    UNION ALL
    SELECT m.id, 3 FROM venue AS m
    WHERE
        m.credit_code = given.credit_code
        AND m.division_code = given.division_code
        AND m.address = given.address
        AND m.state <> 'revoked'
        AND (m.external_id IS NULL OR given.external_id IS NULL OR m.external_id = given.external_id)
) AS found
JOIN venue AS v ON v.id = found.id
ORDER BY found.rank, given.place, v.id;

-- name: likely_duplicates
-- For each row asked about, venues and applications under review that it looks like; a venue is not like itself.
SELECT given.place::int AS place, found.*
FROM unnest(:credit_codes::text[], :name_keys::text[], :divisions::text[], :venue_ids::bigint[])
    WITH ORDINALITY AS given (credit_code, name_key, division_code, venue_id, place)
CROSS JOIN LATERAL (
    (
        SELECT v.id AS venue_id, v.full_name, v.division_code, true AS same_credit_code FROM venue AS v
        WHERE v.credit_code = given.credit_code AND v.state <> 'revoked' AND v.id <> coalesce(given.venue_id, 0)
        LIMIT 1
    )
    UNION ALL
    (
        SELECT v.id, v.full_name, v.division_code, false FROM venue AS v
        WHERE
            v.division_code = given.division_code
            AND v.name_key = given.name_key
            AND v.state <> 'revoked'
            AND v.id <> coalesce(given.venue_id, 0)
        LIMIT 1
    )
    UNION ALL
    (
        SELECT NULL, a.full_name, a.division_code, true FROM venue_application AS a
        WHERE a.credit_code = given.credit_code AND a.state IN ('submitted', 'returned') AND a.kind = 'new'
        LIMIT 1
    )
    UNION ALL
    (
        SELECT NULL, a.full_name, a.division_code, false FROM venue_application AS a
        WHERE
            a.division_code = given.division_code
            AND a.name_key = given.name_key
            AND a.state IN ('submitted', 'returned')
            AND a.kind = 'new'
        LIMIT 1
    )
) AS found
ORDER BY given.place;

-- name: reserve_venue_ids
SELECT nextval(pg_get_serial_sequence('venue', 'id')) AS id FROM generate_series(1, :count::int);

-- name: reserve_door_ids
SELECT nextval(pg_get_serial_sequence('door', 'id')) AS id FROM generate_series(1, :count::int);

-- name: insert_venues!
INSERT INTO venue (
    id, full_name, short_name, class, type, credit_code, division_code, address, latitude, longitude,
    responsible_person, responsible_phone, department, external_id, issued_at, updated_at, created_by_officer
)
SELECT given.*, :at, :at, :officer_id
FROM unnest(
    :ids::bigint[], :full_name::text[], :short_name::text[], :venue_class::smallint[], :type::text[],
    :credit_code::text[], :division_code::text[], :address::text[], :latitude::float8[], :longitude::float8[],
    :responsible_person::bytea[], :responsible_phone::bytea[], :department::text[], :external_id::text[]
) AS given;

-- name: update_venues!
UPDATE venue SET
    full_name = given.full_name,
    short_name = given.short_name,
    class = given.venue_class,
    type = given.type,
    credit_code = given.credit_code,
    division_code = given.division_code,
    address = given.address,
    latitude = given.latitude,
    longitude = given.longitude,
    responsible_person = given.responsible_person,
    responsible_phone = given.responsible_phone,
    department = given.department,
    external_id = given.external_id,
    updated_at = :at,
    row_version = row_version + 1
FROM unnest(
    :ids::bigint[], :full_name::text[], :short_name::text[], :venue_class::smallint[], :type::text[],
    :credit_code::text[], :division_code::text[], :address::text[], :latitude::float8[], :longitude::float8[],
    :responsible_person::bytea[], :responsible_phone::bytea[], :department::text[], :external_id::text[]
) AS given (
    id, full_name, short_name, venue_class, type, credit_code, division_code, address, latitude, longitude,
    responsible_person, responsible_phone, department, external_id
)
WHERE venue.id = given.id;

-- name: insert_doors!
INSERT INTO door (id, venue_id, name, direction, plate, route, run, created_at)
SELECT given.*, :at
FROM unnest(
    :ids::bigint[], :venue_ids::bigint[], :names::text[], :directions::text[], :plates::text[], :routes::text[],
    :runs::text[]
) AS given;

-- name: update_doors!
UPDATE door SET
    name = given.name,
    direction = given.direction,
    plate = given.plate,
    route = given.route,
    run = given.run,
    row_version = row_version + 1
FROM unnest(
    :ids::bigint[], :names::text[], :directions::text[], :plates::text[], :routes::text[], :runs::text[]
) AS given (id, name, direction, plate, route, run)
WHERE door.id = given.id;

-- name: insert_events!
INSERT INTO venue_event (at, act, venue_id, by_officer)
SELECT :at, :act, given.venue_id, :officer_id
FROM unnest(:venue_ids::bigint[]) AS given (venue_id);
