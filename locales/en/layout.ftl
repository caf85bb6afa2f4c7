# The frame around every page: bar, foot, sign-in.
layout-skip = Skip to the content
layout-nav = Main navigation
layout-account = Your account
layout-sign-in = Sign in
layout-sign-out = Sign out
layout-clock = Times follow the server clock, { $zone }
layout-gate-note = On a shared computer, sign out when you are done. If an exam is interrupted, your saved answers are there when you sign in again.

layout-nav-home = Home
layout-nav-my-exams = My exams
layout-nav-my-certificates = My certificates
layout-nav-banks = Question banks
layout-nav-exams = Exams
layout-nav-grading = Grading
layout-nav-records = Records
layout-nav-certifications = Certifications
layout-nav-people = People
layout-nav-admin = Admin
