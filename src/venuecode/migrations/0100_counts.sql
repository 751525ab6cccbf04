-- Counts of visits, kept up behind the scans (ADR 0070). No people in them, so they outlive the visits they stem from.
-- Small and not by person: replicated where visits are distributed.

-- What counts are told apart by besides place and time. Supervising departments are as typed; '' is none.
create table count_trade (
    id integer generated always as identity primary key,
    class smallint not null,
    type text not null,
    department text not null,
    unique (class, type, department)
);

-- By door and hour: drill-down, managers' own numbers, and what the rest can be made from.
create table count_door_hour (
    door_id bigint not null,
    hour timestamptz not null,
    visits integer not null,  -- all; what no other column of its group counts is the rest
    stops integer not null,
    entries integer not null,  -- direction in; the rest went out
    grey integer not null,  -- colour; the rest were green
    yellow integer not null,
    red integer not null,
    test_24h integer not null,  -- age of the last known test; of the rest none was known
    test_48h integer not null,
    test_72h integer not null,
    test_7d integer not null,
    test_older integer not null,
    companion integer not null,  -- method; the rest scanned themselves
    card integer not null,
    personal_code integer not null,
    document integer not null,
    terminal integer not null,
    typed integer not null,
    late integer not null,  -- sent well after the moment at the door
    primary key (door_id, hour)
) with (fillfactor = 80);

create index count_door_hour_hour on count_door_hour using brin (hour) with (pages_per_range = 32);

-- By division, hour and trade; a visit is in the row of its street and of every division above, up to 000000. So one
-- look at one division's rows answers for all under it.
create table count_area_hour (
    area text not null,
    hour timestamptz not null,
    trade_id integer not null,
    visits integer not null,  -- all; what no other column of its group counts is the rest
    stops integer not null,
    entries integer not null,  -- direction in; the rest went out
    grey integer not null,  -- colour; the rest were green
    yellow integer not null,
    red integer not null,
    test_24h integer not null,  -- age of the last known test; of the rest none was known
    test_48h integer not null,
    test_72h integer not null,
    test_7d integer not null,
    test_older integer not null,
    companion integer not null,  -- method; the rest scanned themselves
    card integer not null,
    personal_code integer not null,
    document integer not null,
    terminal integer not null,
    typed integer not null,
    late integer not null,  -- sent well after the moment at the door
    primary key (area, hour, trade_id)
) with (fillfactor = 80);

create index count_area_hour_hour on count_area_hour using brin (hour) with (pages_per_range = 32);

-- The same by day of Shanghai, with the venues that had any visit on it.
create table count_area_day (
    area text not null,
    day date not null,
    trade_id integer not null,
    venues integer not null,
    visits integer not null,  -- all; what no other column of its group counts is the rest
    stops integer not null,
    entries integer not null,  -- direction in; the rest went out
    grey integer not null,  -- colour; the rest were green
    yellow integer not null,
    red integer not null,
    test_24h integer not null,  -- age of the last known test; of the rest none was known
    test_48h integer not null,
    test_72h integer not null,
    test_7d integer not null,
    test_older integer not null,
    companion integer not null,  -- method; the rest scanned themselves
    card integer not null,
    personal_code integer not null,
    document integer not null,
    terminal integer not null,
    typed integer not null,
    late integer not null,  -- sent well after the moment at the door
    primary key (area, day, trade_id)
) with (fillfactor = 80);

create index count_area_day_day on count_area_day (day);

create table count_door_day (
    door_id bigint not null,
    day date not null,
    visits integer not null,
    stops integer not null,
    primary key (door_id, day)
) with (fillfactor = 80);

create index count_door_day_day on count_door_day (day, door_id) include (visits);

create table count_venue_day (
    day date not null,
    venue_id bigint not null,
    visits integer not null,
    stops integer not null,
    primary key (day, venue_id)
) with (fillfactor = 80);

-- Visits that a guard or manager registered. The one column that names a person is a venue's own staff; kept shortly.
create table count_guard_day (
    door_id bigint not null,
    day date not null,
    registrar_id bigint not null,
    visits integer not null,
    stops integer not null,
    primary key (door_id, day, registrar_id)
);

create index count_guard_day_day on count_guard_day (day);

create table count_venue (
    venue_id bigint primary key,
    first_at timestamptz not null,
    last_at timestamptz not null
) with (fillfactor = 80);

-- Doors whose count of a day does not fit their past (monitoring/rules.py), with what the rule went by.
create table odd_door (
    day date not null,
    door_id bigint not null,
    visits integer not null,
    usual real not null,
    low real not null,
    high real not null,
    days smallint not null,
    kind text not null check (kind in ('silent', 'low', 'high')),
    strength real not null,
    primary key (day, door_id)
);

-- All visits recorded up to this moment are in the counts, none recorded later is.
create table count_progress (
    single boolean primary key default true check (single),
    counted_until timestamptz not null
);

insert into count_progress (counted_until) values ('-infinity');

-- A division's code and those of all divisions above it, by the digits of GB/T 2260 (regions/rules.py).
create function areas_of(code text) returns text[] language sql immutable parallel safe as $$
    select array(
        select distinct area
        from unnest(array[
            code, left(code, 6), rpad(left(code, 4), 6, '0'), rpad(left(code, 2), 6, '0'), '000000'
        ]) as area
    )
$$;
