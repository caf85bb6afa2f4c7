ALTER TABLE attempts DROP COLUMN extra_seconds;
DROP TABLE passcode_tries;
DROP TABLE waiting;
DROP TABLE room_starts;
DROP TABLE exam_grants;
DROP TABLE window_extensions;
DROP TABLE accommodations;
DROP FUNCTION refuse_change_but_withdrawal();
