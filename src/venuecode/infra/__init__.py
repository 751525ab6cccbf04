"""Database, migrations, HTTP plumbing, jobs, logging, metrics and gateways."""
