//! The ledger as JSON: pretty-printed, UTF-8, with a final newline.

use super::{WriteOptions, Written};
use crate::error::Error;
use crate::model::Ledger;

/// Writes the ledger in its own format (`fenjie.ledger/1`); the layout does not matter.
///
/// # Errors
/// [`Error::Workbook`] when the ledger cannot be put into JSON, which a ledger read from a file always can.
pub(super) fn write(ledger: &Ledger, _options: &WriteOptions<'_>) -> Result<Written, Error> {
    let mut bytes = serde_json::to_vec_pretty(ledger).map_err(|error| Error::Workbook { reason: error.to_string() })?;
    bytes.push(b'\n');
    Ok(Written { bytes, findings: Vec::new() })
}
