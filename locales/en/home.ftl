home-good-morning = Good morning, { $name }
home-good-afternoon = Good afternoon, { $name }
home-good-evening = Good evening, { $name }
home-lead = Today is { $day }.
home-lead-next = Today is { $day }. This comes first:
home-running = In progress
home-later = Not open yet
home-overdue = Overdue
home-open = Not started
home-days-left = { $days ->
    [0] Today is the last day
    [one] { $days } day left
   *[other] { $days } days left
}
home-last-time = Last time { $percent }, not passed
home-opens = Opens
home-latest = Due
home-time = Your time
home-minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
home-no-limit = No limit
home-questions = Questions
home-question-count = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
home-pass-mark = Pass mark
home-attempts = Attempts
home-attempts-left = { $left ->
    [one] { $left } attempt left
   *[other] { $left } attempts left
}
home-go-on = Continue the exam
home-read-rules = Read the rules first
home-nothing = Nothing to do right now
home-nothing-text = When a trainer assigns you an exam, it appears here.
home-all-exams = All exams
home-also = Also to do
home-my-certificates = My certificates
home-all-certificates = All certificates
home-no-certificates = You have none yet. Pass the exams of a certification and it appears here at once.
home-first-exam = Compose the first exam
home-first-exam-text = { $count ->
    [one] { $count } question is ready to be drawn from.
   *[other] { $count } questions are ready to be drawn from.
}
home-new-exam = Compose an exam
home-exams = Exams
home-published = Published
home-draft = Draft
home-assignments = { $count ->
    [0] Not assigned to anyone
    [one] { $count } assignment
   *[other] { $count } assignments
}
home-banks = Question banks
home-all-banks = All banks
home-without-key = { $count ->
    [one] { $count } question has no key yet and is not drawn.
   *[other] { $count } questions have no key yet and are not drawn.
}
home-no-banks = There are no questions yet
home-no-banks-text = Upload a paper or a question file; you see every question before it is kept.
home-import = Import questions
home-all-records = All records
home-expiring = Expiring soon
home-missing = Missing
home-see-all = See all
home-none-expiring = Nobody's certificate expires within 30 days.
home-none-missing = Nobody lacks a certificate they must hold.
home-open-person = Open
home-house = People and groups
home-admin = Administration
home-people = People
home-waiting = Without a password yet
home-blocked = Blocked
home-groups = Groups
home-plain-http = Cookies travel unprotected
home-plain-http-text = No https address is set (CERTAMEN_PUBLIC_ORIGIN). Fine for trying out on one machine; set it before others sign in.
home-add-person = Add a person
home-no-role = You have no role yet
home-no-role-text = Ask an administrator to give you one; then you find your work here.
