-- name: hold_person!
-- Two issues for one person wait for each other.
select 1 from person where id = :person_id for update;

-- name: good_card^
select id, person_id, code, issued_at, valid_until, revoked_at, replaces
from card where person_id = :person_id and revoked_at is null;

-- name: good_cards
select id, person_id, code, issued_at, valid_until, revoked_at, replaces
from card where person_id = any(:person_ids::bigint[]) and revoked_at is null;

-- name: card_by_digest^
select c.id, c.person_id, c.code, c.issued_at, c.valid_until, c.revoked_at, c.replaces
from card_code k join card c on c.person_id = k.person_id and c.id = k.card_id
where k.code_hash = :code_hash;

-- name: insert_card$
insert into card (person_id, code, code_hash, issued_at, valid_until, issued_by_kind, issued_by, replaces)
values (:person_id, :code, :code_hash, :issued_at, :valid_until, :issued_by_kind, :issued_by, :replaces)
returning id;

-- name: insert_card_code!
insert into card_code (code_hash, person_id, card_id) values (:code_hash, :person_id, :card_id);

-- name: revoke$
-- Null when the person has no good card.
update card set revoked_at = :now, revoked_by_kind = :by_kind, revoked_by = :by, revoked_because = :because
where person_id = :person_id and revoked_at is null
returning id;

-- name: revoked_digests
-- Cards that would still be good by their date, revoked after a moment.
select code_hash from card
where revoked_at is not null and revoked_at > :since and revoked_at <= :now and valid_until > :now
order by revoked_at, id;
