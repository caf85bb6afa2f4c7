//! The names of columns, as they are compared: without space, marks and brackets, in lower case, in simplified characters.

use super::Field;

/// The names of each field, with a space between them.
pub(super) const NAMES: &[(Field, &str)] = &[
    (
        Field::Number,
        "xuhao tihao 번호 番号 题号 序号 题目序号 试题序号 题序 问题序号 行号 no number num sn \
         index seq questionno questionnumber qno 序列 次序 排序",
    ),
    (
        Field::Code,
        "编号 外部编号 试题编号 题目编号 问题编号 id code 题目id 试题id 题库编号 questionid qid \
         问题id 题目编码 试题编码 编码 题id externalid",
    ),
    (
        Field::Type,
        "tixing leixing 유형 题型 类型 试题类型 题目类型 问题类型 题类型 题类 questiontype type \
         qtype 试题题型 题目题型 考题类型 题型名称 题目类别 试题类别 题型类别 typ 题种 题型分类 \
         itemtype 考题题型 题型代码",
    ),
    (
        Field::Stem,
        "timu tigan wenti 문제 질문 问题文 设问 pregunta вопрос 题干 题目 题目内容 问题 \
         试题 试题内容 题目标题 题干内容 试题题干 题目题干 问题内容 题目名称 试题名称 题目描述 \
         问题描述 试题描述 题面 题文 考题 题 试题题目 试题标题 question questiontext \
         questioncontent stem questionstem questiontitle prompt problem questions frage 题目正文 \
         试题正文 考题内容 问题标题 考试题目 题干描述 题目文本 问题题干 题目信息 \
         questiondescription questionname 题目题目 question内容 q statement questionbody 题干文字 \
         试题题干内容 案例题干",
    ),
    (Field::MaybeStem, "内容 标题 名称 描述 title content text name description item subject 正文"),
    (
        Field::Options,
        "xuanxiang 보기 选択肢 选项 题目选项 试题选项 备选项 备选答案 选项内容 可选项 候选项 \
         候选答案 options choices option 答案选项 选择项 选项列表 问题选项 选项描述 choice \
         answeroptions alternatives 所有选项 可选答案 供选答案 题支 选项集 选择支 answerchoices \
         optiontext 选项文字",
    ),
    (
        Field::IsRight,
        "是否正确 是否正确项 是否正确答案 是否答案 是否为答案 是否为正确答案 iscorrect \
         是否正确选项 isanswer isright",
    ),
    (
        Field::Answer,
        "daan 정답 답 正解 解答 respuesta antwort ответ 答案 正确答案 标准答案 参考答案 \
         正确选项 试题答案 题目答案 本题答案 正确项 key answer answers correct correctanswer \
         correctanswers questionanswer rightanswer correctoption correctoptions correctchoice 答案内容 标答 答 \
         ans answerkey 正确答案选项 问题答案 答案key rightoption keys 参考答案内容 correctkey 正确 \
         答案正确选项 正确答案内容 答案标准 试题标准答案 正解 正答 rightanswers right 题目正确答案 \
         答案字母 正确答案字母",
    ),
    (
        Field::Explanation,
        "jiexi 해설 解説 解析 答案解析 试题解析 题目解析 整体解析 解释 分析 答案说明 答案分析 详解 \
         解答 explanation feedback analysis rationale 试题分析 题目分析 解题思路 解题分析 试题详解 \
         答案详解 答题解析 说明 题解 答案解释 generalfeedback explain 解析内容 思路 点评 solution \
         correctfeedback 问题解析 explanations reason justification 解析说明",
    ),
    (
        Field::Points,
        "fenzhi 배점 分值 分数 score point points mark marks 题目分值 试题分值 每题分值 grade \
         题目分数 试题分数 默认分值 punkte defaultgrade 分 每题分数 满分 配分 本题分值",
    ),
    (
        Field::Difficulty,
        "nandu 난이도 难度 难易度 难易程度 难度等级 难度系数 难度级别 difficulty level \
         difficultylevel 试题难度 题目难度 难易 难度值 难度程度 问题难度",
    ),
    (
        Field::Tags,
        "zhishidian zhangjie 知识点 考点 标签 tag tags keyword keywords 关键字 关键词 知识点名称 \
         所属知识点 章节 考查点 考察点 考核点 考核知识点 试题知识点 题目标签 所属章节 知识模块 \
         试题标签 topics label labels chapter 知识点标签 章 节 章节名称 能力点 知识要点",
    ),
    (
        Field::Topic,
        "分类 category topic 目录 科目 所属题库 所属分类 试题分类 题目分类 学科 专业 课程 题库 \
         所属科目 所属课程 题库名称 分类名称 题库分类 问题分类 模块 所属模块 试题所属分类 \
         categories 分类目录 所属目录 所属专业 类别 class module subjectname",
    ),
    (
        Field::Fact,
        "依据 fact 事实 出处 来源 source reference 法规依据 题目依据 命题依据 题目来源 试题来源 \
         答案依据 答案出处",
    ),
    (
        Field::Material,
        "材料 案例 共用题干 背景材料 材料内容 案例内容 material passage 公共题干 案例材料 主题干 \
         题干材料",
    ),
    (Field::MaterialCode, "材料编号 materialcode materialid"),
    (Field::Section, "大题 大题名称 部分 section 大题标题 题目大类"),
    (
        Field::Ignored,
        "我的答案 你的答案 您的答案 考生答案 作答 学员答案 选项数 选项个数 选项数量 备注 创建时间 \
         创建人 更新时间 修改时间 状态 remark remarks note notes timelimit timeinseconds \
         optioncount numberofoptions 得分 youranswer myanswer 结果 部门 姓名 单位 录入人 出题人 \
         命题人 审核人 时间 答题时间 time seconds 答题结果 命题单位 正确率 是否启用 是否必答 \
         是否有序 页码 所在页码 出题单位 录入时间 出题时间 createdat updatedat author 是否乱序 \
         选项乱序 duration",
    ),
];
