-- A message may tell a person what happened to their account: a new password, a second factor added or taken away.
ALTER TABLE outbox_messages DROP CONSTRAINT outbox_messages_kind_check;
ALTER TABLE outbox_messages ADD CONSTRAINT outbox_messages_kind_check
    CHECK (kind IN ('reminder', 'digest', 'event', 'test', 'invitation', 'account'));
COMMENT ON COLUMN outbox_messages.kind IS 'reminder (to the holder), digest (to managers and robots), event (to webhooks), test, invitation (a link to set a password, by mail), or account (what happened to the account of a person).';
