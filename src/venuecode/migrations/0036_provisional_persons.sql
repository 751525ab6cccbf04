-- People whom a guard typed in (`person.state` = 'provisional'), oldest first: until they register they may be forgotten.
create index person_provisional on person (registered_at) where state = 'provisional';

-- By what the ward, or the child's guardian, agreed to the bond; what was bound before could only state it.
alter table guardianship add column consent_by text not null default 'stated';
