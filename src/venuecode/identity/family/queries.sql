-- name: hold_guardian!
-- Two bindings of one guardian wait for each other, so that the limit holds.
select 1 from person where id = :guardian_id for update;

-- name: count_wards$
select count(*) from guardianship where guardian_id = :guardian_id and ended_at is null;

-- name: bind$
-- Null when the two are bound already.
insert into guardianship (guardian_id, ward_id, relation, consent_at, consent_by)
values (:guardian_id, :ward_id, :relation, :now, :consent_by)
on conflict do nothing
returning ward_id;

-- name: unbind$
-- Ends the bond between two people, whichever of them is the guardian; null when there is none.
update guardianship set ended_at = :now, ended_by = :person_id
where ended_at is null
  and ((guardian_id = :person_id and ward_id = :other_id) or (guardian_id = :other_id and ward_id = :person_id))
returning ward_id;

-- name: wards
select g.relation, g.consent_at, g.consent_by,
       p.id, p.document_type, p.nationality, p.document_number, p.name, p.masked_name, p.phone, p.birth_date,
       p.division_code, p.state, p.verified_by, p.registered_at
from guardianship g join person p on p.id = g.ward_id
where g.guardian_id = :person_id and g.ended_at is null order by g.consent_at;

-- name: guardians
select g.relation, g.consent_at, g.consent_by,
       p.id, p.document_type, p.nationality, p.document_number, p.name, p.masked_name, p.phone, p.birth_date,
       p.division_code, p.state, p.verified_by, p.registered_at
from guardianship g join person p on p.id = g.guardian_id
where g.ward_id = :person_id and g.ended_at is null order by g.consent_at;

-- name: ward_ids
select ward_id from guardianship where guardian_id = :guardian_id and ended_at is null;
