CREATE TABLE saved_views (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES people (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    address text NOT NULL CHECK (address ~ '^/records' AND length(address) <= 2000),
    shared boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    changed_at timestamptz NOT NULL DEFAULT app_now(),
    CONSTRAINT saved_views_name_once UNIQUE (owner_id, name)
);
CREATE INDEX saved_views_shared ON saved_views (name) WHERE shared;
COMMENT ON TABLE saved_views IS 'Names that people gave to views of the records: the address with its filter.';
COMMENT ON COLUMN saved_views.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN saved_views.owner_id IS 'Who saved it; only this person changes or deletes it.';
COMMENT ON COLUMN saved_views.name IS 'Its name; nobody has two of the same.';
COMMENT ON COLUMN saved_views.address IS 'Path and query of the page, without host.';
COMMENT ON COLUMN saved_views.shared IS 'Whether everyone who may see the records sees it too.';
COMMENT ON COLUMN saved_views.created_at IS 'When it was saved.';
COMMENT ON COLUMN saved_views.changed_at IS 'When it was last renamed, shared or kept for oneself.';
