"""The check of pages objects to each thing that it looks for, and to nothing else."""

import pytest

from tests.markup import faults

GOOD = """<!doctype html><html lang="vi"><head><title>Trang</title></head><body>
<div role="main" hidden><h1>Bảng cửu chương</h1></div><main><h1>Việc</h1><h2>Phần</h2>
<form><label for="name">Tên</label><input id="name" aria-invalid="true" aria-describedby="why">
<p id="why">Trống</p>
<label><input type="checkbox"> Nhớ</label><input type="hidden" name="once">
<fieldset><legend>Mức</legend><select aria-label="Mức"></select></fieldset>
<button><span aria-hidden="true">✓</span>Gửi</button></form>
<a href="/o"><img alt="Về" src="x"></a><details><summary>Thêm</summary></details>
<table><tr><th scope="row">Số</th><td>1</td></tr></table><svg role="img"><title>Hình</title></svg>
</main></body></html>"""
BAD = {
    ' lang="vi"': "",
    "Trang": " ",
    "<main>": "<main></main><main>",
    "<h1>Việc</h1>": "",
    "<h2>Phần</h2>": "<h3>Phần</h3>",
    ' for="name"': "",
    ' aria-describedby="why"': "",
    'id="why"': "",
    ' id="name"': ' id="why"',
    "Nhớ": "",
    ' aria-label="Mức"': "",
    "<legend>Mức</legend>": "",
    "Gửi": "",
    'alt="Về"': "",
    ">Thêm<": "><",
    ' scope="row"': "",
    '<th scope="row">Số</th>': "",
    "Hình": "",
}


def test_a_good_page_and_a_part_of_one_are_let_through() -> None:
    assert faults(GOOD) == []
    assert faults("<input>") == []


@pytest.mark.parametrize("old", BAD)
def test_each_fault_is_found(old: str) -> None:
    assert GOOD.count(old) == 1
    assert faults(GOOD.replace(old, BAD[old])) != []
