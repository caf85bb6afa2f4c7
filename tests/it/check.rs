//! Databases that cannot be used are refused with what to do about it.

use certamen::db::check::{Unfit, check};

use crate::harness::postgres::{database_made_with, new_database};

#[tokio::test]
async fn a_usable_database_is_described() {
    let report = check(&new_database().await).await.unwrap();
    assert!(report.version >= 14);
    assert_eq!(report.encoding, "UTF8");
}

#[tokio::test]
async fn a_database_that_cannot_store_every_character_is_refused() {
    let url = database_made_with("ENCODING 'LATIN1' LOCALE 'C'").await;
    let problem = check(&url).await.unwrap_err();
    assert!(matches!(problem, Unfit::Encoding(ref found) if found == "LATIN1"), "{problem}");
    assert!(problem.to_string().contains("createdb"), "{problem}");
}

#[tokio::test]
async fn a_database_whose_locale_loses_chinese_is_refused() {
    let problem = check(&database_made_with("ENCODING 'UTF8' LOCALE 'C'").await).await.unwrap_err();
    assert!(matches!(problem, Unfit::ChineseIsLost(ref locale) if locale == "C"), "{problem}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_to_be_unreachable() {
    let url = new_database().await.replace("/t_", "/no_such_");
    assert!(matches!(check(&url).await.unwrap_err(), Unfit::Unreachable(_)));
}
