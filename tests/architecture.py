"""The shape of the code as rules over its syntax: each takes a module and yields what breaks it, in words."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias

LAYERS = ("rooms", "meetings", "recordings", "transcripts")  # each may import those before it
# The same within `transcripts`: each package or module imports only those before it.
PARTS_OF_TRANSCRIPTS = (
    *("text", "speech", "engine_settings", "summary", "pages"),
    *("models", "permissions", "steps", "lifecycle", "plan"),
    *("searching", "tellings", "action_items", "changing_items", "moving"),
    *("correcting", "making", "pipeline", "watching", "workers", "receivers", "jobs", "quick_jobs"),
    *("presenting", "templatetags", "forms", "serializers", "views", "viewsets", "admin", "urls", "apps"),
    *("measuring", "management"),
)
# These modules of the site put the apps together; the others stand below the apps.
WIRING = tuple(
    f"reflector_site.{name}"
    for name in ("admin", "api_urls", "apps", "asgi", "checks", "management", "settings", "urls", "wsgi")
)
# The admin shows django-q2's own rows; it queues nothing.
QUEUE_MODULES = ("reflector_site.queue", "reflector_site.broker", "reflector_site.schedules", "reflector_site.admin")
PRODUCT = ("reflector_site", *LAYERS)
LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 50

# What a pure package may import of the project, and what of the rest it may not.
PURE = {
    "transcripts.text": ("transcripts.text",),
    "transcripts.speech": ("transcripts.speech", "transcripts.text.words"),
    "transcripts.summary": (
        *("transcripts.summary", "transcripts.text", "rooms.languages"),
        *("reflector_site.http", "reflector_site.storable"),
    ),
    "transcripts.pages": ("transcripts.pages", "transcripts.text"),
}
_IMPURE = ("django", "rest_framework", "django_q", "storages", "dotenv", "dj_database_url", "csp")
_VAGUE = ("services", "service", "utils", "util", "helpers", "helper", "misc", "common", "managers")


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file; `path` is relative to the repository."""

    path: PurePosixPath
    source: str

    @property
    def name(self) -> str:
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def imports(self) -> frozenset[str]:
        """Dotted names, down to what is imported: `from a.b import c` is `a.b.c`."""
        return frozenset(name for node in ast.walk(self.tree) for name in _imported(node))


Rule: TypeAlias = Callable[[Module], Iterator[str]]


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def apps_import_downwards(module: Module) -> Iterator[str]:
    app = module.name.split(".")[0]
    if app not in LAYERS:
        return
    above = LAYERS[LAYERS.index(app) + 1 :]
    for name in sorted(module.imports):
        if _within(name, *above):
            yield f"{name}: {app} stands below it"
        if _within(name, *WIRING):
            yield f"{name}: the site wires the apps, they do not know it"


def parts_of_transcripts_import_downwards(module: Module) -> Iterator[str]:
    part = _part_of_transcripts(module.name)
    if part in PARTS_OF_TRANSCRIPTS:
        above = PARTS_OF_TRANSCRIPTS[PARTS_OF_TRANSCRIPTS.index(part) + 1 :]
        yield from (
            f"{name}: {part} stands below it" for name in sorted(module.imports) if _part_of_transcripts(name) in above
        )
    elif part not in ("", "migrations"):
        yield f"{part}: it has no place in PARTS_OF_TRANSCRIPTS"


def _part_of_transcripts(name: str) -> str:
    """The package or module of `transcripts` that a name is in. Models and querysets name each other: they are one."""
    app, _, rest = name.partition(".")
    part = rest.partition(".")[0] if app == "transcripts" else ""
    return "models" if part == "querysets" else part


def the_foundation_stands_on_nothing(module: Module) -> Iterator[str]:
    """What the apps build on knows neither them nor what puts them together."""
    if _within(module.name, "reflector_site") and not _within(module.name, *WIRING):
        yield from (name for name in sorted(module.imports) if _within(name, *LAYERS, *WIRING))


def pure_packages_stay_pure(module: Module) -> Iterator[str]:
    for package, allowed in PURE.items():
        if _within(module.name, package):
            yield from (
                name
                for name in sorted(module.imports)
                if _within(name, *_IMPURE) or (_within(name, *PRODUCT) and not _within(name, *allowed))
            )


def platform_clients_know_no_tables(module: Module) -> Iterator[str]:
    if _within(module.name, "meetings.platforms"):
        tables = ("django.db", *(f"{app}.{kind}" for app in LAYERS for kind in ("models", "querysets")))
        yield from (name for name in sorted(module.imports) if _within(name, *tables))


def the_queue_is_called_in_one_place(module: Module) -> Iterator[str]:
    if _within(module.name, *PRODUCT) and module.name not in QUEUE_MODULES:
        yield from (name for name in sorted(module.imports) if _within(name, "django_q"))


def the_product_does_without_its_tests(module: Module) -> Iterator[str]:
    if _within(module.name, *PRODUCT):
        yield from (name for name in sorted(module.imports) if _within(name, "tests"))


def imports_stand_at_the_top(module: Module) -> Iterator[str]:
    """But for `AppConfig.ready`, where Django wants signal receivers imported."""
    for function in _functions(module):
        if function.name == "ready" and module.path.name == "apps.py":
            continue
        yield from (f"{function.name}: {name}" for node in ast.walk(function) for name in _imported(node))


def functions_are_short(module: Module) -> Iterator[str]:
    for function in _functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > LINES_OF_A_FUNCTION:
            yield f"{function.name}: {lines} lines"


def files_are_short(module: Module) -> Iterator[str]:
    lines = module.source.count("\n")
    if lines > LINES_OF_A_FILE:
        yield f"{lines} lines"


def modules_are_named_for_an_idea(module: Module) -> Iterator[str]:
    yield from (part for part in module.path.with_suffix("").parts if part in _VAGUE)


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


RULES: tuple[Rule, ...] = (
    apps_import_downwards,
    parts_of_transcripts_import_downwards,
    the_foundation_stands_on_nothing,
    pure_packages_stay_pure,
    platform_clients_know_no_tables,
    the_queue_is_called_in_one_place,
    the_product_does_without_its_tests,
    imports_stand_at_the_top,
    functions_are_short,
    files_are_short,
    modules_are_named_for_an_idea,
)


def modules_of(root: Path) -> tuple[Module, ...]:
    """All Python files of the product, its tests and its scripts."""
    folders = (*PRODUCT, "tests", "script")
    files = (file for folder in folders for file in sorted((root / folder).rglob("*.py")))
    return tuple(Module(PurePosixPath(file.relative_to(root).as_posix()), file.read_text()) for file in files)


def broken(rule: Rule, modules: tuple[Module, ...]) -> list[str]:
    return [f"{module.path}: {sentence}" for module in modules for sentence in rule(module)]
