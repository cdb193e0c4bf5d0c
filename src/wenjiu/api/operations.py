"""Define every operation of the API in one table. URLs, the OpenAPI document and the help page are made from it."""

from __future__ import annotations

from wenjiu.api import handlers, openapi, rosters, situations
from wenjiu.api.exchange import Asked, Operation
from wenjiu.rosters.limits import MOST_ROWS
from wenjiu.rules.language.text import T


def openapi_json(asked: Asked) -> str:
    """Return the OpenAPI document of this table."""
    return handlers.line(openapi.document(OPERATIONS, asked.policy, asked.lang))


OPERATIONS = (
    Operation(
        "assess",
        "POST",
        "assess",
        T("评估一个案件", "Assess one case"),
        T(
            "按一项措施的规则评估一个案件：结论、金额、理由、还缺什么。回答与 wenjiu assess --json 逐字节相同。"
            "没有写或写 null 的事实是“不知道”。表中没有的顶层字段会被拒绝；自己的说明以 x_ 开头。clause 可以代替 measure。",
            "Answers one case by the rules of a measure: verdict, amount, reasons, what is missing. Byte for byte the line of "
            "wenjiu assess --json. A fact that is absent or null is unknown. Top-level fields that are not listed are "
            "refused; begin a note of your own with x_. clause is accepted for measure.",
        ),
        handlers.assess,
        "answer",
        takes="case",
    ),
    Operation(
        "assess_batch",
        "POST",
        "assess/batch",
        T("评估许多案件", "Assess many cases"),
        T(
            f"最多{handlers.MOST_CASES}个案件，按顺序各占一行；写错的案件在自己的行里说明，其余照常回答。",
            f"At most {handlers.MOST_CASES} cases, a line for each in their order. What is wrong with a malformed one is told in its "
            "line; the others are answered all the same.",
        ),
        handlers.assess_batch,
        "batch",
        takes="cases",
    ),
    Operation(
        "assess_together",
        "POST",
        "assess/together",
        T("评估同一人或同一企业的几个案件", "Assess the cases of one person or firm"),
        T(
            "同一人或同一企业的几个案件，连同已领过的补贴：各自的结论，哪些不能同时领取，合计可领多少。"
            "每个案件可以另写 same（person、employer、year 等代号）、key（对方的代号：同一措施、同一 key 的是一件事，只领一次）"
            "和 period（补贴的起止日期）。"
            "写错的案件在自己的行里说明，其余照常回答。回答与 wenjiu assess --together --json 逐字节相同。"
            f"案件和已领的合计最多{handlers.MOST_CASES}个，叠加规则涉及的组合最多{handlers.MOST_FINDINGS}处。",
            "Several cases of one person or firm, with what was paid before: the answer to each, what may not be had together, "
            "what remains payable. A case may also say same (labels such as person, employer, year), key (the other party: "
            "two cases of one measure with one key are one claim, paid once) and period (the days it pays for). "
            "What is wrong with a malformed case is told in its line; the others are answered all the same. "
            f"Byte for byte as wenjiu assess --together --json. At most {handlers.MOST_CASES} cases and past awards, and at most "
            f"{handlers.MOST_FINDINGS} pairs that rules of stacking speak of.",
        ),
        handlers.assess_together,
        "together",
        takes="together_cases",
    ),
    Operation(
        "questions",
        "POST",
        "questions",
        T("自测：结果和下一个问题", "Check: results and next questions"),
        T(
            "给出身份和已有的回答，得到各项措施的状况，以及还值得问的问题，最值得问的在前。回答 null 表示不清楚。什么都不保存。",
            "Given who asks and the answers so far: where each measure stands, and the questions still worth asking, best "
            "first. An answer of null says that it is not known. Nothing is kept.",
        ),
        handlers.questions,
        "check",
        takes="answers",
    ),
    Operation(
        "roster",
        "POST",
        "roster",
        T("核对一份名单", "Check a roster"),
        T(
            "单位、学校或培训机构的人员名单：每一行每项补贴的结论、金额和原因，互相排斥的，各项合计。与网页“名单核对”相同。"
            f"kind 是哪种名单，facts 是整份名单共同的情况，rows 是各行（最多{MOST_ROWS}行）；列可以用公开名称或表头。"
            "值可以是文字，读法与表格相同。写错的格子按行和列指出，按不知道处理。",
            "A list of people of an employer, a school or an institution: verdict, amount and reason for each row and measure, what "
            "excludes what, the sums. The same as the page of the site. kind says which list it is, facts what is the same for all "
            f"rows, rows are the rows (at most {MOST_ROWS}); a column is named by its public name or its header. A value may be "
            "text as in a table. A wrong cell is reported by row and column, and is unknown.",
        ),
        rosters.roster,
        "roster",
        takes="roster_rows",
    ),
    Operation(
        "situations",
        "GET",
        "situations",
        T("自测开头的各种情况", "The statements with which the check begins"),
        T(
            "一项政策的各种情况，按“个人”“单位”等分组：怎么说、怎么问、会涉及哪些措施。",
            "The statements of a policy by side: the text, the same as a question, and the measures that each opens.",
        ),
        situations.statements,
        "situations",
    ),
    Operation(
        "visit",
        "POST",
        "situations",
        T("按情况自测：结果、合计和要问的问题", "The check by situations: results, sums and open questions"),
        T(
            "ticked 是符合的情况，not_so 是不符合的，unsure 是说不准的一组（会逐一问），answers 是已有的回答（null 表示不清楚），"
            "without 是还没有的（例如还没到的日子），about 是另外想问的措施。得到的与网站上显示的相同：各组结果，自己和别人各得多少，"
            "合计，哪些不能同时领，先问哪几个问题，每项措施还差哪些问题。什么都不保存。",
            "ticked: statements that hold; not_so: those that do not; unsure: sides of which the visitor is not sure, and is asked; "
            "answers: the answers so far (null: not known); without: what the visitor does not have, such as a day that has not "
            "come; about: further measures to ask about. The answer is what the site shows: results by group with the visitor's "
            "own and others' shares, sums, what may not be had together, the first questions, and those of each measure. Nothing "
            "is kept.",
        ),
        situations.results,
        "visit",
        takes="stated",
    ),
    Operation(
        "search",
        "POST",
        "search",
        T("搜索", "Search"),
        T(
            "用平常的话、拼音、首字母或英文找：符合的情况、给谁的哪些措施、条文、这份文件不给而别处有的。什么都找不到时给出相近的词和电话。"
            "查找的话写在请求体里，不进地址、不进日志、不保存。",
            "Finds by plain words, pinyin, initials or English: situations that fit, measures and whom they pay, clauses, and help that this "
            "document does not give. Where nothing is found, words that are near and whom to call. The words looked for are in the "
            "body: they are in no address and no log, and are not kept.",
        ),
        handlers.search,
        "found",
        takes="query",
    ),
    Operation(
        "policies",
        "GET",
        "policies",
        T("政策", "Policies"),
        T("本站的各项政策及其版本。", "The policies of this installation and their versions."),
        handlers.policies,
        "policies",
    ),
    Operation(
        "measures",
        "GET",
        "measures",
        T("措施清单", "Measures"),
        T(
            "一项政策的各项措施，可以只列某类对象的；数字是 on 那一天的（不写就是今天）。",
            "The measures of a policy, or only those that an audience sees; figures are those of the day of on (today without it).",
        ),
        handlers.measures,
        "measures",
        query=("audience", "on"),
    ),
    Operation(
        "measure",
        "GET",
        "measures/{code}",
        T("一项措施的办事指南", "The guide of a measure"),
        T(
            "谁能得、得多少、条件、参数及来源、口径，按 on 那一天（不写就是今天）。",
            "Who, how much, conditions, figures with their sources, readings, on the day of on (today without it).",
        ),
        handlers.measure,
        "guide",
        query=("on",),
    ),
    Operation(
        "parameters",
        "GET",
        "parameters",
        T("参数清单", "Parameters"),
        T(
            "各项参数在 on 那一天（不写就是今天）的值、来源、是否确认、到哪天为止。",
            "Each parameter with its value on the day of on (today without it), source, whether confirmed, last day.",
        ),
        handlers.parameters,
        "parameters",
        query=("on",),
    ),
    Operation(
        "parameter",
        "GET",
        "parameters/{name}",
        T("一项参数的全部数值", "A parameter with every dated value"),
        T(
            "每一行：从哪天起、哪天公布、数值、来源、是否确认。",
            "Each row: since when, known since, value, source, confirmed or not.",
        ),
        handlers.parameter,
        "parameter",
        query=("on",),
    ),
    Operation(
        "readings",
        "GET",
        "readings",
        T("口径清单", "Readings"),
        T(
            "文件全部有歧义之处：各种读法、建议采用的一种、哪些措施能按它计算，在合成的全区人口里会差多少，"
            "不能选用的写明理由。",
            "Every place where the words can be read in several ways: each way, the recommended one, which measures can "
            "compute it, what it changes in a synthetic district, and why the rest cannot be chosen.",
        ),
        handlers.readings,
        "readings",
    ),
    Operation(
        "reading",
        "GET",
        "readings/{id}",
        T("一处歧义的各种口径", "One ambiguity with its readings"),
        T(
            "各种读法、为什么建议这一种、对金额的影响、哪些措施能按哪种读法计算，在合成的全区人口里会差多少。",
            "Each reading, why one is recommended, what it does to money, which measures can compute which, what it changes "
            "in a synthetic district.",
        ),
        handlers.reading,
        "reading",
    ),
    Operation(
        "openapi",
        "GET",
        "openapi.json",
        T("本接口的 OpenAPI 说明", "The OpenAPI document of this API"),
        T(
            "OpenAPI 3.1，请求的各个字段按所选政策列出。",
            "OpenAPI 3.1; the fields of requests are those of the policy chosen.",
        ),
        openapi_json,
        "openapi",
    ),
)
