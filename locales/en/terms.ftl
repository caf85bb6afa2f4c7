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
