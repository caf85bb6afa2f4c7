//! Draws a certificate: A4 landscape, Chinese and Latin, as a PDF with its font inside and selectable text, and as a picture
//! for where no PDF opens. Contents in, bytes out: the same contents give the same bytes.

mod art;
mod font;
mod layout;
mod pdf;
mod picture;
mod png;

pub use font::missing;
pub use pdf::pdf;
pub use picture::{Picture, PictureProblem};
pub use png::png;

/// What a certificate says. Every text is shown as it is; lines are broken and names shrunk so that all of it fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Who issues it: the line at the top.
    pub organisation: String,
    /// The word for what this is, large.
    pub heading: String,
    /// The same in another language, small; may be empty.
    pub subheading: String,
    /// Name of the holder.
    pub holder: String,
    /// The name in Latin letters; may be empty.
    pub holder_latin: String,
    /// What is certified: one paragraph each.
    pub paragraphs: Vec<String>,
    /// Number, days and code: what each is called, and its value.
    pub facts: Vec<(String, String)>,
    /// Who signs; may be empty.
    pub signer: String,
    /// What stands below the QR code.
    pub scan: String,
    /// The address in the QR code.
    pub address: String,
    /// Language of the document as a BCP 47 tag.
    pub language: String,
    /// Title of the document for readers and screen readers.
    pub title: String,
    /// Year, month and day of issue: the document's date.
    pub issued: (u16, u8, u8),
}

/// How a certificate looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Colour of frame and ornament: red, green, blue.
    pub accent: [u8; 3],
    /// Picture at the top, beside the organisation.
    pub logo: Option<Picture>,
    /// Picture above the signer: a signature or a seal.
    pub signature: Option<Picture>,
}

impl Default for Style {
    fn default() -> Self {
        Self { accent: [0x2e, 0x48, 0x99], logo: None, signature: None }
    }
}

/// Why nothing was drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The font has no shape for these characters.
    #[error("the font has no shape for {0:?}")]
    Missing(Vec<char>),
    /// The address is too long for a QR code.
    #[error("the address is too long for a QR code")]
    AddressTooLong,
    /// A library refused what it was given.
    #[error("{0}")]
    Drawing(String),
}
