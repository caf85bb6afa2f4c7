# Error pages: what was found, what stays safe, what to do. error-<status>-heading and error-<status>-text.
error-status = Status { $status }
error-request = If you ask for help, give this number: { $id }
error-home = Go to the home page

error-400-heading = We could not read this request
error-400-text = A part of the address or of what was sent is missing or damaged. Nothing was changed. Go back, load the page again, and repeat the step.
error-403-heading = This page is for other roles
error-403-text = Your account may not open this page. If your work needs it, ask an administrator to give you the role.
error-404-heading = There is nothing at this address
error-404-text = The address may have a mistake, or the page belongs to someone else. Start from the home page and you will find all that is yours.
error-405-heading = This address does not take this kind of request
error-405-text = The page exists, but what was sent does not fit it. Nothing was changed. Start again from the home page.
error-409-heading = Someone has changed this in the meantime
error-409-text = Nothing was written, so that no other change is lost. Go back, load the page again to see how it stands now, and repeat your change.
error-413-heading = This is too large
error-413-text = What was sent is over the limit, and nothing of it was kept. Split the file into smaller ones and upload them one after another.
error-422-heading = Something in the form is missing
error-422-text = Nothing was changed. Go back, check each field, and send the form again.
error-429-heading = Too many tries in a short time
error-429-text = Please wait a minute, then try again. Answers already saved in an exam are safe.
error-500-heading = Something broke on our side
error-500-text = It was not your doing. The step you just took may not be finished; answers shown as saved are safe. Load the page again; if this message returns, send the number below to your administrator.
error-408-heading = What you sent did not arrive in time
error-408-text = The network may be slow or was cut. Answers shown as saved are safe. Go back and try again.
error-503-heading = The server is busy or just starting
error-503-text = Answers shown as saved are safe. Wait half a minute, then load the page again.
error-unstorable = A field or the address holds a character that cannot be stored (NUL). Nothing was changed. Go back, type the text again, and send it once more.
error-csrf-heading = This page has been open for too long
error-csrf-text = For your safety the form was not sent. Go back, load the page again, and send it once more.

error-body-cut = What you sent did not arrive whole. Go back, check your connection and try again. What you typed is still on the page before.
error-unknown-field = The form had something in it that this page does not have, so nothing was done. Open the page again and fill it in.
