//! A list of questions with its filters: on the page of a bank, and over all banks.

use std::collections::HashMap;

use serde::Serialize;

use super::{kind_word, pager, short_key};
use crate::banks::forms::filter_query;
use crate::banks::model::{BankListItem, QuestionFilter, QuestionVersion, ReviewState, Topic};
use crate::banks::queries::FoundQuestions;
use crate::banks::rules::{Counts, Marked, NO_TOPIC, Search, TopicTree, missing_languages};
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::web::components::Choice;
use crate::web::images::without_images;
use crate::web::paging::Pager;
use crate::web::{Language, Visit};

/// Questions on a page.
pub const QUESTIONS_A_PAGE: i64 = 50;

/// Characters of a question that the list shows.
const SHOWN: usize = 120;

/// Tags that the filter offers, the most common ones.
const TAGS: usize = 60;

/// What `banks/parts/finding.hbs` shows.
#[derive(Serialize)]
pub struct FindingView {
    /// Address of the page, where the form goes.
    action: String,
    /// What was typed.
    q: String,
    /// The filters besides the text.
    selects: Vec<SelectView>,
    is_filtered: bool,
    /// Whether some filter besides the text is set, so that they are not folded away.
    is_narrowed: bool,
    rows: Vec<FoundRow>,
    /// How many questions fit.
    total: i64,
    /// Where those that fit can be changed all at once.
    bulk: Option<String>,
    pager: Option<Pager>,
    /// How many questions the search does not know yet, as a sentence.
    not_searchable: Option<String>,
}

impl FindingView {
    /// The same with the way to the page on which those that fit can be changed all at once.
    pub fn changed_at(mut self, address: String) -> Self {
        self.bulk = Some(address);
        self
    }
}

/// A filter.
#[derive(Serialize)]
struct SelectView {
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
}

/// A question in the list.
#[derive(Serialize)]
struct FoundRow {
    href: String,
    /// The code of the question as it is sent when the question is chosen.
    pick: String,
    /// The bank; `None` where all are of one.
    bank: Option<String>,
    code: Vec<Marked>,
    stem: Vec<Marked>,
    /// Where what was sought stands, when that is not in the stem.
    glimpse: Option<Vec<Marked>>,
    kind: String,
    topic: Option<String>,
    difficulty: Option<i16>,
    tags: Vec<String>,
    /// How far it is on its way into exams; `None` where they draw it.
    review: Option<ReviewState>,
    key: Option<String>,
    languages: String,
    missing: Option<String>,
}

/// The list at `action`; `banks` are named where questions of several stand together.
pub fn finding_view(
    visit: &Visit,
    action: &str,
    filter: &QuestionFilter,
    found: &FoundQuestions,
    banks: Option<&[BankListItem]>,
) -> FindingView {
    let search = filter.text.as_deref().and_then(Search::parse);
    let titles: Option<HashMap<&str, &str>> = banks.map(|banks| {
        banks
            .iter()
            .map(|bank| (bank.code.as_str(), visit.language.pick(&bank.title_zh, &bank.title_en)))
            .collect()
    });
    let query = filter_query(filter);
    FindingView {
        q: search.as_ref().map(|search| search.typed().to_owned()).unwrap_or_default(),
        selects: selects(visit, filter, &found.counts, &found.tree),
        is_filtered: *filter != QuestionFilter::default(),
        is_narrowed: QuestionFilter { text: None, ..filter.clone() } != QuestionFilter::default(),
        rows: found
            .versions
            .iter()
            .map(|version| row(visit, version, search.as_ref(), found, titles.as_ref()))
            .collect(),
        total: found.paging.total(),
        bulk: None,
        pager: pager(visit, found.paging, |page| format!("{action}?{query}page={page}")),
        not_searchable: (found.not_searchable > 0)
            .then(|| visit.text_with("finding-not-yet", [("n", found.not_searchable)])),
        action: action.to_owned(),
    }
}

fn row(
    visit: &Visit,
    version: &QuestionVersion,
    search: Option<&Search>,
    found: &FoundQuestions,
    titles: Option<&HashMap<&str, &str>>,
) -> FoundRow {
    let marked = |text: &str| search.map_or_else(|| Marked::plain(text), |search| search.marked(text));
    let content = &version.content;
    let stem = marked(&cut(&without_images(&content.texts.in_language(visit.language).stem), SHOWN));
    let code = marked(&version.question_code);
    let is_seen = stem.iter().chain(&code).any(|part| part.is_found);
    let glimpse = search.filter(|_| !is_seen).and_then(|search| glimpse(visit.language, version, search));
    let missing: Vec<String> =
        missing_languages(&version.languages).map(|language| missing_word(visit, language)).collect();
    FoundRow {
        href: format!("/banks/{}/questions/{}", version.bank_code, version.question_code),
        pick: version.question_code.clone(),
        bank: titles.map(|titles| {
            titles
                .get(version.bank_code.as_str())
                .map_or(version.bank_code.as_str(), |title| *title)
                .to_owned()
        }),
        code,
        stem,
        glimpse,
        kind: kind_word(visit, content.kind),
        topic: content.topic.as_deref().map(|code| topic_title(visit, &found.tree, code)),
        difficulty: content.difficulty,
        tags: content.tags.clone(),
        review: found.waiting.get(&version.id).copied(),
        key: short_key(visit, version),
        languages: language_words(visit, &version.languages),
        missing: (!missing.is_empty()).then(|| missing.join(visit.language.pick("、", ", "))),
    }
}

/// The title of the topic that questions with this word count for; the word itself where there is none.
pub fn topic_title(visit: &Visit, tree: &TopicTree, code: &str) -> String {
    let title = |topic: &Topic| visit.language.pick(&topic.title_zh, &topic.title_en).to_owned();
    tree.standing(code).map_or_else(|| code.to_owned(), title)
}

/// That there is no text in a language, in few words.
pub fn missing_word(visit: &Visit, language: Language) -> String {
    visit.text(match language {
        Language::Chinese => "finding-missing-chinese",
        Language::English => "finding-missing-english",
    })
}

/// Languages in words, the reader's first; those the program does not speak by their tags.
pub fn language_words(visit: &Visit, tags: &[String]) -> String {
    let word = |tag: &String| match Language::parse(tag) {
        Some(Language::Chinese) => visit.text("banks-language-chinese"),
        Some(Language::English) => visit.text("banks-language-english"),
        None => tag.clone(),
    };
    let mut tags: Vec<&String> = tags.iter().collect();
    tags.sort_by_key(|tag| tag.as_str() != visit.language.tag());
    tags.into_iter().map(word).collect::<Vec<_>>().join(visit.language.pick("、", ", "))
}

/// The first of a question's texts that holds something that is sought, those in the reader's language before others.
fn glimpse(language: Language, version: &QuestionVersion, search: &Search) -> Option<Vec<Marked>> {
    let content = &version.content;
    let tags = [language.tag(), language.other().tag()];
    let texts = tags.into_iter().filter_map(|tag| {
        let text = content.texts.0.get(tag)?;
        let material = content.material.as_ref().and_then(|material| material.get(tag));
        let optional = text.explanation.iter().chain(&text.fact).chain(&text.reference).chain(material);
        Some(std::iter::once(&text.stem).chain(&text.options).chain(optional))
    });
    texts.flatten().chain(&content.tags).find_map(|text| search.glimpse(&without_images(text)))
}

fn selects(visit: &Visit, filter: &QuestionFilter, counts: &Counts, tree: &TopicTree) -> Vec<SelectView> {
    let counted = |label: String, count: usize| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let values = [("label", fluent_bundle::FluentValue::from(label)), ("n", count.into())];
        visit.text_with("finding-choice", values)
    };
    // What nothing fits is offered only where it is chosen.
    let choices = |all: Vec<(String, String, usize)>, chosen: Option<&str>| {
        let any = Choice::new("", visit.text("banks-any"), chosen.is_none());
        let offered =
            all.into_iter().filter(|(value, _, count)| *count > 0 || Some(value.as_str()) == chosen);
        let choice = |(value, label, count): (String, String, usize)| {
            let is_chosen = Some(value.as_str()) == chosen;
            Choice::new(value, counted(label, count), is_chosen)
        };
        std::iter::once(any).chain(offered.map(choice)).collect::<Vec<_>>()
    };
    let select = |id, label, choices| SelectView { id, label: visit.text(label), choices };
    let kinds = QuestionKind::ALL.iter().map(|kind| {
        let count = counts.kinds.get(kind).copied().unwrap_or(0);
        (kind.as_str().to_owned(), kind_word(visit, *kind), count)
    });
    let difficulties = (1..=5_i16).map(|difficulty| {
        let count = counts.difficulties.get(&difficulty).copied().unwrap_or(0);
        (difficulty.to_string(), difficulty.to_string(), count)
    });
    let difficulty = filter.difficulty.map(|difficulty| difficulty.to_string());
    let missing = Language::ALL.iter().map(|language| {
        let count = counts.missing.get(language.tag()).copied().unwrap_or(0);
        (language.tag().to_owned(), missing_word(visit, *language), count)
    });
    let keys = vec![("missing".to_owned(), visit.text("banks-key-missing"), counts.without_key)];
    let (used, unused) = counts.used;
    let uses = vec![
        ("yes".to_owned(), visit.text("finding-used"), used),
        ("no".to_owned(), visit.text("finding-unused"), unused),
    ];
    let mut all = vec![
        select(
            "topic",
            "finding-topic",
            choices(topics(visit, filter, counts, tree), filter.topic.as_deref()),
        ),
        select("kind", "banks-type", choices(kinds.collect(), filter.kind.map(QuestionKind::as_str))),
        select("difficulty", "banks-difficulty", choices(difficulties.collect(), difficulty.as_deref())),
        select("tag", "finding-tag", choices(tags(filter, counts), filter.tag.as_deref())),
        select("missing", "finding-missing", choices(missing.collect(), filter.missing.as_deref())),
        select("key", "banks-key", choices(keys, filter.without_key.then_some("missing"))),
        select("used", "finding-use", choices(uses, filter.used.map(|used| if used { "yes" } else { "no" }))),
    ];
    // Banks that ask for no second person need no choice of how far questions are.
    if filter.review.is_some() || counts.reviews.keys().any(|state| *state != ReviewState::Active) {
        let reviews = ReviewState::ALL.iter().map(|state| {
            let count = counts.reviews.get(state).copied().unwrap_or(0);
            (state.as_str().to_owned(), review_word(visit, *state), count)
        });
        let chosen = filter.review.map(ReviewState::as_str);
        all.push(select("review", "finding-review", choices(reviews.collect(), chosen)));
    }
    all
}

/// How far a question is on its way into exams.
fn review_word(visit: &Visit, state: ReviewState) -> String {
    visit.text(match state {
        ReviewState::Draft => "bank-state-draft",
        ReviewState::Reviewed => "bank-state-reviewed",
        ReviewState::Active => "finding-active",
    })
}

/// The tree from top to bottom, then words that have no place in it, then none.
fn topics(
    visit: &Visit,
    filter: &QuestionFilter,
    counts: &Counts,
    tree: &TopicTree,
) -> Vec<(String, String, usize)> {
    let count = |code: &str| counts.topics.get(code).copied().unwrap_or(0);
    let title = |zh: &str, en: &str, depth: usize| {
        format!("{}{}", "\u{3000}".repeat(depth), visit.language.pick(zh, en))
    };
    let sorted = tree.sorted();
    let placed = sorted.iter().map(|one| (one.topic, one.depth));
    let mut all: Vec<(String, String, usize)> = placed
        .chain(tree.unsorted().into_iter().map(|topic| (topic, 0)))
        .map(|(topic, depth)| {
            (topic.code.clone(), title(&topic.title_zh, &topic.title_en, depth), count(&topic.code))
        })
        .collect();
    let asked = filter.topic.iter().filter(|code| *code != NO_TOPIC);
    for code in counts.topics.keys().chain(asked) {
        let is_new = code != NO_TOPIC && all.iter().all(|(known, _, _)| known != code);
        // A word that was merged into another topic is asked for under that one's name.
        if is_new && (tree.standing(code).is_none() || filter.topic.as_ref() == Some(code)) {
            all.push((code.clone(), code.clone(), count(code)));
        }
    }
    all.push((NO_TOPIC.to_owned(), visit.text("finding-no-topic"), count(NO_TOPIC)));
    all
}

fn tags(filter: &QuestionFilter, counts: &Counts) -> Vec<(String, String, usize)> {
    let mut all: Vec<(&String, usize)> = counts.tags.iter().map(|(tag, count)| (tag, *count)).collect();
    all.sort_by(|(a, many), (b, few)| few.cmp(many).then(a.cmp(b)));
    all.truncate(TAGS);
    if let Some(tag) = filter.tag.as_ref().filter(|tag| all.iter().all(|(known, _)| known != tag)) {
        all.push((tag, counts.tags.get(tag).copied().unwrap_or(0)));
    }
    all.into_iter().map(|(tag, count)| (tag.clone(), tag.clone(), count)).collect()
}
