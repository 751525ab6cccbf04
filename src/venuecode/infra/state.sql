-- name: server_version$
select current_setting('server_version_num');

-- name: last_tick$
-- When a worker was last heard of.
select last_run from pgqueuer_schedules where entrypoint = :name;

-- name: server_now$
-- The database's clock.
select clock_timestamp();
