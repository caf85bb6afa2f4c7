-- Since when memberships and employments are known here, which may be later than they began.
ALTER TABLE memberships ADD COLUMN recorded_at timestamptz;
UPDATE memberships SET recorded_at = valid_from;
ALTER TABLE memberships ALTER COLUMN recorded_at SET DEFAULT app_now(), ALTER COLUMN recorded_at SET NOT NULL;
COMMENT ON COLUMN memberships.recorded_at IS 'Since when it is known here: later than its beginning where it was entered afterwards.';

CREATE INDEX memberships_by_person ON memberships (person_id, valid_from);

ALTER TABLE employments ADD COLUMN recorded_at timestamptz;
UPDATE employments SET recorded_at = valid_from;
ALTER TABLE employments ALTER COLUMN recorded_at SET DEFAULT app_now(), ALTER COLUMN recorded_at SET NOT NULL;
COMMENT ON COLUMN employments.recorded_at IS 'Since when it is known here: later than its beginning where it was entered afterwards.';
