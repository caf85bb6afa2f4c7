-- How certificates look on paper, and the papers themselves.
CREATE TABLE certificate_designs (
    id uuid PRIMARY KEY,
    texts jsonb NOT NULL,
    logo bytea CHECK (octet_length(logo) <= 8388608),
    signature bytea CHECK (octet_length(signature) <= 8388608),
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    changed_by uuid REFERENCES people (id),
    used_from timestamptz
);
CREATE UNIQUE INDEX certificate_designs_one_draft ON certificate_designs ((used_from IS NULL)) WHERE used_from IS NULL;
CREATE INDEX certificate_designs_by_use ON certificate_designs (used_from);
COMMENT ON TABLE certificate_designs IS 'Texts, colour and pictures of the paper; each counts for what is issued from its time on, until the next one.';
COMMENT ON COLUMN certificate_designs.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN certificate_designs.texts IS 'Headings, sentences, signer and colour.';
COMMENT ON COLUMN certificate_designs.logo IS 'PNG at the top; null for none.';
COMMENT ON COLUMN certificate_designs.signature IS 'PNG of a signature or seal; null for none.';
COMMENT ON COLUMN certificate_designs.changed_at IS 'When it was last changed.';
COMMENT ON COLUMN certificate_designs.changed_by IS 'Who changed it last.';
COMMENT ON COLUMN certificate_designs.used_from IS 'From when it counts; null for the draft, of which there is one at most. What counts is never changed.';

CREATE TRIGGER certificate_designs_in_use_never_change BEFORE UPDATE OR DELETE ON certificate_designs
    FOR EACH ROW WHEN (OLD.used_from IS NOT NULL) EXECUTE FUNCTION refuse_change();

CREATE TABLE certificate_papers (
    certificate_id uuid PRIMARY KEY REFERENCES certificates (id),
    design_id uuid REFERENCES certificate_designs (id),
    pdf bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON TABLE certificate_papers IS 'The PDF of each certificate that was fetched: made once, the same bytes for ever.';
COMMENT ON COLUMN certificate_papers.certificate_id IS 'The certificate.';
COMMENT ON COLUMN certificate_papers.design_id IS 'The design it was drawn with; null for the one the program comes with.';
COMMENT ON COLUMN certificate_papers.pdf IS 'The file.';
COMMENT ON COLUMN certificate_papers.made_at IS 'When it was fetched for the first time.';

CREATE TRIGGER certificate_papers_never_change BEFORE UPDATE OR DELETE ON certificate_papers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
