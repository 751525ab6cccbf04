-- Visits: one row a person and scan, a partition a day (ADR 0005). No personal data, no foreign keys.

-- The day is Shanghai's, so that "today" at a door is one partition. Columns stand widest first: no padding.
create table visit (
    person_id bigint not null,
    at timestamptz not null,           -- the moment at the door
    id uuid not null,                  -- client_visit_id; companions share it
    recorded_at timestamptz not null,  -- the moment it was decided and stored
    door_id bigint not null,
    status_as_of timestamptz,          -- when the status that decided was last brought up to date
    status_until timestamptz,          -- only where a status stopped the person
    test_at timestamptz,               -- the test that was known then
    registrar_id bigint,               -- who registered it, where it was not the person
    direction smallint not null,
    verdict smallint not null,
    colour smallint not null,
    method smallint not null,
    seq smallint not null,             -- 0 the one who scanned, 1-10 companions
    test_result smallint,
    flags smallint not null,           -- 1 late: sent well after `at`
    reasons smallint[],                -- null where there is none
    primary key (person_id, at, id)
) partition by range (at);

create index visit_door_at on visit (door_id, at);

-- Make the partition of one day unless it is there. Built beside and attached, which does not hold up scans as
-- `create table ... partition of` would; the lock keeps two processes from making the same one.
create function ensure_visit_partition(day date) returns boolean language plpgsql as $$
declare
    part text := 'visit_' || to_char(day, 'YYYYMMDD');
    starts timestamptz := day::timestamp at time zone 'Asia/Shanghai';
    ends timestamptz := (day + 1)::timestamp at time zone 'Asia/Shanghai';
begin
    if to_regclass(part) is not null then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('visit partitions'));
    if to_regclass(part) is not null then
        return false;
    end if;
    execute format('create table %I (like visit including defaults including constraints)', part);
    execute format('alter table visit attach partition %I for values from (%L) to (%L)', part, starts, ends);
    return true;
end
$$;

-- The days on which a scan may lie (7 back, 5 minutes ahead) and a week more to spare.
create function ensure_visit_partitions(moment timestamptz) returns integer language sql as $$
    select count(*) filter (where ensure_visit_partition(day::date))::integer
    from generate_series(
        (moment at time zone 'Asia/Shanghai')::date - 8, (moment at time zone 'Asia/Shanghai')::date + 8, interval '1 day'
    ) as day
$$;

select ensure_visit_partitions(now());
