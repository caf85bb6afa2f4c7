# Sitting an exam: the list, the start page, the paper, handing in, the receipt, the result.
attempts-list-title = My exams
attempts-list-to-do = To do
attempts-list-done = Done or closed
attempts-list-empty = No exams yet
attempts-list-empty-text = As soon as an exam is assigned to you or your group, it is here.
attempts-list-open = Open
attempts-list-minutes = { $minutes } min
attempts-list-pass-mark = Pass mark { $percent }%
attempts-list-due = Due
attempts-list-ends = Your time ends
attempts-list-left = Attempts left: { $count }
attempts-list-card = Question list
attempts-list-sum = { $open } open · { $flags } marked
attempts-state-open = In progress
attempts-state-not-open = Not open yet
attempts-state-handed-in = Handed in
attempts-state-missed = Missed
attempts-state-not-started = Not started
attempts-passed = Passed, { $percent }
attempts-not-passed = Not passed, { $percent }
attempts-number = Attempt { $number }
attempts-started = Started
attempts-handed-in = Handed in
attempts-open-receipt = Receipt

attempts-start-not-open = This exam is not open yet
attempts-start-opens = Opens
attempts-start-closed = This exam is closed
attempts-start-closed-at = It closed
attempts-start-used-up = You have used all your attempts
attempts-start-used-up-text = Your results stand below. If something went wrong, talk to your trainer.
attempts-start-refused = The exam could not be started just now. This page says why.
attempts-start-cut = That is less than the full time, because the exam closes at
attempts-start-questions = Questions
attempts-start-maximum = Points
attempts-start-pass-mark = Pass mark
attempts-start-attempts = Attempts left
attempts-start-unlimited = no limit
attempts-start-closes = Closes
attempts-start-do = Start the exam now
attempts-start-resume = Continue the exam
attempts-start-resume-lead = Your exam is still open.
attempts-start-instructions = Instructions
attempts-start-rules = Before you start
attempts-start-scoring = How points are given
attempts-start-section = { $count ->
    [one] 1 question
   *[other] { $count } questions
}
attempts-start-each = { $points ->
    [one] 1 point each
   *[other] { $points } points each
}
attempts-start-earlier = Your attempts
attempts-time-minutes = You will have { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}.
attempts-time-left = You have { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left.
attempts-time-seconds = You will have { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}.
attempts-time-unlimited = There is no time limit.
attempts-time-none = The time for this exam is over.
attempts-rule-saved = Every answer is saved as you give it. The line at the top says so, with the time.
attempts-rule-resume = If your device or connection fails, sign in again on any device and continue; your saved answers are there. The clock keeps running.
attempts-rule-time = When the time is over, the exam is handed in by itself with what is saved.
attempts-rule-no-limit = You can leave and come back. What you have saved stays until you hand in.
attempts-rule-final = After handing in, answers cannot be changed.
attempts-rule-session = Answer in one window at a time. Continuing on another device locks the first one.

attempts-bar-answered = Answered { $answered } / { $count }
attempts-bar-ends = left, handed in at { $time }
attempts-bar-no-limit = No time limit
attempts-paper-title = Question { $position } of { $count } - { $title }
attempts-paper-position = Question { $position }
attempts-paper-of = of { $count }
attempts-paper-material = Text for this question
attempts-paper-your-answer = Your answer
attempts-paper-save = Save
attempts-paper-flag = Mark for later
attempts-paper-unflag = Remove the mark
attempts-paper-clear = Clear answer
attempts-paper-previous = Previous
attempts-paper-next = Next
attempts-paper-save-next = Save, next
attempts-paper-check = Check and hand in
attempts-points = { $points ->
    [one] 1 point
   *[other] { $points } points
}
attempts-kind-single = One answer
attempts-kind-multiple = Several answers
attempts-kind-true-false = True or false
attempts-true = True
attempts-false = False
attempts-answer-none = no answer
attempts-entry-done = Question { $position }, answered
attempts-entry-done-flagged = Question { $position }, answered, marked
attempts-entry-open = Question { $position }, not answered
attempts-entry-open-flagged = Question { $position }, not answered, marked
attempts-entry-lost = Question { $position }, not saved
attempts-legend-done = Answered
attempts-legend-open = Not answered
attempts-legend-flag = Marked
attempts-legend-now = This question
attempts-legend-unsaved = Not saved

attempts-elsewhere-heading = This exam is open in another place
attempts-elsewhere-text = Here you can only look. Continue here and the other place is locked; what it has saved stays.
attempts-elsewhere-do = Continue here
attempts-unavailable-heading = The answer to question { $position } is not saved yet
attempts-unavailable-text = The server did not answer in time. Your choice is still below: please send it again.
attempts-form-unreadable = Part of the answer did not arrive. Go back, load the page again and repeat it. Answers shown as saved are safe.

attempts-say-saved = All answers saved { $time }
attempts-say-saving = Saving
attempts-say-unsaved = Answers not saved: { $count }. Trying again. Please keep this page open.
attempts-say-none = Answers are saved as you give them
attempts-say-offline-heading = No connection. Your answers are on this device
attempts-say-offline-text = Not sent yet: question { $positions }. They are sent by themselves when the connection is back. You can go on answering here.
attempts-say-signed-out-heading = You are signed out
attempts-say-signed-out-text = Your answers are still on this page. Sign in again here; they are sent by themselves, and you go on where you were.
attempts-say-sign-in = Or sign in in a new tab
attempts-say-superseded-heading = This exam was continued in another place
attempts-say-superseded-text = This page is locked so that nothing is overwritten. Load it again if you want to continue here.
attempts-say-conflict-heading = Question { $position } was answered in another window
attempts-say-conflict-text = Stored: { $stored }. From here came: { $sent }. The stored answer is shown; choose again if you want the other one.
attempts-say-refused-heading = The answer to question { $position } was not taken
attempts-say-refused-text = Please load the page again and repeat it.
attempts-say-waiting = Waiting for the connection, then the next page opens by itself.
attempts-say-over-heading = The time is over
attempts-say-over-text = Your exam is being handed in.
attempts-say-over-offline = There is no connection. What was saved counts, and the server hands it in by itself. Keep this page open if you can.
attempts-say-left-minutes = Minutes left: { $count }
attempts-say-left-seconds = Seconds left: { $count }

attempts-check-title = Check and hand in
attempts-check-open = { $count ->
    [one] 1 question has no answer yet.
   *[other] { $count } questions have no answer yet.
}
attempts-check-all = Every question has an answer.
attempts-check-minutes = You still have { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}: go on answering, or hand in now.
attempts-check-over = The time is over. What was saved in time counts.
attempts-check-open-note = A question without an answer gives no points, and takes none away.
attempts-check-answer = Answer it
attempts-check-flagged = Marked and answered
attempts-check-look = Look again
attempts-check-yours = Your answer:
attempts-check-hand-in = Hand in
attempts-check-final = After handing in, answers cannot be changed.
attempts-check-sure = { $count ->
    [one] I know that 1 question has no answer
   *[other] I know that { $count } questions have no answer
}
attempts-check-sure-missing = Tick the box to hand in with open questions, or go back and answer them.
attempts-check-do = Hand in, end the exam
attempts-check-back = Back to the questions

attempts-receipt-title = Receipt
attempts-receipt-heading = Your exam is handed in
attempts-receipt-trainee = We have everything. Keep the number in case you ask about this exam.
attempts-receipt-page = The time was over and your page handed in by itself. What was saved counts.
attempts-receipt-sweep = The time was over and the server handed in for you, as of the deadline. What was saved in time counts.
attempts-receipt-late = It came just after the deadline and counts in full.
attempts-receipt-number = Number
attempts-receipt-at = Handed in
attempts-receipt-answered = Answered
attempts-receipt-attempt = Which attempt
attempts-receipt-next = What happens next
attempts-receipt-open = The result is ready.
attempts-receipt-later = The result opens
attempts-receipt-never = This exam does not show its result here. Your trainer will tell you.
attempts-receipt-waits = The result opens when the exam is over for everyone.
attempts-receipt-result = See the result
attempts-receipt-exams = My exams
attempts-receipt-print = Print

attempts-result-title = Result
attempts-result-passed = Passed
attempts-result-not-passed = Not passed
attempts-result-percent = Score
attempts-result-points = Points
attempts-result-passed-next = When every exam of a certification is passed, the certificate comes by itself:
attempts-result-certificates = your certificates
attempts-result-not-passed-next = Whether and when you can try again is on
attempts-result-exam = the page of the exam
attempts-result-closed = The result is not open yet
attempts-result-closed-text = Your exam is handed in and graded. The exam decides when its result is shown.
attempts-result-next-score = The result opens:
attempts-result-next-responses = Your answers with right and wrong open:
attempts-result-next-key = The right answers and explanations open:
attempts-result-no-attempts-left = when you have no attempts left.
attempts-result-answers = Your answers
attempts-result-right = Right
attempts-result-wrong = Wrong
attempts-result-yours = your choice
attempts-result-key = Right answer:

# The exam page's own choices, keys and moments.
attempts-choices = Display and keys
attempts-choices-size = Size of the text
attempts-choices-size-1 = Usual
attempts-choices-size-2 = Larger
attempts-choices-size-3 = Largest
attempts-choices-one = Show one question on each page
attempts-choices-all = Show all questions on one page
attempts-keys = Keys
attempts-keys-flag = Mark for later, or remove the mark
attempts-keys-time = Show and read the time left
attempts-keys-help = This list
attempts-say-left = Time left: { $time }
attempts-say-hide-time = Hide the time
attempts-say-show-time = Show the time
attempts-say-too-late-heading = Some answers did not arrive in time
attempts-say-too-late-text = The exam was handed in before this device could send question { $positions }. What had arrived counts. These answers are still on this device: show this page to your trainer before you close it.
attempts-say-login = Employee number, phone or e-mail
attempts-say-password = Password
attempts-say-sign-in-here = Sign in here
attempts-say-sign-in-refused = The login or the password is not right. Please try again.
