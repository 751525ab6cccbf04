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

-- name: own_test$
select id from test_result
where person_id = :person_id and sampled_at = :sampled_at and result = :result and institution = :institution
    and source = :source;

-- name: own_vaccination$
select id from vaccination
where person_id = :person_id and dose_no = :dose_no and given_on = :given_on and source = :source;

-- name: own_order$
select id from health_order
where person_id = :person_id and reason = :reason and starts_at = :starts_at and case_reference = :case_reference
    and source = :source;

-- name: own_declaration$
select id from declaration
where person_id = :person_id and kind = :kind and declared_at = :declared_at and source = :source;
