"""The messages of this package in Simplified Chinese and English, by code.

Every code has both languages in one place, so neither can be forgotten. `say` fills in the values.
"""

from __future__ import annotations

from typing import Literal

from ...rules.language.text import LANGUAGES, T, Text

Lang = Literal["zh", "en"]

# code: (zh, en). Errors come in pairs: the code says what is wrong, code + ".fix" says what to do.
_WORDINGS = {
    # reading a file
    "missing": ("找不到文件：{path}", "there is no file {path}"),
    "missing.fix": ("请检查路径和文件名是否正确。", "check the path and the file name."),
    "directory": ("{path} 是文件夹，不是文件", "{path} is a folder, not a file"),
    "directory.fix": ("请指定其中的文本文件。", "name the text file inside it."),
    "not_regular": ("{path} 不是普通文件", "{path} is not a regular file"),
    "not_regular.fix": ("请先存为文本文件再载入。", "save the text as a file first."),
    "unreadable": ("无法读取 {path}：{reason}", "cannot read {path}: {reason}"),
    "unreadable.fix": ("请检查文件权限和磁盘。", "check the file's permissions and the disk."),
    "too_large": ("文件有 {size} 字节，上限是 {limit} 字节", "the file has {size} bytes; the limit is {limit}"),
    "too_large.fix": (
        "政策文件的正文很少超过几百 KB：请确认选对了文件，并只保留正文文字。",
        "the text of a policy rarely exceeds some hundred KB: check that it is the right file, and keep the text only.",
    ),
    "empty": ("文件 {path} 没有文字", "the file {path} has no text"),
    "empty.fix": ("请确认正文已经保存到文件里。", "make sure that the text was saved into the file."),
    "office_file": ("{path} 是 {format} 文件，不是纯文本", "{path} is a {format} file, not plain text"),
    "office_file.fix": (
        "请在办公软件中打开，另存为“纯文本（UTF-8）”后再载入。",
        "open it in an office program, save it as plain text (UTF-8), and load that.",
    ),
    "binary": ("{path} 不是文本文件（第 {offset} 字节起不是文字）", "{path} is not text (from byte {offset} on)"),
    "binary.fix": ("请另存为纯文本（UTF-8）后再载入。", "save the text as plain text (UTF-8) and load that."),
    "encoding": (
        "{path} 的编码既不是 UTF-8 也不是 GB18030（第 {offset} 字节）",
        "{path} is neither UTF-8 nor GB18030 (byte {offset})",
    ),
    "encoding.fix": ("请另存为 UTF-8 编码的纯文本。", "save it as plain text in UTF-8."),
    "damaged": (
        "{path} 是 UTF-8 编码，但第 {line} 行有坏掉的字节（文件的第 {offset} 字节）",
        "{path} is UTF-8, but line {line} has a broken character (byte {offset} of the file)",
    ),
    "damaged.fix": (
        "请从原件重新导出，或改正这一行后再载入。",
        "export the original again, or correct that line.",
    ),
    "long_line": (
        "第 {line} 行有 {length} 个字符，上限是 {limit}",
        "line {line} has {length} characters; the limit is {limit}",
    ),
    "long_line.fix": (
        "导出时可能丢了换行：请保留每段一行后再载入。",
        "the line breaks may have been lost on export: keep one paragraph a line.",
    ),
    "too_many_lines": ("文件有 {count} 行，上限是 {limit} 行", "the file has {count} lines; the limit is {limit}"),
    "too_many_lines.fix": (
        "请确认选对了文件，并只保留一份政策文件的正文。",
        "check that it is the right file, and keep the text of one policy only.",
    ),
    "too_many_clauses": (
        "文本里有 {count} 个条款编号，上限是 {limit} 个",
        "the text has {count} clause numbers; the limit is {limit}",
    ),
    "too_many_clauses.fix": (
        "请确认选对了文件，并只保留一份政策文件的正文。",
        "check that it is the right file, and keep the text of one policy only.",
    ),
    "no_clauses": (
        "在 {lines} 行里没有找到章、项或条（如“一、”“（一）”“第一条”）",
        "found no chapter, item or article (such as 一、 （一） 第一条) in {lines} lines",
    ),
    "no_clauses.fix": (
        "请确认是政策文件的正文，并且每个章、项、条另起一行。",
        "check that it is the text of a policy, with each chapter, item or article on a line of its own.",
    ),
    # choosing a policy, the store
    "unknown_title": (
        "没有一项政策的标题是《{title}》",
        "no policy of this installation has the title {title}",
    ),
    "unknown_title.fix": (
        "请用 --policy 指明它属于哪项政策；已有：{policies}。",
        "name the policy that it belongs to with --policy; there are: {policies}.",
    ),
    "bad_name": ("政策名 {name} 不合规则", "{name} is not a policy name"),
    "bad_name.fix": (
        "政策名用小写字母、数字和下划线，以字母开头，如 sample_district。",
        "use lower-case letters, digits and underscores, a letter first, such as sample_district.",
    ),
    "not_loaded": ("政策 {policy} 还没有载入文本", "no text of the policy {policy} has been loaded"),
    "not_loaded.fix": ("请先运行 wenjiu policy load 文件。", "run wenjiu policy load FILE first."),
    "store_broken": ("已存文本 {path} 读不出来：{reason}", "the stored text {path} cannot be read: {reason}"),
    "store_broken.fix": (
        "请移走这个文件，再重新载入原文。",
        "move that file away and load the official text again.",
    ),
    "store_unwritable": ("无法写入 {path}：{reason}", "cannot write to {path}: {reason}"),
    "store_unwritable.fix": (
        "请检查数据目录的权限和剩余空间；环境变量 WENJIU_DATA 可以改用别的目录。",
        "check the data folder's permissions and free space; WENJIU_DATA names another folder.",
    ),
    "store_busy": (
        "另一个命令（进程 {pid}）正在改动政策 {policy} 的文本，等了 {seconds} 秒",
        "another command (process {pid}) is changing the texts of the policy {policy}; waited {seconds} seconds for it",
    ),
    "store_busy.fix": ("请等它结束后再试；什么也没有改动。", "try again when it has ended; nothing was changed."),
    "changed_meanwhile": (
        "政策 {policy} 的现行文本刚刚被另一个命令改动",
        "another command has just changed the text of the policy {policy} that is in use",
    ),
    "changed_meanwhile.fix": (
        "请再运行一次，看过差别后再决定；什么也没有改动。",
        "run the command again and look at the differences; nothing was changed.",
    ),
    "not_confirmed": (
        "这份文本与政策 {policy} 的现行文本或登记的标题、文号不同，没有载入",
        "this text differs from the one of the policy {policy} that is in use, or from its title or number; not loaded",
    ),
    "not_confirmed.fix": (
        "请核对上面的差别；确认要载入，请在命令后加 --yes。",
        "look at the differences; to load it all the same, run wenjiu policy load again with --yes.",
    ),
    "unload_not_confirmed": (
        "没有撤销政策 {policy} 最近一次载入",
        "the last load of the policy {policy} was not undone",
    ),
    "unload_not_confirmed.fix": (
        "确认要撤销，请在命令后加 --yes。",
        "to undo it, run wenjiu policy unload again with --yes.",
    ),
    # marks
    "marks_missing": ("政策 {policy} 没有标注文件 {path}", "the policy {policy} has no marks: {path}"),
    "marks_missing.fix": (
        "请在政策目录里建立 coverage.yaml，逐句标注。",
        "write coverage.yaml beside the policy, with a mark for each sentence.",
    ),
    "marks_broken": ("标注文件 {path} 有误：{reason}", "the marks {path} are wrong: {reason}"),
    "marks_broken.fix": ("请按提示改正该文件。", "correct the file as said."),
    # the paraphrase
    "paraphrase_missing": ("政策 {policy} 没有大意文件 {path}", "the policy {policy} has no paraphrase: {path}"),
    "paraphrase_missing.fix": (
        "请在政策目录里建立 paraphrase.yaml，用自己的话写出每条大意。",
        "write paraphrase.yaml beside the policy, with each clause in your own words.",
    ),
    "paraphrase_broken": ("大意文件 {path} 有误：{reason}", "the paraphrase {path} is wrong: {reason}"),
    "paraphrase_broken.fix": ("请按提示改正该文件。", "correct the file as said."),
    # names in a mark that do not exist
    "link.module": ("{object}：模块无法导入（{reason}）", "{object}: the module cannot be imported ({reason})"),
    "link.name": ("{object}：模块里没有这个名字", "{object}: the module has no such name"),
    "link.code": ("{object} 是 {code}，标注写的是 {part}", "{object} is {code}, but the mark says {part}"),
    "link.test": ("没有测试文件 {test}", "there is no test file {test}"),
    "link.test_name": ("{test}：文件里没有这个测试", "{test}: the file has no such test"),
    "link.page": ("没有页面 {page}", "there is no page {page}"),
    "map_broken": ("对照表无法生成：{problem}", "the map cannot be made: {problem}"),
    "map_broken.fix": ("请先改正标注所指的代码。", "first put right the code that the mark names."),
    # notices about how a text was read
    "notice.encoding": ("文件不是 UTF-8，按 {encoding} 读取", "not UTF-8; read as {encoding}"),
    "notice.folded": (
        "一行里有多个条款，按编号和空格拆开",
        "several clauses on one line, parted by their numbers and gaps",
    ),
    "notice.folded_close": (
        "一行里有多个条款，按编号拆开；没有空格，标题可能并在第一句里",
        "several clauses on one line, parted by their numbers; without gaps a heading may be part of a first sentence",
    ),
    "notice.inline_number": (
        "行内的编号 {label} 接不上前文，没有单独成条，留在句中：{text}…",
        "the number {label} within the line does not follow on, so it begins no clause and stays in the text: {text}…",
    ),
    "notice.gap": ("编号跳到 {label}（前一个是 {previous}）", "numbering jumps to {label} (after {previous})"),
    "notice.no_closing_mark": ("句末没有标点，按一句处理", "no closing mark; taken as one sentence"),
    "notice.open_bracket": ("括号或引号不成对，按句末标点断句", "unpaired bracket or quotation mark; split regardless"),
    # why a line was not recognised
    "reason.before_body": (
        "正文之前的行，不像标题、主送机关或说明",
        "before the body, and not a title, addressee or note",
    ),
    "reason.contents": ("目录，不是正文", "table of contents, not the text"),
    "reason.label_repeats": ("编号重复或倒退，无法归位", "its number repeats or goes back; no place for it"),
    "reason.after_unplaced": ("跟在无法归位的编号之后", "follows a number that has no place"),
    "reason.page_number": ("页码", "page number"),
    "reason.loose_line": (
        "没有编号也没有句末标点，不像条文、署名或日期",
        "no number and no closing mark: not a provision, signature or date",
    ),
    "reason.annex": ("附件内容，不属于正文", "annex, outside the body"),
    # the report of a load
    "load.title": ("政策文本", "Policy text"),
    "load.number": ("文号", "number"),
    "load.policy": ("政策", "policy"),
    "load.file": ("文件", "file"),
    "load.checksum": ("校验值", "sha256"),
    "load.size": ("结构", "structure"),
    "load.counts": (
        "{chapters} 章，{clauses} 个条款，{sentences} 句",
        "{chapters} chapters, {clauses} clauses, {sentences} sentences",
    ),
    "load.state": ("状态", "state"),
    "load.first": (
        "已载入并启用（第 {version} 版）；此前没有现行文本",
        "loaded and in use (version {version}); no text was in use before",
    ),
    "load.same": (
        "与现行文本相同（第 {version} 版），没有改动",
        "the same wording as the one in use (version {version}); nothing changed",
    ),
    "load.changed": (
        "与现行文本不同，成为第 {version} 版并启用；原有各版都保留",
        "differs from the one in use; now version {version}, in use; all earlier versions are kept",
    ),
    "load.back": (
        "与以前载入的第 {version} 版相同，重新启用该版",
        "the same as version {version} loaded before, which is in use again",
    ),
    "load.planned_first": ("尚未载入；将成为第 {version} 版", "not yet loaded; would be version {version}"),
    "load.planned_changed": (
        "与现行文本不同，尚未载入；将成为第 {version} 版并启用",
        "differs from the one in use; not yet loaded; would be version {version}, in use",
    ),
    "load.planned_back": (
        "与以前载入的第 {version} 版相同，尚未启用",
        "the same as version {version} loaded before; not yet in use again",
    ),
    "load.identity": ("标题、文号、发文机关的差别", "Differences of title, number and issuing body"),
    "identity.title.policy": (
        "标题与本政策登记的标题不同：《{new}》（登记值：{old}）",
        "the title is not the one recorded for this policy ({old}): {new}",
    ),
    "identity.number.policy": (
        "文号与本政策登记的不同：登记 {old}，文本 {new}",
        "the number is not one of this policy: recorded {old}, in the text {new}",
    ),
    "identity.issuer.policy": (
        "标题里的发文机关与署名不同：标题 {old}，署名 {new}",
        "the signature is not the issuing body that the title names: title {old}, signature {new}",
    ),
    "identity.title.current": ("标题：现行 {old}，改为 {new}", "title: in use {old}, new {new}"),
    "identity.number.current": ("文号：现行 {old}，改为 {new}", "number: in use {old}, new {new}"),
    "identity.issuer.current": ("发文机关：现行 {old}，改为 {new}", "issuing body: in use {old}, new {new}"),
    "load.rules_stay": (
        "规则和标注不随文本改变：wenjiu policy coverage 列出没有标注的句子。撤销这次载入：wenjiu policy unload。",
        "Rules and marks stay: wenjiu policy coverage lists unmarked sentences. wenjiu policy unload undoes a load.",
    ),
    "load.more": ("另有 {count} 处差别；--json 列出全部", "{count} more differences; --json lists all"),
    "load.ask": ("启用这份文本吗？[y/N] ", "Put this text in use? [y/N] "),
    "clauses.added": ("新增条款", "new clauses"),
    "clauses.removed": ("删去条款", "clauses gone"),
    "clauses.changed": ("改动条款", "changed clauses"),
    # undoing a load, the history
    "unload.ask": ("撤销吗？[y/N] ", "Undo it? [y/N] "),
    "unload.planned": (
        "将撤销最近一次载入：{current} 停用，{previous} 重新启用（政策 {policy}）。",
        "The last load would be undone: {current} goes out of use, {previous} is in use again (policy {policy}).",
    ),
    "unload.planned_none": (
        "将撤销最近一次载入：{current} 停用；此前没有文本，政策 {policy} 将没有现行文本。",
        "The last load would be undone: {current} goes out of use; no text was in use before (policy {policy}).",
    ),
    "unload.done": (
        "已撤销：{current} 停用，{previous} 重新启用（政策 {policy}）。各版都保留。",
        "Undone: {current} is out of use, {previous} is in use again (policy {policy}). All versions are kept.",
    ),
    "unload.done_none": (
        "已撤销：{current} 停用，政策 {policy} 现在没有现行文本。文本仍保留。",
        "Undone: {current} is out of use, the policy {policy} has no text in use. The text is kept.",
    ),
    "history.title": ("政策 {policy} 的文本", "Texts of the policy {policy}"),
    "history.version": ("第 {version} 版", "version {version}"),
    "history.in_use": ("现行", "in use"),
    "history.kept": ("保留", "kept"),
    "history.changes": ("经过（协调世界时）", "History (UTC)"),
    "history.load": ("载入，启用第 {version} 版", "load: version {version} in use"),
    "history.unload": ("撤销，恢复第 {version} 版", "unload: version {version} in use again"),
    "history.unload_none": ("撤销，没有现行文本", "unload: no text in use"),
    "history.none": ("没有载入过文本", "no text was ever loaded"),
    "load.tree": ("条款树", "Clause tree"),
    "load.preamble": ("序言", "preamble"),
    "load.sentences": ("{count} 句", "{count} s."),
    "load.marks": ("编辑痕迹（不计入条文）", "Editing marks (no part of the wording)"),
    "load.times": ("{count} 处", "{count}x"),
    "load.lines": ("第 {lines} 行", "lines {lines}"),
    "load.notices": ("读法说明", "How some lines were read"),
    "load.unrecognised": ("未识别的行", "Lines not recognised"),
    "load.notes": ("条款附注（不计入条文）", "Notes of clauses (no part of the wording)"),
    "load.none": ("无", "none"),
    "load.differences": ("与上一份现行文本的差别", "Differences from the text in use before"),
    "load.no_difference": ("文字都相同，只是分行不同", "no wording differs, only the line breaks"),
    "around.heading": ("标题", "heading"),
    "around.notes": ("附注", "notes"),
    "around.addressee": ("主送机关", "addressee"),
    "around.signature": ("署名", "signature"),
    "around.date": ("日期", "date"),
    "around.closing": ("文末说明", "closing notes"),
    "around.outside": ("条文以外", "outside the clauses"),
    "diff.added": ("新增", "added"),
    "diff.removed": ("删去", "removed"),
    "diff.old": ("原文", "old"),
    "diff.new": ("改为", "new"),
    "diff.moved": ("移位", "moved"),
    # the report of coverage
    "cover.title": ("条文标注情况", "Coverage"),
    "cover.marked": (
        "{sentences} 句中 {marked} 句已标注，{unmarked} 句未标注",
        "{marked} of {sentences} sentences marked, {unmarked} unmarked",
    ),
    "cover.several": ("一句可以有几种标注", "a sentence can carry several marks"),
    "cover.coded": ("已编成规则", "coded"),
    "cover.workflow": ("已有办理流程", "workflow"),
    "cover.judgment": ("由人裁量", "judgment"),
    "cover.prose": ("不需执行", "prose"),
    "cover.planned": ("计划中", "planned"),
    "cover.clauses": ("逐条", "By clause"),
    "cover.unmarked": ("未标注的句子", "Unmarked sentences"),
    "cover.never": ("从未标注", "never marked"),
    "cover.reworded": ("标注之后文字有改动，请重读", "reworded since it was marked: read it again"),
    "cover.moved": ("原标注在 {clause} 第 {number} 句", "marked as clause {clause}, sentence {number}"),
    "cover.stale": ("文本里已没有的标注", "Marks whose sentence is gone"),
    "cover.errors": ("标注有误", "Errors in marks"),
    "cover.unchecked": ("未核对", "Not checked"),
    "cover.unchecked_pages": ("页面（没有给出网址表）", "pages (no list of URLs was given)"),
    "cover.unchecked_tests": ("测试（不是源代码目录）", "tests (this is not a source checkout)"),
    "cover.place": ("{clause} 第 {number} 句", "{clause} sentence {number}"),
    "cover.ok": ("结论：齐全", "Result: complete"),
    "cover.not_ok": ("结论：不齐全", "Result: not complete"),
    # kinds of editing marks
    "mark.byte_order_mark": ("字节顺序标记", "byte order mark"),
    "mark.bookmark": ("书签残留", "bookmark residue"),
    "mark.invisible": ("零宽字符", "zero-width characters"),
    "mark.control": ("控制字符", "control characters"),
    "mark.space": ("多余空格", "stray spacing"),
    "mark.half_width": ("半角标点（按全角读）", "half-width marks (read as full)"),
    "mark.full_width": ("全角数字字母（按半角读）", "full-width digits, letters (as half)"),
}

MESSAGES = {code: Text(*wordings) for code, wordings in _WORDINGS.items()}


def check_lang(lang: str) -> Lang:
    """Return `lang` if it is "zh" or "en". Raise ValueError otherwise."""
    if lang not in LANGUAGES:
        raise ValueError(f"language {lang!r} is not known; use 'zh' or 'en'")
    return lang  # type: ignore[return-value]


def say(code: str, lang: str, **values: object) -> str:
    """Return the message `code` in "zh" or "en" with its values filled in. Raise KeyError for an unknown code."""
    return MESSAGES[code](check_lang(lang)).format(**values)


class DocumentError(Exception):
    """An error that a person can fix: what is wrong, with which value, and what to do, in both languages."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.as_text("en"))

    def as_text(self, lang: str = "zh") -> str:
        """Return the error and its fix as one paragraph."""
        joint = T("。", ": ")(lang)
        return f"{say(self.code, lang, **self.values)}{joint}{say(self.code + '.fix', lang, **self.values)}"

    def as_dict(self, lang: str = "zh") -> dict[str, str]:
        """Return `{code, message, fix}`."""
        return {
            "code": self.code,
            "message": say(self.code, lang, **self.values),
            "fix": say(self.code + ".fix", lang, **self.values),
        }
