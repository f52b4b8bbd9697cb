"""The process that stays: it does what is asked, says so, and ends when nothing has been asked for a while."""

import subprocess
import sys

SCRIPT = """
from headway.jobs.staying import work
work(lambda job: print("printed", job), quiet=%s)
"""


def _begun(quiet: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", SCRIPT % quiet]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_says_what_is_done_and_ends_at_once_with_its_input() -> None:
    with _begun(quiet=600) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("7\n8\n")
        process.stdin.flush()
        assert [process.stdout.readline(), process.stdout.readline()] == ["7\n", "8\n"]
        rest, printed = process.communicate()
    assert (process.returncode, rest, printed) == (1, "", "printed 7\nprinted 8\n")


def test_it_ends_by_itself_when_it_is_quiet() -> None:
    with _begun(quiet=0.01) as process:
        assert process.wait() == 0
