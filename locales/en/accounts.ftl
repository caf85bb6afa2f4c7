accounts-login-title = Sign in
accounts-login-not = You are not signed in yet
accounts-login-label = Employee number, phone or e-mail
accounts-login-label-short = Login
accounts-password-label = Password
accounts-login-do = Sign in
accounts-login-missing = Enter your employee number, phone or e-mail
accounts-password-missing = Enter your password
accounts-login-refused = The login or the password is not right. Check capital letters and your keyboard, then try again.
accounts-login-wait = There were too many wrong tries in a row. Wait { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
 } and try again.
accounts-login-taken = Someone else already has this login; choose another
accounts-login-forgotten = If you forgot your password, ask an administrator for a one-time link.
accounts-login-verify = Check a certificate
accounts-demo-heading = Demo accounts
accounts-demo-note = This is a demonstration. Anyone below can sign in and look around.
accounts-demo-role = Role
accounts-name-label = Name
accounts-name-missing = Enter the name, at most 200 characters
accounts-new-password-label = New password
accounts-new-password-hint = At least 8 characters; a sentence works well
accounts-password-too-short = The password is too short: it needs at least 8 characters
accounts-password-too-long = The password is too long: at most 200 characters
accounts-password-too-common = This password is too common, or it is the name or number itself. Choose one nobody can guess
accounts-welcome-title = Welcome
accounts-welcome-first-admin = This link makes the first administrator. Afterwards you can add everyone else.
accounts-welcome-set-password = { $name }, choose a password for your account.
accounts-welcome-do-admin = Create the administrator account
accounts-welcome-do-password = Set the password and sign in
accounts-welcome-done = Your account is ready and you are signed in
