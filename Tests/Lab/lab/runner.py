"""Runs the cases side by side and reports each in one line."""

import time
import unittest
from concurrent.futures import ThreadPoolExecutor, as_completed

from . import processes


AT_MOST_AGAIN = 3
"""More failures than this are nobody's bad luck."""


class Runner:
    """Runs unittest cases in threads: they mostly wait for slow transfers."""

    def __init__(self, cases, workers):
        # The longest first, so that the run takes as long as they do and no longer.
        self.cases = sorted(cases, key=lambda case: -case.longest)
        self.workers = workers
        self.passed = self.failed = self.skipped = 0
        self._unlucky = []

    def run(self):
        """Run all cases; returns whether none failed."""
        with ThreadPoolExecutor(self.workers) as pool:
            futures = [pool.submit(_outcome, case) for case in self.cases]
            try:
                for future in as_completed(futures):
                    self._report(*future.result())
            except KeyboardInterrupt:
                for future in futures:
                    future.cancel()
                processes.interrupt()
                raise
        self._try_again()
        self._report_strays()
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return self.failed == 0

    def _report(self, case, result, seconds):
        if result.skipped:
            self.skipped += 1
            word, details = "skip", [result.skipped[0][1]]
        elif result.failures or result.errors:
            self.failed += 1
            self._unlucky.append(case)
            word = "FAIL"
            details = [text for _, text in result.failures + result.errors] + [case.evidence]
        else:
            self.passed += 1
            word, details = "ok  ", []
        print(f"{word} {seconds:6.1f} s  {name(case)}", flush=True)
        for detail in details:
            print("\n".join(f"    {line}" for line in detail.splitlines()), flush=True)

    def _try_again(self):
        """A second try, alone on the machine, for the few that may have failed for the load.

        Both outcomes are told: a fault that comes and goes is seen in what CI printed.
        """
        if len(self._unlucky) > AT_MOST_AGAIN:
            return
        for case in self._unlucky[:]:
            self.failed -= 1
            print(f"again           {name(case)}", flush=True)
            self._report(*_outcome(case))

    def _report_strays(self):
        """What the cases left running is a failure of its own."""
        strays = processes.strays()
        if strays:
            self.failed += 1
            print("FAIL  processes left behind:", *strays, sep="\n    ")


def name(case):
    """A case's name: what is tested, then the sentence that holds."""
    return f"{case.subject}: {case.shortDescription()}"


def _outcome(case):
    result = unittest.TestResult()
    begin = time.monotonic()
    case.run(result)
    return case, result, time.monotonic() - begin
