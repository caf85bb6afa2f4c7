# Changing a bank by hand.
bank-back = Back
bank-new = New question bank
bank-new-lead = It begins empty. Write questions by hand or import files into it.
bank-new-do = Make the bank
bank-new-taken = There already is a bank { $code }. Choose another code
bank-new-done = The bank was made. It has no questions yet.
bank-settings = Settings of the bank
bank-settings-lead = Its code never changes: files and addresses name it.
bank-settings-names = Name
bank-settings-review = Review
bank-settings-review-legend = Before exams draw a new or changed question
bank-settings-review-none = Nothing more is needed: it counts at once
bank-settings-review-second = A second person reviews it
bank-settings-review-hint = Questions that are in the bank now stay as they are. When this is turned off, everything that waits counts at once.
bank-settings-do = Save
bank-settings-saved = The settings of the bank were saved.
bank-edit-do = Edit
bank-edit-new = New question
bank-edit-heading = Edit { $code }
bank-edit-lead = Saving makes a new version. Published exams and papers keep the version they have.
bank-edit-question = Question and key
bank-edit-code = Code
bank-edit-code-hint = Leave it empty for the next free one. It stays for good.
bank-edit-code-wrong = The code should be 1 to 64 letters, digits, dots, dashes or underscores, and neither “new” nor “preview”
bank-edit-code-taken = The bank has a question with this code. Choose another one
bank-edit-kind-do = Change
bank-edit-stem-zh = Question in Chinese
bank-edit-stem-en = Question in English
bank-edit-key-hint = Tick what is right: one for single choice, all that are right for multiple choice. A question in one language is fine; an exam takes it in that language only.
bank-edit-pairs-hint = Each row is a right side, with what belongs to it on the left, a line each. A row without a left side belongs to nothing.
bank-edit-order-hint = Write the steps in any order and give each its place. Without places they stand in the right order.
bank-edit-is-right = Right answer
bank-edit-left = What belongs to it
bank-edit-place = Place
bank-edit-add-option = One more option
bank-edit-remove-option = Take away
bank-edit-blanks = Accepted texts
bank-edit-blanks-hint = A line for each gap in the question; put | between texts that are all accepted.
bank-edit-value = Right number
bank-edit-tolerance = Accepted difference
bank-edit-tolerance-hint = Leave it empty for none. With % it is a part of the right number, for example 5%.
bank-edit-reference-zh = Model answer in Chinese
bank-edit-reference-en = Model answer in English
bank-edit-reference-hint = Only graders see it. A line of dashes (---) stands between two model answers.
bank-edit-review-part = Explanation
bank-edit-explanation-zh = Explanation in Chinese
bank-edit-explanation-en = Explanation in English
bank-edit-fact-zh = Fact it rests on, in Chinese
bank-edit-fact-en = Fact it rests on, in English
bank-edit-settings = Details
bank-edit-topic = Topic
bank-edit-no-difficulty = None
bank-edit-difficulty-wrong = Choose a difficulty from 1 to 5
bank-edit-points = Points
bank-edit-points-hint = A suggestion: the section of an exam decides.
bank-edit-tags = Tags
bank-edit-tags-hint = With commas between.
bank-edit-too-long = At most { $most } characters
bank-edit-keeping = Places of the options when they are shuffled
bank-edit-keeping-which = Which options keep their place
bank-edit-keeping-words = Those whose words say so, such as “none of these”
bank-edit-keeping-ticked = The ones ticked here
bank-edit-weights = Weights of the options
bank-edit-weights-hint = Only where an exam gives points by weights. In percent of the points: the right answer 100, several right ones 100 together, others nothing or less; one right answer may have others that give a part. Leave all empty for right and wrong.
bank-edit-weight-of = Option { $label } (%)
bank-edit-weight-wrong = Enter a percentage from -100 to 100
bank-edit-picture = Add a picture
bank-edit-picture-hint = PNG, JPEG, GIF, WebP or BMP, at most 8 MB. It is drawn anew, so that nothing but the picture is kept, and put at the end of the text you choose, in each language. There you can move its mark.
bank-edit-picture-file = Picture
bank-edit-picture-for = Where it belongs
bank-edit-picture-words = What it shows
bank-edit-picture-words-hint = For those who cannot see it.
bank-edit-picture-do = Add the picture
bank-edit-picture-none = Choose a picture first
bank-edit-picture-wrong = This is no picture that can be used, or it is too large. Save it as PNG or JPEG and try again
bank-edit-picture-gone = The picture { $name } is not there. Add it again under “Add a picture”, or delete its mark ![…](media:…) from this text
bank-edit-material = A text that several questions share
bank-edit-material-hint = Shown above the question. Questions with just the same text share it.
bank-edit-material-of = Take over from another question
bank-edit-material-none = Write a new one, or none
bank-edit-material-do = Take over
bank-edit-material-zh = Material in Chinese
bank-edit-material-en = Material in English
bank-edit-material-missing = Write the material in Chinese too
bank-edit-save = Save the question
bank-edit-save-keyless = Save it without a key
bank-edit-preview = What a trainee sees
bank-edit-preview-do = Preview
bank-edit-preview-empty = Write the question, and it appears here.
bank-edit-not-in-exams = Exams cannot hold this type of question yet.
bank-edit-saved = { $code } was saved in revision { $revision }.
bank-edit-same = Nothing was changed, so there is no new version.
bank-edit-gone = This question is no longer in the bank
bank-edit-gone-text = Somebody took it out while you were writing. What you typed still stands below; bring the question back before you save it.
bank-edit-stale = Somebody saved version { $number } while you were writing
bank-edit-stale-by = { $by } saved version { $number } while you were writing
bank-edit-stale-text = Nothing of yours was saved or lost. This is what changed meanwhile; if you save now, your text replaces it.

audit-bank-settings-saved = Settings of a bank saved
audit-bank-picture-added = Picture added to a bank
audit-question-added = Question added
audit-question-edited = Question edited

# Revisions, and what was taken out.
bank-settings-short = Settings
bank-source = What changed it
bank-source-edited = By hand: { $questions }
bank-source-restored = Earlier version of { $questions }
bank-source-restored-revision = Revision { $number } again
bank-revision = Revision { $number }
bank-revision-current = Current
bank-revision-compared = Revision { $number } compared with revision { $from }
bank-revision-sum = { $added } new, { $changed } changed, { $removed } taken out
bank-compare-from = From revision
bank-compare-to = To revision
bank-compare-do = Compare
bank-restore = Bring this revision back
bank-restore-heading = Bring revision { $number } back
bank-restore-what = What will happen
bank-restore-text = A new revision will say just what revision { $number } said: { $added ->
    [one] 1 question comes back
   *[other] { $added } questions come back
 }, { $changed ->
    [one] 1 gets an earlier version
   *[other] { $changed } get an earlier version
 }, { $removed ->
    [one] 1 is taken out
   *[other] { $removed } are taken out
 }. Published exams and papers stay as they are.
bank-restored = Revision { $written } says what revision { $number } said.
bank-restored-same = The bank says just that already. Nothing was written.
bank-stale = Somebody changed this after you opened the page, so nothing was written. Please look again.
bank-version-restored = The earlier version counts again, from revision { $revision } on.
bank-restore-version = Bring this version back
bank-changed-since = What the next version changed:
bank-used-in = Published exams that may draw it:
bank-retire = Take it out of the bank
bank-retire-heading = Take { $code } out of the bank
bank-retire-text = New exams will not draw it. Published exams and papers that have it keep it, and you can bring it back at any time.
bank-retire-done = The question was taken out of the bank.
bank-retired = Taken out
bank-retired-n = Taken out: { $n }
bank-retired-lead = Questions that the bank held once. Papers and published exams that have them keep them.
bank-retired-none = Nothing was taken out
bank-retired-none-text = Questions that you take out of the bank are listed here, so that you can bring them back.
bank-bring-back = Bring it back

audit-question-restored = Earlier version of a question brought back
audit-bank-questions-retired = Questions taken out of a bank

# The second person's review.
bank-review = Review of new and changed questions
bank-review-n = Review: { $n }
bank-review-lead = { $drafts } wait for a second person, { $accepted } accepted and not in use yet
bank-review-off = This bank asks for no second person, so everything in it counts at once.
bank-review-use = { $n ->
    [one] Use 1 accepted question
   *[other] Use { $n } accepted questions
 }
bank-review-used = { $n ->
    [one] 1 question is in use now.
   *[other] { $n } questions are in use now.
 }
bank-review-version = Version { $number }
bank-review-author = By { $name }
bank-review-note = Note
bank-review-note-by = { $name } says:
bank-review-accept-use = Accept and use
bank-review-accept = Accept, use later
bank-review-send-back = Send back
bank-review-say-why = Say in the note what has to change, then send it back.
bank-review-done = Your word about the question was kept.
bank-review-own = You wrote this version, so somebody else has to review it.
bank-review-none = Nothing waits for review
bank-review-none-text = New and changed questions appear here until a second person accepts them.
bank-review-unusable = It waits for a second person’s review
bank-review-left-out = { $count } left out: waiting for review
bank-state-draft = Waiting for review
bank-state-reviewed = Accepted, not in use yet

audit-question-accepted = Question accepted in review
audit-question-sent-back = Question sent back in review
audit-bank-accepted-used = Accepted questions taken into use

# Many questions at once.
bank-bulk = Change several
bank-bulk-lead = Choose questions, then what is to be done with all of them. It makes one revision.
bank-bulk-choose = Questions
bank-bulk-all = All { $n } that match the filter
bank-bulk-do = What is to be done
bank-bulk-tag = Tag
bank-bulk-add-tag = Add the tag
bank-bulk-remove-tag = Remove the tag
bank-bulk-set-topic = Set the topic
bank-bulk-set-difficulty = Set the difficulty
bank-bulk-target = Other bank
bank-bulk-no-bank = Choose a bank
bank-bulk-move = Move there
bank-bulk-note = Published exams and papers keep the questions they have, whatever is done here.
bank-bulk-none-chosen = Choose at least one question.
bank-bulk-one-tag = Enter one tag of at most 64 characters.
bank-bulk-topic-long = A topic has at most 64 characters.
bank-bulk-choose-bank = Choose the bank they are to be moved to.
bank-bulk-what = Choose what is to be done.
bank-bulk-done = { $chosen } chosen = { $changed } changed + { $same } as they were + { $gone } no longer in the bank.

audit-bank-questions-changed = Several questions changed
audit-bank-questions-moved = Questions moved to another bank

# The preview of types that are answered in fields
banks-pair-alone = (nothing) → { $right }
