-- name: add_job!
-- One job for the worker, and its first line in the log, as PgQueuer itself writes them. Its own function passes JSON
-- as text, which our connections (JSON in, JSON out) would encode a second time.
with added as (
    insert into pgqueuer (priority, status, entrypoint, payload)
    values (0, 'queued', :name, :payload)
    returning id, entrypoint, priority
)
insert into pgqueuer_log (job_id, status, entrypoint, priority)
select id, 'queued', entrypoint, priority from added;

-- name: jobs_by_state
-- How many jobs wait, run or failed for good.
select entrypoint as job, status::text as state, count(*) as jobs from pgqueuer group by 1, 2;

-- name: last_tick$
-- When a worker was last heard of.
select last_run from pgqueuer_schedules where entrypoint = :name;

-- name: server_now$
-- The database's clock.
select clock_timestamp();
