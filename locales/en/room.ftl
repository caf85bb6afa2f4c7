# Exam pages while the time stands still.
attempts-paused-pill = Paused
attempts-paused-since = since
attempts-paused-heading = Your exam is paused
attempts-paused-text = The trainer has stopped the clock. You lose no time: when it goes on you have exactly as much left as now. What you saved is kept.
attempts-paused-left = left when it goes on
attempts-paused-by-itself = This page goes on by itself.
attempts-paused-look = Look again
attempts-paused-not-taken = The answer you just sent was not taken, because the clock has been stopped. It still stands below: save it when the exam goes on.
