-- name: last_sent$
select max(sent_at) from phone_code where phone_index = :phone_index and purpose = :purpose;

-- name: insert_code!
insert into phone_code (phone_index, purpose, code_hash, sent_at, expires_at)
values (:phone_index, :purpose, :code_hash, :sent_at, :expires_at);

-- name: take_try^
-- Counts a try on the newest code if it is still good; no row if it is not.
update phone_code set tries = tries + 1
where phone_index = :phone_index
  and id = (select max(id) from phone_code where phone_index = :phone_index and purpose = :purpose)
  and used_at is null and expires_at > :now and tries < :most
returning id, code_hash, tries;

-- name: use_code$
-- Null when somebody was faster.
update phone_code set used_at = :now where phone_index = :phone_index and id = :code_id and used_at is null
returning id;

-- name: forget_codes!
delete from phone_code where sent_at < :before;
