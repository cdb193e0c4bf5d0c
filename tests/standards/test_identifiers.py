"""Numbers of people, organisations and accounts: what is read, and what each fault is called. All are invented."""

import pytest

from wenjiu.standards.identifiers import (
    IdentifierError,
    bank_account,
    birthday,
    masked,
    masked_account,
    other_document,
    resident_id,
    social_credit_code,
)

# The example of GB 11643-1999.
GOOD = "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
    ],
)
def test_a_resident_number_is_read_however_it_is_typed(typed: str) -> None:
    assert resident_id(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("110105194912310021", "第18位校验码不对"),
        ("11010519491231003X", "第18位校验码不对"),
        ("110105491231002", "15位旧号码"),
        ("1101051949123100", "有16位，应为18位"),
        ("", "有0位"),
        ("11010519491331002X", "出生日期不存在"),
        ("11010519490229002X", "出生日期不存在"),
        ("11010522990101002X", "出生日期不存在"),
        ("11010518490101002X", "出生日期不存在"),
        ("99010519491231002X", "前两位不是任何地区"),
        ("1101051949123100AX", "前17位应为数字"),
        ("11010519491231002Y", "前17位应为数字"),
    ],
)
def test_a_wrong_resident_number_is_refused_by_what_is_wrong_and_is_never_repeated_whole(typed: str, said: str) -> None:
    with pytest.raises(IdentifierError, match=said) as caught:
        resident_id(typed)
    assert not typed or typed not in caught.value.zh + caught.value.en
    assert caught.value.zh.endswith("。") and caught.value.en.endswith(".")


def test_every_single_wrong_digit_of_a_resident_number_is_noticed() -> None:
    for place in range(18):
        for digit in "0123456789X":
            wrong = GOOD[:place] + digit + GOOD[place + 1 :]
            if wrong != GOOD:
                with pytest.raises(IdentifierError):
                    resident_id(wrong)


def test_the_day_of_birth_is_that_of_the_number() -> None:
    assert birthday(GOOD).isoformat() == "1949-12-31"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91110000600037341M", "第18位校验码不对"),
        ("9111000060003734IL", "不能有“I”"),
        ("91110000600037341", "有17位"),
        ("91AB0000600037341L", "第3至8位应为数字"),
        ("统一社会信用代码", "应为18位"),
    ],
)
def test_a_wrong_social_credit_code_is_refused_by_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(IdentifierError, match=said):
        social_credit_code(typed)
    assert social_credit_code("９１１１００００６０００３７３４１l") == "91110000600037341L"


def test_cards_meet_their_check_digit_and_other_accounts_need_none() -> None:
    assert bank_account("6222 0200 0000 0000 018") == "6222020000000000018"
    assert bank_account("0200 0033 0900 0000 01") == "020000330900000001"
    with pytest.raises(IdentifierError, match=r"银行卡号 \*{15}0019 的校验码不对"):
        bank_account("6222020000000000019")
    for wrong in ("1234567", "12345678a", "1" * 31):
        with pytest.raises(IdentifierError, match="8至30位数字"):
            bank_account(wrong)


def test_a_passport_has_letters_and_digits() -> None:
    assert other_document("e12345678") == "E12345678"
    for wrong in ("E123", "E1234*678", "护照12345"):
        with pytest.raises(IdentifierError, match="5至20位"):
            other_document(wrong)


@pytest.mark.parametrize("number", ["", "1", "12", "123456", "1234567", "E12345678", GOOD])
def test_a_mask_keeps_the_length_and_hides_at_least_a_third(number: str) -> None:
    for shown in (masked(number), masked_account(number)):
        assert len(shown) == len(number)
    assert masked(number).count("*") * 3 >= len(number)
