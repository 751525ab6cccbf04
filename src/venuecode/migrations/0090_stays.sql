-- Stays: who was where from when to when, inferred from visits (ADR 0020). Derived data: it can be made again.

-- Finds what was recorded since the last look without touching the rest of a day. A summary of 128 pages an entry,
-- so that a scan's insert hardly notices it.
create index visit_recorded on visit using brin (recorded_at) with (autosummarize = on);

-- by person_id. A partition a day of `started_at`.
create table stay (
    person_id bigint not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    place_id bigint not null,  -- the door; of vehicles on one run, one door that stands for all
    door_id bigint not null,
    visit_id uuid not null,    -- the scan that it stems from
    how smallint not null      -- tracing/model.py: what ended it
) partition by range (started_at);

create index stay_person on stay (person_id, started_at);
create index stay_place on stay (place_id, started_at) include (person_id, ended_at, how);

create function ensure_stay_partition(day date) returns boolean language plpgsql as $$
declare
    part text := 'stay_' || to_char(day, 'YYYYMMDD');
    starts timestamptz := day::timestamp at time zone 'Asia/Shanghai';
    ends timestamptz := (day + 1)::timestamp at time zone 'Asia/Shanghai';
begin
    if to_regclass(part) is not null then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('stay partitions'));
    if to_regclass(part) is not null then
        return false;
    end if;
    execute format('create table %I (like stay including defaults including constraints)', part);
    execute format('alter table stay attach partition %I for values from (%L) to (%L)', part, starts, ends);
    return true;
end
$$;

-- How far visits have become stays, and under which limits; no row: from the beginning.
create table stay_progress (
    single boolean primary key default true check (single),
    derived_until timestamptz not null,
    limits text not null
);

-- The stay that begins with a scan, or the one that an exit without an entry closes; no row where an entry before
-- accounts for the exit. The same rule in Python is tracing/rules.py. Numbers of `how` are those of tracing/model.py.
create function infer_stay(
    at timestamptz, direction smallint, stopped boolean, venue_id bigint,
    stay_limit interval, longest interval, stopped_limit interval,
    other_at timestamptz, other_venue_id bigint, other_direction smallint
) returns table (started_at timestamptz, ended_at timestamptz, how smallint)
language sql immutable parallel safe as $$
    select
        case when direction = 0 then at else greatest(other_at, at - stay_limit) end,
        case
            when direction = 1 then at
            when other_direction = 1 and other_venue_id = venue_id then other_at
            else least(other_at, at + case when stopped then stopped_limit else stay_limit end)
        end,
        case
            when direction = 1 then 4
            when other_direction = 1 and other_venue_id = venue_id then 0
            when stopped then 3
            when other_at < at + stay_limit then 1
            else 2
        end::smallint
    where direction = 0 or other_direction is distinct from 0 or other_venue_id is distinct from venue_id
$$;
