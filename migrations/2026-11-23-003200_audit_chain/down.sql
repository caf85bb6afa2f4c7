DROP TABLE audit_chain;
DROP TRIGGER audit_events_await_chain ON audit_events;
DROP FUNCTION audit_await_chain();
DROP TABLE audit_pending;
DROP TABLE audit_personal;
DROP TRIGGER audit_events_never_emptied ON audit_events;
DROP INDEX audit_events_by_action;
DROP INDEX audit_events_by_actor;
ALTER TABLE audit_events DROP COLUMN commitments;
