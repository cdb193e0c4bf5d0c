"""Guards of parties: one number is one party, accounts are checked by others, merges by two people.

All people and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.bureau.people import area, new_user, resident_number

from wenjiu.bureau import key_ring
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.parties import actions, logic, merging, queries
from wenjiu.bureau.parties.models import AccountCheck, BankAccount, Party
from wenjiu.bureau.writes import WriteOutsideAction, action
from wenjiu.standards.identifiers import IdentifierError

COMPANY = "91110000600037341L"


def person(number: str, name: str = "虚构甲", **more: Any) -> Party:
    return actions.ensure_party(actor="a test", kind="person", id_type="resident_id", number=number, name=name, **more)


@pytest.mark.django_db
class TestOneNumberIsOneParty:
    def test_the_number_is_nowhere_in_the_row_and_can_be_read_back(self) -> None:
        number = resident_number(1)
        party = person(number)
        row = str(Party.objects.filter(pk=party.pk).values().get())
        assert number not in row and number[6:14] not in row
        assert queries.number_of(Party.objects.get(pk=party.pk)) == number
        assert party.id_tail == f"{number[:4]}**********{number[-4:]}"
        assert number not in str(list(Event.objects.values()))

    def test_a_number_typed_otherwise_is_the_same_party(self) -> None:
        number = resident_number(2)
        wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
        assert person(number).pk == person(f" {wide[:6]} {wide[6:]}").pk == queries.find("resident_id", number).pk

    def test_a_wrong_number_is_refused_with_what_is_wrong_and_nothing_is_stored(self) -> None:
        number = resident_number(3)
        wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
        with pytest.raises(IdentifierError, match="身份证第18位校验码不对") as caught:
            person(wrong)
        assert wrong not in str(caught.value)
        assert not Party.objects.exists()

    def test_self_declared_data_never_replaces_what_a_register_says(self) -> None:
        number, street = resident_number(4), area("street")
        person(number, "虚构甲", level="register")
        person(number, "虚构乙", level="declared", street=street)
        kept = Party.objects.get()
        assert (kept.name, kept.level, kept.street) == ("虚构甲", "register", street)
        person(number, "虚构丙", level="counter")
        kept.refresh_from_db()
        assert (kept.name, kept.level, kept.pinyin) == ("虚构丙", "counter", "xugoubing xgb")

    def test_many_rows_take_as_many_statements_as_few(self, django_assert_max_num_queries: Any) -> None:
        rows = [logic.Identity("person", "resident_id", resident_number(n), f"虚构{n}") for n in range(100, 400)]
        with django_assert_max_num_queries(8):
            made = actions.ensure_parties(actor="a test", rows=rows)
        assert [p.name for p in made] == [row.name for row in rows] and Party.objects.count() == 300
        with django_assert_max_num_queries(6):
            assert [p.pk for p in actions.ensure_parties(actor="a test", rows=rows)] == [p.pk for p in made]
        assert Event.objects.filter(kind="party.added").count() == 300

    def test_a_person_has_no_social_credit_code(self) -> None:
        with pytest.raises(DatabaseError, match="parties_party_number_fits_kind"):
            actions.ensure_party(actor="a test", kind="person", id_type="uscc", number=COMPANY, name="虚构")

    def test_a_party_is_not_written_outside_an_action(self) -> None:
        party = person(resident_number(5))
        party.name = "虚构丁"
        with pytest.raises(WriteOutsideAction):
            party.save()

    def test_search_finds_by_name_pinyin_initials_and_number(self) -> None:
        party = person(resident_number(6), "虚构甲")
        number = resident_number(6)
        for text in ("虚构", "构甲", "xugou", "xu gou", "goujia", "xgj", number, number[-4:], f" {number} "):
            assert [p.pk for p in queries.search(text)] == [party.pk], text
        for text in ("", " ", "乙", number[:4], number[-3:]):
            assert not queries.search(text).exists(), text


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_number_get_one_party() -> None:
    numbers = [resident_number(n) for n in range(40)]
    barrier = threading.Barrier(4)

    def ensure(order: int) -> dict[str, int]:
        rows = [logic.Identity("person", "resident_id", number, "虚构甲") for number in numbers[::order]]
        barrier.wait()
        try:
            return {party.id_index: party.pk for party in actions.ensure_parties(actor="a test", rows=rows)}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ensure, (1, -1, 1, -1)))
    assert Party.objects.count() == 40 and all(one == found[0] for one in found)
    assert Event.objects.filter(kind="party.added").count() == 40, "each was made once, by one of the four"


@pytest.mark.django_db
class TestAccounts:
    @pytest.fixture
    def account(self) -> BankAccount:
        self.maker, self.checker = new_user("maker"), new_user("checker")
        self.party = person(resident_number(7), "虚构甲")
        return actions.enter_account(
            actor=self.maker, party=self.party, holder="虚构甲", bank="虚构银行", number="6222 0200 0000 0000 018"
        )

    def test_is_usable_once_another_person_found_it_right(self, account: BankAccount) -> None:
        assert queries.usable_account(self.party) is None
        check = actions.check_account(actor=self.checker, account=account, matched=True)
        usable = queries.usable_account(self.party)
        assert usable == account and usable.check_id == check.pk
        actions.check_account(actor=self.checker, account=account, matched=False)
        assert queries.usable_account(self.party) is None

    def test_is_never_checked_by_who_entered_it_also_not_by_direct_statements(self, account: BankAccount) -> None:
        with pytest.raises(actions.AccountRefused, match="另一位工作人员"):
            actions.check_account(actor=self.maker, account=account, matched=True)

        @action
        def directly(*, actor: Any) -> None:
            AccountCheck.objects.create(account=account, party=self.party, by=self.maker, matched=True)

        with pytest.raises(DatabaseError, match="was entered by the user who checks it"):
            directly(actor=self.maker)

    def test_must_be_in_the_payees_own_name(self, account: BankAccount) -> None:
        with pytest.raises(actions.AccountRefused, match="户名"):
            actions.enter_account(
                actor=self.maker, party=self.party, holder="虚构乙", bank="虚构银行", number="12345678"
            )

    def test_never_becomes_another_and_never_opens_again(self, account: BankAccount) -> None:
        actions.close_account(actor=self.maker, account=account)
        for change in ("holder = '虚构乙'", "account_index = 'x'", "closed_at = NULL", "entered_by_id = 0"):
            with (
                pytest.raises(psycopg.Error, match="never changes"),
                transaction.atomic(),
                connection.connection.cursor() as cursor,
            ):
                cursor.execute(f"UPDATE parties_bankaccount SET {change}")
                raise AssertionError(change)

    def test_twice_the_same_number_is_one_account(self, account: BankAccount) -> None:
        again = actions.enter_account(
            actor=self.checker, party=self.party, holder="虚构甲", bank="别的", number="6222020000000000018"
        )
        assert again == account and account.tail.endswith("0018") and account.tail.startswith("***")


@pytest.mark.django_db
class TestMerging:
    @pytest.fixture
    def two(self) -> tuple[Party, Party]:
        self.one, self.other = new_user("one"), new_user("other")
        keep = person(resident_number(8), "虚构甲")
        gone = actions.ensure_party(
            actor="a test",
            kind="person",
            id_type="passport_other",
            number="E12345678",
            name="虚构佳",
            street=area("street"),
            level="counter",
        )
        return keep, gone

    def test_takes_two_people_and_the_values_that_they_chose(self, two: tuple[Party, Party]) -> None:
        keep, gone = two
        merge = actions.propose_merge(actor=self.one, keep=keep, gone=gone, fields={"street": "gone", "name": "keep"})
        with pytest.raises(merging.MergeRefused, match="另一位"):
            actions.confirm_merge(actor=self.one, merge=merge)
        actions.confirm_merge(actor=self.other, merge=merge)
        keep.refresh_from_db()
        gone.refresh_from_db()
        assert (keep.name, keep.street, keep.level) == ("虚构甲", gone.street, "register")
        assert queries.find("passport_other", "E12345678") == keep == queries.head(gone)
        assert sorted(queries.same_party_ids(gone)) == sorted([keep.pk, gone.pk])

    def test_can_be_undone_and_keeps_what_was_corrected_since(self, two: tuple[Party, Party]) -> None:
        keep, gone = two
        merge = actions.propose_merge(actor=self.one, keep=keep, gone=gone, fields={"street": "gone", "name": "gone"})
        actions.confirm_merge(actor=self.other, merge=merge)
        person(resident_number(8), "虚构贾", level="platform")
        actions.undo_merge(actor=self.one, merge=merge, reason="是两个人")
        keep.refresh_from_db()
        gone.refresh_from_db()
        assert (keep.street, keep.name, gone.merged_into) == (None, "虚构贾", None)
        with pytest.raises(merging.MergeRefused, match="已经撤销"):
            actions.undo_merge(actor=self.one, merge=merge, reason="是两个人")

    def test_of_a_person_and_an_organisation_or_of_one_record_is_refused(self, two: tuple[Party, Party]) -> None:
        firm = actions.ensure_party(actor="a test", kind="organisation", id_type="uscc", number=COMPANY, name="虚构厂")
        for gone in (firm, two[0]):
            with pytest.raises(merging.MergeRefused, match="不能合并"):
                actions.propose_merge(actor=self.one, keep=two[0], gone=gone, fields={})

    def test_never_makes_a_circle(self, two: tuple[Party, Party]) -> None:
        keep, gone = two
        there = actions.propose_merge(actor=self.one, keep=keep, gone=gone, fields={})
        back = actions.propose_merge(actor=self.one, keep=gone, gone=keep, fields={})
        actions.confirm_merge(actor=self.other, merge=there)
        with pytest.raises(merging.MergeRefused, match="已并入"):
            actions.confirm_merge(actor=self.other, merge=back)


@pytest.mark.django_db
def test_values_of_an_older_key_are_encrypted_anew_a_part_at_a_time(
    settings: Any, tmp_path: Any, wenjiu_cluster: Any
) -> None:
    import shutil

    shutil.copytree(settings.DATA_FOLDER / "secrets", tmp_path / "secrets")
    settings.DATA_FOLDER = tmp_path
    for n in range(3):
        person(resident_number(n))
    (tmp_path / "secrets" / "data-key-2").write_text("a second key " * 5)
    assert actions.reencrypt(actor="a test", most=2) == 2
    assert actions.reencrypt(actor="a test", most=2) == 1
    assert actions.reencrypt(actor="a test") == 0
    assert {key_ring.version_of(p.id_cipher) for p in Party.objects.all()} == {2}
    assert sorted(queries.number_of(p) for p in Party.objects.all()) == sorted(resident_number(n) for n in range(3))
