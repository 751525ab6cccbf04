-- Visits of venues over aligned spans of 4 and 16 days, beside those of single days: a list over a week reads four rows
-- a venue instead of seven, one over 90 days fewer than twenty (ADR 0070).
create table count_venue_span (
    length smallint not null check (length in (4, 16)),  -- days
    first date not null,
    venue_id bigint not null,
    visits integer not null,
    stops integer not null,
    primary key (length, first, venue_id)
) with (fillfactor = 80);

-- The first day of the span of that length in which a day lies (monitoring/rules.py has the same).
create function span_start(day date, length smallint) returns date language sql immutable parallel safe as $$
    select date '2000-01-01' + (day - date '2000-01-01') / length * length
$$;

insert into count_venue_span (length, first, venue_id, visits, stops)
select length, span_start(day, length), venue_id, sum(visits), sum(stops)
from count_venue_day cross join unnest(array[4, 16]::smallint[]) as length
group by length, span_start(day, length), venue_id;
