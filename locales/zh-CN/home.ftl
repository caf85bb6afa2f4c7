home-good-morning = 上午好，{ $name }
home-good-afternoon = 下午好，{ $name }
home-good-evening = 晚上好，{ $name }
home-lead = 今天是 { $day }。
home-lead-next = 今天是 { $day }。接下来最要紧的是这一场：
home-running = 考试中
home-later = 还没开放
home-overdue = 已超过期限
home-open = 未开始
home-days-left = { $days ->
    [0] 今天是最后一天
   *[other] 还有 { $days } 天
}
home-last-time = 上次 { $percent }，未通过
home-opens = 开放时间
home-latest = 最晚
home-time = 考试时长
home-minutes = { $minutes } 分钟
home-no-limit = 不限
home-questions = 题数
home-question-count = { $count } 题
home-pass-mark = 及格线
home-attempts = 考试次数
home-attempts-left = 还可考 { $left } 次
home-go-on = 继续考试
home-read-rules = 查看考试说明
home-nothing = 现在没有要做的事
home-nothing-text = 培训师给您安排考试后，会显示在这里。
home-all-exams = 全部考试
home-also = 还要完成
home-my-certificates = 我的证书
home-all-certificates = 全部证书
home-no-certificates = 您还没有证书。通过认证所需的考试后，证书会立刻出现在这里。
home-first-exam = 组第一场考试
home-first-exam-text = 题库里已有 { $count } 道题可以抽取。
home-new-exam = 组一场考试
home-exams = 考试
home-published = 已发布
home-draft = 草稿
home-assignments = { $count ->
    [0] 还没有安排给任何人
   *[other] 已安排 { $count } 项
}
home-banks = 题库
home-all-banks = 全部题库
home-without-key = 有 { $count } 题还没有答案，不会被抽到。
home-no-banks = 还没有题目
home-no-banks-text = 上传一份试卷或题库文件，入库之前您可以逐题查看。
home-import = 导入题目
home-all-records = 全部记录
home-expiring = 即将到期
home-missing = 缺少证书
home-see-all = 查看全部
home-none-expiring = 30 天内没有证书到期。
home-none-missing = 没有人缺少必须持有的证书。
home-open-person = 查看
home-house = 人员与部门
home-admin = 管理
home-people = 人员
home-waiting = 还没有设置密码
home-blocked = 已停用
home-groups = 部门
home-plain-http = 登录凭证没有加密传输
home-plain-http-text = 还没有设置 https 地址（CERTAMEN_PUBLIC_ORIGIN）。在一台电脑上试用没有关系，给其他人使用前请先设置。
home-add-person = 添加人员
home-no-role = 您还没有角色
home-no-role-text = 请联系管理员为您分配角色，之后这里会显示您的工作。
