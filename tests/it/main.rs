//! The one test program of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)] // a test may fail where it stands
#![allow(clippy::disallowed_methods)] // and look for itself at what is on the disk

mod architecture;
mod check;
mod check_seeds;
mod cmd;
mod codes;
mod crash;
#[cfg(feature = "docx")]
mod desk_safety;
mod dispatch;
mod dispatch_clients;
mod dispatch_folder;
mod docx_support;
mod foreign_laws;
#[cfg(all(feature = "docx", feature = "html"))]
mod fuzz_corpus;
#[cfg_attr(not(all(feature = "docx", feature = "html")), allow(dead_code))] // some of it is replayed with all formats only
mod fuzzed;
mod generate;
mod limits;
mod master_progress;
mod merge_audit;
mod merge_choices;
mod merge_damage;
mod merge_decisions;
mod merge_flow;
mod merge_laws;
mod merge_mixed;
mod merge_names;
mod merge_parts;
mod merge_revised;
mod merge_rows;
mod merge_strangers;
mod merge_tables;
mod merge_whose;
mod merge_words;
mod office;
mod old_workbook;
mod other_reader;
mod plans;
mod raw_zip;
mod read_damaged;
#[cfg(feature = "docx")]
mod read_docx;
mod read_foreign;
#[cfg(feature = "html")]
mod read_html;
mod read_marks;
mod read_master;
mod read_office;
mod read_packages;
#[cfg(feature = "pdf")]
mod read_pdf;
mod read_tables;
mod read_text_forms;
#[cfg(all(feature = "docx", feature = "html"))]
mod replay;
mod returns;
mod returns_book;
mod returns_cells;
mod returns_clients;
mod returns_desk;
mod returns_formats;
mod returns_package;
mod returns_xml;
mod roster;
mod round_trip;
mod schema;
#[cfg(feature = "docx")]
mod write_carried;
mod write_docx;
#[cfg(feature = "html")]
mod write_html;
mod write_layout;
mod write_problems;
mod write_support;
mod write_text;
mod write_xlsx;
