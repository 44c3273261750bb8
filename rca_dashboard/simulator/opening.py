"""Opening an instance: with a past of its own, records from a file, what an archive kept, or a log that is played."""

from dataclasses import dataclass
from pathlib import Path

from rca_dashboard.simulator.clock import Clock, utc_now
from rca_dashboard.simulator.desk.desk import BIRTHS_PER_MINUTE, Desk
from rca_dashboard.simulator.desk.living_desk import Life
from rca_dashboard.simulator.instance.archive import Archive
from rca_dashboard.simulator.instance.instance import Instance
from rca_dashboard.simulator.replay.records_file import read_records
from rca_dashboard.simulator.replay.replay import Replay
from rca_dashboard.simulator.replay.update_log import read_log

HISTORY = 240
"""Incidents that an instance opens with."""

SPEED = 3_600.0
"""Of a replay: an hour a second, so that the year of the UCI log takes two hours and a quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How an instance opens.

    Attributes:
        seed: Decides all that is left to chance.
        incidents: How many the last 30 days brought; none where records come from a file. An archive that holds
            incidents already goes on with those.
        births_per_minute: New incidents a minute on average; 0 for a desk that stands still.
        records: A file of records to serve.
        archive: A file that keeps the tickets across restarts; made if it does not exist.
        replay: A log of a real desk that is played again, with its own clock, instead of all this.
        speed: How many of the log's seconds pass in one of ours; ``inf`` is as fast as possible.
        clock: The instance's time.
    """

    seed: int = 1
    incidents: int = HISTORY
    births_per_minute: float = BIRTHS_PER_MINUTE
    records: Path | None = None
    archive: Path | None = None
    replay: Path | None = None
    speed: float = SPEED
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Opened:
    """An open instance. Close it when nobody asks it any more."""

    instance: Instance
    desk: Desk | None
    archive: Archive | None
    replay: Replay | None = None

    @property
    def life(self) -> Life | None:
        """What happens by itself; None for nothing."""
        return self.replay or self.desk

    def close(self) -> None:
        """Close the archive, if there is one."""
        if self.archive:
            self.instance.keep_in(None)
            self.archive.close()


def open_instance(opening: Opening) -> Opened:
    """Open an instance.

    Raises:
        ArchiveError: If the archive cannot be used.
        RecordsFileError: If the file of records cannot be read or is none.
        UpdateLogError: The same of the log.
        ValueError: If the speed is not above 0.
    """
    if opening.replay:
        return _replaying(opening, opening.replay)
    instance = Instance(clock=opening.clock, seed=opening.seed)
    archive = Archive(opening.archive) if opening.archive else None
    is_new = archive is None or archive.restore(instance) == 0
    rate = opening.births_per_minute
    desk = Desk(instance, seed=opening.seed, births_per_minute=rate or BIRTHS_PER_MINUTE)
    if is_new and opening.records:
        _load(instance, opening.records)
    elif is_new:
        desk.fill_history(opening.incidents)
    return Opened(instance, desk if rate > 0 else None, archive)


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
