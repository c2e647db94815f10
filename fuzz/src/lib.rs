//! The fuzz targets: what they check is in the tests of the package, which replay what was found here.

#[path = "../../tests/it/fuzzed/mod.rs"]
pub mod fuzzed;

#[doc(hidden)]
pub use libfuzzer_sys;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes a program of a target.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(init: $crate::start($name), |input: &[u8]| $crate::run($name, input));
    };
}

/// Before the first input. A panic the reader catches itself is an answer to a file, as it is in the program: it must not end the run,
/// as the hook that stands there would.
pub fn start(_name: &str) {
    let print = std::panic::take_hook();
    drop(print);
    std::panic::set_hook(Box::new(|panic| LAST.set(Some(panic.to_string()))));
}

thread_local! {
    static LAST: std::cell::Cell<Option<String>> = const { std::cell::Cell::new(None) };
}

/// Runs one input; a broken promise ends the program, and the fuzzer keeps the input.
pub fn run(name: &str, input: &[u8]) {
    let check = fuzzed::target(name).check;
    if catch_unwind(AssertUnwindSafe(|| check(input))).is_err() {
        eprintln!("{}", LAST.take().unwrap_or_default());
        std::process::abort();
    }
}
