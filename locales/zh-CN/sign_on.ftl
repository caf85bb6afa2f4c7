# 用公司账号登录
sign-on-or = 或
sign-on-do = 用{ $service }登录
sign-on-company = 公司账号
sign-on-wecom = 企业微信
sign-on-away = { $service }暂时没有正常应答。请稍后再试，或者用密码登录。
sign-on-unproven = { $service }返回的信息无法核实，没有登录。请重新开始。
sign-on-over = 这次登录等待太久、已经用过，或者不是在这个浏览器里开始的。请重新开始。
sign-on-cancelled = 您没有在{ $service }完成登录。可以再试一次，或者用密码登录。
sign-on-stranger = { $service }认识这个账号，但它不是本公司的成员。请使用公司账号。
sign-on-unknown = { $service }认识您，但这里没有登记您的工号。请让人事把您加进来。
sign-on-blocked = 您在这里的账号已停用。请联系管理员。
sign-on-left = 按这里的记录您已离职，不能登录。如果有误，请联系人事。
sign-on-another = 您以前用的是{ $service }的另一个账号。请让管理员解除旧账号，然后再试。
sign-on-confirm = 也可以重新登录一次，之后十分钟内不再询问；刚才填写的内容不会保留。
sign-on-instead = 您不需要密码，请用{ $service }登录。

# 部门的密码
groups-passwords-title = 登录方式
groups-passwords-note = 对下级部门同样有效。管理员始终保留密码。
groups-passwords-on-text = 本部门的人员用{ $service }或密码登录。
groups-passwords-off = 已关闭密码
groups-passwords-off-text = 本部门和下级部门的人员只能用公司的登录服务登录，一次性链接不能设置密码。已经登录的不受影响。
groups-passwords-off-above = 上级部门“{ $group }”关闭了密码，本部门的密码也已关闭。
groups-passwords-switch-off = 关闭密码
groups-passwords-switch-on = 恢复密码
groups-passwords-admin = 只有管理员可以更改。
groups-passwords-are-off = 已关闭本部门和下级部门的密码
groups-passwords-are-on = 已恢复本部门的密码
groups-passwords-no-service = 这台服务器没有设置登录服务，关闭密码后谁也无法登录。没有更改。
groups-passwords-no-admin = 没有一位管理员设有密码，登录服务中断时谁也进不来。请先设置密码；没有更改。

# 人员
people-link-elsewhere = 部门已关闭密码，此人用公司的登录服务登录，不需要链接。
people-account-text = 此人用过的登录服务账号。如果在那边换了账号，请解除旧账号。
people-account-forget = 解除这个账号
people-account-forgotten = 已解除，下次登录按工号识别
account-password-elsewhere = 您不需要密码，请用{ $service }登录。

# 做了什么
audit-session-signed-on = 用登录服务的账号登录
audit-session-sign-on-refused = 拒绝用登录服务登录
audit-person-account-linked = 绑定登录服务的账号
audit-person-account-forgotten = 解除登录服务的账号
audit-group-passwords-off = 关闭部门的密码
audit-group-passwords-on = 恢复部门的密码
