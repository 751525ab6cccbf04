-- Rows of an import that look like a venue, an application or another row: left out unless the officer takes them too.

alter table venue_import add column rows_likely int not null default 0;
alter table venue_import add column take_likely boolean not null default false;
alter table venue_import_row add column likely jsonb;
