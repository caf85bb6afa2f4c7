//! Whole certificates: the same bytes each time, the text inside, what cannot be drawn refused.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[path = "../examples/draw/sheet.rs"]
mod sheet;

use certificate_pdf::{Problem, Sheet, Style, pdf, png};

use self::sheet::sheet;

#[test]
fn the_same_contents_give_the_same_bytes_and_a_small_file() {
    let one = pdf(&sheet(), &Style::default()).unwrap();
    assert_eq!(one, pdf(&sheet(), &Style::default()).unwrap());
    assert!(one.starts_with(b"%PDF-"));
    assert!(one.len() < 200_000, "only the shapes that are shown are inside: {} bytes", one.len());
    let other = pdf(&Sheet { holder: "林一".into(), ..sheet() }, &Style::default()).unwrap();
    assert_ne!(one, other);
}

#[test]
fn the_picture_has_the_shape_of_the_paper() {
    let picture = png(&sheet(), &Style::default(), 1414).unwrap();
    let read = image::load_from_memory(&picture).unwrap();
    assert_eq!((read.width(), read.height()), (1414, 1000));
    let dark = read.to_luma8().pixels().filter(|pixel| pixel.0 < [80]).count();
    assert!(dark > 10_000, "something is drawn: {dark}");
}

#[test]
fn a_name_the_font_cannot_show_is_refused_by_both() {
    let rare = Sheet { holder: "Ada \u{1F600}".into(), ..sheet() };
    let missing = Problem::Missing(vec!['\u{1F600}']);
    assert_eq!(pdf(&rare, &Style::default()), Err(missing.clone()));
    assert_eq!(png(&rare, &Style::default(), 800), Err(missing));
    let long = Sheet { address: "x".repeat(5000), ..sheet() };
    assert_eq!(pdf(&long, &Style::default()), Err(Problem::AddressTooLong));
}
