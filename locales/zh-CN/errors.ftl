# 出错页：发生了什么，哪些没有受影响，接下来怎么做。error-<状态码>-heading 与 error-<状态码>-text。
error-status = 状态码 { $status }
error-request = 需要帮助时，请提供这个编号：{ $id }
error-home = 回到首页

error-400-heading = 没有看懂这次请求
error-400-text = 地址或提交的内容缺了一部分，或者已经损坏。没有改动任何内容。请返回，刷新页面，再做一次。
error-403-heading = 这个页面给其他角色使用
error-403-text = 您的账号不能打开这个页面。如果工作需要，请联系管理员为您添加角色。
error-404-heading = 这个地址没有内容
error-404-text = 地址可能有误，或者这个页面属于别人。请从首页开始，您能用到的都在那里。
error-405-heading = 这个地址不接受这种请求
error-405-text = 页面存在，但提交的方式与它不符。没有改动任何内容。请从首页重新开始。
error-409-heading = 内容刚刚被别人改过
error-409-text = 为了不覆盖别人的改动，这次没有写入。请返回，刷新页面看看现在的内容，再改一次。
error-413-heading = 内容太大
error-413-text = 提交的内容超过了上限，没有保留。请把文件拆小，分几次上传。
error-422-heading = 表单还有缺少的内容
error-422-text = 没有改动任何内容。请返回，逐项检查后再提交。
error-429-heading = 短时间内尝试太多次
error-429-text = 请等一分钟再试。考试中已保存的答案不受影响。
error-500-heading = 服务器出了问题
error-500-text = 不是您的操作造成的。刚才这一步可能没有完成；显示为已保存的答案都在。请重新打开本页；如果还是这样，请把下面的编号告诉管理员。
error-408-heading = 没有及时收到您发送的内容
error-408-text = 网络可能太慢或者中断了。显示为已保存的答案都在。请返回上一页，再试一次。
error-503-heading = 服务器正忙，或者正在启动
error-503-text = 显示为已保存的答案都在。请等半分钟，再重新打开本页。
error-unstorable = 某个输入框或地址里有无法保存的字符（NUL）。没有改动任何内容。请返回，重新输入后再提交。
error-csrf-heading = 这个页面打开太久了
error-csrf-text = 为了安全，这次没有提交。请返回，刷新页面，再提交一次。

error-body-cut = 发送的内容没有完整到达。请返回，检查网络后再试一次。您填的内容还在上一页。
error-unknown-field = 表单里有这个页面没有的内容，所以没有处理。请回到页面重新填写。
