-- Accounts of channels beside phones: who they are to the channel, so that a message can be sent, and the account that a
-- newcomer brought along. Sealed subjects are kernel.encryption's.
alter table channel_login add column id bigint generated always as identity;
alter table channel_login add column subject bytea;
create index channel_login_id on channel_login (id);

-- sealed: provider, app and subjects of the account by which somebody came who then proved a phone.
alter table newcomer add column account bytea;
