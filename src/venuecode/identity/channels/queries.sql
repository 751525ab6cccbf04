-- name: insert_account$
-- Null when the account is somebody's already.
insert into channel_login (provider, app_id, subject_index, subject, person_id, created_at)
values (:provider, :app_id, :subject_index, :subject, :person_id, :now)
on conflict (provider, app_id, subject_index) do nothing
returning person_id;

-- name: logins_of_person
-- One line an account, whatever number of subjects it has.
select provider, app_id, min(created_at) as linked_at from channel_login
where person_id = :person_id group by provider, app_id order by linked_at, provider, app_id;

-- name: accounts_of_person
select provider, app_id, subject from channel_login
where person_id = :person_id and subject is not null order by created_at desc, id;

-- name: remove_account
delete from channel_login where person_id = :person_id and provider = :provider and app_id = :app_id
returning person_id;

-- name: keep_account!
update newcomer set account = :account where id = :newcomer_id;

-- name: kept_account$
select account from newcomer where id = :newcomer_id;
