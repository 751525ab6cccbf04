-- Sheets of facts that officers import in the background, and the rows that were refused.

create table health_import (
    id bigint generated always as identity primary key,
    kind text not null,
    officer_id bigint not null,
    division_code text not null,
    file_name text not null,
    file_format text not null,
    case_reference text not null default '',
    digest bytea not null,
    state text not null,
    fault jsonb,
    rows_total integer not null default 0,
    rows_done integer not null default 0,
    rows_good integer not null default 0,
    rows_bad integer not null default 0,
    through_row integer not null default 0,
    proposals integer not null default 0,
    created_at timestamptz not null,
    ended_at timestamptz
);

create index health_import_division on health_import (division_code, id);

-- The uploaded file in pieces, sealed; gone when the import has ended.
create table health_import_piece (
    import_id bigint not null,
    n integer not null,
    sealed bytea not null,
    primary key (import_id, n)
);

-- Refused rows, cells sealed; purged after some days.
create table health_import_row (
    import_id bigint not null,
    number integer not null,
    cells bytea not null,
    faults jsonb not null,
    primary key (import_id, number)
);
