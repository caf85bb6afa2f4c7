//! Images from strangers: looked at before they are decoded, decoded within limits, and written again, so that nothing
//! of the original file but its pixels is kept.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader};
use sha2::{Digest, Sha256};

use crate::Limits;
use crate::messages::Code;
use crate::model::{Diagnostic, Media};

/// Quality of JPEG files, 1 to 100.
const JPEG_QUALITY: u8 = 85;

/// Decodes a PNG, JPEG, GIF, BMP or WebP file (of an animation the first picture) and writes it again: photographs as
/// JPEG, everything else as PNG.
///
/// # Errors
/// [`Code::WImageLeftOut`] when it is no such file (SVG and Windows metafiles among them), is damaged, or is larger
/// than the limits. `found` says which.
pub(crate) fn accept(bytes: &[u8], limits: &Limits) -> Result<Media, Diagnostic> {
    let refused = |why: String| Diagnostic::new(Code::WImageLeftOut).found(why);
    if bytes.len() > limits.image_bytes {
        return Err(refused(format!("{} > {} bytes", bytes.len(), limits.image_bytes)));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|problem| refused(problem.to_string()))?;
    let format = reader.format().ok_or_else(|| refused(kind_of(bytes).to_owned()))?;
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(limits.image_side);
    bounds.max_image_height = Some(limits.image_side);
    // Four bytes a pixel, and as much again for the decoder's own work.
    bounds.max_alloc = Some(u64::from(limits.image_side).saturating_pow(2).saturating_mul(8).min(256 << 20));
    reader.limits(bounds);
    let picture = reader.decode().map_err(|problem| refused(problem.to_string()))?;
    let written = |format| write_again(&picture, format).map_err(|problem| refused(problem.to_string()));
    let mut media = written(format)?;
    if media.data.len() > limits.written_image_bytes && format != ImageFormat::Jpeg {
        media = written(ImageFormat::Jpeg)?;
    }
    if media.data.len() > limits.written_image_bytes {
        return Err(refused(format!("{} > {} bytes", media.data.len(), limits.written_image_bytes)));
    }
    Ok(media)
}

/// Takes back an image that [`accept`] once wrote: a JPEG file with nothing in it but a picture keeps its bytes, so that
/// it does not lose a little each time; everything else is written again.
///
/// # Errors
/// As [`accept`].
pub(crate) fn accept_again(bytes: &[u8], limits: &Limits) -> Result<Media, Diagnostic> {
    let media = accept(bytes, limits)?;
    Ok(if bytes.len() <= limits.written_image_bytes && is_bare_jpeg(bytes) {
        Media { name: name_of(bytes, "jpg"), data: bytes.to_vec(), ..media }
    } else {
        media
    })
}

/// Whether a file consists of the segments a JPEG picture needs, in one scan, and of nothing after its end.
fn is_bare_jpeg(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\xff\xd8") else { return false };
    loop {
        let (marker, length) = match rest {
            [0xff, marker, high, low, ..] => (*marker, usize::from(u16::from_be_bytes([*high, *low]))),
            _ => return false,
        };
        // JFIF header, tables, restart interval, frame, scan.
        let is_known = match marker {
            0xe0 => length == 16,
            0xdb | 0xc4 | 0xdd | 0xc0..=0xc2 | 0xda => true,
            _ => false,
        };
        let Some(after) = rest.get(length + 2..).filter(|_| is_known) else { return false };
        rest = after;
        if marker == 0xda {
            return ends_with_scan(rest);
        }
    }
}

/// In the data of a scan a marker is stuffed with zero or counts restarts; the only other one is the end.
fn ends_with_scan(data: &[u8]) -> bool {
    let end = data.windows(2).position(|pair| match pair {
        [0xff, next] => !matches!(next, 0x00 | 0xd0..=0xd7),
        _ => false,
    });
    end.is_some_and(|end| data.get(end..) == Some(b"\xff\xd9"))
}

/// The name of an image file: equal bytes, equal names.
fn name_of(data: &[u8], ending: &str) -> String {
    let digits = hex::encode(Sha256::digest(data));
    format!("{}.{ending}", digits.get(..32).unwrap_or(&digits))
}

fn write_again(picture: &DynamicImage, format: ImageFormat) -> Result<Media, image::ImageError> {
    let mut data = Cursor::new(Vec::new());
    let (mime, ending) = if format == ImageFormat::Jpeg {
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut data, JPEG_QUALITY);
        picture.to_rgb8().write_with_encoder(encoder)?;
        ("image/jpeg", "jpg")
    } else {
        picture.to_rgba8().write_to(&mut data, ImageFormat::Png)?;
        ("image/png", "png")
    };
    let data = data.into_inner();
    let name = name_of(&data, ending);
    Ok(Media { name, mime: mime.to_owned(), width: picture.width(), height: picture.height(), data })
}

/// What a file is that no decoder here reads, as far as its first bytes say.
fn kind_of(bytes: &[u8]) -> &'static str {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(512)).unwrap_or_default());
    if start.contains("<svg") {
        "SVG"
    } else if bytes.starts_with(b"\xd7\xcd\xc6\x9a") || bytes.starts_with(b"\x01\x00\x09\x00") {
        "WMF"
    } else if bytes.starts_with(b"\x01\x00\x00\x00") {
        "EMF"
    } else {
        "?"
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn encoded(format: ImageFormat, side: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(side, side).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn s45_pixels_are_kept_and_everything_else_is_not() {
        let mut bytes = encoded(ImageFormat::Png, 3);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let media = accept(&bytes, &Limits::default()).unwrap();
        assert_eq!((media.width, media.height, media.mime.as_str()), (3, 3, "image/png"));
        assert!(!media.data.windows(7).any(|window| window == b"<script"));
        assert_eq!(accept(&encoded(ImageFormat::Jpeg, 3), &Limits::default()).unwrap().mime, "image/jpeg");
        assert_eq!(accept(&encoded(ImageFormat::Gif, 3), &Limits::default()).unwrap().mime, "image/png");
    }

    #[test]
    fn large_damaged_and_unknown_images_are_left_out() {
        let limits = Limits { image_side: 8, ..Limits::default() };
        for bytes in [
            encoded(ImageFormat::Png, 9),
            encoded(ImageFormat::Png, 8).into_iter().take(40).collect(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(accept(&bytes, &limits).unwrap_err().code, Code::WImageLeftOut);
        }
    }

    #[test]
    fn an_image_that_would_be_too_large_is_handed_on_as_a_photograph_or_left_out() {
        let noise =
            |x: u32, y: u32| image::Rgb([0_u8, 7, 31].map(|seed| (x * 97 + y * 61).to_le_bytes()[0] ^ seed));
        let picture = DynamicImage::from(image::RgbImage::from_fn(64, 64, noise));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let bytes = bytes.into_inner();
        let limits = |written_image_bytes| Limits { written_image_bytes, ..Limits::default() };
        let as_it_is = accept(&bytes, &Limits::default()).unwrap();
        assert_eq!(as_it_is.mime, "image/png");
        let smaller = accept(&bytes, &limits(as_it_is.data.len() - 1)).unwrap();
        assert_eq!(smaller.mime, "image/jpeg");
        assert_eq!(accept(&bytes, &limits(100)).unwrap_err().code, Code::WImageLeftOut);
    }

    #[test]
    fn what_was_written_here_is_taken_back_as_it_is() {
        let limits = Limits::default();
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let media = accept(&encoded(format, 9), &limits).unwrap();
            assert_eq!(accept_again(&media.data, &limits).unwrap(), media, "{format:?}");
        }
        let mut longer = accept(&encoded(ImageFormat::Jpeg, 9), &limits).unwrap().data;
        longer.extend_from_slice(b"<script>");
        let media = accept_again(&longer, &limits).unwrap();
        assert!(!media.data.windows(7).any(|window| window == b"<script"));
    }

    #[test]
    fn an_image_is_named_by_its_pixels_and_marked_in_text() {
        let limits = Limits::default();
        let (one, two) =
            (accept(&encoded(ImageFormat::Png, 2), &limits), accept(&encoded(ImageFormat::Bmp, 2), &limits));
        let one = one.unwrap();
        assert_eq!(one.name, two.unwrap().name);
        assert_eq!(one.mark("a ]\nb"), format!("![a   b](media:{})", one.name));
    }
}
