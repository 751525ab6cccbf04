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
