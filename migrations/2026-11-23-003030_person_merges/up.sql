-- Two records of one person become one, by explicit action.
CREATE TABLE person_merges (
    id uuid PRIMARY KEY,
    merged_id uuid NOT NULL CONSTRAINT person_merges_once UNIQUE REFERENCES people (id),
    kept_id uuid NOT NULL REFERENCES people (id),
    at timestamptz NOT NULL DEFAULT app_now(),
    merged_by uuid REFERENCES people (id),
    CONSTRAINT person_merges_two CHECK (merged_id <> kept_id)
);
CREATE INDEX person_merges_by_kept ON person_merges (kept_id);
CREATE TRIGGER person_merges_never_change BEFORE UPDATE OR DELETE ON person_merges
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE person_merges IS 'Which record of a person became part of which other one. Never edited. What else never changes may pass to the kept record along such a row, and in no other way.';
COMMENT ON COLUMN person_merges.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN person_merges.merged_id IS 'The record that ended.';
COMMENT ON COLUMN person_merges.kept_id IS 'The record that has everything now.';
COMMENT ON COLUMN person_merges.at IS 'When.';
COMMENT ON COLUMN person_merges.merged_by IS 'Who did it.';

CREATE FUNCTION is_merge(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT before - 'person_id' = after - 'person_id'
       AND EXISTS (SELECT 1 FROM person_merges
                   WHERE merged_id = (before->>'person_id')::uuid AND kept_id = (after->>'person_id')::uuid)
$$;
COMMENT ON FUNCTION is_merge(jsonb, jsonb) IS 'Whether a row only passes to the record that the one of its person was merged into.';

CREATE FUNCTION refuse_change_but_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND is_merge(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
COMMENT ON FUNCTION refuse_change_but_merge() IS 'Trigger of the tables that are only ever added to, but pass to the record that a person was merged into.';

CREATE OR REPLACE FUNCTION refuse_change_but_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_merge(to_jsonb(OLD), to_jsonb(NEW)) THEN
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL
       OR to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by' <> to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by' THEN
        RAISE EXCEPTION 'rows of % are never edited, only withdrawn', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER achievements_never_change ON achievements;
CREATE TRIGGER achievements_never_change BEFORE UPDATE OR DELETE ON achievements
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_merge();
DROP TRIGGER certificates_never_change ON certificates;
CREATE TRIGGER certificates_never_change BEFORE UPDATE OR DELETE ON certificates
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_merge();
DROP TRIGGER paper_entries_never_change ON paper_entries;
CREATE TRIGGER paper_entries_never_change BEFORE UPDATE OR DELETE ON paper_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change_but_merge();
