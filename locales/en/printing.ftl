# Exams on paper: printing papers, answer sheets and keys.
printing-do = Print papers
printing-title = Print papers
printing-print = Print
printing-paper = Paper
printing-answer-sheet = Answer sheet
printing-key = Key
printing-paper-letter = Paper { $letter }
printing-answer-sheet-letter = Answer sheet { $letter }
printing-key-letter = Key { $letter }
printing-papers = Papers
printing-papers-note = A paper prints the same whenever you print it: same questions, same order.
printing-none = There is no paper yet.
printing-col-paper = Paper
printing-col-print = Print
printing-col-drawn = Drawn
printing-questions = { $count ->
    [one] 1 question
   *[other] { $count } questions
}
printing-points = { $points ->
    [one] 1 point
   *[other] { $points } points
}
printing-pass-mark = { $percent }% needed to pass
printing-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
printing-new = Another paper
printing-new-text = It is drawn from version { $number } and never changes afterwards.
printing-letter = Letter
printing-letter-missing = Choose paper A, B, C or D
printing-prepare = Draw the paper
printing-prepared = Paper { $letter } is drawn and can be printed.
printing-all-drawn = Papers A, B, C and D of version { $number } are all drawn.
printing-other-questions = Each letter draws questions of its own.
printing-other-order = Each letter has the same questions, with questions or options in another order.
printing-same = Each letter is the same: this exam uses all its questions and shuffles nothing.
printing-not-published = The exam is not published yet
printing-not-published-text = What is printed is the published version. Publish the exam, then draw and print papers here.
printing-paper-lead = Only the paper itself is printed. The key is on a page of its own.
printing-answer-sheet-lead = One for each person, handed out with the paper.
printing-key-lead = Only for those who mark. Keep it away from the papers.
printing-key-heading = Show the key of paper { $letter }?
printing-key-text = The next page is the key: do not open it where trainees can see the screen. Who looked at it and when is written into the audit trail.
printing-key-sure = Yes, I want to see the key
printing-key-not-sure = Tick the box to say that you want to see the key
printing-key-show = Show the key
printing-key-back = Back without looking
printing-key-secret = Only for those who mark. Keep it safe.
printing-sheet-paper = Exam paper
printing-sheet-answers = Answer sheet
printing-sheet-key = Key
printing-fill-name = Name
printing-fill-number = Employee number
printing-fill-date = Date
printing-how = Choose on the answer sheet. Where you have to write, use the lines below the question or on the answer sheet.
printing-fill-how = Fill in the circle of your choice with a black pen. To change it, erase it or cross it out and write the new answer clearly.
printing-section = { $count ->
    [one] 1 question
   *[other] { $count } questions
}, { $each } each, { $total ->
    [one] 1 point
   *[other] { $total } points
 } in all
printing-kind-points = ({ $kind }, { $points ->
    [one] 1 point
   *[other] { $points } points
})
printing-material-for = Questions { $from } to { $to } share this text.
printing-material-one = For question { $number }.
printing-material-before = See the text above question { $number }.
printing-on-the-paper = on the paper
printing-worth = { $points ->
    [one] 1 point
   *[other] { $points } points
}
printing-end = End of the paper
audit-paper-prepared = Paper drawn for printing
audit-paper-key-shown = Key of a printed paper shown
printing-afterwards = Afterwards
printing-afterwards-text = Enter each answer sheet. It is marked like any other attempt, and certificates come as usual.

# Entering results from paper.
printing-enter = Enter a paper result
printing-enter-lead = Find the person first, then say which paper it was.
printing-find = Find a person
printing-who-and-which = Who, and which paper
printing-which-paper = Paper
printing-person-missing = Choose a person
printing-paper-missing = Choose a paper
printing-go-on = Go on
printing-choose-again = Another person or paper
printing-nothing-printed = There is no paper yet
printing-nothing-printed-text = Draw a paper and print it; enter the results here afterwards.
printing-sitting = The sitting
printing-sat-at = Sat at
printing-sat-at-hint = When the exam began, in the company’s time zone ({ $zone }).
printing-sat-in-future = This time is still to come. Please check it
printing-sat-before-publishing = This version was not published then. Check the time and the paper
printing-how-entered = What you enter
printing-how-missing = Say whether you enter the answers or only the score
printing-by-responses = The answer to each question; the system marks them
printing-by-score = Only the score
printing-responses = Answers
printing-responses-note = As on the answer sheet: letters, several together (ACD); T or F; nothing where nothing was answered. Leave all empty if you enter only the score.
printing-true-or-false = T/F
printing-words = words
printing-response-letters = Question { $number }: enter letters from A to { $last }
printing-response-one = Question { $number } takes one letter only (A to { $last })
printing-response-truth = Question { $number }: enter T or F
printing-response-text = Question { $number }: the text is too long or has characters that cannot be stored
printing-score = Only the score
printing-score-note = For when there are points but no answer sheet. No answers can be shown then.
printing-score-points = Points
printing-score-hint = At most { $most }, with up to two decimals.
printing-score-form = Enter points from 0 to { $most } with at most two decimals
printing-reason = Reason
printing-reason-label = Why it was sat on paper
printing-reason-hint = Goes into the audit trail, for example “power cut in the room”.
printing-reason-missing = Say why, in at most 2,000 characters
printing-check-do = Check
printing-check = Please check
printing-check-note = Once entered, it counts as an attempt and cannot be changed; a certificate comes by itself where it leads to one. Window and allowance do not apply: you decide.
printing-score-only-note = Only the score is entered, no answers.
printing-responses-read = Answers as read
printing-enter-do = Enter the result
printing-change = Back to change
printing-open-attempt = This person is sitting the exam
printing-open-attempt-text = There is an attempt that is not handed in. A result can be entered when it is over.
printing-open-attempt-see = See who is sitting it
printing-entered-before = This result was entered before
printing-entered-before-text = The same person’s sitting of the same paper at the same time is in the system. If it was another sitting, check the time.
printing-entered-passed = Entered for { $name } from paper: { $score } of { $maximum ->
    [one] 1 point
   *[other] { $maximum } points
 }, passed. Receipt { $receipt }.
printing-entered-not-passed = Entered for { $name } from paper: { $score } of { $maximum ->
    [one] 1 point
   *[other] { $maximum } points
 }, not passed. Receipt { $receipt }.
attempts-on-paper = on paper
attempts-receipt-on-paper = You sat this exam on paper and staff entered it. Keep the number in case you ask about this exam.
attempts-result-score-only = Only the score was entered, no answers.
grading-col-on-paper = On paper
audit-attempt-entered-on-paper = Result entered from paper
