-- Facts of health: append-only, each with who said so and what it rests on; corrections are rows of their own (ADR 0010).

-- One sequence for all kinds, so that a fact's number names it wherever it is spoken of.
create sequence health_fact_id;
select setval('health_fact_id', (select coalesce(max(id), 0) + 1 from test_result), false);

alter table test_result alter column id drop identity;
alter table test_result alter column id set default nextval('health_fact_id');
alter table test_result
    add column resulted_at timestamptz,
    add column evidence text not null default '';

create table vaccination (
    id bigint not null default nextval('health_fact_id'),
    person_id bigint not null,
    dose_no smallint not null check (dose_no between 1 and 20),
    given_on date not null,
    product text not null,
    institution text not null,
    source text not null,
    evidence text not null default '',
    entered_by bigint,
    entered_at timestamptz not null,
    primary key (person_id, id)
);

create unique index vaccination_once on vaccination (person_id, dose_no, given_on);

-- ends_at null: for as long as the policy says. colour only where the policy takes the one given (another province's).
create table health_order (
    id bigint not null default nextval('health_fact_id'),
    person_id bigint not null,
    reason smallint not null,
    colour smallint check (colour between 1 and 3),
    starts_at timestamptz not null,
    ends_at timestamptz check (ends_at > starts_at),
    case_reference text not null default '',
    source text not null,
    evidence text not null,
    entered_by bigint,
    approved_by bigint,
    entered_at timestamptz not null,
    primary key (person_id, id)
);

create unique index health_order_once on health_order (person_id, reason, starts_at, source, case_reference);

-- flags (health/model.py) is what the policy reads; content is what the person wrote, sealed.
create table declaration (
    id bigint not null default nextval('health_fact_id'),
    person_id bigint not null,
    kind smallint not null,
    flags smallint not null default 0,
    content bytea not null,
    declared_at timestamptz not null,
    source text not null,
    evidence text not null default '',
    entered_by bigint,
    entered_at timestamptz not null,
    primary key (person_id, id)
);

create unique index declaration_once on declaration (person_id, kind, declared_at);

create table fact_withdrawal (
    person_id bigint not null,
    fact_id bigint not null,
    kind smallint not null,
    why text not null,
    evidence text not null default '',
    source text not null,
    withdrawn_by bigint,
    withdrawn_at timestamptz not null,
    primary key (person_id, fact_id)
);

-- Facts about documents that match nobody yet; taken up in the transaction that registers the person.
create table waiting_fact (
    id bigint generated always as identity,
    document_index bytea not null,
    digest bytea not null,
    sealed bytea not null,
    source text not null,
    entered_by bigint,
    entered_at timestamptz not null,
    primary key (document_index, id)
);

create unique index waiting_fact_once on waiting_fact (document_index, digest);
create index waiting_fact_entered on waiting_fact (entered_at);

create trigger vaccination_append_only before update or delete on vaccination
for each row execute function refuse_change();
create trigger health_order_append_only before update or delete on health_order
for each row execute function refuse_change();
create trigger fact_withdrawal_append_only before update or delete on fact_withdrawal
for each row execute function refuse_change();
-- The sealed content may move to another key; nothing else changes.
create trigger declaration_append_only
before update of id, person_id, kind, flags, declared_at, source, evidence, entered_by, entered_at or delete on declaration
for each row execute function refuse_change();

-- What a person's facts make of the time from a week back on, in order, without gaps where it is not green: so that
-- a scan is right about changes that only time brings, however late any job is. Most people have none.
create type status_step as (colour smallint, since timestamptz, until timestamptz, reasons smallint[]);

-- colour, reason, source, since and until are those of the step in force when the row was last brought up to date;
-- next_at is when that changes next.
alter table health_status
    add column steps status_step[],
    add column next_at timestamptz;

create index health_status_next on health_status (next_at) where next_at is not null;

-- What was entered before there were orders: each entry held until the next.
insert into health_order (person_id, reason, colour, starts_at, ends_at, source, evidence, entered_by, entered_at)
select person_id, reason, case when reason = 10 then colour end, since, held_until, source, evidence, entered_by, entered_at
from (
    select *, least(until, lead(entered_at) over (partition by person_id order by id)) as held_until
    from status_entry
) as entry
where colour > 0 and reason <> 1 and held_until > since
on conflict do nothing;

update health_status set
    steps = array[row(colour, since, until, array[reason])::status_step],
    next_at = until
where colour > 0;

drop table status_entry;

-- What a status is set to; an array of rows costs less than an array a column (ADR 0005).
create type status_row as (
    person_id bigint, colour smallint, reason smallint, source text, since timestamptz, until timestamptz,
    steps status_step[], next_at timestamptz
);
