-- A duty phone or receiver may want stops or reports only.

ALTER TABLE duty_contact ADD COLUMN kind text CHECK (kind IN ('stop', 'report'));   -- null: both
ALTER TABLE duty_webhook ADD COLUMN kind text CHECK (kind IN ('stop', 'report'));
