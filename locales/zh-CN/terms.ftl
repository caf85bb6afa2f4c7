# 每个人在一场考试中的规定，学员页面。
terms-extra-in-it = 其中 { $minutes } 分钟是为您加的时间。
terms-make-up-yours = 这是只为您开放的补考。
terms-passed = 您已经通过这场考试
terms-passed-text = 通过后不需要再考。
terms-too-late = 已经过了入场时间
terms-too-late-text = 考试正在进行，最晚的开始时间是
terms-cooling-down = 您刚考过这场考试
terms-cooling-down-text = 下一次最早可以在这个时间开始：
terms-waiting = 请稍候，由培训师开始考试
terms-waiting-goes-on = 请不要关闭本页。开始后几秒内会自动进入考试，那时才开始计时。
terms-waiting-asks = 请不要关闭本页。开始后几秒内本页会自动更新，您就可以开始。
terms-waiting-opens = 请不要关闭本页，到时间会自动更新。
terms-waiting-here = 连接正常。
terms-waiting-offline = 现在连不上服务器，本页会继续尝试。
terms-waiting-look = 再看一下
terms-passcode = 入场口令
terms-passcode-hint = 培训师会在考前告诉您。
terms-passcode-missing = 请输入培训师告诉您的口令
terms-passcode-wrong = 口令不对，请向培训师核对后再输入
terms-passcode-wait = 输错次数太多，请等半分钟再输入口令
terms-honour-missing = 请先勾选这段声明再开始
terms-rule-by-staff = 考试由培训师统一开始，在那之前请在本页等候。
terms-rule-enter-until = 最晚的开始时间：
terms-rule-cooldown = 交卷后要过 { $hours } 小时才能再考。
terms-rule-stop-after-pass = 知道自己通过以后，就不能再考。
terms-rule-passcode = 开始时需要输入口令。
terms-rule-honour = 开始时需要勾选一段声明。

# 审计记录中的操作。
audit-person-extra-time-given = 为某人加时
audit-person-extra-time-ended = 结束加时
audit-exam-window-extended = 延长考试开放时间
audit-exam-make-up-granted = 安排补考
audit-exam-make-up-withdrawn = 取消补考
audit-exam-room-started = 统一开始考试
audit-attempt-deadline-raised = 延后交卷时间

# 加时，人事和管理员可见；培训师看不到原因。
terms-plus-percent = +{ $percent }%
terms-plus-minutes = +{ $minutes } 分钟
terms-extra-title = 加时
terms-extra-note = 加到每场考试的时长和开放时间上。
terms-extra-open = 给予或结束加时
terms-extra-now = 现在的加时
terms-extra-amount = 加时
terms-extra-over = 已过期
terms-extra-from = 开始日期
terms-extra-until = 结束日期
terms-extra-given-at = 给予时间
terms-extra-ended-at = 结束时间
terms-extra-none = 此人没有加时。
terms-extra-end = 结束加时
terms-extra-end-note = 正在进行的考试保留已有的时间。
terms-extra-give = 给予加时
terms-extra-give-note = 代替此人现在的加时。正在进行的考试立即补足差额，不会减少任何人的时间。
terms-extra-give-do = 给予加时
terms-extra-given = { $raised ->
    [0] 已给予加时。
   *[other] 已给予加时，正在进行的 { $raised } 场考试也已延长。
}
terms-extra-ended = 加时已结束
terms-extra-earlier = 以前的加时
terms-extra-nobody = 还没有人有加时
terms-extra-nobody-text = 在人员页面上给予加时。
terms-percent = 百分比
terms-percent-hint = 按考试时长计算，不限时的考试按开放时间计算。填 25，一小时的考试就有 75 分钟。
terms-percent-form = 百分比应是 1 到 { $most } 的整数，或留空
terms-minutes = 另加分钟
terms-minutes-hint = 可以留空。
terms-minutes-form = 分钟应是 1 到 { $most } 的整数，或留空
terms-extra-missing = 请填写百分比或分钟
terms-from-hint = 留空表示立即生效。
terms-until-hint = 最后一天，留空表示长期有效。
terms-days-order = 结束日期不应早于开始日期
terms-day-form = 日期的写法是 2026-11-22
terms-at-once = 立即
terms-without-end = 长期
terms-reason = 原因
terms-reason-hint = 只有人事和管理员能看到。
terms-reason-form = 请说明原因，最多 { $most } 个字
terms-promise-whole = 参加这场考试的人中有 { $count } 人有加时，全部足额得到。
terms-promise-who = 谁有加时
terms-promise-cut = 这些人得不到全部加时

# 开始规则，培训师页面。
terms-part-start = 开始
terms-part-start-note = 谁能开始、什么时候开始、开始前要做什么。
terms-mode = 由谁开始
terms-mode-trainee = 学员在开放时间内自己开始
terms-mode-staff = 培训师统一开始，在那之前学员等候
terms-late-entry = 最晚入场（分钟）
terms-late-entry-hint = 开放或统一开始后超过这么多分钟就不能再开始。留空表示整个开放时间内都可以。
terms-late-entry-form = 最晚入场应是 1 到 { $most } 的整数，或留空
terms-late-entry-needs-opening = 最晚入场从开放时间算起：请填写开放时间，或选择由培训师开始
terms-cooldown = 两次考试的间隔（小时）
terms-cooldown-hint = 从交卷到下一次开始。留空表示没有间隔。
terms-cooldown-form = 间隔应是 1 到 { $most } 的整数，或留空
terms-stop-after-pass = 知道自己通过的人不能再考
terms-passcode-set-hint = 由您在考场告诉学员，学员在页面上看不到。留空表示不需要。
terms-passcode-form = 口令应有 { $least } 到 { $most } 个字符
terms-honour-zh = 中文诚信声明
terms-honour-en = 英文诚信声明
terms-honour-hint = 开始前需要勾选。留空表示不需要。
terms-honour-form = 声明最多 { $most } 个字
terms-room = 开始考试
terms-room-note = 等候的人几秒内会自动进入。
terms-room-waiting = { $count ->
    [0] 现在没有人在等候。
   *[other] 有 { $count } 人在等候。
}
terms-room-who = 谁在等候
terms-room-everyone = 所有人
terms-room-target = 对象
terms-room-do = 现在开始
terms-room-opens = 开放后才能开始：
terms-room-not-open = 考试还没有开放，没有让任何人进入
terms-room-by-trainee = 这场考试由学员自己开始
terms-room-started = 考试已开始，等候的页面会自动继续

# 补考。
terms-make-up = 补考
terms-make-up-people = 补考人员
terms-make-up-people-note = 没有通过的人；开放时间结束后还有缺考的人。
terms-make-up-who = 谁可以补考
terms-make-up-window = 补考时间
terms-make-up-window-note = 同一场考试，规则不变。补考结束前谁也看不到答案。
terms-make-up-do = 安排补考
terms-make-up-not = 返回成绩
terms-make-up-reason = 补考
terms-make-up-nobody = 请至少勾选一人
terms-make-up-changed = 名单里有人已经不需要补考，请重新核对
terms-make-up-attempts-form = 次数应是 1 到 { $most } 的整数
terms-make-up-time-missing = 请填写日期和时间
terms-make-up-past = 结束时间应在现在之后
terms-make-up-given = { $count } 人可以补考
terms-make-up-has-one = 已安排补考
terms-make-up-none = 没有人需要补考
terms-make-up-none-text = 没有人不及格，也没有人缺考。
terms-make-up-granted = 已安排的补考
terms-make-up-attempts = { $count } 次
terms-make-up-withdraw = 取消补考
terms-make-up-withdrawn = 补考已取消
terms-state-waiting = 等候开始
terms-list-extra = （含加时 { $minutes } 分钟）
terms-list-again = 下次最早
