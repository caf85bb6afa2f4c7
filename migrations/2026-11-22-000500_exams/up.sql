CREATE TABLE exams (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT exams_code_taken UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    draft jsonb NOT NULL,
    draft_number integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    changed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE exams IS 'Exams as trainers work on them. What trainees sit is a published version.';
COMMENT ON COLUMN exams.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN exams.code IS 'Lasting identity, used in addresses.';
COMMENT ON COLUMN exams.draft IS 'The definition being worked on: titles, sections, times, rules.';
COMMENT ON COLUMN exams.draft_number IS 'Counts each save of the draft, so that a stale page is noticed.';
COMMENT ON COLUMN exams.created_at IS 'When it was made.';
COMMENT ON COLUMN exams.created_by IS 'Who made it.';
COMMENT ON COLUMN exams.changed_at IS 'When the draft was last saved.';
COMMENT ON COLUMN exams.changed_by IS 'Who saved it.';

CREATE TABLE exam_versions (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    number integer NOT NULL CHECK (number >= 1),
    definition jsonb NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    languages text[] NOT NULL CHECK (cardinality(languages) > 0),
    opens_at timestamptz,
    closes_at timestamptz CHECK (closes_at > opens_at),
    limit_seconds integer CHECK (limit_seconds > 0),
    attempts_allowed integer CHECK (attempts_allowed > 0),
    pass_mark smallint NOT NULL CHECK (pass_mark BETWEEN 0 AND 100),
    question_count integer NOT NULL CHECK (question_count > 0),
    maximum integer NOT NULL CHECK (maximum > 0),
    published_at timestamptz NOT NULL DEFAULT app_now(),
    published_by uuid REFERENCES people (id),
    UNIQUE (exam_id, number)
);
CREATE TRIGGER exam_versions_never_change BEFORE UPDATE OR DELETE ON exam_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE exam_versions IS 'Published exams. Never edited: attempts point here.';
COMMENT ON COLUMN exam_versions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN exam_versions.exam_id IS 'The exam.';
COMMENT ON COLUMN exam_versions.number IS 'Counts from 1 for each exam; the highest is the current one.';
COMMENT ON COLUMN exam_versions.definition IS 'The frozen definition, as in exams.draft.';
COMMENT ON COLUMN exam_versions.title_zh IS 'Title in Chinese.';
COMMENT ON COLUMN exam_versions.title_en IS 'Title in English.';
COMMENT ON COLUMN exam_versions.languages IS 'Languages every question is available in.';
COMMENT ON COLUMN exam_versions.opens_at IS 'Start of the window; null is open from publishing on.';
COMMENT ON COLUMN exam_versions.closes_at IS 'End of the window; null never closes.';
COMMENT ON COLUMN exam_versions.limit_seconds IS 'Time limit of an attempt in seconds; null is none.';
COMMENT ON COLUMN exam_versions.attempts_allowed IS 'How often a person may sit it; null is without limit.';
COMMENT ON COLUMN exam_versions.pass_mark IS 'Percent of the maximum needed to pass.';
COMMENT ON COLUMN exam_versions.question_count IS 'Questions in a paper.';
COMMENT ON COLUMN exam_versions.maximum IS 'Points of a paper in 1/100, the same for everyone.';
COMMENT ON COLUMN exam_versions.published_at IS 'When it was published.';
COMMENT ON COLUMN exam_versions.published_by IS 'Who published it.';

CREATE TABLE exam_sections (
    version_id uuid NOT NULL REFERENCES exam_versions (id),
    position smallint NOT NULL CHECK (position >= 1),
    draw_count integer NOT NULL CHECK (draw_count > 0),
    points integer NOT NULL CHECK (points > 0),
    scoring text NOT NULL,
    pool uuid[] NOT NULL CHECK (cardinality(pool) >= draw_count),
    PRIMARY KEY (version_id, position)
);
CREATE TRIGGER exam_sections_never_change BEFORE UPDATE OR DELETE ON exam_sections
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE exam_sections IS 'The sections of a published exam, each with its frozen pool.';
COMMENT ON COLUMN exam_sections.version_id IS 'The exam version.';
COMMENT ON COLUMN exam_sections.position IS 'Order in the paper, from 1.';
COMMENT ON COLUMN exam_sections.draw_count IS 'Questions drawn from the pool for each paper.';
COMMENT ON COLUMN exam_sections.points IS 'Points of each question in 1/100.';
COMMENT ON COLUMN exam_sections.scoring IS 'Scoring method: all_or_nothing or subset_proportional.';
COMMENT ON COLUMN exam_sections.pool IS 'Question version ids that may be drawn, in ascending order.';

CREATE TABLE assignments (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid REFERENCES people (id),
    group_id uuid REFERENCES groups (id),
    due_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    withdrawn_at timestamptz,
    withdrawn_by uuid REFERENCES people (id),
    CONSTRAINT assignments_one_target CHECK ((person_id IS NULL) <> (group_id IS NULL))
);
CREATE UNIQUE INDEX assignments_one_person ON assignments (exam_id, person_id) WHERE withdrawn_at IS NULL AND person_id IS NOT NULL;
CREATE UNIQUE INDEX assignments_one_group ON assignments (exam_id, group_id) WHERE withdrawn_at IS NULL AND group_id IS NOT NULL;
CREATE INDEX assignments_by_person ON assignments (person_id) WHERE withdrawn_at IS NULL;
CREATE INDEX assignments_by_group ON assignments (group_id) WHERE withdrawn_at IS NULL;
COMMENT ON TABLE assignments IS 'Who must take which exam: a person, or everyone in a group and the groups below it.';
COMMENT ON COLUMN assignments.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN assignments.exam_id IS 'The exam; the current version counts when an attempt starts.';
COMMENT ON COLUMN assignments.person_id IS 'The person, or null.';
COMMENT ON COLUMN assignments.group_id IS 'The group, or null.';
COMMENT ON COLUMN assignments.due_at IS 'By when it should be done; null is open.';
COMMENT ON COLUMN assignments.created_at IS 'When it was assigned.';
COMMENT ON COLUMN assignments.created_by IS 'Who assigned it.';
COMMENT ON COLUMN assignments.withdrawn_at IS 'When it was taken back; null while it holds.';
COMMENT ON COLUMN assignments.withdrawn_by IS 'Who took it back.';
