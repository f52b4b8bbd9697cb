"""One page that describes a goal, as records: the goal, the goals beneath it, and the tasks of each."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..rules.words import Category, Kind, RelationType
from ..tongue import say
from .goal_heads import steps
from .goal_measures import measure_columns, of_list, of_table
from .goal_text import (
    Page,
    Table,
    badges,
    handles,
    named,
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
    person,
    said,
    section,
    short,
    state_of,
    step_row,
    task_state,
)
from .records import Link, Measure, Record, Remark, State

if TYPE_CHECKING:
    from .goals import Folder


class GoalPage:
    """One page that describes a goal."""

    def __init__(self, house: "Folder", file: Path, page: Page, text: str, *, above: str | None) -> None:
        self.house, self.file, self.page, self.text, self.above = house, file, page, text, above
        self.ref = short(f"{house.name}/{file.name}")
        self.state, self.odd = state_of(fact(page, "status"))
        self.seen: Counter[str] = Counter()

    def records(self) -> Iterator[Record]:
        """The goal, then the goals beneath it and the tasks of each."""
        placed = [(table, columns) for table in self.page.tables if (columns := task_columns(table)) is not None]
        rows = {id(table): list(self._tasks(table, columns)) for table, columns in placed}
        odd = [table for table in self.page.tables if task_columns(table) is None]
        yield self._goal([table for table in odd if measure_columns(table) is None], self._measures(odd))
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

    def _measures(self, tables: Sequence[Table]) -> list[Measure | Remark]:
        """The key results of the page: those of its tables, else those of a list."""
        placed = [(table, columns) for table in tables if (columns := measure_columns(table)) is not None]
        found = [one for table, columns in placed for one in of_table(table, columns, ref=self.ref)]
        return found if placed else list(of_list(self.text, ref=self.ref))

    def _goal(self, odd: Sequence[Table], figures: Sequence[Measure | Remark]) -> Record:
        lead = handles(fact(self.page, *OWNERS))
        everybody = tuple(dict.fromkeys((*lead, *handles(self.page.owners))))
        remarks = [Remark("status", self.odd)] if self.odd else []
        due = fact(self.page, "due", "due date", "deadline", "target date", "end date")
        remarks += list(odd_words({"date": due}, 1))
        remarks += [
            Remark(
                "table",
                say(
                    "line %(line)s: «%(listed)s» lists no tasks; kept as text",
                    line=one.line,
                    listed=" | ".join(one.head),
                ),
            )
            for one in odd
        ]
        remarks += [one for one in figures if isinstance(one, Remark)]
        measures = tuple(one for one in figures if isinstance(one, Measure))
        answering = [one.owner_ref for one in measures if one.owner_ref]
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
            people=tuple(person(one) for one in dict.fromkeys((*everybody, *answering))),
            measures=measures,
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
