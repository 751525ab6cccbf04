-- Somebody who was let in while the door had no network, and should not have been: an alert of its own kind.
alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check check (kind in ('stop', 'report', 'let_in'));
