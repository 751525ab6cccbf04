-- Cases: a verified infection, under which alone people may be asked about; and what was asked.

create table trace_case (
    id bigint generated always as identity primary key,
    number text not null unique,
    person_id bigint not null,
    division_code text not null,
    basis text not null check (basis in ('positive_test', 'document')),
    test_at timestamptz,
    document_reference text,
    state text not null check (state in ('proposed', 'open', 'ended')),
    infectious_from timestamptz not null,
    infectious_until timestamptz not null,
    opened_by bigint not null,
    opened_at timestamptz not null,
    confirmed_by bigint,
    confirmed_at timestamptz,
    ends_at timestamptz not null,  -- nobody may ask under it from then on
    ended_by bigint,
    ended_at timestamptz,
    row_version int not null default 1,
    check ((basis = 'positive_test') = (test_at is not null)),
    check ((basis = 'document') = (document_reference is not null)),
    check (confirmed_by is null or confirmed_by <> opened_by),
    check (infectious_from < infectious_until)
);

create sequence trace_number;

create unique index trace_case_person on trace_case (person_id) where state <> 'ended';
create index trace_case_division on trace_case (division_code, id);

-- Leave to see, under one case, people and venues of a division that is not the asking officer's.
create table trace_grant (
    id bigint generated always as identity primary key,
    case_id bigint not null references trace_case (id),
    division_code text not null,
    reason text not null,
    state text not null default 'asked' check (state in ('asked', 'granted', 'refused')),
    asked_by bigint not null,
    asked_at timestamptz not null,
    decided_by bigint,
    decided_at timestamptz,
    unique (case_id, division_code)
);

create index trace_grant_waiting on trace_grant (division_code, id) where state = 'asked';

-- Every query, with its reason; never changed.
create table trace_query (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    case_id bigint not null references trace_case (id),
    officer_id bigint not null,
    kind text not null,
    reason text not null,
    people int not null  -- who were shown by it
);

create index trace_query_officer on trace_query (officer_id, at);
create index trace_query_case on trace_query (case_id, id);

create trigger trace_query_append_only before update or delete on trace_query
for each row execute function refuse_change();

-- by person_id. Whom an officer was shown under a case, once a day.
create table trace_reach (
    person_id bigint not null,
    case_id bigint not null,
    officer_id bigint not null,
    day date not null,
    at timestamptz not null,
    primary key (person_id, case_id, officer_id, day)
);

create index trace_reach_officer on trace_reach (officer_id, at);
create index trace_reach_case on trace_reach (case_id);

-- Odd use of tracing, for the auditors of the division.
create table trace_warning (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    day date not null,
    officer_id bigint not null,
    case_id bigint,
    division_code text not null,
    kind text not null,
    seen_by bigint,
    seen_at timestamptz,
    unique (officer_id, kind, day)
);

create index trace_warning_division on trace_warning (division_code, id);
