//! Ctrl-C: a file that is being written is finished or not begun, and nothing of ours is left lying about.

use std::sync::atomic::{AtomicBool, Ordering};

use fenjie::files;

use super::report::say;

/// What a shell calls a program that was stopped from the keyboard.
const STOPPED: i32 = 130;

/// From now on Ctrl-C ends the program between two files; a second one ends it at once.
pub fn heed() {
    static ASKED: AtomicBool = AtomicBool::new(false);
    // Where no handler can be set the system ends the program, as it would any other.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(STOPPED);
        }
        std::thread::spawn(|| {
            files::between_writes(|| {
                say("停下了。写好的文件是完整的，没有写的还是原来的样子");
                std::process::exit(STOPPED)
            })
        });
    });
}
