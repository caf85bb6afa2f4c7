//! What the trainer's guide shows is true: each of its examples is imported as it stands, and its pictures are there.

use std::path::Path;

use crate::harness::{Browser, server};
use crate::imports::{commit, new_bank};

/// An example of the guide.
struct Example {
    /// Name of the file.
    name: String,
    /// Questions that are read from it.
    count: usize,
    /// What stands in it.
    text: String,
}

fn guide(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// The fenced blocks below a line `<!-- example: NAME COUNT -->`.
fn examples(guide: &str) -> Vec<Example> {
    guide
        .split("<!-- example: ")
        .skip(1)
        .map(|rest| {
            let (said, rest) = rest.split_once(" -->\n```").unwrap();
            let (name, count) = said.split_once(' ').unwrap();
            let text = rest.split_once('\n').unwrap().1.split_once("\n```").unwrap().0;
            Example { name: name.to_owned(), count: count.parse().unwrap(), text: format!("{text}\n") }
        })
        .collect()
}

async fn import_all(trainer: &Browser, language: &str, examples: &[Example]) {
    for (number, example) in (1..).zip(examples) {
        let code = format!("{language}-{number}");
        let review = new_bank(trainer, &code, &example.name, example.text.as_bytes()).await;
        let page = trainer.get(&review).await.expect(200);
        assert!(
            page.contains(&format!("{} questions in the file", example.count))
                || page.contains("1 question in the file") && example.count == 1,
            "{}: {page}",
            example.name
        );
        let page = commit(trainer, &review).await;
        assert!(page.contains(" + 0 with errors"), "{}: {page}", example.name);
    }
}

#[actix_web::test]
async fn every_example_of_the_guide_is_imported_as_it_stands() {
    let server = server().await;
    let people = server.people().await;
    for (language, name) in [("en", "trainer.md"), ("zh", "trainer.zh-CN.md")] {
        let examples = examples(&guide(name));
        assert_eq!(examples.len(), 9, "{name}");
        import_all(&people.tian, language, &examples).await;
        let wanted: usize = examples.iter().map(|example| example.count).sum();
        let failed = "SELECT count(*) FROM import_rows WHERE outcome = 'failed'";
        assert_eq!(server.count(failed).await, 0, "{name}");
        let rows = format!(
            "SELECT count(*) FROM import_rows r JOIN imports i ON i.id = r.import_id
             WHERE i.new_bank_code LIKE '{language}-%'"
        );
        assert_eq!(server.count(&rows).await, i64::try_from(wanted).unwrap(), "{name}");
    }
}

#[test]
fn both_guides_show_the_same_files_and_their_pictures_are_there() {
    let (english, chinese) = (guide("trainer.md"), guide("trainer.zh-CN.md"));
    let formats = |guide: &str| {
        let mut endings: Vec<String> =
            examples(guide).iter().filter_map(|one| Some(one.name.rsplit_once('.')?.1.to_owned())).collect();
        endings.sort();
        endings
    };
    assert_eq!(formats(&english), formats(&chinese));
    let headings = |guide: &str| guide.lines().filter(|line| line.starts_with("##")).count();
    assert_eq!(headings(&english), headings(&chinese));
    for guide in [&english, &chinese] {
        let pictures: Vec<&str> =
            guide.split("](pictures/").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(pictures.len(), 4);
        for picture in pictures {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/pictures").join(picture);
            let bytes = std::fs::metadata(&path).unwrap().len();
            assert!((1..=120 * 1024).contains(&bytes), "{picture}: {bytes}");
        }
    }
}

#[actix_web::test]
async fn the_import_page_leads_to_the_guide_in_the_readers_language_with_every_example() {
    let server = server().await;
    let people = server.people().await;
    assert!(people.tian.get("/banks/import").await.expect(200).contains("href=\"/banks/import/guide\""));
    for (language, name, title) in
        [("en", "trainer.md", "From a paper in a drawer"), ("zh-CN", "trainer.zh-CN.md", "题库")]
    {
        people.tian.post("/language", &[("lang", language), ("back", "/")]).await.expect_redirect();
        let page = people.tian.get("/banks/import/guide").await.expect(200);
        assert!(page.contains(title), "{page}");
        assert_eq!(page.matches("<pre").count(), guide(name).matches("\n```").count() / 2, "{name}");
        assert!(!page.contains("<!-- example") && !page.contains("**"), "{page}");
    }
}
