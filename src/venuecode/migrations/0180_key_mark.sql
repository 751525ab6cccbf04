-- Which keys the contents are sealed with: one row, a digest that tells keys apart and tells nothing of them. A start with
-- other keys is refused, instead of sealing a second kind of field that the first installation cannot open.
create table key_mark (
    only_one boolean primary key default true check (only_one),
    digest bytea not null
);
