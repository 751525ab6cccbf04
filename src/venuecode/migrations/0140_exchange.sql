-- OAuth 2 for systems of other bodies (ADR 0081), and the requests for codes that they make (ADR 0082).

-- small: replicated. Access tokens by their SHA-256 alone: who reads the table cannot use one.
create table system_token (
    token_hash bytea primary key,
    key_id bigint not null references external_system_key (id),
    grants text[] not null,
    issued_at timestamptz not null,
    ends_at timestamptz not null
);

create index system_token_ends on system_token (ends_at);

-- How many people a system may look at in a day, whatever it may ask in a minute.
alter table external_system add column looks_per_day integer not null default 1000 check (looks_per_day > 0);

-- by id. A person's code as a system asked for it: good for making codes until its end, then forgotten.
create table code_request (
    id uuid primary key,
    system_id bigint not null references external_system (id),
    person_id bigint not null,
    requested_at timestamptz not null,
    ends_at timestamptz not null
);

create index code_request_ends on code_request (ends_at);
