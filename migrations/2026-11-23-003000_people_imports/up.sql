-- People from a spreadsheet: a change set that is looked at, brought in and perhaps taken back.
CREATE TABLE people_imports (
    id uuid PRIMARY KEY,
    file_name text NOT NULL,
    cells jsonb NOT NULL,
    column_uses jsonb NOT NULL,
    choices jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'committed', 'undone', 'discarded')),
    counts jsonb,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    committed_at timestamptz,
    committed_by uuid REFERENCES people (id),
    undone_at timestamptz,
    undone_by uuid REFERENCES people (id)
);
CREATE INDEX people_imports_by_time ON people_imports (created_at);
COMMENT ON TABLE people_imports IS 'Spreadsheets of people, each a change set that is looked at, brought in and perhaps taken back.';
COMMENT ON COLUMN people_imports.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN people_imports.file_name IS 'Name of the file as it was sent; empty for pasted rows.';
COMMENT ON COLUMN people_imports.cells IS 'The rows of the file as they were read: number of the row and its cells as text.';
COMMENT ON COLUMN people_imports.column_uses IS 'What the columns hold, by place, and the row in which the people begin.';
COMMENT ON COLUMN people_imports.choices IS 'What the reviewer decided: rows left out, who is meant, whether groups are added, who has left.';
COMMENT ON COLUMN people_imports.state IS 'open, committed, undone or discarded.';
COMMENT ON COLUMN people_imports.counts IS 'What became of its rows; null until it was brought in.';
COMMENT ON COLUMN people_imports.created_at IS 'When the file was sent.';
COMMENT ON COLUMN people_imports.created_by IS 'Who sent it.';
COMMENT ON COLUMN people_imports.committed_at IS 'When it was brought in; rows it wrote elsewhere carry this very time.';
COMMENT ON COLUMN people_imports.committed_by IS 'Who brought it in.';
COMMENT ON COLUMN people_imports.undone_at IS 'When bringing it in was undone.';
COMMENT ON COLUMN people_imports.undone_by IS 'Who undid it.';

CREATE TABLE people_import_changes (
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL REFERENCES people_imports (id),
    row_number integer CHECK (row_number >= 1),
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('new', 'changed', 'returned', 'left')),
    before jsonb NOT NULL,
    after jsonb NOT NULL
);
CREATE INDEX people_import_changes_by_import ON people_import_changes (import_id);
CREATE INDEX people_import_changes_by_person ON people_import_changes (person_id);
CREATE TRIGGER people_import_changes_never_change BEFORE UPDATE OR DELETE ON people_import_changes
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE people_import_changes IS 'What bringing in a spreadsheet did to each person: what undoing it goes back to. Never edited.';
COMMENT ON COLUMN people_import_changes.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN people_import_changes.import_id IS 'The spreadsheet.';
COMMENT ON COLUMN people_import_changes.row_number IS 'Its row; null for those who left because they are not in it.';
COMMENT ON COLUMN people_import_changes.person_id IS 'The person. No foreign key: undoing takes new people away again.';
COMMENT ON COLUMN people_import_changes.kind IS 'new, changed, returned or left.';
COMMENT ON COLUMN people_import_changes.before IS 'The person as they were; null inside for new ones.';
COMMENT ON COLUMN people_import_changes.after IS 'The person as they were afterwards.';

CREATE TABLE reporting_lines (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    manager_id uuid NOT NULL REFERENCES people (id),
    valid_from timestamptz NOT NULL DEFAULT app_now(),
    valid_to timestamptz CHECK (valid_to >= valid_from),
    CONSTRAINT reporting_lines_not_oneself CHECK (person_id <> manager_id)
);
CREATE UNIQUE INDEX reporting_lines_one_current ON reporting_lines (person_id) WHERE valid_to IS NULL;
CREATE INDEX reporting_lines_by_manager ON reporting_lines (manager_id) WHERE valid_to IS NULL;
COMMENT ON TABLE reporting_lines IS 'To whom a person reports, from when to when. It gives no rights: those who see a group''s records stand in group_managers.';
COMMENT ON COLUMN reporting_lines.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN reporting_lines.person_id IS 'The person.';
COMMENT ON COLUMN reporting_lines.manager_id IS 'To whom they report.';
COMMENT ON COLUMN reporting_lines.valid_from IS 'From when.';
COMMENT ON COLUMN reporting_lines.valid_to IS 'Until when (exclusive); null while it lasts.';

ALTER TABLE employments ADD COLUMN ended_at timestamptz;
COMMENT ON COLUMN employments.ended_at IS 'When leaving was entered, which may be later than the last day; the account was blocked at this very time if it was not before.';
