-- Whether anything was done by a person is asked for each person that an undone list takes away again. The tables that grow with
-- every exam answer by an index; the others are small.
CREATE INDEX attempt_events_by_actor ON attempt_events (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX results_by_creator ON results (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX certificate_events_by_actor ON certificate_events (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX invitations_by_person ON invitations (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX manual_marks_by_giver ON manual_marks (given_by);
CREATE INDEX passcode_tries_by_person ON passcode_tries (person_id);
CREATE INDEX waiting_by_person ON waiting (person_id);
CREATE INDEX room_starts_by_person ON room_starts (person_id);
CREATE INDEX window_extensions_by_person ON window_extensions (person_id);
