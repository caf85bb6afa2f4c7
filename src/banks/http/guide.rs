//! `/banks/import/guide`: the trainer's guide, with the layouts that can be read.

use actix_web::HttpResponse;
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::accounts::Trainer;
use crate::banks::pages::{Block, guide};
use crate::web::components::Crumb;
use crate::web::{Error, Visit};

#[derive(RustEmbed)]
#[folder = "docs/guides/"]
#[include = "trainer*.md"]
struct Guides;

#[derive(Serialize)]
struct GuidePage {
    crumbs: Vec<Crumb>,
    heading: String,
    blocks: Vec<Block>,
}

/// `GET /banks/import/guide`.
pub(super) async fn show(trainer: Trainer) -> Result<HttpResponse, Error> {
    let visit: &Visit = &trainer;
    let name = visit.language.pick("trainer.zh-CN", "trainer");
    let file = Guides::get(&format!("{name}.md")).ok_or(Error::NotFound)?;
    let (heading, blocks) = guide(&String::from_utf8_lossy(&file.data));
    let page = GuidePage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up("/banks/import", visit.text("banks-import")),
            Crumb::here(visit.text("banks-guide")),
        ],
        heading,
        blocks,
    };
    visit.page("banks/guide", visit.text("banks-guide"), page).respond()
}
