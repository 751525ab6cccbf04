-- Reviewers also list what was returned or decided.

CREATE INDEX venue_application_by_state ON venue_application (state, submitted_at, id) WHERE submitted_at IS NOT NULL;
