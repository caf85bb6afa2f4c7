# 每个页面外面的框：顶栏、页脚、登录页。
layout-skip = 跳到正文
layout-nav = 主导航
layout-account = 我的账号
layout-sign-in = 登录
layout-sign-out = 退出
layout-clock = 时间按服务器时钟，{ $zone }
layout-gate-note = 在公用电脑上用完后请退出。考试中途断开，重新登录后，已保存的答案都在。

layout-nav-home = 首页
layout-nav-my-exams = 我的考试
layout-nav-my-certificates = 我的证书
layout-nav-banks = 题库
layout-nav-exams = 试卷与考试
layout-nav-grading = 人工评分
layout-nav-records = 持证情况
layout-nav-certifications = 认证方案
layout-nav-people = 人员
layout-nav-admin = 管理
