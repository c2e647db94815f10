//! The workbook, read back part by part.

use super::write_support::{annotated_plans, workbook};
use fenjie::write::Layout;

/// Writes the workbook of each annotated plan in every layout, to be looked at:
/// `cargo test --test it write_workbooks_to_look_at -- --ignored`.
#[test]
#[ignore = "writes files for the eye"]
fn write_workbooks_to_look_at() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, ledger) in annotated_plans() {
        for layout in Layout::names() {
            let file = folder.join(format!("{name}-{layout}.xlsx"));
            let written = workbook(&ledger, layout);
            fenjie::files::write(&file, &written.bytes).unwrap();
            eprintln!("{} {:?}", file.display(), written.findings);
        }
    }
}
