-- name: insert_event$
-- The event and the note that it waits for its link, as one statement.
with event as (
    insert into audit_event
        (at, actor_kind, actor_id, action, subject_kind, subject_id, division_code, reason, details, look, shown_from)
    values
        (:at, :actor_kind, :actor_id, :action, :subject_kind, :subject_id, :division_code, :reason, :details, :look,
         :shown_from)
    returning id
), pending as (
    insert into audit_pending (event_id) select id from event
)
select id from event;

-- name: insert_looks!
-- One look at each of many people, as one statement.
with event as (
    insert into audit_event
        (at, actor_kind, actor_id, action, subject_kind, subject_id, division_code, reason, details, look, shown_from)
    select
        :at, :actor_kind, :actor_id, :action, 'person', person_id, :division_code, :reason, :details, true, :shown_from
    from unnest(:people::bigint[]) as person_id
    returning id
)
insert into audit_pending (event_id) select id from event;

-- name: hold_chain$
-- True for the one process that may extend the chain now; let go at the end of the transaction.
select pg_try_advisory_xact_lock(7462041);

-- name: head^
select sequence, event_id, hash from audit_link order by sequence desc limit 1;

-- name: pending_events
select e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.division_code, e.reason,
       e.details, e.look, e.shown_from
from audit_pending p join audit_event e on e.id = p.event_id
order by e.id limit :most;

-- name: insert_links!
insert into audit_link (sequence, event_id, hash)
select * from unnest(:sequences::bigint[], :event_ids::bigint[], :hashes::bytea[]);

-- name: forget_pending!
delete from audit_pending where event_id = any(:event_ids::bigint[]);

-- name: linked_events
-- A stretch of the chain with its events; `id` is null where the event is gone.
select l.sequence, l.event_id, l.hash as link_hash,
       e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.division_code, e.reason,
       e.details, e.look, e.shown_from
from audit_link l left join audit_event e on e.id = l.event_id
where l.sequence > :after order by l.sequence limit :most;

-- name: events_not_linked
-- Events older than `before` that never got their place.
select e.id from audit_event e left join audit_link l on l.event_id = e.id
where l.event_id is null and e.at < :before order by e.id limit 100;

-- name: link_at^
select sequence, event_id, hash from audit_link where sequence = :sequence;

-- name: events_in_scope
-- Newest first, below `before`. `prefix` is what the division codes of the reader's scope begin with.
select e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.division_code, e.reason,
       e.details, e.look, e.shown_from
from audit_event e
where e.id < :before
  and (:prefix::text = '' or starts_with(e.division_code, :prefix::text))
  and (:actor_kind::text is null or e.actor_kind = :actor_kind::text)
  and (:actor_id::bigint is null or e.actor_id = :actor_id::bigint)
  and (:action::text is null or e.action = :action::text)
  and (:subject_kind::text is null or e.subject_kind = :subject_kind::text)
  and (:subject_id::bigint is null or e.subject_id = :subject_id::bigint)
order by e.id desc limit :most;

-- name: looks_at_person
-- What a person may read: who looked, newest first.
select e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.division_code, e.reason,
       e.details, e.look, e.shown_from
from audit_event e
where e.subject_kind = 'person' and e.subject_id = :person_id and e.look and e.shown_from <= :now
  and e.id < :before
order by e.id desc limit :most;
