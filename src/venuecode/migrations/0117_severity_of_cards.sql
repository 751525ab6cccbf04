-- A card that was revoked and shown all the same at a door without a network.

INSERT INTO alert_severity (reason, severity) VALUES (61, 2);
