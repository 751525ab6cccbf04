-- Alerts: a stop at a door, or a guard's report, for the health department of the venue's division.

create table alert (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('stop', 'report')),
    state text not null default 'open' check (state in ('open', 'acknowledged')),
    person_id bigint,                  -- null where a guard reports somebody who did not scan
    visit_at timestamptz,
    visit_id uuid,
    door_id bigint not null,
    venue_id bigint not null,
    division_code text not null,
    reason smallint not null,
    colour smallint not null,
    opened_at timestamptz not null,
    count integer not null default 1,  -- stops of this person at this venue within the hour
    last_at timestamptz not null,
    note text,
    reported_by bigint,
    acknowledged_by bigint,
    acknowledged_at timestamptz,
    changed_at timestamptz not null
);

create index alert_division on alert (division_code text_pattern_ops, opened_at);
create index alert_changed on alert (changed_at);
create index alert_person_venue on alert (person_id, venue_id, visit_at);
