-- The division for which another region's platform speaks: the source of its facts.
alter table external_system add column origin_code text;
