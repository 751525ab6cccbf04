-- name: fill_divisions(codes, parents, levels, names_zh, names_en, lows, highs)!
-- Insert or update all shipped divisions at once.
INSERT INTO division (code, parent, level, name_zh, name_en, low, high)
SELECT *
FROM unnest(:codes::text[], :parents::text[], :levels::smallint[], :names_zh::text[], :names_en::text[],
            :lows::text[], :highs::text[])
ON CONFLICT (code) DO UPDATE
SET parent = excluded.parent,
    level = excluded.level,
    name_zh = excluded.name_zh,
    name_en = excluded.name_en,
    low = excluded.low,
    high = excluded.high;
