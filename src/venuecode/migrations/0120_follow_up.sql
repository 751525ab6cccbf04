-- From contact to action: contacts of a case whom a division's officers follow up.

-- by person_id. `division_code` is whose officers follow the person up: the home county unless assigned elsewhere.
create table follow_up (
    id bigint not null generated always as identity,
    person_id bigint not null,
    case_id bigint not null,
    division_code text not null,
    contact_class text not null check (contact_class in ('close_contact', 'companion', 'second_degree')),
    first_at timestamptz not null,  -- when they first and last met the case, or for the second degree a contact of it
    last_at timestamptz not null,
    reason text not null,
    added_by bigint not null,
    added_at timestamptz not null,
    reached_at timestamptz,
    isolated_at timestamptz,
    tested_at timestamptz,
    closed_at timestamptz,
    proposal_id bigint,  -- the last order that was proposed from here
    row_version int not null default 1,
    primary key (person_id, case_id)
);

create index follow_up_division on follow_up (division_code, id);
create index follow_up_case on follow_up (case_id, id);

-- by person_id. What was done, never changed.
create table follow_up_step (
    person_id bigint not null,
    id bigint not null generated always as identity,
    case_id bigint not null,
    at timestamptz not null,
    officer_id bigint not null,
    kind text not null check (
        kind in ('added', 'assigned', 'reached', 'isolated', 'tested', 'closed', 'reopened', 'note', 'ordered')
    ),
    division_code text not null,
    note text not null default '',
    primary key (person_id, id)
);

create trigger follow_up_step_append_only before update or delete on follow_up_step
for each row execute function refuse_change();
