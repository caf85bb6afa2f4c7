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
