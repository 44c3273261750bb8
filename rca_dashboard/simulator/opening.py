"""Open an instance: with a generated history, records from a file, an archive, or a log to replay."""

from dataclasses import dataclass
from pathlib import Path

from rca_dashboard.simulator.causes.desk_with_causes import DeskWithCauses
from rca_dashboard.simulator.causes.truth import Truth
from rca_dashboard.simulator.clock import Clock, utc_now
from rca_dashboard.simulator.desk.desk import INCIDENTS_PER_MINUTE, Desk
from rca_dashboard.simulator.desk.living_desk import Life
from rca_dashboard.simulator.instance.archive import Archive
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.replay.records_file import read_records
from rca_dashboard.simulator.replay.replay import Replay
from rca_dashboard.simulator.replay.update_log import read_log

HISTORY = 240
"""The number of incidents in a generated history."""

SPEED = 3_600.0
"""The default speed of a replay: one hour per second, so that the year of the UCI log takes 2 h 15 min."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How to open an instance.

    Attributes:
        seed: The random seed.
        incidents: The number of incidents of the last 30 days; none if records come from a file. An archive with
            incidents continues with those.
        incidents_per_minute: New incidents per minute on average; 0 for no activity.
        records: A file of records to serve.
        archive: A file that stores the tickets across restarts; created if it does not exist.
        replay: A log of a real desk to replay, with its own clock, instead of all this.
        speed: How many seconds of the log pass per second; ``inf`` is as fast as possible.
        causes: Play causes, with five weeks of history: changes that break something, and fixes that hold or do not.
            The number of incidents and their rate are its own then.
        truth: A file that is told these causes; for tests.
        clock: The instance's time.
    """

    seed: int = 1
    incidents: int = HISTORY
    incidents_per_minute: float = INCIDENTS_PER_MINUTE
    records: Path | None = None
    archive: Path | None = None
    replay: Path | None = None
    speed: float = SPEED
    causes: bool = False
    truth: Path | None = None
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Opened:
    """An open instance, to be closed after use."""

    instance: Instance
    desk: Desk | None
    archive: Archive | None
    replay: Replay | None = None
    causes: DeskWithCauses | None = None

    @property
    def life(self) -> Life | None:
        """What happens by itself; None for nothing."""
        return self.replay or self.causes or self.desk

    def close(self) -> None:
        """Close the archive, if there is one."""
        if self.archive:
            self.instance.keep_in(None)
            self.archive.close()


def open_instance(opening: Opening) -> Opened:
    """Open an instance.

    Raises:
        ArchiveError: If the archive cannot be used.
        RecordsFileError: If the file of records cannot be read or is invalid.
        UpdateLogError: If the log cannot be read or is invalid.
        ValueError: If the speed is not above 0.
    """
    if opening.replay:
        return _replaying(opening, opening.replay)
    instance = Instance(clock=opening.clock, seed=opening.seed)
    archive = Archive(opening.archive) if opening.archive else None
    is_new = archive is None or archive.restore(instance) == 0
    if opening.causes:
        return _with_causes(opening, instance, archive, is_new=is_new)
    rate = opening.incidents_per_minute
    desk = Desk(instance, seed=opening.seed, incidents_per_minute=rate or INCIDENTS_PER_MINUTE)
    if is_new and opening.records:
        _load(instance, opening.records)
    elif is_new:
        desk.fill_history(opening.incidents)
    return Opened(instance, desk if rate > 0 else None, archive)


def _with_causes(opening: Opening, instance: Instance, archive: Archive | None, *, is_new: bool) -> Opened:
    desk = DeskWithCauses(instance, seed=opening.seed, truth=Truth(opening.truth))
    if is_new:
        desk.fill_history()
    return Opened(instance, None, archive, causes=desk if opening.incidents_per_minute > 0 else None)


def _replaying(opening: Opening, path: Path) -> Opened:
    replay = Replay(read_log(path), speed=opening.speed)
    instance = Instance(clock=replay.clock, seed=opening.seed)
    replay.play_to(instance)
    return Opened(instance, None, None, replay)


def _load(instance: Instance, path: Path) -> None:
    read = read_records(path)
    classes = sorted({record.get("sys_class_name") or "incident" for record in read.records})
    for name in classes:
        table = name if instance.has_table(name) else "incident"
        of_class = [record for record in read.records if (record.get("sys_class_name") or "incident") == name]
        instance.load(table, of_class, read.references)
