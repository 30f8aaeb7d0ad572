"""The faults of a campaign: each strikes a run of a day, then lets the run again bring the day to its end."""

from __future__ import annotations

import os
import signal
import time
import uuid
from collections.abc import Callable
from datetime import date
from multiprocessing.process import BaseProcess

from infra import supervisor
from tests.chaos import shop
from tests.chaos.campaign import Arm, Blow, Campaign, ended
from tests.chaos.moments import MOMENTS, ONCE_A_DAY, strike_at


def killed_at_random(campaign: Campaign, day: date) -> int:
    """SIGKILL of the client at any moment"""

    def struck(number: int, run: str, attempt: int) -> BaseProcess:
        process = campaign.start(day, number, run, attempt)
        process.join(campaign.chance.uniform(0, campaign.usual_seconds))
        process.kill()
        return process

    return _struck_in_a_row(campaign, day, killed_at_random, struck)


def killed_at_a_moment(campaign: Campaign, day: date) -> int:
    """SIGKILL of the client at a named moment of the protocol"""

    def struck(number: int, run: str, attempt: int) -> BaseProcess:
        return campaign.start(day, number, run, attempt, armed(campaign, signal.SIGKILL))

    return _struck_in_a_row(campaign, day, killed_at_a_moment, struck)


def _struck_in_a_row(campaign: Campaign, day: date, blow: Blow, struck: Callable[[int, str, int], BaseProcess]) -> int:
    """Strike a run of the day, and what recovers it, before it may end."""
    number, run, times = campaign.next_number(), uuid.uuid4().hex, campaign.times_in_a_row()
    for attempt in range(1, times + 1):
        process = struck(number, run, attempt)
        ended(process)
        campaign.count(process, blow)
    campaign.repeat_until_done(day, number, run, first=times + 1)
    return number


def stopped_and_continued(campaign: Campaign, day: date) -> int:
    """SIGSTOP at a named moment; a later delivery is run by another client; then the first one goes on"""
    number, arm = campaign.next_number(), armed(campaign, signal.SIGSTOP)
    zombie = campaign.start(day, number, uuid.uuid4().hex, 1, arm)
    if not stands_still(zombie):
        ended(zombie)
        campaign.repeat_until_done(day, number, uuid.uuid4().hex, first=1)
        return number
    campaign.blows[stopped_and_continued.__doc__] += 1
    newer = campaign.next_number()
    campaign.repeat_until_done(day, newer, uuid.uuid4().hex, first=1)
    os.kill(zombie.pid, signal.SIGCONT)
    ended(zombie)
    return newer


def engine_killed(campaign: Campaign, day: date) -> int:
    """SIGKILL of the engine at any moment; its supervisor starts it anew"""
    number, run = campaign.next_number(), uuid.uuid4().hex
    process = campaign.start(day, number, run, 1)
    process.join(campaign.chance.uniform(0, campaign.usual_seconds))
    os.kill(supervisor.describe(campaign.settings)["spark-connect"]["pid"], signal.SIGKILL)
    campaign.blows[engine_killed.__doc__] += 1
    ended(process)
    campaign.repeat_until_done(day, number, run, first=2)
    return number


def two_at_once(campaign: Campaign, day: date) -> int:
    """the same delivery of the same day by two clients at once"""
    number = campaign.next_number()
    both = [campaign.start(day, number, uuid.uuid4().hex, 1) for _ in range(2)]
    for process in both:
        ended(process)
    campaign.blows[two_at_once.__doc__] += 1
    campaign.repeat_until_done(day, number, uuid.uuid4().hex, first=1)
    return number


# How often each strikes. The engine is left alone where others use it too.
OF_CLIENTS = {killed_at_random: 40, killed_at_a_moment: 32, stopped_and_continued: 16, two_at_once: 4}
OF_ALL = {**OF_CLIENTS, engine_killed: 16}


def armed(campaign: Campaign, signal_number: int) -> Arm:
    """A blow at a named moment, at the time it comes for one of the four tables."""
    moment = campaign.chance.choice(sorted(MOMENTS))
    is_once = MOMENTS[moment][0] in ONCE_A_DAY
    occurrence = 1 if is_once else campaign.chance.randint(1, len(shop.TABLES))
    return lambda: strike_at(moment, occurrence, signal_number)


def stands_still(process: BaseProcess) -> bool:
    """Whether a client stopped; False when it ended first."""
    while True:
        found, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
        if found and os.WIFSTOPPED(status):
            return True
        if found:
            process._popen.returncode = os.waitstatus_to_exitcode(status)
            return False
        time.sleep(0.02)
