-- name: insert_request!
insert into code_request (id, system_id, person_id, requested_at, ends_at)
values (:request_id, :system_id, :person_id, :now, :ends_at);

-- name: person_of_request$
select person_id from code_request
where id = :request_id and system_id = :system_id and ends_at > :now;

-- name: forget_requests!
delete from code_request where ends_at < :before;
