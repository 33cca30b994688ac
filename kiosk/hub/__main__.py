"""`kiosk hub`: the command line of the hub."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.hub.settings import DemoControls, HubSettings, SettingsError, make_secrets


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    defaults = HubSettings(Path())
    parser = argparse.ArgumentParser(
        prog="kiosk hub", description="Serve the back end of the zone's terminals."
    )
    parser.add_argument(
        "--secrets", type=Path, required=True, metavar="DIR", help="pepper, terminals.toml, demo.key"
    )
    parser.add_argument(
        "--make-secrets", metavar="TERMINAL", help="first draw what is missing in DIR for a terminal"
    )
    parser.add_argument("--host", default=defaults.host)
    parser.add_argument("--port", type=int, default=defaults.port)
    parser.add_argument("--database", default=defaults.database_url, metavar="URL", help="default: in memory")
    parser.add_argument(
        "--residents", type=Path, metavar="YAML", help="seed an empty register from this file"
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="the residents' photos, KEY.jpg")
    parser.add_argument(
        "--register", type=Path, metavar="YAML", help="lost documents and staff, for the seed"
    )
    parser.add_argument(
        "--records", type=Path, metavar="DIR", help="what departments know of the residents, for the seed"
    )
    parser.add_argument(
        "--config", type=Path, default=defaults.config, metavar="DIR", help="matters and dictionaries"
    )
    parser.add_argument("--public-url", default="", metavar="URL", help="where residents reach /verify")
    parser.add_argument(
        "--organisation", default=defaults.organisation, help="the receiving organisation (收)"
    )
    parser.add_argument(
        "--demo-controls",
        action="store_true",
        help="serve /v1/demo: codes, messages, faults (never in production)",
    )
    parser.add_argument("--end-with-stdin", action="store_true", help="end when the standard input ends")
    return parser.parse_args(arguments)


def settings_from(options: argparse.Namespace) -> HubSettings:
    """The settings that a command line asks for."""
    return HubSettings(
        secrets=options.secrets,
        host=options.host,
        port=options.port,
        database_url=options.database,
        residents=options.residents,
        photos=options.photos,
        register=options.register,
        records=options.records,
        config=options.config,
        demo_controls=DemoControls.ON if options.demo_controls else DemoControls.OFF,
        public_url=options.public_url,
        organisation=options.organisation,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the hub; returns the exit status."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    # Only now the heavy imports, so that --help answers at once.
    from kiosk.hub.server import Ending, serve

    try:
        if options.make_secrets:
            make_secrets(options.secrets, options.make_secrets)
        serve(settings_from(options), Ending.WITH_STDIN if options.end_with_stdin else Ending.BY_SIGNAL)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
