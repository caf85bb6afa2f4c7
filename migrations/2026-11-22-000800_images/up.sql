CREATE TABLE images (
    name text PRIMARY KEY CHECK (name ~ '^[0-9a-f]{32}[.](png|jpg)$'),
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    content bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 4194304),
    created_at timestamptz NOT NULL DEFAULT app_now()
);
COMMENT ON TABLE images IS 'Pictures that texts of questions name, drawn anew when they came in. Never edited.';
COMMENT ON COLUMN images.name IS 'Named after its content (32 digits of the SHA-256), so that equal pictures are stored once. Texts name it as ![words](media:name).';
COMMENT ON COLUMN images.width IS 'In pixels.';
COMMENT ON COLUMN images.height IS 'In pixels.';
COMMENT ON COLUMN images.content IS 'The PNG or JPEG file.';
COMMENT ON COLUMN images.created_at IS 'When it was first stored.';
CREATE TRIGGER images_never_change BEFORE UPDATE OR DELETE ON images
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE question_images (
    version_id uuid NOT NULL REFERENCES question_versions (id),
    shown text NOT NULL CHECK (shown IN ('question', 'review')),
    image_name text NOT NULL REFERENCES images (name),
    PRIMARY KEY (version_id, shown, image_name)
);
COMMENT ON TABLE question_images IS 'Which pictures a question names, and when a trainee may see them.';
COMMENT ON COLUMN question_images.version_id IS 'The version of the question.';
COMMENT ON COLUMN question_images.shown IS 'question: in stem, options or material, seen while answering. review: in explanation, reference or fact, seen when the key opens.';
COMMENT ON COLUMN question_images.image_name IS 'The picture.';
CREATE TRIGGER question_images_never_change BEFORE UPDATE OR DELETE ON question_images
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
