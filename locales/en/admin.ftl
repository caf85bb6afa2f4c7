# The page of the admin
admin-title = Administration
admin-lead = How the server is doing, and who did what.
admin-plain-http = People reach this server over plain http
admin-plain-http-text = Others on the same network may read passwords and answers. Serve it over https, and set CERTAMEN_PUBLIC_ORIGIN to the https address.
admin-quarantine = { $count ->
    [one] One attempt could not be closed
   *[other] { $count } attempts could not be closed
}
admin-quarantine-text = The answers are safe, but handing in automatically did not work, and the server stopped trying. The log says why.
admin-people = People who can sign in
admin-groups = Groups
admin-banks = Question banks
admin-exams = Exams
admin-certificates = Certificates issued
admin-running = Attempts under way
admin-quarantined = Attempts not closed
admin-server = Server
admin-server-note = These settings are changed in the server’s environment.
admin-version = Certamen version
admin-database = Database
admin-database-kind = Run by
admin-database-given = Others, given by DATABASE_URL
admin-database-private = This server itself
admin-origin = Public address
admin-origin-missing = Not set (CERTAMEN_PUBLIC_ORIGIN)
admin-organisation = Organisation
admin-zone = Company time zone
admin-audit = Audit trail
admin-audit-note = Newest first. Rows are only ever added.
admin-audit-what = What
admin-audit-who = Who
admin-audit-when = When
admin-audit-server = The server
admin-audit-empty = There is nothing on this page.
admin-audit-page = Page { $number }

# What was done: audit-<room>-<verb>
audit-person-added = Person added
audit-person-invited = One-time link made
audit-person-password-set = Password set
audit-person-renamed = Name changed
audit-person-roles-changed = Roles changed
audit-person-groups-changed = Groups changed
audit-person-blocked = Account blocked
audit-person-unblocked = Account unblocked
audit-group-added = Group added
audit-session-begun = Signed in
audit-session-refused = Sign-in refused
audit-session-others-ended = Other browsers signed out
audit-attempt-started = Attempt started
audit-attempt-taken-over = Attempt continued elsewhere
audit-attempt-submitted = Attempt handed in
audit-attempt-file-brought = Work brought as a file
audit-attempt-file-accepted = Work handed in as a file accepted
audit-attempt-quarantined = Attempt could not be closed
audit-bank-added = Question bank added
audit-bank-revised = Question bank revised
audit-import-started = Question file uploaded
audit-import-reread = Question file read again
audit-import-discarded = Question file discarded
audit-import-committed = Questions written to a bank
audit-topic-added = Topic added
audit-topic-changed = Topic changed
audit-topic-merged = Topic merged
audit-topic-removed = Topic removed
audit-topic-named = Topic named by a file
audit-exam-created = Exam made
audit-exam-draft-saved = Exam draft saved
audit-exam-published = Exam published
audit-exam-assigned = Exam assigned
audit-exam-assignment-withdrawn = Exam withdrawn
audit-programme-created = Certification made
audit-programme-changed = Certification changed
audit-certificate-issued = Certificate issued
audit-certificate-revoked = Certificate revoked

# What it was done to: audit-kind-<kind>
audit-kind-person = Person
audit-kind-group = Group
audit-kind-login = Login
audit-kind-attempt = Attempt
audit-kind-bank = Question bank
audit-kind-import = Question file
audit-kind-topic = Topic
audit-kind-exam = Exam
audit-kind-programme = Certification
audit-kind-certificate = Certificate
