bringing-title = Certificates from before
bringing-open = Bring in certificates from before
bringing-lead = Bring in the certificates of an old spreadsheet. Nothing counts until you have looked at every row.
bringing-part-file = Spreadsheet
bringing-part-file-note = One row a certificate: employee number or name, certification, certificate number, day of issue, and the last day it is valid.
bringing-file = File
bringing-file-hint = Excel (.xlsx, .xls), .ods or .csv; at most 10,000 rows. Split a longer file.
bringing-read = Read the file
bringing-earlier = Files until now
bringing-none = No file has been read yet.
bringing-file-missing = Choose a file that is not empty
bringing-file-stopped = Reading this file stopped before it was done. It may be damaged or far too large; save it as .csv and try again
bringing-file-empty = There is no row in this file
bringing-state-open = To be looked at
bringing-state-committed = Brought in
bringing-state-undone = Undone
bringing-state-discarded = Thrown away
bringing-counts = { $new } brought in, { $same } already there, { $left } left out
bringing-ready = { $new ->
    [one] { $new } certificate
   *[other] { $new } certificates
} can be brought in, { $left ->
    [one] { $left } row is
   *[other] { $left } rows are
} left out.
bringing-nothing = No row can be brought in as it is. Look at the reasons below.
bringing-discard = Throw this file away
bringing-titles = Which certifications are meant?
bringing-titles-note = These words of the file name no certification.
bringing-title-none = Leave these rows out
bringing-missing = No column is known for:
bringing-columns = What the columns hold
bringing-columns-note = Correct what was guessed from the headings.
bringing-column-none = Nothing that matters
bringing-column-employee = Employee number
bringing-column-name = Name on the certificate
bringing-column-programme = Certification
bringing-column-number = Certificate number
bringing-column-issued = Day of issue
bringing-column-valid-to = Valid until
bringing-first-row = Row in which the certificates begin
bringing-explain = Compare the rows again
bringing-explained = The rows were compared again.
bringing-columns-twice = Two columns hold the same; choose one of them. Nothing was changed.
bringing-rows = Rows of the file
bringing-row = Row
bringing-in-file = In the file
bringing-verdict = What happens
bringing-no-rows = There are no such rows.
bringing-show-all = All
bringing-show-new = New
bringing-show-problems = Left out
bringing-show-same = Already there
bringing-verdict-new = New
bringing-verdict-same = Already there
bringing-verdict-conflict = Contradiction
bringing-verdict-person = Unknown person
bringing-verdict-programme = Unknown certification
bringing-verdict-error = Error
bringing-why-new = { $name }, from { $from } to { $to }
bringing-why-person = Nobody has this employee number or name. Add the person first or correct the file.
bringing-why-programme = “{ $words }” is no certification here. Say above which one is meant.
bringing-why-error = Column { $cell }: found “{ $found }”, expected { $expected }
bringing-empty-cell = nothing
bringing-expected-day = a day such as 2024-03-01
bringing-expected-day-or-none = a day such as 2025-02-28, or “without end”
bringing-expected-past-day = a day that is not after today
bringing-expected-later-day = a day that is not before the day of issue
bringing-expected-number = a certificate number of at most 60 characters
bringing-expected-person = an employee number or a name
bringing-expected-name = a name of at most 200 characters
bringing-expected-programme = the code or title of a certification
bringing-why-number-taken = Another certificate has this number.
bringing-why-number-twice = The same number stands in row { $row }.
bringing-why-number-ours = Numbers of this form are given out here; the old certificate needs its own.
bringing-why-other-name = This employee number belongs to { $name }.
bringing-why-several = Several people have this name; give the employee number.
bringing-why-same-day = The person has a certificate of this certification from the same day.
bringing-pages = Rows { $from }–{ $to } of { $total }
bringing-done = The certificates are there. Anyone can check them with their codes.
bringing-discarded = The file was thrown away; nothing was brought in.
bringing-undo = Undo bringing these in
bringing-undo-text = As long as none of these certificates was renewed, revoked or given back, bringing them in can be undone: they count no more, and those that counted before count again.
bringing-undone = Bringing these in was undone. The numbers are free again.
bringing-followed = This cannot be undone any more: something happened since to { $numbers }. Revoke single certificates instead.
bringing-not-now = This file is not in that state any more; nothing was changed.
bringing-not-open = This file has been dealt with meanwhile; nothing was changed.
bringing-from = Brought in from
bringing-from-row = { $file }, row { $row }
certification-paper-brought-before = on { $date } was certified for {""}
certification-paper-brought-after = .
bringing-count = { $count ->
    [one] { $count } certificate brought in
   *[other] { $count } certificates brought in
}
bringing-do = { $count ->
    [one] Bring in { $count } certificate
   *[other] Bring in { $count } certificates
}
audit-certificates-read = Spreadsheet of certificates read
audit-certificates-explained = Columns of certificates explained
audit-certificates-discarded = Spreadsheet of certificates thrown away
audit-certificates-brought-in = Certificates from before brought in
audit-certificates-undone = Bringing in certificates undone
audit-kind-certificate_import = Spreadsheet of certificates
