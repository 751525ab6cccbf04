-- name: jobs_by_state
-- How many jobs wait, run or failed for good.
select entrypoint as job, status::text as state, count(*) as jobs from pgqueuer group by 1, 2;
