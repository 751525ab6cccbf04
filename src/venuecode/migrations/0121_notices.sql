-- Notices to people who were exposed: in the app, and by text message.

create table notice (
    id bigint generated always as identity primary key,
    case_id bigint not null,
    division_code text not null,
    urgency text not null check (urgency in ('urgent', 'advice')),
    kind text not null check (kind in ('contacts', 'venue')),
    venue_id bigint,
    sms boolean not null,
    people int not null,
    state text not null check (state in ('waiting', 'sending', 'sent', 'refused')),  -- waiting: for a second officer
    reason text not null,
    made_by bigint not null,
    made_at timestamptz not null,
    decided_by bigint,
    decided_at timestamptz,
    check ((kind = 'venue') = (venue_id is not null)),
    check (decided_by is null or decided_by <> made_by)
);

create index notice_case on notice (case_id, id);
create index notice_waiting on notice (division_code, id) where state = 'waiting';
create index notice_officer on notice (made_by, made_at);

-- by person_id. sms: 'shared' where a relative's message serves this person, too; sms_to is whose phone it goes to.
create table notice_person (
    person_id bigint not null,
    notice_id bigint not null,
    exposed_on date not null,
    sms text not null check (sms in ('none', 'no_phone', 'shared', 'waiting', 'sent', 'failed')),
    sms_to bigint,
    sms_tries smallint not null default 0,
    sms_next_at timestamptz,  -- unset until the notice is released
    sms_at timestamptz,
    read_at timestamptz,
    primary key (person_id, notice_id)
);

create index notice_person_notice on notice_person (notice_id);
create index notice_person_due on notice_person (sms_next_at) where sms = 'waiting';
