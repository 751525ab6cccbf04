-- Visits sent late, for the live feed: it looks for them by when they were recorded. Costs a scan of now nothing.
create index visit_late on visit (door_id, recorded_at) where flags & 1 = 1;
