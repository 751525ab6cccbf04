-- A fact that is held for an approver can be taken back by whoever brought it, before anybody decides.
alter table order_proposal_fact add column taken_back_at timestamptz;
alter table order_proposal drop constraint order_proposal_state_check;
alter table order_proposal add constraint order_proposal_state_check
    check (state in ('proposed', 'approved', 'refused', 'expired', 'stopped', 'taken_back'));
