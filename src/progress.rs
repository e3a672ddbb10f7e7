//! Events → a progress bar on stderr; only on a terminal, and never before a run has taken a moment.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::{Event, Observer};

/// A run shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(250);

/// Shows how far a screening is.
pub struct Progress {
    bar: OnceLock<ProgressBar>,
    started: Instant,
    word: &'static str,
}

impl Progress {
    /// A bar labelled with `word`.
    pub fn new(word: &'static str) -> Self {
        Progress {
            bar: OnceLock::new(),
            started: Instant::now(),
            word,
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Started { bytes, .. } => {
                let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
                if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {percent} %") {
                    bar.set_style(style);
                }
                bar.set_message(self.word);
                self.bar.get_or_init(|| bar);
            }
            Event::Done { bytes, .. } => {
                let Some(bar) = self.bar.get() else { return };
                if bar.is_hidden()
                    && std::io::stderr().is_terminal()
                    && self.started.elapsed() > PATIENCE
                {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.inc(bytes);
            }
            Event::Finished => {
                if let Some(bar) = self.bar.get() {
                    bar.finish_and_clear();
                }
            }
        }
    }
}
