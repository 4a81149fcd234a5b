"""Predicates of the rules of content: claims, events, figures and summaries."""

from eventclaims.consistency.checks.columns import Column, Predicate, Rows, is_unread, known_true
from eventclaims.package.standard import AREAS

# Types of claims that are directed at someone or about an event.
AIMED = (
    "threat",
    "demand",
    "rejection",
    "responsibility",
    "attribution",
    "credit",
    "endorsement",
)
# Types of claims that can have a deadline.
DATED = ("threat", "demand", "commitment", "assessment", "prediction", "attribution")
# Types of claims that can name the means of an act.
WITH_MEANS = ("threat", "warning", "responsibility", "attribution", "denial")
# Types of events in which people can be killed or wounded.
LETHAL = (
    "armed_attack",
    "bombing_or_rocket_fire",
    "drone_attack",
    "airstrike",
    "targeted_killing",
    "assassination_attempt",
    "rally",
    "withdrawal",
    "deployment",
    "blockade",
    "other",
)
# Figures that count people killed or wounded.
OF_PEOPLE_HURT = ("killed", "wounded", "casualties")
LONGEST_SUMMARY = 40
# Types of claims that attribute an outcome to someone's merit.
CREDITING = ("credit", "endorsement")


def _has_no_object(rows: Rows) -> Column:
    is_empty = ~rows["has_actor"] & rows["event_id"].isna()
    return is_empty & rows["claim_type"].isin(AIMED)


def _is_credited_elsewhere(rows: Rows) -> Column:
    is_other = rows["claim_type"].notna() & ~rows["claim_type"].isin(CREDITING)
    return (rows["role"] == "credited") & is_other


def _has_no_part(rows: Rows) -> Column:
    is_claimed = (rows["claim_type"] == "responsibility") & rows["event_id"].notna()
    return is_claimed & rows["speaker_id"].notna() & ~rows["has_part"]


def _has_wrong_deadline(rows: Rows) -> Column:
    is_other = rows["claim_type"].notna() & ~rows["claim_type"].isin(DATED)
    return rows["deadline"].notna() & is_other


def _has_no_condition(rows: Rows) -> Column:
    has_trigger = rows["trigger"].notna() | rows["trigger_event_id"].notna()
    return has_trigger & rows["condition"].isna()


def _has_wrong_means(rows: Rows) -> Column:
    is_other = rows["claim_type"].notna() & ~rows["claim_type"].isin(WITH_MEANS)
    return rows["means"].notna() & is_other


def _has_best_outside(rows: Rows) -> Column:
    return (rows["best"] < rows["minimum"]) | (rows["best"] > rows["maximum"])


def _differs_from_print(rows: Rows) -> Column:
    differs = _bound_differs(rows, "minimum") | _bound_differs(rows, "maximum")
    return differs & rows["is_readable"] & ~is_unread(rows, "minimum", "maximum")


def _bound_differs(rows: Rows, bound: str) -> Column:
    stated, printed = rows[bound], rows[f"printed_{bound}"]
    return known_true(stated != printed) | (stated.isna() != printed.isna())


def _hurts_without_violence(rows: Rows) -> Column:
    # A count of zero, such as "no one was killed", fits every event.
    is_hurt = rows["quantity"].isin(OF_PEOPLE_HURT) & ~known_true(rows["maximum"] == 0)
    return is_hurt & rows["event_type"].notna() & ~rows["event_type"].isin(LETHAL)


def _has_wrong_length(rows: Rows) -> Column:
    count = rows["summary_words"]
    return rows["summary"].notna() & ((count < 1) | (count > LONGEST_SUMMARY))


CHECKS: dict[str, Predicate] = {
    "claim-without-object": _has_no_object,
    "responsibility-without-part": _has_no_part,
    "credited-elsewhere": _is_credited_elsewhere,
    "event-at-area": lambda rows: (rows["relation"] == "at") & rows["place_type"].isin(AREAS),
    "aggregate-without-figure": lambda rows: (
        (rows["incidents"] == "run_counted") & (rows["figure_count"] == 0)
    ),
    "deadline-without-threat": _has_wrong_deadline,
    "trigger-without-condition": _has_no_condition,
    "means-without-threat": _has_wrong_means,
    "figure-owner": lambda rows: rows["event_id"].isna() == rows["claim_id"].isna(),
    "minimum-over-maximum": lambda rows: rows["minimum"] > rows["maximum"],
    "best-outside": _has_best_outside,
    "figure-contradicts-print": _differs_from_print,
    "killed-by-words": _hurts_without_violence,
    "summary-length": _has_wrong_length,
    "summary-repeated": lambda rows: rows["same_summary"].notna(),
    "loaded-words": lambda rows: rows["loaded_words"].notna(),
}
