ALTER TABLE outbox_messages DROP CONSTRAINT outbox_messages_kind_check;
ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_kind_check
    CHECK (kind IN ('reminder', 'digest', 'event', 'test'));
COMMENT ON COLUMN outbox_messages.kind IS 'reminder (to the holder), digest (to managers and robots), event (to webhooks) or test.';
