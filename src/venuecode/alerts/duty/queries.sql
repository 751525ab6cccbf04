-- name: contacts_in_scope
SELECT id, division_code, name, masked_phone, least_severity, kind, language, made_at FROM duty_contact
WHERE division_code >= :low AND division_code < :high AND ended_at IS NULL
ORDER BY division_code, id;

-- name: add_contact$
INSERT INTO duty_contact (division_code, name, phone, masked_phone, least_severity, kind, language, made_by, made_at)
VALUES (:division_code, :name, :phone, :masked_phone, :least_severity, :kind, :language, :made_by, :now)
RETURNING id;

-- name: end_contact$
UPDATE duty_contact SET ended_at = :now
WHERE id = :id AND ended_at IS NULL AND division_code >= :low AND division_code < :high
RETURNING division_code;

-- name: webhooks_in_scope
SELECT id, division_code, url, least_severity, kind, made_at FROM duty_webhook
WHERE division_code >= :low AND division_code < :high AND ended_at IS NULL
ORDER BY division_code, id;

-- name: add_webhook$
INSERT INTO duty_webhook (division_code, url, secret, least_severity, kind, made_by, made_at)
VALUES (:division_code, :url, :secret, :least_severity, :kind, :made_by, :now)
RETURNING id;

-- name: end_webhook$
UPDATE duty_webhook SET ended_at = :now
WHERE id = :id AND ended_at IS NULL AND division_code >= :low AND division_code < :high
RETURNING division_code;

-- name: claim_untold
-- Alerts of which the duty phones of their level have not been told; each is claimed by one process. `told_before` is the
-- level that was told last.
UPDATE alert AS a SET told_level = a.level
FROM (
    SELECT id, told_level FROM alert WHERE told_level < level ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
) AS u
WHERE a.id = u.id
RETURNING a.id, a.kind, u.told_level AS told_before, a.level, a.severity, a.state, a.division_code, a.home_code, a.handed_code;

-- name: contacts_of
SELECT id FROM duty_contact
WHERE division_code = ANY(:codes::text[]) AND least_severity <= :severity AND (kind IS NULL OR kind = :kind)
    AND ended_at IS NULL;

-- name: webhooks_of
SELECT id FROM duty_webhook
WHERE division_code = ANY(:codes::text[]) AND least_severity <= :severity AND (kind IS NULL OR kind = :kind)
    AND ended_at IS NULL;

-- name: contact_by_id^
SELECT phone, language FROM duty_contact WHERE id = :id AND ended_at IS NULL;

-- name: webhook_by_id^
SELECT url, secret FROM duty_webhook WHERE id = :id AND ended_at IS NULL;
