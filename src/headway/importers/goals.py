"""Goals kept as Markdown files, one a file, in a folder for each period: the goals, their parts, tasks and owners.

A page becomes a goal with its whole text; a heading with a table of tasks beneath it a goal beneath that; a row a task
that contributes to it, and a row marked «↳» a task beneath the one before. The folder's README is the goal above them
all, with the text of the pages that describe no goal.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from ..rules.words import Category, Kind, RelationType
from .goal_heads import steps
from .goal_text import (
    Page,
    Table,
    badges,
    handles,
    named,
    page,
    task_cell,
    task_columns,
    teams,
)
from .goal_words import (
    OWNERS,
    TASK_STATES,
    among,
    day,
    fact,
    odd_words,
    period_of,
    person,
    said,
    section,
    short,
    state_of,
    step_row,
    task_state,
)
from .records import Bad, Link, Record, Remark, Result, State

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
        yield from _Set(folder.resolve().name, keys, now, homes).read(files, texts, pages)


def _text(file: Path) -> str | Bad:
    try:
        return file.read_text(encoding="utf-8-sig").replace("\0", "")
    except (OSError, UnicodeDecodeError) as error:
        return Bad(1, str(file), f"file: cannot be read: {error}")


def _files(paths: Sequence[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for path in paths:
        some = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        found.update({one.resolve(): one for one in some})
    return list(found.values())


class _Set:
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
            yield Bad(1, str(file), f"file: describes no goal and no set of goals ({len(text)} characters left out)")
        for file, one in goals.items():
            yield from _Goal(self, file, one, str(texts[file]), above=top).records()

    def _top(
        self, ref: str, readme: Page | None, at: Path | None, others: Mapping[Path, str], goals: Mapping[Path, Page]
    ) -> Record:
        """The goal above all of the folder, with the text of the pages that describe none."""
        whole = [others[at]] if at is not None else []
        whole += [f"# {file.name}\n\n{text}" for file, text in others.items() if file != at]
        states = Counter(state_of(fact(one, "status"))[0] for one in goals.values())
        leading = states.most_common(1)[0][0] if states else State("draft", "Draft", Category.BACKLOG)
        kept = tuple(
            Remark("page", f"{file.name} describes no goal; its text is kept") for file in others if file != at
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


class _Goal:
    """One page that describes a goal."""

    def __init__(self, house: _Set, file: Path, page: Page, text: str, *, above: str | None) -> None:
        self.house, self.file, self.page, self.text, self.above = house, file, page, text, above
        self.ref = short(f"{house.name}/{file.name}")
        self.state, self.odd = state_of(fact(page, "status"))
        self.seen: Counter[str] = Counter()

    def records(self) -> Iterator[Record]:
        """The goal, then the goals beneath it and the tasks of each."""
        placed = [(table, columns) for table in self.page.tables if (columns := task_columns(table)) is not None]
        rows = {id(table): list(self._tasks(table, columns)) for table, columns in placed}
        yield self._goal([table for table in self.page.tables if task_columns(table) is None])
        if not placed:
            yield from self._steps()
        told: set[tuple[str, ...]] = set()
        for table, _ in placed:
            for depth in range(2, len(table.path) + 1):
                path = table.path[1:depth]
                if path not in told:
                    told.add(path)
                    yield self._part(
                        path, table, [r for t, _ in placed if t.path[1:depth] == path for r in rows[id(t)]]
                    )
            yield from rows[id(table)]

    def _goal(self, odd: Sequence[Table]) -> Record:
        lead = handles(fact(self.page, *OWNERS))
        everybody = tuple(dict.fromkeys((*lead, *handles(self.page.owners))))
        remarks = [Remark("status", self.odd)] if self.odd else []
        due = fact(self.page, "due", "due date", "deadline", "target date", "end date")
        remarks += list(odd_words({"date": due}, 1))
        remarks += [
            Remark("table", f"line {one.line}: «{' | '.join(one.head)}» lists no tasks; kept as text") for one in odd
        ]
        marks = [
            label for name in ("Flagship",) if self.page.facts.get(name, "").casefold() == "yes" for label in [name]
        ]
        return self.house.record(
            ref=self.ref,
            kind=Kind.GOAL,
            original="goal",
            title=self.page.title or self.file.stem,
            state=self.state,
            line=1,
            description=self.text.strip(),
            parent_key=self.house.keys.of(self.above) if self.above else None,
            owner_ref=everybody[0] if everybody else None,
            people=tuple(person(one) for one in everybody),
            due=day(due),
            labels=tuple(mark.casefold() for mark in marks),
            links=tuple(self._links()),
            extra={**self.page.facts, **({"Owner": self.page.owners} if self.page.owners else {})} | among(everybody),
            remarks=tuple(remarks),
        )

    def _part(self, path: tuple[str, ...], table: Table, tasks: Sequence[Record]) -> Record:
        """A goal beneath this one: done when all that is listed there is."""
        ends = {one.state.category for one in tasks}
        done = bool(ends) and ends <= {Category.DONE, Category.DROPPED} and Category.DONE in ends
        return self.house.record(
            ref=self._part_ref(path),
            kind=Kind.GOAL,
            original="part of a goal",
            title=path[-1] or "Part",
            state=State("complete", "Complete", Category.DONE) if done else self.state,
            line=table.line,
            description=section(self.text, path[-1]),
            parent_key=self.house.keys.of(self._part_ref(path[:-1]) if len(path) > 1 else self.ref),
        )

    def _steps(self) -> Iterator[Record]:
        """The boxes to tick of a page that has no table of tasks: each a task, by whom and when it says."""
        over: str | None = None
        table = Table(1, (), ("Step",), ())
        for line, beneath, ticked, words in steps(self.text):
            row = step_row(words)
            ref = self._row_ref(self.ref, row["task"])
            yield self._task(ref, row["task"], ticked, row, (words,), line, self.ref, over if beneath else None, table)
            over = over if beneath else ref

    def _row_ref(self, part: str, title: str) -> str:
        name = f"{part}~{title}"
        self.seen[name] += 1
        return short(f"{name}~{self.seen[name]}")

    def _part_ref(self, path: tuple[str, ...]) -> str:
        return short(f"{self.ref}#{'/'.join(path)}")

    def _tasks(self, table: Table, columns: Mapping[str, int]) -> Iterator[Record]:
        part = self._part_ref(table.path[1:]) if len(table.path) > 1 else self.ref
        over: str | None = None
        for line, cells in table.rows:
            row = {role: cells[at] if at < len(cells) else "" for role, at in columns.items()}
            cell = task_cell(row["task"])
            if not cell.title and not any(row.values()):
                continue
            ref = self._row_ref(part, cell.title)
            yield self._task(
                ref, cell.title, cell.ticked, row, cells, line, part, over if cell.beneath else None, table
            )
            over = over if cell.beneath else ref

    def _task(
        self, ref: str, title: str, ticked: bool, row: Mapping[str, str], cells: Sequence[str], line: int, part: str,
        over: str | None, table: Table,
    ) -> Record:  # fmt: skip
        keys = self.house.keys
        who = handles(row.get("owner", ""))
        asked = teams(row.get("owner", ""))
        every = " ".join(cells)
        link = Link(None, RelationType.CONTRIBUTES_TO, keys.of(ref), keys.of(part), "task of")
        return self.house.record(
            ref=ref,
            kind=Kind.TASK,
            original="milestone" if "owner" not in row else "task",
            title=title or f"Row {line}",
            state=TASK_STATES[task_state(row, ticked)],
            line=line,
            description=said(row, cells, table),
            parent_key=keys.of(over) if over else None,
            owner_ref=who[0] if who else None,
            people=tuple(person(one) for one in dict.fromkeys((*who, *named(every)))),
            remarks=tuple(odd_words(row, line)),
            labels=(*(f"team:{one}" for one in asked), *(one.casefold() for one in badges(every))),
            due=day(row.get("date", "")),
            milestone="owner" not in row,
            links=() if over else (link,),
            extra={head or f"column {n}": cell for n, (head, cell) in enumerate(zip(table.head, cells, strict=False))}
            | among(who),
        )

    def _links(self) -> Iterator[Link]:
        """The other goals among those read of which the text speaks."""
        for name in dict.fromkeys(re.findall(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)", self.text)):
            target = (self.file.parent / name).resolve()
            if target in self.house.homes and target != self.file.resolve():
                there = self.house.keys.of(short(f"{target.parent.name}/{target.name}"))
                yield Link(None, RelationType.RELATES_TO, self.house.keys.of(self.ref), there, "speaks of")
