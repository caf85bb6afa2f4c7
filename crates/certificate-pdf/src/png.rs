//! The certificate as a picture, for where no PDF opens.

use tiny_skia::{
    Color, FillRule, FilterQuality, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Stroke,
    Transform,
};
use ttf_parser::OutlineBuilder;

use crate::font::{outline, place};
use crate::layout::{Box4, Mark, WIDTH, marks};
use crate::pdf::BOLD;
use crate::{Problem, Sheet, Style};

/// Draws a certificate as a PNG picture this many pixels wide (200 to 4,000; anything else counts as the nearest of these).
///
/// # Errors
/// As [`crate::pdf`].
pub fn png(sheet: &Sheet, style: &Style, width: u16) -> Result<Vec<u8>, Problem> {
    let marks = marks(sheet, style)?;
    let width = width.clamp(200, 4000);
    let scale = f32::from(width) / WIDTH;
    // A4: one to the root of two.
    let height = u32::from(width) * 1000 / 1414;
    let mut pixels =
        Pixmap::new(u32::from(width), height).ok_or_else(|| Problem::Drawing("no picture".to_owned()))?;
    pixels.fill(Color::WHITE);
    let whole = Transform::from_scale(scale, scale);
    for (_, mark) in &marks {
        draw(&mut pixels, whole, mark)?;
    }
    pixels.encode_png().map_err(|error| Problem::Drawing(error.to_string()))
}

fn draw(pixels: &mut Pixmap, whole: Transform, mark: &Mark<'_>) -> Result<(), Problem> {
    match mark {
        Mark::Text { x, y, size, colour, is_bold, text } => {
            let Some(path) = text_path(text, *x, *y, *size) else { return Ok(()) };
            let paint = paint(*colour);
            pixels.fill_path(&path, &paint, FillRule::Winding, whole, None);
            if *is_bold {
                let stroke = Stroke { width: size * BOLD, ..Stroke::default() };
                pixels.stroke_path(&path, &paint, &stroke, whole, None);
            }
        }
        Mark::Line { points, is_closed, width, colour, window } => {
            let Some(path) = line(points, *is_closed) else { return Ok(()) };
            let mask = window.and_then(|window| mask(pixels, window, whole));
            let stroke = Stroke { width: *width, ..Stroke::default() };
            pixels.stroke_path(&path, &paint(*colour), &stroke, whole, mask.as_ref());
        }
        Mark::Boxes { boxes: all, colour } => {
            if let Some(path) = boxes(all) {
                pixels.fill_path(&path, &paint(*colour), FillRule::Winding, whole, None);
            }
        }
        Mark::Picture { at, picture } => {
            let shown =
                Pixmap::decode_png(picture.png()).map_err(|error| Problem::Drawing(error.to_string()))?;
            let wide = u16::try_from(shown.width()).map_or(1.0, f32::from);
            let fit = whole.pre_translate(at.x, at.y).pre_scale(at.width / wide, at.width / wide);
            let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
            pixels.draw_pixmap(0, 0, shown.as_ref(), &paint, fit, None);
        }
    }
    Ok(())
}

fn paint([red, green, blue]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
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

fn mask(pixels: &Pixmap, window: Box4, whole: Transform) -> Option<Mask> {
    let mut mask = Mask::new(pixels.width(), pixels.height())?;
    mask.fill_path(&boxes(&[window])?, FillRule::Winding, true, whole);
    Some(mask)
}

/// The shapes of a line of text.
fn text_path(text: &str, x: f32, y: f32, size: f32) -> Option<Path> {
    let mut shapes = Shapes { path: PathBuilder::new(), x, y, scale: 1.0 };
    let mut at = x;
    for one in place(text) {
        shapes.x = at;
        shapes.scale = size / crate::font::units();
        outline(one.glyph, &mut shapes);
        at += one.advance * size;
    }
    shapes.path.finish()
}

/// Puts shapes of the font, which grow upwards in units of the font, on the paper.
struct Shapes {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Shapes {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Shapes {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
