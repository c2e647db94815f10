//! The command-line program. Everything it does is in `cli`; the library cannot reach it.

use std::process::ExitCode;

mod cli;

/// Merging is made of many small texts on several threads, which the allocators of most systems, Windows above all, are slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
