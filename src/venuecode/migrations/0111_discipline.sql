-- Reminders, warnings and suspensions that officers send to venues, with the manager's answer.
create table venue_measure (
    id bigint generated always as identity primary key,
    venue_id bigint not null,
    kind text not null check (kind in ('reminder', 'warning', 'suspension')),
    reason text not null,
    sent_by bigint not null,
    sent_at timestamptz not null,
    answer text,
    answered_by bigint,
    answered_at timestamptz,
    check ((answer is null) = (answered_at is null))
);

create index venue_measure_venue on venue_measure (venue_id, id);
