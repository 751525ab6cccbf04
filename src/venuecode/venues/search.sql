-- name: plan_for_the_values_given!
-- A plan made once for all filters would walk the whole table for most of them.
SET LOCAL plan_cache_mode = force_custom_plan;

-- name: search
-- Newest first, from below `before`. Filters that are NULL drop out of the plan.
SELECT
    id, full_name, short_name, class, type, credit_code, division_code, address, state, issued_at, last_scan_at
FROM venue
WHERE
    id < :before
    AND (:low::text IS NULL OR division_code >= :low::text)
    AND (:high::text IS NULL OR division_code < :high::text)
    AND (:prefecture::text IS NULL OR left(division_code, 4) = :prefecture::text)
    AND (:county::text IS NULL OR left(division_code, 6) = :county::text)
    AND (:street::text IS NULL OR division_code = :street::text)
    AND (
        :name::text IS NULL
        OR (
            name_parts(search_key) @> searched_parts(venue_name_key(:name::text))
            AND strpos(search_key, venue_name_key(:name::text)) > 0
            AND venue_name_key(:name::text) <> ''
        )
    )
    AND (:credit_code::text IS NULL OR credit_code = :credit_code::text)
    AND (:venue_class::smallint IS NULL OR class = :venue_class::smallint)
    AND (:type::text IS NULL OR type = :type::text)
    AND (:state::text IS NULL OR state = :state::text)
    AND (:never_scanned::boolean IS NOT TRUE OR last_scan_at IS NULL)
ORDER BY id DESC
LIMIT :size;
