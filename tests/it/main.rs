//! The one test program of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)] // a test may fail where it stands

mod docx_support;
mod office;
mod read_docx;
#[cfg(feature = "html")]
mod read_html;
mod write_layout;
mod write_support;
mod write_text;
mod write_xlsx;
