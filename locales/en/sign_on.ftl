# Signing in with an account of the company
sign-on-or = or
sign-on-do = Sign in with { $service }
sign-on-company = the company account
sign-on-wecom = WeCom
sign-on-away = There is no proper answer from { $service }. Try again in a moment, or sign in with your password.
sign-on-unproven = What came back from { $service } could not be verified, so nobody was signed in. Please start again.
sign-on-over = This sign-in took too long, was used already, or was begun in another browser. Please start again.
sign-on-cancelled = You did not finish signing in with { $service }. Try again, or sign in with your password.
sign-on-stranger = This account is known to { $service }, but not as one of the company. Use your company account.
sign-on-unknown = You are known to { $service }, but nobody with your employee number is registered here. Ask HR to add you.
sign-on-blocked = Your account here is blocked. Ask an administrator.
sign-on-left = According to the records here you no longer work for the company, so you cannot sign in. If that is wrong, ask HR.
sign-on-another = You signed in with another account of { $service } before. Ask an administrator to forget the old one, then try again.
sign-on-confirm = Or sign in once more; then you are not asked for ten minutes. What you filled in here does not go on with it.
sign-on-instead = You do not need a password: sign in with { $service }.

# Passwords of a group
groups-passwords-title = Signing in
groups-passwords-note = Holds for the groups below too. Administrators always keep their password.
groups-passwords-on-text = People of this group sign in with { $service } or with their password.
groups-passwords-off = Passwords are off
groups-passwords-off-text = People of this group and of those below sign in with the company's sign-on service only; one-time links set no password. Whoever is signed in stays signed in.
groups-passwords-off-above = Passwords are off, because they are off for “{ $group }” above.
groups-passwords-switch-off = Switch passwords off
groups-passwords-switch-on = Switch passwords on
groups-passwords-admin = Only administrators can change this.
groups-passwords-are-off = Passwords are off for this group and those below
groups-passwords-are-on = Passwords are on again for this group
groups-passwords-no-service = No sign-on service is set up on this server, so nobody could sign in any more. Nothing was changed.
groups-passwords-no-admin = No administrator has a password, so nobody could get in while the service is away. Set one first; nothing was changed.

# People
people-link-elsewhere = This person signs in with the company's sign-on service, because passwords are off for the group. There is no link to make.
people-account-text = Accounts of sign-on services with which this person came. Forget one if the person has a new account there.
people-account-forget = Forget this account
people-account-forgotten = The account was forgotten; the next sign-in goes by the employee number
account-password-elsewhere = You do not need a password: you sign in with { $service }.

# What was done
audit-session-signed-on = Came with an account of a sign-on service
audit-session-sign-on-refused = Sign-in with a service refused
audit-person-account-linked = Account of a sign-on service linked
audit-person-account-forgotten = Account of a sign-on service forgotten
audit-group-passwords-off = Passwords switched off for a group
audit-group-passwords-on = Passwords switched on for a group
