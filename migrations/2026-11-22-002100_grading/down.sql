ALTER TABLE paper_entries DROP CONSTRAINT paper_entries_once;
ALTER TABLE paper_entries ADD CONSTRAINT paper_entries_once UNIQUE (person_id, printed_paper_id, sat_at);
ALTER TABLE paper_entries DROP COLUMN entry;
DROP TABLE achievement_withdrawals;
ALTER TABLE achievements DROP CONSTRAINT achievements_evidence_kind_check;
ALTER TABLE achievements ADD CONSTRAINT achievements_evidence_kind_check CHECK (evidence_kind IN ('attempt', 'demo'));
COMMENT ON COLUMN achievements.evidence_kind IS 'What proves it: attempt, or demo for the history of the demonstration.';
DROP TABLE disputes;
DROP TABLE grading_settings;
DROP TABLE manual_marks;
DROP TABLE grading_tasks;
COMMENT ON TABLE attempts IS 'One person sitting one exam once: in_progress, submitted, graded, or voided; never backwards.';
ALTER TABLE attempt_events DROP CONSTRAINT attempt_events_kind_check;
ALTER TABLE attempt_events ADD CONSTRAINT attempt_events_kind_check CHECK (kind IN (
    'started', 'taken_over', 'deadline_raised', 'submitted', 'closed_by_sweep', 'quarantined', 'released',
    'paused', 'resumed', 'ended_by_staff', 'released_device', 'file_accepted', 'integrity', 'paper_entered'));
COMMENT ON COLUMN attempt_events.kind IS 'started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined, released, paused, resumed, ended_by_staff, released_device, file_accepted, integrity (notes about the sitting were deleted) or paper_entered.';
ALTER TABLE results DROP CONSTRAINT results_cause_check;
ALTER TABLE results ADD CONSTRAINT results_cause_check CHECK (cause IN ('submitted', 'file', 'paper'));
COMMENT ON COLUMN results.cause IS 'What led to this score: submitted (the hand-in), file (work handed in as a file), paper (a printed paper entered by hand).';
