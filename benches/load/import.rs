//! A trainer brings a large file into a bank: until its review is shown, and from the button until it is in the bank.

use std::time::{Duration, Instant};

use crate::arguments::{Arguments, Failed};
use crate::http::Browser;
use crate::people::Person;

/// Time between two looks at the page.
const LOOK: Duration = Duration::from_millis(50);

/// Longest time either step may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// What trainers ask about; enough of it that questions are as unlike each other as in a real collection.
const SUBJECTS: [&str; 12] = [
    "大客户",
    "渠道伙伴",
    "首次拜访",
    "电话邀约",
    "报价单",
    "合同续签",
    "售后回访",
    "竞争对手",
    "样品试用",
    "付款条件",
    "决策人",
    "采购流程",
];
const DOINGS: [&str; 12] = [
    "提出价格异议时",
    "迟迟不回复邮件时",
    "要求延长账期时",
    "更换负责人之后",
    "对交货期不放心时",
    "想要看同行案例时",
    "在会上沉默时",
    "主动询问折扣时",
    "拒绝再次见面时",
    "只比较单价时",
    "要求书面承诺时",
    "转述他人意见时",
];
const ASKS: [&str; 6] =
    ["首先应当怎么做", "哪种说法最合适", "最不该做的是什么", "下一步约什么", "应当记录什么", "先确认哪件事"];

/// Imports once and returns the line of figures.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let count = arguments.number("count", 10_000usize)?;
    let trainer = Person::new(arguments.number("trainer", 1)?);
    let mut browser = Browser::new(arguments.text("address")?);
    let cookie = trainer.cookie();
    let code = arguments.text("bank")?;
    let fields =
        [("bank", ""), ("code", code), ("title_zh", "大题库"), ("title_en", "Large bank"), ("text", "")];
    let file = ("questions.csv", table(count));
    let began = Instant::now();
    let sent = browser.post_file("/banks/import", &cookie, &trainer.session, &fields, &file).await?;
    let review = match sent.header("location") {
        Some(review) if sent.is(303) => review.to_owned(),
        _ => return Err(format!("upload: {} {}", sent.status(), sent.text()?).into()),
    };
    let page = wait(&mut browser, &review, &cookie, |page| page.contains("name=\"mark\" value=\"")).await?;
    let preview = began.elapsed();
    let mark = page.split("name=\"mark\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let mark = mark.ok_or("a review without a mark")?;
    let began = Instant::now();
    let address = format!("{review}/commit");
    let sent = browser.post(&address, &cookie, &trainer.session, &format!("&mark={mark}")).await?;
    if !sent.is(303) {
        return Err(format!("commit: {}", sent.status()).into());
    }
    let undo = format!("action=\"{review}/undo\"");
    wait(&mut browser, &review, &cookie, |page| page.contains(&undo)).await?;
    let commit = began.elapsed();
    Ok(format!(
        "{{\"questions\":{count},\"preview_seconds\":{:.2},\"commit_seconds\":{:.2}}}",
        preview.as_secs_f64(),
        commit.as_secs_f64()
    ))
}

/// Looks at a page until it shows what is waited for.
async fn wait(
    browser: &mut Browser,
    address: &str,
    cookie: &str,
    is_there: impl Fn(&str) -> bool,
) -> Result<String, Failed> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let page = browser.get(address, cookie).await?;
        if !page.is(200) {
            return Err(format!("{address}: {}", page.status()).into());
        }
        let text = page.text()?;
        if is_there(&text) {
            return Ok(text);
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(format!("{address} was not ready after {} s", PATIENCE.as_secs()).into())
}

/// A table of so many questions in the layout of the template.
fn table(count: usize) -> String {
    let mut table = String::from("题型,题干,选项A,选项B,选项C,选项D,答案,解析,难度,知识点\n");
    for number in 0..count {
        let pick = |from: &'static [&'static str], step: usize| {
            from.get((number / step) % from.len()).copied().unwrap_or_default()
        };
        let (subject, doing, ask) = (pick(&SUBJECTS, 1), pick(&DOINGS, 12), pick(&ASKS, 144));
        let line = format!(
            "单选题,第{number}题：{subject}{doing}，{ask}？,先听完再复述第{number}点,立刻给出折扣,换一个话题,请上级出面,A,\
             先弄清真正的顾虑。,{},{subject}\n",
            number % 5 + 1
        );
        table.push_str(&line);
    }
    table
}
