"""The hub: ingest, store, statistics, pages and API."""
