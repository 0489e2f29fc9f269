"""``python -m barometer``."""

from barometer.cli.main import main

if __name__ == "__main__":
    main()
