-- What a poster batch was asked for, to name it by; a large request is made in parts.

alter table poster_batch add column venue_class smallint;
alter table poster_batch add column venue_type text;
alter table poster_batch add column part int not null default 1;
alter table poster_batch add column parts int not null default 1;
