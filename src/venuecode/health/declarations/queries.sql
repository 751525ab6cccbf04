-- name: declarations_of
SELECT d.id, d.kind, d.declared_at, d.source, d.content
FROM declaration AS d
WHERE d.person_id = :person_id
    AND NOT EXISTS (SELECT 1 FROM fact_withdrawal AS w WHERE w.person_id = d.person_id AND w.fact_id = d.id)
ORDER BY d.declared_at DESC, d.id DESC
LIMIT :most;
