-- Besides the mark up to which stays are known there is one behind which no visit can come any more (ADR 0020).
alter table stay_progress add column settled_until timestamptz;
update stay_progress set settled_until = derived_until - interval '1 day';
alter table stay_progress alter column settled_until set not null;
