-- name: insert_system$
insert into external_system
    (name, kind, division_code, grants, requests_per_minute, looks_per_day, state, created_at, created_by, origin_code)
values (
    :name, :kind, :division_code, :grants, :requests_per_minute, :looks_per_day, 'active', :created_at, :created_by,
    :origin_code
)
returning id;

-- name: change_system!
update external_system
set name = :name, grants = :grants, requests_per_minute = :requests_per_minute, looks_per_day = :looks_per_day,
    state = :state
where id = :system_id;

-- name: system_by_id^
select id, name, kind, division_code, grants, requests_per_minute, looks_per_day, state, created_at, created_by, origin_code
from external_system where id = :system_id;

-- name: systems_by_ids
select id, name, kind, division_code, grants, requests_per_minute, looks_per_day, state, created_at, created_by, origin_code
from external_system where id = any(:system_ids::bigint[]);

-- name: systems_in_scope
select id, name, kind, division_code, grants, requests_per_minute, looks_per_day, state, created_at, created_by, origin_code
from external_system
where division_code >= :low and division_code < :high and id > :after
order by id limit :most;

-- name: keys_of_systems
-- Keys without their secrets, newest first.
select id, system_id, name, created_at, ends_at, used_at
from external_system_key where system_id = any(:system_ids::bigint[])
order by id desc;

-- name: insert_key$
insert into external_system_key (system_id, name, secret, created_at, created_by)
values (:system_id, :name, :secret, :created_at, :created_by)
returning id;

-- name: end_keys!
-- Lets the other keys of a system end; one that ends sooner keeps its end.
update external_system_key set ends_at = :ends_at
where system_id = :system_id and id <> :kept and (ends_at is null or ends_at > :ends_at);

-- name: end_key$
update external_system_key set ends_at = :now
where system_id = :system_id and id = :key_id and (ends_at is null or ends_at > :now)
returning id;

-- name: key_by_name^
select k.id, k.name, k.created_at, k.ends_at, k.used_at, k.secret,
       s.id as system_id, s.name as system_name, s.kind, s.division_code, s.grants, s.requests_per_minute, s.looks_per_day,
       s.state, s.origin_code
from external_system_key k join external_system s on s.id = k.system_id
where k.name = :name;

-- name: key_of_token^
-- The key that a token was issued to, with what the token itself allows.
select k.id, k.name, k.created_at, k.ends_at, k.used_at, k.secret,
       s.id as system_id, s.name as system_name, s.kind, s.division_code, s.grants, s.requests_per_minute, s.looks_per_day,
       s.state, s.origin_code, t.grants as token_grants
from system_token t
join external_system_key k on k.id = t.key_id
join external_system s on s.id = k.system_id
where t.token_hash = :token_hash and t.ends_at > :now;

-- name: insert_token!
insert into system_token (token_hash, key_id, grants, issued_at, ends_at)
values (:token_hash, :key_id, :grants, :issued_at, :ends_at);

-- name: forget_tokens!
delete from system_token where ends_at < :before;

-- name: note_use!
-- Once a minute is exact enough to see whether a key is still in use.
update external_system_key set used_at = :now
where id = :key_id and (used_at is null or used_at < :now::timestamptz - interval '1 minute');

-- name: use_nonce$
-- Null when the request came before.
insert into used_nonce (key_id, nonce, ends_at) values (:key_id, :nonce, :ends_at)
on conflict (key_id, nonce) do nothing
returning key_id;

-- name: forget_nonces!
delete from used_nonce where ends_at < :before;
