//! `fenjie` (分解): work plans to responsibility sheets and back.
//!
//! Plan text becomes a canonical task model ([`model`]), the model becomes a 责任分解表 workbook or any other form
//! ([`mod@write`]), and every form is read back ([`read`]). The library takes values and gives values: it never prints, never
//! reads the clock, the environment or the working directory, and does not panic on the content of a file.
//! Only [`files`] opens files.
//!
//! ```
//! use std::path::Path;
//!
//! use fenjie::write::{Format, Layout, WriteOptions};
//!
//! let text = "云渡县2031年水利工作要点\n1.整治病险水库12座。\n责任单位：工程股\n完成时限：10月底前\n";
//! let ledger = fenjie::read::read(text.as_bytes(), Path::new("要点.txt"))?.ledger;
//! let task = &ledger.plan.tasks[0];
//! assert_eq!(task.text(), "整治病险水库12座。");
//!
//! let layout = Layout::named("责任分解表")?;
//! let workbook = fenjie::write::write(&ledger, Format::Xlsx, &WriteOptions::new(&layout))?;
//! let again = fenjie::read::read(&workbook.bytes, Path::new("责任分解表.xlsx"))?.ledger;
//! assert_eq!(again, ledger);
//! # Ok::<(), fenjie::error::Error>(())
//! ```

#[cfg_attr(not(all(feature = "docx", feature = "html")), allow(dead_code))] // each has its own half of it
mod carrier;
pub mod check;
mod chunks;
mod config;
mod csv_form;
pub mod error;
pub mod files;
pub mod finding;
pub mod grid;
pub mod handout;
mod hidden_ledger;
pub mod identity;
pub mod limits;
pub mod merge;
pub mod model;
pub mod passage;
pub mod read;
pub mod returned;
pub mod roster;
pub mod words;
pub mod write;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
mod readme_in_chinese {}
