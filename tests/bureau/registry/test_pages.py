"""The keeper's way through the pages: template, upload, preview, import, search, history, withdrawal."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.bureau.registry.people import HEADER, people_file, people_rows, resident, workbook

from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.registry.models import Import, Row
from wenjiu.policies import load_policy

pytestmark = pytest.mark.django_db
TABLE = "/desk/registers/persons/"


@pytest.fixture
def keeper(client: Client) -> Client:
    ensure_demo_people(actor="a test", areas_of_policy=load_policy(settings.WENJIU_POLICY).areas)
    client.force_login(User.objects.get(username="demo-keeper"))
    return client


def upload(client: Client, content: bytes, name: str = "名单.xlsx", source: str = "户籍登记") -> Any:
    return client.post(f"{TABLE}upload/", {"file": SimpleUploadedFile(name, content), "source": source})


def test_every_table_is_listed_with_a_template_that_opens(keeper: Client) -> None:
    page = keeper.get("/desk/registers/").content.decode()
    assert "用人单位" in page and "历史发放" in page
    for table in ("persons", "firms", "hires", "awards"):
        assert keeper.get(f"/desk/registers/{table}/").status_code == 200
        content = keeper.get(f"/desk/registers/{table}/template.xlsx").content
        assert len(openpyxl.load_workbook(io.BytesIO(content)).worksheets) == 2
    assert keeper.get("/desk/registers/no-table/").status_code == 404


def test_a_file_is_previewed_corrected_and_imported(keeper: Client) -> None:
    rows = people_rows([1, 2, 3])
    rows[1][3] = "大学毕业"
    answer = upload(keeper, workbook([HEADER, *rows]))
    assert answer.status_code == 302 and not Row.objects.exists()
    page = keeper.get(answer.url).content.decode()
    assert "新增" in page and "大学毕业" in page and "只导入正确的 2 行" in page
    assert resident(1) not in page and resident(1)[:4] in page, "numbers are masked"
    back = keeper.get(f"{answer.url}errors/").content
    assert openpyxl.load_workbook(io.BytesIO(back)).active["G1"].value == "错误原因"
    refused = keeper.post(f"{answer.url}import/", {"mode": "all_or_nothing"})
    assert refused.status_code == 422 and "有1行不能导入" in refused.content.decode() and not Row.objects.exists()
    assert keeper.post(f"{answer.url}import/", {}).status_code == 422
    done = keeper.post(f"{answer.url}import/", {"mode": "good_rows"}, follow=True)
    assert "已导入2行" in done.content.decode() and Row.objects.count() == 2
    assert keeper.get(answer.url).status_code == 404, "the kept file is gone"


def test_the_same_file_again_says_who_imported_it(keeper: Client) -> None:
    content = people_file([1, 2])  # once: a workbook holds the second in which it was made
    for _ in range(2):
        at = upload(keeper, content).url
        page = keeper.post(f"{at}import/", {"mode": "all_or_nothing"}, follow=True).content.decode()
    assert "导入过，没有重复写入" in page and Import.objects.count() == 1


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(keeper: Client) -> None:
    for content, said in ((b"<html></html>", "网页"), (b"", "没有内容"), (workbook([["a", "b"]]), "表头")):
        answer = upload(keeper, content)
        assert answer.status_code == 422 and said in answer.content.decode()
    answer = upload(keeper, people_file([1]), source="")
    assert answer.status_code == 422 and "哪里给的" in answer.content.decode()


def test_a_kept_file_is_encrypted_and_its_owners_alone(keeper: Client) -> None:
    at = upload(keeper, people_file([1])).url
    token = at.strip("/").rpartition("/")[2]
    stored = (settings.DATA_FOLDER / "uploads" / token).read_bytes()
    assert resident(1).encode() not in stored and b"PK" not in stored[:40]
    keeper.force_login(User.objects.get(username="demo-specialist"))
    assert keeper.get(at).status_code == 404
    keeper.force_login(User.objects.get(username="demo-keeper"))
    keeper.post(f"{at}discard/")
    assert not (settings.DATA_FOLDER / "uploads" / token).exists()


def test_rows_are_found_shown_with_masked_numbers_and_withdrawn(keeper: Client) -> None:
    for district in ("朝阳区", "海淀区"):
        at = upload(keeper, people_file([1], district)).url
        keeper.post(f"{at}import/", {"mode": "good_rows"})
    found = keeper.post(f"{TABLE}search/", {"q": resident(1)}).content.decode()
    row = Row.objects.get(replaced_by=None)
    assert reverse("desk:register_row", args=[row.pk]) in found and resident(1)[6:14] not in found.replace(
        f'value="{resident(1)}"', ""
    )
    assert "没有找到" in keeper.post(f"{TABLE}search/", {"q": "查无此人"}).content.decode()
    page = keeper.get(f"/desk/registers/rows/{row.pk}/").content.decode()
    assert "已被后来的内容替代" in page and resident(1) not in page
    last = Import.objects.first()
    assert "撤回这次导入？" in keeper.get(f"/desk/registers/imports/{last.pk}/withdraw/").content.decode()
    assert (
        "已撤回"
        in keeper.post(
            f"/desk/registers/imports/{last.pk}/withdraw/", {"reason": "传错了文件"}, follow=True
        ).content.decode()
    )
    assert Row.objects.get(replaced_by=None, withdrawn_at=None).facts["household_district"] == "chaoyang"
