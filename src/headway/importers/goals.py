"""Goals kept as Markdown files, one a file, in a folder for each period: the goals, their parts, tasks and owners.

A page becomes a goal with its whole text; a heading with a table of tasks beneath it a goal beneath that; a row a task
that contributes to it, and a row marked «↳» a task beneath the one before. The folder's README is the goal above them
all, with the text of the pages that describe no goal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from ..rules.words import Category, Kind
from ..tongue import say
from .goal_records import GoalPage
from .goal_text import (
    Page,
    page,
)
from .goal_words import (
    fact,
    period_of,
    state_of,
)
from .records import Bad, Record, Remark, Result, State

TEAM: Final = "GOAL"


@dataclass(slots=True)
class Keys:
    """Gives every record the key that it has already, or the next free one; `known` leads from refs to keys."""

    known: dict[str, str] = field(default_factory=dict)
    last: int = 0

    def of(self, ref: str) -> str:
        """The key of a ref, the same for as long as this lives."""
        if ref not in self.known:
            self.last += 1
            self.known[ref] = f"{TEAM}-{self.last}"
        return self.known[ref]


def read(paths: Sequence[Path], *, keys: Keys, now: datetime) -> Iterator[Result]:
    """Yield a record for each goal, part of a goal and task in these files and folders, folder by folder.

    Raises Invalid for nothing: a file that cannot be read gives a Bad, and the others are read all the same.
    """
    sets: dict[Path, list[Path]] = {}
    for file in _files(paths):
        sets.setdefault(file.parent, []).append(file)
    texts = {file: _text(file) for files in sets.values() for file in files}
    pages = {file: page(text) for file, text in texts.items() if isinstance(text, str)}
    homes = {file.resolve() for file, one in pages.items() if one.is_goal and not _is_readme(file)}
    for folder, files in sets.items():
        yield from Folder(folder.resolve().name, keys, now, homes).read(files, texts, pages)


def _text(file: Path) -> str | Bad:
    try:
        return file.read_text(encoding="utf-8-sig").replace("\0", "")
    except (OSError, UnicodeDecodeError) as error:
        return Bad(1, str(file), say("file: cannot be read: %(error)s", error=str(error)))


def _files(paths: Sequence[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        some = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        found.update({one.resolve(): one for one in some})
    return list(found.values())


class Folder:
    """The pages of one folder."""

    def __init__(self, name: str, keys: Keys, now: datetime, homes: set[Path]) -> None:
        self.name, self.keys, self.homes = name, keys, homes
        self.period = period_of(name)
        self.created = now
        self.closed = now
        if self.period is not None:
            begin, end = (datetime.combine(day, time(), tzinfo=UTC) for day in self.period[1:])
            self.created, self.closed = min(begin, now), min(end + timedelta(days=1), now)

    def read(
        self, files: Sequence[Path], texts: Mapping[Path, str | Bad], pages: Mapping[Path, Page]
    ) -> Iterator[Result]:
        """Yield what these files hold."""
        yield from (bad for file in files if isinstance(bad := texts[file], Bad))
        here = {file: pages[file] for file in files if file in pages}
        goals = {file: one for file, one in here.items() if file.resolve() in self.homes}
        others = {file: str(texts[file]) for file in here if file not in goals}
        readme = next((file for file in others if _is_readme(file)), None)
        top = f"{self.name}/" if readme is not None or (others and goals) else None
        if top is not None:
            yield self._top(top, pages[readme] if readme else None, readme, others, goals)
        for file, text in others.items() if top is None else ():
            yield Bad(
                1,
                str(file),
                say("file: describes no goal and no set of goals (%(length)s characters left out)", length=len(text)),
            )
        for file, one in goals.items():
            yield from GoalPage(self, file, one, str(texts[file]), above=top).records()

    def _top(
        self, ref: str, readme: Page | None, at: Path | None, others: Mapping[Path, str], goals: Mapping[Path, Page]
    ) -> Record:
        """The goal above all of the folder, with the text of the pages that describe none."""
        whole = [others[at]] if at is not None else []
        whole += [f"# {file.name}\n\n{text}" for file, text in others.items() if file != at]
        states = Counter(state_of(fact(one, "status"))[0] for one in goals.values())
        leading = states.most_common(1)[0][0] if states else State("draft", "Draft", Category.BACKLOG)
        kept = tuple(
            Remark("page", say("%(name)s describes no goal; its text is kept", name=file.name))
            for file in others
            if file != at
        )
        return self.record(
            ref=ref,
            kind=Kind.GOAL,
            original="goal set",
            title=(readme.title if readme else "") or f"Goals {self.name}",
            state=leading,
            line=1,
            description="\n\n---\n\n".join(part.strip() for part in whole),
            remarks=kept,
        )

    def record(
        self, *, ref: str, kind: Kind, original: str, title: str, state: State, line: int, **facts: Any
    ) -> Record:
        """A record of this folder."""
        closed = self.closed if state.category in (Category.DONE, Category.DROPPED) else None
        return Record(
            line=line,
            ref=ref,
            key=self.keys.of(ref),
            project_key=TEAM,
            project_name="Goals",
            kind=kind,
            original_type=original,
            title=title,
            state=state,
            created=self.created,
            updated=max(self.created, closed or self.created),
            closed=closed,
            undated=True,
            period=self.period if kind is Kind.GOAL else None,
            **facts,
        )


def _is_readme(file: Path) -> bool:
    return file.stem.casefold() in ("readme", "index")
