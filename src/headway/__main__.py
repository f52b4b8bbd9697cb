"""`python -m headway` is the command `headway`."""

from .cli.main import main

if __name__ == "__main__":
    main()
