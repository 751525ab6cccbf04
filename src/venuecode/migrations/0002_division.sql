-- Administrative divisions (GB/T 2260), for foreign keys and for names in SQL.
-- What lies under a division: code >= low AND code < high.

CREATE TABLE division (
    code text PRIMARY KEY CHECK (code ~ '^([0-9]{6}|[0-9]{9})$'),
    parent text REFERENCES division DEFERRABLE INITIALLY DEFERRED,
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 4), -- country, province, prefecture, county, street
    name_zh text NOT NULL,
    name_en text NOT NULL,
    low text NOT NULL,
    high text NOT NULL CHECK (high > low)
);
CREATE INDEX division_parent ON division (parent);
