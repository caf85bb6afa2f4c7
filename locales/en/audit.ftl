# The page of the audit trail
audit-title = Audit trail
audit-lead = Who did what, when and from where, newest first. Rows are only ever added, and each is a link of a chain.
audit-open = Open the whole audit trail
audit-who = Name or number
audit-by = Done by
audit-by-anybody = Anybody
audit-by-server = The server itself
audit-what = What
audit-what-any = Everything
audit-kind = About
audit-kind-any = Anything
audit-subject = Its number or code
audit-from = From day
audit-to = To day
audit-address = Address
audit-show = Show rows
audit-show-all = Show all rows
audit-day-wrong = Write the day as 2026-11-23
audit-shown = { $count ->
    [one] One row on this page
   *[other] { $count } rows on this page
}
audit-from-where = From where
audit-nothing = nothing
audit-erased = Personal facts of this row were erased.
audit-link = Link { $position }
audit-unchained = Not in the chain yet
audit-yes = yes
audit-no = no
audit-chain-fine = The chain grows as it should
audit-chain-fine-text = { $count ->
    [0] Every row is a link of it.
    [one] One row is about to become a link.
   *[other] { $count } rows are about to become links.
}
audit-chain-late = { $count ->
    [one] One row is not in the chain
   *[other] { $count } rows are not in the chain
}
audit-chain-late-text = The oldest has waited for more than a minute. The rows are there, but what happens to them now would not show. The log says why.
audit-chain-other-key = The chain was made with another key
audit-chain-other-key-text = This server has another audit key, so it adds nothing to the chain. Bring the file of the key back, or go on with a new one: certamen audit new-key.
audit-chain-head = The last link
audit-chain-position = Position
audit-chain-at = Added
audit-chain-hash = Hash
audit-chain-head-note = Keep position and hash elsewhere: with them, certamen audit verify shows if the end was cut off.

# Columns of the file
audit-column-position = Link
audit-column-at = Time (UTC)
audit-column-actor = Who
audit-column-actor-id = Id of who
audit-column-what = What
audit-column-action = Action
audit-column-kind = Kind
audit-column-subject = Subject
audit-column-facts = Facts
audit-column-address = Address
audit-column-request = Request

# Everything of a room
audit-room-session = Signing in and out
audit-room-access = Refusals
audit-room-person = People
audit-room-group = Groups
audit-room-bank = Question banks
audit-room-question = Questions
audit-room-import = Question files
audit-room-topic = Topics
audit-room-exam = Exams
audit-room-attempt = Attempts and scores
audit-room-paper = Printed papers
audit-room-certificate = Certificates
audit-room-programme = Certifications
audit-room-records = Records given out
audit-room-audit = Audit trail
audit-room-api-token = Tokens of programs
audit-room-database = Whole database

# What was done
audit-session-ended = Signed out
audit-session-confirmed = Proved once more who it is
audit-session-code-refused = Code refused
audit-access-forbidden = Refused: no right to it
audit-access-form-refused = Refused: form of another page
audit-access-field-refused = Refused: field the page does not have
audit-access-throttled = Refused: too many tries
audit-person-preferences-changed = Preferences changed
audit-person-factor-added = Second step set up
audit-person-factor-removed = Second step removed
audit-person-recovery-codes-made = New recovery codes
audit-person-recovery-code-used = Recovery code used
audit-settings-second-factor = Who needs a second step was decided
audit-records-exported = Records given out as a file
audit-bank-exported = Question bank given out as a file
audit-exam-results-exported = Results given out as a file
audit-database-backup-begun = Everything was copied into a backup
audit-database-restored = Everything was put back from a backup
audit-api-token-used = A program read with a token
audit-person-data-exported = Own data taken along
audit-audit-exported = Audit trail given out as a file
audit-audit-key-changed = Another audit key from here on
audit-kind-route = Address
audit-kind-records = Records
audit-kind-audit = Audit trail
audit-kind-database = Database
audit-kind-settings = Settings
audit-kind-question = Question
audit-kind-paper = Printed paper
audit-kind-exemption = Exemption
audit-kind-view = Saved view
audit-kind-certificate_design = Certificate paper

# Facts of a row
audit-fact-change = change
audit-fact-reason = reason
audit-fact-count = how often
audit-fact-others = also
audit-fact-format = format
audit-fact-file = file
audit-fact-scope = what was read
audit-fact-filter = filter
audit-fact-given = given
audit-fact-taken = taken
audit-fact-added = added
audit-fact-removed = removed
audit-fact-roles = roles
audit-fact-groups = groups
audit-fact-name = name
audit-fact-latin-name = Latin name
audit-fact-language = language
audit-fact-zone = time zone
audit-fact-theme = light or dark
audit-fact-exam = exam
audit-fact-number = number
audit-fact-score = score
audit-fact-points = points
audit-fact-maximum = maximum
audit-fact-passed = passed
audit-fact-note = note
audit-fact-revision = revision
audit-fact-receipt = receipt
audit-fact-minutes = minutes
audit-fact-percent = extra time in percent
audit-fact-valid-from = counts from
audit-fact-valid-until = counts until
audit-fact-deadline = deadline
audit-fact-questions = questions
audit-fact-version = version
audit-fact-code = code
audit-fact-key = key
audit-fact-ended = ended

# Second step of signing in
factor-title = Second step of signing in
factor-lead = Besides the password, a code from an app on your phone. Who learns your password still cannot sign in.
factor-account-note = A code from an app on your phone, besides the password.
factor-account-open = Open the second step of signing in
factor-required-heading = You need this before you go on
factor-required-text = An administrator decided that trainers, HR and administrators sign in with a second step. It takes two minutes.
factor-none-heading = Not set up yet
factor-none-text = You need an authenticator app on your phone: Tencent Authenticator, Microsoft Authenticator, Google Authenticator and others work.
factor-prepare = Set up the second step
factor-prepare-again = Begin again with a new code
factor-scan = Scan this with the app
factor-scan-text = Scan the picture with the app, or type the key under it. Then type the six digits that the app shows.
factor-qr-label = QR code for the authenticator app
factor-secret = Key to type
factor-first-code = Six digits from the app
factor-first-code-hint = They change every 30 seconds.
factor-confirm = Check the code and switch on
factor-codes = Your recovery codes
factor-codes-text = When you lose your phone, each of these signs you in once instead of a code. Write them down or print this page now: they are not shown again.
factor-codes-kept = I have kept the codes, go on
factor-codes-left = { $count ->
    [0] No recovery code is left. Make new ones.
    [one] One recovery code still works.
   *[other] { $count } recovery codes still work.
}
factor-codes-renew = Make new recovery codes
factor-ready = Switched on
factor-needed = Your rights need the second step, so it cannot be removed.
factor-remove = Remove the second step
factor-removed = The second step was removed.
factor-none = There is no second step yet. Set it up first.
factor-there-already = There is a second step already.
factor-other-key = The key of this set-up is gone. Begin again with a new code.
factor-code = Code
factor-code-hint = Six digits from the app on your phone, or a recovery code.
factor-code-wrong = This code is not right, or it was used already. Wait for the next one and type it.
factor-login-title = Type the code
factor-login-lead = Your password was right. The second step is the code from the app on your phone.
factor-login-lost = Without your phone, use a recovery code. Without one, ask an administrator.
factor-login-again = Begin again
factor-step-over = The code came too late, or the step was used already. Sign in again.
factor-reset-open = Second step of signing in
factor-reset-title = Take the second step away
factor-reset-text = The person then signs in with the password alone, and all their open sessions end. Make sure that it is really they who ask.
factor-reset-none = This person has no second step.
factor-reset-do = Take the second step away
factor-reset-stay = Go back, change nothing
factor-reset-done = The second step was taken away, and all sessions ended.
factor-reason = Why
factor-reason-hint = For the audit trail, for example: phone lost, checked by telephone.
factor-reason-missing = Say why, in at most 2,000 characters
factor-setting-note = For trainers, HR and administrators. It is offered to everybody.
factor-setting = Who signs in with a second step
factor-setting-save = Save this decision
factor-required = Trainers, HR and administrators must
factor-offered = Whoever wants to
factor-decided = The decision was saved.

# Asked once more
confirm-title = Show that it is you
confirm-lead = What comes next matters, and you signed in a while ago. You are asked again at most every ten minutes.
confirm-carried = Everything you filled in is kept and goes on with this.
confirm-do = Confirm and go on
confirm-download = Confirm and download
