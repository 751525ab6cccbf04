-- Health: what is known of a person (append-only facts) and the one row that a scan reads (status).

-- Numbers of colours, reasons and results are those of kernel/verdict.py and health/model.py.

-- One row a person, derived from the facts below. A colour other than green has a reason, a start and an end;
-- past its end it counts as green, whether or not a job has tidied up (scanning/rules.py).
create table health_status (
    person_id bigint primary key,
    colour smallint not null default 0 check (colour between 0 and 3),
    reason smallint,
    source text,
    since timestamptz,
    until timestamptz,
    test_at timestamptz,
    test_result smallint,
    vaccinated_doses smallint not null default 0,
    vaccinated_on date,
    policy_version integer not null default 0,
    updated_at timestamptz not null,
    check ((colour = 0) = (reason is null)),
    check (colour = 0 or (since is not null and until is not null and until > since and source is not null))
);

create table test_result (
    id bigint generated always as identity,
    person_id bigint not null,
    sampled_at timestamptz not null,
    result smallint not null,
    institution text not null,
    source text not null,
    entered_by bigint,
    entered_at timestamptz not null,
    primary key (person_id, sampled_at, id)
);

create unique index test_result_once on test_result (person_id, sampled_at, result, institution);

create table status_entry (
    id bigint generated always as identity,
    person_id bigint not null,
    colour smallint not null,
    reason smallint,
    since timestamptz not null,
    until timestamptz,
    source text not null,
    evidence text not null,
    entered_by bigint,
    entered_at timestamptz not null,
    primary key (person_id, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger test_result_append_only before update or delete on test_result
for each row execute function refuse_change();

create trigger status_entry_append_only before update or delete on status_entry
for each row execute function refuse_change();
