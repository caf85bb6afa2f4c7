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
records-past-text = Exactly as it was known then: certificates, requirements, groups and names of that day. What is different today stands below it.
records-since = Today:
records-day-ahead = This day has not come yet. Choose today or a day before.
records-past-none = Nobody was known here on this day
records-past-none-text = People, groups and certificates count from the day they were entered. Choose a later day, or fewer filters.
