# 谁管理哪个部门。
groups-managers = 主管
groups-name-managers = 指定主管
managers-title = { $group }的主管
managers-lead = 他们每天收到一条消息，列出本部门临近到期的证书。下级部门没有自己的主管时，也由这里的主管接收。
managers-empty = 这个部门还没有主管
managers-empty-text = 在指定之前，由上级部门的主管接收。
managers-add = 添加主管
managers-login = 工号、手机号或邮箱
managers-login-hint = 主管登录时使用的名称。
managers-do-add = 添加主管
managers-added = 主管已添加。
managers-do-remove = 移除主管
managers-removed = 主管已移除。
managers-unknown = 没有人用这个名称登录。请在人员列表里核对。
audit-group-manager-added = 添加主管
audit-group-manager-removed = 移除主管
