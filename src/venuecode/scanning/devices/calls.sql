-- name: insert_call$
-- Nothing when this very reading called before.
insert into guard_call (door_id, device_id, reading_id, at, recorded_at, reason, masked_name, document_type)
values (:door_id, :device_id, :reading_id, :at, :now, :reason, :masked_name, :document_type)
on conflict (device_id, reading_id) do nothing
returning id;

-- name: open_calls
select c.id, c.door_id, d.name as device_name, c.at, c.reason, c.masked_name, c.document_type
from guard_call c join device d on d.id = c.device_id
where c.door_id = any(:door_ids::bigint[]) and c.closed_at is null and c.at > :since
order by c.at desc, c.id desc
limit 50;

-- name: close_call$
update guard_call set closed_at = :now, closed_by = :person_id
where id = :call_id and door_id = :door_id and closed_at is null
returning id;

-- name: forget_calls!
delete from guard_call where recorded_at < :before;
