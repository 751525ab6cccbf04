-- name: insert_officer$
-- Null when the user name is taken.
insert into officer
    (user_name, display_name, password_hash, password_temporary, role, division_code, state, created_at, created_by)
values
    (:user_name, :display_name, :password_hash, :password_temporary, :role, :division_code, 'active', :created_at,
     :created_by)
on conflict (lower(user_name)) do nothing
returning id;

-- name: officer_by_id^
select id, user_name, display_name, role, division_code, state, password_temporary,
       totp_confirmed_at is not null as enrolled, created_at
from officer where id = :officer_id;

-- name: officers_by_ids
select id, user_name, display_name, role, division_code, state, password_temporary,
       totp_confirmed_at is not null as enrolled, created_at
from officer where id = any(:officer_ids::bigint[]);

-- name: credentials_by_name^
-- Locked for the length of a sign-in's step, so that two tries at once count as two.
select id, user_name, display_name, role, division_code, state, password_temporary,
       totp_confirmed_at is not null as enrolled, created_at,
       password_hash, totp_secret, totp_last_step, failures, locked_until
from officer where lower(user_name) = lower(:user_name) for update;

-- name: credentials_by_id^
select id, user_name, display_name, role, division_code, state, password_temporary,
       totp_confirmed_at is not null as enrolled, created_at,
       password_hash, totp_secret, totp_last_step, failures, locked_until
from officer where id = :officer_id for update;

-- name: note_failure!
update officer set failures = :failures, locked_until = :locked_until where id = :officer_id;

-- name: set_totp_secret!
update officer set totp_secret = :sealed, totp_confirmed_at = null, totp_last_step = null where id = :officer_id;

-- name: confirm_totp!
update officer set totp_confirmed_at = :now where id = :officer_id;

-- name: note_sign_in!
update officer
set failures = 0, locked_until = null, totp_last_step = :step,
    totp_confirmed_at = coalesce(totp_confirmed_at, :now)
where id = :officer_id;

-- name: set_password!
update officer set password_hash = :password_hash, password_temporary = :temporary where id = :officer_id;

-- name: reset_officer!
-- A new temporary password, the second factor to be set up anew, any lock lifted.
update officer
set password_hash = :password_hash, password_temporary = true, totp_secret = null, totp_confirmed_at = null,
    totp_last_step = null, failures = 0, locked_until = null
where id = :officer_id;

-- name: change_officer!
update officer
set display_name = :display_name, role = :role, division_code = :division_code, state = :state
where id = :officer_id;

-- name: officers_in_scope
select id, user_name, display_name, role, division_code, state, password_temporary,
       totp_confirmed_at is not null as enrolled, created_at
from officer
where division_code >= :low and division_code < :high
  and (:role::text is null or role = :role::text)
  and (:state::text is null or state = :state::text)
  and (:part::text is null or position(lower(:part::text) in lower(user_name || ' ' || display_name)) > 0)
  and id > :after
order by id limit :most;

-- name: count_officers$
select count(*) from officer;
