"""What stands in a template's braces, read before anything is filled in.

A template may show names, repeat lists and leave parts out; nothing else is let through, so that
one that comes from elsewhere cannot read a file, call a function or keep the machine busy. Every
problem is told at once, each with its place in the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from rar.errors import Problem, nearest
from rar.packet.word.names import FLAG, LOOP, NAMES, TEXT, WRITE
from rar.packet.word.where import place_of, slip_near
from rar.record.fields import BY_KEY

if TYPE_CHECKING:
    from docx.document import Document
    from jinja2 import Environment

FILTERS = frozenset({"upper", "lower", "title", "capitalize", "length", "first", "last", "join"})
TESTS = frozenset({"defined", "none", "odd", "even"})
LANGUAGE = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
    nodes.Operand, nodes.Filter, nodes.Test, nodes.Concat,
)  # fmt: skip
ANYTHING = "anything"  # what an expression stands for after a mistake that has been told
ALLOWED = "names, {% for %}, {% if %} and the filters " + ", ".join(sorted(FILTERS))


def problems_of(name: str, document: Document, sources: list[str], environment: Environment):
    """Every problem of a template's braces: a list of `Problem`, empty where there is none.

    name is how letters call the document; sources are its body, headers and footers as docxtpl
    prepares them for the environment.
    """
    found: dict[str, Problem] = {}
    for source in sources:
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            problem = slip_near(name, source, error)
            found.setdefault(problem.value, problem)
            continue
        reader = _Reader(name, document)
        reader.read(tree)
        found = {**found, **reader.found}
    return list(found.values())


class _Reader:
    """Walks through one source and keeps what is wrong, each expression once.

    A list repeated within a list must be a part of its items: a few lists within one another would
    else be billions of lines.
    """

    def __init__(self, name: str, document: Document):
        self.name, self.document = name, document
        self.found: dict[str, Problem] = {}
        self.repeated: list[str] = []  # one item of each list that is being repeated

    def read(self, tree: nodes.Template) -> None:
        self._all(tree.body, dict(NAMES))

    def _all(self, parts: list[nodes.Node], scope: dict[str, Any]) -> None:
        for part in parts:
            self._one(part, scope)

    def _one(self, part: nodes.Node, scope: dict[str, Any]) -> None:
        if isinstance(part, nodes.Output):
            for shown in part.nodes:
                self._shown(shown, scope)
        elif isinstance(part, nodes.If):
            self._kind(part.test, scope)
            self._all([*part.body, *part.elif_, *part.else_], scope)
        elif isinstance(part, nodes.For):
            self._repeated(part, scope)
        else:
            self._forbidden(part)

    def _repeated(self, part: nodes.For, scope: dict[str, Any]) -> None:
        kind = self._kind(part.iter, scope)
        said = said_of(part.iter)
        if self.repeated and said.partition(".")[0] != self.repeated[-1]:
            self._tell(f"for {said}", f"{said!r} is repeated within a list that it is no part of",
                       "end the one list before the other begins")  # fmt: skip
        if not isinstance(part.target, nodes.Name) or part.recursive:
            self._forbidden(part)
            return
        if not isinstance(kind, list) and kind != ANYTHING:
            self._tell(said, f"{said!r} is no list and cannot be repeated", "lists are "
                       + ", ".join(n for n, k in scope.items() if isinstance(k, list)))  # fmt: skip
        item = kind[0] if isinstance(kind, list) else ANYTHING
        inside = {**scope, part.target.name: item, "loop": LOOP}
        if part.test is not None:
            self._kind(part.test, inside)
        self.repeated.append(part.target.name)
        self._all([*part.body, *part.else_], inside)
        self.repeated.pop()

    def _shown(self, shown: nodes.Node, scope: dict[str, Any]) -> None:
        if isinstance(shown, nodes.TemplateData):
            return
        kind, said = self._kind(shown, scope), said_of(shown)
        if isinstance(kind, list):
            self._tell(said, f"{said!r} is a list", f"repeat it: {{%p for one in {said} %}}")
        elif isinstance(shown, nodes.Const):
            what = f"{shown.value!r} is in quotation marks, so it is no name"
            self._tell(str(shown.value), what, "leave quotation marks out of the braces")
        elif isinstance(kind, dict) or kind == WRITE:
            parts = BY_KEY if kind == WRITE else kind
            self._tell(said, f"{said!r} needs a further name", f"write {said}.{next(iter(parts))}")

    def _kind(self, part: nodes.Node, scope: dict[str, Any]) -> Any:
        """What an expression stands for, as in NAMES; what is wrong in it is told."""
        if isinstance(part, nodes.Name):
            return self._known(part.name, part.name, scope)
        if isinstance(part, nodes.Getattr):
            return self._part(part, self._kind(part.node, scope))
        wrong = not isinstance(part, LANGUAGE)
        wrong |= isinstance(part, nodes.Filter) and part.name not in FILTERS
        wrong |= isinstance(part, nodes.Test) and part.name not in TESTS
        if wrong:
            self._forbidden(part)
            return ANYTHING
        for inner in part.iter_child_nodes():
            self._kind(inner, scope)
        return TEXT if isinstance(part, nodes.Const | nodes.Concat) else ANYTHING

    def _part(self, part: nodes.Getattr, kind: Any) -> Any:
        said = said_of(part)
        if kind == WRITE:
            if part.attr in BY_KEY:
                return TEXT
            self._unknown(said, part.attr, BY_KEY)
        elif isinstance(kind, dict):
            return self._known(part.attr, said, kind)
        elif kind in (TEXT, FLAG) or isinstance(kind, list):
            what = "a list" if isinstance(kind, list) else "a text"
            whole = said_of(part.node)
            self._tell(said, f"there is no name {said!r}: {whole!r} is {what}", f"write {whole}")
        return ANYTHING

    def _known(self, name: str, said: str, scope: dict[str, Any]) -> Any:
        if name in scope:
            return scope[name]
        self._unknown(said, name, scope)
        return ANYTHING

    def _unknown(self, said: str, name: str, known: Any) -> None:
        before = said[: len(said) - len(name)]
        close = [before + one for one in nearest(name, known)]
        cure = f"did you mean {', '.join(close)}?" if close else f"known are {', '.join(known)}"
        self._tell(said, f"there is no name {said!r}", (not before and self._inside(name)) or cure)

    def _inside(self, name: str) -> str:
        """In which lists a name is known that is not known here; '' for none."""
        inside = [
            f"{lists}: {name}" for lists, kind in NAMES.items()
            if isinstance(kind, list) and isinstance(kind[0], dict) and name in kind[0]
        ]  # fmt: skip
        return f"it is known only inside a list ({'; '.join(inside[:3])})" if inside else ""

    def _forbidden(self, part: nodes.Node) -> None:
        said = said_of(part) or type(part).__name__.lower()
        where = place_of(self.document, part.name if isinstance(part, nodes.Filter) else said)
        what = f"{where}a template may not use {said!r}"
        self.found.setdefault(said, Problem(what, file=self.name, allowed=ALLOWED))

    def _tell(self, said: str, what: str, cure: str) -> None:
        if said not in self.found:
            where = place_of(self.document, said)
            self.found[said] = Problem(f"{where}{what}", file=self.name, cure=cure)


def said_of(part: nodes.Node) -> str:
    """An expression as the template writes it, as far as it is made of names."""
    if isinstance(part, nodes.Name):
        return part.name
    if isinstance(part, nodes.Getattr):
        return f"{said_of(part.node)}.{part.attr}"
    if isinstance(part, nodes.Filter):
        return f"{said_of(part.node) if part.node else ''}|{part.name}"
    if isinstance(part, nodes.Call):
        return f"{said_of(part.node)}()"
    return ""
