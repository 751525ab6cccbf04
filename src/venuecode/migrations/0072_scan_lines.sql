-- What the hot path's statements take: an array of rows costs driver and server less than an array a column (ADR 0005).
create type scan_line as (
    person_id bigint, at timestamptz, id uuid, door_id bigint, direction smallint, guardian_id bigint
);

create type visit_line as (
    person_id bigint, at timestamptz, id uuid, door_id bigint, status_as_of timestamptz, status_until timestamptz,
    test_at timestamptz, registrar_id bigint, direction smallint, verdict smallint, colour smallint, method smallint,
    seq smallint, test_result smallint, flags smallint, reasons smallint[]
);

create type stop_line as (
    person_id bigint, at timestamptz, id uuid, venue_id bigint, division_code text, reason smallint
);
