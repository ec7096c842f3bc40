"""`python -m innovatie.cli`: how the supervisor starts its children."""

from innovatie.cli import main

main()
