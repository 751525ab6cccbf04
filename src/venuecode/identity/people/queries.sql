-- name: insert_person$
insert into person
    (document_type, nationality, document_number, document_index, name, masked_name, phone, phone_index, birth_date,
     division_code, state, verified_by, verified_at, registered_at, updated_at)
values
    (:document_type, :nationality, :document_number, :document_index, :name, :masked_name, :phone, :phone_index,
     :birth_date, :division_code, :state, :verified_by, :verified_at, :now, :now)
returning id;

-- name: take_over_person$
-- A provisional person becomes a registered one, whose own words replace what the guard had typed; null when somebody
-- was quicker.
update person set
    document_type = :document_type, nationality = :nationality, document_number = :document_number, name = :name,
    masked_name = :masked_name, phone = :phone, phone_index = :phone_index, birth_date = :birth_date,
    division_code = :division_code, state = :state, verified_by = :verified_by, verified_at = :verified_at,
    registered_at = :now, updated_at = :now
where id = :person_id and state = 'provisional'
returning id;

-- name: claim_document$
-- Null when the document is another person's already. Waits for a registration that is under way.
insert into person_document (document_index, person_id) values (:document_index, :person_id)
on conflict (document_index) do nothing
returning person_id;

-- name: person_by_id^
select id, document_type, nationality, document_number, name, masked_name, phone, birth_date, division_code, state,
       verified_by, registered_at
from person where id = :person_id;

-- name: person_by_document^
select p.id, p.document_type, p.nationality, p.document_number, p.name, p.masked_name, p.phone, p.birth_date,
       p.division_code, p.state, p.verified_by, p.registered_at
from person_document d join person p on p.id = d.person_id
where d.document_index = :document_index;

-- name: persons_by_ids
select id, document_type, nationality, document_number, name, masked_name, phone, birth_date, division_code, state,
       verified_by, registered_at
from person where id = any(:person_ids::bigint[]);

-- name: persons_by_documents
-- For imports: which person each document index belongs to.
select document_index, person_id from person_document where document_index = any(:document_indexes::bytea[]);

-- name: set_division!
update person set division_code = :division_code, updated_at = :now where id = :person_id;

-- name: set_phone!
-- The person signs in by this phone from now on.
update person set phone = :phone, phone_index = :phone_index, state = 'registered', updated_at = :now
where id = :person_id;

-- name: insert_login$
-- Null when the phone or account is another person's already.
insert into channel_login (provider, app_id, subject_index, person_id, created_at)
values (:provider, :app_id, :subject_index, :person_id, :now)
on conflict (provider, app_id, subject_index) do nothing
returning person_id;

-- name: login_person$
select person_id from channel_login
where provider = :provider and app_id = :app_id and subject_index = :subject_index;

-- name: remove_logins!
delete from channel_login where person_id = :person_id and provider = :provider and app_id = :app_id;

-- name: insert_newcomer$
insert into newcomer (provider, app_id, subject_index, phone, phone_index, created_at)
values (:provider, :app_id, :subject_index, :phone, :phone_index, :now)
returning id;

-- name: newcomer_by_id^
select id, provider, app_id, subject_index, phone, phone_index from newcomer where id = :newcomer_id;

-- name: remove_newcomer!
delete from newcomer where id = :newcomer_id;

-- name: forget_newcomers!
delete from newcomer where created_at < :before
  and not exists (select 1 from recovery_request r where r.newcomer_id = newcomer.id and r.state = 'open');

-- name: insert_consent!
insert into consent (person_id, purpose, version, given_at) values (:person_id, :purpose, :version, :now)
on conflict do nothing;

-- name: latest_consent$
select version from consent where person_id = :person_id and purpose = :purpose order by given_at desc limit 1;

-- name: guardian_phone$
-- The phone of the ward's guardian of longest standing.
select p.phone from guardianship g join person p on p.id = g.guardian_id
where g.ward_id = :ward_id and g.ended_at is null and p.phone is not null
order by g.consent_at limit 1;
