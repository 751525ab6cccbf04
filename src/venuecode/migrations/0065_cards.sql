-- Paper cards of people without a phone.

-- by person_id. The code is sealed; a card is found by its digest. One card a person is good at a time.
create table card (
    id bigint generated always as identity,
    person_id bigint not null,
    code bytea not null,
    code_hash bytea not null,
    issued_at timestamptz not null,
    valid_until timestamptz not null,
    issued_by_kind text not null,
    issued_by bigint,
    replaces bigint,
    revoked_at timestamptz,
    revoked_by_kind text,
    revoked_by bigint,
    revoked_because text,
    primary key (person_id, id),
    check (valid_until > issued_at),
    check ((revoked_at is null) = (revoked_because is null))
);

create unique index card_good on card (person_id) where revoked_at is null;
create index card_id on card (id);
create index card_revoked on card (revoked_at) where revoked_at is not null;

-- by code_hash (SHA-256): whose card it is, whatever shard the person lives on.
create table card_code (
    code_hash bytea primary key,
    person_id bigint not null,
    card_id bigint not null
);
