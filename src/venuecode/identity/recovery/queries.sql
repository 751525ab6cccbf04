-- name: insert_request$
insert into recovery_request (person_id, newcomer_id, division_code, state, requested_at)
values (:person_id, :newcomer_id, :division_code, 'open', :now)
on conflict (newcomer_id, person_id) where state = 'open' do update set state = 'open'
returning id;

-- name: open_requests
select r.id as request_id, r.newcomer_id, r.state as request_state, r.requested_at, n.phone as newcomer_phone,
       p.id, p.document_type, p.nationality, p.document_number, p.name, p.masked_name, p.phone, p.birth_date,
       p.division_code, p.state, p.verified_by, p.registered_at
from recovery_request r
join person p on p.id = r.person_id
left join newcomer n on n.id = r.newcomer_id
where r.state = 'open' and r.division_code >= :low and r.division_code < :high and r.id > :after
order by r.id limit :most;

-- name: hold_request^
select id, person_id, newcomer_id, division_code from recovery_request
where id = :request_id and state = 'open' for update;

-- name: decide_request!
update recovery_request set state = :state, decided_at = :now, decided_by = :officer_id where id = :request_id;
