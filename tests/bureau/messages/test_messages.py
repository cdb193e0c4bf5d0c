"""Guards of messages: each event writes its own, nothing private leaves, nothing is sent twice, one failure stops nothing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.bureau.cases.scene import SETUP, TODAY
from tests.bureau.documents.world import HOSTILE, Papers, make_papers
from tests.bureau.test_desk import as_, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.actions import filing
from wenjiu.bureau.messages import actions, channels, logic, sending, wording
from wenjiu.bureau.messages.models import Contact, Delivery, Message
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.writes import action
from wenjiu.rules.language.text import LANGUAGES
from wenjiu.standards import civil

PHONE, MAIL = "13800001234", "zhang.san@example.com"


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Papers]:
    """The cases of the tests of documents; the firm agreed to an SMS for what comes after."""
    folder: Path = tmp_path_factory.mktemp("calendar")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "calendar_file", lambda: folder / "calendar")
        patch.setattr(civil, "today", lambda: civil.of(TODAY))
        with django_db_blocker.unblock(), transaction.atomic():
            made = make_papers()
            without_second_factor(actor=SETUP)
            yield made
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def undone(papers: Papers, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Keep what is sent, as number and text."""
    kept: list[tuple[str, str]] = []

    class Way:
        def send(self, to: str, subject: str, text: str, reference: str) -> None:
            kept.append((to, text))

    monkeypatch.setattr(channels, "way", lambda channel: Way())
    return kept


def kinds(papers: Papers, case: str) -> list[str]:
    return list(
        Message.objects.filter(case=papers.cases[case], user=None).order_by("id").values_list("kind", flat=True)
    )


def withdraw(papers: Papers) -> Message:
    """Withdraw the case that is to be corrected, and return the message to its filer."""
    case = papers.cases["to correct"]
    case.refresh_from_db()
    filing.withdraw_case(actor=papers.scene.agent, case_id=case.pk, seen_version=case.version, reason="x" * 50)
    return Message.objects.get(case=case, kind="withdrawn")


def agree(papers: Papers, channel: str = "sms", address: str = PHONE) -> Contact:
    return actions.enter_contact(actor=papers.scene.agent, party=papers.scene.firm, channel=channel, address=address)


class TestWriting:
    def test_each_event_writes_its_message(self, papers: Papers) -> None:
        assert kinds(papers, "to correct") == ["filed", "correction"]
        assert kinds(papers, "not accepted") == ["filed", "not_accepted"]
        assert kinds(papers, "refused") == ["filed", "accepted", "moved", "moved", "refused"]
        granted = ["filed", "accepted", "moved", "moved", "decided", "noticed", "cleared"]
        assert kinds(papers, "granted") == granted

    def test_a_message_says_which_case_who_holds_it_until_when_and_what_to_do(self, papers: Papers) -> None:
        filed = Message.objects.get(kind="filed", case=papers.cases["granted"]).words
        assert papers.cases["granted"].number in filed["zh"]["text"]
        assert "现在由建外街道办事处办理" in filed["zh"]["text"] and "It is now with" in filed["en"]["text"]
        asked = Message.objects.get(kind="correction").words["zh"]["text"]
        assert "需要补正2项" in asked and "请在2026年9月15日（含当日）以前补正" in asked and "去补正" in asked

    def test_nothing_private_and_no_link_stands_in_a_message(self, papers: Papers) -> None:
        withdraw(papers)
        private = [number_of(party) for party in papers.scene.people] + ["1234567000011", HOSTILE, "http", "://"]
        private += [party.name for party in papers.scene.people] + ["社保记录没有续上", "x" * 50, "虚构street"]
        for message in Message.objects.all():
            said = str(message.words)
            assert not [word for word in private if word in said], message.kind

    def test_every_kind_has_both_languages_and_known_channels(self) -> None:
        for name, kind in wording.kinds().items():
            assert set(kind.channels) <= {"sms", "mail"}, name
            assert all(set(kind.words[lang]) == {"title", "text", "todo"} for lang in LANGUAGES), name

    def test_a_reminder_is_written_once_before_the_day(self, papers: Papers) -> None:
        assert actions.remind(actor="a test", today=TODAY) == 0
        assert actions.remind(actor="a test", today=dt.date(2026, 9, 14)) == 1
        assert actions.remind(actor="a test", today=dt.date(2026, 9, 14)) == 0

    def test_staff_learns_of_a_withdrawal(self, papers: Papers) -> None:
        withdraw(papers)
        assert "已由申报人撤回" not in as_(papers.scene.clerk2).get(reverse("my:messages")).text
        assert "已由申报人撤回" in as_(papers.scene.clerk).get(reverse("my:messages")).text

    def test_who_comes_second_finds_it_in_the_inbox_once(self, papers: Papers) -> None:
        case, clerk = papers.cases["granted"], papers.scene.clerk2
        press = {"do": "step:accepted", "version": "1"}
        for _press in range(2):
            assert as_(clerk).post(reverse("desk:case", args=[case.number]), press).status_code == 409
        assert as_(clerk).get(reverse("my:messages")).text.count("别人已经先办了") == 1


class TestSending:
    def test_without_an_address_or_a_way_nothing_waits(self, papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
        assert {(d.state, d.reason) for d in Delivery.objects.all()} == {("suppressed", "no_contact")}
        agree(papers)
        monkeypatch.setattr(channels, "way", lambda channel: None)
        rows = withdraw(papers).deliveries.values_list("channel", "state", "reason")
        assert set(rows) == {("sms", "suppressed", "no_channel"), ("mail", "suppressed", "no_contact")}

    def test_what_is_due_is_sent_once(self, papers: Papers, sent: list[tuple[str, str]]) -> None:
        agree(papers)
        agree(papers, "mail", MAIL)
        message = withdraw(papers)
        said = io.StringIO()
        call_command("messages_send", stdout=said)
        assert said.getvalue().startswith("sent 2, failed 0") and sending.send_due().sent == 0
        text = message.words["zh"]["text"]
        assert dict(sent)[PHONE] == f"【朝阳区就业补贴】{text}"
        assert "was withdrawn" in dict(sent)[MAIL]
        assert {d.state for d in message.deliveries.all()} == {"sent"}

    def test_a_message_that_fails_stops_no_other_and_is_given_up(
        self, papers: Papers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept: list[str] = []

        class Poison:
            def send(self, to: str, subject: str, text: str, reference: str) -> None:
                if to == PHONE:
                    raise ValueError(f"no such number {to}")
                kept.append(to)

        monkeypatch.setattr(channels, "way", lambda channel: Poison())
        agree(papers)
        agree(papers, "mail", MAIL)
        row = withdraw(papers).deliveries.get(channel="sms")
        for attempt in range(1, 7):
            done = sending.send_due()
            assert (done.failed, kept) == (1, [MAIL])
            row.refresh_from_db()
            assert row.attempts == attempt and PHONE not in row.said
            later(monkeypatch, row)
        assert row.state == "given_up" and sending.send_due().failed == 0

    def test_a_try_that_never_ended_is_not_sent_again_by_itself(
        self, papers: Papers, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        agree(papers)
        row = withdraw(papers).deliveries.get(channel="sms")
        assert actions.claim(actor="a killed program") == row and actions.claim(actor="another") is None
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + logic.LONGEST_TRY * 2)
        done = sending.send_due()
        row.refresh_from_db()
        assert (done.interrupted, row.state, row.reason, sent) == (1, "given_up", "interrupted", [])
        actions.try_again(actor=papers.scene.clerk, id=row.pk)
        assert sending.send_due().sent == 1

    def test_who_withdraws_his_consent_gets_nothing_more(self, papers: Papers, sent: list[tuple[str, str]]) -> None:
        contact = agree(papers)
        row = withdraw(papers).deliveries.get(channel="sms")
        actions.close_contact(actor=papers.scene.agent, contact=contact)
        sending.send_due()
        row.refresh_from_db()
        assert (row.state, row.reason, sent) == ("suppressed", "withdrawn", [])

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE notes_delivery SET state = 'queued', next_at = now(), reason = ''",
            "UPDATE notes_message SET words = '{}'",
            "DELETE FROM notes_message",
            "DELETE FROM notes_delivery",
        ],
    )
    def test_what_is_final_stays_so(self, papers: Papers, statement: str) -> None:
        @action
        def run(*, actor: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        with pytest.raises(Error), transaction.atomic():
            run(actor="a test")

    def test_a_file_of_the_demo_is_the_owners_alone(self, tmp_path: Path, settings: Any) -> None:
        settings.DATA_FOLDER = tmp_path
        channels.Files("sms").send(PHONE, "标题", "内容", "wenjiu-1")
        path = tmp_path / "outbox" / "sms" / "wenjiu-1.txt"
        assert path.read_text("utf-8") == f"{PHONE}\n标题\n\n内容\n" and path.stat().st_mode & 0o077 == 0


def later(monkeypatch: pytest.MonkeyPatch, row: Delivery) -> None:
    """Go to the next try of a row."""
    if row.next_at is not None:
        at = row.next_at
        monkeypatch.setattr(clock, "now", lambda: at)


class TestPages:
    def test_the_head_counts_what_is_new_until_it_is_read(self, papers: Papers) -> None:
        client = as_(papers.scene.agent)
        new = Message.objects.filter(party=papers.scene.firm).count()
        assert f"{new} 条新的" in client.get(reverse("my:home")).text
        page = client.get(reverse("my:messages")).text
        assert "需要补正2项" in page and reverse("my:case", args=[papers.cases["to correct"].number]) in page
        assert f"{new - 20} 条新的" in client.get(reverse("my:home")).text if new > 20 else True

    def test_a_number_is_entered_with_consent_and_shown_with_its_mask(self, papers: Papers) -> None:
        client, address = as_(papers.scene.agent), reverse("my:contacts")
        form = {"party": papers.scene.firm.pk, "channel": "sms", "address": PHONE}
        assert client.post(address, form).status_code == 422
        for bad in ("", "12345", "1380000123x", "１３８" + "9" * 100, "<b>", "13800001234\x00#"):
            assert client.post(address, {**form, "address": bad, "agree": "1"}).status_code in (302, 422), bad
        assert client.post(address, {**form, "party": 999_999, "agree": "1"}).status_code == 404
        assert client.post(address, {**form, "agree": "1"}).status_code == 302
        page = client.get(address).text
        assert "138****1234" in page and PHONE not in page
        contact = Contact.objects.get(closed_at=None)
        assert PHONE.encode() not in bytes(contact.cipher)
        assert client.post(reverse("my:close_contact", args=[contact.pk])).status_code == 302
        assert not Contact.objects.filter(closed_at=None).exists()

    def test_a_system_administrator_sees_counts_and_tries_again(
        self, papers: Papers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = create_user(actor=SETUP, username="system", name="虚构系统管理员")
        give_post(
            actor=SETUP, user=admin, role="system_admin", area=Area.objects.get(kind="district"),
            from_day=dt.date(2020, 1, 1),
        )  # fmt: skip
        without_second_factor(actor=SETUP)
        agree(papers)
        row = withdraw(papers).deliveries.get(channel="sms")
        delivery = actions.claim(actor="a test")
        assert delivery is not None
        actions.note_failed(actor="a test", delivery=delivery, said="boom")
        client = as_(admin)
        admin.refresh_from_db()
        page = client.get(reverse("desk:outbox")).text
        assert "138****1234" in page and "boom" in page and papers.cases["to correct"].number not in page
        assert client.post(reverse("desk:try_again", args=[row.pk])).status_code == 302
        row.refresh_from_db()
        assert row.state == "queued" and client.post(reverse("desk:try_again", args=[row.pk])).status_code == 404
        assert Client().get(reverse("desk:outbox")).status_code == 302
