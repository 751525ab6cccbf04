-- name: read_mark$
select digest from key_mark;

-- name: leave_mark!
insert into key_mark (digest) values (:digest) on conflict do nothing;
