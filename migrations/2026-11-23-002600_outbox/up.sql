-- What is told to people and other programs: written with its cause, delivered afterwards.
CREATE TABLE robots (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    provider text NOT NULL CHECK (provider IN ('wecom', 'dingtalk', 'feishu')),
    url text NOT NULL CHECK (length(url) <= 2000),
    secret text CHECK (secret <> '' AND length(secret) <= 200),
    group_id uuid REFERENCES groups (id),
    language text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    removed_at timestamptz,
    removed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE robots IS 'Robots of group chats that are told what expires.';
COMMENT ON COLUMN robots.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN robots.name IS 'What people call it.';
COMMENT ON COLUMN robots.provider IS 'wecom, dingtalk or feishu.';
COMMENT ON COLUMN robots.url IS 'Where it is told; whoever knows this address can write to the chat.';
COMMENT ON COLUMN robots.secret IS 'What its messages are signed with; null where it asks for none.';
COMMENT ON COLUMN robots.group_id IS 'Whose certificates it is told of: this group and those below; null for everyone.';
COMMENT ON COLUMN robots.language IS 'zh-CN or en.';
COMMENT ON COLUMN robots.created_at IS 'When it was added.';
COMMENT ON COLUMN robots.created_by IS 'Who added it.';
COMMENT ON COLUMN robots.removed_at IS 'Since when it is told nothing; null while it is.';
COMMENT ON COLUMN robots.removed_by IS 'Who removed it.';

CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    url text NOT NULL CHECK (length(url) <= 2000),
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    secret text NOT NULL CHECK (length(secret) >= 32),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    created_by uuid REFERENCES people (id),
    removed_at timestamptz,
    removed_by uuid REFERENCES people (id)
);
COMMENT ON TABLE webhooks IS 'Other programs that are told what happens to certificates.';
COMMENT ON COLUMN webhooks.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN webhooks.url IS 'Where they are told.';
COMMENT ON COLUMN webhooks.events IS 'Of what: certificate.issued, .renewed, .expiring, .expired, .revoked, .reinstated.';
COMMENT ON COLUMN webhooks.secret IS 'What deliveries are signed with. It is needed to sign, so it stands here as it is; pages show it once.';
COMMENT ON COLUMN webhooks.created_at IS 'When it was added.';
COMMENT ON COLUMN webhooks.created_by IS 'Who added it.';
COMMENT ON COLUMN webhooks.removed_at IS 'Since when it is told nothing; null while it is.';
COMMENT ON COLUMN webhooks.removed_by IS 'Who removed it.';

CREATE TABLE outbox_messages (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('reminder', 'digest', 'event', 'test')),
    channel text NOT NULL CHECK (channel IN ('mail', 'inbox', 'robot', 'webhook')),
    person_id uuid REFERENCES people (id),
    robot_id uuid REFERENCES robots (id),
    webhook_id uuid REFERENCES webhooks (id),
    payload jsonb NOT NULL,
    dedup_key text NOT NULL CONSTRAINT outbox_messages_once UNIQUE CHECK (length(dedup_key) <= 300),
    state text NOT NULL CHECK (state IN ('waiting', 'sent', 'given_up')),
    tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_try_at timestamptz NOT NULL DEFAULT app_now(),
    claim uuid,
    last_error text CHECK (length(last_error) <= 1000),
    created_at timestamptz NOT NULL DEFAULT app_now(),
    finished_at timestamptz,
    read_at timestamptz,
    CONSTRAINT outbox_messages_recipient CHECK (
        (channel IN ('mail', 'inbox')) = (person_id IS NOT NULL)
        AND (channel = 'robot') = (robot_id IS NOT NULL)
        AND (channel = 'webhook') = (webhook_id IS NOT NULL)),
    CONSTRAINT outbox_messages_finished CHECK ((state = 'waiting') = (finished_at IS NULL)),
    CONSTRAINT outbox_messages_read CHECK (read_at IS NULL OR channel = 'inbox')
);
CREATE INDEX outbox_messages_due ON outbox_messages (channel, next_try_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_messages_by_time ON outbox_messages (created_at DESC, id DESC);
CREATE INDEX outbox_messages_by_state ON outbox_messages (state, created_at DESC, id DESC);
CREATE INDEX outbox_messages_inbox ON outbox_messages (person_id, created_at DESC, id DESC) WHERE channel = 'inbox';
CREATE INDEX outbox_messages_unread ON outbox_messages (person_id) WHERE channel = 'inbox' AND read_at IS NULL;
CREATE INDEX outbox_messages_by_webhook ON outbox_messages (webhook_id, created_at DESC) WHERE webhook_id IS NOT NULL;
COMMENT ON TABLE outbox_messages IS 'What is told to people and programs, one row for each recipient and way: written in the transaction of its cause, delivered afterwards. A row of the channel inbox is the message itself.';
COMMENT ON COLUMN outbox_messages.id IS 'Time-ordered id (UUIDv7); recipients are told it, so that they recognise what comes twice.';
COMMENT ON COLUMN outbox_messages.kind IS 'reminder (to the holder), digest (to managers and robots), event (to webhooks) or test.';
COMMENT ON COLUMN outbox_messages.channel IS 'mail, inbox, robot or webhook.';
COMMENT ON COLUMN outbox_messages.person_id IS 'Who is told, for mail and inbox.';
COMMENT ON COLUMN outbox_messages.robot_id IS 'The robot that is told.';
COMMENT ON COLUMN outbox_messages.webhook_id IS 'The webhook that is told.';
COMMENT ON COLUMN outbox_messages.payload IS 'The facts; words are put around them when it is sent or shown. For webhooks what is sent.';
COMMENT ON COLUMN outbox_messages.dedup_key IS 'What it is about, to whom and which way: a second row for the same is refused.';
COMMENT ON COLUMN outbox_messages.state IS 'waiting, sent or given_up (a person can have it sent again).';
COMMENT ON COLUMN outbox_messages.tries IS 'Tries since it was written, or since a person had it sent again.';
COMMENT ON COLUMN outbox_messages.next_try_at IS 'When it may be tried next; while one server tries, when another one may.';
COMMENT ON COLUMN outbox_messages.claim IS 'The try that is or was under way; only its outcome is taken.';
COMMENT ON COLUMN outbox_messages.last_error IS 'What went wrong at the last try; null after one that worked.';
COMMENT ON COLUMN outbox_messages.created_at IS 'When it was written.';
COMMENT ON COLUMN outbox_messages.finished_at IS 'When it was sent or given up; null while it waits.';
COMMENT ON COLUMN outbox_messages.read_at IS 'When the person marked it as read; for the inbox only.';

CREATE TABLE delivery_tries (
    id uuid PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES outbox_messages (id),
    at timestamptz NOT NULL DEFAULT app_now(),
    milliseconds integer NOT NULL CHECK (milliseconds >= 0),
    status integer,
    error text CHECK (length(error) <= 1000)
);
CREATE INDEX delivery_tries_by_message ON delivery_tries (message_id, at);
CREATE TRIGGER delivery_tries_never_change BEFORE UPDATE OR DELETE ON delivery_tries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
COMMENT ON TABLE delivery_tries IS 'Every try to deliver a message, and how it ended. Never edited.';
COMMENT ON COLUMN delivery_tries.id IS 'Time-ordered id (UUIDv7).';
COMMENT ON COLUMN delivery_tries.message_id IS 'The message.';
COMMENT ON COLUMN delivery_tries.at IS 'When it ended.';
COMMENT ON COLUMN delivery_tries.milliseconds IS 'How long it took.';
COMMENT ON COLUMN delivery_tries.status IS 'Status of the answer over HTTP, or code of the mail server; null where there was none.';
COMMENT ON COLUMN delivery_tries.error IS 'What went wrong; null when it was delivered.';
