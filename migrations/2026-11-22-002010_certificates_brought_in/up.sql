CREATE TABLE certificate_imports (
    id uuid PRIMARY KEY,
    file_name text NOT NULL,
    cells jsonb NOT NULL,
    column_uses jsonb NOT NULL,
    titles jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'committed', 'undone', 'discarded')),
    counts jsonb,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    committed_at timestamptz,
    committed_by uuid REFERENCES people (id),
    undone_at timestamptz,
    undone_by uuid REFERENCES people (id)
);
CREATE INDEX certificate_imports_by_time ON certificate_imports (created_at);
COMMENT ON TABLE certificate_imports IS 'Spreadsheets of certificates from before, each a change set that is looked at, brought in and perhaps taken back.';
COMMENT ON COLUMN certificate_imports.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN certificate_imports.file_name IS 'Name of the file as it was sent.';
COMMENT ON COLUMN certificate_imports.cells IS 'The rows of the file as they were read: number of the row and its cells as text.';
COMMENT ON COLUMN certificate_imports.column_uses IS 'What the columns hold, by letter, and the row in which the certificates begin.';
COMMENT ON COLUMN certificate_imports.titles IS 'Which certification is meant, by the words of the file.';
COMMENT ON COLUMN certificate_imports.state IS 'open, committed, undone or discarded.';
COMMENT ON COLUMN certificate_imports.counts IS 'How many rows were brought in, were there already or were left out; null until then.';
COMMENT ON COLUMN certificate_imports.created_at IS 'When the file was sent.';
COMMENT ON COLUMN certificate_imports.created_by IS 'Who sent it.';
COMMENT ON COLUMN certificate_imports.committed_at IS 'When it was brought in.';
COMMENT ON COLUMN certificate_imports.committed_by IS 'Who brought it in.';
COMMENT ON COLUMN certificate_imports.undone_at IS 'When bringing it in was undone.';
COMMENT ON COLUMN certificate_imports.undone_by IS 'Who undid it.';

ALTER TABLE certificates
    ADD COLUMN import_id uuid REFERENCES certificate_imports (id),
    ADD COLUMN import_row integer CHECK (import_row >= 1),
    ADD CONSTRAINT certificates_import_has_row CHECK ((import_id IS NULL) = (import_row IS NULL));
COMMENT ON COLUMN certificates.import_id IS 'The spreadsheet it was brought in from; null for those issued here. Points and evidence mean nothing then.';
COMMENT ON COLUMN certificates.import_row IS 'The row of the spreadsheet.';
CREATE INDEX certificates_by_import ON certificates (import_id) WHERE import_id IS NOT NULL;

-- A number that was brought in, undone and brought in again stands in two rows of which one counts.
ALTER TABLE certificates DROP CONSTRAINT certificates_number_key;
CREATE UNIQUE INDEX certificates_number_taken ON certificates (number) WHERE import_id IS NULL;
CREATE UNIQUE INDEX certificates_number_once_an_import ON certificates (number, import_id) WHERE import_id IS NOT NULL;
