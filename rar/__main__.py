"""`python -m rar` is the same as `rarkit`."""

from rar.cli import main

if __name__ == "__main__":
    main()
