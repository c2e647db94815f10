//! The one test program of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)] // a test may fail where it stands
#![allow(clippy::disallowed_methods)] // and look for itself at what is on the disk

mod architecture;
mod cmd;
mod generate;
mod office;
mod plans;
mod read_foreign;
mod read_master;
mod read_office;
mod read_packages;
mod read_text_forms;
mod round_trip;
mod write_layout;
mod write_support;
mod write_text;
mod write_xlsx;
