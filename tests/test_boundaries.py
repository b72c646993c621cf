"""Boundaries a deployer brings: read with every fault named, simplified without harm, kept in one small file."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy
import pytest
import shapely
from shapely import MultiPolygon, Polygon

from bot.boundaries import (
    BoundariesNotWritten,
    BoundariesUnreadable,
    import_boundaries,
    load_boundaries,
    save_boundaries,
)
from bot.places import BOUNDARIES
from referral.jurisdiction import units as place_data
from referral.jurisdiction.boundaries import Boundaries, Shape, area_km2, simplify
from referral.jurisdiction.geojson import NoCodes
from referral.jurisdiction.survey import read_geojson
from referral.jurisdiction.units import units
from tests.places.polygons import around, cells, collection, feature, geojson, report_of, winding

BA_DINH, NGOC_HA, HOAN_KIEM, CUA_NAM = "00004", "00008", "00070", "00082"
BA_CHE, CO_TO = "06970", "07192"


@cache
def hanoi() -> Mapping[str, Shape]:
    """The communes of Hà Nội with winding borders."""
    return winding({code: shape for code, shape in cells().items() if units().current[code].province == "01"})


def accuracy(drawn: Boundaries, true: Boundaries) -> float:
    """The share of points that are in the same commune by both, one point a box."""
    chance, same, tried = numpy.random.default_rng(7), 0, 0
    for code, shape in [*true.shapes.items()] * 20:
        left, low, right, high = shape.bounds
        lon, lat = chance.uniform(left, right), chance.uniform(low, high)
        if true.containing(lat, lon) == (code,):
            tried += 1
            same += drawn.containing(lat, lon) == (code,)
    return same / tried


def test_inside_the_cells_every_point_finds_its_commune() -> None:
    drawn = Boundaries(cells())
    assert all(drawn.containing(here.lat, here.lon) == (code,) for code, here in units().current.items())


def test_a_simplified_boundary_is_small_and_nearly_as_good() -> None:
    drawn, report = read_geojson(geojson(hanoi()))
    before = shapely.get_num_coordinates(list(hanoi().values())).sum()
    after = shapely.get_num_coordinates(list(drawn.shapes.values())).sum()
    assert after < 0.8 * before
    assert accuracy(drawn, Boundaries(hanoi())) >= 0.99
    assert (len(report.covered), report.overlaps, report.remarks) == (126, (), ())
    assert shapely.coverage_is_valid(list(drawn.shapes.values()))


def test_the_report_counts_what_is_covered_and_names_what_is_missing() -> None:
    report = report_of(feature(BA_DINH, around(BA_DINH)))
    assert report.covered == (BA_DINH,)
    assert len(report.missing) == 3320
    lines = report.lines()
    assert lines[0] == "1 of 3,321 communes have a boundary now."
    assert lines[1] == "Missing: 00008 Phường Ngọc Hà, Thành phố Hà Nội."
    assert lines[21] == "... and 3,300 more of this kind."


def test_codes_that_were_swapped_are_left_out_and_named() -> None:
    swapped = {**hanoi(), BA_DINH: hanoi()[HOAN_KIEM], HOAN_KIEM: hanoi()[BA_DINH]}
    drawn, report = read_geojson(geojson(swapped))
    assert not {BA_DINH, HOAN_KIEM} & drawn.shapes.keys() and len(drawn.shapes) == 124
    assert f"{BA_DINH} Phường Ba Đình, Thành phố Hà Nội: its shape lies elsewhere" in "".join(report.remarks)


def test_a_code_far_from_its_commune_is_left_out() -> None:
    report = report_of(feature(BA_DINH, around(BA_DINH)), feature(CO_TO, around(BA_CHE)))
    assert report.covered == (BA_DINH,)


def test_a_centre_beside_a_shape_in_nobodys_land_is_no_fault() -> None:
    here = units().current[BA_DINH]
    beside = shapely.box(here.lon + 0.01, here.lat, here.lon + 0.03, here.lat + 0.02)
    assert report_of(feature(BA_DINH, beside)).covered == (BA_DINH,)


def test_a_shape_that_swallowed_its_neighbour_is_left_out() -> None:
    both = shapely.union(hanoi()[BA_DINH], hanoi()[HOAN_KIEM])
    large = {code: shape for code, shape in hanoi().items() if code != HOAN_KIEM} | {
        BA_DINH: MultiPolygon([p for p in shapely.get_parts(both)])
    }
    drawn, report = read_geojson(geojson(large))
    assert not {BA_DINH, HOAN_KIEM} & drawn.shapes.keys()
    assert "too large and holds 00070 Phường Hoàn Kiếm" in "".join(report.remarks)


def test_land_of_two_communes_is_named_in_square_kilometres() -> None:
    wide = shapely.buffer(hanoi()[BA_DINH], 0.002)
    shared = area_km2([shapely.intersection(wide, hanoi()[NGOC_HA])])[0]
    assert isinstance(wide, Polygon)
    report = read_geojson(geojson({**hanoi(), BA_DINH: wide}))[1]
    found = {(overlap.one, overlap.other): overlap.km2 for overlap in report.overlaps}
    assert found[BA_DINH, NGOC_HA] == pytest.approx(shared, rel=0.05)
    assert all(BA_DINH in pair for pair in found) and list(found.values()) == sorted(found.values(), reverse=True)
    assert any("Phường Ba Đình, Thành phố Hà Nội and 00008 Phường Ngọc Hà" in line for line in report.lines())


def test_units_without_a_known_area_are_named_all_the_same() -> None:
    before = units()
    lone = {BA_DINH: replace(before.current[BA_DINH], km2=0.0), CUA_NAM: before.current[CUA_NAM]}
    place_data.use(replace(before, current=lone, version="two"))
    try:
        assert report_of(feature(BA_DINH, around(BA_DINH))).missing == (CUA_NAM,)
    finally:
        place_data.use(before)


def test_the_distance_to_shapes_near_by_comes_with_them() -> None:
    drawn = Boundaries({BA_DINH: shapely.box(105, 21, 105.1, 21.1), HOAN_KIEM: shapely.box(105.1, 21, 105.2, 21.1)})
    assert drawn.containing(21.05, 105.1) == (BA_DINH, HOAN_KIEM)
    assert drawn.containing(22.0, 105.1) == ()
    (first, inside), (second, off) = drawn.around(21.05, 105.0999, 20)
    assert (first, inside, second) == (BA_DINH, 0.0, HOAN_KIEM)
    assert off == pytest.approx(11.12)


def test_simplifying_keeps_a_shape_that_is_smaller_than_the_measure() -> None:
    tiny: dict[str, Shape] = {BA_DINH: shapely.box(105.0, 21.0, 105.00001, 21.00001)}
    assert area_km2(simplify(tiny, metres=500).values())[0] > 0


class TestOnDisk:
    def test_what_was_imported_is_there_at_the_next_start(self, tmp_path: Path) -> None:
        source, folder = tmp_path / "communes.geojson", tmp_path / "var"
        source.write_text(geojson({BA_DINH: around(BA_DINH)}), encoding="utf-8-sig")
        report = import_boundaries(source, folder)
        assert report.covered == (BA_DINH,)
        found = load_boundaries(folder)
        assert found is not None
        assert shapely.equals_exact(found.shapes[BA_DINH], around(BA_DINH), 1e-4, normalize=True)
        assert [file.name for file in folder.iterdir()] == [BOUNDARIES]

    def test_without_a_file_there_are_none(self, tmp_path: Path) -> None:
        assert load_boundaries(tmp_path / "nowhere") is None

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda data: b"",
            lambda data: data[: len(data) // 2],
            lambda data: data[:20] + bytes([data[20] ^ 255]) + data[21:],
            lambda data: b"not gzip",
            lambda data: gzip.compress(b"[]"),
            lambda data: gzip.compress(b'{"format": 99}'),
            lambda data: gzip.compress(b'{"format": 1}'),
            lambda data: gzip.compress(b'{"format": 1, "shapes": []}'),
            lambda data: gzip.compress(b'{"format": 1, "shapes": {"00004": 5}}'),
            lambda data: gzip.compress(json.dumps({"format": 1, "shapes": {BA_DINH: "01FF"}}).encode()),
        ],
    )
    def test_a_broken_file_is_logged_without_its_path_and_left_alone(
        self, spoil: Callable[[bytes], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        save_boundaries(Boundaries({BA_DINH: around(BA_DINH)}), tmp_path)
        file = tmp_path / BOUNDARIES
        file.write_bytes(spoil(file.read_bytes()))
        assert load_boundaries(tmp_path) is None
        logged = "".join(capsys.readouterr())
        assert BOUNDARIES in logged and str(tmp_path) not in logged
        assert file.exists()

    def test_a_file_that_cannot_be_read_says_so(self, tmp_path: Path) -> None:
        latin = tmp_path / "latin.geojson"
        latin.write_bytes("Đình".encode("utf-16"))
        for path in (tmp_path / "none.geojson", latin, tmp_path):
            with pytest.raises(BoundariesUnreadable, match="is it there"):
                import_boundaries(path, tmp_path)

    def test_a_folder_that_takes_nothing_says_so(self, tmp_path: Path) -> None:
        source, folder = tmp_path / "communes.geojson", tmp_path / "file"
        source.write_text(geojson({BA_DINH: around(BA_DINH)}), encoding="utf-8")
        folder.write_text("")
        with pytest.raises(BoundariesNotWritten, match="writable"):
            import_boundaries(source, folder)

    def test_a_refused_file_changes_nothing(self, tmp_path: Path) -> None:
        save_boundaries(Boundaries({BA_DINH: around(BA_DINH)}), tmp_path)
        before = (tmp_path / BOUNDARIES).read_bytes()
        source = tmp_path / "communes.geojson"
        source.write_text(collection(), encoding="utf-8")
        with pytest.raises(NoCodes):
            import_boundaries(source, tmp_path)
        assert (tmp_path / BOUNDARIES).read_bytes() == before
