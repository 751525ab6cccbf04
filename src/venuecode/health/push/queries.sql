-- name: claim_push$
-- Null when this key was used before. Waits for a push with the same key that is under way.
insert into fact_push (system_id, idempotency_key, digest, records, received_at)
values (:system_id, :idempotency_key, :digest, :records, :now)
on conflict (system_id, idempotency_key) do nothing
returning records;

-- name: push_of^
select digest, answer from fact_push where system_id = :system_id and idempotency_key = :idempotency_key;

-- name: answer_push!
update fact_push set answer = :answer::jsonb
where system_id = :system_id and idempotency_key = :idempotency_key;

-- name: forget_pushes!
delete from fact_push where received_at < :before;
