-- Batches of facts that systems pushed, so that the same batch again gets the same answer.
-- by system_id. The answer holds the sender's own references, codes and no personal data.
create table fact_push (
    system_id bigint not null,
    idempotency_key text not null,
    digest bytea not null,
    answer jsonb,
    records integer not null,
    received_at timestamptz not null,
    primary key (system_id, idempotency_key)
);

create index fact_push_received on fact_push (received_at);
