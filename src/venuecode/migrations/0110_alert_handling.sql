-- Alerts to their end: severity, the person's home division, levels, assignment, disposition, closing; and what is
-- told to whom. A stop is added to its alert under a lock, so that two processes cannot open two (ADR 0074).

create table alert_severity (
    reason smallint primary key,       -- numbers of health/reasons.py; a test holds that none is missing
    severity smallint not null check (severity between 1 and 3)  -- 1 low, 2 high, 3 urgent
);

insert into alert_severity (reason, severity) values
    (1, 3), (2, 3), (3, 3), (4, 3), (5, 2), (6, 2), (7, 2), (8, 2), (9, 2), (10, 2), (11, 1), (12, 1), (13, 1),
    (40, 1), (41, 1), (42, 3), (60, 2);

alter table alert drop constraint alert_state_check;
alter table alert
    add constraint alert_state_check check (state in ('open', 'acknowledged', 'closed')),
    add column severity smallint not null default 2,
    add column home_code text,         -- where the person lives; null: nobody known
    add column handed_code text,       -- to which division it was handed over
    add column level smallint not null default 0 check (level between 0 and 2),  -- county, prefecture, province
    add column raised_at timestamptz,  -- when it last went up
    add column told_level smallint not null default -1,  -- up to which level the duty phones were told
    add column department_code text,   -- whose officer took it
    add column assigned_to bigint,
    add column instruction text check (instruction in ('hold', 'turn_away', 'test', 'isolate', 'let_go')),
    add column disposition text check (
        disposition in ('turned_away', 'isolated', 'tested', 'false_alarm', 'handed_over')
    ),
    add column closed_by bigint,
    add column closed_at timestamptz,
    add constraint alert_closed_check check (state <> 'closed' or (closed_at is not null and disposition is not null));

update alert set told_level = 2;       -- what was opened before is not told now

create index alert_home on alert (home_code text_pattern_ops, opened_at);
create index alert_handed on alert (handed_code text_pattern_ops) where handed_code is not null;
create index alert_waiting on alert (opened_at) where state = 'open';
create index alert_untold on alert (id) where told_level < level;
create index alert_door on alert (door_id, changed_at);

-- What was done with an alert, by whom; append-only. Notes may name people and are sealed.
create table alert_event (
    id bigint generated always as identity primary key,
    alert_id bigint not null,
    at timestamptz not null,
    act text not null,
    officer_id bigint,                 -- null: the system
    division_code text,                -- of the officer, or to which it was handed
    detail text,                       -- a code: disposition, instruction, level
    assigned_to bigint,
    note bytea
);

create index alert_event_alert on alert_event (alert_id, id);

-- Phones and receivers on duty in a division. The phone and the receiver's key are sealed.
create table duty_contact (
    id bigint generated always as identity primary key,
    division_code text not null,
    name text not null,
    phone bytea not null,
    masked_phone text not null,
    least_severity smallint not null check (least_severity between 1 and 3),
    language text not null check (language in ('zh', 'en')),
    made_by bigint not null,
    made_at timestamptz not null,
    ended_at timestamptz
);

create index duty_contact_division on duty_contact (division_code text_pattern_ops) where ended_at is null;

create table duty_webhook (
    id bigint generated always as identity primary key,
    division_code text not null,
    url text not null,
    secret bytea not null,
    least_severity smallint not null check (least_severity between 1 and 3),
    made_by bigint not null,
    made_at timestamptz not null,
    ended_at timestamptz
);

create index duty_webhook_division on duty_webhook (division_code text_pattern_ops) where ended_at is null;

-- Stores visits and the alerts of their stops. The second statement sees what others committed before the locks were
-- had: in one plain statement it would not.
create function record_stops(moment timestamptz, visit_lines visit_line[], stop_lines stop_line[]) returns bigint
language plpgsql as $$
declare
    fresh bigint;
begin
    perform pg_advisory_xact_lock(pair)
    from (
        select distinct hashtextextended(person_id || ' ' || venue_id, 80) as pair
        from unnest(stop_lines)
        order by 1
    ) as pairs;

    with stored as (
        insert into visit (
            person_id, at, id, recorded_at, door_id, status_as_of, status_until, test_at, registrar_id,
            direction, verdict, colour, method, seq, test_result, flags, reasons
        )
        select
            w.person_id, w.at, w.id, moment, w.door_id, w.status_as_of, w.status_until, w.test_at, w.registrar_id,
            w.direction, w.verdict, w.colour, w.method, w.seq, w.test_result, w.flags, w.reasons
        from unnest(visit_lines) as w
        on conflict do nothing
        returning person_id, at, id, door_id, colour
    ),

    stop as (
        select s.person_id, s.at, s.id, s.door_id, s.colour, w.venue_id, w.division_code, w.reason, g.severity
        from stored as s
        join unnest(stop_lines) as w on w.person_id = s.person_id and w.at = s.at and w.id = s.id
        join alert_severity as g on g.reason = w.reason
    ),

    gathered as (
        select distinct on (person_id, venue_id)
            *, count(*) over pair as stops, max(at) over pair as last_at, max(severity) over pair as worst
        from stop
        window pair as (partition by person_id, venue_id)
        order by person_id, venue_id, at
    ),

    same as (
        select g.*, (
            select b.id from alert as b
            where b.person_id = g.person_id and b.venue_id = g.venue_id and b.kind = 'stop'
                and b.visit_at between g.at - interval '1 hour' and g.at + interval '1 hour'
            order by b.visit_at desc
            limit 1
        ) as alert_id
        from gathered as g
    ),

    added as (
        update alert as a set
            count = a.count + g.stops,
            last_at = greatest(a.last_at, g.last_at),
            colour = greatest(a.colour, g.colour),
            severity = greatest(a.severity, g.worst),
            state = case a.state when 'closed' then 'open' else a.state end,  -- who comes back is somebody's work again
            raised_at = case a.state when 'closed' then moment else a.raised_at end,
            disposition = case a.state when 'closed' then null else a.disposition end,
            level = case a.state when 'closed' then 0 else a.level end,
            told_level = case a.state when 'closed' then -1 else a.told_level end,
            changed_at = moment
        from same as g
        where a.id = g.alert_id
    ),

    opened as (
        insert into alert (
            kind, person_id, visit_at, visit_id, door_id, venue_id, division_code, reason, colour, severity, home_code,
            opened_at, count, last_at, changed_at
        )
        select
            'stop', g.person_id, g.at, g.id, g.door_id, g.venue_id, g.division_code, g.reason, g.colour, g.worst,
            p.division_code, moment, g.stops, g.last_at, moment
        from same as g
        left join person as p on p.id = g.person_id
        where g.alert_id is null
    )

    select count(*) into fresh from stored;
    return fresh;
end
$$;
