-- The plan of `record_stops` is made once a connection, maybe while there are few alerts or none: then it would read all of
-- them for every stop, however many there are later. With an index there is no size at which that is slow.

alter function record_stops(timestamptz, visit_line[], stop_line[]) set enable_seqscan = off;
