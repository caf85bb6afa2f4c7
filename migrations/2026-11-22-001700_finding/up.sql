CREATE TABLE topics (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT topics_code_taken UNIQUE CHECK (code <> ''),
    title_zh text NOT NULL CHECK (title_zh <> ''),
    title_en text NOT NULL CHECK (title_en <> ''),
    parent_id uuid REFERENCES topics (id),
    position integer NOT NULL DEFAULT 0,
    is_sorted boolean NOT NULL DEFAULT true,
    merged_into uuid REFERENCES topics (id),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    CONSTRAINT topics_not_below_itself CHECK (parent_id <> id AND merged_into <> id),
    CONSTRAINT topics_place CHECK (parent_id IS NULL OR (is_sorted AND merged_into IS NULL))
);
CREATE INDEX topics_by_parent ON topics (parent_id);
COMMENT ON TABLE topics IS 'What questions are about, as a tree that trainers own.';
COMMENT ON COLUMN topics.id IS 'The topic.';
COMMENT ON COLUMN topics.code IS 'The word question files and question_versions.topic name it by. Never changed.';
COMMENT ON COLUMN topics.title_zh IS 'Title in Chinese.';
COMMENT ON COLUMN topics.title_en IS 'Title in English.';
COMMENT ON COLUMN topics.parent_id IS 'The topic above; null at the top.';
COMMENT ON COLUMN topics.position IS 'Order among those beside it; equal ones by code.';
COMMENT ON COLUMN topics.is_sorted IS 'Whether a trainer has put it into the tree; false while only question files name it.';
COMMENT ON COLUMN topics.merged_into IS 'The topic that its questions count for now; null while it stands for itself.';
COMMENT ON COLUMN topics.created_at IS 'When it was made.';
COMMENT ON COLUMN topics.created_by IS 'Who made it; null for the server itself.';

INSERT INTO topics (id, code, title_zh, title_en, position) VALUES
    (gen_random_uuid(), 'key-account', '大客户', 'Key accounts', 1),
    (gen_random_uuid(), 'fab', 'FAB 与 FABE 销售法', 'FAB and FABE selling', 2),
    (gen_random_uuid(), 'etiquette', '商务礼仪', 'Business etiquette', 3),
    (gen_random_uuid(), 'objection-handling', '异议处理', 'Handling objections', 4);
INSERT INTO topics (id, code, title_zh, title_en, is_sorted)
    SELECT gen_random_uuid(), topic, topic, topic, false
    FROM (SELECT DISTINCT topic FROM question_versions WHERE topic <> '') AS named
    ON CONFLICT DO NOTHING;

CREATE TABLE question_search (
    version_id uuid PRIMARY KEY REFERENCES question_versions (id),
    method smallint NOT NULL CHECK (method >= 1),
    terms text[] NOT NULL,
    folded text NOT NULL
);
CREATE INDEX question_search_by_terms ON question_search USING gin (terms);
COMMENT ON TABLE question_search IS 'What question versions are found by. Made from them; may be emptied, the server fills it again.';
COMMENT ON COLUMN question_search.version_id IS 'The version.';
COMMENT ON COLUMN question_search.method IS 'How terms and folded were made; the server makes older ones anew.';
COMMENT ON COLUMN question_search.terms IS 'Pairs of neighbouring Chinese characters, single ones, and the first one to three letters of words, all folded.';
COMMENT ON COLUMN question_search.folded IS 'Everything the question says in one form: one width and case, simplified characters, words between single spaces.';
