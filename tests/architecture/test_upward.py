"""What the import linter cannot see: no foreign key, accessor, URL name or dotted text points upwards."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import ROOT, Module, called, module, modules, named, stands_above

KEYS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
BY_NAME = {"reverse", "reverse_lazy", "redirect"}
URL_TAG = re.compile(r"""{%-?\s*url\s+["']([\w:.-]+)["']""")
DOTTED = re.compile(r"^bangfu\.(\w+)[\w.:]*$")
# the actor's own table is named in Django's settings, as Django wants it
NO_PACKAGE = {"settings.AUTH_USER_MODEL"}


def dotted_upwards(one: Module) -> list[str]:
    """Texts that name a module of a package above."""
    found = []
    for node in ast.walk(one.tree):
        match = DOTTED.match(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        if match and stands_above(one.package, match[1]):
            found.append(f"{one.name} line {node.lineno}: {match[0]}")
    return found


def keys_upwards(one: Module) -> list[str]:
    """Foreign keys to a package above, and accessors that a foreign key hangs onto a table of another package."""
    found = []
    imported = _imported(one)
    for node in ast.walk(one.tree):
        if not (isinstance(node, ast.Call) and called(node).rpartition(".")[2] in KEYS):
            continue
        target = _target(node, imported)
        if stands_above(one.package, target):
            found.append(f"{one.name} line {node.lineno}: a key into {target}")
        elif target not in ("", one.package) and _keyword(node, "related_name") != "+":
            found.append(f'{one.name} line {node.lineno}: a key into {target} needs related_name="+"')
    return found


def _imported(one: Module) -> dict[str, str]:
    """Name in the module → package of bangfu it comes from."""
    froms = [node for node in ast.walk(one.tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bangfu.")]
    return {alias.asname or alias.name: str(node.module).split(".")[1] for node in froms for alias in node.names}


def _target(node: ast.Call, imported: dict[str, str]) -> str:
    to = node.args[0] if node.args else next((keyword.value for keyword in node.keywords if keyword.arg == "to"), None)
    if isinstance(to, ast.Constant) and isinstance(to.value, str):
        return to.value.partition(".")[0] if "." in to.value else ""
    word = called(to) if to is not None else ""
    return "organization" if word in NO_PACKAGE else imported.get(word.partition(".")[0], "")


def _keyword(node: ast.Call, name: str) -> object:
    return next((keyword.value.value for keyword in node.keywords if keyword.arg == name and isinstance(keyword.value, ast.Constant)), None)


def names_declared(urls: list[Module]) -> dict[str, str]:
    """URL name → package that declares it."""
    found = {}
    for one in urls:
        for node in ast.walk(one.tree):
            if isinstance(node, ast.Call) and called(node) in ("path", "re_path") and (name := _keyword(node, "name")):
                found[str(name)] = one.package
    return found


def urls_in_code_upwards(one: Module, declared: dict[str, str]) -> list[str]:
    """reverse("name") of a page that a package above serves."""
    found = []
    for node in ast.walk(one.tree):
        name = node.args[0] if isinstance(node, ast.Call) and called(node) in BY_NAME and node.args else None
        if isinstance(name, ast.Constant) and stands_above(one.package, _owner(str(name.value), declared)):
            found.append(f"{one.name} line {name.lineno}: {name.value}")
    return found


def urls_in_template_upwards(package: str, text: str, declared: dict[str, str]) -> list[str]:
    """{% url %} of a page that a package above serves."""
    return [name for name in URL_TAG.findall(text) if stands_above(package, _owner(name, declared))]


def _owner(name: str, declared: dict[str, str]) -> str:
    return declared.get(name.rpartition(":")[2], "")


def _templates() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "bangfu").glob("*/templates/**/*.html")):
        yield path.relative_to(ROOT / "bangfu").parts[0], str(path.relative_to(ROOT)), path.read_text()


def test_no_dotted_text_points_upwards() -> None:
    assert [fault for one in modules() for fault in dotted_upwards(one)] == []


def test_no_foreign_key_points_upwards_or_hangs_an_accessor_onto_another_package() -> None:
    assert [fault for one in modules() for fault in keys_upwards(one)] == []


def test_no_url_name_points_upwards() -> None:
    declared = names_declared(named("urls"))
    assert [fault for one in modules() for fault in urls_in_code_upwards(one, declared)] == []
    assert [(path, found) for package, path, text in _templates() if (found := urls_in_template_upwards(package, text, declared))] == []


@pytest.mark.parametrize(("name", "line", "bad"), [
    ("bangfu.work.worker", "x = 'bangfu.registry.jobs.apply'", True),
    ("bangfu.config.jobs", "x = 'bangfu.registry.jobs.apply'", False),
    ("bangfu.demo.fill", "x = 'bangfu.web.views'", True),   # beside it: they do not know each other
    ("bangfu.work.worker", "log = logging.getLogger('bangfu.work')", False),
])
def test_a_dotted_text_upwards_is_found(name: str, line: str, bad: bool) -> None:
    assert bool(dotted_upwards(module(name, line))) == bad


@pytest.mark.parametrize(("name", "text", "said"), [
    ("bangfu.journal.models", "a = models.ForeignKey('organization.Post')", "a key into organization"),
    ("bangfu.registry.models", "from bangfu.organization.models import Post\na = models.ForeignKey(Post, related_name='people')", "needs related_name"),
    ("bangfu.registry.models", "from bangfu.organization.models import Post\na = models.ForeignKey(Post)", "needs related_name"),
    ("bangfu.registry.models", "from bangfu.organization.models import Post\na = models.ForeignKey(Post, related_name='+')", None),
    ("bangfu.registry.models", "a = models.ForeignKey(to='crosscheck.Finding', related_name='+')", "a key into crosscheck"),
    ("bangfu.registry.models", "a = models.ForeignKey('Household', related_name='members')", None),
    ("bangfu.registry.models", "a = models.ForeignKey(Household, related_name='members')", None),
    ("bangfu.journal.models", "a = models.ForeignKey(settings.AUTH_USER_MODEL)", "a key into organization"),
])
def test_a_key_upwards_is_found(name: str, text: str, said: str | None) -> None:
    found = keys_upwards(module(name, text))
    assert (found == []) if said is None else (len(found) == 1 and said in found[0])


def test_a_url_name_upwards_is_found() -> None:
    declared = names_declared([module("bangfu.web.urls", "urlpatterns = [path('', today, name='today')]")])
    assert declared == {"today": "web"}
    assert urls_in_template_upwards("registry", "<a href=\"{% url 'today' %}\">", declared) == ["today"]
    assert urls_in_template_upwards("web", "<a href=\"{% url 'today' %}\">", declared) == []
    assert urls_in_code_upwards(module("bangfu.registry.views", "def show():\n    return redirect('today')"), declared)
    assert not urls_in_code_upwards(module("bangfu.web.views", "def show():\n    return redirect('web:today')"), declared)
