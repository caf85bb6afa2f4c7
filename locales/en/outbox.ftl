# Messages: what waits, what was sent, inbox, chat robots, webhooks.
layout-inbox = { $count ->
    [0] Inbox
    [one] Inbox: { $count } new message
   *[other] Inbox: { $count } new messages
}
layout-nav-notices = Messages

outbox-title = Messages
outbox-lead = Everything that Certamen tells people, group chats and other programs: what waits, what was sent, what failed and why.
outbox-tab-messages = Messages
outbox-tab-robots = Chat robots
outbox-tab-webhooks = Webhooks
outbox-mail-is-off = Mail is off
outbox-mail-is-off-text = No mail server is set, so no mail is written. People find their messages in the inbox. An admin sets CERTAMEN_SMTP_URL and CERTAMEN_MAIL_FROM to switch mail on, or CERTAMEN_MAIL_DIR to have it written as files.
outbox-figure-waiting = waiting
outbox-figure-failing = of these, tried without success
outbox-figure-given-up = given up
outbox-figure-sent = sent in the last 7 days
outbox-state = State
outbox-channel = Way
outbox-kind = Kind
outbox-recipient = Recipient
outbox-created = Written
outbox-finished = Finished
outbox-next = Next try
outbox-show = Show messages
outbox-any = All
outbox-state-waiting = Waiting
outbox-state-failing = Will be tried again
outbox-state-sent = Sent
outbox-state-given-up = Given up
outbox-channel-mail = Mail
outbox-channel-inbox = Inbox
outbox-channel-robot = Chat robot
outbox-channel-webhook = Webhook
outbox-kind-reminder = Reminder
outbox-kind-digest = List for a manager or chat
outbox-kind-event = Event for a program
outbox-kind-test = Test
outbox-message = Message
outbox-next-try = { $count ->
    [one] tried once, next try
   *[other] tried { $count } times, next try
}
outbox-sum = { $total ->
    [one] One message
   *[other] { $first }–{ $last } of { $total } messages
}
outbox-none = No message fits
outbox-none-text = Change the filter, or show all messages.
outbox-all = Show all messages
outbox-empty = Nothing was sent yet
outbox-empty-text = Reminders are written by themselves when a certificate comes near its last day.
outbox-send-now = Try again now
outbox-send-again = Send again
outbox-sent-again = The message is sent again within a few seconds.
outbox-not-again = This message cannot be sent again.
outbox-send-test = Send a test
outbox-test-waits = The test is sent within a few seconds. Load this page again to see what became of it.
outbox-to-certificate = Show the certificate
outbox-text = What it says
outbox-body = What is sent
outbox-body-note = As JSON, signed with the secret of the webhook.
outbox-tries = Tries
outbox-tries-note = A message is tried again after one minute, then after twice as long each time up to two hours, for almost three days.
outbox-try-at = When
outbox-try-outcome = Outcome
outbox-try-took = Took
outbox-try-delivered = Delivered
outbox-trouble = Problem
outbox-trouble-no-recipient = The recipient has no usable address any more.
outbox-trouble-mail-off = Mail is off.
outbox-trouble-unknown-host = The name of the host could not be found.
outbox-trouble-forbidden-address = The address lies in a private network, which must not be reached.
outbox-trouble-no-connection = No connection came about, or it broke off.
outbox-trouble-too-slow = There was no answer in time.
outbox-trouble-status = The answer was an error.
outbox-trouble-refused = The chat robot refused the message.
outbox-trouble-mail = The mail server refused the message.
outbox-trouble-unreadable = This version of Certamen cannot read the message.
outbox-filter-wrong = The address of this page holds a filter that does not exist. Open the list again and choose.
outbox-test-subject = Test from Certamen
outbox-test-text = If you can read this, the way works.
outbox-mail-foot = Certamen of { $organisation } wrote this mail by itself. Answers to it are not read.

outbox-reminder-soon = "{ $title }" ends on { $day }
outbox-reminder-soon-text = { $name }, your certificate { $number } "{ $title }" is valid for { $days ->
    [one] one more day
   *[other] { $days } more days
}, until the end of { $day }. Sign in to see what you must pass to renew it.
outbox-reminder-today = "{ $title }" ends today
outbox-reminder-today-text = { $name }, today, { $day }, is the last day of your certificate { $number } "{ $title }". Sign in to see what you must pass to renew it.
outbox-reminder-over = "{ $title }" ended on { $day }
outbox-reminder-over-text = { $name }, your certificate { $number } "{ $title }" ended { $days ->
    [one] yesterday
   *[other] { $days } days ago
}, on { $day }. Sign in to see what you must pass to be certified again.
outbox-digest = { $count ->
    [one] One certificate needs renewing
   *[other] { $count } certificates need renewing
}
outbox-digest-line = { $name }: "{ $title }" ends on { $day }
outbox-digest-line-over = { $name }: "{ $title }" ended on { $day }
outbox-digest-more = { $count ->
    [one] and one more; the records page shows all of them.
   *[other] and { $count } more; the records page shows all of them.
}

inbox-title = Inbox
inbox-lead = { $count ->
    [0] You have read everything.
    [one] One message is new.
   *[other] { $count } messages are new.
}
inbox-new = New
inbox-read-all = Mark all as read
inbox-mark-read = Mark as read
inbox-to-certificate = Show the certificate
inbox-to-account = My account and sessions
inbox-empty = No messages yet
inbox-empty-text = When one of your certificates comes near its last day, you read it here.

robots-title = Chat robots
robots-lead = Group robots of WeCom, DingTalk and Feishu that are told once a day which certificates come near their last day.
robots-name = Name
robots-provider = Kind
robots-wecom = WeCom
robots-dingtalk = DingTalk
robots-feishu = Feishu (Lark)
robots-url = Address
robots-url-hint = The address that the chat shows when you add the robot. Whoever knows it can write to the chat, so no page shows it again.
robots-secret = Secret
robots-secret-hint = For DingTalk and Feishu, where the robot asks for a signature. Leave it empty otherwise.
robots-group = Told about
robots-group-hint = The people of this group and the groups below it.
robots-everyone = Everyone
robots-language = Language
robots-chinese = Chinese
robots-english = English
robots-acts = What to do
robots-empty = There is no chat robot yet
robots-empty-text = Add a robot in your group chat, then enter its address below.
robots-add = Add a robot
robots-add-note = Only names, titles and last days are told.
robots-do-add = Add the robot
robots-added = { $name } was added. Send a test to see whether it works.
robots-do-remove = Remove the robot
robots-do-not-remove = Keep the robot
robots-remove-heading = Remove { $name }?
robots-remove-text = It is told nothing from then on. What was sent stays in the list.
robots-removed = The robot was removed.
robots-name-needed = Give the robot a name of up to 100 characters.
robots-provider-needed = Choose what kind of robot it is.
robots-secret-long = A secret has up to 200 characters.
robots-group-unknown = This group does not exist. Choose another one.

webhooks-title = Webhooks
webhooks-lead = Other programs that are told what happens to certificates. Each delivery is signed.
webhooks-one = Webhook
webhooks-url = Address
webhooks-url-hint = Begins with https:// and lies on the public internet.
webhooks-private-allowed = Addresses in the own network are allowed on this server.
webhooks-events = Told about
webhooks-issued = Issued
webhooks-renewed = Renewed
webhooks-expiring = Expiring
webhooks-expired = Expired
webhooks-revoked = Revoked
webhooks-reinstated = Given back
webhooks-empty = There is no webhook yet
webhooks-empty-text = Add the address of a program that wants to know.
webhooks-add = Add a webhook
webhooks-add-note = The next page shows the secret for checking signatures, once.
webhooks-do-add = Add the webhook
webhooks-url-unusable = Enter an address that begins with https:// or http://, without a name and password.
webhooks-url-forbidden = This address lies in a private network. An admin can allow such addresses with CERTAMEN_WEBHOOKS_MAY_REACH_PRIVATE.
webhooks-events-needed = Choose at least one event.
webhooks-secret-title = The secret of the webhook
webhooks-secret-lead = Copy it now: it is shown this once.
webhooks-secret = Secret
webhooks-secret-note = The receiving program checks the header Certamen-Signature with it. If it is lost, remove the webhook and add it again.
webhooks-to-webhook = Go to the webhook
webhooks-is-removed = This webhook was removed and is told nothing.
webhooks-deliveries = Deliveries
webhooks-deliveries-note = The last ones. Open one to see what was sent and every try, or to send it again.
webhooks-all-deliveries = Show all deliveries to this webhook
webhooks-no-deliveries = Nothing was sent to it yet.
webhooks-do-remove = Remove the webhook
webhooks-do-not-remove = Keep the webhook
webhooks-remove-heading = Remove the webhook to { $host }?
webhooks-remove-text = It is told nothing from then on. What was sent stays in the list.
webhooks-removed = The webhook was removed.

audit-message-sent-again = Message sent again
audit-robot-added = Chat robot added
audit-robot-tested = Chat robot tested
audit-robot-removed = Chat robot removed
audit-webhook-added = Webhook added
audit-webhook-tested = Webhook tested
audit-webhook-removed = Webhook removed
audit-certificate-renewed = Certificate renewed
audit-certificate-expiring = Certificate expires soon
audit-certificate-expired = Certificate expired
audit-kind-message = Message
audit-kind-robot = Chat robot
audit-kind-webhook = Webhook
outbox-kind-invitation = Invitation
outbox-invitation-subject = Choose your password for Certamen
outbox-invitation-text = With this link you choose the password of your account. It works once, within { $days ->
    [one] 1 day
   *[other] { $days } days
}.
outbox-invitation-note = Whoever holds the link can set the password, so pass it to nobody. If you did not expect this mail, you need not do anything.
outbox-kind-account = Account
outbox-password-changed = Your password was changed
outbox-password-changed-text = Somebody who gave your password has set a new one. All other browsers were signed out.
outbox-password-by-link = Your password was set anew with a link
outbox-password-by-link-text = Somebody has set a new password for your account with a link that works once. All browsers that were signed in are signed out.
outbox-password-reset = Your password was set anew
outbox-password-reset-text = Whoever runs this server has set a new password for your account. All browsers that were signed in are signed out.
outbox-factor-added = Signing in now takes a second step
outbox-factor-added-text = An app was set up whose codes are asked for after your password. All other browsers were signed out.
outbox-factor-removed = The second step of signing in was switched off
outbox-factor-removed-text = Signing in to your account takes the password alone from now on.
outbox-factor-taken-away = An administrator has switched off your second step
outbox-factor-taken-away-text = Signing in to your account takes the password alone until you set up an app again. All browsers that were signed in are signed out.
outbox-account-note = If you know nothing of this, tell an administrator at once.
