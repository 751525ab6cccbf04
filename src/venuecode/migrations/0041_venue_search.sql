-- The search finds names by single characters too; pairs alone left a one-character search to a walk of the table.

DROP INDEX venue_name_pairs;
DROP FUNCTION character_pairs;

-- What the index knows of a name: each character and each pair of neighbours (ADR 0040).
CREATE FUNCTION name_parts(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(
    SELECT DISTINCT substr(key, i, n) FROM generate_series(1, length(key)) AS i, generate_series(1, 2) AS n
);

-- What a name must have to hold `key`: its pairs, or itself if it is a single character.
CREATE FUNCTION searched_parts(key text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(SELECT DISTINCT substr(key, i, 2) FROM generate_series(1, greatest(length(key) - 1, 1)) AS i);

CREATE INDEX venue_name_parts ON venue USING gin (name_parts(search_key));
