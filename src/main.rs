//! The command-line program. Everything it does is in `cli`; the library cannot reach it.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::run()
}
