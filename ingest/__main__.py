"""`python -m ingest`: the same as the console script."""

from ingest.cli import app

if __name__ == "__main__":  # a worker process that is started afresh imports this module too
    app()
