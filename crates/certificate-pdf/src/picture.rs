//! Pictures that people give: read with limits, scaled down, and kept as plain PNG without anything that came along.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};

/// The longest side of a file that is read, in pixels.
const MOST_READ: u32 = 4000;

/// The longest side that is kept, in pixels: sharp in print at the size it is shown.
const MOST_KEPT: u32 = 1200;

/// Memory that reading may take, in bytes.
const MEMORY: u64 = 80 * 1024 * 1024;

/// A picture: PNG with transparency, at most 1,200 pixels on its longest side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    png: Vec<u8>,
    width: u32,
    height: u32,
}

/// Why a file is no picture that can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureProblem {
    /// Neither PNG nor JPEG.
    #[error("the file is neither PNG nor JPEG")]
    OtherFormat,
    /// It is damaged.
    #[error("the picture is damaged")]
    Damaged,
    /// More than 4,000 pixels on a side.
    #[error("the picture is too large")]
    TooLarge,
}

impl Picture {
    /// Reads a PNG or JPEG file of at most 4,000 pixels on a side.
    ///
    /// # Errors
    /// [`PictureProblem`] says what is wrong with the file.
    pub fn read(file: &[u8]) -> Result<Self, PictureProblem> {
        let mut reader = ImageReader::new(Cursor::new(file));
        reader = reader.with_guessed_format().map_err(|_| PictureProblem::OtherFormat)?;
        if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
            return Err(PictureProblem::OtherFormat);
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_READ);
        limits.max_image_height = Some(MOST_READ);
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        let picture = reader.decode().map_err(|error| match error {
            image::ImageError::Limits(_) => PictureProblem::TooLarge,
            _ => PictureProblem::Damaged,
        })?;
        Self::keep(picture)
    }

    fn keep(picture: DynamicImage) -> Result<Self, PictureProblem> {
        let is_large = picture.width().max(picture.height()) > MOST_KEPT;
        let picture =
            if is_large { picture.resize(MOST_KEPT, MOST_KEPT, FilterType::Lanczos3) } else { picture };
        let plain = DynamicImage::ImageRgba8(picture.into_rgba8());
        let mut png = Cursor::new(Vec::new());
        plain.write_to(&mut png, ImageFormat::Png).map_err(|_| PictureProblem::Damaged)?;
        Ok(Self { width: plain.width(), height: plain.height(), png: png.into_inner() })
    }

    /// The PNG file.
    pub fn png(&self) -> &[u8] {
        &self.png
    }

    /// The largest size of the same shape within these bounds: width and height.
    pub(crate) fn within(&self, width: f32, height: f32) -> (f32, f32) {
        let shape = |side: u32| u16::try_from(side).map_or(1.0, |side| f32::from(side.max(1)));
        let scale = (width / shape(self.width)).min(height / shape(self.height));
        (shape(self.width) * scale, shape(self.height) * scale)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    #[test]
    fn a_large_picture_is_scaled_down_and_keeps_its_shape() {
        let picture = Picture::read(&file(2400, 600, ImageFormat::Jpeg)).unwrap();
        assert_eq!((picture.width, picture.height), (1200, 300));
        let within = |width, height| {
            let (width, height) = picture.within(width, height);
            (width.round(), height.round())
        };
        assert_eq!(within(100.0, 100.0), (100.0, 25.0));
        assert_eq!(within(100.0, 10.0), (40.0, 10.0));
        assert_eq!(Picture::read(picture.png()).unwrap(), picture, "what is kept can be read again");
    }

    #[test]
    fn what_is_no_picture_is_refused_with_its_reason() {
        assert_eq!(Picture::read(b"hello"), Err(PictureProblem::OtherFormat));
        assert_eq!(Picture::read(&[]), Err(PictureProblem::OtherFormat));
        let whole = file(50, 50, ImageFormat::Png);
        assert_eq!(Picture::read(whole.get(..40).unwrap()), Err(PictureProblem::Damaged));
        assert_eq!(Picture::read(&file(4001, 2, ImageFormat::Png)), Err(PictureProblem::TooLarge));
    }
}
