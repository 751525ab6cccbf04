-- Devices: unattended terminals and displays, each with a key pair whose private half never leaves it (ADR 0016).
-- Small: replicated. Doors and venues are named by id only; they belong to a feature above.

create table device (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('terminal', 'display')),
    venue_id bigint not null,
    door_id bigint not null,
    division_code text not null,
    name text not null,
    public_key bytea not null unique check (length(public_key) = 32),
    model text not null,
    software_version text not null,
    waiting integer not null default 0,  -- records that it has not sent yet, as it said last
    enrolled_at timestamptz not null,
    last_seen_at timestamptz not null,
    revoked_at timestamptz
);

create index device_venue on device (venue_id, id);

-- A one-time code by which one device may enrol for one door; kept as a keyed hash.
create table device_invitation (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('terminal', 'display')),
    venue_id bigint not null,
    door_id bigint not null,
    division_code text not null,
    name text not null,
    code_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    device_id bigint
);

create index device_invitation_expires on device_invitation (expires_at);

-- Nonces of requests that were let in, for as long as a signature is of use: a request counts once.
create table device_nonce (
    device_id bigint not null,
    nonce text not null,
    seen_at timestamptz not null,
    primary key (device_id, nonce)
);

create index device_nonce_seen on device_nonce (seen_at);
