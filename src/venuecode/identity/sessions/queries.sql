-- name: insert_session$
insert into session (holder_kind, holder_id, created_at, expires_at, device, channel)
values (:holder_kind, :holder_id, :created_at, :expires_at, :device, :channel)
returning id;

-- name: open_sessions
select id, created_at, expires_at, device, channel
from session
where holder_id = :holder_id and holder_kind = :holder_kind and ended_at is null and expires_at > :now
order by id desc limit 200;

-- name: end_sessions
-- Ends one session of a holder, or all but one, or all.
update session set ended_at = :now
where holder_id = :holder_id and holder_kind = :holder_kind and ended_at is null and expires_at > :now
  and (:only::bigint is null or id = :only::bigint)
  and (:besides::bigint is null or id <> :besides::bigint)
returning id, expires_at;

-- name: ended_since
-- Sessions that were ended before their time and would still be good.
select id, expires_at, ended_at from session where ended_at > :since and expires_at > :now;

-- name: forget_sessions!
delete from session where expires_at < :before;
