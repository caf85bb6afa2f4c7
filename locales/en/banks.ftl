# Question banks and imports.
banks-title = Question banks
banks-lead = Every import makes a new revision. Exams that were published keep the questions they were published with.
banks-import = Import questions
banks-import-do = Import questions
banks-open-imports = Waiting for your review
banks-review-do = Review
banks-bank = Bank
banks-questions = Questions
banks-question = Question
banks-keys = Keys
banks-without-key = { $n } without a key
banks-all-keys = All known
banks-revision = Revision
banks-changed-at = Changed
banks-empty-heading = There is no question bank yet
banks-empty-text = Import a file with questions, or paste an exam paper as it is.
banks-no-revisions = This bank has no revision yet
banks-no-questions = This bank has no questions yet
banks-none-found = No question fits these filters
banks-none-found-text = Change a filter, or clear them all.
banks-tabs = Views of this bank
banks-tab-questions = Questions
banks-tab-revisions = Revisions
banks-bank-lead = { $code } · revision { $revision }
banks-filter-clear = Clear the filters
banks-any = Any
banks-type = Type
banks-difficulty = Difficulty
banks-key = Key
banks-key-missing = No key yet
banks-key-by-hand = Graded by people
banks-languages = Languages
banks-settings = Details
banks-when = When
banks-who = Who
banks-added = New
banks-changed = Changed
banks-removed = Removed
banks-source-shipped = Comes with Certamen
banks-by-server = The server
banks-by-command-line = The command line
banks-kind-single-choice = Single choice
banks-kind-multiple-choice = Multiple choice
banks-kind-true-false = True or false
banks-kind-short-answer = Short answer
banks-kind-fill-blank = Fill in the blanks
banks-kind-numeric = Number
banks-kind-matching = Matching
banks-kind-ordering = Ordering
banks-difficulty-is = Difficulty { $n }
banks-points-are = { $points ->
    [one] 1 point
   *[other] { $points } points
}
banks-topic-is = Topic { $topic }
banks-true = True
banks-false = False
banks-is-key = (right answer)
banks-stem = Question
banks-option-n = Option { $label }
banks-explanation = Explanation
banks-reference = Model answer
banks-fact = Rests on
banks-material = Shared material
banks-question-lead = Exams draw the current version. Papers that were already drawn keep the version they saw.
banks-question-gone = The bank no longer holds this question. Its versions stay for the papers that used it.
banks-current-version = Current version
banks-earlier-versions = Earlier versions
banks-earlier-note = Kept for the papers that used them.
banks-show-version = Show this version
banks-since-revision = { $revision } and later
banks-version-heading = Version { $number }, in revision { $revisions }
banks-pager-sum = { $from }–{ $to } of { $total }

banks-import-lead = First you see what was read, question by question. Nothing is in the bank before you write it.
banks-part-file = The questions
banks-part-file-note = The paper as you have it: Word, Excel, text, or an export of another program.
banks-part-target = The bank
banks-part-target-note = A new bank is called like the file unless you say otherwise.
banks-file = File
banks-file-hint = Word (.docx), Excel (.xlsx, .xls), .ods, .csv, .txt, .md, GIFT, Aiken, Moodle XML, QTI (.zip, .xml) or a bank file (.toml); at most 8 MB. Format and encoding are found out for you.
banks-file-again = Choose the file { $name } again
banks-file-missing = Choose a file, or paste the questions below
banks-file-and-text = There is a file and pasted text. Keep one of the two
banks-template-lead = No file yet? Fill in a table with one row a question:
banks-template-xlsx = Excel table
banks-template-csv = CSV table
banks-guide = Trainer’s guide
banks-guide-link = Which layouts can be read, with examples: the trainer’s guide
banks-export = Export
banks-export-lead = Take the questions to another program, or keep them as a file. First you see what the format cannot hold.
banks-export-look = Show what fits
banks-export-sum = { $written } of { $total ->
    [one] 1 question
   *[other] { $total } questions
 } will be in the file
banks-export-whole = The format holds everything these questions say.
banks-export-losses = This does not fit into the format and stays behind:
banks-export-and-more = { $codes } and { $more } more
banks-export-do = Download
banks-paste = Or paste the questions
banks-paste-hint = With numbers, options and keys as they stand on the paper.
banks-pasted-name = pasted text
banks-new-bank = A new bank
banks-bank-unknown = There is no bank with this code. Choose one from the list
banks-code = Code of the new bank
banks-code-hint = a–z, 0–9 and dashes, for example visits-2026. It stays for good.
banks-code-wrong = The code should be 1 to 64 of a–z, 0–9 and dashes, and begin with a letter or digit
banks-code-reserved = This code is an address of its own. Choose another code
banks-code-taken = There already is a bank { $code }. Choose it in the list above, or give the new one another code
banks-title-zh = Title in Chinese
banks-title-en = Title in English
banks-title-wrong = Enter the { $field ->
        [title_zh] Chinese
       *[title_en] English
    } title, at most 200 characters
banks-read-do = Read the questions
banks-import-back = Back to the banks

banks-review-title = Review the import
banks-review-lead = The bank has not changed. Look through what was read, then write it all at once.
banks-read-as-term = Read as
banks-read-encoding = encoding { $encoding }
banks-read-lines = { $lines ->
    [one] 1 line
   *[other] { $lines } lines
 }
banks-sum-term = Check
banks-sum = { $total ->
    [one] 1 question in the file
   *[other] { $total } questions in the file
 } = { $new } new + { $changed } changed + { $same } the same + { $duplicate } repeated + { $conflict } with another key + { $error } with errors; { $skipped ->
    [one] 1 line or entry is
   *[other] { $skipped } lines or entries are
 } no question
banks-skipped-label = What is no question: { $n }
banks-reread = Read it in another way
banks-reread-do = Read again
banks-reread-note = Reading again forgets what you decided and mended here.
banks-reread-done = The file was read again.
banks-reread-unknown = Choose a format and an encoding from the lists.
banks-format = Format
banks-encoding = Encoding
banks-automatic = Find out
banks-format-other = Unknown format
banks-chips = Show by result
banks-verdict-all = All
banks-verdict-new = New
banks-verdict-same = The same
banks-verdict-changed = Changed
banks-verdict-duplicate = Repeated
banks-verdict-error = Error
banks-row-heading = Question { $number }
banks-line = Line { $line }
banks-lines = Lines { $from }–{ $to }
banks-sheet-row = Sheet “{ $sheet }”, row { $row }
banks-sheet-rows = Sheet “{ $sheet }”, rows { $from }–{ $to }
banks-item = Item { $item }
banks-source = Lines of the file
banks-will-be-created = will be added
banks-will-be-updated = will get a new version
banks-will-be-unchanged = already in the bank
banks-will-be-skipped = will be left out
banks-will-be-failed = not in the bank
banks-was-created = was added
banks-was-updated = got a new version
banks-was-unchanged = was already in the bank
banks-was-left = was left out
banks-repeats-row = Repeats question { $position } of the file
banks-repeats-question = Repeats { $code } in { $bank }
banks-next-version = { $code } version { $from } → { $to }
banks-found = What was found
banks-suggestion = Suggestion
banks-right-key = Right answer
banks-several-keys = Choosing more than one makes it multiple choice.
banks-key-do = Use this key
banks-key-given = The question has its key and will be written.
banks-key-unfit = Choose at least one of the question’s own options as the key.
banks-take = Take this question
banks-take-without-key = Take it without a key
banks-language-chinese = Chinese
banks-language-english = English
banks-take-as-it-is = Take it as it is
banks-take-duplicate = Add it all the same
banks-leave = Leave this question out
banks-commit-nothing = There is nothing new to write
banks-commit-ready = { $n ->
    [one] 1 question is ready
   *[other] { $n } questions are ready
 }
banks-commit-errors = { $n ->
    [one] 1 error is still open
   *[other] { $n } errors are still open
 }
banks-commit-note = If you write now: { $total ->
    [one] 1 question
   *[other] { $total } questions
 } = { $created } added + { $updated } changed + { $unchanged } unchanged + { $skipped } left out + { $failed } with errors left out.
banks-committed = { $total ->
    [one] 1 question
   *[other] { $total } questions
 } = { $created } added + { $updated } changed + { $unchanged } unchanged + { $skipped } left out + { $failed } with errors left out.
banks-commit-do = { $n ->
    [one] Write 1 question
   *[other] Write { $n } questions
 }
banks-commit-do-errors = { $n ->
    [one] Write 1 question
   *[other] Write { $n } questions
 }, leave out { $errors ->
    [one] 1 error
   *[other] { $errors } errors
 }
banks-commit-do-nothing = Finish, nothing to write
banks-discard-do = Give this import up
banks-discarded = The import was given up. The bank has not changed.
banks-was-committed = This import is in the bank
banks-go-to-bank = Go to the bank
banks-was-discarded = This import was given up
banks-was-discarded-text = Nothing of it is in the bank.
banks-nothing-read = No questions were found in this file
banks-nothing-read-text = If there are some, try another encoding above, or copy the questions as plain text with a number before each and the key in brackets.
banks-another-file = Choose another file
banks-import-changed = The bank or a decision changed after you opened this page, so nothing was written. Please look through it again.
banks-import-closed = This import was already written or given up. Nothing was done a second time.
