"""GeoJSON from whatever source: the code under many names, every fault named, what is no use refused."""

import pytest
import shapely
from shapely import MultiPolygon
from shapely.geometry import mapping

from referral.jurisdiction.boundaries import Shape
from referral.jurisdiction.geojson import NoCodes, NotGeoJson, OldBoundaries, OtherCoordinates
from referral.jurisdiction.survey import WrongCodes, read_geojson
from referral.jurisdiction.units import units
from tests.places.polygons import around, collection, feature, report_of

BA_DINH, HOAN_KIEM, CUA_NAM, BA_CHE, CO_TO = "00004", "00070", "00082", "06970", "07192"


@pytest.mark.parametrize("name", ["code", "ma_xa", "maxa", "MaPhuongXa", "ward_code", "GSO", "Mã Xã", "gso_code"])
@pytest.mark.parametrize("code", [BA_DINH, "4", 4, 4.0])
def test_the_code_is_found_under_many_names(name: str, code: object) -> None:
    assert report_of(feature(code, around(BA_DINH), name)).covered == (BA_DINH,)


def test_an_alias_of_a_code_is_understood() -> None:
    assert report_of(feature("06978", around(BA_CHE))).covered == (BA_CHE,)


def test_a_property_that_is_no_code_of_today_gives_way_to_one_that_is() -> None:
    both = {"type": "Feature", "properties": {"code": "01", "maxa": BA_DINH}, "geometry": mapping(around(BA_DINH))}
    assert report_of(both).covered == (BA_DINH,)


def one_good() -> list[object]:
    return [feature(code, around(code)) for code in (BA_DINH, HOAN_KIEM, CUA_NAM, CO_TO, BA_CHE)]


def geometry(kind: str, coordinates: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": "00008"}, "geometry": {"type": kind, "coordinates": coordinates}}


BOW = [[[105.8, 21.0], [105.9, 21.1], [105.9, 21.0], [105.8, 21.1], [105.8, 21.0]]]


@pytest.mark.parametrize(
    ("bad", "remark"),
    [
        (feature("99999", around(BA_DINH)), "feature 6: no code of a commune of today; left out."),
        (feature("Ba Đình", around(BA_DINH)), "feature 6: no code of a commune of today; left out."),
        ({"type": "Feature", "properties": None}, "feature 6: no code of a commune of today; left out."),
        ({"properties": {"code": "00008"}}, "feature 6 (00008): no polygon that can be read; left out."),
        (geometry("Point", [105.8, 21.0]), "feature 6 (00008): no polygon that can be read; left out."),
        (geometry("Polygon", [["north"]]), "feature 6 (00008): no polygon that can be read; left out."),
        (geometry("Polygon", [[[105.8, 21.0]]]), "feature 6 (00008): no polygon that can be read; left out."),
        (geometry("Polygon", 7), "feature 6 (00008): no polygon that can be read; left out."),
        (geometry("Polygon", []), "feature 6 (00008): no polygon that can be read; left out."),
        (
            geometry("Polygon", [[[105.8, 21.0], [105.9, float("nan")], [105.9, 21.1], [105.8, 21.0]]]),
            "feature 6 (00008): no polygon that can be read; left out.",
        ),
        (
            geometry("Polygon", [[[105.8, 21.0], [105.9, float("inf")], [105.9, 21.1], [105.8, 21.0]]]),
            "feature 6 (00008): no polygon that can be read; left out.",
        ),
        (
            geometry("Polygon", [[[105.8, 21.0], [105.9, 21.0], [105.8, 21.0], [105.8, 21.0]]]),
            "feature 6 (00008): its rings enclose nothing; left out.",
        ),
        (geometry("Polygon", BOW), "feature 6 (00008): its rings were faulty; repaired."),
        (
            feature("00008", shapely.box(2.0, 48.0, 3.0, 49.0)),
            "feature 6 (00008): it does not lie in Vietnam; left out.",
        ),
    ],
)
def test_a_bad_feature_is_named_and_the_others_count(bad: object, remark: str) -> None:
    report = report_of(*one_good(), bad)
    assert remark in report.remarks
    assert set(report.covered) >= {BA_DINH, HOAN_KIEM, CUA_NAM, CO_TO, BA_CHE}


def test_latitude_before_longitude_is_put_right() -> None:
    turned: Shape = shapely.transform(around(BA_DINH), lambda pairs: pairs[:, ::-1])
    drawn, report = read_geojson(collection(feature(BA_DINH, turned)))
    assert report.remarks == (f"feature 1 ({BA_DINH}): latitude stood before longitude; put right.",)
    here = units().current[BA_DINH]
    assert drawn.containing(here.lat, here.lon) == (BA_DINH,)


def test_parts_of_one_commune_that_come_one_by_one_are_joined() -> None:
    here = units().current[CO_TO]
    far = shapely.box(here.lon + 0.1, here.lat, here.lon + 0.12, here.lat + 0.02)
    drawn, report = read_geojson(collection(feature(CO_TO, around(CO_TO)), feature(CO_TO, far)))
    assert isinstance(drawn.shapes[CO_TO], MultiPolygon)
    assert report.remarks == (f"feature 2 ({CO_TO}): the same code as before; joined.",)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NotGeoJson),
        ("{", NotGeoJson),
        ("[" * 100_000, NotGeoJson),
        ("[]", NotGeoJson),
        ('{"type": "Topology"}', NotGeoJson),
        ('{"features": [1]}', NotGeoJson),
        (collection(), NoCodes),
        (collection(feature("Ba Đình", around(BA_DINH), "name")), NoCodes),
        (collection(*(feature(code, around(BA_DINH)) for code in (BA_DINH, "00001", "00007"))), OldBoundaries),
        (collection(feature(BA_DINH, shapely.box(580_000, 2_325_000, 590_000, 2_330_000))), OtherCoordinates),
        (collection(feature(BA_DINH, around(HOAN_KIEM)), feature(HOAN_KIEM, around(BA_DINH))), WrongCodes),
    ],
)
def test_a_file_that_is_no_use_is_refused_with_its_remedy(text: str, error: type[ValueError]) -> None:
    with pytest.raises(error) as refused:
        read_geojson(text)
    assert str(refused.value) == error.__doc__


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("EPSG:4326", True),
        ("WGS 84", True),
        ("urn:ogc:def:crs:EPSG::3405", False),
        ("EPSG:4756", False),
        ("WGS 84 / UTM zone 48N", False),
    ],
)
def test_only_wgs84_is_read(name: str, right: bool) -> None:
    text = collection(feature(BA_DINH, around(BA_DINH)), crs={"type": "name", "properties": {"name": name}})
    if right:
        assert read_geojson(text)[1].covered == (BA_DINH,)
    else:
        with pytest.raises(OtherCoordinates):
            read_geojson(text)


@pytest.mark.parametrize("crs", ["EPSG:4326", {"properties": None}])
def test_a_reference_system_of_another_shape_is_refused(crs: object) -> None:
    with pytest.raises(OtherCoordinates):
        read_geojson(collection(feature(BA_DINH, around(BA_DINH)), crs=crs))
