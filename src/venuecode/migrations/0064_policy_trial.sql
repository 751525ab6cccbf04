-- Dry runs of a policy: what a draft would make of everybody, counted by the worker beside live traffic.
create table policy_trial (
    id bigint generated always as identity primary key,
    version integer not null,
    asked_by bigint not null,
    asked_at timestamptz not null,
    people_total bigint not null default 0,
    people_done bigint not null default 0,
    finished_at timestamptz,
    result jsonb
);

create index policy_trial_version on policy_trial (version, id);
