# Words that belong to components, whatever page they stand on.
component-errors = { $count ->
    [one] One thing needs a change
   *[other] { $count } things need a change
}
component-pages = Pages
component-previous-page = Previous
component-next-page = Next
component-crumbs = Where you are
component-status-valid = Valid
component-status-expiring = Expires soon
component-status-expired = Expired
component-status-revoked = Revoked
component-status-superseded = Superseded
component-status-missing = Missing
component-status-in-progress = In exam
component-status-not-required = Not required

# A picture of a question that has no words of its own
image-without-words = Picture
