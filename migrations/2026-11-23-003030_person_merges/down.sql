DROP TRIGGER achievements_never_change ON achievements;
CREATE TRIGGER achievements_never_change BEFORE UPDATE OR DELETE ON achievements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER certificates_never_change ON certificates;
CREATE TRIGGER certificates_never_change BEFORE UPDATE OR DELETE ON certificates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP TRIGGER paper_entries_never_change ON paper_entries;
CREATE TRIGGER paper_entries_never_change BEFORE UPDATE OR DELETE ON paper_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE FUNCTION refuse_change_but_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
       OR to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by' <> to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by' THEN
        RAISE EXCEPTION 'rows of % are never edited, only withdrawn', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION refuse_change_but_merge();
DROP FUNCTION is_merge(jsonb, jsonb);
DROP TABLE person_merges;
