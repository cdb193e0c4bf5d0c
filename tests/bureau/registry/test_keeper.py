"""What a keeper asked for after a day of work: find people, see what is wrong first, know what waits."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.registry.people import HEADER, people_file, people_rows, resident, workbook

from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.layout import layout_of
from wenjiu.bureau.registry.models import Import, Row
from wenjiu.bureau.registry.reading import read_file
from wenjiu.policies import load_policy
from wenjiu.rosters.workbook import fault_text

pytestmark = pytest.mark.django_db
TABLE = "/desk/registers/persons/"


@pytest.fixture
def keeper(client: Client) -> Client:
    ensure_demo_people(actor="a test", areas_of_policy=load_policy(settings.WENJIU_POLICY).areas)
    client.force_login(User.objects.get(username="demo-keeper"))
    return client


def upload(
    client: Client, content: bytes, name: str = "名单.xlsx", source: str = "户籍登记", table: str = TABLE
) -> Any:
    return client.post(f"{table}upload/", {"file": SimpleUploadedFile(name, content), "source": source})


def bring(client: Client, content: bytes, source: str = "户籍登记") -> None:
    client.post(f"{upload(client, content, source=source).url}import/", {"mode": "good_rows"})


def test_a_person_is_found_and_one_page_says_what_all_registers_say(keeper: Client) -> None:
    bring(keeper, people_file([1]))
    bring(keeper, people_file([1], "海淀区"))
    party = Party.objects.get(name="虚构甲1")
    for text in ("构甲", "xugou", resident(1)[-4:], resident(1)):
        found = keeper.post("/desk/registers/find/", {"q": text}).content.decode()
        assert f"/desk/registers/parties/{party.pk}/" in found, text
        assert "虚构甲1" in keeper.post(f"{TABLE}search/", {"q": text}).content.decode(), text
    assert "没有找到" in keeper.post("/desk/registers/find/", {"q": "查无此人"}).content.decode()
    page = keeper.get(f"/desk/registers/parties/{party.pk}/").content.decode()
    assert resident(1) not in page and resident(1)[-4:] in page
    assert "其他区" in page and "以前的内容（1 条）" in page and "户籍登记" in page
    assert User.objects.get(username="demo-keeper").name in page
    keeper.force_login(User.objects.get(username="demo-leader"))
    assert keeper.get(f"/desk/registers/parties/{party.pk}/").status_code == 404


def test_sources_that_were_used_and_the_suppliers_are_offered(keeper: Client) -> None:
    bring(keeper, people_file([1]), source="虚构的户籍库")
    page = keeper.get(TABLE).content.decode()
    assert '<option value="虚构的户籍库">' in page and page.count("<option ") > 3


def test_a_preview_says_what_other_sources_say(keeper: Client) -> None:
    bring(keeper, people_file([1, 2]), source="甲库")
    rows = people_rows([1, 2, 3])
    rows[0][2] = "海淀区"
    page = keeper.get(upload(keeper, workbook([HEADER, *rows]), source="乙库").url).content.decode()
    assert "2 行在别的来源里已有" in page and "“甲库”里也有，不同的是：户籍" in page and "内容不矛盾" in page


def test_what_is_implausible_is_yellow_and_can_be_imported(keeper: Client) -> None:
    header = ("证件号码", "姓名", "户籍", "出生日期", "自何日起")
    rows = [[resident(1), "虚构甲1", "朝阳区", "1999-01-01", "2099-01-01"]]
    at = upload(keeper, workbook([header, *rows])).url
    page = keeper.get(at).content.decode()
    assert "有 1 行的内容不太可能" in page and "身份证号里是" in page and "还有一年多才到" in page
    keeper.post(f"{at}import/", {"mode": "all_or_nothing"})
    assert Row.objects.count() == 1


def test_rows_with_faults_come_first_with_the_column_of_the_fault(keeper: Client) -> None:
    rows = people_rows([1, 2, 3])
    rows[2][5] = "也许"
    at = upload(keeper, workbook([HEADER, *rows])).url
    answer = keeper.get(at)
    shown = answer.context["rows"]
    assert [row["number"] for row in shown] == [4, 2, 3] and shown[0]["word"] == "bad"
    assert any(cell["text"] == "也许" and cell["wrong"] for cell in shown[0]["cells"])
    sheet = openpyxl.load_workbook(io.BytesIO(keeper.get(f"{at}errors/").content)).active
    assert sheet["F4"].fill.fgColor.rgb.endswith("FFD9DD".lower()) or sheet["F4"].fill.fgColor.rgb.endswith("FFD9DD")
    assert sheet["A4"].fill.fill_type is None and sheet.column_dimensions["A"].width >= 20


def test_a_file_with_nothing_new_offers_no_import(keeper: Client) -> None:
    bring(keeper, people_file([1, 2]))
    page = keeper.get(upload(keeper, workbook([HEADER, *people_rows([1])])).url).content.decode()
    assert "不用导入，返回" in page and "导入全部" not in page


def test_a_file_that_waits_is_listed_for_its_owner_until_it_is_deleted(keeper: Client) -> None:
    at = upload(keeper, people_file([1]), name="等着的.xlsx").url
    for page in ("/desk/registers/", TABLE):
        text = keeper.get(page).content.decode()
        assert "还没有确认的文件" in text and "等着的.xlsx" in text and at in text
    assert "等着的" not in keeper.get("/desk/registers/firms/").content.decode()
    keeper.post(f"{at}discard/")
    assert "等着的" not in keeper.get(TABLE).content.decode()


def test_a_file_for_another_register_names_that_one(keeper: Client) -> None:
    policy = load_policy(settings.WENJIU_POLICY)
    header = [column.header("zh") for column in layout_of(policy, "hires").columns]
    answer = upload(keeper, workbook([header, ["" for _ in header]]))
    text = answer.content.decode()
    assert answer.status_code == 422 and "/desk/registers/hires/" in text and "这像是" in text


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7 ...", b"\xff\xd8\xff\xe0..", b"MZ\0\0\1"])
def test_a_picture_is_no_table(keeper: Client, content: bytes) -> None:
    answer = upload(keeper, content, name="lease.png")
    assert answer.status_code == 422 and "这不是表格文件" in answer.content.decode()


def test_every_fault_of_a_row_is_made_of_whole_sentences() -> None:
    layout = layout_of(load_policy("chaoyang_2020"), "persons")
    rows = [[110105196001010000000, "虚" * 200, "火星", "也许", "昨天", "可能"], ["1", "", "", "", "2020-13-01", ""]]
    table = read_file(layout, workbook([HEADER, *rows]), {})
    said = [fault_text(fault, "zh") for row in table.rows for fault in row.faults]
    assert len(said) > 6
    for text in said:
        assert text.endswith(("。", "？")), text
        assert "丢失请" not in text and "太长了最多" not in text


def test_how_a_column_is_filled_is_said_as_in_the_template(keeper: Client) -> None:
    page = keeper.get(TABLE).content.decode()
    assert "年月日，如 2021-09-01" in page and "您的出生日期是哪一天" not in page


def test_a_withdrawal_says_what_goes_and_keeps_its_reason(keeper: Client) -> None:
    bring(keeper, people_file([1, 2]))
    at = f"/desk/registers/imports/{Import.objects.get().pk}/withdraw/"
    page = keeper.get(at).content.decode()
    assert "2 条记录会失效" in page
    refused = keeper.post(at)
    assert refused.status_code == 422 and "请写为什么撤回" in refused.content.decode()
    keeper.post(at, {"reason": "传错了文件"})
    assert Event.objects.get(kind="register.withdrawn").data["reason"] == "传错了文件"
