CREATE TABLE banks (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT banks_code_taken UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    title_zh text NOT NULL CHECK (title_zh <> ''),
    title_en text NOT NULL CHECK (title_en <> ''),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id)
);
COMMENT ON TABLE banks IS 'Question banks: named collections of questions.';
COMMENT ON COLUMN banks.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN banks.code IS 'Lasting identity, used in addresses and files.';
COMMENT ON COLUMN banks.title_zh IS 'Title in Chinese.';
COMMENT ON COLUMN banks.title_en IS 'Title in English.';
COMMENT ON COLUMN banks.created_at IS 'When it was made.';
COMMENT ON COLUMN banks.created_by IS 'Who made it; null for a shipped bank.';

CREATE TABLE bank_revisions (
    bank_id uuid NOT NULL REFERENCES banks (id),
    number integer NOT NULL CHECK (number >= 1),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    source text NOT NULL CHECK (source IN ('shipped', 'import', 'command_line')),
    source_name text NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    removed integer NOT NULL,
    PRIMARY KEY (bank_id, number)
);
COMMENT ON TABLE bank_revisions IS 'Each import that changed a bank. Never edited.';
COMMENT ON COLUMN bank_revisions.bank_id IS 'The bank.';
COMMENT ON COLUMN bank_revisions.number IS 'Counts from 1 in each bank.';
COMMENT ON COLUMN bank_revisions.created_at IS 'When it was written.';
COMMENT ON COLUMN bank_revisions.created_by IS 'Who wrote it; null for the server itself.';
COMMENT ON COLUMN bank_revisions.source IS 'shipped (at start), import (in the browser) or command_line.';
COMMENT ON COLUMN bank_revisions.source_name IS 'Name of the file it came from.';
COMMENT ON COLUMN bank_revisions.added IS 'Questions new in this revision.';
COMMENT ON COLUMN bank_revisions.changed IS 'Questions with a new version in this revision.';
COMMENT ON COLUMN bank_revisions.removed IS 'Questions no longer in the bank from this revision on.';
CREATE TRIGGER bank_revisions_never_change BEFORE UPDATE OR DELETE ON bank_revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE materials (
    id uuid PRIMARY KEY,
    bank_id uuid NOT NULL REFERENCES banks (id),
    digest bytea NOT NULL CHECK (length(digest) = 32),
    texts jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    UNIQUE (bank_id, digest)
);
COMMENT ON TABLE materials IS 'Texts that several questions share, for example a case. Never edited.';
COMMENT ON COLUMN materials.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN materials.bank_id IS 'The bank it belongs to.';
COMMENT ON COLUMN materials.digest IS 'SHA-256 of the texts, so that the same text is stored once.';
COMMENT ON COLUMN materials.texts IS 'The text by language: {"zh-CN": "…", "en": "…"}.';
COMMENT ON COLUMN materials.created_at IS 'When it was stored.';
CREATE TRIGGER materials_never_change BEFORE UPDATE OR DELETE ON materials
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE questions (
    id uuid PRIMARY KEY,
    bank_id uuid NOT NULL REFERENCES banks (id),
    code text NOT NULL CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    CONSTRAINT questions_code_taken UNIQUE (bank_id, code)
);
COMMENT ON TABLE questions IS 'The lasting identity of a question. What it says is in its versions.';
COMMENT ON COLUMN questions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN questions.bank_id IS 'The bank it belongs to.';
COMMENT ON COLUMN questions.code IS 'Lasting name inside the bank, for example ka-017.';
COMMENT ON COLUMN questions.created_at IS 'When it first appeared.';

CREATE TABLE question_versions (
    id uuid PRIMARY KEY,
    question_id uuid NOT NULL REFERENCES questions (id),
    number integer NOT NULL CHECK (number >= 1),
    kind text NOT NULL CHECK (kind IN ('single_choice', 'multiple_choice', 'true_false', 'short_answer',
                                       'fill_blank', 'numeric', 'matching', 'ordering')),
    topic text,
    difficulty smallint CHECK (difficulty BETWEEN 1 AND 5),
    points integer CHECK (points > 0),
    tags text[] NOT NULL DEFAULT '{}',
    material_id uuid REFERENCES materials (id),
    texts jsonb NOT NULL,
    languages text[] NOT NULL CHECK (cardinality(languages) > 0),
    option_count smallint NOT NULL CHECK (option_count >= 0),
    answer jsonb,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    content_digest bytea NOT NULL CHECK (length(content_digest) = 32),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    UNIQUE (question_id, number)
);
CREATE INDEX question_versions_by_fingerprint ON question_versions (fingerprint);
COMMENT ON TABLE question_versions IS 'What a question said from some revision on. Never edited: papers point here.';
COMMENT ON COLUMN question_versions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN question_versions.question_id IS 'The question.';
COMMENT ON COLUMN question_versions.number IS 'Counts from 1 for each question.';
COMMENT ON COLUMN question_versions.kind IS 'Type of the question: single_choice, multiple_choice, true_false, short_answer, …';
COMMENT ON COLUMN question_versions.topic IS 'Code of the topic, for example key-account.';
COMMENT ON COLUMN question_versions.difficulty IS '1 (easy) to 5.';
COMMENT ON COLUMN question_versions.points IS 'Suggested points in 1/100; the section of an exam overrides it.';
COMMENT ON COLUMN question_versions.tags IS 'Free tags.';
COMMENT ON COLUMN question_versions.material_id IS 'Shared text shown above the question, if any.';
COMMENT ON COLUMN question_versions.texts IS 'By language: {"zh-CN": {"stem", "options": ["…"], "explanation", "reference": ["…"]}, "en": {…}}. The option at index 0 is label A.';
COMMENT ON COLUMN question_versions.languages IS 'The languages in texts.';
COMMENT ON COLUMN question_versions.option_count IS 'How many options there are; 0 for true_false and short_answer.';
COMMENT ON COLUMN question_versions.answer IS 'The key: ["B"] labels of choice questions, true or false, null when none is known or people grade it.';
COMMENT ON COLUMN question_versions.fingerprint IS 'Equal for the same question written slightly differently (width, spaces, order of options).';
COMMENT ON COLUMN question_versions.content_digest IS 'SHA-256 of everything above: equal means nothing changed.';
COMMENT ON COLUMN question_versions.created_at IS 'When it was written.';
CREATE TRIGGER question_versions_never_change BEFORE UPDATE OR DELETE ON question_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE bank_questions (
    bank_id uuid NOT NULL REFERENCES banks (id),
    question_id uuid NOT NULL REFERENCES questions (id),
    version_id uuid NOT NULL REFERENCES question_versions (id),
    from_revision integer NOT NULL,
    to_revision integer CHECK (to_revision > from_revision),
    PRIMARY KEY (bank_id, question_id, from_revision),
    FOREIGN KEY (bank_id, from_revision) REFERENCES bank_revisions (bank_id, number),
    FOREIGN KEY (bank_id, to_revision) REFERENCES bank_revisions (bank_id, number)
);
CREATE UNIQUE INDEX bank_questions_one_current ON bank_questions (question_id) WHERE to_revision IS NULL;
CREATE INDEX bank_questions_current ON bank_questions (bank_id) WHERE to_revision IS NULL;
COMMENT ON TABLE bank_questions IS 'Which version of which question a bank held, from which revision to which.';
COMMENT ON COLUMN bank_questions.bank_id IS 'The bank.';
COMMENT ON COLUMN bank_questions.question_id IS 'The question.';
COMMENT ON COLUMN bank_questions.version_id IS 'The version that counts in this range.';
COMMENT ON COLUMN bank_questions.from_revision IS 'First revision with it.';
COMMENT ON COLUMN bank_questions.to_revision IS 'First revision without it; null while it is current.';

CREATE TABLE imports (
    id uuid PRIMARY KEY,
    bank_id uuid REFERENCES banks (id),
    new_bank_code text,
    new_bank_title_zh text,
    new_bank_title_en text,
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'committed', 'discarded')),
    file_name text NOT NULL,
    content bytea NOT NULL CHECK (length(content) <= 8388608),
    format text,
    encoding text NOT NULL,
    line_count integer NOT NULL,
    diagnostics jsonb NOT NULL,
    skipped jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    closed_at timestamptz,
    closed_by uuid REFERENCES people (id),
    revision_number integer,
    CONSTRAINT imports_one_target CHECK ((bank_id IS NULL) = (new_bank_code IS NOT NULL) OR state <> 'draft')
);
CREATE INDEX imports_by_bank ON imports (bank_id, created_at);
COMMENT ON TABLE imports IS 'Files that were read and wait for a person: nothing of them is in a bank before they are committed.';
COMMENT ON COLUMN imports.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN imports.bank_id IS 'The bank it goes to; null while it is to make a new one.';
COMMENT ON COLUMN imports.new_bank_code IS 'Code of the bank it will make.';
COMMENT ON COLUMN imports.new_bank_title_zh IS 'Chinese title of the bank it will make.';
COMMENT ON COLUMN imports.new_bank_title_en IS 'English title of the bank it will make.';
COMMENT ON COLUMN imports.state IS 'draft, committed or discarded.';
COMMENT ON COLUMN imports.file_name IS 'Name of the file as it was sent.';
COMMENT ON COLUMN imports.content IS 'The file itself, at most 8 MiB.';
COMMENT ON COLUMN imports.format IS 'Recognised format, for example paper-text.';
COMMENT ON COLUMN imports.encoding IS 'Recognised encoding.';
COMMENT ON COLUMN imports.line_count IS 'Lines in the file.';
COMMENT ON COLUMN imports.diagnostics IS 'What the reader has to say about the file as a whole, as in bank check --json.';
COMMENT ON COLUMN imports.skipped IS 'Ranges of lines that are not questions, with the reason.';
COMMENT ON COLUMN imports.created_at IS 'When the file was sent.';
COMMENT ON COLUMN imports.created_by IS 'Who sent it.';
COMMENT ON COLUMN imports.closed_at IS 'When it was committed or discarded.';
COMMENT ON COLUMN imports.closed_by IS 'Who did that.';
COMMENT ON COLUMN imports.revision_number IS 'The bank revision it became.';

CREATE TABLE import_rows (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 1),
    verdict text NOT NULL CHECK (verdict IN ('new', 'same', 'changed', 'duplicate', 'error')),
    draft jsonb NOT NULL,
    diagnostics jsonb NOT NULL,
    source_from integer,
    source_to integer,
    source_text text NOT NULL,
    question_id uuid REFERENCES questions (id),
    decision text NOT NULL DEFAULT 'take' CHECK (decision IN ('take', 'leave')),
    outcome text CHECK (outcome IN ('created', 'updated', 'unchanged', 'skipped', 'failed')),
    PRIMARY KEY (import_id, position)
);
COMMENT ON TABLE import_rows IS 'Each question read from the file of an import.';
COMMENT ON COLUMN import_rows.import_id IS 'The import.';
COMMENT ON COLUMN import_rows.position IS 'Counts from 1 in the order of the file.';
COMMENT ON COLUMN import_rows.verdict IS 'Compared with the bank: new, same, changed, duplicate (of another question) or error.';
COMMENT ON COLUMN import_rows.draft IS 'What was read, as a question of bank check --json.';
COMMENT ON COLUMN import_rows.diagnostics IS 'What the reader says about this question.';
COMMENT ON COLUMN import_rows.source_from IS 'First line in the file.';
COMMENT ON COLUMN import_rows.source_to IS 'Last line in the file.';
COMMENT ON COLUMN import_rows.source_text IS 'These lines.';
COMMENT ON COLUMN import_rows.question_id IS 'The question of the bank it is the same as, changes, or duplicates.';
COMMENT ON COLUMN import_rows.decision IS 'take or leave, as the trainer chose.';
COMMENT ON COLUMN import_rows.outcome IS 'What the commit did with it; null before.';
