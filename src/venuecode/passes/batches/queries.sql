-- name: residents
-- Of a division's people: those born within the ranges or chosen, each with the end of a card that is good.
select p.id as person_id, p.masked_name, p.division_code, p.birth_date, c.valid_until as card_until
from person p
left join card c on c.person_id = p.id and c.revoked_at is null and c.valid_until > :now
where p.division_code >= :low and p.division_code < :high
  and (
    (:person_ids::bigint[] is not null and p.id = any(:person_ids::bigint[]))
    or (:person_ids::bigint[] is null
        and ((:old and p.birth_date <= :old_until) or (:young and p.birth_date >= :young_from)))
  )
  and (:renew or c.id is null or c.valid_until < :soon)
order by p.division_code, p.id
limit :most;

-- name: insert_batch$
insert into card_batch (officer_id, division_code, person_ids, reason, cards_total, requested_at, expires_at)
values (:officer_id, :division_code, :person_ids, :reason, :cards_total, :requested_at, :expires_at)
returning id;

-- name: batch_by_id^
select * from card_batch where id = :batch_id;

-- name: lock_batch^
select * from card_batch where id = :batch_id for update;

-- name: batches_of
select * from card_batch where officer_id = :officer_id and expires_at > :now and id < :before
order by id desc limit :most;

-- name: start_batch!
update card_batch set state = 'running', cards_done = 0 where id = :batch_id;

-- name: note_progress!
update card_batch set cards_done = :cards_done where id = :batch_id and state = 'running';

-- name: finish_batch!
update card_batch set state = 'done', cards_done = :cards, cards_total = :cards, media_type = :media_type,
    size_bytes = :size_bytes, finished_at = :at
where id = :batch_id;

-- name: fail_batch!
update card_batch set state = 'failed', finished_at = :at where id = :batch_id and state = 'running';

-- name: delete_chunks!
delete from card_batch_chunk where batch_id = :batch_id;

-- name: insert_chunk!
insert into card_batch_chunk (batch_id, number, bytes) values (:batch_id, :number, :bytes);

-- name: chunk$
select bytes from card_batch_chunk where batch_id = :batch_id and number = :number;

-- name: delete_expired!
delete from card_batch where expires_at <= :now;
