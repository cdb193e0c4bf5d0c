"""Patterns of the last lines of a document: signature, date, list of annexes, page numbers."""

from __future__ import annotations

import re

_DIGIT = "[0-9〇○零一二三四五六七八九十]"
DATE = re.compile(f"{_DIGIT}{{4}}年{_DIGIT}{{1,3}}月{_DIGIT}{{1,3}}日")
PAGE_NUMBER = re.compile(r"[-—－–·] ?[0-9]{1,4} ?[-—－–·]|第[0-9]{1,4}页(?:[，/]?共[0-9]{1,4}页)?")
ANNEX_LIST = re.compile(r"附(?:件|表|录)[0-9一二三四五六七八九十]*：")
ANNEX = re.compile(r"附(?:件|表|录)[0-9一二三四五六七八九十]*")
ISSUER = re.compile(".{2,40}(?:政府|委员会|办公室|局|厅|部|院|会|中心|处|公司)(?:办公室)?")
