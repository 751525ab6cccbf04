-- Who did what, and who looked at whom (ADR 0009).
-- An event is durable with the work it tells of; a follower then links it into the chain, so that no one who
-- records ever waits for the chain's end. Rows of both tables are never changed or removed.

create table audit_event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor_id bigint,
    action text not null,
    subject_kind text,
    subject_id bigint,
    division_code text,
    reason text,
    details jsonb not null default '{}',
    look boolean not null default false,
    shown_from timestamptz not null
);

create index audit_event_subject on audit_event (subject_kind, subject_id, id);
create index audit_event_actor on audit_event (actor_kind, actor_id, id);

create table audit_pending (
    event_id bigint primary key
);

create table audit_link (
    sequence bigint primary key,
    event_id bigint not null unique,
    hash bytea not null
);

create function refuse_change_of_record() returns trigger as $$
begin
    raise exception 'the record of events is append-only';
end;
$$ language plpgsql;

create trigger audit_event_stays before update or delete or truncate on audit_event
    for each statement execute function refuse_change_of_record();
create trigger audit_link_stays before update or delete or truncate on audit_link
    for each statement execute function refuse_change_of_record();
