-- Systems of other bodies that push facts or ask, and the keys by which they sign (ADR 0024).

-- small: replicated.
create table external_system (
    id bigint generated always as identity primary key,
    name text not null,
    kind text not null,
    division_code text not null,
    grants text[] not null,
    requests_per_minute integer not null check (requests_per_minute > 0),
    state text not null,
    created_at timestamptz not null,
    created_by bigint
);

create index external_system_division on external_system (division_code, id);

-- small: replicated. The secret is sealed: the server must have it to check a signature.
create table external_system_key (
    id bigint generated always as identity primary key,
    system_id bigint not null references external_system (id),
    name text not null unique,
    secret bytea not null,
    created_at timestamptz not null,
    created_by bigint,
    ends_at timestamptz,
    used_at timestamptz
);

create index external_system_key_system on external_system_key (system_id, id);

-- by key_id: a request is taken once. Forgotten when its time is out of the window anyway.
create table used_nonce (
    key_id bigint not null,
    nonce text not null,
    ends_at timestamptz not null,
    primary key (key_id, nonce)
);

create index used_nonce_ends on used_nonce (ends_at);
