DELETE FROM delivery_tries WHERE message_id IN (SELECT id FROM outbox_messages WHERE kind = 'account');
DELETE FROM outbox_messages WHERE kind = 'account';
ALTER TABLE outbox_messages DROP CONSTRAINT outbox_messages_kind_check;
ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_kind_check
    CHECK (kind IN ('reminder', 'digest', 'event', 'test', 'invitation'));
COMMENT ON COLUMN outbox_messages.kind IS 'reminder (to the holder), digest (to managers and robots), event (to webhooks), test, or invitation (a link to set a password, by mail).';
