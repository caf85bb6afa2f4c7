ALTER TABLE attempts ADD COLUMN paused_at timestamptz;
COMMENT ON COLUMN attempts.paused_at IS 'Since when its time stands still; null while it runs. When it goes on, the deadline is raised by exactly the length of the pause.';
ALTER TABLE attempts DROP CONSTRAINT attempts_submitted_by_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_submitted_by_check
    CHECK (submitted_by IN ('trainee', 'page_at_deadline', 'sweep', 'staff'));
COMMENT ON COLUMN attempts.submitted_by IS 'Who closed it: trainee, page_at_deadline, sweep, or staff.';

-- Written every few seconds for every open page: not in the write-ahead log, so that it costs no flush, and with room
-- in its pages for updates in place. Empty after a crash of the database, full again within seconds.
CREATE UNLOGGED TABLE attempt_presence (
    attempt_id uuid PRIMARY KEY REFERENCES attempts (id),
    seen_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    unsaved integer NOT NULL CHECK (unsaved >= 0),
    position smallint CHECK (position >= 1)
) WITH (fillfactor = 50);
COMMENT ON TABLE attempt_presence IS 'What the open page of an attempt said last. For the room board only: no decision about time or answers is made on it.';
COMMENT ON COLUMN attempt_presence.attempt_id IS 'The attempt.';
COMMENT ON COLUMN attempt_presence.seen_at IS 'When the page was heard last.';
COMMENT ON COLUMN attempt_presence.changed_at IS 'When what it said was last something new: another question, more or fewer unsaved answers.';
COMMENT ON COLUMN attempt_presence.unsaved IS 'Answers the page holds that the server has not acknowledged.';
COMMENT ON COLUMN attempt_presence.position IS 'The question shown, from 1; null on a page without one.';

CREATE TABLE server_beat (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    beat_at timestamptz NOT NULL
);
COMMENT ON TABLE server_beat IS 'One row: when any server last showed that it was there.';
COMMENT ON COLUMN server_beat.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN server_beat.beat_at IS 'When, by the database clock.';

CREATE TABLE outages (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('away', 'clock_step')),
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX outages_by_end ON outages (to_at);
CREATE TRIGGER outages_never_change BEFORE UPDATE OR DELETE ON outages
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE outages IS 'When no server was there, and when the clock of the database jumped. Only ever added to.';
COMMENT ON COLUMN outages.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN outages.kind IS 'away (no server was there) or clock_step (the clock of the database jumped; to_at lies before from_at when it went back).';
COMMENT ON COLUMN outages.from_at IS 'What the clock said before.';
COMMENT ON COLUMN outages.to_at IS 'What the clock said afterwards.';
COMMENT ON COLUMN outages.noted_at IS 'When it was noticed.';
