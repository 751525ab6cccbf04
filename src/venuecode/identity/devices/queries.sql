-- name: insert_invitation!
insert into device_invitation
    (kind, venue_id, door_id, division_code, name, code_hash, created_at, expires_at)
values (:kind, :venue_id, :door_id, :division_code, :name, :code_hash, :now, :expires_at);

-- name: take_invitation^
-- A code serves once; of two devices that try it the second gets nothing.
update device_invitation set used_at = :now
where code_hash = :code_hash and used_at is null and expires_at > :now
returning id, kind, venue_id, door_id, division_code, name;

-- name: device_of_code^
-- The device that used up a code, if it holds this key: an enrolment whose answer was lost is simply sent again.
select d.* from device_invitation i join device d on d.id = i.device_id
where i.code_hash = :code_hash and d.public_key = :public_key and d.revoked_at is null;

-- name: note_enrolled!
update device_invitation set device_id = :device_id where id = :invitation_id;

-- name: insert_device^
-- Nothing when the key is another device's already.
insert into device
    (kind, venue_id, door_id, division_code, name, public_key, model, software_version, enrolled_at, last_seen_at)
values
    (:kind, :venue_id, :door_id, :division_code, :name, :public_key, :model, :software_version, :now, :now)
on conflict (public_key) do nothing
returning *;

-- name: device_by_id^
select * from device where id = :device_id;

-- name: devices_of_venue
select * from device where venue_id = :venue_id order by revoked_at is not null, id desc limit 500;

-- name: revoke_device^
update device set revoked_at = :now where id = :device_id and venue_id = :venue_id and revoked_at is null
returning *;

-- name: keep_nonce$
-- Nothing when the nonce came before.
insert into device_nonce (device_id, nonce, seen_at) values (:device_id, :nonce, :now)
on conflict do nothing
returning 1;

-- name: note_seen!
update device set last_seen_at = :now where id = :device_id and last_seen_at < :before;

-- name: note_told!
update device set last_seen_at = :now, software_version = :software_version, waiting = :waiting where id = :device_id;

-- name: forget_nonces!
delete from device_nonce where seen_at < :before;

-- name: forget_invitations!
delete from device_invitation where expires_at < :before;
