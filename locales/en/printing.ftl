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
}, { $each } each, { $total } points in all
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
