//! Which question of the bank a row is about, and what becomes of it.

use std::collections::{HashMap, HashSet};

use question_formats::Severity;
use question_formats::fingerprint::comparable;

use super::codes::is_code;
use super::{Elsewhere, Existing, Planned, Repeats, Row, is_about_key, is_beside, keys};
use crate::banks::content::{self, Fingerprints};
use crate::banks::model::{Content, Decision, Outcome, Verdict};

/// How a row stands to what there is.
enum Standing {
    New,
    Match(usize, Content),
    Repeats(Repeats),
    /// Stem and options of a question with another key: the one to put right when the row is taken, and which it is.
    Conflict(Option<(usize, Content)>, Repeats),
}

struct Index<'a> {
    existing: &'a Existing,
    by_code: HashMap<&'a str, usize>,
    by_whole: HashMap<[u8; 32], (usize, String)>,
    by_stem: HashMap<[u8; 32], Vec<(usize, String)>>,
}

impl<'a> Index<'a> {
    fn new(existing: &'a Existing) -> Self {
        let mut index =
            Self { existing, by_code: HashMap::new(), by_whole: HashMap::new(), by_stem: HashMap::new() };
        for (place, question) in existing.questions.iter().enumerate() {
            index.by_code.insert(question.question_code.as_str(), place);
            for one in content::fingerprints(&question.content) {
                index.by_stem.entry(one.stem).or_default().push((place, one.language.clone()));
                index.by_whole.entry(one.whole).or_insert((place, one.language));
            }
        }
        index
    }

    fn content(&self, place: usize) -> Option<&'a Content> {
        self.existing.questions.get(place).map(|question| &question.content)
    }

    fn named(&self, place: usize) -> Option<Repeats> {
        let question = self.existing.questions.get(place)?;
        Some(Repeats::Question(question.bank_code.clone(), question.question_code.clone()))
    }
}

/// What the rows would do to the bank.
pub fn plan(rows: &[Row], existing: &Existing) -> Vec<Planned> {
    let index = Index::new(existing);
    let contents: Vec<Content> = rows.iter().map(|row| content::from_draft(&row.draft)).collect();
    let prints: Vec<Vec<Fingerprints>> = contents.iter().map(content::fingerprints).collect();
    let mut stems: HashMap<[u8; 32], usize> = HashMap::new();
    for one in prints.iter().flatten() {
        *stems.entry(one.stem).or_default() += 1;
    }
    let said = keys::Said::of(rows, &contents, &prints);
    let mut state =
        Matching { index, stems, said, claimed: HashSet::new(), codes: HashSet::new(), seen: HashMap::new() };
    // Codes first: a question that is named belongs to its row whatever other rows say.
    let by_code: Vec<Option<usize>> = rows
        .iter()
        .map(|row| {
            let place = *state.index.by_code.get(row.draft.code.as_deref()?)?;
            state.claimed.insert(place).then_some(place)
        })
        .collect();
    rows.iter()
        .zip(contents)
        .zip(&prints)
        .zip(by_code)
        .map(|(((row, content), prints), by_code)| state.planned(row, content, prints, by_code))
        .collect()
}

struct Matching<'a> {
    index: Index<'a>,
    stems: HashMap<[u8; 32], usize>,
    said: keys::Said,
    claimed: HashSet<usize>,
    codes: HashSet<String>,
    seen: HashMap<[u8; 32], i32>,
}

impl Matching<'_> {
    fn planned(
        &mut self,
        row: &Row,
        drafted: Content,
        prints: &[Fingerprints],
        by_code: Option<usize>,
    ) -> Planned {
        let standing = self.standing(row, &drafted, prints, by_code);
        for one in prints {
            self.seen.entry(one.whole).or_insert(row.position);
        }
        let is_conflict = matches!(standing, Standing::Conflict(..));
        let (matched, repeats, content) = match standing {
            Standing::New => (None, None, drafted),
            Standing::Match(place, content) => (Some(place), None, content),
            Standing::Repeats(repeats) | Standing::Conflict(None, repeats) => (None, Some(repeats), drafted),
            Standing::Conflict(Some((place, content)), repeats) => (Some(place), Some(repeats), content),
        };
        let is_same = matched
            .and_then(|place| self.index.content(place))
            .is_some_and(|old| old.digest() == content.digest());
        let compared = match (matched, &repeats) {
            (Some(_), _) if is_same => Verdict::Same,
            _ if is_conflict => Verdict::KeyConflict,
            (Some(_), _) => Verdict::Changed,
            (None, Some(_)) => Verdict::Duplicate,
            (None, None) => Verdict::New,
        };
        let code_is_free =
            row.draft.code.as_ref().is_none_or(|code| is_code(code) && self.codes.insert(code.clone()));
        let errors = || row.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        let can_take = code_is_free && errors().all(|one| is_about_key(one.code) || is_beside(one.code));
        let verdict = if code_is_free && errors().next().is_none() { compared } else { Verdict::Error };
        let outcome = match (verdict, compared, row.decision) {
            (Verdict::Error, _, Decision::Leave) => Outcome::Failed,
            (Verdict::Error, _, _) if !can_take => Outcome::Failed,
            (_, Verdict::Same, _) => Outcome::Unchanged,
            (_, _, Decision::Leave) => Outcome::Skipped,
            (_, _, Decision::Take) if matched.is_some() => Outcome::Updated,
            (_, _, Decision::Take) => Outcome::Created,
        };
        Planned { position: row.position, verdict, outcome, matched, repeats, content, can_take }
    }

    fn standing(
        &mut self,
        row: &Row,
        drafted: &Content,
        prints: &[Fingerprints],
        by_code: Option<usize>,
    ) -> Standing {
        if let Some(place) = by_code {
            let named = if row.says_everything { None } else { self.said_again(place, drafted, prints) };
            return Standing::Match(place, named.unwrap_or_else(|| drafted.clone()));
        }
        let in_bank = prints.iter().find_map(|one| self.index.by_whole.get(&one.whole));
        if let Some((place, language)) = in_bank.cloned() {
            return self.in_bank(row, place, &language, drafted);
        }
        let contradicted = self.said.contradicted(row.position, drafted, prints);
        if let Some(first) = prints.iter().find_map(|one| self.seen.get(&one.whole)) {
            return match contradicted {
                Some(other) => Standing::Conflict(None, Repeats::Row(other)),
                None => Standing::Repeats(Repeats::Row(*first)),
            };
        }
        if let Some(standing) = self.elsewhere(drafted, prints) {
            return standing;
        }
        if let Some(other) = contradicted {
            return Standing::Conflict(None, Repeats::Row(other));
        }
        match self.rewrites(row, drafted, prints) {
            Some((place, content)) => {
                self.claimed.insert(place);
                Standing::Match(place, content)
            }
            None => Standing::New,
        }
    }

    /// A row whose stem and options the bank holds at this place, in this language.
    fn in_bank(&mut self, row: &Row, place: usize, language: &str, drafted: &Content) -> Standing {
        let Some(old) = self.index.content(place) else { return Standing::New };
        let is_other_key = keys::differ(
            keys::key_print(old, language).as_deref(),
            keys::key_print(drafted, language).as_deref(),
        );
        let Some(named) = self.index.named(place) else { return Standing::New };
        if row.draft.code.is_some() || !self.claimed.insert(place) {
            return if is_other_key { Standing::Conflict(None, named) } else { Standing::Repeats(named) };
        }
        let merged = content::completed(old, drafted, language);
        if is_other_key {
            Standing::Conflict(Some((place, merged)), named)
        } else {
            Standing::Match(place, merged)
        }
    }

    /// A row whose stem and options another bank holds.
    fn elsewhere(&self, drafted: &Content, prints: &[Fingerprints]) -> Option<Standing> {
        prints.iter().find_map(|one| {
            let found = self.index.existing.elsewhere.get(one.whole.as_slice())?;
            let key = keys::key_print(drafted, &one.language);
            let named = |other: &Elsewhere| Repeats::Question(other.bank.clone(), other.question.clone());
            let other = found.iter().find(|other| keys::differ(other.key.as_deref(), key.as_deref()));
            match other {
                Some(other) => Some(Standing::Conflict(None, named(other))),
                None => found.first().map(|other| Standing::Repeats(named(other))),
            }
        })
    }

    /// The question at a place after a draft that names it by its code but cannot say everything about it.
    fn said_again(&self, place: usize, drafted: &Content, prints: &[Fingerprints]) -> Option<Content> {
        let old = self.index.content(place)?;
        let same = prints.iter().find(|one| content::fingerprints(old).contains(one));
        Some(match same {
            Some(one) => content::completed(old, drafted, &one.language),
            None => content::rewritten(old, drafted, &prints.first()?.language),
        })
    }

    /// The question a row says anew: the only one with this stem, here and in the file, with an option in common.
    fn rewrites(&self, row: &Row, drafted: &Content, prints: &[Fingerprints]) -> Option<(usize, Content)> {
        if row.draft.code.is_some() {
            return None;
        }
        prints.iter().find_map(|one| {
            let [(place, language)] = self.index.by_stem.get(&one.stem)?.as_slice() else { return None };
            if self.stems.get(&one.stem) != Some(&1) || self.claimed.contains(place) {
                return None;
            }
            let old = self.index.content(*place)?;
            let alike = old.kind.has_options() == drafted.kind.has_options()
                && (old.kind.has_options() || old.kind == drafted.kind)
                && has_common_option(old, drafted, language);
            alike.then(|| (*place, content::rewritten(old, drafted, language)))
        })
    }
}

fn has_common_option(old: &Content, drafted: &Content, language: &str) -> bool {
    let options = |content: &Content| -> HashSet<String> {
        content
            .texts
            .0
            .get(language)
            .map(|text| text.options.iter().map(|option| comparable(option)).collect())
            .unwrap_or_default()
    };
    let (old, new) = (options(old), options(drafted));
    (old.is_empty() && new.is_empty()) || !old.is_disjoint(&new)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use crate::banks::model::QuestionVersion;
    use crate::banks::rules::{Sums, mark};
    use crate::db::{QuestionId, QuestionVersionId};
    use question_formats::{Answer, ChoiceOption, Code, Diagnostic, Place, QuestionDraft, QuestionType};

    fn draft(stem: &str, options: &[&str], key: &str) -> QuestionDraft {
        let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
        draft.stem = stem.into();
        draft.options = options
            .iter()
            .enumerate()
            .map(|(index, text)| ChoiceOption {
                label: content::label(index).unwrap_or_default(),
                text: (*text).into(),
            })
            .collect();
        draft.answer = (!key.is_empty()).then(|| Answer::Labels(vec![key.into()]));
        draft
    }

    fn rows(drafts: Vec<QuestionDraft>) -> Vec<Row> {
        (1..)
            .zip(drafts)
            .map(|(position, draft)| Row {
                position,
                draft,
                diagnostics: vec![],
                decision: Decision::Take,
                says_everything: false,
            })
            .collect()
    }

    #[test]
    fn a_file_of_one_language_that_names_a_question_leaves_the_other_language_and_its_settings() {
        let mut old = draft("首访带什么？", &["资料", "合同"], "A");
        old.difficulty = Some(3);
        let english = question_formats::Translation {
            stem: "What do you bring?".into(),
            options: vec!["brochures".into(), "a contract".into()],
            ..Default::default()
        };
        old.translations.insert("en".into(), english);
        let existing = existing(&[("b-1", old.clone())]);
        let mut said = draft("首访带什么？", &["资料", "合同"], "B");
        said.code = Some("b-1".into());
        let mut rows = rows(vec![said]);
        let planned = plan(&rows, &existing);
        assert_eq!(planned[0].verdict, Verdict::Changed);
        assert_eq!(planned[0].content.answer, Some(serde_json::json!(["B"])));
        assert_eq!(planned[0].content.difficulty, Some(3));
        assert_eq!(planned[0].content.texts.languages(), ["en", "zh-CN"]);
        // The same said by a native file means that the question has no other language any more.
        rows[0].says_everything = true;
        let planned = plan(&rows, &existing);
        assert_eq!(planned[0].content.texts.languages(), ["zh-CN"]);
        assert_eq!(planned[0].content.difficulty, None);
    }

    fn existing(drafts: &[(&str, QuestionDraft)]) -> Existing {
        let questions = drafts
            .iter()
            .map(|(code, draft)| {
                let content = content::from_draft(draft);
                QuestionVersion {
                    id: QuestionVersionId::new(),
                    question_id: QuestionId::new(),
                    question_code: (*code).into(),
                    bank_code: "b".into(),
                    number: 1,
                    languages: content.texts.languages(),
                    option_count: 3,
                    content,
                    created_at: chrono::DateTime::UNIX_EPOCH,
                }
            })
            .collect();
        Existing { questions, elsewhere: HashMap::new() }
    }

    fn outcomes(planned: &[Planned]) -> Vec<(Verdict, Outcome)> {
        planned.iter().map(|one| (one.verdict, one.outcome)).collect()
    }

    #[test]
    fn the_same_questions_again_change_nothing_however_they_are_written() {
        let bank = existing(&[("b-0001", draft("谁决定采购？", &["甲方", "乙方", "总经理"], "C"))]);
        let again = rows(vec![draft("1．谁决定采购?（ ）", &["总经理", "甲方 ", "乙方"], "A")]);
        assert_eq!(outcomes(&plan(&again, &bank)), [(Verdict::Same, Outcome::Unchanged)]);
    }

    #[test]
    fn another_key_or_option_is_a_change_of_the_same_question() {
        let bank = existing(&[
            ("b-0001", draft("谁决定采购？", &["甲方", "乙方", "总经理"], "C")),
            ("b-0002", draft("何时拜访？", &["早上", "中午", "约好的时间"], "C")),
        ]);
        let changed = rows(vec![
            draft("谁决定采购？", &["甲方", "乙方", "总经理"], "A"),
            draft("何时拜访？", &["早上", "夜里", "约好的时间"], "C"),
        ]);
        let planned = plan(&changed, &bank);
        // The one whose key alone is another is for a person to decide; here it is taken.
        assert_eq!(
            outcomes(&planned),
            [(Verdict::KeyConflict, Outcome::Updated), (Verdict::Changed, Outcome::Updated)]
        );
        assert_eq!((planned[0].matched, planned[1].matched), (Some(0), Some(1)));
    }

    #[test]
    fn two_questions_with_one_common_stem_are_two_questions() {
        let bank = existing(&[("b-0001", draft("下列正确的是", &["甲", "乙"], "A"))]);
        let others =
            rows(vec![draft("下列正确的是", &["丙", "丁"], "A"), draft("下列正确的是", &["甲", "戊"], "A")]);
        assert_eq!(outcomes(&plan(&others, &bank)), [(Verdict::New, Outcome::Created); 2]);
        let alone = rows(vec![draft("下列正确的是", &["丙", "丁"], "A")]);
        assert_eq!(outcomes(&plan(&alone, &bank)), [(Verdict::New, Outcome::Created)]);
    }

    #[test]
    fn a_repetition_in_the_file_or_in_another_bank_is_a_duplicate() {
        let one = draft("谁决定采购？", &["甲方", "乙方"], "A");
        let two = draft("何时拜访？", &["早上", "中午"], "A");
        let print = content::stored_fingerprint(&content::from_draft(&two));
        let other = Elsewhere { bank: "other".into(), question: "o-1".into(), key: Some("早上".into()) };
        let elsewhere = HashMap::from([(print.to_vec(), vec![other])]);
        let mut all = rows(vec![one.clone(), one, two]);
        for row in &mut all {
            row.decision = Decision::Leave;
        }
        let planned = plan(&all, &Existing { questions: vec![], elsewhere });
        assert_eq!(planned[1].repeats, Some(Repeats::Row(1)));
        assert_eq!(planned[2].repeats, Some(Repeats::Question("other".into(), "o-1".into())));
        let sums = Sums::of(outcomes(&planned));
        assert_eq!((sums.new, sums.duplicate, sums.skipped, sums.total), (1, 2, 3, 3));
    }

    #[test]
    fn a_question_without_a_key_goes_in_only_when_it_is_taken_and_a_broken_one_never() {
        let mut all =
            rows(vec![draft("谁决定采购？", &["甲方", "乙方"], ""), draft("何时拜访？", &["早上"], "")]);
        all[0].diagnostics = vec![Diagnostic::new(Code::EAnswerMissing)];
        all[1].diagnostics = vec![Diagnostic::new(Code::EOptionsFew)];
        assert_eq!(
            outcomes(&plan(&all, &Existing::default())),
            [(Verdict::Error, Outcome::Created), (Verdict::Error, Outcome::Failed)]
        );
        all[0].decision = Decision::Leave;
        assert_eq!(plan(&all, &Existing::default())[0].outcome, Outcome::Failed);
    }

    #[test]
    fn a_question_whose_picture_the_file_lacks_is_an_error_that_may_be_taken() {
        let mut all = rows(vec![draft("图中是谁？", &["甲方", "乙方"], "A")]);
        all[0].diagnostics = vec![Diagnostic::new(Code::EMediaMissing)];
        assert_eq!(outcomes(&plan(&all, &Existing::default())), [(Verdict::Error, Outcome::Created)]);
        all[0].decision = Decision::Leave;
        assert_eq!(outcomes(&plan(&all, &Existing::default())), [(Verdict::Error, Outcome::Failed)]);
    }

    #[test]
    fn a_code_decides_before_the_text_does_and_counts_once() {
        let mut renamed = draft("完全不同的题干", &["甲", "乙"], "A");
        renamed.code = Some("b-0001".into());
        let bank = existing(&[("b-0001", draft("谁决定采购？", &["甲方", "乙方"], "A"))]);
        let all = rows(vec![renamed.clone(), renamed]);
        let planned = plan(&all, &bank);
        assert_eq!(
            outcomes(&planned),
            [(Verdict::Changed, Outcome::Updated), (Verdict::Error, Outcome::Failed)]
        );
    }

    #[test]
    fn a_mark_changes_when_something_else_would_be_written() {
        let bank = existing(&[("b-0001", draft("谁决定采购？", &["甲方", "乙方"], "A"))]);
        let mut all = rows(vec![draft("何时拜访？", &["早上", "中午"], "A")]);
        let first = mark(&plan(&all, &bank), &bank);
        assert_eq!(first, mark(&plan(&all, &bank), &bank));
        all[0].decision = Decision::Leave;
        assert_ne!(first, mark(&plan(&all, &bank), &bank));
    }
}
