"""`otklik-card`: everything a fleet's devices and broker need, from one file."""

from firmware_config.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
