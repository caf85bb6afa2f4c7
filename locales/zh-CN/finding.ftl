# 查找题目：单个题库和全部题库
finding-title = 查找所有题库
finding-lead = 按文字查找所有题库中的题目，筛选条件后面标有符合的题数。
finding-go = 查找所有题库
finding-text = 题目中的文字
finding-text-hint = 输入两个汉字即可，简体、繁体都行；英文按词首查找。多个词用空格隔开，须全部出现。
finding-do = 查找
finding-filters = 筛选
finding-empty = 还没有题目
finding-topic = 主题
finding-no-topic = 没有主题
finding-tag = 标签
finding-missing = 译文
finding-missing-chinese = 缺中文
finding-missing-english = 缺英文
finding-missing-in = { $words }：{ $n } 题
finding-missing-note = 补上译文之前，用这种语言的考试不能抽这道题。
finding-translate-do = 补译文
finding-use = 使用情况
finding-used = 已用于发布的考试
finding-unused = 未用于发布的考试
finding-review = 审核
finding-active = 考试可用
finding-choice = { $label }（{ $n }）
finding-not-yet = 刚加入的 { $n } 题还查不到，请过几秒再试。

# 主题
topics-title = 主题
topics-lead = 题目讲的是什么。考试从一个主题抽题时，也会抽它下面各主题的题目。
topics-topic = 主题
topics-code = 编号
topics-code-hint = 小写字母、数字和连字符，例如 key-account。题目文件用它指明主题，定下后不能改。
topics-code-wrong = 编号应为 1 至 64 个小写字母、数字或连字符，并以字母或数字开头
topics-code-taken = 已有主题使用这个编号，请换一个
topics-title-zh = 中文名称
topics-title-en = 英文名称
topics-title-wrong = 请填写{ $field ->
        [title_zh] 中文
       *[title_en] 英文
    }名称，最多 100 个字符
topics-above = 上级主题
topics-top = 最上层
topics-position = 顺序
topics-position-hint = 数字小的排在前面；相同时按编号排。
topics-position-wrong = 请填写 0 至 999 的整数
topics-own = 题数
topics-all = 含下级
topics-questions-n = { $n } 题
topics-empty = 还没有主题
topics-empty-text = 请在下面添加第一个主题，或导入注明了主题的题目文件。
topics-unsorted = 尚未归类
topics-unsorted-note = 题目文件中出现了这些主题，但它们还没有位置。请给每个主题安排位置，或并入其他主题。
topics-sort-do = 安排位置
topics-add = 添加主题
topics-add-note = 已发布的考试仍用发布时的题目。
topics-add-do = 添加主题
topics-added = 已添加“{ $title }”。
topics-change = 改名或移动
topics-change-note = 下级主题随之移动，编号不变。
topics-save = 保存
topics-changed = 主题已保存。
topics-merge = 合并
topics-merge-note = 它的题目和下级主题今后都归入另一个主题。以后可以在那个主题的页面上重新分开。
topics-into = 并入
topics-choose = 请选择主题
topics-into-missing = 请选择要并入的主题
topics-merge-do = 合并
topics-merged = 主题已合并，题目归入另一个主题。
topics-merged-here = 已并入的主题
topics-separate = 重新分开
topics-separate-note = 分开后，它重新与这个主题并列，写明属于它的题目也随它回去；原来在它下面的主题留在这里。
topics-separated = 主题已重新分开。
topics-remove = 删除
topics-remove-text = 现有题目都不属于这个主题，它也没有下级主题。
topics-remove-do = 删除主题
topics-removed = 主题已删除。
topics-in-use = 还有题目或主题属于它，不能删除。可以把它并入其他主题。
topics-below-itself = 主题不能放在自己下面，也不能并入自己的下级，请另选一个
topics-place-gone = 这个主题已经不在了，请另选一个
topics-too-deep = 层级将超过 { $most } 层，请选择更上层的主题

# 列表上方
finding-found = 共 { $n } 题
finding-bulk = 在这 { $n } 题中批量修改
