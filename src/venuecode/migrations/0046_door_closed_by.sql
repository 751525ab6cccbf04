-- Whose decision a closed door is: what an officer closed is not the manager's to reopen.
SET LOCAL lock_timeout = '5s';
ALTER TABLE door ADD COLUMN closed_by text CHECK (closed_by IN ('manager', 'officer'));
