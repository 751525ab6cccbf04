"""`venuecode` and `python -m venuecode`."""

from venuecode.cli import main

if __name__ == "__main__":
    main()
