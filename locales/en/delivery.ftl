# How an exam is sat: questions on a page, notes about a sitting.
exams-tab-delivery = Exam page
delivery-part-paging = Questions on a page
delivery-part-paging-note = Each answer is saved on its own either way, and the question list leads everywhere.
delivery-paging = How the paper is shown
delivery-paging-choice = As each trainee likes (one question to begin with)
delivery-paging-one = One question on each page
delivery-paging-all = All questions on one page
delivery-paging-missing = Choose how the paper is shown.
delivery-part-notes = Notes about a sitting
delivery-part-notes-note = Facts for people to read: when the page was left and come back to, text that was pasted into an answer, gaps of the connection, other network addresses, other devices. Nothing follows from them by itself. Trainees read before they start what is noted.
delivery-notes = Note these things
delivery-keep = Days until the notes are deleted
delivery-keep-hint = Counted from each note. As short as your rules for appeals allow.
delivery-keep-form = Give a number of days from 1 to { $most }.
delivery-tell = Tell the trainee after so many times away
delivery-tell-hint = One calm notice on their page, nothing else. Empty: never.
delivery-tell-form = Give a number from 1 to { $most }, or leave it empty.
