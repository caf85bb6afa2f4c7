//! An address as a QR code drawn in SVG.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

/// White modules around the code, as scanners need them.
const QUIET: usize = 4;

/// A QR code as one SVG path, a stroke of width 1 for each run of dark modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Qr {
    /// Width and height of the view box in modules, with the quiet zone.
    pub size: usize,
    /// The `d` of the path.
    pub path: String,
}

/// Draws a text. `None` when it is too long for any code (about 2,300 characters).
pub fn draw(text: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{} {}.5h{}", column + QUIET, row + QUIET, run.len()));
            }
            column += run.len();
        }
    }
    Some(Qr { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_finder_pattern_stands_in_the_corner_inside_the_quiet_zone() {
        let qr = draw("https://certamen.example/verify/00000000000000000000000000").unwrap();
        assert!(qr.path.starts_with("M4 4.5h7M"), "{}", qr.path);
        assert!((qr.size - 8 - 17).is_multiple_of(4), "{}", qr.size);
    }

    #[test]
    fn a_text_that_fits_no_code_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5000)), None);
    }
}
