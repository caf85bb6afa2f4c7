//! Packages of QTI 2.1 and 3.0: a manifest, a test that lists the items in their order, one file for each item, and
//! the images. Equal questions give equal bytes.

mod item;
mod markup;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::model::{BankHeader, Format, Material, Media, QuestionDraft, QuestionType};
use crate::write::Written;

use super::TOOL;
use item::Named;
use markup::{Xml, images_in};

/// Writes a package.
pub(crate) fn write(bank: &BankHeader, questions: &[QuestionDraft], version: Format) -> Written {
    let mut written = Written::default();
    let mut package = Package::new(version);
    for (index, draft) in questions.iter().enumerate() {
        if let Some(why) = item::why_not(draft) {
            written.leave_out(index, why);
            continue;
        }
        lose(index, draft, &mut written);
        package.add(draft);
    }
    match package.pack(bank) {
        Ok(bytes) => written.bytes = bytes,
        Err(problem) => (0..questions.len()).for_each(|index| written.leave_out(index, &problem.to_string())),
    }
    written
}

/// Names what the format cannot hold of a question.
fn lose(index: usize, draft: &QuestionDraft, written: &mut Written) {
    let print_options = matches!(
        draft.question_type,
        QuestionType::TrueFalse | QuestionType::ShortAnswer | QuestionType::FillBlank | QuestionType::Numeric
    );
    for (field, is_lost) in [
        ("options", print_options && !draft.options.is_empty()),
        ("difficulty", draft.difficulty.is_some()),
        ("topic", draft.topic.is_some()),
        ("tags", !draft.tags.is_empty()),
        ("fact", draft.fact.is_some()),
        ("translations", !draft.translations.is_empty()),
    ] {
        if is_lost {
            written.lose(index, field);
        }
    }
}

/// Whether a name can stand as an identifier in every version.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    begins
        && name.len() <= 64
        && characters.all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '-' | '.'))
}

/// A file of the package and the images it shows.
struct Member {
    identifier: String,
    path: String,
    kind: &'static str,
    text: String,
    images: Vec<String>,
    needs: Vec<String>,
}

struct Package {
    version: Format,
    items: Vec<Member>,
    /// Sections in order: their title and the items in them.
    sections: Vec<(Option<String>, Vec<usize>)>,
    stimuli: Vec<Member>,
    /// Positions of stimuli by their text.
    known_stimuli: HashMap<String, usize>,
    images: BTreeMap<String, Vec<u8>>,
    taken: HashSet<String>,
}

impl Package {
    fn new(version: Format) -> Self {
        let taken = ["test", "part-1"].into_iter().map(str::to_owned).collect();
        Self {
            version,
            items: Vec::new(),
            sections: Vec::new(),
            stimuli: Vec::new(),
            known_stimuli: HashMap::new(),
            images: BTreeMap::new(),
            taken,
        }
    }

    /// An identifier that nothing else has: the wished one when it is free.
    fn identifier(&mut self, wished: Option<&str>, word: &str, number: usize) -> String {
        // Serial numbers of ours are never codes of theirs.
        let wished =
            wished.filter(|wished| is_identifier(wished) && !wished.starts_with(&format!("{word}-")));
        let mut identifier = wished.map_or_else(|| format!("{word}-{number:05}"), str::to_owned);
        while !self.taken.insert(identifier.to_lowercase()) {
            identifier = format!("{word}-{number:05}-{}", self.taken.len());
        }
        identifier
    }

    fn add(&mut self, draft: &QuestionDraft) {
        let number = self.items.len() + 1;
        let identifier = self.identifier(draft.code.as_deref(), "item", number);
        let stimulus = match &draft.material {
            Some(material) if self.version == Format::Qti30 => Some(self.stimulus(material, draft)),
            _ => None,
        };
        let stimulus = stimulus.and_then(|index| self.stimuli.get(index));
        let href = stimulus.map(|member| format!("../{}", member.path));
        let named = Named {
            identifier: &identifier,
            stimulus: stimulus.map(|member| member.identifier.as_str()).zip(href.as_deref()),
        };
        let text = item::write(draft, &named, Xml::new(self.version));
        let needs = stimulus.map(|member| member.identifier.clone()).into_iter().collect();
        let images = self.keep_images(&texts_of(draft), &draft.media);
        match self.sections.last_mut() {
            Some((title, items)) if *title == draft.section => items.push(number - 1),
            _ => self.sections.push((draft.section.clone(), vec![number - 1])),
        }
        let kind = if self.version == Format::Qti30 { "imsqti_item_xmlv3p0" } else { "imsqti_item_xmlv2p1" };
        let path = format!("items/{identifier}.xml");
        self.items.push(Member { identifier, path, kind, text, images, needs });
    }

    /// The position of the stimulus for a material; the same material has one.
    fn stimulus(&mut self, material: &Material, draft: &QuestionDraft) -> usize {
        let text = stimulus_text(material, &draft.media);
        let key = format!("{}\n{text}", material.id);
        if let Some(index) = self.known_stimuli.get(&key) {
            return *index;
        }
        let number = self.stimuli.len() + 1;
        self.known_stimuli.insert(key, number - 1);
        let identifier = self.identifier(Some(&material.id), "material", number);
        let mut xml = Xml::new(self.version);
        let space = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";
        xml.open(
            "assessmentStimulus",
            &[("xmlns", space), ("identifier", &identifier), ("title", &material.id), ("toolName", TOOL)],
        );
        let text = format!("{}{text}", xml.finish());
        let images = self.keep_images(&[&material.text], &draft.media);
        let path = format!("materials/{identifier}.xml");
        let kind = "imsqti_stimulus_xmlv3p0";
        self.stimuli.push(Member { identifier, path, kind, text, images, needs: Vec::new() });
        number - 1
    }

    /// The images that texts name, kept for the package.
    fn keep_images(&mut self, texts: &[&str], media: &[Media]) -> Vec<String> {
        let named: BTreeSet<&str> = texts.iter().flat_map(|text| images_in(text, media)).collect();
        for image in media.iter().filter(|image| named.contains(image.name.as_str())) {
            self.images.entry(image.name.clone()).or_insert_with(|| image.data.clone());
        }
        named.into_iter().map(str::to_owned).collect()
    }

    fn pack(self, bank: &BankHeader) -> ZipResult<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut file = |path: &str, bytes: &[u8]| -> ZipResult<()> {
            zip.start_file(path, options)?;
            zip.write_all(bytes)?;
            Ok(())
        };
        file("imsmanifest.xml", self.manifest().as_bytes())?;
        file("assessment.xml", self.test(bank).as_bytes())?;
        for member in self.items.iter().chain(&self.stimuli) {
            file(&member.path, member.text.as_bytes())?;
        }
        for (name, data) in &self.images {
            file(&format!("media/{name}"), data)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn test(&self, bank: &BankHeader) -> String {
        let first = bank.languages.first().and_then(|language| bank.title.get(language));
        let title = first.or_else(|| bank.title.values().next()).unwrap_or(&bank.code);
        let space = if self.version == Format::Qti30 {
            "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
        } else {
            "http://www.imsglobal.org/xsd/imsqti_v2p1"
        };
        let mut xml = Xml::new(self.version);
        xml.open(
            "assessmentTest",
            &[("xmlns", space), ("identifier", "test"), ("title", title), ("toolName", TOOL)],
        );
        xml.line();
        xml.open(
            "testPart",
            &[("identifier", "part-1"), ("navigationMode", "nonlinear"), ("submissionMode", "simultaneous")],
        );
        xml.line();
        for (number, (title, items)) in self.sections.iter().enumerate() {
            let identifier = format!("section-{}", number + 1);
            let visible = if title.is_some() { "true" } else { "false" };
            let title = title.as_deref().unwrap_or_default();
            xml.open(
                "assessmentSection",
                &[("identifier", &identifier), ("title", title), ("visible", visible)],
            );
            xml.line();
            for member in items.iter().filter_map(|index| self.items.get(*index)) {
                xml.empty("assessmentItemRef", &[("identifier", &member.identifier), ("href", &member.path)]);
                xml.line();
            }
            xml.close("assessmentSection");
            xml.line();
        }
        xml.close("testPart");
        xml.close("assessmentTest");
        xml.line();
        xml.finish()
    }

    /// The manifest is of content packaging, which has one spelling.
    fn manifest(&self) -> String {
        let is_three = self.version == Format::Qti30;
        let (space, schema, number, test) = if is_three {
            (
                "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
                "QTI Package",
                "3.0.0",
                "imsqti_test_xmlv3p0",
            )
        } else {
            ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0", "imsqti_test_xmlv2p1")
        };
        let mut xml = Xml::new(Format::Qti21);
        xml.open("manifest", &[("xmlns", space), ("identifier", "manifest")]);
        xml.line();
        xml.open("metadata", &[]);
        xml.leaf("schema", &[], schema);
        xml.leaf("schemaversion", &[], number);
        xml.close("metadata");
        xml.empty("organizations", &[]);
        xml.open("resources", &[]);
        xml.line();
        let items: Vec<&str> = self.items.iter().map(|member| member.identifier.as_str()).collect();
        resource(&mut xml, "test", test, "assessment.xml", &items);
        for member in self.items.iter().chain(&self.stimuli) {
            let images = member.images.iter().map(|name| image_identifier(name));
            let needs: Vec<String> = member.needs.iter().cloned().chain(images).collect();
            let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
            resource(&mut xml, &member.identifier, member.kind, &member.path, &needs);
        }
        for name in self.images.keys() {
            resource(&mut xml, &image_identifier(name), "webcontent", &format!("media/{name}"), &[]);
        }
        xml.close("resources");
        xml.close("manifest");
        xml.line();
        xml.finish()
    }
}

fn image_identifier(name: &str) -> String {
    format!("image-{}", name.replace('.', "-"))
}

fn resource(xml: &mut Xml, identifier: &str, kind: &str, path: &str, needs: &[&str]) {
    xml.open("resource", &[("identifier", identifier), ("type", kind), ("href", path)]);
    xml.empty("file", &[("href", path)]);
    for need in needs {
        xml.empty("dependency", &[("identifierref", need)]);
    }
    xml.close("resource");
    xml.line();
}

/// Everything of a stimulus behind its first tag.
fn stimulus_text(material: &Material, media: &[Media]) -> String {
    let mut xml = Xml::new(Format::Qti30);
    let head = xml.length();
    xml.open("stimulusBody", &[]);
    xml.html("<p>");
    xml.rich(&material.text, media, &mut |_| false);
    xml.html("</p>");
    xml.close("stimulusBody");
    xml.close("assessmentStimulus");
    xml.line();
    xml.finish().get(head..).unwrap_or_default().to_owned()
}

/// The texts of a draft that an item shows.
fn texts_of(draft: &QuestionDraft) -> Vec<&str> {
    let options = draft.options.iter().map(|option| option.text.as_str());
    let mut texts: Vec<&str> = std::iter::once(draft.stem.as_str()).chain(options).collect();
    texts.extend(draft.explanation.as_deref());
    texts.extend(draft.material.as_ref().map(|material| material.text.as_str()));
    if let Some(crate::model::Answer::Pairs(pairs)) = &draft.answer {
        texts.extend(pairs.iter().flat_map(|(left, right)| [left.as_str(), right.as_str()]));
    }
    texts
}
