"""The licences that `eventclaims new` offers, by SPDX id, with their official addresses."""

CC_BY = "CC-BY-4.0"
_CC, _ODC = "https://creativecommons.org", "https://opendatacommons.org/licenses"
# Title and address.
LICENSES = {
    CC_BY: ("Creative Commons Attribution 4.0 International", f"{_CC}/licenses/by/4.0/"),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution-ShareAlike 4.0 International",
        f"{_CC}/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution-NonCommercial 4.0 International",
        f"{_CC}/licenses/by-nc/4.0/",
    ),
    "CC0-1.0": ("Creative Commons Zero v1.0 Universal", f"{_CC}/publicdomain/zero/1.0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution License v1.0", f"{_ODC}/by/1-0/"),
    "ODbL-1.0": ("Open Data Commons Open Database License v1.0", f"{_ODC}/odbl/1-0/"),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication & License 1.0",
        f"{_ODC}/pddl/1-0/",
    ),
}
