"""Which official forms exist, and what of a case goes into them; what nobody told is never guessed."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from referral.records import dataclass

UNKNOWN = "không biết"
NOT_AGREED = "không ghi (người báo chưa đồng ý)"
GROUPS = {  # Decree 56/2017/NĐ-CP, Mẫu số 01: three groups; which category belongs where is practice
    **dict.fromkeys(
        ("sexual_abuse", "physical_violence", "emotional_abuse", "online_abuse", "school_violence"),
        "trẻ em bị xâm hại",
    ),
    **dict.fromkeys(
        ("neglect_abandonment", "child_labour", "trafficking_abduction", "child_marriage", "self_harm"),
        "trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi",
    ),
    "special_circumstances": "trẻ em có hoàn cảnh đặc biệt",
}
PLACEHOLDERS: Mapping[str, str] = {  # name in a template: what it stands for; docs/forms.md shows the same
    "so_vu": "Số vụ việc",
    "co_quan": "Cơ quan tiếp nhận",
    "noi_lap": "Nơi lập phiếu (xã, phường)",
    "ngay_lap": "Ngày lập phiếu",
    "nhom": "Nhóm đối tượng, theo loại việc của tin báo",
    "loai_viec": "Loại việc",
    "muc_do": "Mức độ",
    "nguon_tin": "Nguồn tin",
    "gio_nhan": "Giờ tiếp nhận",
    "ngay_nhan": "Ngày tiếp nhận",
    "ten_tre": "Họ tên trẻ",
    "ngay_sinh": "Ngày sinh",
    "tuoi": "Tuổi ước chừng",
    "gioi_tinh": "Giới tính",
    "noi_xay_ra": "Nơi xảy ra",
    "noi_o_hien_tai": "Nơi trẻ đang ở",
    "tinh_trang": "Tình trạng hiện tại",
    "loi_bao": "Lời người báo, nguyên văn",
    "hau_qua": "Hậu quả có thể xảy ra nếu không được giúp",
    "cha": "Cha: họ tên, tuổi, nghề nghiệp",
    "me": "Mẹ: họ tên, tuổi, nghề nghiệp",
    "gia_dinh": "Hoàn cảnh gia đình",
    "nguoi_cham_soc": "Người đang chăm sóc",
    "da_giup": "Việc đã làm để giúp trẻ",
    "ten_nguoi_bao": "Họ tên người báo",
    "dien_thoai_nguoi_bao": "Điện thoại người báo",
    "dia_chi_nguoi_bao": "Địa chỉ người báo",
    "ghi_chu": "Ghi chú",
    "con_thieu": "Những mục còn thiếu",
    "van_ban": "Mẫu và văn bản quy định",
}
OF_REPORTER = ("ten_nguoi_bao", "dien_thoai_nguoi_bao", "dia_chi_nguoi_bao")
ALWAYS = frozenset({"con_thieu", "van_ban", "ghi_chu"})  # never counted as missing


@dataclass(frozen=True, slots=True)
class Regulation:
    """Where the layout of a form comes from, and when that was looked at last."""

    title: str
    regulation: str
    in_force: date
    checked: date

    @property
    def words(self) -> str:
        """As it stands at the foot of the form."""
        return f"{self.title}, {self.regulation} (hiệu lực {self.in_force:%d/%m/%Y})"


@cache
def regulation(form: str) -> Regulation:
    """The regulation of a form that we fill ourselves."""
    raw = tomllib.loads((files("referral") / "data" / "forms.toml").read_text("utf-8"))[form]
    return Regulation(**raw)


def completed(known: Mapping[str, str], agreed: bool, law: str) -> dict[str, str]:
    """Every placeholder with its words: what is unknown says so, and what is missing is listed.

    The reporter's identity stands there only if they agreed (Decree 56/2017/NĐ-CP, Mẫu số 01, A.3).
    """
    told = {name: known.get(name, "").strip() for name in PLACEHOLDERS}
    missing = [PLACEHOLDERS[name] for name in PLACEHOLDERS if not told[name] and name not in {*ALWAYS, *OF_REPORTER}]
    words = {name: text or ("" if name in ALWAYS else UNKNOWN) for name, text in told.items()}
    private = {} if agreed else dict.fromkeys(OF_REPORTER, NOT_AGREED)
    return {**words, **private, "con_thieu": "; ".join(missing) or "không", "van_ban": law}
