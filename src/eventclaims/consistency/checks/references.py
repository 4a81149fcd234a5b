"""Predicates of the rules of references."""

from eventclaims.consistency.checks.columns import Column, Predicate, Rows, is_unread, known_true


def _is_spelled_alike(rows: Rows) -> Column:
    both_have_notes = rows["notes"].notna() & rows["alike_has_notes"]
    return rows["alike_actor"].notna() & ~both_have_notes


def _has_wrong_user(rows: Rows) -> Column:
    is_epithet = rows["name_type"] == "epithet"
    return rows["name_type"].notna() & (is_epithet != rows["used_by_id"].notna())


def _has_wrong_ends(rows: Rows) -> Column:
    has_both = rows["subject_type"].notna() & rows["object_type"].notna()
    return rows["relation"].notna() & has_both & ~rows["is_possible"]


def _speaks_for_no_body(rows: Rows) -> Column:
    is_self = rows["on_behalf_of_id"] == rows["speaker_id"]
    return is_self | (rows["behalf_type"] == "person")


def _lacks_tie(rows: Rows) -> Column:
    is_tied = rows["is_tied"] | (rows["on_behalf_of_id"] == rows["speaker_id"])
    return rows["on_behalf_of_id"].notna() & (rows["speaker_type"] == "person") & ~is_tied


def _is_outside_text(rows: Rows) -> Column:
    is_empty = rows["span_start"] >= rows["span_end"]
    return is_empty | (rows["span_end"] > rows["text_length"])


def _has_no_place(rows: Rows) -> Column:
    is_half = rows["span_start"].isna() != rows["span_end"].isna()
    is_empty = rows["span_start"].isna() & rows["span_end"].isna() & rows["locator"].isna()
    return (is_half | is_empty) & ~is_unread(rows, "start", "end")


def _has_no_text(rows: Rows) -> Column:
    lacks_text = rows["text_length"].isna() | rows["text_sha256"].isna()
    return rows["span_start"].notna() & rows["has_source"] & lacks_text


def _has_wrong_speaker(rows: Rows) -> Column:
    needs_one = rows["relation"].isin(("same_text", "reiterates"))
    needs_two = rows["relation"] == "echoes"
    has_one = known_true(rows["has_one_speaker"])
    has_two = rows["has_one_speaker"].notna() & ~has_one
    is_within = (needs_one | needs_two) & known_true(rows["is_in_one_statement"])
    return is_within | (needs_one & has_two) | (needs_two & has_one)


def _names_no_row(rows: Rows) -> Column:
    return ~rows["has_record"]


CHECKS: dict[str, Predicate] = {
    "deprecated-code": lambda rows: rows["deprecated_codes"].notna(),
    "missing-at-level": lambda rows: rows["missing_cells"].notna(),
    "evidence-place": _has_no_place,
    "span-without-text": _has_no_text,
    "no-evidence": lambda rows: rows["evidence_count"] == 0,
    "unreferenced": lambda rows: ~rows["is_referenced"],
    "circle": lambda rows: rows["in_cycle"],
    "preferred-name": lambda rows: rows["preferred_count"] != 1,
    "preferred-name-differs": lambda rows: (
        (rows["preferred_count"] == 1) & (rows["preferred_name"] != rows["name"])
    ),
    "epithet-user": _has_wrong_user,
    "name-alike": _is_spelled_alike,
    "name-shared": lambda rows: rows["other_actor"].notna(),
    "relation-to-self": lambda rows: rows["subject_id"] == rows["object_id"],
    "relation-ends": _has_wrong_ends,
    "cited-elsewhere": lambda rows: rows["cited_by"] != rows["document_id"],
    "on-behalf-of": _speaks_for_no_body,
    "speaker-without-tie": _lacks_tie,
    "evidence-elsewhere": lambda rows: rows["elsewhere_source"].notna(),
    "link-to-self": lambda rows: rows["claim_id"] == rows["to_claim_id"],
    "link-ends": lambda rows: rows["to_claim_id"].isna() == rows["to_event_id"].isna(),
    "link-speaker": _has_wrong_speaker,
    "link-contradicts-itself": lambda rows: rows["has_opposite"],
    "crosswalk-target": lambda rows: rows["wrong"].notna(),
    "retired-in-use": lambda rows: rows["used_in"].notna(),
    "successor-missing": lambda rows: rows["replaced_by"].notna() & ~rows["has_successor"],
    "evidence-dangling": _names_no_row,
    "record-dangling": _names_no_row,
    "span-outside-text": _is_outside_text,
}
