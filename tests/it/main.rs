//! The one test program of the library.

mod write_layout;
mod write_support;
mod write_text;
mod write_xlsx;
