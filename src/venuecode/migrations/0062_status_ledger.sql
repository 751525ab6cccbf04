-- The policy, who may turn a colour, and the ledger of every change (ADR 0010, ADR 0011).

create table policy_version (
    version integer generated always as identity primary key,
    document jsonb not null,
    state text not null check (state in ('draft', 'active', 'retired')),
    note text not null default '',
    made_by bigint,
    made_at timestamptz not null,
    activated_by bigint,
    activated_at timestamptz,
    retired_at timestamptz
);

create unique index policy_version_active on policy_version (state) where state = 'active';

create sequence status_change_id;
create sequence status_change_batch;

-- cause: 'fact', 'withdrawal', 'policy', 'time'; fact_id the fact behind the worst reason. A batch is what one
-- transaction changed; an event of the record holds its digest.
create table status_change (
    id bigint not null default nextval('status_change_id'),
    person_id bigint not null,
    batch bigint not null,
    at timestamptz not null,
    from_colour smallint not null,
    to_colour smallint not null,
    reasons smallint[] not null,
    since timestamptz,
    until timestamptz,
    cause text not null,
    fact_id bigint,
    source text not null,
    policy_version integer not null,
    primary key (person_id, id)
);

create index status_change_of_batch on status_change (batch);
create index status_change_at on status_change (at);

create trigger status_change_append_only before update or delete on status_change
for each row execute function refuse_change();

-- A change that needs another officer: an order by hand, or facts that would turn more people than the policy allows.
create table order_proposal (
    id bigint generated always as identity primary key,
    state text not null check (state in ('proposed', 'approved', 'refused', 'expired', 'stopped')),
    held boolean not null,
    division_code text not null,
    source text not null,
    evidence text not null,
    case_reference text not null default '',
    people integer not null,
    proposed_by bigint,
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    stopped_at timestamptz,
    stopped_by bigint,
    decided_by bigint,
    decided_at timestamptz,
    note text not null default ''
);

create index order_proposal_open on order_proposal (division_code, id) where state in ('proposed', 'stopped');
create index order_proposal_division on order_proposal (division_code, id);

-- The facts that an approval enters.
create table order_proposal_fact (
    proposal_id bigint not null,
    person_id bigint not null,
    n integer not null,
    fact jsonb not null,
    primary key (proposal_id, person_id, n)
);

create index order_proposal_fact_person on order_proposal_fact (person_id, proposal_id);

-- What the ledger is given; an array of rows costs less than an array a column (ADR 0005).
create type change_line as (
    person_id bigint, from_colour smallint, to_colour smallint, reasons smallint[], since timestamptz, until timestamptz,
    fact_id bigint
);
