# What holds for one person at an exam, on the pages of trainees.
terms-extra-in-it = { $minutes ->
    [one] One minute of it is your extra time.
   *[other] { $minutes } minutes of it are your extra time.
}
terms-make-up-yours = This is a make-up exam, open for you only.
terms-passed = You have passed this exam
terms-passed-text = Nobody needs to sit it again who has passed.
terms-too-late = It is too late to begin
terms-too-late-text = The exam is running, and nobody could begin later than
terms-cooling-down = You have just sat this exam
terms-cooling-down-text = You may begin again from
terms-waiting = Please wait: your trainer starts the exam
terms-waiting-goes-on = Keep this page open. The exam opens by itself within a few seconds of the start; your time begins then.
terms-waiting-asks = Keep this page open. It goes on by itself within a few seconds of the start; then you can begin.
terms-waiting-opens = Keep this page open. It goes on by itself when the time has come.
terms-waiting-here = You are connected.
terms-waiting-offline = There is no connection just now. The page keeps trying.
terms-waiting-look = Look again
terms-passcode = Passcode
terms-passcode-hint = Your trainer says it before the exam.
terms-passcode-missing = Type the passcode your trainer gave you
terms-passcode-wrong = This is not the passcode. Ask your trainer, and type it again
terms-passcode-wait = Too many tries; wait half a minute and type the passcode again
terms-honour-missing = Tick the statement to begin
terms-rule-by-staff = Your trainer starts the exam for everyone in the room; until then this page waits.
terms-rule-enter-until = Nobody can begin later than
terms-rule-cooldown = { $hours ->
    [one] After handing in, you may begin again one hour later.
   *[other] After handing in, you may begin again { $hours } hours later.
}
terms-rule-stop-after-pass = Once you know that you have passed, you cannot sit it again.
terms-rule-passcode = To begin, you type a passcode.
terms-rule-honour = To begin, you tick a statement.

# Actions of the audit trail.
audit-person-extra-time-given = Extra time given
audit-person-extra-time-ended = Extra time ended
audit-exam-window-extended = Window of an exam extended
audit-exam-make-up-granted = Make-up exam given
audit-exam-make-up-withdrawn = Make-up exam taken back
audit-exam-room-started = Exam room started
audit-attempt-deadline-raised = Deadline of an attempt moved later

# Extra time of a person, for HR and admins; without the reason for trainers.
terms-plus-percent = +{ $percent }%
terms-plus-minutes = +{ $minutes } min
terms-extra-title = Extra time
terms-extra-note = Added to the time limit and to the window of every exam.
terms-extra-open = Give or end extra time
terms-extra-now = Extra time now
terms-extra-amount = Extra time
terms-extra-over = over
terms-extra-from = From
terms-extra-until = Until
terms-extra-given-at = Given
terms-extra-ended-at = Ended
terms-extra-none = This person has no extra time.
terms-extra-end = End this extra time
terms-extra-end-note = Exams that are running keep the time they have.
terms-extra-give = Give extra time
terms-extra-give-note = It takes the place of what the person has now. Exams that are running get the difference at once; nobody ever loses time.
terms-extra-give-do = Give this extra time
terms-extra-given = { $raised ->
    [0] The extra time is given.
    [one] The extra time is given, also in the exam that is running now.
   *[other] The extra time is given, also in the { $raised } exams that are running now.
}
terms-extra-ended = The extra time is ended
terms-extra-earlier = Earlier
terms-extra-nobody = Nobody has extra time
terms-extra-nobody-text = Extra time is given on the page of a person.
terms-percent = Percent
terms-percent-hint = Of the time limit; of the window where there is no limit. 25 makes 75 minutes of an hour.
terms-percent-form = Percent should be a whole number from 1 to { $most }, or empty
terms-minutes = Minutes besides
terms-minutes-hint = May stay empty.
terms-minutes-form = Minutes should be a whole number from 1 to { $most }, or empty
terms-extra-missing = Type percent or minutes
terms-from-hint = Leave empty for at once.
terms-until-hint = The last day; leave empty for no end.
terms-days-order = The last day should not be before the first
terms-day-form = A day looks like 2026-11-22
terms-at-once = at once
terms-without-end = no end
terms-reason = Reason
terms-reason-hint = Seen by HR and admins only.
terms-reason-form = Say why, in at most { $most } characters
terms-promise-whole = { $count ->
    [one] One person who takes this exam has extra time, and gets all of it.
   *[other] { $count } people who take this exam have extra time; all get it whole.
}
terms-promise-who = Who has extra time
terms-promise-cut = These people would not get all of their extra time

# Rules of starting, for trainers.
terms-part-start = Starting
terms-part-start-note = Who may begin, when, and what is asked of them.
terms-mode = Who begins
terms-mode-trainee = Each trainee, at any moment within the window
terms-mode-staff = The trainer, for everyone in the room; trainees wait until then
terms-late-entry = Late entry (minutes)
terms-late-entry-hint = Nobody begins later than so many minutes after the opening, or after the trainer started. Leave empty for the whole window.
terms-late-entry-form = Late entry should be a whole number from 1 to { $most }, or empty
terms-late-entry-needs-opening = Late entry counts from the opening: set when the exam opens, or let the trainer start it
terms-cooldown = Pause between attempts (hours)
terms-cooldown-hint = From handing in to the next start. Leave empty for none.
terms-cooldown-form = The pause should be a whole number from 1 to { $most }, or empty
terms-stop-after-pass = Who knows that they passed cannot sit it again
terms-passcode-set-hint = You say it in the room. Trainees never see it here. Leave empty for none.
terms-passcode-form = A passcode has { $least } to { $most } characters
terms-honour-zh = Honour statement in Chinese
terms-honour-en = Honour statement in English
terms-honour-hint = Ticked before the start. Leave empty for none.
terms-honour-form = The statement should have at most { $most } characters
terms-room = Start the exam
terms-room-note = The pages of those who wait go on within a few seconds.
terms-room-waiting = { $count ->
    [0] Nobody is waiting just now.
    [one] One person is waiting.
   *[other] { $count } people are waiting.
}
terms-room-who = Who is waiting
terms-room-everyone = Everyone
terms-room-target = For whom
terms-room-do = Start now
terms-room-opens = You can start it once it is open:
terms-room-not-open = The exam is not open yet; nobody was let in
terms-room-by-trainee = Each trainee begins this exam themselves
terms-room-started = The exam is started; the pages of those who wait go on by themselves

# Make-up exams.
terms-make-up = Make-up exam
terms-make-up-people = For whom
terms-make-up-people-note = Those who failed and, once the window is over, those who were absent.
terms-make-up-who = Who may sit the make-up exam
terms-make-up-window = When
terms-make-up-window-note = The same exam, with the same rules. Nobody sees the answers before the make-up exam is over.
terms-make-up-do = Give the make-up exam
terms-make-up-not = Back to the results
terms-make-up-reason = Make-up exam
terms-make-up-nobody = Tick at least one person
terms-make-up-changed = Somebody on this list does not need a make-up exam any more; look at the list again
terms-make-up-attempts-form = Attempts should be a whole number from 1 to { $most }
terms-make-up-time-missing = Type a day and a time
terms-make-up-past = The end should be in the future
terms-make-up-given = { $count ->
    [one] One person may sit the make-up exam
   *[other] { $count } people may sit the make-up exam
}
terms-make-up-has-one = has a make-up exam
terms-make-up-none = Nobody needs a make-up exam
terms-make-up-none-text = Nobody failed, and nobody was absent.
terms-make-up-granted = Given so far
terms-make-up-attempts = { $count ->
    [one] one attempt
   *[other] { $count } attempts
}
terms-make-up-withdraw = Take back
terms-make-up-withdrawn = The make-up exam is taken back
terms-state-waiting = Waiting for the start
terms-list-extra = (with { $minutes } min of extra time)
terms-list-again = Again from
