-- Calls of terminals for the guard: somebody stands there whom the terminal cannot register by itself.
-- No document number: a masked name and the kind of document are enough to go and help. Kept for a day.
create table guard_call (
    id bigint generated always as identity primary key,
    door_id bigint not null,
    device_id bigint not null,
    reading_id uuid not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    reason text not null,
    masked_name text,
    document_type text,
    closed_at timestamptz,
    closed_by bigint,
    unique (device_id, reading_id)
);

create index guard_call_open on guard_call (door_id, at) where closed_at is null;
create index guard_call_recorded on guard_call (recorded_at);
