-- People, their logins and guardians; officers; sessions.
-- Each table that grows with people names the column it may be distributed by, and keeps its unique keys within it.

-- by id. Sealed fields are kernel.encryption's; masked_name is made once, when the name is set.
create table person (
    id bigint generated always as identity primary key,
    document_type text not null,
    nationality text not null,
    document_number bytea not null,
    document_index bytea not null,
    name bytea not null,
    masked_name text not null,
    phone bytea,
    phone_index bytea,
    birth_date date,
    division_code text not null,
    state text not null,
    verified_by text,
    verified_at timestamptz,
    registered_at timestamptz not null,
    updated_at timestamptz not null
);

create index person_document_index on person (document_index);
create index person_phone_index on person (phone_index) where phone_index is not null;
create index person_division on person (division_code, id);

-- by document_index: one person a document, whatever shard the person lives on.
create table person_document (
    document_index bytea primary key,
    person_id bigint not null
);

-- by subject_index: a phone (provider `phone`) or an account of a channel, of one person.
create table channel_login (
    provider text not null,
    app_id text not null,
    subject_index bytea not null,
    person_id bigint not null,
    created_at timestamptz not null,
    primary key (provider, app_id, subject_index)
);

create index channel_login_person on channel_login (person_id);

-- by id: somebody who proved a phone or an account and has not registered yet.
create table newcomer (
    id bigint generated always as identity primary key,
    provider text not null,
    app_id text not null,
    subject_index bytea not null,
    phone bytea,
    phone_index bytea,
    created_at timestamptz not null
);

create index newcomer_created on newcomer (created_at);

-- by person_id: to what text, in which version, somebody agreed.
create table consent (
    person_id bigint not null,
    purpose text not null,
    version text not null,
    given_at timestamptz not null,
    primary key (person_id, purpose, version)
);

-- by guardian_id. A ward may have several guardians; a bond that ended stays as history.
create table guardianship (
    guardian_id bigint not null,
    ward_id bigint not null,
    relation text not null,
    consent_at timestamptz not null,
    ended_at timestamptz,
    ended_by bigint,
    primary key (guardian_id, ward_id, consent_at)
);

create unique index guardianship_open on guardianship (guardian_id, ward_id) where ended_at is null;
create index guardianship_ward on guardianship (ward_id);

-- by phone_index: a six-digit code, kept as a keyed hash; tries are counted here for all processes.
create table phone_code (
    id bigint generated always as identity,
    phone_index bytea not null,
    purpose text not null,
    code_hash bytea not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    tries integer not null default 0,
    used_at timestamptz,
    primary key (phone_index, id)
);

create index phone_code_sent on phone_code (sent_at);

-- by key: how often something happened within a window of time, for limits that hold across processes.
create table limit_window (
    bucket text not null,
    key bytea not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    uses integer not null,
    primary key (bucket, key, starts_at)
);

create index limit_window_ends on limit_window (ends_at);

-- small, replicated: a newcomer who cannot reach the old phone asks the officers of the home division.
create table recovery_request (
    id bigint generated always as identity primary key,
    person_id bigint not null,
    newcomer_id bigint not null,
    division_code text not null,
    state text not null,
    requested_at timestamptz not null,
    decided_at timestamptz,
    decided_by bigint
);

create index recovery_request_open on recovery_request (division_code, id) where state = 'open';
create unique index recovery_request_once on recovery_request (newcomer_id, person_id) where state = 'open';

-- small: replicated.
create table officer (
    id bigint generated always as identity primary key,
    user_name text not null,
    display_name text not null,
    password_hash text not null,
    password_temporary boolean not null,
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    role text not null,
    division_code text not null,
    state text not null,
    failures integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null,
    created_by bigint
);

create unique index officer_user_name on officer (lower(user_name));
create index officer_division on officer (division_code, id);

-- by holder_id. A token is checked without this table; it says which sessions ended early.
create table session (
    id bigint generated always as identity,
    holder_kind text not null,
    holder_id bigint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    device text not null,
    channel text not null,
    primary key (holder_id, id)
);

create index session_ended on session (ended_at) where ended_at is not null;
create index session_expires on session (expires_at);
