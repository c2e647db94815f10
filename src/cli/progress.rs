//! A sign of life on a terminal when a step takes over a second; nothing anywhere else.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::ProgressBar;

const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(120);

/// Shows what is going on until it is dropped.
pub struct Progress {
    shown: Option<(Sender<&'static str>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait, with the name of the first step.
    pub fn start(step: &'static str, quiet: bool) -> Self {
        if quiet || !io::stderr().is_terminal() {
            return Progress { shown: None };
        }
        let (steps, received) = mpsc::channel();
        Progress { shown: Some((steps, thread::spawn(move || show(step, &received)))) }
    }

    /// The next step begins.
    pub fn step(&self, step: &'static str) {
        if let Some((steps, _)) = &self.shown {
            let _ = steps.send(step);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((steps, shown)) = self.shown.take() {
            drop(steps);
            let _ = shown.join();
        }
    }
}

fn show(mut step: &'static str, steps: &Receiver<&'static str>) {
    loop {
        match steps.recv_timeout(PATIENCE) {
            Ok(next) => step = next,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    let bar = ProgressBar::new_spinner().with_message(step);
    bar.enable_steady_tick(TICK);
    for next in steps {
        bar.set_message(next);
    }
    bar.finish_and_clear();
}
