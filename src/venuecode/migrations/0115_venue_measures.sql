-- A measure tells the manager which division speaks, and the officer whether the manager has read it.

ALTER TABLE venue_measure
    ADD COLUMN division_code text,     -- of the officer, told to the manager instead of a name
    ADD COLUMN seen_at timestamptz,
    ADD FOREIGN KEY (venue_id) REFERENCES venue (id),
    ADD CHECK ((answer IS NULL) = (answered_by IS NULL));

UPDATE venue_measure SET division_code = (SELECT v.division_code FROM venue AS v WHERE v.id = venue_id);

ALTER TABLE venue_measure ALTER COLUMN division_code SET NOT NULL;
