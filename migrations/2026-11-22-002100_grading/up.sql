ALTER TABLE results DROP CONSTRAINT results_cause_check;
ALTER TABLE results ADD CONSTRAINT results_cause_check
    CHECK (cause IN ('submitted', 'file', 'paper', 'graded', 'regraded'));
COMMENT ON COLUMN results.cause IS 'What led to this score: submitted (the hand-in), file (work handed in as a file), paper (a printed paper entered by hand), graded (people gave the last mark), regraded (a mark that people gave was changed).';

ALTER TABLE attempt_events DROP CONSTRAINT attempt_events_kind_check;
ALTER TABLE attempt_events ADD CONSTRAINT attempt_events_kind_check CHECK (kind IN (
    'started', 'taken_over', 'deadline_raised', 'submitted', 'closed_by_sweep', 'quarantined', 'released',
    'paused', 'resumed', 'ended_by_staff', 'released_device', 'file_accepted', 'integrity', 'paper_entered',
    'graded', 'regraded', 'voided', 'reopened'));
COMMENT ON COLUMN attempt_events.kind IS 'started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined, released, paused, resumed, ended_by_staff, released_device, file_accepted, integrity (notes about the sitting were deleted), paper_entered, graded, regraded, voided or reopened.';
COMMENT ON TABLE attempts IS 'One person sitting one exam once: in_progress, submitted (people have to grade it), graded, or voided. Backwards only by the event reopened.';

CREATE TABLE grading_tasks (
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    position smallint NOT NULL CHECK (position >= 1),
    exam_id uuid NOT NULL REFERENCES exams (id),
    question_version_id uuid NOT NULL REFERENCES question_versions (id),
    maximum integer NOT NULL CHECK (maximum >= 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    claimed_by uuid REFERENCES people (id),
    claimed_until timestamptz,
    mark_number integer NOT NULL DEFAULT 0 CHECK (mark_number >= 0),
    points integer CHECK (points >= 0 AND points <= maximum),
    comment text CHECK (length(comment) BETWEEN 1 AND 2000),
    graded_by uuid REFERENCES people (id),
    graded_at timestamptz,
    PRIMARY KEY (attempt_id, position),
    CONSTRAINT grading_tasks_claim_whole CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
    CONSTRAINT grading_tasks_mark_whole CHECK ((points IS NULL) = (graded_at IS NULL))
);
CREATE INDEX grading_tasks_by_exam ON grading_tasks (exam_id, question_version_id);
CREATE INDEX grading_tasks_waiting ON grading_tasks (exam_id, attempt_id, position) WHERE points IS NULL;
CREATE INDEX grading_tasks_by_grader ON grading_tasks (graded_by, graded_at);
COMMENT ON TABLE grading_tasks IS 'Answers that people grade: one row for each of an attempt that was handed in, with the mark that counts.';
COMMENT ON COLUMN grading_tasks.attempt_id IS 'The attempt.';
COMMENT ON COLUMN grading_tasks.position IS 'The question of its paper, from 1.';
COMMENT ON COLUMN grading_tasks.exam_id IS 'The exam, as in the attempt.';
COMMENT ON COLUMN grading_tasks.question_version_id IS 'The question as it stood in the paper.';
COMMENT ON COLUMN grading_tasks.maximum IS 'Most points it can be given, in 1/100.';
COMMENT ON COLUMN grading_tasks.created_at IS 'Since when it waits, or waited.';
COMMENT ON COLUMN grading_tasks.claimed_by IS 'Who has it in front of them; null for nobody.';
COMMENT ON COLUMN grading_tasks.claimed_until IS 'Until when nobody else gets it.';
COMMENT ON COLUMN grading_tasks.mark_number IS 'Number of the mark that counts, as in manual_marks; 0 while it waits for the first.';
COMMENT ON COLUMN grading_tasks.points IS 'Points given in 1/100; null while it waits.';
COMMENT ON COLUMN grading_tasks.comment IS 'What whoever graded it says to the trainee; null for nothing.';
COMMENT ON COLUMN grading_tasks.graded_by IS 'Who gave the mark that counts.';
COMMENT ON COLUMN grading_tasks.graded_at IS 'When.';

CREATE TABLE manual_marks (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    position smallint NOT NULL CHECK (position >= 1),
    number integer NOT NULL CHECK (number >= 1),
    points integer NOT NULL CHECK (points >= 0),
    comment text CHECK (length(comment) BETWEEN 1 AND 2000),
    reason text CHECK (length(reason) BETWEEN 1 AND 2000),
    given_at timestamptz NOT NULL DEFAULT app_now(),
    given_by uuid NOT NULL REFERENCES people (id),
    CONSTRAINT manual_marks_number_once UNIQUE (attempt_id, position, number)
);
CREATE TRIGGER manual_marks_never_change BEFORE UPDATE OR DELETE ON manual_marks
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE manual_marks IS 'Every mark that people gave, changed ones too. Never edited.';
COMMENT ON COLUMN manual_marks.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN manual_marks.attempt_id IS 'The attempt.';
COMMENT ON COLUMN manual_marks.position IS 'The question of its paper, from 1.';
COMMENT ON COLUMN manual_marks.number IS 'Counts the marks of this answer from 1.';
COMMENT ON COLUMN manual_marks.points IS 'Points in 1/100.';
COMMENT ON COLUMN manual_marks.comment IS 'What is said to the trainee; null for nothing.';
COMMENT ON COLUMN manual_marks.reason IS 'Why a mark was changed after the result was there; null before.';
COMMENT ON COLUMN manual_marks.given_at IS 'When.';
COMMENT ON COLUMN manual_marks.given_by IS 'By whom.';

CREATE TABLE grading_settings (
    exam_id uuid PRIMARY KEY REFERENCES exams (id),
    names_shown boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    changed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE grading_settings IS 'How the answers of an exam are graded by people; an exam without a row has the defaults.';
COMMENT ON COLUMN grading_settings.exam_id IS 'The exam.';
COMMENT ON COLUMN grading_settings.names_shown IS 'Whether whoever grades sees whose answer it is.';
COMMENT ON COLUMN grading_settings.changed_at IS 'When it was last changed.';
COMMENT ON COLUMN grading_settings.changed_by IS 'By whom.';

CREATE TABLE disputes (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    position smallint NOT NULL CHECK (position >= 1),
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    raised_at timestamptz NOT NULL DEFAULT app_now(),
    answer text CHECK (length(answer) BETWEEN 1 AND 2000),
    answered_at timestamptz,
    answered_by uuid REFERENCES people (id),
    CONSTRAINT disputes_answer_whole CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE UNIQUE INDEX disputes_one_open ON disputes (attempt_id, position) WHERE answered_at IS NULL;
CREATE INDEX disputes_by_attempt ON disputes (attempt_id, raised_at);
COMMENT ON TABLE disputes IS 'What trainees object to in the marking of a question, and what trainers answer.';
COMMENT ON COLUMN disputes.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN disputes.attempt_id IS 'The attempt; its trainee raised it.';
COMMENT ON COLUMN disputes.position IS 'The question of its paper, from 1.';
COMMENT ON COLUMN disputes.text IS 'What the trainee says.';
COMMENT ON COLUMN disputes.raised_at IS 'When.';
COMMENT ON COLUMN disputes.answer IS 'What a trainer answered; null while it is open.';
COMMENT ON COLUMN disputes.answered_at IS 'When.';
COMMENT ON COLUMN disputes.answered_by IS 'By whom.';

ALTER TABLE achievements DROP CONSTRAINT achievements_evidence_kind_check;
ALTER TABLE achievements ADD CONSTRAINT achievements_evidence_kind_check
    CHECK (evidence_kind IN ('attempt', 'demo', 'result'));
COMMENT ON COLUMN achievements.evidence_kind IS 'What proves it: attempt, result (a later score of an attempt whose first proof was withdrawn), or demo for the history of the demonstration.';

CREATE TABLE achievement_withdrawals (
    achievement_id uuid PRIMARY KEY REFERENCES achievements (id),
    withdrawn_at timestamptz NOT NULL DEFAULT app_now(),
    withdrawn_by uuid REFERENCES people (id),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 2000)
);
CREATE TRIGGER achievement_withdrawals_never_change BEFORE UPDATE OR DELETE ON achievement_withdrawals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE achievement_withdrawals IS 'Achievements that no longer prove anything, because what they rest on does not count any more. Never edited.';
COMMENT ON COLUMN achievement_withdrawals.achievement_id IS 'The achievement.';
COMMENT ON COLUMN achievement_withdrawals.withdrawn_at IS 'When.';
COMMENT ON COLUMN achievement_withdrawals.withdrawn_by IS 'By whom; null for the server.';
COMMENT ON COLUMN achievement_withdrawals.reason IS 'Why, in the words of whoever decided it.';

ALTER TABLE paper_entries ADD COLUMN entry integer NOT NULL DEFAULT 1 CHECK (entry >= 1);
ALTER TABLE paper_entries DROP CONSTRAINT paper_entries_once;
ALTER TABLE paper_entries ADD CONSTRAINT paper_entries_once UNIQUE (person_id, printed_paper_id, sat_at, entry);
COMMENT ON COLUMN paper_entries.entry IS 'Counts the entries of the same sitting from 1: a later one follows one that was voided.';
