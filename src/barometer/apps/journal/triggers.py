"""The database itself refuses to change or remove an entry of the journal."""

from typing import Final

SQLITE: Final = (
    """CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    # INSERT OR REPLACE removes a row without firing the trigger of deletion.
    """CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry
       WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id)
       BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)
SQLITE_REVERSED: Final = (
    "DROP TRIGGER journal_entry_no_update",
    "DROP TRIGGER journal_entry_no_delete",
    "DROP TRIGGER journal_entry_no_replace",
)
POSTGRESQL: Final = (
    """CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
            RAISE EXCEPTION 'the journal is append-only'
                USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry
       FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()""",
    """CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_refuse()""",
)
POSTGRESQL_REVERSED: Final = (
    "DROP TRIGGER journal_entry_no_change ON journal_entry",
    "DROP TRIGGER journal_entry_no_truncate ON journal_entry",
    "DROP FUNCTION journal_entry_refuse()",
)
STATEMENTS: Final = {
    "sqlite": (SQLITE, SQLITE_REVERSED),
    "postgresql": (POSTGRESQL, POSTGRESQL_REVERSED),
}
