-- Destroys what was stored of a day (ADR 0092): the partition goes, and with it every row but those of `kept` people.

-- `parent` is 'visit' or 'stay'. Returns how many rows were destroyed, NULL where nothing was to do. Kept visits move to a
-- partition whose name says so: counts take no notice of it, for they must not be made again from what is left of a day.
create function destroy_day(parent text, day date, kept bigint[]) returns bigint language plpgsql as $$
declare
    part text := parent || '_' || to_char(day, 'YYYYMMDD');
    held text := case parent when 'visit' then part || '_held' else part end;
    source text := coalesce(to_regclass(part), to_regclass(held))::text;
    starts timestamptz := day::timestamp at time zone 'Asia/Shanghai';
    ends timestamptz := (day + 1)::timestamp at time zone 'Asia/Shanghai';
    before bigint;
    after bigint;
begin
    if source is null then
        return null;
    end if;
    perform pg_advisory_xact_lock(hashtext(parent || ' partitions'));
    execute format('select count(*), count(*) filter (where person_id = any($1)) from %I', source)
    into before, after using kept;
    if before = after and after > 0 and source = held then
        return null;
    end if;
    execute format('create temp table held_rows on commit drop as select * from %I where person_id = any($1)', source)
    using kept;
    execute format('drop table %I', source);
    if after > 0 then
        execute format('create table %I (like %I including defaults including constraints)', held, parent);
        execute format('insert into %I select * from held_rows', held);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, held, starts, ends);
    end if;
    drop table held_rows;
    return before - after;
end
$$;

-- What was done for a contact is never changed, and goes only when its time is over and the transaction says so.
drop trigger follow_up_step_append_only on follow_up_step;
create trigger follow_up_step_append_only before update on follow_up_step
for each row execute function refuse_change();
create trigger follow_up_step_destroyed_in_time before delete on follow_up_step
for each row when (current_setting('venuecode.destroying', true) is distinct from 'on')
execute function refuse_change();
