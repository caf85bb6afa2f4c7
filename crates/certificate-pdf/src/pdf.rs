//! The certificate as a PDF.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::font::{FONT, place};
use crate::layout::{Box4, HEIGHT, Mark, Part, WIDTH, marks};
use crate::{Problem, Sheet, Style};

/// How much the lines of bold characters are thickened, as a part of the size: the font has one weight.
pub(crate) const BOLD: f32 = 0.018;

/// Draws a certificate as a PDF of one page, A4 landscape: text that can be selected and searched, only the shapes of the
/// characters it shows, no outside resource; tagged, so that it can be read aloud in the right order.
///
/// # Errors
/// [`Problem::Missing`] when the font lacks a character; otherwise what could not be drawn.
pub fn pdf(sheet: &Sheet, style: &Style) -> Result<Vec<u8>, Problem> {
    let marks = marks(sheet, style)?;
    let font = Font::new(FONT.into(), 0).ok_or_else(|| Problem::Drawing("the font is damaged".to_owned()))?;
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(metadata(sheet));
    let settings =
        PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Problem::Drawing("no page".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut read: Vec<(Part, Vec<Identifier>)> = Vec::new();
    for (part, mark) in &marks {
        let identifier = surface.start_tagged(content(*part));
        let drawn = draw(&mut surface, &font, mark);
        surface.end_tagged();
        drawn?;
        match read.iter_mut().find(|(known, _)| known == part) {
            Some((_, identifiers)) => identifiers.push(identifier),
            None if *part != Part::Decoration => read.push((*part, vec![identifier])),
            None => {}
        }
    }
    surface.finish();
    page.finish();
    document.set_tag_tree(tree(read, sheet));
    document.finish().map_err(|error| Problem::Drawing(error.to_string()))
}

/// What a screen reader is told of a part while it is drawn.
fn content(part: Part) -> ContentTag<'static> {
    match part {
        Part::Decoration => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
        Part::Logo | Part::Signature | Part::Code => ContentTag::Other,
        _ => ContentTag::Span(SpanTag::empty()),
    }
}

/// The parts in the order in which they are read.
fn tree(mut read: Vec<(Part, Vec<Identifier>)>, sheet: &Sheet) -> TagTree {
    read.sort_by_key(|(part, _)| *part);
    let mut tree = TagTree::new().with_lang(Some(sheet.language.clone()));
    for (part, identifiers) in read {
        let tag: TagKind = match part {
            Part::Heading => Tag::Hn(NonZeroU16::MIN, Some(sheet.title.clone())).into(),
            Part::Logo => Tag::Figure(Some(sheet.organisation.clone())).into(),
            Part::Signature => Tag::Figure(Some(sheet.signer.clone())).into(),
            Part::Code => Tag::Figure(Some(sheet.address.clone())).into(),
            _ => Tag::P.into(),
        };
        tree.push(TagGroup::with_children(tag, identifiers.into_iter().map(Node::from).collect()));
    }
    tree
}

fn metadata(sheet: &Sheet) -> Metadata {
    let (year, month, day) = sheet.issued;
    Metadata::new()
        .title(sheet.title.clone())
        .language(sheet.language.clone())
        .authors(vec![sheet.organisation.clone()])
        .creator("Certamen".to_owned())
        .creation_date(DateTime::new(year).month(month).day(day))
}

fn draw(surface: &mut Surface<'_>, font: &Font, mark: &Mark<'_>) -> Result<(), Problem> {
    match mark {
        Mark::Text { x, y, size, colour, is_bold, text } => {
            surface.set_fill(Some(fill(*colour)));
            surface.set_stroke(is_bold.then(|| stroke(*colour, size * BOLD)));
            let glyphs: Vec<KrillaGlyph> = place(text)
                .into_iter()
                .map(|one| {
                    let glyph = GlyphId::new(u32::from(one.glyph));
                    KrillaGlyph::new(glyph, one.advance, 0.0, 0.0, 0.0, one.at..one.at + one.bytes, None)
                })
                .collect();
            surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font.clone(), text, *size, false);
        }
        Mark::Line { points, is_closed, width, colour, window } => {
            let Some(line) = line(points, *is_closed) else { return Ok(()) };
            let window = window.and_then(|window| boxes(&[window]));
            if let Some(window) = &window {
                surface.push_clip_path(window, &FillRule::NonZero);
            }
            surface.set_fill(None);
            surface.set_stroke(Some(stroke(*colour, *width)));
            surface.draw_path(&line);
            if window.is_some() {
                surface.pop();
            }
        }
        Mark::Boxes { boxes: all, colour } => {
            let Some(path) = boxes(all) else { return Ok(()) };
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*colour)));
            surface.draw_path(&path);
        }
        Mark::Picture { at, picture } => {
            let image = Image::from_png(picture.png().to_vec().into(), true).map_err(Problem::Drawing)?;
            let Some(size) = Size::from_wh(at.width, at.height) else { return Ok(()) };
            surface.push_transform(&Transform::from_translate(at.x, at.y));
            surface.draw_image(image, size);
            surface.pop();
        }
    }
    Ok(())
}

fn fill([red, green, blue]: [u8; 3]) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn stroke([red, green, blue]: [u8; 3], width: f32) -> Stroke {
    Stroke { paint: rgb::Color::new(red, green, blue).into(), width, ..Stroke::default() }
}

fn line(points: &[(f32, f32)], is_closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    path.move_to(first.0, first.1);
    for (x, y) in rest {
        path.line_to(*x, *y);
    }
    if is_closed {
        path.close();
    }
    path.finish()
}

fn boxes(all: &[Box4]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for one in all {
        path.push_rect(Rect::from_xywh(one.x, one.y, one.width, one.height)?);
    }
    path.finish()
}
