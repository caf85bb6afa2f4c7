records-title = Who is certified
records-lead = { $people ->
    [1] 1 person, as of { $day }.
   *[other] { $people } people, as of { $day }.
}
records-csv = Export CSV
records-xlsx = Export Excel
records-json-lines = The same rows for programs (JSON Lines)
# Stands on the sheet of the workbook; at most 25 characters, none of [ ] : * ? / \.
records-sheet = Records
records-group = Group
records-certification = Certification
records-status = Status
records-within = Expires within (days)
records-name-or-number = Name or number
records-show = Show
records-any-group = All groups
records-any-certification = All certifications
records-any-status = Any status
records-complete = hold all they must
records-caption = People and certifications
records-caption-wide = People and certifications, scrolls sideways
records-wide-note = { $count ->
    [one] 1 certification
   *[other] { $count } certifications
 }: the table scrolls sideways. Choose one above to see only that one.
records-name = Name
records-number = Employee number
records-groups = Groups
records-certification-code = Code
records-required = Required
records-valid-from = Valid from
records-valid-to = Valid until
records-certificate-number = Certificate number
records-yes = yes
records-no = no
records-not-shown = nothing that matches the filter
records-sum = { $first }–{ $last } of { $people ->
    [one] 1 person
   *[other] { $people } people
 }
records-none = Nobody matches this filter
records-none-text = Choose another status or group, or look at everyone.
records-all = Show everyone
records-empty = Nobody holds or must hold a certificate yet
records-empty-text = Say which groups must hold a certification; then whoever lacks it is listed here.
records-to-certifications = Open the certifications
records-no-programmes = There is no certification yet
records-no-programmes-text = As soon as there is one, you see here who holds it and who lacks it.
records-new-certification = New certification
records-address-note = The address of this page is the filter: bookmark it or send it to a colleague. The export holds the same rows.
records-filter-wrong = The address holds a filter that cannot be read. Choose the filter on the page again.
records-on = On the day
records-past = At the end of { $day }
records-past-text = Exactly as it was known then: certificates, requirements, groups and names of that day. Where more is known about that day now, it stands below: entered or put right later.
records-day-ahead = This day has not come yet. Choose today or a day before.
records-past-none = Nobody was known here on this day
records-past-none-text = Neither by what was known then nor by what is known now. Choose a later day, or fewer filters.
records-past-now-text = By what is known now: what was entered later counts, and so does what was put right. Where it was known otherwise then, that stands below.
records-known-now = Known now:
records-known-then = Known then:
records-nothing-known = nothing
records-status-now = Status by what is known now
records-views = Views of the records
records-view-matrix = People
records-view-list = Certificates
records-more = More filters
records-role = Role
records-any-role = All roles
records-hired-since = Employed since
records-issued-from = Issued from
records-issued-to = Issued until
records-ends-from = Ends from
records-ends-to = Ends until
records-known = Past day listed
records-by-then = as known then
records-by-now = as known now
records-issued-on = Issued
records-score = Result
records-list-caption = Certificates and what is missing, one row each
records-list-sum = { $first }–{ $last } of { $rows ->
    [one] 1 row
   *[other] { $rows } rows
 }
records-said = Only:
records-said-remove = Remove
records-said-group = { $value } and the groups below it
records-said-role = role { $value }
records-said-certification = certification { $value }
records-said-status = status { $value }
records-said-within = ends within { $days ->
    [one] 1 day
   *[other] { $days } days
 }
records-said-issued-from = issued on { $value } or later
records-said-issued-to = issued on { $value } or before
records-said-ends-from = last day { $value } or later
records-said-ends-to = last day { $value } or before
records-said-hired-since = employed since { $value } or later
records-said-on = as of the end of { $value }
records-said-known = listed by what is known now
records-said-name = name or number with { $value }
records-unreadable = One part of the filter cannot be read. Put it right below; the rest is kept.
records-day-wrong = This is not a day. Write it as 2025-03-31.
records-days-turned = This day lies before the first one. Choose a later day.
records-within-wrong = This is not a number of days from 0 to 3660.
records-role-wrong = There is no such role. Choose one from the list.
records-status-wrong = There is no such status. Choose one from the list.
records-known-wrong = Choose one of the two from the list.
records-group-unknown = There is no such group. Choose one from the list.
records-certification-unknown = There is no such certification. Choose one from the list.
records-view-gaps = Gaps
records-view-expiring = Expiring
records-gaps-title = Who must not sell what yet
records-gaps-lead = { $lacking } of { $bound } certificates that must be held are lacking, as of { $day }.
records-gaps-by-certification = By certification
records-gaps-by-group = By group, with the groups below it
records-gaps-people = Who may not sell what
records-gaps-people-of = Who may not sell what: { $reason }
records-gaps-none = Nobody lacks anything here
records-gaps-none-text = Everyone who must hold a certificate holds it, or the filter lets nobody through.
records-gaps-all = Show all gaps
records-gaps-note = Only what a group or a role must hold is counted. Whoever is exempt lacks nothing.
records-must-hold = Must hold
records-lacking = Lacking
records-must-hold-people = People who must hold something
records-lacking-people = Lack some of it
records-may-not-sell = May not sell
records-gap-reason = Why
records-gap-never = Never held
records-gap-in-grace = Ended, still renewable
records-gap-expired = Expired
records-gap-revoked = Revoked
records-gap-certificate = See the certificate
records-expiring-title = What ends when
records-expiring-lead = { $count ->
    [1] 1 certificate that holds ends
   *[other] { $count } certificates that hold end
 } until { $day }.
records-expiring-steps = Months or weeks
records-by-month = By month
records-by-week = By week
records-expiring-chart = Certificates that end
records-expiring-chart-note = How many certificates that hold end in each period. The table below has the same numbers and leads to the certificates.
records-expiring-plot = Certificates that end. { $numbers }
records-expiring-period = Last day in
records-expiring-all = All
records-expiring-note = A certificate that was renewed counts with its new last day only. The first and the last period are cut to the twelve months.
records-view-compare = Comparison
records-compare-title = Groups and pass rates
records-compare-lead = Which groups hold what they must, and how many results passed month by month.
records-compare-groups = Groups: who holds all they must
records-compare-must = Must hold something
records-compare-complete = Hold all of it
records-compare-share = Share
records-compare-no-groups = There are no groups yet.
records-compare-few = too few
records-compare-few-note = Where fewer people or results are counted than { $fewest }, there is no rate: one more or less would turn it round.
records-compare-none = Everywhere fewer people must hold something than { $fewest }: there is no rate to compare.
records-compare-same = { $groups ->
    [1] 1 group has enough people for a rate
   *[other] All { $groups } groups with enough people have the same rate
 }: { $share } hold all they must.
records-compare-groups-say = Highest in { $best }: { $most } of those who must hold something hold all of it. Lowest in { $worst }: { $least }.
records-compare-months = Results that passed, by month
records-compare-month = Month
records-compare-results = Results
records-compare-passed = Passed
records-compare-rate = Pass rate
records-compare-months-say = In the last twelve months { $passed } of { $results } results passed: { $share }.
records-compare-months-few = { $results ->
    [0] No results
    [1] 1 result
   *[other] { $results } results
 } in the last twelve months: too few for a rate.
records-compare-months-note = Every graded attempt counts in the month it was handed in, with the score that counts now. The filter applies by group (those who belong to it today), by day and by exam.
records-exam = Exam
records-any-exam = All exams
records-show-exam = Show this exam
views-list = Saved views ({ $count })
views-shared-by = shared by { $owner }
views-shared = shared with HR
views-change = Rename or delete
views-new = Save this view
views-title = Saved view
views-lead = A name for this filter, so that you find it again on every page of the records.
views-name = Name
views-name-missing = Give the view a name.
views-name-long = The name has more than { $most } characters. Choose a shorter one.
views-name-taken = You have another view of this name. Choose a different one.
views-share = Share it with everyone in HR and all admins
views-address = It leads to
views-save = Save the view
views-back = Do not save, go back
views-saved = The view is saved. You find it below the filter.
views-changed = The view is changed.
views-delete-text = Deleting it takes away the name only; the records stay as they are.
views-delete = Delete this view
views-deleted = The view is deleted.
audit-view-saved = Saved a view of the records
audit-view-changed = Changed a saved view
audit-view-deleted = Deleted a saved view
person-as-of = record of
person-certifications = Certifications and exemptions
person-account = Person and roles
person-print-note = This page prints on A4: use the print command of the browser.
person-lacking = Must still be held
person-lacks-nothing = Nothing: everything this person must hold is held.
person-others = Held or begun
person-no-others = Nothing is held or begun.
person-past = On a past day
person-past-note = By what was known then, and by what is known now.
person-past-show = Show this day
person-then = Known then
person-now = Known now
person-same = the same
person-certificates = Certificates
person-certificates-note = Every one that was issued or brought in, newest first, with what happened to it.
person-events = What happened
person-exams = Exam results
person-exams-note = Attempts that were voided are not counted.
person-exam-standing = Standing
person-exam-best = Result that counts
person-exam-count = Attempts
person-exam-attempts = Each attempt
person-exam-passed = passed
person-exam-failed = not passed
person-exam-open = in progress
person-exam-waiting = being graded
person-exam-none = no attempt
person-exam-no-result = no result yet
person-no-exams = No exam was sat.
person-time = Employment, groups, roles and names
person-what = What
person-employed = Employed
