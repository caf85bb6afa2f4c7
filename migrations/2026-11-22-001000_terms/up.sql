-- Rows that are ended, never edited: only who ended them and when may be filled in, once.
CREATE FUNCTION refuse_change_but_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
       OR to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by' <> to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by' THEN
        RAISE EXCEPTION 'rows of % are never edited, only withdrawn', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE accommodations (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    percent integer NOT NULL CHECK (percent BETWEEN 0 AND 300),
    minutes integer NOT NULL CHECK (minutes BETWEEN 0 AND 600),
    valid_from timestamptz,
    valid_until timestamptz,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    withdrawn_at timestamptz,
    withdrawn_by uuid REFERENCES people (id),
    CONSTRAINT accommodations_give_something CHECK (percent > 0 OR minutes > 0),
    CONSTRAINT accommodations_in_order CHECK (valid_until > valid_from)
);
CREATE UNIQUE INDEX accommodations_one_current ON accommodations (person_id) WHERE withdrawn_at IS NULL;
CREATE INDEX accommodations_by_person ON accommodations (person_id, created_at);
CREATE TRIGGER accommodations_only_withdrawn BEFORE UPDATE ON accommodations
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_withdrawal();
COMMENT ON TABLE accommodations IS 'Extra time of a person in every exam: added to the limit and to the window. Ended, never edited.';
COMMENT ON COLUMN accommodations.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN accommodations.person_id IS 'Who has it.';
COMMENT ON COLUMN accommodations.percent IS 'Percent of the limit, or of the window where there is no limit.';
COMMENT ON COLUMN accommodations.minutes IS 'Minutes besides.';
COMMENT ON COLUMN accommodations.valid_from IS 'From when it counts; null is at once.';
COMMENT ON COLUMN accommodations.valid_until IS 'Until when it counts (exclusive); null is without end.';
COMMENT ON COLUMN accommodations.reason IS 'Why, for HR and admins only.';
COMMENT ON COLUMN accommodations.created_at IS 'When it was given.';
COMMENT ON COLUMN accommodations.created_by IS 'Who gave it.';
COMMENT ON COLUMN accommodations.withdrawn_at IS 'When it was ended or replaced; null while it holds.';
COMMENT ON COLUMN accommodations.withdrawn_by IS 'Who ended it.';

CREATE TABLE window_extensions (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid REFERENCES people (id),
    group_id uuid REFERENCES groups (id),
    closes_at timestamptz,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 600),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    CONSTRAINT window_extensions_one_target CHECK (person_id IS NULL OR group_id IS NULL)
);
CREATE INDEX window_extensions_by_exam ON window_extensions (exam_id);
CREATE TRIGGER window_extensions_never_change BEFORE UPDATE OR DELETE ON window_extensions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE window_extensions IS 'Minutes by which the window of an exam closes later for a person, a group, or everyone. They add up.';
COMMENT ON COLUMN window_extensions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN window_extensions.exam_id IS 'The exam.';
COMMENT ON COLUMN window_extensions.person_id IS 'For whom, if for one person.';
COMMENT ON COLUMN window_extensions.group_id IS 'For whom, if for a group and the groups below it. Without person and group: for everyone.';
COMMENT ON COLUMN window_extensions.closes_at IS 'The published end of the window it was given for; another end published later is not moved by it.';
COMMENT ON COLUMN window_extensions.minutes IS 'How many.';
COMMENT ON COLUMN window_extensions.reason IS 'Why.';
COMMENT ON COLUMN window_extensions.created_at IS 'When it was given.';
COMMENT ON COLUMN window_extensions.created_by IS 'Who gave it.';

CREATE TABLE exam_grants (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid NOT NULL REFERENCES people (id),
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    extra_attempts integer NOT NULL CHECK (extra_attempts BETWEEN 1 AND 10),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    withdrawn_at timestamptz,
    withdrawn_by uuid REFERENCES people (id),
    CONSTRAINT exam_grants_in_order CHECK (closes_at > opens_at)
);
CREATE INDEX exam_grants_by_person ON exam_grants (person_id, exam_id) WHERE withdrawn_at IS NULL;
CREATE INDEX exam_grants_by_exam ON exam_grants (exam_id);
CREATE TRIGGER exam_grants_only_withdrawn BEFORE UPDATE ON exam_grants
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_withdrawal();
COMMENT ON TABLE exam_grants IS 'Make-up exams: a person may sit an exam again in a window of their own. Ended, never edited.';
COMMENT ON COLUMN exam_grants.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN exam_grants.exam_id IS 'The exam.';
COMMENT ON COLUMN exam_grants.person_id IS 'Who may sit it.';
COMMENT ON COLUMN exam_grants.opens_at IS 'Start of their window.';
COMMENT ON COLUMN exam_grants.closes_at IS 'End of their window.';
COMMENT ON COLUMN exam_grants.extra_attempts IS 'How often they may start in it.';
COMMENT ON COLUMN exam_grants.reason IS 'Why.';
COMMENT ON COLUMN exam_grants.created_at IS 'When it was given.';
COMMENT ON COLUMN exam_grants.created_by IS 'Who gave it.';
COMMENT ON COLUMN exam_grants.withdrawn_at IS 'When it was taken back; null while it holds.';
COMMENT ON COLUMN exam_grants.withdrawn_by IS 'Who took it back.';

CREATE TABLE room_starts (
    id uuid PRIMARY KEY,
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid REFERENCES people (id),
    group_id uuid REFERENCES groups (id),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    CONSTRAINT room_starts_one_target CHECK (person_id IS NULL OR group_id IS NULL)
);
CREATE INDEX room_starts_by_exam ON room_starts (exam_id);
CREATE TRIGGER room_starts_never_change BEFORE UPDATE OR DELETE ON room_starts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE room_starts IS 'When staff let the people of a room begin an exam that nobody begins by themselves.';
COMMENT ON COLUMN room_starts.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN room_starts.exam_id IS 'The exam.';
COMMENT ON COLUMN room_starts.person_id IS 'Who may begin, if one person.';
COMMENT ON COLUMN room_starts.group_id IS 'Who may begin, if a group and the groups below it. Without person and group: everyone.';
COMMENT ON COLUMN room_starts.created_at IS 'From when; it counts for the window that is open then.';
COMMENT ON COLUMN room_starts.created_by IS 'Who pressed start.';

CREATE TABLE waiting (
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid NOT NULL REFERENCES people (id),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (exam_id, person_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE waiting IS 'Who has the waiting page of an exam open: presence, written again every few seconds.';
COMMENT ON COLUMN waiting.exam_id IS 'The exam.';
COMMENT ON COLUMN waiting.person_id IS 'Who waits.';
COMMENT ON COLUMN waiting.seen_at IS 'When their page was last heard of.';

CREATE TABLE passcode_tries (
    exam_id uuid NOT NULL REFERENCES exams (id),
    person_id uuid NOT NULL REFERENCES people (id),
    failures integer NOT NULL CHECK (failures >= 1),
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (exam_id, person_id)
);
COMMENT ON TABLE passcode_tries IS 'Wrong passcodes a person typed lately at an exam: what the throttle counts. Removed by the right one.';
COMMENT ON COLUMN passcode_tries.exam_id IS 'The exam.';
COMMENT ON COLUMN passcode_tries.person_id IS 'Who typed.';
COMMENT ON COLUMN passcode_tries.failures IS 'How many in a row.';
COMMENT ON COLUMN passcode_tries.failed_at IS 'When the last one was.';

ALTER TABLE attempts ADD COLUMN extra_seconds integer NOT NULL DEFAULT 0 CHECK (extra_seconds >= 0);
COMMENT ON COLUMN attempts.extra_seconds IS 'Extra time of the person''s accommodation that is in the deadline. Only ever raised.';
