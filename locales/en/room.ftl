# Exam pages while the time stands still.
attempts-paused-pill = Paused
attempts-paused-since = since
attempts-paused-heading = Your exam is paused
attempts-paused-text = The trainer has stopped the clock. You lose no time: when it goes on you have exactly as much left as now. What you saved is kept.
attempts-paused-left = left when it goes on
attempts-paused-by-itself = This page goes on by itself.
attempts-paused-look = Look again
attempts-paused-not-taken = The answer to question { $position } was not taken, because the clock has been stopped. It still stands below: save it when the exam goes on.

# The room board.
exams-tab-room = Room
room-title = Room
room-clock = Until the last one ends
room-updated = As of
room-late = The server does not answer. What stands here may be old; it is asked for again.
room-extend = Give more time
room-pause = Pause
room-resume = Go on
room-start = Start now for everyone who waits
room-filtered = Only: { $filter }.
room-show-all = Show everyone
room-all-groups = Everyone
room-show-group = Group
room-show-group-do = Show
room-timeline = All that was noted about this sitting
room-people-table = People in the room
room-col-name = Name
room-col-state = State
room-col-progress = Progress
room-col-saved = Answers
room-col-seen = Last seen
room-col-left = Left
room-col-acts = What to do
room-do = Handle
room-in = In the exam
room-idle = Idle
room-disconnected = Connection lost
room-paused = Paused
room-stuck = Could not be closed
room-waiting = Waiting
room-not-started = Not come yet
room-absent = Absent
room-finished = Handed in
room-unsaved = Unsaved answers
room-unsaved-count = { $count ->
        [one] 1 unsaved
       *[other] { $count } unsaved
    }
room-saved = Saved
room-progress = { $done } of { $all ->
    [one] 1 question
   *[other] { $all } questions
 } answered
room-seconds-ago = { $count } s ago
room-minutes-ago = { $count } min ago
room-hours-ago = { $count } h ago
room-extra = { $minutes } min extra
room-devices = { $count ->
        [one] changed device once
       *[other] changed device { $count } times
    }
room-sum-separator = ,{" "}
room-said-separator = {" "}
room-name-separator = ,{" "}
room-none = Nobody takes this exam yet
room-none-text = Once you assign groups or people under “People”, they stand here.
room-none-filtered = Nobody stands so
room-none-filtered-text = Choose another figure, or show everyone.
room-moments = What happened
room-moments-none = Nothing yet.
room-people = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
room-did-start = Began: { $who }
room-did-take-over = Went on at another device: { $who }
room-did-extend = { $minutes ->
        [one] 1 more minute
       *[other] { $minutes } more minutes
    }: { $who }
room-did-pause = Paused: { $who }
room-did-resume = Went on, { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    } given back: { $who }
room-did-release = Taken from its device: { $who }
room-did-submit = Handed in: { $who }
room-did-end = Ended: { $who }
room-did-close = Handed in by the server: { $who }
room-did-quarantine = The server could not hand in: { $who }
room-did-why = { $what }. { $reason } ({ $by })
room-did-by = { $what } ({ $by })
room-outage-text = The server was away, or its clock jumped, while people sat this exam.
room-outage-do = See who lost time

# Giving time, pausing, going on.
room-extend-lead = Whoever sits the exam sees the new end within 15 seconds. Time is only ever added. For everyone or a group the window is open longer too, for those who have not begun.
room-pause-lead = The clocks stand still and the questions are covered. What was typed just before is still taken. When it goes on, each gets exactly the length of the pause back.
room-resume-lead = Every clock goes on with exactly as much as was left.
room-minutes = More minutes
room-minutes-form = Enter a whole number from 1 to { $most }
room-reason = Reason
room-reason-hint = Stays in the audit trail, for example: power cut in room 3.
room-reason-form = Give the reason in one line, at most { $most } characters
room-whom = For whom
room-whom-everyone = Everyone in this exam
room-whom-group = One group
room-whom-people = Chosen people
room-whom-missing = Say for whom
room-group = Group
room-group-hint = Counts when “One group” is chosen; the groups below it belong to it.
room-group-missing = Choose a group
room-chosen = People
room-chosen-hint = Counts when “Chosen people” is chosen.
room-people-missing = Tick at least one person
room-nobody-sits = Nobody sits this exam now.
room-nobody-paused = Nobody is paused now.
room-extend-do = Give the time
room-pause-do = Pause now
room-resume-do = Go on now
room-back = Back to the room
room-extended = { $count ->
        [0] Nobody who sits the exam now was given time.
        [one] 1 person who sits the exam now was given the time.
       *[other] { $count } people who sit the exam now were given the time.
    }
room-extend-too-late = Too late for { $count }, their time and grace are over: { $names }.
room-extend-no-limit = { $count } have no time limit: { $names }.
room-paused-now = { $count ->
        [0] Nobody was paused.
        [one] 1 person is paused.
       *[other] { $count } people are paused.
    }
room-pause-already = { $count } were paused already: { $names }.
room-pause-too-late = Too late for { $count }, their time is over: { $names }.
room-resumed-now = { $count ->
        [0] Nobody was paused.
        [one] 1 person goes on.
       *[other] { $count } people go on.
    }
room-not-meant = Nothing to change for { $count }: { $names }.

# One person in the room.
room-started = Began
room-deadline = Ends
room-submitted = Handed in
room-release = Another device
room-release-note = When the computer has broken down. The device that holds the exam can write no more; the person signs in anywhere and goes on.
room-release-do = Take it from its device
room-released = Taken from its device. The person can go on at any other now.
room-end = End the exam
room-end-note = What is saved is handed in and marked at once. This cannot be undone.
room-end-sure = I want to end this person's exam now
room-end-sure-missing = Tick the box to end the exam
room-end-do = End it now
room-ended = The exam is ended and handed in.
room-nothing-open = This person sits no exam now, so nothing was changed.
attempts-receipt-staff = A trainer ended the exam. What was saved counts.

# Outages.
room-outages = Lost time
room-outages-lead = When no server was there or its clock jumped, and who lost time in the last quarter of an hour.
room-outages-none = Nobody lost time
room-outages-none-text = In the last 30 days nothing kept anyone from finishing this exam in time.
room-outage-away = No server could be reached. What was saved before is kept.
room-outage-step = The clock of the database jumped, and deadlines moved with it.
room-outage-extend = Give { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
 } to those who still sit ({ $count })
room-outage-make-up = Make-up exam for those who were handed in
room-closed-passed = Handed in by the server, passed
room-closed-failed = Handed in by the server, not passed
room-col-lost = Lost
room-lost-minutes = { $count } min

# Told to a trainee whose exam runs.
attempts-say-extended-heading = You have more time
attempts-say-extended-text = Your time was extended by { $minutes } min: now until { $time }.
attempts-say-resumed-heading = The exam goes on
attempts-say-resumed-text = You have exactly as much time left as before. It ends at { $time }.

# Words of the audit trail.
audit-attempt-ended = Attempt ended
audit-attempt-extended = More time given
audit-attempt-paused = Attempt paused
audit-attempt-released-device = Attempt taken from its device
audit-attempt-resumed = Attempt goes on
