-- When the guards of a door were told of an alert, so that each is told of once.

alter table alert add column guards_told_at timestamptz;
create index alert_guards_untold on alert (opened_at) where guards_told_at is null and kind = 'stop';
