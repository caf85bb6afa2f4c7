-- A file that is already under review is read once more in the background too. Stopping that must leave the review as it
-- was, and another server must be able to go on with it: so it is written down how the file is to be read.
ALTER TABLE import_work ADD COLUMN reread jsonb;
COMMENT ON COLUMN import_work.reread IS 'How a file under review is read once more, as a person said: {"hints", "is_named", "remember_above"}; null for the first reading and for writing.';
