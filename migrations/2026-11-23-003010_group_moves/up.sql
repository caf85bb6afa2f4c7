-- Where groups belonged before.
CREATE TABLE group_moves (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups (id),
    from_parent_id uuid REFERENCES groups (id),
    to_parent_id uuid REFERENCES groups (id),
    moved_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT app_now(),
    moved_by uuid REFERENCES people (id)
);
CREATE INDEX group_moves_by_group ON group_moves (group_id, moved_on);
CREATE TRIGGER group_moves_never_change BEFORE UPDATE OR DELETE ON group_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE group_moves IS 'Each time a group came to belong to another one. Never edited.';
COMMENT ON COLUMN group_moves.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN group_moves.group_id IS 'The group that moved.';
COMMENT ON COLUMN group_moves.from_parent_id IS 'The group it belonged to until then; null for the top.';
COMMENT ON COLUMN group_moves.to_parent_id IS 'The group it belongs to from then on; null for the top.';
COMMENT ON COLUMN group_moves.moved_on IS 'The first day at the new place, in the company zone.';
COMMENT ON COLUMN group_moves.recorded_at IS 'When it was entered.';
COMMENT ON COLUMN group_moves.moved_by IS 'Who entered it.';

-- Every first page asks what its reader manages.
CREATE INDEX group_managers_by_person ON group_managers (person_id) WHERE valid_to IS NULL;
