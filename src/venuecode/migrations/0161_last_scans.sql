-- The counts know the last scan of venues that the column has as never scanned; from now on they keep it up.

update venue set last_scan_at = c.last_at
from count_venue as c
where c.venue_id = venue.id and venue.last_scan_at is null;
