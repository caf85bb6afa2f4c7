# Reviewing an import: changing questions, deciding about many, undoing, columns of tables, progress.
import-filter-problems = Needs a look
import-filter-warnings = With warnings
import-filter-similar = Like another one
import-verdict-key-conflict = Keys disagree
import-contradicts-row = Same question and options as question { $position } of the file, another key
import-contradicts-question = Same question and options as { $code } in { $bank }, another key
import-take-other-key = Use the key of the file
import-similar-row = { $percent }% like another question of this file:
import-similar-question = { $percent }% like a question in { $bank }:
import-expected = Expected here
import-edited = Changed
import-tick = Choose
import-fix-row = Fix this question
import-bulk = Several at once
import-take-ticked = Take the ticked ones
import-leave-ticked = Leave out the ticked ones
import-take-shown = Take all { $n } under “{ $filter }”
import-leave-shown = Leave out all { $n } under “{ $filter }”
import-taken = { $n ->
        [one] 1 question is taken now.
       *[other] { $n } questions are taken now.
    } Those with errors that cannot go in stay out.
import-left = { $n ->
        [one] 1 question is left out now.
       *[other] { $n } questions are left out now.
    }
import-none-ticked = Nothing was ticked. Tick the questions first.

import-row-title = Fix a question
import-row-lead = What you change stays inside this import; the bank does not change before you write it.
import-row-edit = Content
import-row-edit-note = The question is compared anew when you save.
import-row-save = Save
import-row-back = Back to the review
import-row-saved = Saved, and compared anew.
import-row-saved-with-errors = Saved, but this question cannot go in yet: { $error }
import-row-stale = Someone has just changed this question
import-row-stale-text = Above is how it stands now, below what you wrote, which is not saved yet. Compare the two and save again.
import-options = Options
import-options-hint = Tick the right ones; options left empty are not saved.
import-option-right = Option { $label } is right
import-truth = Key of a true-or-false question
import-truth-hint = For true or false only.
import-truth-none = No key yet
import-key-text = Key of other types
import-key-text-hint = Gaps: one line a gap, accepted texts between bars “|”. Numbers: “30” or “30 ± 0.5”. Matching: one pair a line, “left = right”. Ordering: “C A B”. Short answers: the model answer. Not used for choice and true or false.
import-points = Points
import-topic = Topic
import-tags = Tags (between commas)
import-question-code = Code of the question
import-not-said = Not given
import-kind-wrong = Choose a type from the list
import-stem-missing = Write the question
import-text-wrong = At most { $most } characters, no control characters
import-code-wrong = A code has 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit
import-points-wrong = Points are a number above 0 with at most two decimals
import-options-of-languages = This question has another language too, so there must still be { $n ->
    [one] 1 option
   *[other] { $n } options
 }
import-key-unclear = This key cannot be understood; write it as described above
import-row-shape = Split and merge
import-row-shape-note = For two questions that were read as one, or one that was read as two.
import-split-at = The second question begins on this line
import-split-line = Line { $line }: { $text }
import-split-do = Split here
import-split-nothing = Choose the line on which the second question begins.
import-split-unread = No question was read from some of these lines, so nothing was split. Look at the numbers and options.
import-split-done = { $n ->
    [one] There is 1 question now.
   *[other] There are { $n } questions now.
 }
import-lines = Correct the lines and read them again
import-lines-text = The lines of this question
import-lines-hint = Add a number, a line break or a key. However many questions are read take the place of this one.
import-lines-do = Read again
import-merge-do = Merge with the question before
import-merged = Merged with the question before; look at the result.
import-restore-do = Back to what was read
import-row-restored = The question says again what was read.

import-undo = Undo this import
import-undo-note = No exam uses what this import wrote yet. Undoing makes a new revision: added questions leave the bank, changed ones say again what they said before.
import-undo-do = Undo this import
import-undone = This import was undone in revision { $revision }.
import-was-undone = This import was undone
import-undo-nothing = This import wrote nothing, so there is nothing to undo.
import-undo-done = This import was undone before.
import-undo-changed = It cannot be undone: these questions were changed since: { $codes }.
import-undo-used = It cannot be undone: published exams draw some of its questions: { $codes }.
import-undoes-revision = Takes back revision { $revision }
import-of-revision = See or undo this import

import-columns = What the columns hold
import-columns-lead = When the headings are not understood, or taken for something else, say here what each column holds.
import-columns-go = Say what the columns hold
import-columns-known = The columns are read as somebody said for these headings before.
import-columns-sheet = First rows of the sheet “{ $sheet }”; other sheets are read with the same columns.
import-columns-rows = First rows of the table
import-columns-number = Row
import-columns-letter = Column { $letter }
import-columns-row = Row { $row }
import-columns-first-row = The questions begin in
import-columns-first-row-hint = Headings and remarks above are passed over.
import-columns-do = Read again with these columns
import-columns-headings = Go by the headings
import-columns-note = Reading again forgets what you decided and changed here. The next file with the same headings is read the same way at once.
import-columns-done = Read again with the columns you named.
import-columns-one-stem = Choose one column for the question, and only one
import-columns-no-row = Choose the row in which the questions begin
import-column-ignore = Not used
import-column-stem = Question
import-column-option = Option (one a column)
import-column-options = All options in one cell
import-column-answer = Key
import-column-explanation = Explanation
import-column-type = Type
import-column-topic = Topic
import-column-difficulty = Difficulty
import-column-points = Points
import-column-tags = Tags
import-column-code = Code

import-failed-file = Download { $n ->
        [one] the question with an error
       *[other] the { $n } questions with errors
    } to correct and send again

import-failed-as-text = As plain text: no part of a Word file can be written. It is read just the same.
import-failed-as-excel = As an Excel workbook (.xlsx).
import-failed-as-csv = As a CSV table.
import-failed-as-package = As a QTI package; as a bank file (.toml, a text) when QTI cannot hold what is wrong.

import-work-title = Working
import-work-since = Since
import-work-reading = Reading the file …
import-work-comparing = Comparing and keeping: { $done } of { $total ->
    [one] 1 question
   *[other] { $total } questions
 }
import-work-writing = Writing into the bank …
import-work-note = This page looks again every two seconds. You may leave and come back from the page of the banks; a restart of the server loses nothing.
import-work-look = Look again
import-work-stop = Stop
import-work-stopping = Stopping …
import-work-unread = Reading this file stopped before it was done, so there are no questions. The file may be damaged or far too large. Split it and try again.
import-work-failed = Something went wrong, and nothing was written. Please try again.
import-work-give-up = Give this import up
import-work-review = Back to the review
import-work-written = Writing into the bank: { $done } of { $total ->
    [one] 1 question
   *[other] { $total } questions
 }
import-work-unread-again = Reading this file stopped before it was done. The review is as it was before. Say another format or other columns, or split the file.
import-work-stop-ends = Stopping gives this import up; the bank is not touched.
import-work-stop-keeps = Stopping leaves the review as it was before.
import-work-stop-writes-nothing = Stopping writes nothing at all; the review stays as it is.

audit-import-row-changed = Changed a question of an import
audit-import-row-split = Split a question of an import
audit-import-rows-merged = Merged two questions of an import
audit-import-row-restored = Brought back a question of an import as it was read
audit-import-undone = Undid an import
