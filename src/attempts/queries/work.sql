-- What attempts are marked by, and a digest of each journal for the audit trail. $1 attempts.
-- The digest is of one line for each save, in the order of position, epoch, sequence and time: position, epoch, sequence,
-- microseconds since 1970, verdict, bytes of the response, the response, parted by single blanks and ended by a line feed.
SELECT attempt.id, paper.items, paper.maximum,
       ARRAY(SELECT (answer.position, answer.sequence, answer.response, answer.saved_at)
               FROM responses answer WHERE answer.attempt_id = attempt.id ORDER BY answer.position) AS responses,
       journal.saves,
       encode(sha256(convert_to(journal.lines, 'UTF8')), 'hex') AS journal_sha256,
       app_now() AS now
  FROM attempts attempt
  JOIN papers paper ON paper.attempt_id = attempt.id
 CROSS JOIN LATERAL (
       SELECT count(*) AS saves,
              coalesce(string_agg(concat_ws(' ', save.position, save.writer_epoch, save.sequence,
                                            (extract(epoch FROM save.received_at) * 1000000)::bigint, save.verdict,
                                            octet_length(save.response), save.response) || E'\n', ''
                                  ORDER BY save.position, save.writer_epoch, save.sequence, save.received_at), '') AS lines
         FROM response_journal save
        WHERE save.attempt_id = attempt.id) journal
 WHERE attempt.id = ANY ($1)
