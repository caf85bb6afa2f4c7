//! Draws a certificate to look at: `cargo run -p certificate-pdf --example draw -- DIRECTORY [PICTURE]`.
#![expect(clippy::print_stdout, reason = "a tool for people")]

mod sheet;

use std::error::Error;
use std::path::Path;

use certificate_pdf::{Picture, Style, pdf, png};

use self::sheet::sheet;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().ok_or("say a directory")?;
    let signature = match arguments.next() {
        Some(file) => Some(Picture::read(&std::fs::read(file)?)?),
        None => None,
    };
    let sheet = sheet();
    let style = Style { logo: signature.clone(), signature, ..Style::default() };
    let directory = Path::new(&directory);
    std::fs::write(directory.join("certificate.pdf"), pdf(&sheet, &style)?)?;
    std::fs::write(directory.join("certificate.png"), png(&sheet, &style, 1414)?)?;
    println!("{}", directory.display());
    Ok(())
}
