# Who manages which group.
groups-managers = Managers
groups-name-managers = Name managers
managers-title = Managers of { $group }
managers-lead = Once a day they get one message with the certificates of this group that come near their last day. Where a group below has no manager of its own, these here are told.
managers-empty = This group has no manager yet
managers-empty-text = Until it has one, the managers of the group above are told.
managers-add = Add a manager
managers-login = Employee number, phone or e-mail
managers-login-hint = The name under which the manager signs in.
managers-do-add = Add the manager
managers-added = The manager was added.
managers-do-remove = Remove the manager
managers-removed = The manager was removed.
managers-unknown = Nobody signs in under this name. Check it in the list of people.
audit-group-manager-added = Manager added
audit-group-manager-removed = Manager removed
