# Answers that people grade, disputes, and what changes a score that is there

hand-title = Grading by hand
hand-lead = Answers that people grade, and what trainees dispute.
hand-home = Waiting for you
hand-home-answers =
    { $count ->
        [one] { $count } answer to grade.
       *[other] { $count } answers to grade.
    }
hand-home-disputes =
    { $count ->
        [one] { $count } dispute to answer.
       *[other] { $count } disputes to answer.
    }
hand-answers = Answers
hand-answers-note = A result comes as soon as the last answer of an attempt is graded.
hand-waiting =
    { $count ->
        [one] { $count } waits
       *[other] { $count } wait
    }
hand-all-graded = All graded
hand-since = Waiting since
hand-no-answers = No exam has answers that people grade.
hand-progress = { $graded } of { $total } graded
hand-disputes = Disputes
hand-disputes-note = Trainees see your answer beside the question.
hand-no-disputes = Nobody disputes anything.
hand-dispute-is-open = Not answered
hand-dispute-is-answered = Answered
hand-grade = Grade
hand-grade-next = Grade the next answer
hand-names-shown = Names are shown to whoever grades.
hand-names-hidden = Names are hidden
hand-names-show = Show names
hand-names-hide = Hide names
hand-by-question = By question
hand-by-question-note = One question after the other, across people.
hand-by-person = By person
hand-by-person-note = All answers of one attempt.
hand-none = Nothing to grade
hand-none-text = No answer of this exam is graded by people.
hand-none-left = Nothing is left to grade here.
hand-alias = Answer sheet { $alias }
hand-response = { $who } answered
hand-reference = Model answer
hand-guide = Marking guide
hand-explanation = Explanation
hand-only-explanation = The question bank has no marking guide for this question. This is the explanation that trainees read later.
hand-no-guide = The question bank has no marking guide and no explanation for this question.
hand-last = Back to the last one (points: { $points })
hand-released = The result is there already
hand-released-text = To change this mark, say why on the page of the attempt.
hand-elsewhere = Somebody else is grading this answer
hand-elsewhere-text = What you typed is kept below. Go on to the next answer, or come back later.
hand-marked = Somebody else graded this answer meanwhile
hand-marked-text = What you typed is kept below. Saving it now takes the place of that mark.
hand-given = Points given: { $points }
hand-points = Points, from 0 to { $most }
hand-points-hint = Type the points and press Enter: saved, and on to the next.
hand-points-form = Type points from 0 to { $most }, with at most two decimals
hand-comment-label = Comment for the trainee
hand-comment-hint = Optional. Shown with the result.
hand-text-form = At most { $most } characters, without control characters
hand-needed-form = Write something, at most { $most } characters
hand-do = Save and go on
hand-skip = Leave it to others
hand-stop = Stop
hand-until = Kept for you until
hand-being-graded = Being graded
hand-receipt = People are grading your answers. The result comes when they are done; you need not do anything.
hand-voided = Voided
hand-voided-text = This attempt does not count.
hand-comment = Comment
hand-for-people =
    { $count ->
        [one] { $count } answer is graded by people first
       *[other] { $count } answers are graded by people first
    }
hand-dispute = Dispute this question
hand-dispute-text = What is wrong with the marking?
hand-dispute-do = Send
hand-dispute-missing = Say what is wrong with the marking
hand-dispute-too-long = At most { $most } characters, without control characters
hand-dispute-raised = Sent. The answer will stand here.
hand-dispute-open-already = You disputed this question already; the answer is still to come.
hand-dispute-yours = You said
hand-dispute-waits = Not answered yet.
hand-dispute-answer = Answer
hand-dispute-title = Dispute
hand-dispute-says = { $who } says
hand-dispute-answer-label = Your answer
hand-dispute-answer-hint = The trainee reads it beside the question.
hand-dispute-answer-do = Send the answer
hand-dispute-answered = Answered.
hand-dispute-not-sent = Somebody else answered first. Yours was not sent:
hand-history-link = The attempt
hand-scores = Scores
hand-scores-note = Every score this attempt had. The last one counts.
hand-counts = Counts
hand-cause-submitted = At the hand-in
hand-cause-file = Work accepted from a file
hand-cause-paper = Entered from paper
hand-cause-graded = Graded by people
hand-cause-regraded = Mark changed
hand-marks = Marks given by people
hand-score-now = Score now
hand-void = Void the attempt
hand-void-lead = It does not count any more: no result, no used attempt. Everything stays in the history.
hand-void-do = Void the attempt
hand-void-done = The attempt is void.
hand-reopen = Open again
hand-reopen-lead = The person goes on with the answers as they were handed in. The score until now stays in the history; a new one comes at the next hand-in. Answers that do not change keep the marks that people gave.
hand-reopen-do = Open again
hand-reopen-done = The attempt is open again.
hand-mark = Change the mark
hand-mark-lead = The old score stays in the history.
hand-mark-do = Change the mark
hand-mark-done = The mark is changed.
hand-until-label = Until when
hand-until-form = Choose a time in the future
hand-reason = Why
hand-reason-hint = Stands in the history and in the audit trail.
hand-certificates = A certificate rests on this attempt
hand-certificates-text = Say what becomes of it.
hand-certificates-mark = Say what becomes of it should the attempt no longer pass. While it passes, nothing happens to it.
hand-certificates-file = Say what becomes of it should the attempt no longer pass with these answers. While it passes, nothing happens to it.
hand-fate = The certificate
hand-fate-keep = stays valid
hand-fate-revoke = is revoked
hand-fate-missing = Choose what becomes of the certificate
hand-back = Back to the attempt
hand-closed-not-handed-in = Only an attempt that is handed in and counts can be changed.
hand-closed-on-paper = What was sat on paper cannot be opened again. Void it and enter it anew.
hand-closed-waits = This answer is not graded yet.
hand-closed-meanwhile = Somebody else changed it meanwhile. Look at it again.
hand-closed-other-open = The person has another attempt open.
hand-timeline-graded = Graded by people
hand-timeline-regraded = A mark was changed
hand-timeline-voided = Voided
hand-timeline-reopened = Opened again
hand-room-did-reopen = { $who } may go on: opened again
hand-room-did-void = Attempt of { $who } voided
hand-entered = Entered for { $name } from paper. The result comes when people have graded it. Receipt { $receipt }.
audit-attempt-answer-graded = Answer graded by hand
audit-attempt-graded = Attempt graded by people
audit-attempt-regraded = Mark of an attempt changed
audit-attempt-voided = Attempt voided
audit-attempt-reopened = Attempt opened again
audit-attempt-disputed = Question disputed
audit-attempt-dispute-answered = Dispute answered
audit-exam-grading-names = Names shown or hidden for grading
