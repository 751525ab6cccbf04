-- name: insert_member!
INSERT INTO venue_member (venue_id, person_id, role, since)
VALUES (:venue_id, :person_id, :role, :at);

-- name: role_of$
SELECT role FROM venue_member
WHERE venue_id = :venue_id AND person_id = :person_id AND until IS NULL;

-- name: members_of
SELECT id, venue_id, person_id, role, since FROM venue_member
WHERE venue_id = :venue_id AND until IS NULL
ORDER BY role DESC, id;

-- name: memberships_of_person
SELECT id, venue_id, person_id, role, since FROM venue_member
WHERE person_id = :person_id AND until IS NULL
ORDER BY id DESC
LIMIT 500;

-- name: count_guards$
SELECT count(*) FROM venue_member
WHERE venue_id = :venue_id AND role = 'guard' AND until IS NULL;

-- name: end_guard$
UPDATE venue_member SET until = :at
WHERE id = :member_id AND venue_id = :venue_id AND role = 'guard' AND until IS NULL
RETURNING person_id;

-- name: end_person$
UPDATE venue_member SET until = :at
WHERE venue_id = :venue_id AND person_id = :person_id AND until IS NULL
RETURNING id;

-- name: end_manager$
UPDATE venue_member SET until = :at
WHERE venue_id = :venue_id AND role = 'manager' AND until IS NULL
RETURNING person_id;

-- name: insert_invitation<!
INSERT INTO venue_invitation (venue_id, role, code_hash, created_at, expires_at, by_person, by_officer)
VALUES (:venue_id, :role, :code_hash, :at, :expires_at, :person::bigint, :officer::bigint)
RETURNING id;

-- name: invitation_by_hash^
SELECT id, venue_id, role, expires_at, accepted_at, withdrawn_at FROM venue_invitation
WHERE code_hash = :code_hash;

-- name: lock_invitation^
SELECT id, venue_id, role, expires_at, accepted_at, withdrawn_at FROM venue_invitation
WHERE id = :invitation_id
FOR UPDATE;

-- name: open_invitations
SELECT id, venue_id, role, expires_at, accepted_at, withdrawn_at FROM venue_invitation
WHERE venue_id = :venue_id AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > :at
ORDER BY id DESC
LIMIT 500;

-- name: mark_accepted!
UPDATE venue_invitation SET accepted_at = :at, accepted_by = :person_id
WHERE id = :invitation_id;

-- name: withdraw_invitation$
UPDATE venue_invitation SET withdrawn_at = :at
WHERE id = :invitation_id AND venue_id = :venue_id AND accepted_at IS NULL AND withdrawn_at IS NULL
RETURNING id;

-- name: withdraw_all_invitations!
UPDATE venue_invitation SET withdrawn_at = :at
WHERE venue_id = :venue_id AND accepted_at IS NULL AND withdrawn_at IS NULL;
