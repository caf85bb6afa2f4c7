//! The tables, printed from the migrated database by the test `schema_rs_equals_the_migrations`.
//! Do not edit: change a migration, then run `UPDATE_SCHEMA=1 cargo test schema_rs`.

diesel::table! {
    /// Extra time of a person in every exam: added to the limit and to the window. Ended, never edited.
    accommodations (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who has it.
        person_id -> Uuid,
        /// Percent of the limit, or of the window where there is no limit.
        percent -> Int4,
        /// Minutes besides.
        minutes -> Int4,
        /// From when it counts; null is at once.
        valid_from -> Nullable<Timestamptz>,
        /// Until when it counts (exclusive); null is without end.
        valid_until -> Nullable<Timestamptz>,
        /// Why, for HR and admins only.
        reason -> Text,
        /// When it was given.
        created_at -> Timestamptz,
        /// Who gave it.
        created_by -> Nullable<Uuid>,
        /// When it was ended or replaced; null while it holds.
        withdrawn_at -> Nullable<Timestamptz>,
        /// Who ended it.
        withdrawn_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Achievements that no longer prove anything, because what they rest on does not count any more. Never edited.
    achievement_withdrawals (achievement_id) {
        /// The achievement.
        achievement_id -> Uuid,
        /// When.
        withdrawn_at -> Timestamptz,
        /// By whom; null for the server.
        withdrawn_by -> Nullable<Uuid>,
        /// Why, in the words of whoever decided it.
        reason -> Text,
    }
}

diesel::table! {
    /// What a person passed, told to certification as plain facts. Never edited.
    achievements (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who passed.
        person_id -> Uuid,
        /// What was passed (exam code).
        requirement_code -> Text,
        /// What proves it: attempt, result (a later score of an attempt whose first proof was withdrawn), or demo for the history of the demonstration.
        evidence_kind -> Text,
        /// Id of the proof.
        evidence_id -> Uuid,
        /// Chinese title of what was passed, as it was then.
        title_zh -> Text,
        /// English title of what was passed, as it was then.
        title_en -> Text,
        /// Points in 1/100.
        score -> Int4,
        /// Possible points in 1/100.
        maximum -> Int4,
        /// When it was passed.
        achieved_at -> Timestamptz,
        /// Since when it is known here, which may be later than it was passed; null is since it was passed.
        told_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Reading by tokens that is in the audit trail already. Rows are of the last hour in which a token was used, and then go.
    api_reads (token_id, scope, address) {
        /// The token.
        token_id -> Uuid,
        /// What was read.
        scope -> Text,
        /// Where the program was.
        address -> Text,
        /// When it was put into the trail; within an hour of it nothing is added.
        noted_at -> Timestamptz,
    }
}

diesel::table! {
    /// Tokens with which other programs read people, records and certificates. Revoked or over, never deleted.
    api_tokens (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// What it is for, as an administrator wrote it.
        name -> Text,
        /// SHA-256 of the 256 random bits of the token; the token itself is shown once and kept nowhere.
        token_hash -> Bytea,
        /// What it may read.
        scopes -> Array<Text>,
        /// When it was made.
        created_at -> Timestamptz,
        /// Who made it.
        created_by -> Uuid,
        /// From when it is over.
        expires_at -> Timestamptz,
        /// When it was last used, to the minute; null is never.
        last_used_at -> Nullable<Timestamptz>,
        /// When it was taken back; null while it was not.
        revoked_at -> Nullable<Timestamptz>,
        /// Who took it back.
        revoked_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Who must take which exam: a person, or everyone in a group and the groups below it.
    assignments (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam; the current version counts when an attempt starts.
        exam_id -> Uuid,
        /// The person, or null.
        person_id -> Nullable<Uuid>,
        /// The group, or null.
        group_id -> Nullable<Uuid>,
        /// By when it should be done; null is open.
        due_at -> Nullable<Timestamptz>,
        /// When it was assigned.
        created_at -> Timestamptz,
        /// Who assigned it.
        created_by -> Nullable<Uuid>,
        /// When it was taken back; null while it holds.
        withdrawn_at -> Nullable<Timestamptz>,
        /// Who took it back.
        withdrawn_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// What happened in an attempt besides the answers. Only ever added to.
    attempt_events (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt.
        attempt_id -> Uuid,
        /// When.
        at -> Timestamptz,
        /// started, taken_over, deadline_raised, submitted, closed_by_sweep, quarantined, released, paused, resumed, ended_by_staff, released_device, file_accepted, integrity (notes about the sitting were deleted), paper_entered, graded, regraded, voided or reopened.
        kind -> Text,
        /// Who did it; null for the server.
        actor_id -> Nullable<Uuid>,
        /// Facts, for example the old and the new deadline.
        detail -> Jsonb,
    }
}

diesel::table! {
    /// Questions a trainee marked to look at again.
    attempt_flags (attempt_id, position) {
        /// The attempt.
        attempt_id -> Uuid,
        /// The question in the paper, from 1.
        position -> Int2,
    }
}

diesel::table! {
    /// What the open page of an attempt said last. For the room board only: no decision about time or answers is made on it.
    attempt_presence (attempt_id) {
        /// The attempt.
        attempt_id -> Uuid,
        /// When the page was heard last.
        seen_at -> Timestamptz,
        /// When what it said was last something new: another question, more or fewer unsaved answers.
        changed_at -> Timestamptz,
        /// Answers the page holds that the server has not acknowledged.
        unsaved -> Int4,
        /// The question shown, from 1; null on a page without one.
        position -> Nullable<Int2>,
    }
}

diesel::table! {
    /// One person sitting one exam once: in_progress, submitted (people have to grade it), graded, or voided. Backwards only by the event reopened.
    attempts (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam.
        exam_id -> Uuid,
        /// The published version it is pinned to.
        version_id -> Uuid,
        /// The trainee.
        person_id -> Uuid,
        /// First, second, … attempt of this person at this exam.
        number -> Int4,
        /// in_progress, submitted, graded or voided.
        state -> Text,
        /// Raised by each take-over; saves of an older epoch are refused.
        writer_epoch -> Int4,
        /// SHA-256 of the id of the session that holds the attempt; any other one sees the paper and may take over.
        holder_session -> Nullable<Bytea>,
        /// Questions in the paper: valid positions are 1 to this.
        question_count -> Int2,
        /// When it began, by the database clock.
        started_at -> Timestamptz,
        /// When the time is over; null is no limit. Only ever raised, each change with a row in attempt_events.
        deadline_at -> Nullable<Timestamptz>,
        /// When it counts as handed in: the request, or the deadline when the server closed it.
        submitted_at -> Nullable<Timestamptz>,
        /// When the server took the hand-in.
        received_at -> Nullable<Timestamptz>,
        /// Who closed it: trainee, page_at_deadline, sweep, staff, or staff_paper (sat on paper and entered by hand).
        submitted_by -> Nullable<Text>,
        /// Number on the receipt.
        receipt -> Nullable<Text>,
        /// Whether it came between the deadline and the end of the grace.
        late -> Bool,
        /// Since when the sweep leaves it alone because it could not be closed; null normally.
        quarantined_at -> Nullable<Timestamptz>,
        /// Why it could not be closed.
        quarantine_reason -> Nullable<Text>,
        /// How often closing it failed.
        sweep_failures -> Int4,
        /// When the sweep may try again.
        sweep_after -> Nullable<Timestamptz>,
        /// Extra time of the person's accommodation that is in the deadline. Only ever raised.
        extra_seconds -> Int4,
        /// Since when its time stands still; null while it runs. When it goes on, the deadline is raised by exactly the length of the pause.
        paused_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// One link for each audit row. No foreign key: a row that vanished must show when the chain is checked.
    audit_chain (position) {
        /// Place in the chain, from 1, without gaps.
        position -> Int8,
        /// The audit row.
        event_id -> Uuid,
        /// When the link was made, by the database clock.
        chained_at -> Timestamptz,
        /// Which key made the hash: the first 8 bytes of a digest of it. The key itself is not in the database.
        key_id -> Bytea,
        /// Hash of the link before; of the first link 32 zero bytes.
        previous_hash -> Bytea,
        /// HMAC-SHA256 of position, time, previous hash and audit row.
        hash -> Bytea,
    }
}

diesel::table! {
    /// Who did what to what, written in the transaction of the change itself.
    audit_events (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// When it happened, by the database clock.
        at -> Timestamptz,
        /// The person who did it; null for the server itself and the command line.
        actor_id -> Nullable<Uuid>,
        /// What was done, as room.verb, for example exam.published.
        action -> Text,
        /// What kind of thing it was done to, for example exam.
        subject_kind -> Text,
        /// Id or code of that thing.
        subject_id -> Text,
        /// Facts about the change; never a password, an answer or a key.
        detail -> Jsonb,
        /// Id of the request, as shown on error pages and in the log.
        request_id -> Nullable<Text>,
        /// For each personal fact kept in audit_personal: hex of SHA-256 over its salt and its value, by its field.
        commitments -> Jsonb,
    }
}

diesel::table! {
    /// Audit rows that are not in the chain yet: a queue that is empty most of the time.
    audit_pending (event_id) {
        /// The audit row.
        event_id -> Uuid,
        /// When it was written. One that waits for more than a minute is an alarm.
        since -> Timestamptz,
    }
}

diesel::table! {
    /// Names and addresses of audit rows, beside them: erasing a row here leaves the chain whole, changing one shows.
    audit_personal (event_id, field) {
        /// The audit row.
        event_id -> Uuid,
        /// What the fact is, for example address, before or name.
        field -> Text,
        /// 16 random bytes: without them nobody can guess the value from its digest.
        salt -> Bytea,
        /// The fact as JSON.
        value -> Text,
    }
}

diesel::table! {
    /// Which version of which question a bank held, from which revision to which.
    bank_questions (bank_id, question_id, from_revision) {
        /// The bank.
        bank_id -> Uuid,
        /// The question.
        question_id -> Uuid,
        /// The version that counts in this range.
        version_id -> Uuid,
        /// First revision with it.
        from_revision -> Int4,
        /// First revision without it; null while it is current.
        to_revision -> Nullable<Int4>,
    }
}

diesel::table! {
    /// Each change of a bank. Never edited.
    bank_revisions (bank_id, number) {
        /// The bank.
        bank_id -> Uuid,
        /// Counts from 1 in each bank.
        number -> Int4,
        /// When it was written.
        created_at -> Timestamptz,
        /// Who wrote it; null for the server itself.
        created_by -> Nullable<Uuid>,
        /// shipped (at start), import (in the browser), command_line, edited (by hand) or restored (what an earlier revision said).
        source -> Text,
        /// Name of the file it came from; of a change by hand what was changed, for example the code of the question.
        source_name -> Text,
        /// Questions new in this revision.
        added -> Int4,
        /// Questions with a new version in this revision.
        changed -> Int4,
        /// Questions no longer in the bank from this revision on.
        removed -> Int4,
        /// The revision that this one takes back; null for all others.
        undoes -> Nullable<Int4>,
    }
}

diesel::table! {
    /// Question banks: named collections of questions.
    banks (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Lasting identity, used in addresses and files.
        code -> Text,
        /// Title in Chinese.
        title_zh -> Text,
        /// Title in English.
        title_en -> Text,
        /// When it was made.
        created_at -> Timestamptz,
        /// Who made it; null for a shipped bank.
        created_by -> Nullable<Uuid>,
        /// Whether a second person looks at new and changed questions before exams draw them.
        needs_review -> Bool,
    }
}

diesel::table! {
    /// Secret addresses under which a person's own days can be read by a calendar, without signing in.
    calendar_links (token_hash) {
        /// SHA-256 of the 256-bit token in the address.
        token_hash -> Bytea,
        /// Whose days.
        person_id -> Uuid,
        /// When it was made.
        created_at -> Timestamptz,
        /// When it was replaced or ended; null while it works.
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// The last certificate number of each certification and year.
    certificate_counters (programme_id, year) {
        /// The certification.
        programme_id -> Uuid,
        /// Year of issue in the company zone.
        year -> Int4,
        /// The highest number given out.
        last -> Int4,
    }
}

diesel::table! {
    /// Texts, colour and pictures of the paper; each counts for what is issued from its time on, until the next one.
    certificate_designs (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Headings, sentences, signer and colour.
        texts -> Jsonb,
        /// PNG at the top; null for none.
        logo -> Nullable<Bytea>,
        /// PNG of a signature or seal; null for none.
        signature -> Nullable<Bytea>,
        /// When it was last changed.
        changed_at -> Timestamptz,
        /// Who changed it last.
        changed_by -> Nullable<Uuid>,
        /// From when it counts; null for the draft, of which there is one at most. What counts is never changed.
        used_from -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// What happened to a certificate after issue. Never edited.
    certificate_events (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The certificate.
        certificate_id -> Uuid,
        /// revoked, superseded or reinstated.
        kind -> Text,
        /// When.
        at -> Timestamptz,
        /// Who did it; null for the server.
        actor_id -> Nullable<Uuid>,
        /// Class of the reason, for example issued_in_error or renewed.
        reason -> Text,
        /// Words of the person who did it; not public.
        note -> Nullable<Text>,
        /// The certificate that took its place.
        successor_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Spreadsheets of certificates from before, each a change set that is looked at, brought in and perhaps taken back.
    certificate_imports (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Name of the file as it was sent.
        file_name -> Text,
        /// The rows of the file as they were read: number of the row and its cells as text.
        cells -> Jsonb,
        /// What the columns hold, by letter, and the row in which the certificates begin.
        column_uses -> Jsonb,
        /// Which certification is meant, by the words of the file.
        titles -> Jsonb,
        /// open, committed, undone or discarded.
        state -> Text,
        /// How many rows were brought in, were there already or were left out; null until then.
        counts -> Nullable<Jsonb>,
        /// When the file was sent.
        created_at -> Timestamptz,
        /// Who sent it.
        created_by -> Nullable<Uuid>,
        /// When it was brought in.
        committed_at -> Nullable<Timestamptz>,
        /// Who brought it in.
        committed_by -> Nullable<Uuid>,
        /// When bringing it in was undone.
        undone_at -> Nullable<Timestamptz>,
        /// Who undid it.
        undone_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// The PDF of each certificate that was fetched: made once, the same bytes for ever.
    certificate_papers (certificate_id) {
        /// The certificate.
        certificate_id -> Uuid,
        /// The design it was drawn with; null for the one the program comes with.
        design_id -> Nullable<Uuid>,
        /// The file.
        pdf -> Bytea,
        /// When it was fetched for the first time.
        made_at -> Timestamptz,
    }
}

diesel::table! {
    /// Issued certificates, frozen at issue. What happens to them later is in certificate_events.
    certificates (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Number for people: programme, year, running number.
        number -> Text,
        /// Random code of 128 bits in the public address.
        verification_code -> Text,
        /// The holder.
        person_id -> Uuid,
        /// The certification.
        programme_id -> Uuid,
        /// The rules under which it was issued.
        programme_version_id -> Uuid,
        /// Name of the holder at issue.
        holder_name -> Text,
        /// Name in Latin letters at issue.
        holder_latin_name -> Nullable<Text>,
        /// Chinese title at issue.
        title_zh -> Text,
        /// English title at issue.
        title_en -> Text,
        /// Who issues it, at issue.
        issuer -> Text,
        /// Points of all the evidence in 1/100.
        score -> Int4,
        /// Possible points of all the evidence in 1/100.
        maximum -> Int4,
        /// What it rests on: list of kind, id, code, titles, score, maximum, time.
        evidence -> Jsonb,
        /// When it was issued.
        issued_at -> Timestamptz,
        /// First day it is valid, in the company zone.
        valid_from -> Date,
        /// Last day it is valid, in the company zone; null is without end.
        valid_to -> Nullable<Date>,
        /// When the row was written (differs from issued_at for records brought in).
        recorded_at -> Timestamptz,
        /// The day whose returns end its validity where the anniversary is kept; null is its first day.
        anchored_on -> Nullable<Date>,
        /// The spreadsheet it was brought in from; null for those issued here. Points and evidence mean nothing then.
        import_id -> Nullable<Uuid>,
        /// The row of the spreadsheet.
        import_row -> Nullable<Int4>,
    }
}

diesel::table! {
    /// What the columns of tables with these headings hold, as a person said once: used for the next file with the same headings.
    column_mappings (headings_digest) {
        /// SHA-256 of the first row of the table, width and case folded.
        headings_digest -> Bytea,
        /// That row, as it was written.
        headings -> Array<Text>,
        /// What the columns hold: {"A": "stem", "B": "option"}.
        uses -> Jsonb,
        /// When a person last said so.
        changed_at -> Timestamptz,
        /// Who did.
        changed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// The one certificate that counts for a person and a certification: the only pointer that moves.
    current_certificates (person_id, programme_id) {
        /// The person.
        person_id -> Uuid,
        /// The certification.
        programme_id -> Uuid,
        /// The certificate, valid or not: its state is computed.
        certificate_id -> Uuid,
    }
}

diesel::table! {
    /// Every try to deliver a message, and how it ended. Never edited.
    delivery_tries (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The message.
        message_id -> Uuid,
        /// When it ended.
        at -> Timestamptz,
        /// How long it took.
        milliseconds -> Int4,
        /// Status of the answer over HTTP, or code of the mail server; null where there was none.
        status -> Nullable<Int4>,
        /// What went wrong; null when it was delivered.
        error -> Nullable<Text>,
    }
}

diesel::table! {
    /// What trainees object to in the marking of a question, and what trainers answer.
    disputes (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt; its trainee raised it.
        attempt_id -> Uuid,
        /// The question of its paper, from 1.
        position -> Int2,
        /// What the trainee says.
        text -> Text,
        /// When.
        raised_at -> Timestamptz,
        /// What a trainer answered; null while it is open.
        answer -> Nullable<Text>,
        /// When.
        answered_at -> Nullable<Timestamptz>,
        /// By whom.
        answered_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// When a person belonged to the company.
    employments (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Whose employment this is.
        person_id -> Uuid,
        /// First moment of the employment.
        valid_from -> Timestamptz,
        /// End of the employment (exclusive); null while it lasts.
        valid_to -> Nullable<Timestamptz>,
        /// Since when it is known here: later than its beginning where it was entered afterwards.
        recorded_at -> Timestamptz,
        /// When leaving was entered, which may be later than the last day; the account was blocked at this very time if it was not before.
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Make-up exams: a person may sit an exam again in a window of their own. Ended, never edited.
    exam_grants (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam.
        exam_id -> Uuid,
        /// Who may sit it.
        person_id -> Uuid,
        /// Start of their window.
        opens_at -> Timestamptz,
        /// End of their window.
        closes_at -> Timestamptz,
        /// How often they may start in it.
        extra_attempts -> Int4,
        /// Why.
        reason -> Text,
        /// When it was given.
        created_at -> Timestamptz,
        /// Who gave it.
        created_by -> Nullable<Uuid>,
        /// When it was taken back; null while it holds.
        withdrawn_at -> Nullable<Timestamptz>,
        /// Who took it back.
        withdrawn_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// The sections of a published exam, each with its frozen pool.
    exam_sections (version_id, position) {
        /// The exam version.
        version_id -> Uuid,
        /// Order in the paper, from 1.
        position -> Int2,
        /// Questions drawn from the pool for each paper.
        draw_count -> Int4,
        /// Points of each question in 1/100.
        points -> Int4,
        /// Scoring method: all_or_nothing, subset_proportional, subset_half, right_minus_wrong, weights, per_option, kprim; or negative or claim with percent taken for a wrong answer and what never goes below 0 (question, section, exam), as in negative:25:exam.
        scoring -> Text,
        /// Question version ids that may be drawn, in ascending order; of questions chosen by hand, in the order of the paper.
        pool -> Array<Uuid>,
        /// Where quotas divide the section: [{"count", "pool"}], drawn one by one; null is one cell, the pool.
        cells -> Nullable<Jsonb>,
    }
}

diesel::table! {
    /// Published exams. Never edited: attempts point here.
    exam_versions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam.
        exam_id -> Uuid,
        /// Counts from 1 for each exam; the highest is the current one.
        number -> Int4,
        /// The frozen definition, as in exams.draft.
        definition -> Jsonb,
        /// Title in Chinese.
        title_zh -> Text,
        /// Title in English.
        title_en -> Text,
        /// Languages every question is available in.
        languages -> Array<Text>,
        /// Start of the window; null is open from publishing on.
        opens_at -> Nullable<Timestamptz>,
        /// End of the window; null never closes.
        closes_at -> Nullable<Timestamptz>,
        /// Time limit of an attempt in seconds; null is none.
        limit_seconds -> Nullable<Int4>,
        /// How often a person may sit it; null is without limit.
        attempts_allowed -> Nullable<Int4>,
        /// Percent of the maximum needed to pass.
        pass_mark -> Int2,
        /// Questions in a paper.
        question_count -> Int4,
        /// Points of a paper in 1/100, the same for everyone.
        maximum -> Int4,
        /// When it was published.
        published_at -> Timestamptz,
        /// Who published it.
        published_by -> Nullable<Uuid>,
        /// How papers are put together: 1 as drawn; 2 with shared material side by side and options that keep their place.
        arrangement -> Int2,
    }
}

diesel::table! {
    /// Exams as trainers work on them. What trainees sit is a published version.
    exams (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Lasting identity, used in addresses.
        code -> Text,
        /// The definition being worked on: titles, sections, times, rules.
        draft -> Jsonb,
        /// Counts each save of the draft, so that a stale page is noticed.
        draft_number -> Int4,
        /// When it was made.
        created_at -> Timestamptz,
        /// Who made it.
        created_by -> Nullable<Uuid>,
        /// When the draft was last saved.
        changed_at -> Timestamptz,
        /// Who saved it.
        changed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Who need not hold a certification, from when to when, and why.
    exemptions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who is exempt.
        person_id -> Uuid,
        /// From which certification.
        programme_id -> Uuid,
        /// Why, in words of HR.
        reason -> Text,
        /// First day, in the company zone.
        valid_from -> Date,
        /// Last day, in the company zone; null without end.
        valid_to -> Nullable<Date>,
        /// When it was granted.
        created_at -> Timestamptz,
        /// Who granted it.
        created_by -> Nullable<Uuid>,
        /// When it was ended before its time; from that day on it does not count.
        ended_at -> Nullable<Timestamptz>,
        /// Who ended it.
        ended_by -> Nullable<Uuid>,
        /// Why it was ended, in words of HR.
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    /// How the answers of an exam are graded by people; an exam without a row has the defaults.
    grading_settings (exam_id) {
        /// The exam.
        exam_id -> Uuid,
        /// Whether whoever grades sees whose answer it is.
        names_shown -> Bool,
        /// When it was last changed.
        changed_at -> Timestamptz,
        /// By whom.
        changed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Answers that people grade: one row for each of an attempt that was handed in, with the mark that counts.
    grading_tasks (attempt_id, position) {
        /// The attempt.
        attempt_id -> Uuid,
        /// The question of its paper, from 1.
        position -> Int2,
        /// The exam, as in the attempt.
        exam_id -> Uuid,
        /// The question as it stood in the paper.
        question_version_id -> Uuid,
        /// Most points it can be given, in 1/100.
        maximum -> Int4,
        /// Since when it waits, or waited.
        created_at -> Timestamptz,
        /// Who has it in front of them; null for nobody.
        claimed_by -> Nullable<Uuid>,
        /// Until when nobody else gets it.
        claimed_until -> Nullable<Timestamptz>,
        /// Number of the mark that counts, as in manual_marks; 0 while it waits for the first.
        mark_number -> Int4,
        /// Points given in 1/100; null while it waits.
        points -> Nullable<Int4>,
        /// What whoever graded it says to the trainee; null for nothing.
        comment -> Nullable<Text>,
        /// Who gave the mark that counts.
        graded_by -> Nullable<Uuid>,
        /// When.
        graded_at -> Nullable<Timestamptz>,
        /// SHA-256 of the answer that the mark was given for; null while it waits, and for marks from before this was kept.
        response_sha256 -> Nullable<Bytea>,
    }
}

diesel::table! {
    /// Who manages which group, from when to when: they are told when certificates of its people expire.
    group_managers (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The group; where one below it has no manager of its own, that one too.
        group_id -> Uuid,
        /// The manager.
        person_id -> Uuid,
        /// From when.
        valid_from -> Timestamptz,
        /// Until when (exclusive); null while it lasts.
        valid_to -> Nullable<Timestamptz>,
        /// Who said so.
        added_by -> Nullable<Uuid>,
        /// Who ended it.
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Each time a group came to belong to another one. Never edited.
    group_moves (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The group that moved.
        group_id -> Uuid,
        /// The group it belonged to until then; null for the top.
        from_parent_id -> Nullable<Uuid>,
        /// The group it belongs to from then on; null for the top.
        to_parent_id -> Nullable<Uuid>,
        /// The first day at the new place, in the company zone.
        moved_on -> Date,
        /// When it was entered.
        recorded_at -> Timestamptz,
        /// Who entered it.
        moved_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Units of the company, a tree.
    groups (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The unit it belongs to; null for the top.
        parent_id -> Nullable<Uuid>,
        /// Lasting short name, used in addresses and files.
        code -> Text,
        /// Name in Chinese.
        name_zh -> Text,
        /// Name in English.
        name_en -> Text,
        /// When it was added.
        created_at -> Timestamptz,
        /// Since when it is no longer used; null while it is.
        closed_at -> Nullable<Timestamptz>,
        /// Whether people of this group and of those below sign in with a sign-on service only; administrators keep their password.
        passwords_off -> Bool,
    }
}

diesel::table! {
    /// Work that a browser sealed while it could not reach the server, brought in by staff as a file.
    hand_in_files (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt it belongs to, proven by opening it.
        attempt_id -> Uuid,
        /// The file as it came, sealed.
        content -> Bytea,
        /// SHA-256 of the file.
        sha256 -> Bytea,
        /// When it was brought in.
        uploaded_at -> Timestamptz,
        /// Who brought it in.
        uploaded_by -> Uuid,
        /// When it was accepted; null while it was not.
        accepted_at -> Nullable<Timestamptz>,
        /// Who accepted it.
        accepted_by -> Nullable<Uuid>,
        /// Why.
        reason -> Nullable<Text>,
        /// The score it led to.
        result_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Which groups must hold which certification, from when to when.
    holding_requirements (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The certification.
        programme_id -> Uuid,
        /// The group; it holds for the groups below it too.
        group_id -> Uuid,
        /// From when they must hold it.
        valid_from -> Timestamptz,
        /// Until when (exclusive); null while it holds.
        valid_to -> Nullable<Timestamptz>,
        /// When this was decided.
        created_at -> Timestamptz,
        /// Who decided it.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// The names under which a person signs in. Provider local is this server; others are sign-on services.
    identities (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who signs in under it.
        person_id -> Uuid,
        /// local, or the sign-on service with the company or address it belongs to.
        provider -> Text,
        /// The name itself, folded (width and case) for provider local; of a sign-on service, the lasting name of the account there.
        subject -> Text,
        /// What the name is: employee number, e-mail, phone, or external.
        kind -> Text,
        /// When it was added.
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Pictures that texts of questions name, drawn anew when they came in. Never edited.
    images (name) {
        /// Named after its content (32 digits of the SHA-256), so that equal pictures are stored once. Texts name it as ![words](media:name).
        name -> Text,
        /// In pixels.
        width -> Int4,
        /// In pixels.
        height -> Int4,
        /// The PNG or JPEG file.
        content -> Bytea,
        /// When it was first stored.
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Each question read from the file of an import.
    import_rows (import_id, position) {
        /// The import.
        import_id -> Uuid,
        /// Counts from 1 in the order of the file.
        position -> Int4,
        /// Compared with the banks: new, same, changed, duplicate (of another question), key_conflict (stem and options of another question, another key) or error.
        verdict -> Text,
        /// What was read, as a question of bank check --json.
        draft -> Jsonb,
        /// What the reader says about this question.
        diagnostics -> Jsonb,
        /// First line in the file.
        source_from -> Nullable<Int4>,
        /// Last line in the file.
        source_to -> Nullable<Int4>,
        /// These lines.
        source_text -> Text,
        /// The question of the bank it is the same as, changes, or duplicates.
        question_id -> Nullable<Uuid>,
        /// take or leave, as the trainer chose.
        decision -> Text,
        /// What the commit did with it; null before.
        outcome -> Nullable<Text>,
        /// What was read, before a person changed it: [{"draft", "diagnostics", "source_from", "source_to", "source_text"}], two of a row that was merged with the one before; null while it is as it was read.
        original -> Nullable<Jsonb>,
        /// Questions of the banks and of the file that say nearly the same: [{"percent", "to", "stem"}], most alike first.
        resembles -> Jsonb,
    }
}

diesel::table! {
    /// What is being done to a large import in the background; gone when it is done. Nothing depends on it: the work itself is one transaction.
    import_work (import_id) {
        /// The import.
        import_id -> Uuid,
        /// Who works; another one takes over when the beats stop.
        worker -> Uuid,
        /// reading (the file) or writing (into the bank).
        step -> Text,
        /// Questions that are done.
        done -> Int4,
        /// Questions in all; 0 while that is not known.
        total -> Int4,
        /// What the person saw who wants it written; null for reading.
        seen_mark -> Nullable<Text>,
        /// When it began.
        started_at -> Timestamptz,
        /// When the worker last showed that it is there.
        beat_at -> Timestamptz,
        /// Who asked for it.
        started_by -> Nullable<Uuid>,
        /// Whether a person wants it to stop.
        is_cancelled -> Bool,
        /// Why it ended without being done; null while it goes on.
        problem -> Nullable<Text>,
        /// How a file under review is read once more, as a person said: {"hints", "is_named", "remember_above"}; null for the first reading and for writing.
        reread -> Nullable<Jsonb>,
    }
}

diesel::table! {
    /// Files that were read and wait for a person: nothing of them is in a bank before they are committed.
    imports (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The bank it goes to; null while it is to make a new one.
        bank_id -> Nullable<Uuid>,
        /// Code of the bank it will make.
        new_bank_code -> Nullable<Text>,
        /// Chinese title of the bank it will make.
        new_bank_title_zh -> Nullable<Text>,
        /// English title of the bank it will make.
        new_bank_title_en -> Nullable<Text>,
        /// draft, committed or discarded.
        state -> Text,
        /// Name of the file as it was sent.
        file_name -> Text,
        /// The file itself, at most 8 MiB.
        content -> Bytea,
        /// Recognised format, for example paper-text.
        format -> Nullable<Text>,
        /// Recognised encoding.
        encoding -> Text,
        /// Lines in the file.
        line_count -> Int4,
        /// What the reader has to say about the file as a whole, as in bank check --json.
        diagnostics -> Jsonb,
        /// Ranges of lines that are not questions, with the reason.
        skipped -> Jsonb,
        /// When the file was sent.
        created_at -> Timestamptz,
        /// Who sent it.
        created_by -> Nullable<Uuid>,
        /// When it was committed or discarded.
        closed_at -> Nullable<Timestamptz>,
        /// Who did that.
        closed_by -> Nullable<Uuid>,
        /// The bank revision it became.
        revision_number -> Nullable<Int4>,
        /// First rows of the tables of a spreadsheet or a text table: [{"sheet", "rows": [[1, ["…"]]]}], each row with its number.
        tables -> Jsonb,
        /// What the columns hold, as a person said, and where the questions begin: {"columns": {"A": "stem"}, "first_row": 2}; without columns the headings say it.
        column_uses -> Jsonb,
        /// When it was taken back out of its bank; null while it stands.
        undone_at -> Nullable<Timestamptz>,
        /// Who did that.
        undone_by -> Nullable<Uuid>,
        /// The bank revision that took it back; null when there was nothing to take back.
        undone_revision -> Nullable<Int4>,
    }
}

diesel::table! {
    /// What was noted about a sitting where the exam says so. Facts without a verdict; deleted when delete_after has passed.
    integrity_notes (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt.
        attempt_id -> Uuid,
        /// Made by the page, so that a note that is sent twice stands once.
        mark -> Text,
        /// focus_lost, focus_returned, pasted, connection_gap, address (the first one seen, or another one), limit_told (the trainee was told that the limit is reached).
        kind -> Text,
        /// The question shown then, from 1; null when it does not matter.
        position -> Nullable<Int2>,
        /// Seconds away (focus_returned, connection_gap), characters (pasted), times away (limit_told).
        amount -> Nullable<Int4>,
        /// Network address the server saw, where kind is address.
        address -> Nullable<Text>,
        /// When the device says it was: evidence only.
        device_at -> Nullable<Timestamptz>,
        /// When the server received it.
        noted_at -> Timestamptz,
        /// When it is deleted: as many days later as the exam keeps such notes.
        delete_after -> Timestamptz,
    }
}

diesel::table! {
    /// One-time links: the one that makes the first admin, and those that let a person set a password.
    invitations (token_hash) {
        /// SHA-256 of the 256-bit token in the link.
        token_hash -> Bytea,
        /// first_admin or set_password.
        purpose -> Text,
        /// Whose password it sets; null for first_admin.
        person_id -> Nullable<Uuid>,
        /// When it was made.
        created_at -> Timestamptz,
        /// Until when it works.
        expires_at -> Timestamptz,
        /// When it was used; a link works once.
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Failed sign-ins of the last hours: what the throttle counts. Successes are free.
    login_failures (id) {
        /// Running number.
        id -> Int8,
        /// SHA-256 of the folded name that was typed, known or not.
        subject_hash -> Bytea,
        /// Address it came from.
        address -> Text,
        /// When.
        failed_at -> Timestamptz,
    }
}

diesel::table! {
    /// Every mark that people gave, changed ones too. Never edited.
    manual_marks (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt.
        attempt_id -> Uuid,
        /// The question of its paper, from 1.
        position -> Int2,
        /// Counts the marks of this answer from 1.
        number -> Int4,
        /// Points in 1/100.
        points -> Int4,
        /// What is said to the trainee; null for nothing.
        comment -> Nullable<Text>,
        /// Why a mark was changed after the result was there; null before.
        reason -> Nullable<Text>,
        /// When.
        given_at -> Timestamptz,
        /// By whom.
        given_by -> Uuid,
    }
}

diesel::table! {
    /// Texts that several questions share, for example a case. Never edited.
    materials (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The bank it belongs to.
        bank_id -> Uuid,
        /// SHA-256 of the texts, so that the same text is stored once.
        digest -> Bytea,
        /// The text by language: {"zh-CN": "…", "en": "…"}.
        texts -> Jsonb,
        /// When it was stored.
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Who belonged to which group, from when to when.
    memberships (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The member.
        person_id -> Uuid,
        /// The group.
        group_id -> Uuid,
        /// From when.
        valid_from -> Timestamptz,
        /// Until when (exclusive); null while it lasts.
        valid_to -> Nullable<Timestamptz>,
        /// Since when it is known here: later than its beginning where it was entered afterwards.
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    /// When no server was there, and when the clock of the database jumped. Only ever added to.
    outages (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// away (no server was there) or clock_step (the clock of the database jumped; to_at lies before from_at when it went back).
        kind -> Text,
        /// What the clock said before.
        from_at -> Timestamptz,
        /// What the clock said afterwards.
        to_at -> Timestamptz,
        /// When it was noticed.
        noted_at -> Timestamptz,
    }
}

diesel::table! {
    /// What is told to people and programs, one row for each recipient and way: written in the transaction of its cause, delivered afterwards. A row of the channel inbox is the message itself.
    outbox_messages (id) {
        /// Time-ordered id (UUIDv7); recipients are told it, so that they recognise what comes twice.
        id -> Uuid,
        /// reminder (to the holder), digest (to managers and robots), event (to webhooks), test, invitation (a link to set a password, by mail), or account (what happened to the account of a person).
        kind -> Text,
        /// mail, inbox, robot or webhook.
        channel -> Text,
        /// Who is told, for mail and inbox.
        person_id -> Nullable<Uuid>,
        /// The robot that is told.
        robot_id -> Nullable<Uuid>,
        /// The webhook that is told.
        webhook_id -> Nullable<Uuid>,
        /// The facts; words are put around them when it is sent or shown. For webhooks what is sent.
        payload -> Jsonb,
        /// What it is about, to whom and which way: a second row for the same is refused.
        dedup_key -> Text,
        /// waiting, sent or given_up (a person can have it sent again).
        state -> Text,
        /// Tries since it was written, or since a person had it sent again.
        tries -> Int4,
        /// When it may be tried next; while one server tries, when another one may.
        next_try_at -> Timestamptz,
        /// The try that is or was under way; only its outcome is taken.
        claim -> Nullable<Uuid>,
        /// What went wrong at the last try; null after one that worked.
        last_error -> Nullable<Text>,
        /// When it was written.
        created_at -> Timestamptz,
        /// When it was sent or given up; null while it waits.
        finished_at -> Nullable<Timestamptz>,
        /// When the person marked it as read; for the inbox only.
        read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Attempts that were sat on paper and entered by staff. Never edited.
    paper_entries (attempt_id) {
        /// The attempt.
        attempt_id -> Uuid,
        /// The paper that was sat.
        printed_paper_id -> Uuid,
        /// Who sat it, as in the attempt.
        person_id -> Uuid,
        /// When it was sat, as staff say.
        sat_at -> Timestamptz,
        /// Whether only the score was entered and no answers.
        score_only -> Bool,
        /// Why it was sat on paper, in the words of who entered it.
        reason -> Text,
        /// When it was entered.
        entered_at -> Timestamptz,
        /// Who entered it.
        entered_by -> Nullable<Uuid>,
        /// Counts the entries of the same sitting from 1: a later one follows one that was voided.
        entry -> Int4,
    }
}

diesel::table! {
    /// The questions drawn for an attempt. Never edited: the stored paper is the truth.
    papers (attempt_id) {
        /// The attempt.
        attempt_id -> Uuid,
        /// What the draw was seeded with.
        seed -> Bytea,
        /// Question versions that were not to be drawn.
        excluded -> Array<Uuid>,
        /// In order: section, question version, points, scoring, order of the options.
        items -> Jsonb,
        /// Points of the paper in 1/100.
        maximum -> Int4,
        /// When it was drawn.
        created_at -> Timestamptz,
        /// Question versions that enough other papers of the exam version had, so that they were avoided while others were left.
        over_exposed -> Array<Uuid>,
    }
}

diesel::table! {
    /// Wrong passcodes a person typed lately at an exam: what the throttle counts. Removed by the right one.
    passcode_tries (exam_id, person_id) {
        /// The exam.
        exam_id -> Uuid,
        /// Who typed.
        person_id -> Uuid,
        /// How many in a row.
        failures -> Int4,
        /// When the last one was.
        failed_at -> Timestamptz,
    }
}

diesel::table! {
    /// Everyone who signs in. Names, employment, roles and memberships are rows of their own with from and to.
    people (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Employee number as HR writes it; also a way to sign in (see identities).
        employee_number -> Nullable<Text>,
        /// Address for mail, if any.
        email -> Nullable<Text>,
        /// Telephone number, if any.
        phone -> Nullable<Text>,
        /// Language the person chose for pages; null follows the browser.
        language -> Nullable<Text>,
        /// IANA time zone the person chose for display; null is the company zone.
        zone -> Nullable<Text>,
        /// Light or dark as the person chose; null follows the device.
        theme -> Nullable<Text>,
        /// Argon2id in PHC form; null means no password sign-in yet.
        password_hash -> Nullable<Text>,
        /// When the password was last set.
        password_changed_at -> Nullable<Timestamptz>,
        /// When the person was added.
        created_at -> Timestamptz,
        /// Since when the person may not sign in; null means they may.
        blocked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// What bringing in a spreadsheet did to each person: what undoing it goes back to. Never edited.
    people_import_changes (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The spreadsheet.
        import_id -> Uuid,
        /// Its row; null for those who left because they are not in it.
        row_number -> Nullable<Int4>,
        /// The person. No foreign key: undoing takes new people away again.
        person_id -> Uuid,
        /// new, changed, returned or left.
        kind -> Text,
        /// The person as they were; null inside for new ones.
        before -> Jsonb,
        /// The person as they were afterwards.
        after -> Jsonb,
    }
}

diesel::table! {
    /// Spreadsheets of people, each a change set that is looked at, brought in and perhaps taken back.
    people_imports (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Name of the file as it was sent; empty for pasted rows.
        file_name -> Text,
        /// The rows of the file as they were read: number of the row and its cells as text.
        cells -> Jsonb,
        /// What the columns hold, by place, and the row in which the people begin.
        column_uses -> Jsonb,
        /// What the reviewer decided: rows left out, who is meant, whether groups are added, who has left.
        choices -> Jsonb,
        /// open, committed, undone or discarded.
        state -> Text,
        /// What became of its rows; null until it was brought in.
        counts -> Nullable<Jsonb>,
        /// When the file was sent.
        created_at -> Timestamptz,
        /// Who sent it.
        created_by -> Nullable<Uuid>,
        /// When it was brought in; rows it wrote elsewhere carry this very time.
        committed_at -> Nullable<Timestamptz>,
        /// Who brought it in.
        committed_by -> Nullable<Uuid>,
        /// When bringing it in was undone.
        undone_at -> Nullable<Timestamptz>,
        /// Who undid it.
        undone_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Which record of a person became part of which other one. Never edited. What else never changes may pass to the kept record along such a row, and in no other way.
    person_merges (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The record that ended.
        merged_id -> Uuid,
        /// The record that has everything now.
        kept_id -> Uuid,
        /// When.
        at -> Timestamptz,
        /// Who did it.
        merged_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// What a person was called, from when to when.
    person_names (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Whose name this is.
        person_id -> Uuid,
        /// The full name as the person writes it.
        name -> Text,
        /// The name in Latin letters, if given.
        latin_name -> Nullable<Text>,
        /// From when the name is used.
        valid_from -> Timestamptz,
        /// Until when it was used (exclusive); null for the current name.
        valid_to -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Papers of a published exam that are printed and sat on paper. Never edited: a letter prints the same for ever.
    printed_papers (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam version.
        version_id -> Uuid,
        /// A, B, C or D.
        letter -> Text,
        /// What the draw was seeded with.
        seed -> Bytea,
        /// In order: section, question version, points, scoring, order of the options; as in papers.items.
        items -> Jsonb,
        /// Points of the paper in 1/100.
        maximum -> Int4,
        /// When it was drawn.
        created_at -> Timestamptz,
        /// Who had it drawn.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// The rules of a certification over time; the highest number counts. Never edited.
    programme_versions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The certification.
        programme_id -> Uuid,
        /// Counts from 1.
        number -> Int4,
        /// Title in Chinese.
        title_zh -> Text,
        /// Title in English.
        title_en -> Text,
        /// How long a certificate is valid, in months; null is without end.
        validity_months -> Nullable<Int4>,
        /// Codes of what must be passed (exam codes), all of them.
        requirement_codes -> Array<Text>,
        /// Since when it applies.
        created_at -> Timestamptz,
        /// Who wrote it.
        created_by -> Nullable<Uuid>,
        /// What must be passed and when it is renewed; null for what requirement_codes alone say: all of them, and any new pass renews.
        rules -> Nullable<Jsonb>,
        /// First day it counts, in the company zone; null from when it was written. Of those that count, the highest number does.
        applies_from -> Nullable<Date>,
    }
}

diesel::table! {
    /// Certifications: what one can be certified in.
    programmes (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Lasting identity; in capitals it begins the certificate numbers.
        code -> Text,
        /// When it was made.
        created_at -> Timestamptz,
        /// Who made it.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Which pictures a question names, and when a trainee may see them.
    question_images (version_id, shown, image_name) {
        /// The version of the question.
        version_id -> Uuid,
        /// question: in stem, options or material, seen while answering. review: in explanation, reference or fact, seen when the key opens.
        shown -> Text,
        /// The picture.
        image_name -> Text,
    }
}

diesel::table! {
    /// What question versions are found by. Made from them; may be emptied, the server fills it again.
    question_search (version_id) {
        /// The version.
        version_id -> Uuid,
        /// How terms and folded were made; the server makes older ones anew.
        method -> Int2,
        /// Pairs of neighbouring Chinese characters, single ones, and the first one to three letters of words, all folded.
        terms -> Array<Text>,
        /// Everything the question says in one form: one width and case, simplified characters, words between single spaces.
        folded -> Text,
    }
}

diesel::table! {
    /// What a question said from some revision on. Never edited: papers point here.
    question_versions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The question.
        question_id -> Uuid,
        /// Counts from 1 for each question.
        number -> Int4,
        /// Type of the question: single_choice, multiple_choice, true_false, short_answer, …
        kind -> Text,
        /// Code of the topic, for example key-account.
        topic -> Nullable<Text>,
        /// 1 (easy) to 5.
        difficulty -> Nullable<Int2>,
        /// Suggested points in 1/100; the section of an exam overrides it.
        points -> Nullable<Int4>,
        /// Free tags.
        tags -> Array<Text>,
        /// Shared text shown above the question, if any.
        material_id -> Nullable<Uuid>,
        /// By language: {"zh-CN": {"stem", "options": ["…"], "explanation", "reference": ["…"]}, "en": {…}}. The option at index 0 is label A.
        texts -> Jsonb,
        /// The languages in texts.
        languages -> Array<Text>,
        /// How many options there are; 0 for true_false and short_answer.
        option_count -> Int2,
        /// The key: ["B"] labels of choice questions, true or false, null when none is known or people grade it.
        answer -> Nullable<Jsonb>,
        /// Equal for the same question written slightly differently (width, spaces, order of options).
        fingerprint -> Bytea,
        /// SHA-256 of everything above: equal means nothing changed.
        content_digest -> Bytea,
        /// When it was written.
        created_at -> Timestamptz,
        /// Labels of the options that keep their place when options are shuffled; null when the bank does not say and their words decide.
        kept_options -> Nullable<Array<Text>>,
        /// What choosing each option gives, in 1/100 percent of the points, in the order of the options; null when it is no more than right or wrong.
        option_weights -> Nullable<Array<Int4>>,
    }
}

diesel::table! {
    /// The lasting identity of a question. What it says is in its versions.
    questions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The bank it belongs to.
        bank_id -> Uuid,
        /// Lasting name inside the bank, for example ka-017.
        code -> Text,
        /// When it first appeared.
        created_at -> Timestamptz,
    }
}

diesel::table! {
    /// Codes for who has lost the app; each works once.
    recovery_codes (person_id, code_hash) {
        /// Whose codes.
        person_id -> Uuid,
        /// HMAC-SHA256 of the code under a key that is not in the database.
        code_hash -> Bytea,
        /// When it was made.
        created_at -> Timestamptz,
        /// When it was used; null while it works.
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// To whom a person reports, from when to when. It gives no rights: those who see a group's records stand in group_managers.
    reporting_lines (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The person.
        person_id -> Uuid,
        /// To whom they report.
        manager_id -> Uuid,
        /// From when.
        valid_from -> Timestamptz,
        /// Until when (exclusive); null while it lasts.
        valid_to -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Every save that reached an attempt, kept or refused, as evidence. Only ever added to.
    response_journal (attempt_id, position, writer_epoch, sequence, received_at) {
        /// The attempt (no foreign key: evidence outlives it).
        attempt_id -> Uuid,
        /// The question in the paper, from 1.
        position -> Int2,
        /// Epoch the device claimed.
        writer_epoch -> Int4,
        /// Sequence the device gave.
        sequence -> Int4,
        /// When it was received, by the database clock.
        received_at -> Timestamptz,
        /// stored, or why it was refused: conflict, superseded, late, closed, no_such_question.
        verdict -> Text,
        /// What was sent.
        response -> Text,
        /// When the device says it was answered: evidence, never acceptance.
        client_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// The current answer to each question of an attempt. Written by the batching writer.
    responses (attempt_id, position) {
        /// The attempt.
        attempt_id -> Uuid,
        /// The question in the paper, from 1.
        position -> Int2,
        /// Epoch of the device that wrote it.
        writer_epoch -> Int4,
        /// Counts the saves of this position; only a higher one replaces it.
        sequence -> Int4,
        /// Labels as shown to this trainee (AC), T or F, or text; empty means cleared.
        response -> Text,
        /// When the save was received, by the database clock.
        saved_at -> Timestamptz,
    }
}

diesel::table! {
    /// Scores of an attempt. A change of score is a new row with a higher number, the old one stays.
    results (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The attempt.
        attempt_id -> Uuid,
        /// Counts from 1; the highest counts.
        number -> Int4,
        /// What led to this score: submitted (the hand-in), file (work handed in as a file), paper (a printed paper entered by hand), graded (people gave the last mark), regraded (a mark that people gave was changed).
        cause -> Text,
        /// Points in 1/100.
        score -> Int4,
        /// Possible points in 1/100.
        maximum -> Int4,
        /// Percent needed, as in the exam version.
        pass_mark -> Int2,
        /// Whether score × 100 ≥ pass mark × maximum.
        passed -> Bool,
        /// In order of the paper: response, points given, whether right.
        marks -> Jsonb,
        /// When it was computed.
        created_at -> Timestamptz,
        /// Who caused it; null for the server.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Robots of group chats that are told what expires.
    robots (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// What people call it.
        name -> Text,
        /// wecom, dingtalk or feishu.
        provider -> Text,
        /// Where it is told; whoever knows this address can write to the chat.
        url -> Text,
        /// What its messages are signed with; null where it asks for none.
        secret -> Nullable<Text>,
        /// Whose certificates it is told of: this group and those below; null for everyone.
        group_id -> Nullable<Uuid>,
        /// zh-CN or en.
        language -> Text,
        /// When it was added.
        created_at -> Timestamptz,
        /// Who added it.
        created_by -> Nullable<Uuid>,
        /// Since when it is told nothing; null while it is.
        removed_at -> Nullable<Timestamptz>,
        /// Who removed it.
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Which roles a person has or had.
    role_grants (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who has the role.
        person_id -> Uuid,
        /// trainee, trainer, hr or admin.
        role -> Text,
        /// Since when.
        granted_at -> Timestamptz,
        /// Who gave it; null for the command line and the server.
        granted_by -> Nullable<Uuid>,
        /// Until when; null while it holds.
        revoked_at -> Nullable<Timestamptz>,
        /// Who took it back.
        revoked_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Which roles must hold which certification, from when to when.
    role_requirements (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The certification.
        programme_id -> Uuid,
        /// Everyone with this role.
        role -> Text,
        /// From when they must hold it.
        valid_from -> Timestamptz,
        /// Until when (exclusive); null while it holds.
        valid_to -> Nullable<Timestamptz>,
        /// When this was decided.
        created_at -> Timestamptz,
        /// Who decided it.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// When staff let the people of a room begin an exam that nobody begins by themselves.
    room_starts (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam.
        exam_id -> Uuid,
        /// Who may begin, if one person.
        person_id -> Nullable<Uuid>,
        /// Who may begin, if a group and the groups below it. Without person and group: everyone.
        group_id -> Nullable<Uuid>,
        /// From when; it counts for the window that is open then.
        created_at -> Timestamptz,
        /// Who pressed start.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Names that people gave to views of the records: the address with its filter.
    saved_views (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Who saved it; only this person changes or deletes it.
        owner_id -> Uuid,
        /// Its name; nobody has two of the same.
        name -> Text,
        /// Path and query of the page, without host.
        address -> Text,
        /// Whether everyone who may see the records sees it too.
        shared -> Bool,
        /// When it was saved.
        created_at -> Timestamptz,
        /// When it was last renamed, shared or kept for oneself.
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    /// Authenticator apps (RFC 6238: SHA-1, 6 digits, 30 s). Who has a confirmed one needs a code to sign in.
    second_factors (person_id) {
        /// Whose app.
        person_id -> Uuid,
        /// The shared secret of 20 bytes, AES-256-GCM under a key that is not in the database: nonce, ciphertext, tag.
        secret -> Bytea,
        /// The last 30-second step whose code was used: it and those before it are used up.
        last_step -> Int8,
        /// When the secret was made.
        created_at -> Timestamptz,
        /// When the first right code came; null while it is being set up.
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// One row: when any server last showed that it was there.
    server_beat (is_only) {
        /// Always true: there is one row.
        is_only -> Bool,
        /// When, by the database clock.
        beat_at -> Timestamptz,
    }
}

diesel::table! {
    /// Who is signed in. The cookie holds the id, this table only its hash.
    sessions (id_hash) {
        /// SHA-256 of the 256-bit session id.
        id_hash -> Bytea,
        /// Who is signed in.
        person_id -> Uuid,
        /// When they signed in.
        created_at -> Timestamptz,
        /// Last request, written at most once a minute.
        last_seen_at -> Timestamptz,
        /// End of the session, however busy it is.
        expires_at -> Timestamptz,
        /// When it was ended by sign-out, a password change or an admin; null while it lives.
        revoked_at -> Nullable<Timestamptz>,
        /// Address the sign-in came from.
        address -> Nullable<Text>,
        /// Browser of the sign-in, cut to 300 characters.
        user_agent -> Nullable<Text>,
        /// When the person last proved who they are: at sign-in, and when asked again before something that matters.
        verified_at -> Timestamptz,
    }
}

diesel::table! {
    /// What an administrator decided about signing in: one row, none while nobody did.
    sign_in_settings (only) {
        /// Always true: there is one row.
        only -> Bool,
        /// required: trainers, HR and administrators need a second factor; offered: whoever wants one has it.
        second_factor -> Text,
        /// When it was decided.
        changed_at -> Timestamptz,
        /// Who decided.
        changed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Who gave the right password and still owes a code. The cookie holds the id, this table only its hash.
    sign_in_steps (id_hash) {
        /// SHA-256 of the 256-bit id in the cookie.
        id_hash -> Bytea,
        /// Who it is.
        person_id -> Uuid,
        /// SHA-256 of the name typed, whose failures are forgotten after the code; null after a one-time link.
        subject_hash -> Nullable<Bytea>,
        /// When the password was given.
        created_at -> Timestamptz,
        /// Until when a code is taken.
        expires_at -> Timestamptz,
        /// When the right code came; a step works once.
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// Who was sent to a sign-on service and has not come back yet. The secrets are in the address and in a cookie; here are only their hashes.
    sign_on_attempts (state_hash) {
        /// SHA-256 of the 256-bit state that travels through the service.
        state_hash -> Bytea,
        /// SHA-256 of the 256-bit secret in the cookie of the browser that began.
        browser_hash -> Bytea,
        /// The service as addresses name it.
        service -> Text,
        /// Path of the page to show afterwards.
        next -> Text,
        /// When the browser was sent away.
        created_at -> Timestamptz,
        /// Until when it may come back.
        expires_at -> Timestamptz,
        /// When it came back; an attempt works once.
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    /// What questions are about, as a tree that trainers own.
    topics (id) {
        /// The topic.
        id -> Uuid,
        /// The word question files and question_versions.topic name it by. Never changed.
        code -> Text,
        /// Title in Chinese.
        title_zh -> Text,
        /// Title in English.
        title_en -> Text,
        /// The topic above; null at the top.
        parent_id -> Nullable<Uuid>,
        /// Order among those beside it; equal ones by code.
        position -> Int4,
        /// Whether a trainer has put it into the tree; false while only question files name it.
        is_sorted -> Bool,
        /// The topic that its questions count for now; null while it stands for itself.
        merged_into -> Nullable<Uuid>,
        /// When it was made.
        created_at -> Timestamptz,
        /// Who made it; null for the server itself.
        created_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Versions of questions that were written while their bank asked for a second person. A version without a row is active.
    version_reviews (version_id) {
        /// The version.
        version_id -> Uuid,
        /// draft (waits for a second person), reviewed (accepted, not drawn yet) or active (exams draw it).
        state -> Text,
        /// Who wrote the version; null for the command line.
        author_id -> Nullable<Uuid>,
        /// Who looked at it last; never the author.
        reviewed_by -> Nullable<Uuid>,
        /// When that was.
        reviewed_at -> Nullable<Timestamptz>,
        /// What the second person says about it; empty for nothing.
        note -> Text,
    }
}

diesel::table! {
    /// Who has the waiting page of an exam open: presence, written again every few seconds.
    waiting (exam_id, person_id) {
        /// The exam.
        exam_id -> Uuid,
        /// Who waits.
        person_id -> Uuid,
        /// When their page was last heard of.
        seen_at -> Timestamptz,
    }
}

diesel::table! {
    /// Other programs that are told what happens to certificates.
    webhooks (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// Where they are told.
        url -> Text,
        /// Of what: certificate.issued, .renewed, .expiring, .expired, .revoked, .reinstated.
        events -> Array<Text>,
        /// What deliveries are signed with. It is needed to sign, so it stands here as it is; pages show it once.
        secret -> Text,
        /// When it was added.
        created_at -> Timestamptz,
        /// Who added it.
        created_by -> Nullable<Uuid>,
        /// Since when it is told nothing; null while it is.
        removed_at -> Nullable<Timestamptz>,
        /// Who removed it.
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    /// Minutes by which the window of an exam closes later for a person, a group, or everyone. They add up.
    window_extensions (id) {
        /// Time-ordered id (UUIDv7).
        id -> Uuid,
        /// The exam.
        exam_id -> Uuid,
        /// For whom, if for one person.
        person_id -> Nullable<Uuid>,
        /// For whom, if for a group and the groups below it. Without person and group: for everyone.
        group_id -> Nullable<Uuid>,
        /// The published end of the window it was given for; another end published later is not moved by it.
        closes_at -> Nullable<Timestamptz>,
        /// How many.
        minutes -> Int4,
        /// Why.
        reason -> Text,
        /// When it was given.
        created_at -> Timestamptz,
        /// Who gave it.
        created_by -> Nullable<Uuid>,
    }
}

diesel::joinable!(achievement_withdrawals -> achievements (achievement_id));
diesel::joinable!(achievement_withdrawals -> people (withdrawn_by));
diesel::joinable!(achievements -> people (person_id));
diesel::joinable!(api_reads -> api_tokens (token_id));
diesel::joinable!(assignments -> exams (exam_id));
diesel::joinable!(assignments -> groups (group_id));
diesel::joinable!(attempt_events -> attempts (attempt_id));
diesel::joinable!(attempt_events -> people (actor_id));
diesel::joinable!(attempt_flags -> attempts (attempt_id));
diesel::joinable!(attempt_presence -> attempts (attempt_id));
diesel::joinable!(attempts -> exam_versions (version_id));
diesel::joinable!(attempts -> exams (exam_id));
diesel::joinable!(attempts -> people (person_id));
diesel::joinable!(bank_questions -> banks (bank_id));
diesel::joinable!(bank_questions -> question_versions (version_id));
diesel::joinable!(bank_questions -> questions (question_id));
diesel::joinable!(bank_revisions -> banks (bank_id));
diesel::joinable!(bank_revisions -> people (created_by));
diesel::joinable!(banks -> people (created_by));
diesel::joinable!(calendar_links -> people (person_id));
diesel::joinable!(certificate_counters -> programmes (programme_id));
diesel::joinable!(certificate_designs -> people (changed_by));
diesel::joinable!(certificate_events -> people (actor_id));
diesel::joinable!(certificate_papers -> certificate_designs (design_id));
diesel::joinable!(certificate_papers -> certificates (certificate_id));
diesel::joinable!(certificates -> certificate_imports (import_id));
diesel::joinable!(certificates -> people (person_id));
diesel::joinable!(certificates -> programme_versions (programme_version_id));
diesel::joinable!(certificates -> programmes (programme_id));
diesel::joinable!(column_mappings -> people (changed_by));
diesel::joinable!(current_certificates -> certificates (certificate_id));
diesel::joinable!(current_certificates -> people (person_id));
diesel::joinable!(current_certificates -> programmes (programme_id));
diesel::joinable!(delivery_tries -> outbox_messages (message_id));
diesel::joinable!(disputes -> attempts (attempt_id));
diesel::joinable!(disputes -> people (answered_by));
diesel::joinable!(employments -> people (person_id));
diesel::joinable!(exam_grants -> exams (exam_id));
diesel::joinable!(exam_sections -> exam_versions (version_id));
diesel::joinable!(exam_versions -> exams (exam_id));
diesel::joinable!(exam_versions -> people (published_by));
diesel::joinable!(exemptions -> programmes (programme_id));
diesel::joinable!(grading_settings -> exams (exam_id));
diesel::joinable!(grading_settings -> people (changed_by));
diesel::joinable!(grading_tasks -> attempts (attempt_id));
diesel::joinable!(grading_tasks -> exams (exam_id));
diesel::joinable!(grading_tasks -> question_versions (question_version_id));
diesel::joinable!(group_managers -> groups (group_id));
diesel::joinable!(group_moves -> people (moved_by));
diesel::joinable!(hand_in_files -> attempts (attempt_id));
diesel::joinable!(hand_in_files -> results (result_id));
diesel::joinable!(holding_requirements -> groups (group_id));
diesel::joinable!(holding_requirements -> people (created_by));
diesel::joinable!(holding_requirements -> programmes (programme_id));
diesel::joinable!(identities -> people (person_id));
diesel::joinable!(import_rows -> imports (import_id));
diesel::joinable!(import_rows -> questions (question_id));
diesel::joinable!(import_work -> imports (import_id));
diesel::joinable!(import_work -> people (started_by));
diesel::joinable!(imports -> banks (bank_id));
diesel::joinable!(integrity_notes -> attempts (attempt_id));
diesel::joinable!(invitations -> people (person_id));
diesel::joinable!(manual_marks -> attempts (attempt_id));
diesel::joinable!(manual_marks -> people (given_by));
diesel::joinable!(materials -> banks (bank_id));
diesel::joinable!(memberships -> groups (group_id));
diesel::joinable!(memberships -> people (person_id));
diesel::joinable!(outbox_messages -> people (person_id));
diesel::joinable!(outbox_messages -> robots (robot_id));
diesel::joinable!(outbox_messages -> webhooks (webhook_id));
diesel::joinable!(paper_entries -> attempts (attempt_id));
diesel::joinable!(paper_entries -> printed_papers (printed_paper_id));
diesel::joinable!(papers -> attempts (attempt_id));
diesel::joinable!(passcode_tries -> exams (exam_id));
diesel::joinable!(passcode_tries -> people (person_id));
diesel::joinable!(people_import_changes -> people_imports (import_id));
diesel::joinable!(person_names -> people (person_id));
diesel::joinable!(printed_papers -> exam_versions (version_id));
diesel::joinable!(printed_papers -> people (created_by));
diesel::joinable!(programme_versions -> people (created_by));
diesel::joinable!(programme_versions -> programmes (programme_id));
diesel::joinable!(programmes -> people (created_by));
diesel::joinable!(question_images -> images (image_name));
diesel::joinable!(question_images -> question_versions (version_id));
diesel::joinable!(question_search -> question_versions (version_id));
diesel::joinable!(question_versions -> materials (material_id));
diesel::joinable!(question_versions -> questions (question_id));
diesel::joinable!(questions -> banks (bank_id));
diesel::joinable!(recovery_codes -> people (person_id));
diesel::joinable!(responses -> attempts (attempt_id));
diesel::joinable!(results -> attempts (attempt_id));
diesel::joinable!(results -> people (created_by));
diesel::joinable!(robots -> groups (group_id));
diesel::joinable!(role_requirements -> people (created_by));
diesel::joinable!(role_requirements -> programmes (programme_id));
diesel::joinable!(room_starts -> exams (exam_id));
diesel::joinable!(room_starts -> groups (group_id));
diesel::joinable!(saved_views -> people (owner_id));
diesel::joinable!(second_factors -> people (person_id));
diesel::joinable!(sessions -> people (person_id));
diesel::joinable!(sign_in_settings -> people (changed_by));
diesel::joinable!(sign_in_steps -> people (person_id));
diesel::joinable!(topics -> people (created_by));
diesel::joinable!(version_reviews -> question_versions (version_id));
diesel::joinable!(waiting -> exams (exam_id));
diesel::joinable!(waiting -> people (person_id));
diesel::joinable!(window_extensions -> exams (exam_id));
diesel::joinable!(window_extensions -> groups (group_id));

diesel::allow_tables_to_appear_in_same_query!(
    accommodations,
    achievement_withdrawals,
    achievements,
    api_reads,
    api_tokens,
    assignments,
    attempt_events,
    attempt_flags,
    attempt_presence,
    attempts,
    audit_chain,
    audit_events,
    audit_pending,
    audit_personal,
    bank_questions,
    bank_revisions,
    banks,
    calendar_links,
    certificate_counters,
    certificate_designs,
    certificate_events,
    certificate_imports,
    certificate_papers,
    certificates,
    column_mappings,
    current_certificates,
    delivery_tries,
    disputes,
    employments,
    exam_grants,
    exam_sections,
    exam_versions,
    exams,
    exemptions,
    grading_settings,
    grading_tasks,
    group_managers,
    group_moves,
    groups,
    hand_in_files,
    holding_requirements,
    identities,
    images,
    import_rows,
    import_work,
    imports,
    integrity_notes,
    invitations,
    login_failures,
    manual_marks,
    materials,
    memberships,
    outages,
    outbox_messages,
    paper_entries,
    papers,
    passcode_tries,
    people,
    people_import_changes,
    people_imports,
    person_merges,
    person_names,
    printed_papers,
    programme_versions,
    programmes,
    question_images,
    question_search,
    question_versions,
    questions,
    recovery_codes,
    reporting_lines,
    response_journal,
    responses,
    results,
    robots,
    role_grants,
    role_requirements,
    room_starts,
    saved_views,
    second_factors,
    server_beat,
    sessions,
    sign_in_settings,
    sign_in_steps,
    sign_on_attempts,
    topics,
    version_reviews,
    waiting,
    webhooks,
    window_extensions,
);
