-- name: insert_import$
insert into health_import
    (kind, officer_id, division_code, file_name, file_format, case_reference, digest, state, created_at)
values
    (:kind, :officer_id, :division_code, :file_name, :file_format, :case_reference, :digest, 'waiting', :now)
returning id;

-- name: import_by_id^
select * from health_import where id = :import_id;

-- name: imports_in
select * from health_import
where division_code >= :low and division_code < :high
order by id desc limit 20;

-- name: same_before$
-- When the very file was imported before, by the same division.
select max(created_at) from health_import
where digest = :digest and kind = :kind and division_code = :division_code and id <> :import_id and state = 'done';

-- name: begin_import!
update health_import set state = 'running', rows_total = :rows_total where id = :import_id and state <> 'done';

-- name: advance_import$
-- Null when another worker dealt with these rows.
update health_import
set through_row = :to_row, rows_done = rows_done + :rows, rows_good = rows_good + :rows - :bad,
    rows_bad = rows_bad + :bad
where id = :import_id and through_row = :from_row and state = 'running'
returning rows_bad;

-- name: end_import$
update health_import
set state = :state, fault = :fault::jsonb, proposals = :proposals, ended_at = :now
where id = :import_id and state not in ('done', 'failed')
returning id;

-- name: insert_piece!
insert into health_import_piece (import_id, n, sealed) values (:import_id, :n, :sealed);

-- name: pieces_of
select n from health_import_piece where import_id = :import_id order by n;

-- name: piece_of$
select sealed from health_import_piece where import_id = :import_id and n = :n;

-- name: drop_pieces!
delete from health_import_piece where import_id = :import_id;

-- name: insert_rows!
insert into health_import_row (import_id, number, cells, faults)
select :import_id, number, cells, faults::jsonb
from unnest(:numbers::integer[], :cells::bytea[], :faults::text[]) as g (number, cells, faults);

-- name: rows_of
select number, cells, faults from health_import_row
where import_id = :import_id and number > :after
order by number limit :size;

-- name: purge_rows!
delete from health_import_row r using health_import i where i.id = r.import_id and i.created_at < :before;

-- name: purge_pieces!
delete from health_import_piece p using health_import i where i.id = p.import_id and i.created_at < :before;
