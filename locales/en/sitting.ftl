# About a sitting: what is noted, the timeline, the try-out.
noted-heading = What is noted
noted-lead = While you sit this exam, these things are noted with their time:
noted-focus = when this page is left for another window or program, and when you come back
noted-paste = when text is pasted into a written answer (how many characters, not which)
noted-gap = when the connection is gone, and for how long
noted-address = the network address, and when another device continues
noted-who = Your trainers can read it. Nothing happens by itself because of it, and it is deleted after { $days ->
    [one] 1 day
   *[other] { $days } days
}.
noted-tell = After { $count ->
    [one] 1 time
   *[other] { $count } times
 } away you see one notice.
noted-away-heading = You have left this page several times
noted-away-text = Number of times it was left so far: { $count }. You were told before the start that this is noted. Nothing else follows; please stay on this page if you can.

timeline-title = What happened in this attempt
timeline-note = Facts in order, without a verdict. An interruption, a phone call or an assistive program looks the same here.
timeline-kept = Notes about leaving the page, pasting, connection and address are deleted after { $days ->
    [one] 1 day
   *[other] { $days } days
}.
timeline-away = Page left: { $count }
timeline-device = device time { $time }
timeline-by = { $what } ({ $who })
timeline-reason = { $what }. Reason: { $reason }
timeline-started = Started
timeline-signed-in-again = Signed in again on the same page
timeline-taken-over = Continued in another browser or on another device
timeline-deadline-raised = The deadline was moved back
timeline-submitted = Handed in
timeline-closed-by-sweep = Time over; the server handed in
timeline-quarantined = Could not be closed; left to people
timeline-released = Given back to the server to close
timeline-paused = Paused
timeline-resumed = Went on after the pause
timeline-ended-by-staff = Ended by staff
timeline-released-device = Released for another device
timeline-file-accepted = Work handed in as a file was accepted
timeline-paper-entered = Result of a printed paper entered
timeline-notes-deleted = Older notes about the sitting were deleted, as the exam says
timeline-other = Another change
timeline-refused = An answer to question { $position } was not taken: { $why }
timeline-why-conflict = another window had stored a newer one
timeline-why-superseded = the attempt had been continued elsewhere
timeline-why-late = the time with its grace was over
timeline-why-paused = the exam was paused
timeline-why-closed = it was handed in already
timeline-why-other = it did not fit the paper
timeline-focus-lost = The page was left{ $position ->
    [0] {""}
   *[other] {" "}at question { $position }
}
timeline-focus-returned = Back on the page after { $amount } s
timeline-pasted = Text pasted into the answer to question { $position }: { $amount ->
    [one] 1 character
   *[other] { $amount } characters
 }
timeline-connection-gap = No connection for { $amount } s
timeline-address = Network address { $address }
timeline-limit-told = The trainee was told that the page had been left { $amount ->
    [one] once
   *[other] { $amount } times
 }

try-link = Try the exam page
try-title = Try-out of the exam page
try-sample = Sample question
try-stem = What do you want to try out here before an exam?
try-hint = Choose as many as you like. Nothing is stored and nothing counts.
try-a = How to choose, and how to clear an answer
try-b = The size of the text and the keys, in the box beside or below
try-c = Whether my device and my connection are ready
try-nothing = A try-out: nothing is stored
try-chosen = Chosen, not stored:
try-cleared = Nothing chosen. A try-out: nothing is stored
try-check = Is this device ready?
try-check-note = An exam also works where something here is not perfect. What stands beside it says what to expect.
try-ok = Ready
try-look = Please read
try-running = Checking
try-script = JavaScript
try-script-ok = It is on: answers are saved as you give them.
try-script-no = It is off or blocked. The exam works all the same: each answer is saved when you press a button.
try-line = Connection
try-line-good = An answer is saved in about { $milliseconds } ms.
try-line-slow = An answer takes about { $milliseconds } ms. That is enough; saving just takes a moment longer.
try-line-bad = The server could not be reached. Check the network before you start an exam.
try-storage = Storage of the browser
try-storage-good = Answers given without a connection outlive a reload of the page.
try-storage-bad = The browser stores nothing, for example in a private window. Without a connection, answers live only as long as the page stays open.
try-clock = Clock of the device
try-clock-good = It agrees with the server.
try-clock-off = It is { $minutes } min off. That does no harm: only the clock of the server counts.
try-sealing = Handing in as a file
try-sealing-good = If there is no connection at the deadline, your unsent answers can be sealed here and handed in as a file.
try-sealing-bad = This address is not secure (https), so answers cannot be sealed into a file here. Without a connection at the deadline, what was saved before counts.
try-again = Check again
try-done = To my exams

# Work handed in as a file.
attempts-rule-offline = If the connection fails, go on: the whole paper is in the page once it has loaded, your answers wait on this device and are sent by themselves when the connection is back. Marks wait too; only checking, handing in and changing the language need the connection.
file-offer = Your unsent answers can be handed in as a file
file-offer-text = Keep the file and give it to your trainer. It is sealed: nobody can read or change it on the way. This page goes on trying to send the answers itself.
file-offer-keep = Keep the file
file-title = Hand in a file
file-note = When a device had no connection at the deadline, its unsent answers can be brought as a sealed file. It opens only here and only for the attempt it was made for.
file-label = The sealed file
file-hint = Its name ends in .certamen. It comes from the device of the trainee.
file-open = Open the file
file-back = To the results
file-missing = Choose the file.
file-not-ours = This is no sealed file of an exam, or a part of it is missing.
file-other-attempt = This file does not open here: it was made for another exam or another site, or it was changed.
file-deadline = Deadline
file-sealed = Sealed
file-device-says = (time of the device: evidence only)
file-superseded = Another device went on with this attempt
file-superseded-text = The file is from a device that was replaced before the hand-in. Its answers may be older than they look.
file-still-open = This attempt is not handed in yet
file-still-open-text = The device can still send its answers itself. The file can be accepted after the hand-in.
file-nothing = The file changes nothing
file-nothing-text = The server has all of these answers already, or newer ones.
file-differences = What the file would change
file-differences-note = Answers that are newer than what the server has. Everything else stays as it counts now. The times are those of the device.
file-question = Question
file-before = Counts now
file-after = In the file
file-device-time = Answered, by the device
file-reason = Reason
file-reason-hint = Goes into the audit trail and the timeline of the attempt.
file-reason-missing = Say why the file is accepted, in at most 2,000 characters.
file-accept = Accept these answers
file-accepted = The file was accepted. There is a new result, the old one stays stored
file-not-accepted = Nothing was changed: the file was accepted before, changes nothing, or the attempt is not handed in yet
