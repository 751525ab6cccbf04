-- name: active_version$
SELECT version FROM policy_version
WHERE state = 'active';

-- name: versions
SELECT * FROM policy_version
ORDER BY version DESC
LIMIT :most;

-- name: version_by_number^
SELECT * FROM policy_version
WHERE version = :version;

-- name: insert_draft$
INSERT INTO policy_version (document, state, note, made_by, made_at)
VALUES (:document, 'draft', :note, :made_by, :now)
RETURNING version;

-- name: insert_first!
INSERT INTO policy_version (document, state, note, made_at, activated_at)
VALUES (:document, 'active', '', now(), now());

-- name: retire_active!
UPDATE policy_version SET state = 'retired', retired_at = :now
WHERE state = 'active';

-- name: activate!
UPDATE policy_version SET state = 'active', activated_by = :officer_id, activated_at = :now, retired_at = NULL
WHERE version = :version;

-- name: version_before^
-- The version that was active until the present one took over.
SELECT * FROM policy_version
WHERE state = 'retired'
ORDER BY retired_at DESC, version DESC
LIMIT 1;

-- name: hold_policy!
-- One change of the active version at a time.
SELECT pg_advisory_xact_lock(hashtext('policy version'));

-- name: insert_trial$
INSERT INTO policy_trial (version, asked_by, asked_at)
VALUES (:version, :asked_by, :now)
RETURNING id;

-- name: trial_by_id^
SELECT * FROM policy_trial
WHERE id = :trial_id;

-- name: last_trial^
SELECT * FROM policy_trial
WHERE version = :version
ORDER BY id DESC
LIMIT 1;

-- name: last_tried$
-- When the last dry run of a version finished.
SELECT max(finished_at) FROM policy_trial
WHERE version = :version;

-- name: note_trial!
UPDATE policy_trial SET people_done = :people_done, people_total = :people_total
WHERE id = :trial_id;

-- name: finish_trial!
UPDATE policy_trial SET result = :result, finished_at = :now, people_done = :people, people_total = :people
WHERE id = :trial_id;
