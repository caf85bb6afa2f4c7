# 属于组件的词，放在哪个页面都一样。
component-errors = 有 { $count } 处要改
component-pages = 分页
component-previous-page = 上一页
component-next-page = 下一页
component-crumbs = 位置
component-status-valid = 有效
component-status-expiring = 即将到期
component-status-expired = 已过期
component-status-revoked = 已吊销
component-status-superseded = 已被取代
component-status-missing = 缺少
component-status-in-progress = 考试中
component-status-not-required = 不要求

# A picture of a question that has no words of its own
image-without-words = 图片
