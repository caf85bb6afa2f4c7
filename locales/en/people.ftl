# List of people
people-title = People
people-lead = Who is here, which groups they belong to, what they may do.
people-to-groups = Groups
people-add = Add a person
people-search = Name, number, phone or e-mail
people-group = Group
people-groups = Groups
people-role = Role
people-roles = Roles
people-all-groups = All groups
people-all-roles = All roles
people-show = Show
people-name = Name
people-state = Sign-in
people-state-ready = Can sign in
people-state-invited = No password yet
people-state-blocked = Blocked
people-none = None
people-pages = { $from }–{ $to } of { $total }
people-nobody-found = Nobody fits these filters
people-nobody-found-text = Try another name or number, or look in all groups and roles.
people-show-all = Show everyone
people-empty = There is nobody here yet
people-empty-text = People appear here once an administrator adds them.
people-role-trainee = Trainee
people-role-trainer = Trainer
people-role-hr = HR
people-role-admin = Administrator

# Adding a person
people-new-title = Add a person
people-new-lead = Once this is filled in, the person can sign in at once.
people-part-name = Name
people-latin-name = Name in Latin letters
people-latin-name-hint = Optional; used on certificates in English
people-part-logins = Sign-in names
people-part-logins-note = At least one; each of them can be used to sign in.
people-employee-number = Employee number
people-email = E-mail
people-phone = Phone
people-part-rights = Roles and groups
people-part-rights-note = Roles decide which pages a person sees, groups which exams they are given.
people-no-groups = There are no groups yet.
people-part-password = First password
people-part-password-note = Leave it empty and the next page shows a one-time link with which the person sets their own.
people-first-password = Password (optional)
people-first-password-hint = At least 8 characters
people-do-add = Add this person
people-do-not-add = Do not add, go back
people-added = { $name } was added and can sign in now
people-email-wrong = This does not look like an e-mail address; it should look like name@example.com
people-phone-wrong = This does not look like a phone number; use digits, +, - and spaces
people-login-missing = Fill in at least one of employee number, e-mail and phone, or the person cannot sign in
people-roles-missing = Choose at least one role
people-groups-unknown = One of the groups no longer exists; choose again
people-text-long = At most 100 characters, on one line

# The one-time link
people-link-title = One-time link
people-link-heading = One-time link for { $name }
people-link-lead = Copy it now and hand it to the person. It is shown only this once, works for { $days ->
    [one] 1 day
   *[other] { $days } days
 }, and only once.
people-link-label = Link
people-link-note = Whoever holds the link can set the password of this account, so give it to nobody else.
people-link-to-person = Go to this person
people-link-add-next = Add another person

# One person
people-part-facts = Facts
people-logins = Signs in as
people-added-at = Added
people-password-at = Password last set
people-password-never = Never
people-blocked-at = Blocked since
people-roles-note = Changes hold from now on; what was before stays on record.
people-roles-legend = Roles now
people-roles-save = Save the roles
people-no-role = No role, so there is nothing to see after signing in.
people-groups-note = Joining and leaving are kept with their dates, so one can still see where a person belonged.
people-groups-legend = Groups now
people-groups-save = Save the groups
people-no-group = Belongs to no group.
people-from = From
people-until = Until
people-now = Now
people-names = Names
people-names-note = Certificates already issued keep the name they were issued with.
people-rename = Change the name
people-new-name = New name
people-rename-save = Use this name from now on
people-part-access = Sign-in
people-part-access-note = Each step goes into the audit trail.
people-link-text = When the password was forgotten or never set:
people-link-make = Make a new one-time link
people-block-text = When someone leaves or an account is in trouble, block it. Open browsers are signed out at once; papers and certificates stay.
people-block = Block this account
people-unblock-text = This account is blocked; the person cannot sign in.
people-unblock = Unblock this account
people-renamed = The name was changed; the earlier one stays on record
people-roles-changed = The roles were saved
people-groups-changed = The groups were saved
people-blocked = The account is blocked and signed out everywhere
people-unblocked = The account is unblocked
people-nothing-to-do = There was nothing to change
people-last-admin = This is the last administrator who can sign in, so nothing was changed. Make someone else an administrator first.
people-link-blocked = The account is blocked. Unblock it first, then make a link.

# Groups
groups-title = Groups
groups-lead = Exams and certification requirements can be given to groups; the groups below are included.
groups-name = Group
groups-code = Code
groups-above = Belongs to
groups-top = Top level
groups-members = People in it
groups-members-below = People below
groups-empty = There are no groups yet
groups-empty-text = An administrator adds them as the company is built, from the top down.
groups-add = Add a group
groups-add-note = The code is used in addresses and files and never changes.
groups-name-zh = Name in Chinese
groups-name-en = Name in English
groups-code-hint = Lower-case letters, digits and dashes, for example east-1
groups-do-add = Add this group
groups-added = The group “{ $name }” was added
groups-code-wrong = A code has only lower-case letters, digits and dashes, no dash first, at most 64
groups-code-taken = Another group has this code already; choose another
groups-name-missing = Enter the name, at most 100 characters
groups-parent-unknown = That group no longer exists; choose again

# The own account
account-title = Your account
account-lead = Your details, your password, and where you are signed in.
account-who = Your details
account-who-note = If something is wrong here, ask an administrator to change it.
account-preferences = Display
account-language = Language
account-language-browser = As the browser says
account-zone = Time zone
account-zone-company = The company’s ({ $zone })
account-zone-hint = Only how times are shown to you; exam times stay the same
account-theme = Brightness
account-theme-device = As the device says
account-theme-light = Light
account-theme-dark = Dark
account-preferences-save = Save the display settings
account-preferences-saved = The display settings were saved
account-password = Password
account-password-note = After the change you are signed out in all other browsers.
account-password-current = Current password
account-password-save = Change the password
account-password-wrong = This is not the current password; try again
account-password-changed = The password was changed, and all other browsers are signed out
account-sessions = Where you are signed in
account-sessions-note = If you do not recognise one, sign the others out and change the password.
account-session-browser = Browser
account-session-began = Signed in
account-session-seen = Last used
account-session-this = This browser
account-session-other = Another browser
account-sessions-end = Sign out all other browsers
account-sessions-only = Only this one.
account-sessions-ended = { $count ->
    [0] You were not signed in anywhere else
    [one] One other browser is signed out
   *[other] { $count } other browsers are signed out
}
# Work, moves, leaving
people-work = Employment
people-work-note = What was stays on record, with its days.
people-leave-title = Enter that the person leaves
people-leave-text = The person leaves all groups and cannot sign in any more. Papers and certificates stay.
people-last-day = Last day
people-leave = Enter the leave
people-left = The leave was entered; the person cannot sign in any more
people-return-title = Enter that the person returns
people-return-text = The account is open again, with the password and the certificates of before.
people-return-no-group = No group
people-first-day = First day
people-return = Enter the return
people-returned = The return was entered; the person can sign in again
people-transfer-title = Move to another group
people-transfer-text = All groups of now end on that day.
people-transfer-to = New group
people-first-day-there = First day there
people-transfer = Move the person
people-transferred = The person was moved; the earlier groups stay on record
people-groups-several = Choose several groups
people-day-missing = Choose a day. Nothing was changed.
people-day-ahead = This day has not come yet. Enter it once it is there; nothing was changed.
people-day-early = This day is before { $day }, when what it ends began. Nothing was changed.
people-blocked-text = This account is blocked. An administrator can unblock it, or it opens when the person returns.
people-link-mail = Send a link by mail
people-link-mailed = A mail with a link is on its way
people-link-mailed-folder = There is no mail server; the mail is written as a file into the folder of CERTAMEN_MAIL_DIR
people-link-mail-off = Mail is off, so nothing was sent. Make a link or a slip instead, or ask an administrator to set up mail.
people-link-no-email = This person has no e-mail address. Make a link or a slip instead.

# Slips
people-slips-title = Sign-in slips
people-slips-lead = Slips of paper with a QR code for people who have no password yet. Each works once, for { $days ->
    [one] 1 day
   *[other] { $days } days
}.
people-slips-choose = Choose a group
people-slips-count = Count the slips
people-slips-ready = { $count ->
    [one] { $count } slip can be printed.
   *[other] { $count } slips can be printed.
}
people-slips-more = { $count ->
    [one] { $count } more person gets theirs with the next print.
   *[other] { $count } more people get theirs with the next print.
}
people-slips-note = Earlier links of these people stop working. The slips are shown only once: print them right away and give each to nobody but the person.
people-slips-make = Make the slips
people-slips-nobody = Everyone here has a password already, or may get a link only from an administrator.
people-slips-now = Print them now: the links are kept nowhere. Cut along the dashed lines.
people-slips-again = Make more slips
people-slips-qr = QR code of the link
people-slips-how = Scan the code or type the address, and choose your own password. Works once, within { $days ->
    [one] 1 day
   *[other] { $days } days
}.

# One group
groups-edit = Change
groups-people = People in it
groups-names = Names
groups-names-note = The code never changes.
groups-rename = Save the names
groups-renamed = The names were saved
groups-place = Where it belongs
groups-place-note = Groups below move along.
groups-move-to = Belongs to
groups-move = Move the group
groups-moved = The group was moved; where it belonged stays on record
groups-moves = Earlier moves
groups-moved-from = From
groups-moved-to = To
groups-circle = A group cannot belong to itself or to a group below it. Nothing was changed.
groups-close-title = Close the group
groups-close-text = Nobody belongs to it. Once closed it can no longer be chosen; what was stays on record.
groups-close = Close the group
groups-closed = The group is closed
groups-not-empty = People or groups still belong to it, so it was not closed.
groups-not-empty-yet = { $count ->
    [0] Nobody belongs to it.
    [one] { $count } person belongs to it.
   *[other] { $count } people belong to it.
} Move them first.
groups-below = Groups below:
groups-is-closed = This group is closed
groups-is-closed-text = It can no longer be chosen; what was stays on record.
audit-group-renamed = Group renamed
audit-group-moved = Group moved
audit-group-closed = Group closed
audit-person-invitation-mailed = Invitation sent by mail
account-session-end = Sign this browser out
account-session-ended = That browser is signed out
audit-session-other-ended = One session ended

# What is stored about oneself
own-data-title = What is stored about you
own-data-note = Your details, groups, exams, certificates, and what was entered about you.
own-data-open = Look at it
own-data-lead = This is all that the server keeps about you, apart from your answers, which stand with each exam.
own-data-save = Save as a file
own-data-account = Account
own-data-zone = Time zone
own-data-exams = Exams
own-data-exam = Exam
own-data-no-exams = No exam so far.
own-data-started = Began
own-data-handed-in = Handed in
own-data-result = Result
own-data-passed = Passed
own-data-failed = Not passed
own-data-not-open = Not shown (yet)
own-data-certificates = Certificates
own-data-certificate = Certificate
own-data-no-certificates = No certificate so far.
own-data-number = Number
own-data-valid = Valid
own-data-sessions = Sign-ins
own-data-ended = Ended
own-data-messages = Messages
own-data-messages-count = { $count ->
    [0] No message was written to you.
    [one] { $count } message was written to you; the file names it.
   *[other] { $count } messages were written to you; the file names them.
}
own-data-audit = What was entered about you
own-data-when = When
own-data-what = What
own-data-by = By
own-data-by-you = You
own-data-by-server = The server
own-data-none = Nothing.
