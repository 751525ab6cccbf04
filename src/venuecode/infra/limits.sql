-- name: use_window$
-- Counts one more use in the window and returns the sum; holds the row until the transaction ends.
insert into limit_window (bucket, key, starts_at, ends_at, uses)
values (:bucket, :key, :starts_at, :ends_at, 1)
on conflict (bucket, key, starts_at) do update set uses = limit_window.uses + 1
returning uses;

-- name: forget_windows!
delete from limit_window where ends_at < :before;
