# 考试暂停时学员看到的页面。
attempts-paused-pill = 已暂停
attempts-paused-since = 自
attempts-paused-heading = 考试暂停中
attempts-paused-text = 培训师已停止计时。您不会损失时间：继续时剩余的时间和现在完全一样。已保存的答案都在。
attempts-paused-left = 继续时剩余的时间
attempts-paused-by-itself = 恢复后本页会自动继续。
attempts-paused-look = 再看一下
attempts-paused-not-taken = 因为考试已暂停，第 { $position } 题的答案没有被接收。它仍在下面，考试继续后请再保存一次。

# 考场。
exams-tab-room = 考场
room-title = 考场
room-clock = 最后一人结束还有
room-updated = 更新于
room-late = 服务器没有回应，这里的内容可能不是最新的，正在重试。
room-extend = 加时
room-pause = 暂停
room-resume = 继续考试
room-start = 等候的人现在开考
room-filtered = 只看：{ $filter }。
room-show-all = 看全部
room-all-groups = 所有人
room-show-group = 部门
room-show-group-do = 查看
room-timeline = 这次作答的全部记录
room-people-table = 考生
room-col-name = 考生
room-col-state = 状态
room-col-progress = 进度
room-col-saved = 保存
room-col-seen = 最近联系
room-col-left = 剩余
room-col-acts = 操作
room-do = 处理
room-in = 在考
room-idle = 没有动静
room-disconnected = 断线
room-paused = 已暂停
room-stuck = 无法收卷
room-waiting = 等候中
room-not-started = 未进入
room-absent = 缺考
room-finished = 已交卷
room-unsaved = 有未保存的答案
room-unsaved-count = { $count } 个未保存
room-saved = 已保存
room-progress = 已答 { $done } 题，共 { $all } 题
room-seconds-ago = { $count } 秒前
room-minutes-ago = { $count } 分钟前
room-hours-ago = { $count } 小时前
room-extra = 加时 { $minutes } 分钟
room-devices = 换设备 { $count } 次
room-sum-separator = ，
room-said-separator = {""}
room-name-separator = 、
room-none = 还没有人参加
room-none-text = 在“参加人”里指定部门或个人以后，他们会列在这里。
room-none-filtered = 没有这样的人
room-none-filtered-text = 换一个数字，或者看全部。
room-moments = 经过
room-moments-none = 还没有发生什么。
room-people = { $count } 人
room-did-start = { $who }开始考试
room-did-take-over = { $who }换到另一台设备继续
room-did-extend = { $who }加时 { $minutes } 分钟
room-did-pause = { $who }暂停
room-did-resume = { $who }继续考试，补回 { $minutes } 分钟
room-did-release = { $who }的考试已从原设备释放
room-did-submit = { $who }交卷
room-did-end = { $who }的考试被结束
room-did-close = 服务器为{ $who }收卷
room-did-quarantine = 服务器无法为{ $who }收卷
room-did-why = { $what }，{ $reason }（{ $by }）
room-did-by = { $what }（{ $by }）
room-outage-text = 有人考试时服务器曾中断，或者它的时钟跳动过。
room-outage-do = 看谁损失了时间

# 加时、暂停、继续。
room-extend-lead = 正在考试的人 15 秒内会看到新的结束时间。时间只会增加。给全体或部门加时，还没有开始的人的考试时段也会延长。
room-pause-lead = 计时停止，题目被遮住；刚刚填写的内容仍会被接收。继续时，每个人正好补回暂停的时间。
room-resume-lead = 每个人的计时都从剩余的时间继续。
room-minutes = 增加几分钟
room-minutes-form = 请输入 1 到 { $most } 的整数
room-reason = 原因
room-reason-hint = 会留在审计记录里，例如：3 号机房停电。
room-reason-form = 请用一行写明原因，最多 { $most } 个字
room-whom = 给谁
room-whom-everyone = 本场考试的全体人员
room-whom-group = 一个部门
room-whom-people = 选定的人
room-whom-missing = 请选择给谁
room-group = 部门
room-group-hint = 选“一个部门”时有效，包括它下面的部门。
room-group-missing = 请选择部门
room-chosen = 人员
room-chosen-hint = 选“选定的人”时有效。
room-people-missing = 请至少勾选一个人
room-nobody-sits = 现在没有人在考试。
room-nobody-paused = 现在没有人被暂停。
room-extend-do = 加时
room-pause-do = 现在暂停
room-resume-do = 现在继续
room-back = 回到考场
room-extended = { $count ->
        [0] 没有正在考试的人加时。
       *[other] 已给 { $count } 名正在考试的人加时。
    }
room-extend-too-late = 有 { $count } 人的时间和宽限都已结束，来不及了：{ $names }。
room-extend-no-limit = 有 { $count } 人没有时间限制：{ $names }。
room-paused-now = { $count ->
        [0] 没有人被暂停。
       *[other] 已暂停 { $count } 人。
    }
room-pause-already = 有 { $count } 人之前已经暂停：{ $names }。
room-pause-too-late = 有 { $count } 人的时间已到，来不及了：{ $names }。
room-resumed-now = { $count ->
        [0] 没有人处于暂停。
       *[other] { $count } 人继续考试。
    }
room-not-meant = 有 { $count } 人不需要改动：{ $names }。

# 考场里的一个人。
room-started = 开始
room-deadline = 结束
room-submitted = 交卷
room-release = 换设备
room-release-note = 电脑坏了的时候使用。原设备不能再写入，本人可以在任何设备上登录继续。
room-release-do = 从原设备释放
room-released = 已从原设备释放，本人现在可以换一台设备继续。
room-end = 结束考试
room-end-note = 已保存的答案会立刻交卷并评分，不能撤回。
room-end-sure = 我要现在结束这个人的考试
room-end-sure-missing = 要结束考试，请勾选这一项
room-end-do = 现在结束
room-ended = 考试已结束并交卷。
room-nothing-open = 这个人现在没有在考试，没有作任何改动。
attempts-receipt-staff = 培训师结束了这场考试，已保存的答案有效。

# 中断。
room-outages = 损失的时间
room-outages-lead = 服务器何时中断或时钟跳动，谁在最后一刻钟里损失了时间。
room-outages-none = 没有人损失时间
room-outages-none-text = 最近 30 天里，没有什么妨碍过本场考试按时完成。
room-outage-away = 服务器无法访问。之前保存的内容都在。
room-outage-step = 数据库的时钟跳动过，结束时间也跟着移动。
room-outage-extend = 给仍在考试的 { $count } 人加时 { $minutes } 分钟
room-outage-make-up = 给已被收卷的人安排补考
room-closed-passed = 服务器收卷，通过
room-closed-failed = 服务器收卷，未通过
room-col-lost = 损失
room-lost-minutes = { $count } 分钟

# 告诉正在考试的学员。
attempts-say-extended-heading = 您的考试已加时
attempts-say-extended-text = 已加时 { $minutes } 分钟，新的结束时间 { $time }。
attempts-say-resumed-heading = 考试继续
attempts-say-resumed-text = 剩余的时间和暂停前完全一样，{ $time } 结束。

# 审计记录里的说法。
audit-attempt-ended = 结束答卷
audit-attempt-extended = 给答卷加时
audit-attempt-paused = 暂停答卷
audit-attempt-released-device = 从原设备释放答卷
audit-attempt-resumed = 继续答卷
