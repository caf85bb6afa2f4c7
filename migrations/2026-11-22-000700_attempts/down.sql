DROP TABLE results;
DROP TABLE attempt_events;
DROP TABLE attempt_flags;
DROP TABLE response_journal;
DROP TABLE responses;
DROP TABLE papers;
DROP TABLE attempts;
