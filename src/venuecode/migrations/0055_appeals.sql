-- Appeals against a fact that gives a colour: by person_id; text, photo and answer are sealed.
create table appeal (
    id bigint generated always as identity,
    person_id bigint not null,
    fact_id bigint not null,
    reason smallint not null,          -- numbers of health/reasons.py
    source text not null,              -- whose word is appealed against
    division_code text not null,       -- whose officers decide
    state text not null default 'open' check (state in ('open', 'upheld', 'refused')),
    content bytea not null,
    photo bytea,
    photo_type text check (photo_type in ('image/jpeg', 'image/png')),
    made_at timestamptz not null,
    due_at timestamptz not null,
    answer bytea,
    decided_at timestamptz,
    decided_by bigint,
    primary key (person_id, id),
    check ((photo is null) = (photo_type is null)),
    check ((state = 'open') = (decided_at is null))
);

create unique index appeal_once on appeal (person_id, fact_id) where state = 'open';
create index appeal_queue on appeal (division_code text_pattern_ops, due_at) where state = 'open';
