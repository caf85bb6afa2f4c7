ALTER TABLE import_rows DROP CONSTRAINT import_rows_verdict_check;
ALTER TABLE import_rows ADD CONSTRAINT import_rows_verdict_check
    CHECK (verdict IN ('new', 'same', 'changed', 'duplicate', 'key_conflict', 'error'));
ALTER TABLE import_rows ADD COLUMN original jsonb;
ALTER TABLE import_rows ADD COLUMN resembles jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN import_rows.verdict IS 'Compared with the banks: new, same, changed, duplicate (of another question), key_conflict (stem and options of another question, another key) or error.';
COMMENT ON COLUMN import_rows.original IS 'What was read, before a person changed it: [{"draft", "diagnostics", "source_from", "source_to", "source_text"}], two of a row that was merged with the one before; null while it is as it was read.';
COMMENT ON COLUMN import_rows.resembles IS 'Questions of the banks and of the file that say nearly the same: [{"percent", "to", "stem"}], most alike first.';

ALTER TABLE imports ADD COLUMN tables jsonb NOT NULL DEFAULT '[]';
ALTER TABLE imports ADD COLUMN column_uses jsonb NOT NULL DEFAULT '{}';
ALTER TABLE imports ADD COLUMN undone_at timestamptz;
ALTER TABLE imports ADD COLUMN undone_by uuid REFERENCES people (id);
ALTER TABLE imports ADD COLUMN undone_revision integer;
CREATE INDEX imports_by_revision ON imports (bank_id, revision_number) WHERE revision_number IS NOT NULL;
COMMENT ON COLUMN imports.tables IS 'First rows of the tables of a spreadsheet or a text table: [{"sheet", "rows": [[1, ["…"]]]}], each row with its number.';
COMMENT ON COLUMN imports.column_uses IS 'What the columns hold, as a person said, and where the questions begin: {"columns": {"A": "stem"}, "first_row": 2}; without columns the headings say it.';
COMMENT ON COLUMN imports.undone_at IS 'When it was taken back out of its bank; null while it stands.';
COMMENT ON COLUMN imports.undone_by IS 'Who did that.';
COMMENT ON COLUMN imports.undone_revision IS 'The bank revision that took it back; null when there was nothing to take back.';

ALTER TABLE bank_revisions ADD COLUMN undoes integer CHECK (undoes < number);
COMMENT ON COLUMN bank_revisions.undoes IS 'The revision that this one takes back; null for all others.';

CREATE TABLE column_mappings (
    headings_digest bytea PRIMARY KEY CHECK (length(headings_digest) = 32),
    headings text[] NOT NULL,
    uses jsonb NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    changed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE column_mappings IS 'What the columns of tables with these headings hold, as a person said once: used for the next file with the same headings.';
COMMENT ON COLUMN column_mappings.headings_digest IS 'SHA-256 of the first row of the table, width and case folded.';
COMMENT ON COLUMN column_mappings.headings IS 'That row, as it was written.';
COMMENT ON COLUMN column_mappings.uses IS 'What the columns hold: {"A": "stem", "B": "option"}.';
COMMENT ON COLUMN column_mappings.changed_at IS 'When a person last said so.';
COMMENT ON COLUMN column_mappings.changed_by IS 'Who did.';

CREATE TABLE import_work (
    import_id uuid PRIMARY KEY REFERENCES imports (id) ON DELETE CASCADE,
    worker uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('reading', 'writing')),
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    seen_mark text,
    started_at timestamptz NOT NULL DEFAULT app_now(),
    beat_at timestamptz NOT NULL DEFAULT app_now(),
    started_by uuid REFERENCES people (id),
    is_cancelled boolean NOT NULL DEFAULT false,
    problem text
);
COMMENT ON TABLE import_work IS 'What is being done to a large import in the background; gone when it is done. Nothing depends on it: the work itself is one transaction.';
COMMENT ON COLUMN import_work.import_id IS 'The import.';
COMMENT ON COLUMN import_work.worker IS 'Who works; another one takes over when the beats stop.';
COMMENT ON COLUMN import_work.step IS 'reading (the file) or writing (into the bank).';
COMMENT ON COLUMN import_work.done IS 'Questions that are done.';
COMMENT ON COLUMN import_work.total IS 'Questions in all; 0 while that is not known.';
COMMENT ON COLUMN import_work.seen_mark IS 'What the person saw who wants it written; null for reading.';
COMMENT ON COLUMN import_work.started_at IS 'When it began.';
COMMENT ON COLUMN import_work.beat_at IS 'When the worker last showed that it is there.';
COMMENT ON COLUMN import_work.started_by IS 'Who asked for it.';
COMMENT ON COLUMN import_work.is_cancelled IS 'Whether a person wants it to stop.';
COMMENT ON COLUMN import_work.problem IS 'Why it ended without being done; null while it goes on.';
