# 考试暂停时学员看到的页面。
attempts-paused-pill = 已暂停
attempts-paused-since = 自
attempts-paused-heading = 考试暂停中
attempts-paused-text = 培训师已停止计时。您不会损失时间：继续时剩余的时间和现在完全一样。已保存的答案都在。
attempts-paused-left = 继续时剩余的时间
attempts-paused-by-itself = 恢复后本页会自动继续。
attempts-paused-look = 再看一下
attempts-paused-not-taken = 因为考试已暂停，您刚才发送的答案没有被接收。它仍在下面，考试继续后请再保存一次。
