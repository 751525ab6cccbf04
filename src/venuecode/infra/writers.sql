-- name: oldest_writer$
-- How long the oldest transaction that wrote something in this database has been open; NULL where there is none. What it
-- wrote cannot be seen yet. Sessions of other roles are not shown to us, and none of them stores visits.
SELECT clock_timestamp() - min(xact_start)
FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid();
