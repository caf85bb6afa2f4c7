DROP TABLE hand_in_files;
DROP TABLE integrity_notes;

ALTER TABLE attempt_events DROP CONSTRAINT attempt_events_kind_check;
ALTER TABLE attempt_events ADD CONSTRAINT attempt_events_kind_check CHECK (kind IN (
    'started', 'taken_over', 'deadline_raised', 'submitted', 'closed_by_sweep', 'quarantined', 'released'));
COMMENT ON COLUMN attempt_events.kind IS 'started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined or released.';

ALTER TABLE results DROP CONSTRAINT results_cause_check;
ALTER TABLE results ADD CONSTRAINT results_cause_check CHECK (cause IN ('submitted'));
COMMENT ON COLUMN results.cause IS 'What led to this score.';
