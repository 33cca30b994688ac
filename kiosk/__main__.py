"""The command line: ``kiosk run | demo | hub | device | simulate | fault | check | matters |
bench``.

Each command imports what it needs when it is called, so that ``--help`` and small ones answer at once.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.problems import Problem

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config"

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["hub"]:
        # The hub has a command line of its own.
        from kiosk.hub.__main__ import main as hub

        return hub(words[1:])
    if words[:1] == ["device"]:
        from drivers.commission import main as device

        return device(words[1:])
    if words[:1] == ["simulate"]:
        from drivers.simulators.command import simulate

        return simulate(words[1:])
    if words[:1] == ["fault"]:
        from drivers.simulators.command import fault

        return fault(words[1:])
    options = _parser().parse_args(words)
    level = logging.DEBUG if options.verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # One line per request of the HTTP library would carry references of cases.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    command: Command = options.command
    return command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk", description="The kiosk of a 24-hour government-service zone."
    )
    parser.add_argument("--verbose", action="store_true", help="log more, for looking for a fault")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="run the kiosk on this terminal")
    _settings(run)
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="run it with simulated devices, a hub and invented residents")
    demo.add_argument("--walkthrough", action="store_true", help="play a visit by script, leave its pictures")
    demo.add_argument("--out", type=Path, metavar="DIR", help="where the walkthrough leaves what it saw")
    demo.add_argument("--language", choices=("zh", "en"), default="zh", help="of the walkthrough")
    demo.add_argument("--matter", metavar="ID", help="whose visit is played (default: Q01, by card)")
    demo.add_argument("--visit", metavar="NAME", help="of config/demo/visits/<ID>.yaml (default: the first)")
    demo.add_argument("--elder", action="store_true", help="walk through in 长辈版")
    demo.add_argument("--landscape", action="store_true", help="a screen of 1920 x 1080")
    demo.add_argument("--person", default="wang", metavar="KEY", help="of config/demo/residents.yaml")
    demo.add_argument("--folder", type=Path, metavar="DIR", help="keep the data here")
    demo.set_defaults(command=_demo)

    commands.add_parser("hub", help="serve the back end (kiosk hub --help)")

    commands.add_parser("device", help="drive one device (kiosk device --help)")
    commands.add_parser("simulate", help="run one simulated device (kiosk simulate --help)")
    commands.add_parser("fault", help="set or clear its faults (kiosk fault --help)")

    check = commands.add_parser("check", help="say what is wrong with the configuration")
    _settings(check)
    check.set_defaults(command=_check)

    matters = commands.add_parser("matters", help="list the matters of a profile")
    matters.add_argument("--profile", default="personal")
    matters.add_argument("--config", type=Path, default=CONFIG, metavar="DIR")
    matters.add_argument("--json", action="store_true", help="everything that is known of each, as JSON")
    matters.add_argument("--functions", action="store_true", help="of JSON: the zone's functions instead")
    matters.set_defaults(command=_matters)

    bench = commands.add_parser("bench", help="measure")
    bench.add_argument("what", choices=("entry", "ui", "documents", "typing", "search", "drivers", "fuzz"))
    bench.add_argument("--rounds", type=int, default=30)
    bench.add_argument("--frames", type=int, default=100_000, help="of fuzz: frames for each codec")
    bench.add_argument(
        "--guided", action="store_true", help="of fuzz: led by what is reached, where atheris is installed"
    )
    bench.set_defaults(command=_bench)
    return parser


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=CONFIG / "kiosk.toml", metavar="FILE")
    parser.add_argument(
        "--overlay", type=Path, action="append", default=[], metavar="FILE", help="settings laid over it"
    )


def _run(options: argparse.Namespace) -> int:
    from kiosk.app.run import run

    return run(options.config, *options.overlay)


def _demo(options: argparse.Namespace) -> int:
    from kiosk.demo.command import demo

    return demo(options)


def _check(options: argparse.Namespace) -> int:
    from kiosk.check import check
    from kiosk.problems import Gravity

    problems = check(options.config, *options.overlay)
    problems += _device_problems(options.config, *options.overlay)
    for problem in problems:
        print(problem)
    errors = sum(problem.gravity is Gravity.ERROR for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings." if problems else "Everything is right.")
    return 1 if errors else 0


def _device_problems(file: Path, *overlays: Path) -> list[Problem]:
    """What only the drivers know to be wrong. Nothing is opened."""
    from kiosk.app.devices import faults_of_devices
    from kiosk.problems import Problem
    from kiosk.settings import Settings, load

    settings = load(file, *overlays)
    faults = faults_of_devices(settings) if isinstance(settings, Settings) else []
    remedy = "docs/devices/ has a page for each driver."
    return [Problem(file, 0, f"devices.{name}", what, remedy) for name, what in faults]


def _matters(options: argparse.Namespace) -> int:
    from kiosk.catalogue import describe, load

    catalogue, problems = load(options.config, options.profile)
    for problem in problems:
        print(problem, file=sys.stderr)
    described = describe(catalogue)
    if options.json:
        # The zone's functions are not counted among the matters: they are listed when they are asked for.
        wanted = [one for one in described if (one["kind"] == "function") is options.functions]
        print(json.dumps(wanted, ensure_ascii=False, indent=2))
    else:
        from kiosk.catalogue.listing import listing

        print("\n".join(listing(described)))
    return 1 if problems and not described else 0


def _bench(options: argparse.Namespace) -> int:
    if options.what in ("drivers", "fuzz"):
        # The drivers' own work is measured by the drivers' own bench: they know no kiosk.
        from drivers.bench import main as bench_drivers
        from drivers.bench_guided import main as bench_guided

        if options.what == "fuzz" and options.guided:
            return bench_guided(["--runs", str(options.frames)])
        return bench_drivers([options.what, "--rounds", str(options.rounds), "--frames", str(options.frames)])
    from kiosk.bench.command import bench

    return bench(options.what, options.rounds)


if __name__ == "__main__":
    sys.exit(main())
