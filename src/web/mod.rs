//! Everything between HTTP and a room: rendering, forms, CSRF, headers, cookies, error pages, static files.
//! Knows no room and no table.

pub mod client_address;
pub mod components;
pub mod compression;
pub mod cookies;
pub mod csrf;
pub mod csv;
pub mod download;
pub mod error;
pub mod error_pages;
pub mod fields;
pub mod flash;
pub mod headers;
pub mod images;
pub mod language;
pub mod line;
pub mod markup;
pub mod paging;
pub mod policy;
pub mod qr;
pub mod render;
pub mod request_id;
pub mod site;
pub mod spreadsheet;
pub mod static_files;
mod unsent;
pub mod upload;
pub mod viewer;
pub mod visit;

pub use client_address::host;
pub use error::Error;
pub use fields::{Fields, FormErrorItem, FormErrors};
pub use flash::Flash;
pub use language::Language;
pub use line::Line;
pub use render::Page;
pub use site::Site;
pub use viewer::Viewer;
pub use visit::Visit;
