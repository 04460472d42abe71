"""Run by Alembic, on the connection and in the transaction that `hub.store.migrate` opened."""

from alembic import context

from hub.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, once Python's own transaction handling is off
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
