-- name: server_version$
select current_setting('server_version_num');

-- name: last_tick$
-- When a worker was last heard of.
select last_run from pgqueuer_schedules where entrypoint = :name;

-- name: workers_connected$
-- How many workers are connected to this database now.
select count(*) from pg_stat_activity where datname = current_database() and application_name = :name;

-- name: server_now$
-- The database's clock.
select clock_timestamp();
