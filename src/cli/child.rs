//! Processes we start: how they end, and when.

use std::process::Child;
use std::time::Duration;

/// The first look at a process comes after this long, each next after twice as long, up to [`LONGEST_GLANCE`].
const GLANCE: Duration = Duration::from_millis(1);
const LONGEST_GLANCE: Duration = Duration::from_millis(50);

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Well,
    Badly,
    /// It had not ended and runs on.
    TooLate,
}

/// Waits for the end of a process, at most so long.
pub fn ended(child: &mut Child, longest: Duration) -> Ended {
    let (mut left, mut glance) = (longest, GLANCE);
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ended::Well,
            Ok(Some(_)) | Err(_) => return Ended::Badly,
            Ok(None) if left.is_zero() => return Ended::TooLate,
            Ok(None) => {
                let pause = glance.min(left);
                std::thread::sleep(pause);
                (left, glance) = (left - pause, (glance * 2).min(LONGEST_GLANCE));
            }
        }
    }
}
