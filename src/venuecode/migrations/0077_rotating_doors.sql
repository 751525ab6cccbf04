-- Doors that take only the rotating code of a display: a photograph of it is worthless after a minute (ADR 0017).
alter table door add column rotating_only boolean not null default false;
