"""What rules look up in other tables."""

from support.editing import change

from eventclaims import validate


def list_found(package, table):
    return {(f.rule, f.record) for f in validate(package).findings if f.table == table}


def retire(package, record, successor=""):
    row = {"record_id": record, "replaced_by": successor, "version": "1.0.0", "reason": "error"}
    change(package, "retired", lambda rows: [*rows, row])


def test_the_successor_of_a_retired_span_is_found(full_copy):
    retire(full_copy, "EVD-9001", "EVD-0001")
    retire(full_copy, "EVD-9002", "EVD-9003")
    assert {record for rule, record in list_found(full_copy, "retired") if "missing" in rule} == {
        "EVD-9002"
    }


def test_a_retired_span_that_is_in_use_is_an_error(full_copy):
    retire(full_copy, "EVD-0001")
    assert ("retired-in-use", "EVD-0001") in list_found(full_copy, "retired")


def test_two_actors_may_have_the_same_epithet(full_copy):
    def share(name_type):
        used_by = "STM-0001" if name_type == "epithet" else ""
        cells = {"name": "the Hornets", "name_type": name_type, "used_by_id": used_by}

        def edit(rows):
            seen = {}
            for row in rows:
                if row["name_type"] != "preferred" or row["actor_id"] in seen:
                    continue
                seen[row["actor_id"]] = row | cells | {"name_id": f"NAM-9{len(seen):03d}"}
            return [r for r in rows if not r["name_id"].startswith("NAM-9")] + [*seen.values()][:2]

        change(full_copy, "actor_names", edit)
        return {rule for rule, _ in list_found(full_copy, "actors")}

    assert "name-alike" not in share("epithet")
    assert "name-alike" in share("spelling")
