import json

import psycopg
import pytest

from people import register_citizen, resident_id
from venuecode.infra.keys import (
    KEY_FILE,
    Keys,
    KeysFault,
    add_field_key,
    change_keys,
    drop_field_key,
    load_keys,
    use_field_key,
)
from venuecode.infra.reseal import SealedFields, keys_in_use, reseal
from venuecode.kernel.encryption import Algorithm


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def _restarted(folder) -> Keys:
    return Keys(json.loads((folder / KEY_FILE).read_text()))


def _add(folder, algorithm=Algorithm.SM4_GCM) -> int:
    added = []
    change_keys(folder, lambda document: added.append(add_field_key(document, algorithm)))
    return added[0]


async def test_a_key_is_changed_and_the_old_one_dropped(app, db, folder):
    number = resident_id()
    _, person_id = await register_citizen(app, "欧阳小明", number=number)
    fields: SealedFields = app.state.services[SealedFields]
    assert set(await keys_in_use(db, fields)) == {1}

    added = _add(folder)
    change_keys(folder, lambda document: use_field_key(document, added))
    keys = _restarted(folder)
    moved = {field.place: (await reseal(db, keys.ring, field)).moved for field in fields}
    assert moved["person.name"] == moved["person.document_number"] == moved["person.phone"] == 1
    assert set(await keys_in_use(db, fields)) == {added}
    assert all([(await reseal(db, keys.ring, field)).moved == 0 for field in fields])

    change_keys(folder, lambda document: drop_field_key(document, 1))
    ring = _restarted(folder).ring
    async with db.connection() as connection:
        row = await connection.fetchrow("select name, document_number from person where id = $1", person_id)
    assert ring.open(row["name"], "person.name") == "欧阳小明"
    assert ring.open(row["document_number"], "person.document_number") == number


async def test_a_value_that_no_key_opens_is_left_and_told(app, db, folder):
    await register_citizen(app)
    _, lost = await register_citizen(app)
    async with db.connection() as connection:
        await connection.execute("update person set name = '\\x6300' where id = $1", lost)
    change_keys(folder, lambda document: use_field_key(document, add_field_key(document, Algorithm.AES_256_GCM)))
    field = next(f for f in app.state.services[SealedFields] if f.place == "person.name")
    done = await reseal(db, _restarted(folder).ring, field)
    assert (done.moved, done.unopened) == (1, 1)


async def test_what_is_changed_meanwhile_is_not_overwritten(app, database_url, db, folder, monkeypatch):
    _, person_id = await register_citizen(app)
    change_keys(folder, lambda document: use_field_key(document, add_field_key(document, Algorithm.AES_256_GCM)))
    ring = _restarted(folder).ring
    field = next(f for f in app.state.services[SealedFields] if f.place == "person.name")
    newer = ring.seal("李四光", "person.name")
    really_open = ring.open_bytes

    def let_somebody_in(sealed, place):
        with psycopg.connect(database_url) as other:
            other.execute("update person set name = %s where id = %s", (newer, person_id))
        return really_open(sealed, place)

    monkeypatch.setattr(ring, "open_bytes", let_somebody_in)
    await reseal(db, ring, field)
    async with db.connection() as connection:
        assert await connection.fetchval("select name from person where id = $1", person_id) == newer


async def test_every_sealed_field_is_a_column_and_every_sealed_looking_column_is_listed(app, db):
    listed = {field.place for field in app.state.services[SealedFields]}
    async with db.connection() as connection:
        rows = await connection.fetch(
            "select table_name || '.' || column_name as place from information_schema.columns "
            "where data_type = 'bytea' and table_schema = 'public'"
        )
    columns = {row["place"] for row in rows}
    not_sealed = {
        place for place in columns if place.split(".")[1].endswith(("_index", "_hash", "hash", "key", "digest"))
    }
    purged_in_days = {
        "venue_import_row.cells",
        "health_import_row.cells",
        "health_import_piece.sealed",
        "card_batch_chunk.bytes",
    }
    others = {"pgqueuer.payload", "poster_file.bytes", *purged_in_days}
    assert listed <= columns
    assert {place for place in columns - not_sealed - others - listed if "poster" not in place} == set()


def test_a_key_in_use_and_an_unknown_key_are_not_dropped(tmp_path):
    load_keys(None, tmp_path)
    for number in (1, 7):
        with pytest.raises(KeysFault):
            change_keys(tmp_path, lambda document, n=number: drop_field_key(document, n))
    assert _restarted(tmp_path).ring.current == 1


def test_the_key_file_is_its_owners_only_and_the_one_before_is_kept(tmp_path):
    load_keys(None, tmp_path)
    before = (tmp_path / KEY_FILE).read_text()
    _add(tmp_path)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys.json.before").read_text() == before
