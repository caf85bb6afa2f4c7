ALTER TABLE results DROP CONSTRAINT results_cause_check;
ALTER TABLE results ADD CONSTRAINT results_cause_check CHECK (cause IN ('submitted', 'file', 'paper'));
COMMENT ON COLUMN results.cause IS 'What led to this score: submitted (the hand-in), file (work handed in as a file), paper (a printed paper entered by hand).';

ALTER TABLE attempt_events DROP CONSTRAINT attempt_events_kind_check;
ALTER TABLE attempt_events ADD CONSTRAINT attempt_events_kind_check CHECK (kind IN (
    'started', 'taken_over', 'deadline_raised', 'submitted', 'closed_by_sweep', 'quarantined', 'released',
    'paused', 'resumed', 'ended_by_staff', 'released_device', 'file_accepted', 'integrity', 'paper_entered'));
COMMENT ON COLUMN attempt_events.kind IS 'started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined, released, paused, resumed, ended_by_staff, released_device, file_accepted, integrity (notes about the sitting were deleted) or paper_entered.';

CREATE TABLE integrity_notes (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    mark text NOT NULL CHECK (length(mark) BETWEEN 1 AND 40),
    kind text NOT NULL CHECK (kind IN ('focus_lost', 'focus_returned', 'pasted', 'connection_gap', 'address', 'limit_told')),
    position smallint CHECK (position >= 1),
    amount integer CHECK (amount >= 0),
    address text CHECK (length(address) <= 64),
    device_at timestamptz,
    noted_at timestamptz NOT NULL DEFAULT app_now(),
    delete_after timestamptz NOT NULL,
    CONSTRAINT integrity_notes_once UNIQUE (attempt_id, mark)
);
CREATE INDEX integrity_notes_by_attempt ON integrity_notes (attempt_id, noted_at);
CREATE INDEX integrity_notes_old ON integrity_notes (delete_after);
COMMENT ON TABLE integrity_notes IS 'What was noted about a sitting where the exam says so. Facts without a verdict; deleted when delete_after has passed.';
COMMENT ON COLUMN integrity_notes.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN integrity_notes.attempt_id IS 'The attempt.';
COMMENT ON COLUMN integrity_notes.mark IS 'Made by the page, so that a note that is sent twice stands once.';
COMMENT ON COLUMN integrity_notes.kind IS 'focus_lost, focus_returned, pasted, connection_gap, address (the first one seen, or another one), limit_told (the trainee was told that the limit is reached).';
COMMENT ON COLUMN integrity_notes.position IS 'The question shown then, from 1; null when it does not matter.';
COMMENT ON COLUMN integrity_notes.amount IS 'Seconds away (focus_returned, connection_gap), characters (pasted), times away (limit_told).';
COMMENT ON COLUMN integrity_notes.address IS 'Network address the server saw, where kind is address.';
COMMENT ON COLUMN integrity_notes.device_at IS 'When the device says it was: evidence only.';
COMMENT ON COLUMN integrity_notes.noted_at IS 'When the server received it.';
COMMENT ON COLUMN integrity_notes.delete_after IS 'When it is deleted: as many days later as the exam keeps such notes.';

CREATE TABLE hand_in_files (
    id uuid PRIMARY KEY,
    attempt_id uuid NOT NULL REFERENCES attempts (id),
    content bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 4194304),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    uploaded_at timestamptz NOT NULL DEFAULT app_now(),
    uploaded_by uuid NOT NULL REFERENCES people (id),
    accepted_at timestamptz,
    accepted_by uuid REFERENCES people (id),
    reason text CHECK (length(reason) BETWEEN 1 AND 2000),
    result_id uuid REFERENCES results (id),
    CONSTRAINT hand_in_files_once UNIQUE (attempt_id, sha256),
    CONSTRAINT hand_in_files_accepted_whole CHECK ((accepted_at IS NULL) = (accepted_by IS NULL)
        AND (accepted_at IS NULL) = (reason IS NULL) AND (accepted_at IS NULL) = (result_id IS NULL))
);
COMMENT ON TABLE hand_in_files IS 'Work that a browser sealed while it could not reach the server, brought in by staff as a file.';
COMMENT ON COLUMN hand_in_files.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN hand_in_files.attempt_id IS 'The attempt it belongs to, proven by opening it.';
COMMENT ON COLUMN hand_in_files.content IS 'The file as it came, sealed.';
COMMENT ON COLUMN hand_in_files.sha256 IS 'SHA-256 of the file.';
COMMENT ON COLUMN hand_in_files.uploaded_at IS 'When it was brought in.';
COMMENT ON COLUMN hand_in_files.uploaded_by IS 'Who brought it in.';
COMMENT ON COLUMN hand_in_files.accepted_at IS 'When it was accepted; null while it was not.';
COMMENT ON COLUMN hand_in_files.accepted_by IS 'Who accepted it.';
COMMENT ON COLUMN hand_in_files.reason IS 'Why.';
COMMENT ON COLUMN hand_in_files.result_id IS 'The score it led to.';
