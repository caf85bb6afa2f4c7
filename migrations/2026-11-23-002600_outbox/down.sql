DROP TABLE delivery_tries;
DROP TABLE outbox_messages;
DROP TABLE webhooks;
DROP TABLE robots;
