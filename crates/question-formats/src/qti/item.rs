//! One item: its body, interactions and feedback as one draft, or as several that share material.

use crate::Limits;
use crate::messages::Code;
use crate::model::{Diagnostic, Material, Media, Place, QuestionDraft, QuestionType};
use crate::paper_text::shared;
use crate::validate::{Strictness, check};
use crate::xml::{Element, Node};

use super::content::{BREAK, Content, GAP, Slot, is_interaction, is_shown_later};
use super::feedback::{Around, Choices, around};
use super::interactions::{self, Asked, gap_mark};
use super::keys::{Processing, Response, decimal};
use super::material::Shared;
use super::store::Store;
use super::{TOOL, identity};

/// Elements in one item; a real one has some hundreds.
const MOST_ELEMENTS: usize = 20_000;

/// Where an item stands.
pub(super) struct Standing<'a> {
    /// Its entry, from 1.
    pub(super) entry: usize,
    /// The member that holds it; empty for a single file.
    pub(super) member: &'a str,
    /// The section of the test it stands in.
    pub(super) section: Option<String>,
    /// Material of that section.
    pub(super) section_material: Option<Shared>,
}

/// What became of an item.
pub(super) enum Outcome {
    /// Questions, and what there is to say about them.
    Questions(Vec<QuestionDraft>, Vec<Diagnostic>),
    /// It asks in a way that a draft cannot hold; the name of that way.
    NotSupported(String),
    /// It asks nothing.
    NotAQuestion,
    /// It cannot be read.
    Failed(String),
}

/// The kinds of interaction that stand apart from the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Choice,
    Order,
    Match,
    GapMatch,
    Essay,
}

/// How an item asks.
enum Shape<'e> {
    One(&'e Element, Block),
    Gaps(Vec<&'e Element>),
    Parts(Vec<(&'e Element, Block)>),
    Unknown(String),
    Nothing,
}

/// Reads an item. The stimuli it refers to are found through `stimulus`.
pub(super) fn read(
    item: &Element,
    standing: &Standing<'_>,
    store: &mut Store<'_>,
    stimulus: &mut dyn FnMut(&mut Store<'_>, &str, &Element) -> Option<Shared>,
    limits: &Limits,
) -> Outcome {
    let Some(body) = item.first("itemBody") else {
        return Outcome::Failed("itemBody is missing".to_owned());
    };
    if item.descendants().len() > MOST_ELEMENTS {
        return Outcome::Failed(format!("more than {MOST_ELEMENTS} elements"));
    }
    let shape = shape(body);
    let asks = match shape {
        Shape::Unknown(name) => return Outcome::NotSupported(name),
        Shape::Nothing => return Outcome::NotAQuestion,
        shape => shape,
    };
    let shared = referred(item, standing, store, stimulus);
    let reader = ItemReader {
        item,
        body,
        standing,
        responses: item.all("responseDeclaration").map(Response::read).collect(),
        processing: Processing::of(item),
        content: Content::new(store, standing.member),
        limits,
    };
    reader.read(&asks, shared)
}

/// Material that stands in members of their own, and that of the section.
fn referred(
    item: &Element,
    standing: &Standing<'_>,
    store: &mut Store<'_>,
    stimulus: &mut dyn FnMut(&mut Store<'_>, &str, &Element) -> Option<Shared>,
) -> Vec<Result<Shared, Diagnostic>> {
    let mut all: Vec<Result<Shared, Diagnostic>> =
        standing.section_material.iter().cloned().map(Ok).collect();
    for reference in item.all("assessmentStimulusRef") {
        let href = reference.attribute("href").unwrap_or_default();
        all.push(stimulus(store, standing.member, reference).ok_or_else(|| {
            // A single file cannot hold what stands beside it.
            let code = if standing.member.is_empty() { Code::WUnsupported } else { Code::EMaterialMissing };
            Diagnostic::new(code).found(href)
        }));
    }
    all
}

fn shape(body: &Element) -> Shape<'_> {
    let mut asking = Vec::new();
    collect(body, &mut asking);
    let gaps = asking
        .iter()
        .filter(|each| matches!(each.name.as_str(), "textEntryInteraction" | "inlineChoiceInteraction"))
        .count();
    if gaps == asking.len() {
        return if gaps == 0 { Shape::Nothing } else { Shape::Gaps(asking) };
    }
    let blocks: Option<Vec<(&Element, Block)>> =
        asking.iter().map(|each| block(each).map(|block| (*each, block))).collect();
    match blocks {
        Some(blocks) => match blocks.as_slice() {
            [(only, block)] => Shape::One(only, *block),
            _ if blocks.iter().any(|(_, block)| *block == Block::GapMatch) => Shape::Unknown(names(&asking)),
            _ => Shape::Parts(blocks),
        },
        None => Shape::Unknown(names(&asking)),
    }
}

/// The interactions of a body, without those that only end an attempt and without those in feedback.
fn collect<'e>(element: &'e Element, asking: &mut Vec<&'e Element>) {
    for child in element.elements() {
        if is_interaction(child) {
            if !matches!(child.name.as_str(), "endAttemptInteraction") {
                asking.push(child);
            }
        } else if !is_shown_later(child) {
            collect(child, asking);
        }
    }
    // A film that someone must have seen asks nothing, when something else does.
    if asking.iter().any(|each| each.name != "mediaInteraction") {
        asking.retain(|each| each.name != "mediaInteraction");
    }
}

fn block(interaction: &Element) -> Option<Block> {
    Some(match interaction.name.as_str() {
        "choiceInteraction" => Block::Choice,
        "orderInteraction" => Block::Order,
        "matchInteraction" => Block::Match,
        "gapMatchInteraction" => Block::GapMatch,
        "extendedTextInteraction" => Block::Essay,
        _ => return None,
    })
}

fn names(asking: &[&Element]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for each in asking {
        if !names.contains(&each.name.as_str()) {
            names.push(&each.name);
        }
    }
    names.join(" + ")
}

struct ItemReader<'e, 's, 'z> {
    item: &'e Element,
    body: &'e Element,
    standing: &'e Standing<'e>,
    responses: Vec<Response>,
    processing: Processing,
    content: Content<'s, 'z>,
    limits: &'e Limits,
}

/// A question without what surrounds it.
struct Asking {
    stem: String,
    asked: Asked,
}

impl ItemReader<'_, '_, '_> {
    fn read(mut self, shape: &Shape<'_>, shared: Vec<Result<Shared, Diagnostic>>) -> Outcome {
        let mut rest = None;
        let asking = match shape {
            Shape::One(interaction, block) => self.one(interaction, *block),
            Shape::Gaps(gaps) => Some(vec![self.gaps(gaps)]),
            Shape::Parts(parts) => self.parts(parts).map(|(asking, material)| {
                rest = material;
                asking
            }),
            Shape::Unknown(_) | Shape::Nothing => None,
        };
        let Some(asking) = asking else {
            let interactions: Vec<&Element> = match shape {
                Shape::One(only, _) => vec![*only],
                Shape::Parts(parts) => parts.iter().map(|(each, _)| *each).collect(),
                _ => Vec::new(),
            };
            return Outcome::NotSupported(names(&interactions));
        };
        self.drafts(asking, rest, shared)
    }

    fn response(&self, interaction: &Element) -> Option<Response> {
        let identifier = interaction.attribute("responseIdentifier").unwrap_or_default().trim();
        let named = self.responses.iter().find(|response| response.identifier == identifier);
        let only = match self.responses.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        named.or(only).cloned()
    }

    fn ask(&mut self, interaction: &Element, block: Block) -> Option<Asked> {
        let response = self.response(interaction);
        let response = response.as_ref();
        let (processing, content) = (&self.processing, &mut self.content);
        Some(match block {
            Block::Choice => interactions::choice(interaction, response, processing, content),
            Block::Order => interactions::order(interaction, response, processing, content),
            Block::Match => return interactions::matching(interaction, response, processing, content),
            Block::GapMatch => {
                let gaps = gaps_in(interaction);
                return interactions::gap_matching(interaction, &gaps, response, processing, content);
            }
            Block::Essay => interactions::essay(response, processing),
        })
    }

    fn one(&mut self, interaction: &Element, block: Block) -> Option<Vec<Asking>> {
        let asked = self.ask(interaction, block)?;
        let mut gap = 0;
        let mut stem = self.content.text_with(self.body, &mut |element| {
            if element.name == "gap" {
                gap += 1;
                Slot::Words(gap_mark(Some(gap - 1)))
            } else if std::ptr::eq(element, interaction) {
                Slot::Prompt
            } else {
                Slot::Nothing
            }
        });
        if stem.is_empty() {
            // Some programs have no other place for the question.
            stem = self.item.attribute("title").unwrap_or_default().trim().to_owned();
        }
        Some(vec![Asking { stem, asked }])
    }

    fn gaps(&mut self, gaps: &[&Element]) -> Asking {
        let responses: Vec<Option<Response>> = gaps.iter().map(|gap| self.response(gap)).collect();
        let pairs: Vec<(&Element, Option<&Response>)> =
            gaps.iter().copied().zip(responses.iter().map(Option::as_ref)).collect();
        let asked = interactions::gaps(&pairs, &self.processing, &mut self.content);
        let mut stem = self.content.text_with(self.body, &mut |element| {
            if is_interaction(element) { Slot::Words(gap_mark(None)) } else { Slot::Nothing }
        });
        let alone = stem.lines().next_back().is_some_and(|line| line.trim() == GAP);
        if alone && asked.kind != QuestionType::FillBlank {
            let end = stem.trim_end().strip_suffix(GAP).unwrap_or_default().trim_end().len();
            stem.truncate(end);
        }
        Asking { stem, asked }
    }

    /// Several questions: those with prompts share the text around them, those without are asked by the text before
    /// each. `None` when neither holds for all of them.
    fn parts(&mut self, parts: &[(&Element, Block)]) -> Option<(Vec<Asking>, Option<String>)> {
        let text = self.content.text_with(self.body, &mut |element| {
            let is_part = parts.iter().any(|(part, _)| std::ptr::eq(*part, element));
            if is_part { Slot::Break } else { Slot::Nothing }
        });
        let segments: Vec<&str> = text.split(BREAK).map(str::trim).collect();
        let mut prompts: Vec<String> = Vec::with_capacity(parts.len());
        for (part, _) in parts {
            prompts.push(part.first("prompt").map(|prompt| self.content.text(prompt)).unwrap_or_default());
        }
        let shared = prompts.iter().all(|prompt| !prompt.is_empty());
        let mut all = Vec::with_capacity(parts.len());
        for (index, (part, block)) in parts.iter().enumerate() {
            let prompt = prompts.get(index).map(String::as_str).unwrap_or_default();
            let before = segments.get(index).copied().filter(|_| !shared).unwrap_or_default();
            let stem = [before, prompt].join("\n").trim().to_owned();
            if stem.is_empty() {
                return None;
            }
            all.push(Asking { stem, asked: self.ask(part, *block)? });
        }
        let rest: Vec<&str> = segments.iter().copied().filter(|segment| !segment.is_empty()).collect();
        let material = (shared && !rest.is_empty()).then(|| rest.join("\n"));
        if !shared && let (Some(last), Some(tail)) = (all.last_mut(), segments.get(parts.len())) {
            last.stem = [last.stem.as_str(), tail].join("\n").trim().to_owned();
        }
        Some((all, material))
    }

    fn drafts(
        mut self,
        asking: Vec<Asking>,
        rest: Option<String>,
        shared: Vec<Result<Shared, Diagnostic>>,
    ) -> Outcome {
        let identifiers: (Vec<String>, Vec<String>) =
            asking.iter().fold((Vec::new(), Vec::new()), |mut sum, each| {
                sum.0.extend(each.asked.identifiers.0.iter().cloned());
                sum.1.extend(each.asked.identifiers.1.iter().cloned());
                sum
            });
        let choices = Choices { all: &identifiers.0, right: &identifiers.1 };
        let around = around(self.item, self.body, &choices, &self.processing, &mut self.content);
        let points = if asking.len() == 1 { self.points(asking.first()) } else { None };
        let mut common = self.scoring();
        let (material, mut media, told) = self.material(&around, rest, shared);
        common.extend(told);
        let (own, noted) = std::mem::take(&mut self.content.notes).into_diagnostics();
        media.extend(own);
        common.extend(noted);
        let code = self.code().filter(|_| asking.len() == 1);
        let mut questions = Vec::with_capacity(asking.len());
        let mut diagnostics = Vec::new();
        for Asking { stem, asked } in asking {
            let stem = std::iter::once(stem).chain(asked.below).collect::<Vec<_>>().join("\n");
            let mut draft = QuestionDraft::new(asked.kind, Place::item(self.standing.entry), "en");
            draft.stem = stem;
            draft.options = asked.options;
            draft.answer = asked.answer;
            draft.code.clone_from(&code);
            draft.section.clone_from(&self.standing.section);
            draft.explanation.clone_from(&around.explanation);
            draft.material.clone_from(&material);
            draft.points = points;
            draft.inferred = asked.inferred.into_iter().map(str::to_owned).collect();
            draft.lang = self.language(&draft).to_owned();
            draft.media.clone_from(&media);
            let mut reported = asked.diagnostics;
            reported.extend(std::mem::take(&mut common));
            let reported: Vec<Diagnostic> = reported.into_iter().map(|each| self.placed(each)).collect();
            let checked = check(&mut draft, &reported, Strictness::Paper, self.limits);
            diagnostics.extend(reported);
            diagnostics.extend(checked.into_iter().map(|each| self.placed(each)));
            questions.push(draft);
        }
        Outcome::Questions(questions, diagnostics)
    }

    /// At this item, with the name of its member unless it stands alone.
    fn placed(&self, diagnostic: Diagnostic) -> Diagnostic {
        let placed = diagnostic.at(Place::item(self.standing.entry));
        if self.standing.member.is_empty() { placed } else { placed.excerpt(self.standing.member) }
    }

    /// One material from all that trainees read before the question.
    fn material(
        &self,
        around: &Around,
        rest: Option<String>,
        shared: Vec<Result<Shared, Diagnostic>>,
    ) -> (Option<Material>, Vec<Media>, Vec<Diagnostic>) {
        let (mut media, mut told, mut texts, mut name) = (Vec::new(), Vec::new(), Vec::new(), None);
        for each in shared {
            match each {
                Ok(found) => {
                    name = name.or(Some(found.id));
                    texts.push(found.text);
                    media.extend(found.media);
                    told.extend(found.diagnostics);
                }
                Err(problem) => told.push(problem),
            }
        }
        if let Some((label, text)) = &around.material {
            name = name.or_else(|| label.clone());
            texts.push(text.clone());
        }
        texts.extend(rest);
        texts.retain(|text| !text.is_empty());
        let id = name.unwrap_or_else(|| own_material(self.standing.entry));
        let material = (!texts.is_empty()).then(|| Material { id, text: texts.join("\n") });
        (material, media, told)
    }

    /// Scoring that the key alone does not tell.
    fn scoring(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self.item.attribute("adaptive").is_some_and(|value| value.trim() == "true") {
            found.push("adaptive".to_owned());
        }
        if self.item.first("templateDeclaration").is_some() {
            found.push("templateDeclaration".to_owned());
        }
        found.extend(self.processing.unusual().map(str::to_owned));
        if found.is_empty() {
            Vec::new()
        } else {
            vec![Diagnostic::new(Code::WScoring).found(found.join(", "))]
        }
    }

    /// Points in 1/100, as far as the item says them.
    fn points(&self, asking: Option<&Asking>) -> Option<u32> {
        let outcome = |name: &str| {
            self.item
                .all("outcomeDeclaration")
                .find(|each| each.attribute("identifier").is_some_and(|id| id.eq_ignore_ascii_case(name)))
        };
        let declared = outcome("MAXSCORE")
            .and_then(|most| most.first("defaultValue"))
            .and_then(|value| value.first("value"))
            .and_then(|value| decimal(&value.text()))
            .filter(|points| *points > 0.0);
        let normal = || outcome("SCORE").and_then(|score| score.attribute("normalMaximum")).and_then(decimal);
        let is_only = asking.is_some() && self.responses.len() == 1;
        let bound = || {
            let only = self.responses.first().filter(|_| is_only)?;
            only.mapping.as_ref()?.upper
        };
        let points = declared.or_else(normal).or_else(bound).or_else(|| self.processing.points())?;
        hundredths(points)
    }

    /// Whether our own writer wrote the item.
    fn is_ours(&self) -> bool {
        self.item.attribute("toolName") == Some(TOOL)
    }

    /// What the item is called, when that will last.
    fn code(&self) -> Option<String> {
        if self.is_ours() {
            return self.item.attribute("label").map(str::to_owned).filter(|label| !label.is_empty());
        }
        identity::lasting_code(self.item.attribute("identifier").unwrap_or_default())
    }

    /// Chinese when the item says so or its texts hold Chinese characters. Programs write their own default into
    /// `xml:lang`, so that alone makes nothing English but Japanese and Korean, which share those characters.
    fn language(&self, draft: &QuestionDraft) -> &'static str {
        let said = self.item.attribute("lang").unwrap_or_default().to_ascii_lowercase();
        if self.is_ours() && said == "en" {
            return "en";
        }
        if said.starts_with("zh") {
            return "zh-CN";
        }
        if said.starts_with("ja") || said.starts_with("ko") {
            return "en";
        }
        let mut texts = std::iter::once(&draft.stem).chain(draft.options.iter().map(|option| &option.text));
        if texts.any(|text| shared::language_of(text) == "zh-CN") { "zh-CN" } else { "en" }
    }
}

/// What the material of an entry is called when the file gives it no name.
pub(super) fn own_material(entry: usize) -> String {
    format!("item-{entry}")
}

/// Identifiers of the gaps in a text, in their order.
fn gaps_in(interaction: &Element) -> Vec<String> {
    interaction
        .descendants()
        .into_iter()
        .filter(|element| element.name == "gap")
        .map(|gap| gap.attribute("identifier").unwrap_or_default().trim().to_owned())
        .collect()
}

/// A number of points in hundredths, when it is one that questions can have.
fn hundredths(points: f64) -> Option<u32> {
    let cents = (points * 100.0).round();
    let whole = format!("{cents:.0}").parse::<u32>().ok()?;
    (1..=100_000_000).contains(&whole).then_some(whole)
}

/// The items in a tree: the root, or every item below another root.
pub(super) fn items_in(root: Element) -> Vec<Element> {
    if root.name == "assessmentItem" || root.name == "qti-assessment-item" {
        return vec![root];
    }
    let mut items = Vec::new();
    for child in root.children {
        if let Node::Element(child) = child {
            items.extend(items_in(child));
        }
    }
    items
}
