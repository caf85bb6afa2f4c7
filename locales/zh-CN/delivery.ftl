# 怎样作答：每页题数、作答过程记录。
exams-tab-delivery = 答题页面
delivery-part-paging = 每页题数
delivery-part-paging-note = 无论哪种方式，每题的答案都单独保存，从答题卡可以去到任何一题。
delivery-paging = 试卷怎样显示
delivery-paging-choice = 由考生自己选（开始时每页一题）
delivery-paging-one = 每页一题
delivery-paging-all = 全部题目在一页
delivery-paging-missing = 请选择试卷怎样显示。
delivery-part-notes = 作答过程记录
delivery-part-notes-note = 供人查看的事实：何时离开和回到答题页面、在答案中粘贴文字、网络中断、网络地址变化、更换设备。系统不会据此自动作任何处理。考生在开始之前会看到记录哪些内容。
delivery-notes = 记录这些内容
delivery-keep = 记录保留天数
delivery-keep-hint = 从每条记录产生时算起。在满足申诉规定的前提下，越短越好。
delivery-keep-form = 请填 1 到 { $most } 之间的天数。
delivery-tell = 离开多少次后提醒考生
delivery-tell-hint = 只在考生页面上给一次平和的提醒，不作其他处理。留空则不提醒。
delivery-tell-form = 请填 1 到 { $most } 之间的数，或者留空。
