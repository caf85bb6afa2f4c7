CREATE TABLE programmes (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT programmes_code_taken UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id)
);
COMMENT ON TABLE programmes IS 'Certifications: what one can be certified in.';
COMMENT ON COLUMN programmes.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN programmes.code IS 'Lasting identity; in capitals it begins the certificate numbers.';
COMMENT ON COLUMN programmes.created_at IS 'When it was made.';
COMMENT ON COLUMN programmes.created_by IS 'Who made it.';

CREATE TABLE programme_versions (
    id uuid PRIMARY KEY,
    programme_id uuid NOT NULL REFERENCES programmes (id),
    number integer NOT NULL CHECK (number >= 1),
    title_zh text NOT NULL CHECK (title_zh <> ''),
    title_en text NOT NULL CHECK (title_en <> ''),
    validity_months integer CHECK (validity_months BETWEEN 1 AND 600),
    requirement_codes text[] NOT NULL CHECK (cardinality(requirement_codes) > 0),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    UNIQUE (programme_id, number)
);
CREATE TRIGGER programme_versions_never_change BEFORE UPDATE OR DELETE ON programme_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE programme_versions IS 'The rules of a certification over time; the highest number counts. Never edited.';
COMMENT ON COLUMN programme_versions.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN programme_versions.programme_id IS 'The certification.';
COMMENT ON COLUMN programme_versions.number IS 'Counts from 1.';
COMMENT ON COLUMN programme_versions.title_zh IS 'Title in Chinese.';
COMMENT ON COLUMN programme_versions.title_en IS 'Title in English.';
COMMENT ON COLUMN programme_versions.validity_months IS 'How long a certificate is valid, in months; null is without end.';
COMMENT ON COLUMN programme_versions.requirement_codes IS 'Codes of what must be passed (exam codes), all of them.';
COMMENT ON COLUMN programme_versions.created_at IS 'Since when it applies.';
COMMENT ON COLUMN programme_versions.created_by IS 'Who wrote it.';

CREATE TABLE holding_requirements (
    id uuid PRIMARY KEY,
    programme_id uuid NOT NULL REFERENCES programmes (id),
    group_id uuid NOT NULL REFERENCES groups (id),
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to >= valid_from),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id)
);
CREATE UNIQUE INDEX holding_requirements_one_current ON holding_requirements (programme_id, group_id) WHERE valid_to IS NULL;
COMMENT ON TABLE holding_requirements IS 'Which groups must hold which certification, from when to when.';
COMMENT ON COLUMN holding_requirements.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN holding_requirements.programme_id IS 'The certification.';
COMMENT ON COLUMN holding_requirements.group_id IS 'The group; it holds for the groups below it too.';
COMMENT ON COLUMN holding_requirements.valid_from IS 'From when they must hold it.';
COMMENT ON COLUMN holding_requirements.valid_to IS 'Until when (exclusive); null while it holds.';
COMMENT ON COLUMN holding_requirements.created_at IS 'When this was decided.';
COMMENT ON COLUMN holding_requirements.created_by IS 'Who decided it.';

CREATE TABLE achievements (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    requirement_code text NOT NULL,
    evidence_kind text NOT NULL CHECK (evidence_kind IN ('attempt', 'demo')),
    evidence_id uuid NOT NULL,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    score integer NOT NULL CHECK (score >= 0),
    maximum integer NOT NULL CHECK (maximum > 0 AND score <= maximum),
    achieved_at timestamptz NOT NULL,
    CONSTRAINT achievements_evidence_once UNIQUE (evidence_kind, evidence_id)
);
CREATE INDEX achievements_by_person ON achievements (person_id, requirement_code, achieved_at);
CREATE TRIGGER achievements_never_change BEFORE UPDATE OR DELETE ON achievements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE achievements IS 'What a person passed, told to certification as plain facts. Never edited.';
COMMENT ON COLUMN achievements.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN achievements.person_id IS 'Who passed.';
COMMENT ON COLUMN achievements.requirement_code IS 'What was passed (exam code).';
COMMENT ON COLUMN achievements.evidence_kind IS 'What proves it: attempt, or demo for the history of the demonstration.';
COMMENT ON COLUMN achievements.evidence_id IS 'Id of the proof.';
COMMENT ON COLUMN achievements.title_zh IS 'Chinese title of what was passed, as it was then.';
COMMENT ON COLUMN achievements.title_en IS 'English title of what was passed, as it was then.';
COMMENT ON COLUMN achievements.score IS 'Points in 1/100.';
COMMENT ON COLUMN achievements.maximum IS 'Possible points in 1/100.';
COMMENT ON COLUMN achievements.achieved_at IS 'When it was passed.';

CREATE TABLE certificates (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    verification_code text NOT NULL UNIQUE,
    person_id uuid NOT NULL REFERENCES people (id),
    programme_id uuid NOT NULL REFERENCES programmes (id),
    programme_version_id uuid NOT NULL REFERENCES programme_versions (id),
    holder_name text NOT NULL,
    holder_latin_name text,
    title_zh text NOT NULL,
    title_en text NOT NULL,
    issuer text NOT NULL,
    score integer NOT NULL,
    maximum integer NOT NULL CHECK (maximum > 0),
    evidence jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    recorded_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX certificates_by_person ON certificates (person_id, programme_id, issued_at);
CREATE INDEX certificates_by_programme ON certificates (programme_id, valid_to);
CREATE TRIGGER certificates_never_change BEFORE UPDATE OR DELETE ON certificates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE certificates IS 'Issued certificates, frozen at issue. What happens to them later is in certificate_events.';
COMMENT ON COLUMN certificates.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN certificates.number IS 'Number for people: programme, year, running number.';
COMMENT ON COLUMN certificates.verification_code IS 'Random code of 128 bits in the public address.';
COMMENT ON COLUMN certificates.person_id IS 'The holder.';
COMMENT ON COLUMN certificates.programme_id IS 'The certification.';
COMMENT ON COLUMN certificates.programme_version_id IS 'The rules under which it was issued.';
COMMENT ON COLUMN certificates.holder_name IS 'Name of the holder at issue.';
COMMENT ON COLUMN certificates.holder_latin_name IS 'Name in Latin letters at issue.';
COMMENT ON COLUMN certificates.title_zh IS 'Chinese title at issue.';
COMMENT ON COLUMN certificates.title_en IS 'English title at issue.';
COMMENT ON COLUMN certificates.issuer IS 'Who issues it, at issue.';
COMMENT ON COLUMN certificates.score IS 'Points of all the evidence in 1/100.';
COMMENT ON COLUMN certificates.maximum IS 'Possible points of all the evidence in 1/100.';
COMMENT ON COLUMN certificates.evidence IS 'What it rests on: list of kind, id, code, titles, score, maximum, time.';
COMMENT ON COLUMN certificates.issued_at IS 'When it was issued.';
COMMENT ON COLUMN certificates.valid_from IS 'First day it is valid, in the company zone.';
COMMENT ON COLUMN certificates.valid_to IS 'Last day it is valid, in the company zone; null is without end.';
COMMENT ON COLUMN certificates.recorded_at IS 'When the row was written (differs from issued_at for records brought in).';

CREATE TABLE certificate_events (
    id uuid PRIMARY KEY,
    certificate_id uuid NOT NULL REFERENCES certificates (id),
    kind text NOT NULL CHECK (kind IN ('revoked', 'superseded', 'reinstated')),
    at timestamptz NOT NULL DEFAULT app_now(),
    actor_id uuid REFERENCES people (id),
    reason text NOT NULL,
    note text,
    successor_id uuid REFERENCES certificates (id),
    CONSTRAINT certificate_events_successor CHECK ((kind = 'superseded') = (successor_id IS NOT NULL))
);
CREATE INDEX certificate_events_by_certificate ON certificate_events (certificate_id, at);
CREATE TRIGGER certificate_events_never_change BEFORE UPDATE OR DELETE ON certificate_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE certificate_events IS 'What happened to a certificate after issue. Never edited.';
COMMENT ON COLUMN certificate_events.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN certificate_events.certificate_id IS 'The certificate.';
COMMENT ON COLUMN certificate_events.kind IS 'revoked, superseded or reinstated.';
COMMENT ON COLUMN certificate_events.at IS 'When.';
COMMENT ON COLUMN certificate_events.actor_id IS 'Who did it; null for the server.';
COMMENT ON COLUMN certificate_events.reason IS 'Class of the reason, for example issued_in_error or renewed.';
COMMENT ON COLUMN certificate_events.note IS 'Words of the person who did it; not public.';
COMMENT ON COLUMN certificate_events.successor_id IS 'The certificate that took its place.';

CREATE TABLE current_certificates (
    person_id uuid NOT NULL REFERENCES people (id),
    programme_id uuid NOT NULL REFERENCES programmes (id),
    certificate_id uuid NOT NULL UNIQUE REFERENCES certificates (id),
    PRIMARY KEY (person_id, programme_id)
);
COMMENT ON TABLE current_certificates IS 'The one certificate that counts for a person and a certification: the only pointer that moves.';
COMMENT ON COLUMN current_certificates.person_id IS 'The person.';
COMMENT ON COLUMN current_certificates.programme_id IS 'The certification.';
COMMENT ON COLUMN current_certificates.certificate_id IS 'The certificate, valid or not: its state is computed.';

CREATE TABLE certificate_counters (
    programme_id uuid NOT NULL REFERENCES programmes (id),
    year integer NOT NULL,
    last integer NOT NULL CHECK (last >= 1),
    PRIMARY KEY (programme_id, year)
);
COMMENT ON TABLE certificate_counters IS 'The last certificate number of each certification and year.';
COMMENT ON COLUMN certificate_counters.programme_id IS 'The certification.';
COMMENT ON COLUMN certificate_counters.year IS 'Year of issue in the company zone.';
COMMENT ON COLUMN certificate_counters.last IS 'The highest number given out.';
