CREATE TABLE attempts (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    version_id uuid NOT NULL REFERENCES exam_versions (id),
    person_id uuid NOT NULL REFERENCES people (id),
    number integer NOT NULL CHECK (number >= 1),
    state text NOT NULL DEFAULT 'in_progress' CHECK (state IN ('in_progress', 'submitted', 'graded', 'voided')),
    writer_epoch integer NOT NULL DEFAULT 1 CHECK (writer_epoch >= 1),
    holder_session bytea CHECK (length(holder_session) = 32),
    question_count smallint NOT NULL CHECK (question_count > 0),
    started_at timestamptz NOT NULL,
    deadline_at timestamptz CHECK (deadline_at >= started_at),
    submitted_at timestamptz,
    received_at timestamptz,
    submitted_by text CHECK (submitted_by IN ('trainee', 'page_at_deadline', 'sweep')),
    receipt text UNIQUE,
    late boolean NOT NULL DEFAULT false,
    quarantined_at timestamptz,
    quarantine_reason text,
    sweep_failures integer NOT NULL DEFAULT 0,
    sweep_after timestamptz,
    CONSTRAINT attempts_number_once UNIQUE (exam_id, person_id, number),
    CONSTRAINT attempts_submitted_whole CHECK ((state = 'in_progress') = (submitted_at IS NULL) OR state = 'voided'),
    CONSTRAINT attempts_receipt_on_submit CHECK (submitted_at IS NULL OR receipt IS NOT NULL)
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (exam_id, person_id) WHERE state = 'in_progress';
CREATE INDEX attempts_by_person ON attempts (person_id, started_at);
CREATE INDEX attempts_by_exam ON attempts (exam_id, person_id);
CREATE INDEX attempts_overdue ON attempts (deadline_at) WHERE state = 'in_progress' AND deadline_at IS NOT NULL AND quarantined_at IS NULL;
COMMENT ON TABLE attempts IS 'One person sitting one exam once: in_progress, submitted, graded, or voided; never backwards.';
COMMENT ON COLUMN attempts.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN attempts.exam_id IS 'The exam.';
COMMENT ON COLUMN attempts.version_id IS 'The published version it is pinned to.';
COMMENT ON COLUMN attempts.person_id IS 'The trainee.';
COMMENT ON COLUMN attempts.number IS 'First, second, … attempt of this person at this exam.';
COMMENT ON COLUMN attempts.state IS 'in_progress, submitted, graded or voided.';
COMMENT ON COLUMN attempts.writer_epoch IS 'Raised by each take-over; saves of an older epoch are refused.';
COMMENT ON COLUMN attempts.holder_session IS 'SHA-256 of the id of the session that holds the attempt; any other one sees the paper and may take over.';
COMMENT ON COLUMN attempts.question_count IS 'Questions in the paper: valid positions are 1 to this.';
COMMENT ON COLUMN attempts.started_at IS 'When it began, by the database clock.';
COMMENT ON COLUMN attempts.deadline_at IS 'When the time is over; null is no limit. Only ever raised, each change with a row in attempt_events.';
COMMENT ON COLUMN attempts.submitted_at IS 'When it counts as handed in: the request, or the deadline when the server closed it.';
COMMENT ON COLUMN attempts.received_at IS 'When the server took the hand-in.';
COMMENT ON COLUMN attempts.submitted_by IS 'Who closed it: trainee, page_at_deadline, or sweep.';
COMMENT ON COLUMN attempts.receipt IS 'Number on the receipt.';
COMMENT ON COLUMN attempts.late IS 'Whether it came between the deadline and the end of the grace.';
COMMENT ON COLUMN attempts.quarantined_at IS 'Since when the sweep leaves it alone because it could not be closed; null normally.';
COMMENT ON COLUMN attempts.quarantine_reason IS 'Why it could not be closed.';
COMMENT ON COLUMN attempts.sweep_failures IS 'How often closing it failed.';
COMMENT ON COLUMN attempts.sweep_after IS 'When the sweep may try again.';

CREATE TABLE papers (
    attempt_id uuid PRIMARY KEY REFERENCES attempts (id),
    seed bytea NOT NULL CHECK (length(seed) = 32),
    excluded uuid[] NOT NULL DEFAULT '{}',
    items jsonb NOT NULL,
    maximum integer NOT NULL CHECK (maximum > 0),
    created_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE TRIGGER papers_never_change BEFORE UPDATE OR DELETE ON papers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE papers IS 'The questions drawn for an attempt. Never edited: the stored paper is the truth.';
COMMENT ON COLUMN papers.attempt_id IS 'The attempt.';
COMMENT ON COLUMN papers.seed IS 'What the draw was seeded with.';
COMMENT ON COLUMN papers.excluded IS 'Question versions that were not to be drawn.';
COMMENT ON COLUMN papers.items IS 'In order: section, question version, points, scoring, order of the options.';
COMMENT ON COLUMN papers.maximum IS 'Points of the paper in 1/100.';
COMMENT ON COLUMN papers.created_at IS 'When it was drawn.';

CREATE TABLE responses (
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    position smallint NOT NULL CHECK (position >= 1),
    writer_epoch integer NOT NULL,
    sequence integer NOT NULL CHECK (sequence >= 1),
    response text NOT NULL CHECK (length(response) <= 20000),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (attempt_id, position)
) WITH (fillfactor = 70);
COMMENT ON TABLE responses IS 'The current answer to each question of an attempt. Written by the batching writer.';
COMMENT ON COLUMN responses.attempt_id IS 'The attempt.';
COMMENT ON COLUMN responses.position IS 'The question in the paper, from 1.';
COMMENT ON COLUMN responses.writer_epoch IS 'Epoch of the device that wrote it.';
COMMENT ON COLUMN responses.sequence IS 'Counts the saves of this position; only a higher one replaces it.';
COMMENT ON COLUMN responses.response IS 'Labels as shown to this trainee (AC), T or F, or text; empty means cleared.';
COMMENT ON COLUMN responses.saved_at IS 'When the save was received, by the database clock.';

CREATE TABLE response_journal (
    attempt_id uuid NOT NULL,
    position smallint NOT NULL,
    writer_epoch integer NOT NULL,
    sequence integer NOT NULL,
    received_at timestamptz NOT NULL,
    verdict text NOT NULL,
    response text NOT NULL,
    client_at timestamptz,
    PRIMARY KEY (attempt_id, position, writer_epoch, sequence, received_at)
);
CREATE TRIGGER response_journal_never_changes BEFORE UPDATE OR DELETE ON response_journal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE response_journal IS 'Every save that reached an attempt, kept or refused, as evidence. Only ever added to.';
COMMENT ON COLUMN response_journal.attempt_id IS 'The attempt (no foreign key: evidence outlives it).';
COMMENT ON COLUMN response_journal.position IS 'The question in the paper, from 1.';
COMMENT ON COLUMN response_journal.writer_epoch IS 'Epoch the device claimed.';
COMMENT ON COLUMN response_journal.sequence IS 'Sequence the device gave.';
COMMENT ON COLUMN response_journal.received_at IS 'When it was received, by the database clock.';
COMMENT ON COLUMN response_journal.verdict IS 'stored, or why it was refused: conflict, superseded, late, closed, no_such_question.';
COMMENT ON COLUMN response_journal.response IS 'What was sent.';
COMMENT ON COLUMN response_journal.client_at IS 'When the device says it was answered: evidence, never acceptance.';

CREATE TABLE attempt_flags (
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    position smallint NOT NULL CHECK (position >= 1),
    PRIMARY KEY (attempt_id, position)
);
COMMENT ON TABLE attempt_flags IS 'Questions a trainee marked to look at again.';
COMMENT ON COLUMN attempt_flags.attempt_id IS 'The attempt.';
COMMENT ON COLUMN attempt_flags.position IS 'The question in the paper, from 1.';

CREATE TABLE attempt_events (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    at timestamptz NOT NULL DEFAULT app_now(),
    kind text NOT NULL CHECK (kind IN ('started', 'taken_over', 'deadline_raised', 'submitted', 'closed_by_sweep',
                                       'quarantined', 'released')),
    actor_id uuid REFERENCES people (id),
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX attempt_events_by_attempt ON attempt_events (attempt_id, at);
CREATE TRIGGER attempt_events_never_change BEFORE UPDATE OR DELETE ON attempt_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE attempt_events IS 'What happened in an attempt besides the answers. Only ever added to.';
COMMENT ON COLUMN attempt_events.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN attempt_events.attempt_id IS 'The attempt.';
COMMENT ON COLUMN attempt_events.at IS 'When.';
COMMENT ON COLUMN attempt_events.kind IS 'started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined or released.';
COMMENT ON COLUMN attempt_events.actor_id IS 'Who did it; null for the server.';
COMMENT ON COLUMN attempt_events.detail IS 'Facts, for example the old and the new deadline.';

CREATE TABLE results (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    number integer NOT NULL CHECK (number >= 1),
    cause text NOT NULL CHECK (cause IN ('submitted')),
    score integer NOT NULL CHECK (score >= 0),
    maximum integer NOT NULL CHECK (maximum > 0 AND score <= maximum),
    pass_mark smallint NOT NULL,
    passed boolean NOT NULL,
    marks jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    CONSTRAINT results_number_once UNIQUE (attempt_id, number)
);
CREATE TRIGGER results_never_change BEFORE UPDATE OR DELETE ON results
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE results IS 'Scores of an attempt. A change of score is a new row with a higher number, the old one stays.';
COMMENT ON COLUMN results.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN results.attempt_id IS 'The attempt.';
COMMENT ON COLUMN results.number IS 'Counts from 1; the highest counts.';
COMMENT ON COLUMN results.cause IS 'What led to this score.';
COMMENT ON COLUMN results.score IS 'Points in 1/100.';
COMMENT ON COLUMN results.maximum IS 'Possible points in 1/100.';
COMMENT ON COLUMN results.pass_mark IS 'Percent needed, as in the exam version.';
COMMENT ON COLUMN results.passed IS 'Whether score × 100 ≥ pass mark × maximum.';
COMMENT ON COLUMN results.marks IS 'In order of the paper: response, points given, whether right.';
COMMENT ON COLUMN results.created_at IS 'When it was computed.';
COMMENT ON COLUMN results.created_by IS 'Who caused it; null for the server.';
